/* generate: for each recording a population of cells that should fire like it. */
#include "cli/populations.h"
#include "base/number.h"
#include "session/tables.h"
#include <string.h>

#define CELLS_AT_ONCE (1 << 20) /* bounds the memory that they need */
#define RECORDINGS_AT_ONCE 4096

typedef struct {
  char    *dics, *compensate, *method;
  int      size, rounds;
  gboolean at_mean;
  S2pCliChecked checked;
} Settings;

static gboolean
parse_pair (const char *text, double *g_s, double *g_u)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  return g_strv_length (words) == 2 && s2p_number_parse (words[0], g_s) && s2p_number_parse (words[1], g_u);
}

static gboolean
parse_settings (const Settings *settings, const S2pModel *model, guint64 seed, S2pGenerateOptions *options, int *status)
{
  GError *error = NULL;

  s2p_generate_options_init (options);
  options->seed = seed;
  options->rounds = settings->rounds;
  *status = S2P_CLI_USAGE;
  if (settings->method != NULL && strcmp (settings->method, "fixed-point") == 0)
    options->method = S2P_COMPENSATE_FIXED_POINT;
  else if (settings->method != NULL && strcmp (settings->method, "exact") != 0)
    {
      s2p_cli_note ("--method is exact or fixed-point, not “%s”", settings->method);
      return FALSE;
    }
  if (settings->compensate != NULL && !s2p_generate_options_set_pair (options, model, settings->compensate, &error))
    {
      s2p_cli_fail (error);
      return FALSE;
    }
  return TRUE;
}

/* @checked: (nullable). */
static int
write_populations (S2pNeuron *neuron, const S2pGenerateOptions *options, const S2pCheckedOptions *checked, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool,
                   const S2pCliCommon *common)
{
  GError *error = NULL;
  g_autoptr (S2pOutput) output = s2p_cli_open_output (common, &error);
  g_autoptr (GString) text = g_string_new (NULL);
  const gsize at_once = CLAMP (CELLS_AT_ONCE / size, 1, RECORDINGS_AT_ONCE);
  gsize missing = 0, notes = 0, n_cells = 0;

  if (output == NULL)
    return s2p_cli_fail (error);
  s2p_population_table_header (text, neuron->model, checked != NULL);
  for (gsize from = 0; from < n; from += at_once)
    {
      const gsize count = MIN (at_once, n - from);
      g_autoptr (GPtrArray) populations = checked != NULL ? s2p_cli_populate_checked (neuron, checked, targets + from, count, size, pool)
                                                          : s2p_cli_populate (neuron, options, targets + from, count, size, pool);

      for (gsize i = 0; i < count && !s2p_cli_interrupted (); i++)
        {
          missing += !s2p_cli_report_population (&targets[from + i], populations->pdata[i], &notes);
          n_cells += ((const S2pPopulation *) populations->pdata[i])->n;
          s2p_population_table_rows (text, targets[from + i].id, populations->pdata[i], checked != NULL);
          if (text->len > 1 << 20)
            s2p_output_take (output, text);
        }
      if (s2p_cli_stopped (&error))
        return s2p_cli_fail (error);
    }
  s2p_cli_report_rest (notes, missing);
  if (n_cells == 0)
    {
      s2p_cli_note ("there are no cells, so nothing was written");
      return S2P_CLI_FAILED;
    }
  s2p_output_take (output, text);
  if (!s2p_output_close (output, &error))
    return s2p_cli_fail (error);
  return missing > 0 ? S2P_CLI_FAILED : S2P_CLI_DONE;
}

static int
generate_from_recordings (const char *path, const S2pCliImport *import, S2pNeuron *neuron, const S2pGenerateOptions *options, const Settings *settings, S2pPool *pool,
                          const S2pCliCommon *common)
{
  int status;
  g_autoptr (S2pSession) session = s2p_cli_read_recordings (path, import, &status);
  g_autofree S2pCliTarget *targets = NULL;
  S2pCheckedOptions checked;

  if (session == NULL)
    return status;
  s2p_cli_estimate (session, neuron, settings->at_mean, pool);
  s2p_cli_report_verdicts (session);
  targets = s2p_cli_targets (session);
  if (settings->checked.wanted && !s2p_cli_checked_options (&settings->checked, options, &checked))
    return S2P_CLI_USAGE;
  return write_populations (neuron, options, settings->checked.wanted ? &checked : NULL, targets, session->entries->len, settings->size, pool, common);
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_auto (S2pCliImport) import = { 0 };
  g_autofree char *dics = NULL, *compensate = NULL, *method = NULL;
  Settings settings = { .size = 16, .rounds = 5, .checked = S2P_CLI_CHECKED };
  const GOptionEntry entries[] = {
    { "size", 'n', 0, G_OPTION_ARG_INT, &settings.size, "cells for each recording (default: 16)", "N" },
    { "dics", 0, 0, G_OPTION_ARG_STRING, &dics, "without recordings: the wanted g_s and g_u", "G_S,G_U" },
    { "compensate", 0, 0, G_OPTION_ARG_STRING, &compensate, "the two conductances that are solved for (default: the model's rule)", "A,H" },
    { "method", 0, 0, G_OPTION_ARG_STRING, &method, "exact (default), or fixed-point as in the thesis", "METHOD" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &settings.rounds, "rounds of the fixed point (default: 5)", "K" },
    { "point", 0, 0, G_OPTION_ARG_NONE, &settings.at_mean, "build every cell at the inferred mean, not each at a pair of its own", NULL },
    S2P_CLI_CHECKED_ENTRIES (&settings.checked),
    S2P_CLI_IMPORT_ENTRIES (&import),
    { 0 },
  };
  S2pGenerateOptions options;
  S2pCliTarget target = { "1", NULL, NULL, { .available = TRUE } };
  GError *error = NULL;
  int status;

  if (!s2p_cli_parse (&s2p_verb_generate, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_OUTPUT | S2P_CLI_SEED | S2P_CLI_JOBS, 0, 1, &status))
    return status;
  settings.dics = dics;
  settings.compensate = compensate;
  settings.method = method;
  if ((argc == 2) == (dics != NULL))
    {
      s2p_cli_note ("give either a file of recordings or --dics=G_S,G_U");
      return S2P_CLI_USAGE;
    }
  if (settings.checked.wanted && dics != NULL)
    {
      s2p_cli_note ("--checked needs recordings: with --dics there is nothing that cells could fire like");
      return S2P_CLI_USAGE;
    }
  if (!s2p_cli_checked_agrees (&settings.checked, settings.at_mean))
    return S2P_CLI_USAGE;
  if (settings.size < 1 || settings.size > 1000000 || settings.rounds < 1 || settings.rounds > 1000)
    {
      s2p_cli_note (settings.size < 1 || settings.size > 1000000 ? "--size must lie between 1 and 1000000" : "--rounds must lie between 1 and 1000");
      return S2P_CLI_USAGE;
    }
  if (dics != NULL && !parse_pair (dics, &target.target.g_s, &target.target.g_u))
    {
      s2p_cli_note ("--dics takes two numbers such as --dics=4,5 (g_s, g_u, in units of g_leak), not “%s”", dics);
      return S2P_CLI_USAGE;
    }

  g_autoptr (S2pNeuron) neuron = s2p_cli_load_neuron (common.model, dics != NULL ? S2P_CLI_GENERATION : S2P_CLI_GENERATION | S2P_CLI_NETWORK, &error);
  g_autoptr (S2pPool) pool = NULL;
  const S2pModel *model;

  if (neuron == NULL)
    return s2p_cli_fail (error);
  model = neuron->model;
  if (dics != NULL && (target.target.g_s < model->g_s_min || target.target.g_s > model->g_s_max || target.target.g_u < model->g_u_min || target.target.g_u > model->g_u_max))
    s2p_cli_note ("g_s = %g, g_u = %g lies outside the range that the model %s was made for (%g .. %g, %g .. %g)", target.target.g_s, target.target.g_u, model->name,
                  model->g_s_min, model->g_s_max, model->g_u_min, model->g_u_max);
  if (!parse_settings (&settings, model, common.seed, &options, &status))
    return status;
  pool = s2p_pool_new (common.jobs);
  return dics != NULL ? write_populations (neuron, &options, NULL, &target, 1, settings.size, pool, &common)
                      : generate_from_recordings (argv[1], &import, neuron, &options, &settings, pool, &common);
}

const S2pVerb s2p_verb_generate = {
  "generate", "[RECORDINGS]", "Build a population of neurons for each recording",
  "Writes ID,g_...,g_leak in mS/cm2, a row a cell; rows of one recording share its ID. Each cell is built for a pair\n"
  "(g_s, g_u) of its own, drawn from the inferred density, pairs at which many cells are of the recording's activity\n"
  "type more often than others (--point: all at the inferred mean). A draw with a negative conductance is drawn again;\n"
  "a recording whose pairs no draw reaches is reported, and the exit status is then 1.\n\n"
  S2P_CLI_CHECKED_HELP, run,
};
