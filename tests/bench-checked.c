/* Checked populations on recordings of a data set, beside unchecked ones of the same recordings and size: right activity type, R_VR,
 * spread of the conductances (interquartile range, checked over unchecked), cost; and how many of the checked cells are still
 * within the tolerance when CVODE simulates them.
 *
 *     bench-checked MODEL DATASET [RECORDINGS [SIZE [FLOOR [CVODE CELLS PER RECORDING [FIRST POPULATION]]]]]
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include "recording/distance.h"
#include "session/plan.h"
#include "simulation/checked.h"
#include "simulation/cvode.h"
#include "training/dataset.h"
#include "training/evaluate.h"
#include "work/pool.h"

enum { SPIKING, BURSTING, ALL, N_GROUPS };

typedef struct {
  gboolean    available;
  S2pActivity activity;
  guint       delivered, right_type, right_type_unchecked, unchecked, own_right_type, own, cvode, cvode_within, cvode_type;
  double      r_vr, r_vr_unchecked, off_unchecked, off_checked;
  double      spread[S2P_MAX_CONDUCTANCES]; /* checked over unchecked */
  double      seconds;
  S2pCheckedCounts counts;
} Score;

typedef struct {
  S2pNeuron      *neuron;
  S2pDataset     *dataset;
  gsize          *firsts;
  guint           size, cvode;
  double          floor;
  S2pDicPoint    *threshold;
  S2pFastEngine  *engine;
  S2pCvodeEngine *reference;
  Score          *scores;
  gsize           skip;
} Bench;

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
quantile (double *values, gsize n, double q)
{
  double at = q * (n - 1.0);
  gsize i = at;

  if (n == 0)
    return NAN;
  qsort (values, n, sizeof *values, compare);
  return i + 1 < n ? values[i] + (at - i) * (values[i + 1] - values[i]) : values[n - 1];
}

static double
iqr (const double *g, gsize n, guint stride)
{
  g_autofree double *column = g_new (double, MAX (1, n));

  for (gsize i = 0; i < n; i++)
    column[i] = g[i * stride];
  return quantile (column, n, 0.75) - quantile (column, n, 0.25);
}

static double
seconds_of_thread (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);
  return usage.ru_utime.tv_sec + 1e-6 * usage.ru_utime.tv_usec;
}

/* Mean distance of @n cells to the recording; those of the right type are counted. */
static double
mean_distance (const Bench *bench, const double *recording, gsize n_spikes, S2pActivity activity, const double *g, guint n, guint *right_type)
{
  g_autofree S2pSimulatedCell *cells = g_new0 (S2pSimulatedCell, MAX (1, n));
  S2pSimulationOptions options;
  double sum = 0;
  guint counted = 0;

  s2p_simulation_options_init (&options, bench->neuron->model);
  s2p_fast_run (bench->engine, g, n, &options, cells, NULL, NULL);
  for (guint i = 0; i < n; i++)
    {
      const double *times = (const double *) (gpointer) cells[i].spikes->data;
      S2pFeatures features;
      double distance = s2p_activity_distance (recording, n_spikes, times, cells[i].spikes->len);

      s2p_features_compute (times, cells[i].spikes->len, &features);
      *right_type += features.activity == activity;
      if (isfinite (distance))
        {
          sum += distance;
          counted++;
        }
      g_array_unref (cells[i].spikes);
    }
  return sum / counted;
}

static void
score_one (guint index, gpointer data)
{
  Bench *bench = data;
  const S2pModel *model = bench->neuron->model;
  const guint n_g = model->n_conductances;
  Score *score = &bench->scores[index];
  const gsize first = bench->firsts[bench->skip + index], end = bench->firsts[bench->skip + index + 1];
  g_autoptr (S2pInferenceWorkspace) workspace = s2p_inference_workspace_new (bench->neuron->network);
  g_autofree S2pCheckedCell *cells = g_new0 (S2pCheckedCell, bench->size);
  g_autofree double *checked = g_new (double, bench->size * n_g), *unchecked = g_new (double, bench->size * n_g), *recording = NULL;
  S2pSample sample;
  S2pInference answer;
  S2pTarget target;
  S2pLikeness likeness;
  S2pGenerateOptions generate;
  S2pCheckedOptions options;
  guint n_unchecked = 0, n_own = 0;
  double own = 0, before;

  s2p_dataset_get (bench->dataset, first, &sample);
  recording = s2p_sample_times (&sample);
  s2p_network_infer (workspace, &(S2pSpikes) { recording, sample.n_spikes }, 1, &answer);
  if (!answer.available)
    return;
  s2p_generate_options_init (&generate);
  s2p_checked_options_init (&options, &generate);
  options.floor = bench->floor;
  options.generate.seed = ~s2p_dataset_seed (bench->dataset);
  s2p_likeness_init (&likeness, recording, sample.n_spikes, options.floor);
  score->activity = likeness.features.activity;
  before = seconds_of_thread ();
  target = (S2pTarget) { TRUE, answer.g_s, answer.g_u, sample.population, TRUE, likeness.features.activity, answer.density };
  s2p_checked_run (&(S2pCheckedTask) { bench->threshold, bench->engine, &likeness, &target, bench->neuron->map }, &options, 0, bench->size, cells, NULL, NULL, NULL);
  score->seconds = seconds_of_thread () - before;
  for (guint i = 0; i < bench->size; i++)
    {
      S2pDrawCounts counts = { 0 };
      double pair[2];

      s2p_checked_counts_add (&score->counts, &cells[i].counts);
      if (cells[i].found)
        {
          memcpy (checked + score->delivered * n_g, cells[i].g, n_g * sizeof (double));
          if (score->delivered < bench->cvode)
            {
              S2pSimulationOptions simulation;
              S2pSimulatedCell simulated = { 0 };
              S2pCloseness closeness;

              s2p_checked_simulation (model, &simulation);
              if (s2p_cvode_run (bench->reference, cells[i].g, &simulation, &simulated, NULL, NULL))
                {
                  s2p_likeness_measure (&likeness, (const double *) (gpointer) simulated.spikes->data, simulated.spikes->len, &closeness);
                  score->cvode_within += closeness.worst <= 1;
                  score->cvode_type += closeness.activity == likeness.features.activity;
                  g_array_unref (simulated.spikes);
                }
              score->cvode++;
            }
          score->delivered++;
        }
      n_unchecked += s2p_target_cell (&target, bench->neuron->map, bench->threshold, &options.generate, i, unchecked + n_unchecked * n_g, pair, &counts, NULL);
    }
  for (gsize i = first + 1; i < end; i++)
    {
      S2pSample other;
      S2pFeatures features;
      g_autofree double *times = NULL;
      double distance;

      s2p_dataset_get (bench->dataset, i, &other);
      times = s2p_sample_times (&other);
      s2p_features_compute (times, other.n_spikes, &features);
      score->own_right_type += features.activity == score->activity;
      score->own++;
      distance = s2p_activity_distance (recording, sample.n_spikes, times, other.n_spikes);
      if (isfinite (distance))
        {
          own += distance;
          n_own++;
        }
    }
  score->unchecked = n_unchecked;
  score->r_vr = mean_distance (bench, recording, sample.n_spikes, score->activity, checked, score->delivered, &score->right_type) / (own / n_own);
  score->r_vr_unchecked = mean_distance (bench, recording, sample.n_spikes, score->activity, unchecked, n_unchecked, &score->right_type_unchecked) / (own / n_own);
  score->available = n_own > 0 && own > 0 && score->delivered > 0 && n_unchecked > 0;
  for (guint k = 0; k < n_g; k++)
    score->spread[k] = iqr (checked + k, score->delivered, n_g) / iqr (unchecked + k, n_unchecked, n_g);
}

static void
report (const Bench *bench, gsize n, guint group)
{
  static const char *const names[] = { "spiking", "bursting", "all" };
  g_autofree double *values = g_new (double, n + 1), *unchecked = g_new (double, n + 1);
  gsize n_values = 0, asked = 0, delivered = 0, right = 0, right_unchecked = 0, own = 0, own_right = 0, cvode = 0, cvode_within = 0, cvode_type = 0, missing = 0, recordings = 0, n_full = 0, n_unchecked = 0;
  double seconds = 0;
  S2pCheckedCounts counts = { 0 };

  for (gsize i = 0; i < n; i++)
    {
      const Score *score = &bench->scores[i];

      if ((group != ALL && (score->activity == S2P_ACTIVITY_BURSTING) != (group == BURSTING)) || score->counts.candidates == 0)
        continue;
      recordings++;
      asked += bench->size;
      delivered += score->delivered;
      missing += score->delivered == 0;
      n_full += score->delivered == bench->size;
      right += score->right_type;
      seconds += score->seconds;
      right_unchecked += score->right_type_unchecked;
      n_unchecked += score->unchecked;
      own += score->own;
      own_right += score->own_right_type;
      cvode += score->cvode;
      cvode_within += score->cvode_within;
      cvode_type += score->cvode_type;
      s2p_checked_counts_add (&counts, &score->counts);
      if (!score->available)
        continue;
      values[n_values] = score->r_vr;
      unchecked[n_values++] = score->r_vr_unchecked;
    }
  printf ("%s: %zu recordings (%zu with all cells, %zu with none), %zu of %zu cells delivered, %.1f simulations and %.2f candidates a wanted cell, %.1f ms a delivered one\n", names[group],
          recordings, n_full, missing, delivered, asked, (double) counts.simulations / asked, (double) counts.candidates / asked, 1000 * seconds / delivered);
  printf ("  refused: activity %.1f %%, rate %.1f %%, bursts %.1f %%, distance %.1f %%, unreachable %.1f %% of candidates\n", 100.0 * counts.refused[0] / counts.candidates,
          100.0 * counts.refused[1] / counts.candidates, 100.0 * counts.refused[2] / counts.candidates, 100.0 * counts.refused[3] / counts.candidates,
          100.0 * counts.refused[4] / counts.candidates);
  printf ("  right type: checked %.2f %%, unchecked %.2f %%, own population %.2f %%; CVODE: %.2f %% of type, %.2f %% within tolerance (of %zu)\n", 100.0 * right / delivered,
          100.0 * right_unchecked / n_unchecked, 100.0 * own_right / own, 100.0 * cvode_type / cvode, 100.0 * cvode_within / cvode, cvode);
  printf ("  R_VR: checked median %.3f (quartiles %.3f %.3f), unchecked %.3f\n", quantile (values, n_values, 0.5), quantile (values, n_values, 0.25), quantile (values, n_values, 0.75),
          quantile (unchecked, n_values, 0.5));
  printf ("  spread (median, lower quartile):");
  for (guint k = 0; k < bench->neuron->model->n_conductances; k++)
    {
      n_values = 0;
      for (gsize i = 0; i < n; i++)
        if (bench->scores[i].available && bench->scores[i].delivered * 2 >= bench->size && (group == ALL || (bench->scores[i].activity == S2P_ACTIVITY_BURSTING) == (group == BURSTING)) && isfinite (bench->scores[i].spread[k]))
          values[n_values++] = bench->scores[i].spread[k];
      printf (" %s %.2f (%.2f)", bench->neuron->model->conductances[k].name, quantile (values, n_values, 0.5), quantile (values, n_values, 0.25));
    }
  printf ("\n");
}

int
main (int argc, char **argv)
{
  const gsize wanted = argc > 3 ? strtoul (argv[3], NULL, 10) : 60;
  Bench bench = { .size = argc > 4 ? strtoul (argv[4], NULL, 10) : 16, .floor = argc > 5 ? strtod (argv[5], NULL) : S2P_LIKE_FLOOR, .cvode = argc > 6 ? strtoul (argv[6], NULL, 10) : 0,
                  .skip = argc > 7 ? strtoul (argv[7], NULL, 10) : 0 };
  g_autofree char *model_path = g_strdup_printf (S2P_SOURCE_ROOT "/models/%s.model", argv[1]), *weights = g_strdup_printf (S2P_SOURCE_ROOT "/weights/%s.safetensors", argv[1]);
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pPool) pool = s2p_pool_new (0);
  S2pModel *model = s2p_model_load (model_path, &error);
  gsize n = 0;
  guint32 last = G_MAXUINT32;

  bench.neuron = model != NULL ? s2p_neuron_new (model, weights, &error) : NULL;
  bench.dataset = bench.neuron != NULL ? s2p_dataset_open_shards ((const char *const[]) { argv[2], NULL }, &error) : NULL;
  if (bench.dataset == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  bench.firsts = g_new0 (gsize, bench.skip + wanted + 1);
  for (gsize i = 0; i < s2p_dataset_size (bench.dataset) && n <= bench.skip + wanted; i++)
    {
      S2pSample sample;

      s2p_dataset_get (bench.dataset, i, &sample);
      if (sample.population != last)
        bench.firsts[n++] = i;
      last = sample.population;
    }
  bench.threshold = s2p_dic_point_new (model, model->threshold);
  bench.engine = s2p_fast_engine_new (model, S2P_FAST_STEP);
  bench.reference = s2p_cvode_engine_new (model);
  bench.scores = g_new0 (Score, wanted);
  s2p_pool_run (pool, wanted, score_one, &bench);
  for (gsize i = 0; i < wanted && g_getenv ("S2P_BENCH_ROWS") != NULL; i++)
    {
      const Score *s = &bench.scores[i];

      if (s->counts.candidates > 0)
        printf ("%3zu %s asked %u got %u simulations %.1f candidates %.1f refused %.2f %.2f %.2f %.2f %.2f r_vr %.2f (%.2f) right %u of %u unchecked, own %u of %u\n", i, s2p_activity_name (s->activity), bench.size, s->delivered,
                (double) s->counts.simulations / bench.size, (double) s->counts.candidates / bench.size, (double) s->counts.refused[0] / bench.size, (double) s->counts.refused[1] / bench.size,
                (double) s->counts.refused[2] / bench.size, (double) s->counts.refused[3] / bench.size, (double) s->counts.refused[4] / bench.size, s->r_vr, s->r_vr_unchecked,
                s->right_type_unchecked, s->unchecked, s->own_right_type, s->own);
    }
  for (guint group = 0; group < N_GROUPS; group++)
    report (&bench, wanted, group);
  return 0;
}
