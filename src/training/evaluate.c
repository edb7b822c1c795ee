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

void
s2p_scores_add (S2pScores *scores, const S2pSample *truth, S2pActivity activity, const S2pInference *answer)
{
  S2pDensityLevels levels;
  const double log_density = s2p_density_log (&answer->density, truth->g_s, truth->g_u);
  double level;

  s2p_density_levels (&answer->density, &levels);
  level = s2p_density_level (&levels, log_density);
  scores->within_50 += level < 0.5;
  scores->within_90 += level < 0.9;
  scores->n++;
  scores->error_g_s += fabs (answer->g_s - truth->g_s);
  scores->error_g_u += fabs (answer->g_u - truth->g_u);
  scores->minus_log_density -= log_density;
  scores->class_right += (answer->p_bursting > answer->p_spiking) == (activity == S2P_ACTIVITY_BURSTING);
}

void
s2p_scores_merge (S2pScores *scores, const S2pScores *more)
{
  scores->n += more->n;
  scores->error_g_s += more->error_g_s;
  scores->error_g_u += more->error_g_u;
  scores->minus_log_density += more->minus_log_density;
  scores->within_50 += more->within_50;
  scores->within_90 += more->within_90;
  scores->class_right += more->class_right;
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

gboolean
s2p_evaluate_population (const S2pDataset *dataset, gsize first, gsize n, S2pInferenceWorkspace *workspace, const S2pActivityMap *map,
                         const S2pDicPoint *threshold, const S2pFastEngine *engine, guint size, GCancellable *cancellable, S2pPopulationScore *score, GError **error)
{
  S2pSample sample;
  S2pFeatures features;
  S2pInference answer;
  g_autofree double *recording = NULL;
  g_autofree S2pSimulatedCell *cells = g_new0 (S2pSimulatedCell, size);
  double own = 0, built = 0;
  guint n_own = 0, n_built = 0;
  GError *local = NULL;

  *score = (S2pPopulationScore) { 0 };
  s2p_dataset_get (dataset, first, &sample);
  recording = s2p_sample_times (&sample);
  s2p_features_compute (recording, sample.n_spikes, &features);
  score->activity = features.activity;
  s2p_network_infer (workspace, &(S2pSpikes) { recording, sample.n_spikes }, 1, &answer);
  if (!answer.available)
    return TRUE;
  /* another seed than that of the set, or the built cells would be drawn as its own were and look closer than they are */
  if (!build (&answer, features.activity, map, ~s2p_dataset_seed (dataset), sample.population, threshold, engine, size, cells, cancellable, &local))
    {
      for (guint i = 0; i < size; i++)
        g_clear_pointer (&cells[i].spikes, g_array_unref);
      if (local != NULL)
        g_propagate_error (error, local);
      return local == NULL;
    }
  for (gsize i = 1; i < n; i++)
    {
      S2pSample other;
      g_autofree double *times = NULL;

      s2p_dataset_get (dataset, first + i, &other);
      times = s2p_sample_times (&other);
      add_distance (recording, sample.n_spikes, times, other.n_spikes, &own, &n_own);
    }
  for (guint i = 0; i < size; i++)
    {
      S2pFeatures of_cell;

      s2p_features_compute ((const double *) cells[i].spikes->data, cells[i].spikes->len, &of_cell);
      score->same_activity += of_cell.activity == features.activity;
      add_distance (recording, sample.n_spikes, (const double *) cells[i].spikes->data, cells[i].spikes->len, &built, &n_built);
      g_array_unref (cells[i].spikes);
    }
  score->built = size;
  score->available = n_own > 0 && n_built > 0 && own > 0;
  score->r_vr = score->available ? (built / n_built) / (own / n_own) : NAN;
  return TRUE;
}
