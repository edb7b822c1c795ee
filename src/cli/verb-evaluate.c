/* evaluate: scores of a network on a test set. */
#include "cli/recordings.h"
#include "base/number.h"
#include "plot/box.h"
#include "training/evaluate.h"
#include <math.h>

#define SAMPLES_PER_TASK 256

enum { ALL, SPIKING, BURSTING, N_GROUPS };

static const char *const group_names[N_GROUPS] = { "all", "spiking", "bursting" };

typedef struct {
  const S2pDataset     *dataset;
  GAsyncQueue          *workspaces;
  const S2pActivityMap *map;
  const S2pDicPoint    *threshold;
  const S2pFastEngine  *engine;
  guint                 size;
  S2pScores           (*scores)[N_GROUPS]; /* of each task */
  gsize                *firsts;            /* first sample of each scored population, and one behind the last */
  S2pPopulationScore   *populations;
  S2pCliProgress       *progress;
} Evaluation;

static void
score_samples (guint index, gpointer data)
{
  Evaluation *evaluation = data;
  const gsize from = (gsize) index * SAMPLES_PER_TASK, to = MIN (from + SAMPLES_PER_TASK, s2p_dataset_size (evaluation->dataset));
  S2pInferenceWorkspace *workspace = g_async_queue_pop (evaluation->workspaces);

  for (gsize i = from; i < to && !s2p_cli_interrupted (); i++)
    {
      S2pSample sample;
      S2pFeatures features;
      S2pInference answer;
      g_autofree double *times = NULL;

      s2p_dataset_get (evaluation->dataset, i, &sample);
      times = s2p_sample_times (&sample);
      s2p_features_compute (times, sample.n_spikes, &features);
      s2p_network_infer (workspace, &(S2pSpikes) { times, sample.n_spikes }, 1, &answer);
      if (!answer.available)
        continue;
      s2p_scores_add (&evaluation->scores[index][ALL], &sample, features.activity, &answer);
      s2p_scores_add (&evaluation->scores[index][features.activity == S2P_ACTIVITY_BURSTING ? BURSTING : SPIKING], &sample, features.activity, &answer);
    }
  g_async_queue_push (evaluation->workspaces, workspace);
}

static void
score_population (guint index, gpointer data)
{
  Evaluation *evaluation = data;
  S2pInferenceWorkspace *workspace = g_async_queue_pop (evaluation->workspaces);

  if (!s2p_cli_interrupted ())
    s2p_evaluate_population (evaluation->dataset, evaluation->firsts[index], evaluation->firsts[index + 1] - evaluation->firsts[index], workspace,
                             evaluation->map, evaluation->threshold, evaluation->engine, evaluation->size, NULL, &evaluation->populations[index], NULL);
  g_async_queue_push (evaluation->workspaces, workspace);
  s2p_cli_progress_add (evaluation->progress, 1);
}

/* First samples of up to @most populations, and where the last one ends. */
static gsize
find_populations (const S2pDataset *dataset, gsize most, gsize *firsts)
{
  gsize found = 0;
  guint32 last = 0;

  for (gsize i = 0; i < s2p_dataset_size (dataset); i++)
    {
      S2pSample sample;

      s2p_dataset_get (dataset, i, &sample);
      if (i > 0 && sample.population == last)
        continue;
      last = sample.population;
      firsts[found] = i;
      if (found == most)
        return found;
      found++;
    }
  firsts[found] = s2p_dataset_size (dataset);
  return found;
}

static void
append_group (GString *text, guint group, const S2pScores *scores, const S2pPopulationScore *populations, gsize n)
{
  g_autofree double *ratios = g_new (double, MAX (1, n));
  gsize n_ratios = 0, built = 0, same = 0;
  S2pBoxStats stats;
  const double values[] = { scores->error_g_s, scores->error_g_u, scores->minus_log_density, scores->class_right, scores->within_50, scores->within_90 };

  for (gsize i = 0; i < n; i++)
    {
      const S2pPopulationScore *score = &populations[i];

      if (group != ALL && (score->activity == S2P_ACTIVITY_BURSTING) != (group == BURSTING))
        continue;
      built += score->built;
      same += score->same_activity;
      if (score->available)
        ratios[n_ratios++] = score->r_vr;
    }
  s2p_box_stats (ratios, n_ratios, &stats);
  g_string_append_printf (text, "%s,%" G_GSIZE_FORMAT, group_names[group], scores->n);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_string_append_c (text, ',');
      s2p_number_append_fixed (text, values[i] / scores->n, 4);
    }
  g_string_append_printf (text, ",%" G_GSIZE_FORMAT ",", n_ratios);
  s2p_number_append_fixed (text, stats.median, 4);
  g_string_append_c (text, ',');
  s2p_number_append_fixed (text, (double) same / built, 4);
  g_string_append_c (text, '\n');
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_autofree char *weights = NULL;
  int populations = 250, size = 16, status;
  const GOptionEntry entries[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &weights, "weights to score (default: the model's own)", "FILE" },
    { "populations", 'n', 0, G_OPTION_ARG_INT, &populations, "populations that are built and simulated (default: 250)", "N" },
    { "size", 0, 0, G_OPTION_ARG_INT, &size, "cells in each of them (default: 16)", "N" },
    { 0 },
  };
  GError *error = NULL;

  if (!s2p_cli_parse (&s2p_verb_evaluate, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_OUTPUT | S2P_CLI_JOBS, 1, -1, &status))
    return status;
  if (populations < 0 || populations > 1000000 || size < 1 || size > 4096)
    {
      s2p_cli_note ("--populations must lie between 0 and 1000000, --size between 1 and 4096");
      return S2P_CLI_USAGE;
    }

  g_autoptr (S2pNeuron) neuron = s2p_cli_load_neuron (common.model, weights != NULL ? 0 : S2P_CLI_NETWORK, &error);
  g_autoptr (S2pNetwork) given = neuron != NULL && weights != NULL ? s2p_network_load (weights, &error) : NULL;
  const S2pNetwork *network = neuron == NULL ? NULL : weights != NULL ? given : neuron->network;
  g_autoptr (S2pDataset) dataset = network != NULL ? s2p_dataset_open_shards ((const char *const *) argv + 1, &error) : NULL;

  if (dataset == NULL)
    return s2p_cli_fail (error);

  const S2pModel *model = neuron->model;

  if (g_strcmp0 (s2p_dataset_model (dataset), model->name) != 0 || g_strcmp0 (network->model, model->name) != 0)
    {
      s2p_cli_note ("data set (%s), weights (%s) and model (%s) must be of one neuron model", s2p_dataset_model (dataset), network->model, model->name);
      return S2P_CLI_FAILED;
    }

  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);
  g_autoptr (S2pDicPoint) threshold = s2p_dic_point_new (model, model->threshold);
  g_autoptr (S2pFastEngine) engine = s2p_fast_engine_new (model, S2P_FAST_STEP);
  g_autoptr (S2pOutput) output = s2p_cli_open_output (&common, &error);
  g_autoptr (GString) text = g_string_new ("activity,recordings,error_g_s,error_g_u,minus_log_density,class_right,within_50,within_90,populations,r_vr_median,same_activity\n");
  const guint n_tasks = (s2p_dataset_size (dataset) + SAMPLES_PER_TASK - 1) / SAMPLES_PER_TASK;
  g_autofree gsize *firsts = g_new0 (gsize, (gsize) populations + 1);
  g_autofree S2pPopulationScore *scores = g_new0 (S2pPopulationScore, MAX (1, populations));
  const gsize n_populations = find_populations (dataset, populations, firsts);
  g_autoptr (S2pCliProgress) progress = s2p_cli_progress_new ("populations", n_populations);
  S2pActivityMap map;
  const gboolean has_map = s2p_activity_map_get (network, &map);
  Evaluation evaluation = { dataset, g_async_queue_new_full ((GDestroyNotify) s2p_inference_workspace_free), has_map ? &map : NULL, threshold, engine, size,
                            g_malloc0_n (n_tasks, sizeof *evaluation.scores), firsts, scores, progress };
  S2pScores sums[N_GROUPS] = { 0 };

  if (output == NULL)
    return s2p_cli_fail (error);
  for (guint i = 0; i < s2p_pool_size (pool); i++)
    g_async_queue_push (evaluation.workspaces, s2p_inference_workspace_new (network));
  s2p_pool_run (pool, n_tasks, score_samples, &evaluation);
  s2p_pool_run (pool, n_populations, score_population, &evaluation);
  for (guint task = 0; task < n_tasks; task++)
    for (guint group = 0; group < N_GROUPS; group++)
      s2p_scores_merge (&sums[group], &evaluation.scores[task][group]);
  for (guint group = 0; group < N_GROUPS; group++)
    append_group (text, group, &sums[group], scores, n_populations);
  g_free (evaluation.scores);
  g_async_queue_unref (evaluation.workspaces);
  if (s2p_cli_stopped (&error))
    return s2p_cli_fail (error);
  s2p_output_take (output, text);
  return s2p_output_close (output, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_evaluate = {
  "evaluate", "DATASET...", "Score a network on a test set",
  "One row for all recordings, the spiking ones and the bursting ones: mean absolute errors of g_s and g_u, mean\n"
  "-log density of the true pair (nats), share of right classes, shares of true pairs within the regions of highest\n"
  "density that should hold 50 % and 90 % of them, and over simulated populations the median of the\n"
  "van Rossum ratio R_VR and the share of cells of the recording's activity type.", run,
};
