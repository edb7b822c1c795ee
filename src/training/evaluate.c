#include "training/evaluate.h"
#include "recording/distance.h"
#include <math.h>

double *
s2p_sample_times (const S2pSample *sample)
{
  double *times = g_new (double, MAX (1, sample->n_spikes));

  for (guint32 i = 0; i < sample->n_spikes; i++)
    times[i] = sample->times[i];
  return times;
}

static void
add_distance (const double *x, gsize n_x, const double *y, gsize n_y, double *sum, guint *count)
{
  double distance = s2p_activity_distance (x, n_x, y, n_y);

  if (isfinite (distance))
    {
      *sum += distance;
      (*count)++;
    }
}

/* Builds @size cells for the recording and simulates them. FALSE where one cannot be built, or (with @error)
 * the work was cancelled: then some cells may have their spikes already. */
static gboolean
build (const S2pInference *answer, S2pActivity activity, const S2pActivityMap *map, guint64 seed, guint64 population, const S2pDicPoint *threshold, const S2pFastEngine *engine, guint size,
       S2pSimulatedCell *cells, GCancellable *cancellable, GError **error)
{
  const S2pModel *model = s2p_dic_point_model (threshold);
  g_autofree double *g = g_new (double, (gsize) size * model->n_conductances);
  const S2pTarget target = { TRUE, answer->g_s, answer->g_u, population, TRUE, activity, answer->density };
  S2pSimulationOptions simulation;
  S2pGenerateOptions generate;
  S2pDrawCounts counts = { 0 };

  s2p_simulation_options_init (&simulation, model);
  s2p_generate_options_init (&generate);
  generate.seed = seed;
  for (guint i = 0; i < size; i++)
    {
      double pair[2];

      if (!s2p_target_cell (&target, map, threshold, &generate, i, g + (gsize) i * model->n_conductances, pair, &counts, NULL))
        return FALSE;
    }
  return s2p_fast_run (engine, g, size, &simulation, cells, cancellable, error);
}

void
s2p_evaluate_cells (const S2pWitness *witness, const S2pSimulatedCell *cells, guint n, S2pBuiltScore *score)
{
  double sum = 0;
  guint n_compared = 0;

  *score = (S2pBuiltScore) { .cells = n };
  for (guint i = 0; i < n; i++)
    {
      const double *times = (const double *) cells[i].spikes->data;
      S2pFeatures features;

      s2p_features_compute (times, cells[i].spikes->len, &features);
      score->same_activity += features.activity == witness->activity;
      add_distance (witness->times, witness->n, times, cells[i].spikes->len, &sum, &n_compared);
    }
  score->r_vr = n_compared > 0 && witness->own_distance > 0 ? sum / n_compared / witness->own_distance : NAN;
}

/* The recording's own population, without itself. */
static void
compare_own (const S2pDataset *dataset, gsize first, gsize n, gsize recording, S2pWitness *witness, S2pPopulationScore *score)
{
  double sum = 0;
  guint n_compared = 0;

  score->own_cells = s2p_dataset_cells (dataset) - 1;
  for (gsize i = first; i < first + n; i++)
    {
      S2pSample other;
      S2pFeatures features;
      g_autofree double *times = NULL;

      if (i == recording)
        continue;
      s2p_dataset_get (dataset, i, &other);
      times = s2p_sample_times (&other);
      s2p_features_compute (times, other.n_spikes, &features);
      score->own_same_activity += features.activity == witness->activity;
      add_distance (witness->times, witness->n, times, other.n_spikes, &sum, &n_compared);
    }
  witness->own_distance = n_compared > 0 ? sum / n_compared : NAN;
}

gboolean
s2p_evaluate_population (const S2pDataset *dataset, gsize first, gsize n, gsize recording, S2pInferenceWorkspace *workspace, const S2pActivityMap *map,
                         const S2pDicPoint *threshold, const S2pFastEngine *engine, guint size, GCancellable *cancellable, S2pPopulationScore *score, GError **error)
{
  S2pSample sample;
  S2pFeatures features;
  S2pInference answer;
  S2pWitness witness;
  g_autofree double *times = NULL;
  g_autofree S2pSimulatedCell *cells = g_new0 (S2pSimulatedCell, size);
  GError *local = NULL;

  *score = (S2pPopulationScore) { .outcome = S2P_POPULATION_NO_ANSWER, .drawn.r_vr = NAN, .checked.r_vr = NAN };
  s2p_dataset_get (dataset, recording, &sample);
  times = s2p_sample_times (&sample);
  s2p_features_compute (times, sample.n_spikes, &features);
  score->activity = features.activity;
  s2p_network_infer (workspace, &(S2pSpikes) { times, sample.n_spikes }, 1, &answer);
  if (!answer.available)
    return TRUE;
  witness = (S2pWitness) { .times = times, .n = sample.n_spikes, .activity = features.activity };
  compare_own (dataset, first, n, recording, &witness, score);
  /* another seed than that of the set, or the built cells would be drawn as its own were and look closer than they are */
  if (build (&answer, features.activity, map, ~s2p_dataset_seed (dataset), sample.population, threshold, engine, size, cells, cancellable, &local))
    {
      score->outcome = S2P_POPULATION_BUILT;
      s2p_evaluate_cells (&witness, cells, size, &score->drawn);
    }
  else
    score->outcome = local == NULL ? S2P_POPULATION_UNREACHABLE : S2P_POPULATION_NOT_TRIED;
  for (guint i = 0; i < size; i++)
    g_clear_pointer (&cells[i].spikes, g_array_unref);
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}
