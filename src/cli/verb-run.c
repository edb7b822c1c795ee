/* run: from recordings to populations, their spikes and pictures, into one folder. */
#include "cli/populations.h"
#include "cli/results.h"
#include "cli/simulations.h"
#include "plot/box.h"
#include "program/program.h"
#include "session/session-file.h"
#include <math.h>

typedef struct {
  S2pSession *session;
  S2pNeuron  *neuron;
} Result;

static S2pEntry *
entry_of (const Result *result, guint index)
{
  return result->session->entries->pdata[index];
}

/* NAN where there is none. */
static double
median (const double *values, guint n)
{
  S2pBoxStats stats;

  s2p_box_stats (values, n, &stats);
  return stats.median;
}

/* How the cells of one recording turned out, beside the recording: the measures of its activity type. */
static void
report_one (const S2pEntry *entry)
{
  const S2pSpikeTrain *train = entry->recording->train;
  const S2pFeatures recorded = entry->recording->features;
  const guint n = entry->firing->n;
  g_autofree double *rates = g_new (double, n), *bursts = g_new (double, n), *in_burst = g_new (double, n);
  guint same = 0, n_same = 0, n_bursts = 0;

  for (guint i = 0; i < n; i++)
    {
      const S2pFeatures simulated = entry->firing->cells[i].features;

      if (entry->firing->cells[i].failure != NULL || simulated.activity != recorded.activity)
        continue;
      same++;
      rates[n_same++] = simulated.rate;
      if (isfinite (simulated.f_inter))
        {
          bursts[n_bursts] = simulated.f_inter;
          in_burst[n_bursts++] = simulated.spikes_per_burst;
        }
    }
  if (same == 0)
    s2p_cli_note ("recording %s: none of %u cells is %s as the recording is", train->id, n, s2p_activity_name (recorded.activity));
  else if (n_bursts > 0 && isfinite (recorded.f_inter))
    s2p_cli_note ("recording %s: %u of %u cells are bursting, too; recorded %.2f bursts a second of %.1f spikes, cells (median) %.2f of %.1f", train->id, same, n,
                  recorded.f_inter, recorded.spikes_per_burst, median (bursts, n_bursts), median (in_burst, n_bursts));
  else
    s2p_cli_note ("recording %s: %u of %u cells are %s, too; recorded %.2f spikes a second, cells (median) %.2f", train->id, same, n,
                  s2p_activity_name (recorded.activity), recorded.rate, median (rates, n_same));
}

static void
report (const Result *result)
{
  gsize shown = 0;

  for (guint i = 0; i < result->session->entries->len; i++)
    if (entry_of (result, i)->firing != NULL && shown++ < S2P_CLI_MOST_FIGURES)
      report_one (entry_of (result, i));
  if (shown > S2P_CLI_MOST_FIGURES)
    s2p_cli_note ("pictures and summaries were made for the first %d recordings of %" G_GSIZE_FORMAT, S2P_CLI_MOST_FIGURES, shown);
}

/* Returns how many recordings have all cells now. @checked: (nullable). */
static guint
populate_all (const Result *result, const S2pGenerateOptions *options, const S2pCheckedOptions *checked, guint size, S2pPool *pool)
{
  const guint n = result->session->entries->len;
  g_autofree S2pCliTarget *targets = s2p_cli_targets (result->session);
  g_autoptr (GPtrArray) populations = checked != NULL ? s2p_cli_populate_checked (result->neuron, checked, targets, n, size, pool)
                                                      : s2p_cli_populate (result->neuron, options, targets, n, size, pool);
  gsize n_made = 0, notes = 0;

  if (populations == NULL)
    return 0;
  for (guint i = 0; i < n; i++)
    {
      n_made += s2p_cli_report_population (&targets[i], populations->pdata[i], &notes);
      s2p_entry_set_population (entry_of (result, i), populations->pdata[i]);
    }
  s2p_cli_report_rest (notes, n - n_made);
  return n_made;
}

/* FALSE after Ctrl-C. */
static gboolean
simulate_all (const Result *result, gboolean reference, S2pPool *pool)
{
  const guint n_entries = result->session->entries->len;
  g_autofree S2pSimulateItem *items = g_new0 (S2pSimulateItem, MAX (1, n_entries));
  g_autofree S2pEntry **entries = g_new0 (S2pEntry *, MAX (1, n_entries));
  g_autoptr (S2pSimulatePlan) plan = NULL;
  S2pSimulationOptions options;
  guint n = 0;

  for (guint i = 0; i < n_entries; i++)
    {
      S2pEntry *entry = entry_of (result, i);

      if (entry->population == NULL || entry->population->n == 0)
        continue;
      entries[n] = entry;
      items[n++] = (S2pSimulateItem) { entry->recording, entry->population, entry->population->n, entry->recording->stream, 0 };
    }
  s2p_simulation_options_init (&options, result->neuron->model);
  plan = s2p_cli_simulate (result->neuron, &options, reference, FALSE, items, n, pool);
  for (guint i = 0; i < n && !s2p_cli_interrupted (); i++)
    {
      g_autoptr (S2pFiring) firing = s2p_simulate_plan_take (plan, i);

      s2p_entry_set_firing (entries[i], firing);
    }
  return !s2p_cli_interrupted ();
}

static gboolean
check (const char *folder, int size, const char *engine, const char *file)
{
  if (!s2p_cli_check_folder (folder))
    return FALSE;
  if (file != NULL && *file == '\0')
    s2p_cli_note ("--session needs the name of a file to write to");
  else if (size < 1 || size > S2P_MOST_CELLS)
    s2p_cli_note ("--size must lie between 1 and %d", S2P_MOST_CELLS);
  else if (engine != NULL && !g_str_equal (engine, "fast") && !g_str_equal (engine, "cvode"))
    s2p_cli_note ("--engine is fast or cvode, not “%s”", engine);
  else
    return TRUE;
  return FALSE;
}

/* So that the session says what it was made with. */
static void
note_settings (S2pSession *session, const S2pModel *model, const char *name, const S2pSettings *settings)
{
  S2pSettings *to = &session->settings;
  g_autofree char *path = s2p_program_model_is_file (name) ? g_canonicalize_filename (name, NULL) : g_strdup (name);

  s2p_settings_use_model (to, model, path);
  to->size = settings->size;
  to->seed = settings->seed;
  to->pair = g_strdup (settings->pair);
  to->at_mean = settings->at_mean;
  to->checked = settings->checked;
  to->tolerance = settings->tolerance;
  to->budget = settings->budget;
  to->reference = settings->reference;
}

/* With the text of the model where it is the user's own. */
static gboolean
save (const S2pSession *session, const char *path, GError **error)
{
  g_autofree char *model_text = NULL;

  return (!s2p_program_model_is_file (session->settings.model) || g_file_get_contents (session->settings.model, &model_text, NULL, error))
         && s2p_session_save (session, model_text, path, error);
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_auto (S2pCliImport) import = { 0 };
  g_autofree char *folder = NULL, *compensate = NULL, *engine = NULL, *file = NULL;
  gboolean at_mean = FALSE;
  S2pCliChecked checked = S2P_CLI_CHECKED;
  int size = 16, status;
  const GOptionEntry entries[] = {
    { "size", 'n', 0, G_OPTION_ARG_INT, &size, "cells for each recording (default: 16)", "N" },
    { "outdir", 'O', 0, G_OPTION_ARG_FILENAME, &folder, "folder for tables and pictures; made where it is missing", "DIR" },
    { "session", 0, 0, G_OPTION_ARG_FILENAME, &file, "save it all as a session, for the window and for “export”", "FILE" },
    { "compensate", 0, 0, G_OPTION_ARG_STRING, &compensate, "the two conductances that are solved for (default: the model's rule)", "A,H" },
    { "engine", 0, 0, G_OPTION_ARG_STRING, &engine, "fast (default) or cvode", "ENGINE" },
    { "point", 0, 0, G_OPTION_ARG_NONE, &at_mean, "build every cell at the inferred mean (see “generate --help”)", NULL },
    S2P_CLI_CHECKED_ENTRIES (&checked),
    S2P_CLI_IMPORT_ENTRIES (&import),
    { 0 },
  };
  S2pGenerateOptions options;
  S2pCheckedOptions checked_options;
  GError *error = NULL;

  if (!s2p_cli_parse (&s2p_verb_run, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_SEED | S2P_CLI_JOBS, 1, 1, &status))
    return status;
  if (!check (folder, size, engine, file))
    return S2P_CLI_USAGE;

  g_autoptr (S2pNeuron) neuron = s2p_cli_load_neuron (common.model, S2P_CLI_GENERATION | S2P_CLI_NETWORK, &error);

  if (neuron == NULL)
    return s2p_cli_fail (error);
  s2p_generate_options_init (&options);
  options.seed = common.seed;
  if (compensate != NULL && !s2p_generate_options_set_pair (&options, neuron->model, compensate, &error))
    {
      s2p_cli_fail (error);
      return S2P_CLI_USAGE;
    }

  if (!s2p_cli_checked_agrees (&checked, at_mean) || !s2p_cli_checked_options (&checked, &options, &checked_options))
    return S2P_CLI_USAGE;

  g_autoptr (S2pSession) session = s2p_cli_read_recordings (argv[1], &import, &status);

  if (session == NULL)
    return status;
  if (!s2p_cli_make_folder (folder))
    return S2P_CLI_FAILED;

  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);
  const gboolean reference = engine != NULL && g_str_equal (engine, "cvode");
  const S2pSettings settings = { .size = size, .seed = common.seed, .pair = compensate, .at_mean = at_mean, .reference = reference,
                                 .checked = checked.wanted, .tolerance = checked_options.floor, .budget = checked_options.budget };
  const Result result = { session, neuron };
  guint n_made;

  note_settings (session, neuron->model, common.model, &settings);
  s2p_cli_estimate (session, neuron, at_mean, pool);
  s2p_cli_report_verdicts (session);
  s2p_cli_catch_interrupt ();
  n_made = populate_all (&result, &options, checked.wanted ? &checked_options : NULL, size, pool);
  if (!simulate_all (&result, reference, pool))
    {
      s2p_cli_note ("interrupted; nothing was written");
      return S2P_CLI_FAILED;
    }
  if ((file != NULL && !save (session, file, &error)) || !s2p_cli_write_results (session, neuron, folder, &error))
    return s2p_cli_fail (error);
  report (&result);
  s2p_cli_note ("tables and pictures are in %s", folder);
  return n_made == session->entries->len ? S2P_CLI_DONE : S2P_CLI_FAILED;
}

const S2pVerb s2p_verb_run = {
  "run", "RECORDINGS", "All of it: infer, build, simulate, and draw into a folder",
  "Writes features.csv, dics.csv, population.csv, simulation.csv and closeness.csv (each cell's activity measures and its\n"
  "van Rossum distance beside the recording's), an overview (raster and DIC plane), and for each of the first\n"
  "20 recordings a figure with its spikes, traces of some cells, and their conductances; SVG and PNG.\n"
  "With --session FILE the whole can be opened in the window, and written again by “export”.\n\n"
  S2P_CLI_CHECKED_HELP, run,
};
