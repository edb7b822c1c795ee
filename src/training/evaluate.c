#include "training/evaluate.h"
#include "recording/distance.h"
#include "simulation/checked.h"
#include <math.h>
#include <string.h>

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

/* What cells are built with. */
typedef struct {
  const S2pTarget      *target;
  const S2pActivityMap *map;
  const S2pDicPoint    *threshold;
  const S2pFastEngine  *engine;
  S2pGenerateOptions    generate;
  GCancellable         *cancellable;
} Builder;

/* Conductances of @size cells. FALSE where one cannot be built. */
static gboolean
draw_cells (const Builder *builder, guint size, double *g)
{
  const guint n_conductances = s2p_dic_point_model (builder->threshold)->n_conductances;
  S2pDrawCounts counts = { 0 };

  for (guint i = 0; i < size; i++)
    {
      double pair[2];

      if (!s2p_target_cell (builder->target, builder->map, builder->threshold, &builder->generate, i, g + (gsize) i * n_conductances, pair, &counts, NULL))
        return FALSE;
    }
  return TRUE;
}

/* The same of as many checked cells as are found, *@n. FALSE with @error: cancelled. */
static gboolean
find_checked_cells (const Builder *builder, const S2pWitness *witness, guint size, double *g, guint *n, GError **error)
{
  const guint n_conductances = s2p_dic_point_model (builder->threshold)->n_conductances;
  g_autofree S2pCheckedCell *cells = g_new0 (S2pCheckedCell, size);
  S2pLikeness likeness;
  S2pCheckedOptions options;
  const S2pCheckedTask task = { builder->threshold, builder->engine, &likeness, builder->target, builder->map };

  s2p_likeness_init (&likeness, witness->times, witness->n, S2P_LIKE_FLOOR);
  s2p_checked_options_init (&options, &builder->generate);
  if (!s2p_checked_run (&task, &options, 0, size, cells, NULL, builder->cancellable, error))
    return FALSE;
  *n = 0;
  for (guint i = 0; i < size; i++)
    if (cells[i].found)
      memcpy (g + (gsize) (*n)++ * n_conductances, cells[i].g, n_conductances * sizeof *g);
  return TRUE;
}

/* Simulates cells [@n] of @asked and compares them with the recording. FALSE with @error: cancelled. */
static gboolean
score_cells (const Builder *builder, const S2pWitness *witness, const double *g, guint n, guint asked, S2pBuiltScore *score, GError **error)
{
  g_autofree S2pSimulatedCell *cells = g_new0 (S2pSimulatedCell, MAX (1, n));
  S2pSimulationOptions simulation;
  gboolean done;

  s2p_simulation_options_init (&simulation, s2p_dic_point_model (builder->threshold));
  done = n == 0 || s2p_fast_run (builder->engine, g, n, &simulation, cells, builder->cancellable, error);
  if (done)
    {
      s2p_evaluate_cells (witness, cells, n, score);
      score->asked = asked;
    }
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&cells[i].spikes, g_array_unref); /* cancelled, some may have theirs */
  return done;
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
                         const S2pDicPoint *threshold, const S2pFastEngine *engine, guint size, gboolean checked, GCancellable *cancellable, S2pPopulationScore *score,
                         GError **error)
{
  S2pSample sample;
  S2pFeatures features;
  S2pInference answer;
  S2pWitness witness;
  g_autofree double *times = NULL;
  g_autofree double *g = g_new (double, (gsize) size * s2p_dic_point_model (threshold)->n_conductances);
  S2pTarget target;
  Builder builder = { &target, map, threshold, engine, .cancellable = cancellable };
  guint n_found;

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
  target = (S2pTarget) { TRUE, answer.g_s, answer.g_u, sample.population, TRUE, features.activity, answer.density };
  s2p_generate_options_init (&builder.generate);
  builder.generate.seed = ~s2p_dataset_seed (dataset); /* another one, or the built cells would be drawn as its own were and look closer than they are */
  score->outcome = S2P_POPULATION_UNREACHABLE;
  if (!draw_cells (&builder, size, g))
    return TRUE;
  score->outcome = S2P_POPULATION_NOT_TRIED;
  if (!score_cells (&builder, &witness, g, size, size, &score->drawn, error)
      || (checked && (!find_checked_cells (&builder, &witness, size, g, &n_found, error) || !score_cells (&builder, &witness, g, n_found, size, &score->checked, error))))
    return FALSE;
  score->outcome = S2P_POPULATION_BUILT;
  return TRUE;
}
