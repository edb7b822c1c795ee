/* How good a network is, on a data set that it has never seen.
 *
 * Errors of the inferred DICs by activity type of the recording, class scores, and what counts in the end: the
 * ratio R_VR (thesis, section 5.5.2) of the mean van Rossum distance between a recording and the population built
 * from it to that between the recording and its own population (1: as close as its own kind), with the share of
 * built cells that are of the recording's activity type.
 */
#pragma once
#include <gio/gio.h>
#include "population/target.h"
#include "recording/features.h"
#include "simulation/fast.h"
#include "training/dataset.h"

G_BEGIN_DECLS

/* Sums over the recordings of one group. */
typedef struct {
  gsize  n;
  double error_g_s, error_g_u; /* absolute */
  double minus_log_density;    /* of the true pair under the inferred density, nats */
  gsize  within_50, within_90; /* true pairs inside the region of highest density that should hold 50 %, 90 % of them */
  gsize  class_right;
} S2pScores;

/* Adds one recording's answer. */
void s2p_scores_add (S2pScores *scores, const S2pSample *truth, S2pActivity activity, const S2pInference *answer);

void s2p_scores_merge (S2pScores *scores, const S2pScores *more);

/* What one population says of the network. */
typedef struct {
  gboolean    available;      /* FALSE: silent, alone, or its target cannot be reached */
  S2pActivity activity;       /* of the recording */
  double      r_vr;
  guint       built, same_activity;
} S2pPopulationScore;

/* Scores the population of samples [@first, @first + @n) of @dataset; its first sample is the recording. @size
 * cells are built for it, with @map (may be NULL; population/target.h). Any thread; @workspace is the caller's. */
gboolean s2p_evaluate_population (const S2pDataset *dataset, gsize first, gsize n, S2pInferenceWorkspace *workspace,
                                  const S2pActivityMap *map,
                                  const S2pDicPoint *threshold, const S2pFastEngine *engine, guint size,
                                  GCancellable *cancellable, S2pPopulationScore *score, GError **error);

/* A sample's times in double precision; free with g_free. */
double  *s2p_sample_times (const S2pSample *sample);

G_END_DECLS
