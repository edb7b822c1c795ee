/* What training makes small: after the thesis, section 5.5.2, with a density in place of its two DICs and their
 * uncertainties.
 *
 *   L = 1/N sum_i [ - log p (y)
 *                   + lambda_m |(metrics - their prediction) mask|^2 + lambda_c cross entropy ]
 *
 * with p the inferred density of (g_s, g_u) (inference/density.h), in nats per unit area. Metrics are standardised by the training
 * set; the mask keeps the rate of a spiking train, the four burst measures of a bursting one, and
 * drops what is not known (NAN).
 */
#pragma once
#include "training/backward.h"

G_BEGIN_DECLS

typedef struct {
  float dics[S2P_N_DICS];
  float metrics[S2P_N_METRICS]; /* rate, burst duration, f_intra, f_inter, spikes per burst; NAN: not known */
  guint class;                  /* 0 spiking, 1 bursting */
} S2pLabel;

typedef struct {
  double lambda_metrics, lambda_class;
} S2pLossWeights;

/* Sums over the samples of a batch, each part without its weight. */
typedef struct {
  double density, metrics, class, total;
} S2pLossParts;

/* Adds the losses of the batch in @state to @parts. With @w, the derivatives of @factor times the sum
 * of the losses are written to w->d_raw (usually factor = 1 / samples of the whole batch). */
void s2p_loss (const S2pLayout *layout, const real *values, const S2pWorkspace *state, const S2pLabel *labels,
               guint n, const S2pLossWeights *weights, double factor, S2pLossParts *parts, S2pBackwardWorkspace *w);

G_END_DECLS
