/* Makes the domain of a model (inference/domain.h) from a data set of its trains.
 *
 * Four of five populations give the sample of own trains, drawn as training draws them (augment.h: half of them clean, half
 * with noise, some in short windows); foreign.h gives the others, with the same noise. The fifth sets the limits: 1 % of
 * whole clean trains and at most 2 % of trains as training draws them are flagged, in either space.
 */
#pragma once
#include "inference/domain.h"
#include "training/dataset.h"

G_BEGIN_DECLS

#define S2P_DOMAIN_CLEAN_SHARE 0.01
#define S2P_DOMAIN_NOISY_SHARE 0.02

typedef struct {
  guint64 seed;
  guint   n_points; /* of each sample in each space, 5000 */
  guint   n_held;   /* draws from the fifth, 8000 clean and as many noisy */
} S2pDomainFit;

typedef struct { guint n, flagged; } S2pFlagged;

/* What is flagged of trains that the fit has not seen. */
typedef struct {
  S2pFlagged clean, noisy;            /* of the fifth: what the limits were set on */
  S2pFlagged foreign[S2P_N_FOREIGN];  /* fresh ones, of 10 spikes and more; empty where a reason is no kind */
} S2pDomainReport;

void       s2p_domain_fit_init (S2pDomainFit *fit);
/* NULL where the set has too few trains (S2P_ERROR_FORMAT). @report may be NULL. */
S2pDomain *s2p_domain_fit      (const S2pDomainFit *fit, const S2pDataset *dataset, S2pDomainReport *report, GError **error);

G_END_DECLS
