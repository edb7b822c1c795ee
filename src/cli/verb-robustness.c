/* robustness: scores of a network on recordings that are spoilt in many ways. */
#include "cli/cli.h"
#include "cli/published.h"
#include "picture/noise-page.h"
#include "training/robustness.h"

/* The published scores that the page compares with. */
static S2pScores *
load_published (const char *model, GError **error)
{
  static const char *const quantities[] = { "error_g_s", "error_g_u", "minus_log_density" };
  g_autoptr (S2pScores) scores = s2p_scores_new_empty (quantities, G_N_ELEMENTS (quantities));

  return s2p_cli_take_published (scores, model, error) ? g_steal_pointer (&scores) : NULL;
}

static gboolean
save_page (const char *path, const S2pModel *model, const S2pNoiseRow *rows, guint n, GError **error)
{
  g_autoptr (S2pScores) published = load_published (model->name, error);
  g_autoptr (S2pSheet) sheet = published != NULL ? s2p_noise_page_new (model, rows, n, published) : NULL;

  return sheet != NULL && s2p_sheet_save (sheet, path, error);
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_autofree char *weights = NULL, *report = NULL;
  int limit = 1000, status;
  const GOptionEntry entries[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &weights, "weights to score (default: the model's own)", "FILE" },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, "recordings at most, one of a population (default: 1000)", "N" },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &report, "write the scores as figures on one page, too (.pdf, .svg or .png)", "FILE" },
    { 0 },
  };
  GError *error = NULL;

  if (!s2p_cli_parse (&s2p_verb_robustness, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_OUTPUT | S2P_CLI_SEED | S2P_CLI_JOBS, 1, -1, &status))
    return status;
  if (limit < 1)
    {
      s2p_cli_note ("--limit must be positive");
      return S2P_CLI_USAGE;
    }
  if (report != NULL && !s2p_figure_can_save (report, &error)) /* said before the work, not after it */
    {
      s2p_cli_fail (error);
      return S2P_CLI_USAGE;
    }

  g_autoptr (S2pNeuron) neuron = s2p_cli_load_neuron (common.model, weights != NULL ? S2P_CLI_GENERATION : S2P_CLI_GENERATION | S2P_CLI_NETWORK, &error);
  g_autoptr (S2pNetwork) given = neuron != NULL && weights != NULL ? s2p_network_load (weights, &error) : NULL;
  const S2pNetwork *network = neuron == NULL ? NULL : weights != NULL ? given : neuron->network;
  g_autoptr (S2pDataset) dataset = network != NULL ? s2p_dataset_open_shards ((const char *const *) argv + 1, &error) : NULL;

  if (dataset == NULL)
    return s2p_cli_fail (error);
  if (g_strcmp0 (network->model, neuron->model->name) != 0)
    {
      s2p_cli_note ("the weights are of the model “%s”, not “%s”", network->model, neuron->model->name);
      return S2P_CLI_FAILED;
    }

  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (S2pRobustness) robustness = s2p_robustness_new (dataset, neuron->model, network, (gsize) limit, (guint64) common.seed, cancellable, &error);
  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);
  g_autoptr (S2pOutput) output = robustness != NULL ? s2p_cli_open_output (&common, &error) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gsize recordings, rebuilt, exact;
  guint n;

  if (output == NULL)
    return s2p_cli_fail (error);
  s2p_cli_run_plan (pool, "recordings", s2p_robustness_n_parts (robustness), s2p_robustness_part, robustness, cancellable);
  if (s2p_cli_stopped (&error))
    return s2p_cli_fail (error);

  g_autofree S2pNoiseRow *rows = s2p_robustness_rows (robustness, &n);

  s2p_robustness_counts (robustness, &recordings, &rebuilt, &exact);
  if (rebuilt < recordings)
    s2p_cli_note ("the cells of only %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " recordings could be built again, and noisy current is of those alone: "
                  "was the data set made with another version of the model?", rebuilt, recordings);
  if (report != NULL && !save_page (report, neuron->model, rows, n, &error))
    return s2p_cli_fail (error);
  s2p_noise_rows_append_csv (rows, n, text);
  s2p_output_take (output, text);
  return s2p_output_close (output, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_robustness = {
  "robustness", "DATASET...", "Score a network on noisy recordings",
  "One row for each noise, strength and activity of the clean train: noise, strength, unit, activity, recordings, unread (too few\n"
  "spikes), mean absolute errors and -log density (nats) of the true pair, shares of true pairs in the regions that should hold 50 %\n"
  "and 90 % of them, share of right classes, entropy of the density (nats), and the share of the range that its region of 90 % covers.\n"
  "Times are jittered, rounded, lost and added, trains cut, made uneven and let drift; for noisy current the cells of the data set are\n"
  "built and simulated again. Poisson trains, plain and in bursts, are no neuron's: of these only the width of the density is told.", run,
};
