/* domain: what trains a neuron model can fire, to flag recordings that it cannot. */
#include "cli/cli.h"
#include "training/domain-fit.h"

static void
print_share (const char *what, const S2pFlagged *flagged)
{
  if (flagged->n > 0)
    s2p_cli_note ("%-32s %6.2f %% of %u", what, 100.0 * flagged->flagged / flagged->n, flagged->n);
}

static void
print_report (const S2pDomainReport *report)
{
  static const char *const kinds[S2P_N_FOREIGN] = {
    [S2P_FOREIGN_RANDOM] = "foreign: random", [S2P_FOREIGN_IRREGULAR] = "foreign: irregular", [S2P_FOREIGN_RANDOM_BURSTS] = "foreign: random bursts",
    [S2P_FOREIGN_ALTERNATING] = "foreign: alternating", [S2P_FOREIGN_DRIFT] = "foreign: drift", [S2P_FOREIGN_RHYTHM] = "foreign or own: any rhythm",
  };

  s2p_cli_note ("flagged:");
  print_share ("held-out trains, clean", &report->clean);
  print_share ("held-out trains, as in training", &report->noisy);
  for (guint k = S2P_FOREIGN_RANDOM; k < S2P_N_FOREIGN; k++)
    print_share (kinds[k], &report->foreign[k]);
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  S2pDomainFit fit;
  S2pDomainReport report;
  int points, status;
  GError *error = NULL;

  s2p_domain_fit_init (&fit);
  points = fit.n_points;

  const GOptionEntry entries[] = {
    { "points", 0, 0, G_OPTION_ARG_INT, &points, "trains in each sample (default: 5000)", "N" },
    { 0 },
  };

  if (!s2p_cli_parse (&s2p_verb_domain, &argc, &argv, entries, &common, S2P_CLI_FILE | S2P_CLI_SEED, 1, -1, &status))
    return status;
  if (points < 100 || points > 100000)
    {
      s2p_cli_note ("--points must lie between 100 and 100000");
      return S2P_CLI_USAGE;
    }
  fit.n_points = points;
  fit.seed = common.seed;

  g_autoptr (S2pDataset) dataset = s2p_dataset_open_shards ((const char *const *) argv + 1, &error);
  g_autoptr (S2pDomain) domain = dataset != NULL ? s2p_domain_fit (&fit, dataset, &report, &error) : NULL;
  g_autoptr (GHashTable) notes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  if (domain == NULL)
    return s2p_cli_fail (error);
  g_hash_table_insert (notes, (char *) "seed", g_strdup_printf ("%" G_GUINT64_FORMAT, fit.seed));
  g_hash_table_insert (notes, (char *) "dataset_seed", g_strdup_printf ("%" G_GUINT64_FORMAT, s2p_dataset_seed (dataset)));
  g_hash_table_insert (notes, (char *) "dataset_trains", g_strdup_printf ("%" G_GSIZE_FORMAT, s2p_dataset_size (dataset)));
  if (!s2p_domain_save (domain, notes, common.output, &error))
    return s2p_cli_fail (error);
  print_report (&report);
  return S2P_CLI_DONE;
}

const S2pVerb s2p_verb_domain = {
  "domain", "DATASET...", "Learn from data sets what trains a model can fire",
  "FILE gets what “infer” flags recordings with that the model cannot produce. Put it beside the weights, as\n"
  "MODEL-domain.safetensors. The limits are set so that 1 % of the model's own clean trains, and at most 2 % of\n"
  "trains with noise and in short windows, are flagged.", run,
};
