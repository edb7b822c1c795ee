/* One recording of a test set, and what the network answered: all that scores (training/scores.h) and figures are made of.
 *
 * The rank of the truth among draws from the inferred density is spread evenly where densities are fair (simulation-based
 * calibration: Talts et al. 2018, arXiv:1804.06788): at both ends too often where they are too narrow, in the middle where
 * they are too wide.
 */
#pragma once
#include "inference/infer.h"
#include "recording/features.h"
#include "training/dataset.h"

G_BEGIN_DECLS

#define S2P_RANK_DRAWS 199 /* ranks are 0 .. 199: 10, 20 or 40 bins share them evenly */

/* What the truth is ranked by: g_s, g_u, and the density at the pair (rank: how many draws are denser). */
enum { S2P_RANK_G_S, S2P_RANK_G_U, S2P_RANK_LEVEL, S2P_N_RANKS };

/* Measures of activity; NAN: not known, or not of this kind of activity (rate: spiking; the others: bursting). */
enum { S2P_MEASURE_RATE, S2P_MEASURE_BURST, S2P_MEASURE_INTRA, S2P_MEASURE_INTER, S2P_MEASURE_SPIKES, S2P_N_MEASURES };

typedef struct {
  guint32     population;
  S2pActivity activity;    /* of the recording; silent: there is no answer, and the rest is 0 */
  gboolean    says_bursting;
  double      g_s, g_u;    /* the truth */
  double      mean_g_s, mean_g_u, sd_g_s, sd_g_u; /* of the density */
  double      log_density; /* at the truth, nats */
  double      level;       /* probability of what is denser than the truth */
  guint       rank[S2P_N_RANKS];
  double      measure[S2P_N_MEASURES], said[S2P_N_MEASURES]; /* of the recording, and as the network has it */
} S2pTrial;

/* @seed and @index name the draws; @features: of the recording. */
void s2p_trial_fill (S2pTrial *trial, const S2pSample *sample, const S2pFeatures *features, const S2pInference *answer, guint64 seed, guint64 index);

G_END_DECLS
