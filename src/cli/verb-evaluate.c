/* evaluate: scores of a network on a test set. */
#include "cli/recordings.h"
#include "cli/published.h"
#include "picture/report.h"
#include "training/fair-sample.h"
#include "training/scores.h"
#include <math.h>

#define SAMPLES_PER_TASK 256

typedef struct {
  const S2pDataset     *dataset;
  GAsyncQueue          *workspaces;
  const S2pActivityMap *map;
  const S2pDicPoint    *threshold;
  const S2pFastEngine  *engine;
  guint                 size;
  gboolean              checked;
  S2pTrial             *trials;      /* of each sample */
  const gsize          *recordings;  /* of the populations that are built */
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
      s2p_trial_fill (&evaluation->trials[i], &sample, &features, &answer, s2p_dataset_seed (evaluation->dataset), i);
    }
  g_async_queue_push (evaluation->workspaces, workspace);
}

static void
score_population (guint index, gpointer data)
{
  Evaluation *evaluation = data;
  const gsize recording = evaluation->recordings[index], n = s2p_dataset_size (evaluation->dataset);
  const guint32 population = evaluation->trials[recording].population;
  S2pInferenceWorkspace *workspace = g_async_queue_pop (evaluation->workspaces);
  gsize first = recording, end = recording + 1;

  while (first > 0 && evaluation->trials[first - 1].population == population)
    first--;
  while (end < n && evaluation->trials[end].population == population)
    end++;
  if (!s2p_cli_interrupted ())
    s2p_evaluate_population (evaluation->dataset, first, end - first, recording, workspace, evaluation->map, evaluation->threshold, evaluation->engine,
                             evaluation->size, evaluation->checked, NULL, &evaluation->populations[index], NULL);
  g_async_queue_push (evaluation->workspaces, workspace);
  s2p_cli_progress_add (evaluation->progress, 1);
}

/* The recordings that populations are built from: at most one of each, all with the same chance. */
static gsize
choose_recordings (const Evaluation *evaluation, gsize most, gsize *recordings)
{
  const gsize n = s2p_dataset_size (evaluation->dataset);
  g_autofree guint32 *populations = g_new (guint32, MAX (1, n));

  for (gsize i = 0; i < n; i++)
    populations[i] = evaluation->trials[i].population;
  return MIN (most, s2p_fair_sample (populations, n, s2p_dataset_cells (evaluation->dataset), s2p_dataset_seed (evaluation->dataset), recordings));
}

static gboolean
save_report (const char *path, const S2pReportContent *content, GError **error)
{
  g_autoptr (S2pSheet) sheet = s2p_report_new (content);

  return s2p_sheet_save (sheet, path, error);
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_autofree char *weights = NULL, *report = NULL;
  int populations = 250, size = 16, status;
  gboolean checked = FALSE;
  const GOptionEntry entries[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &weights, "weights to score (default: the model's own)", "FILE" },
    { "populations", 'n', 0, G_OPTION_ARG_INT, &populations, "populations that are built and simulated (default: 250)", "N" },
    { "size", 0, 0, G_OPTION_ARG_INT, &size, "cells in each of them (default: 16)", "N" },
    { "checked", 0, 0, G_OPTION_ARG_NONE, &checked, "build as many checked cells, too (see “generate --help”; minutes)", NULL },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &report, "write the scores with figures on one page, too (.pdf, .svg or .png)", "FILE" },
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
  if (report != NULL && !s2p_figure_can_save (report, &error)) /* said before the work, not after it */
    {
      s2p_cli_fail (error);
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
  g_autoptr (GString) text = g_string_new (NULL);
  const gsize n = s2p_dataset_size (dataset);
  g_autofree S2pTrial *trials = g_new0 (S2pTrial, MAX (1, n));
  g_autofree gsize *recordings = g_new0 (gsize, MAX (1, n));
  g_autofree S2pPopulationScore *scored = g_new0 (S2pPopulationScore, MAX (1, populations));
  S2pActivityMap map;
  const gboolean has_map = s2p_activity_map_get (network, &map);
  Evaluation evaluation = { dataset, g_async_queue_new_full ((GDestroyNotify) s2p_inference_workspace_free), has_map ? &map : NULL, threshold, engine, size, checked,
                            trials, recordings, scored, NULL };
  gsize n_populations;

  if (output == NULL)
    {
      g_async_queue_unref (evaluation.workspaces);
      return s2p_cli_fail (error);
    }
  for (guint i = 0; i < s2p_pool_size (pool); i++)
    g_async_queue_push (evaluation.workspaces, s2p_inference_workspace_new (network));
  s2p_pool_run (pool, (guint) ((n + SAMPLES_PER_TASK - 1) / SAMPLES_PER_TASK), score_samples, &evaluation);
  n_populations = choose_recordings (&evaluation, (gsize) populations, recordings);
  evaluation.progress = s2p_cli_progress_new ("populations", n_populations);
  s2p_pool_run (pool, (guint) n_populations, score_population, &evaluation);
  s2p_cli_progress_free (evaluation.progress);
  g_async_queue_unref (evaluation.workspaces);
  if (s2p_cli_stopped (&error))
    return s2p_cli_fail (error);

  g_autoptr (S2pScores) scores = s2p_scores_new (trials, n, s2p_dataset_cells (dataset), s2p_dataset_seed (dataset), scored, n_populations);
  const S2pReportContent content = { model, scores, trials, n, scored, n_populations, s2p_dataset_cells (dataset), s2p_dataset_seed (dataset) };

  if (!s2p_cli_take_published (scores, model->name, &error) || (report != NULL && !save_report (report, &content, &error)))
    return s2p_cli_fail (error);
  s2p_scores_append_csv (scores, text);
  s2p_output_take (output, text);
  return s2p_output_close (output, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_evaluate = {
  "evaluate", "DATASET...", "Score a network on a test set",
  "One row a quantity, of all recordings, the spiking and the bursting ones: activity, quantity, value, standard_error (populations\n"
  "are the units), n, published (the published network on its own test set). Quantities: mean absolute errors and -log density (nats)\n"
  "of the true pair; within_50 ...: true pairs in the region of highest density that should hold 50 % ...; rank_*: ranks of the truth\n"
  "among draws from the density, with chi-square and p for an even spread; classes; measures of activity; and of simulated\n"
  "populations the van Rossum ratio R_VR and the shares of cells of the recording's activity type.", run,
};
