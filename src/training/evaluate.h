/* What counts in the end: populations that are built from recordings of a test set, and simulated.
 *
 * R_VR (thesis, section 5.5.2) is the mean van Rossum distance between a recording and the cells built from it, over that
 * between the recording and its own population (1: as close as its own kind). Beside it, the share of cells that are of the
 * recording's activity type, and the same share of its own population: no inference can do better on average, as cells of equal DICs
 * differ. Errors of the inferred numbers themselves: training/trial.h and training/scores.h.
 */
#pragma once
#include <gio/gio.h>
#include "population/target.h"
#include "recording/features.h"
#include "simulation/fast.h"
#include "training/dataset.h"

G_BEGIN_DECLS

typedef enum {
  S2P_POPULATION_NOT_TRIED,
  S2P_POPULATION_NO_ANSWER,   /* the recording is silent */
  S2P_POPULATION_UNREACHABLE, /* some cell could not be built: the population counts as not built */
  S2P_POPULATION_BUILT,
} S2pPopulationOutcome;

/* How cells that were built fared. */
typedef struct {
  guint  asked, cells, same_activity; /* asked for, there, and of the recording's activity type */
  double r_vr; /* NAN: nothing to compare with, as the recording's own population has no other cell that fires */
} S2pBuiltScore;

/* What one population says of the network. */
typedef struct {
  S2pPopulationOutcome outcome;
  S2pActivity   activity;          /* of the recording */
  guint         own_cells, own_same_activity; /* the other cells of its own population, silent ones included */
  S2pBuiltScore drawn;             /* from the inferred density alone */
  S2pBuiltScore checked;           /* of checked ones (simulation/checked.h); asked = 0: none were wanted */
} S2pPopulationScore;

/* The recording that cells are compared with. */
typedef struct {
  const double *times;
  gsize         n;
  S2pActivity   activity;
  double        own_distance; /* mean, to the rest of its own population; NAN: not known */
} S2pWitness;

/* Compares simulated @cells [@n] with the recording: for any way of building them. */
void     s2p_evaluate_cells (const S2pWitness *witness, const S2pSimulatedCell *cells, guint n, S2pBuiltScore *score);

/* Scores the population of samples [@first, @first + @n) of @dataset; sample @recording of them is the recording. @size
 * cells are built for it, with @map (may be NULL; population/target.h), and with @checked as many checked ones. Any thread; @workspace is
 * the caller's. */
gboolean s2p_evaluate_population (const S2pDataset *dataset, gsize first, gsize n, gsize recording, S2pInferenceWorkspace *workspace,
                                  const S2pActivityMap *map,
                                  const S2pDicPoint *threshold, const S2pFastEngine *engine, guint size, gboolean checked,
                                  GCancellable *cancellable, S2pPopulationScore *score, GError **error);

/* A sample's times in double precision; free with g_free. */
double  *s2p_sample_times (const S2pSample *sample);

G_END_DECLS
