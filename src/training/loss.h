/* What training makes small: after the thesis, section 5.5.2, with a density in place of its two DICs and their
 * uncertainties.
 *
 *   L = 1/N sum_i [ - log p (y)
 *                   + lambda_m |(metrics - their prediction) mask|^2 + lambda_c w (class) cross entropy ]
 *
 * with p the inferred density of (g_s, g_u) (inference/density.h), in nats per unit area. Metrics are standardised by the training
 * set; the mask keeps the rate of a spiking train, the four burst measures of a bursting one, and
 * drops what is not known (NAN). The weights w make both classes count alike however rare one is (balanced class loss); their mean
 * over what is drawn is 1. The density has none: it would no longer be fair.
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
  double of_class[S2P_N_CLASSES]; /* s2p_loss_balance; 1 for plain cross entropy */
} S2pLossWeights;

/* Weights of the classes from how often each is drawn: n / (classes * n of this class); 1 where one is never drawn. */
void s2p_loss_balance (const gsize counts[S2P_N_CLASSES], double of_class[S2P_N_CLASSES]);

/* Sums over the samples of a batch, each part without its lambda. */
typedef struct {
  double density, metrics, class, total;
} S2pLossParts;

/* Adds the losses of the batch in @state to @parts. With @w, the derivatives of @factor times the sum
 * of the losses are written to w->d_raw (usually factor = 1 / samples of the whole batch). */
void s2p_loss (const S2pLayout *layout, const real *values, const S2pWorkspace *state, const S2pLabel *labels,
               guint n, const S2pLossWeights *weights, double factor, S2pLossParts *parts, S2pBackwardWorkspace *w);

G_END_DECLS
