/* run: from recordings to populations, their spikes and pictures, into one folder. */
#include "cli/figures.h"
#include "cli/populations.h"
#include "cli/simulations.h"
#include "base/error.h"
#include "base/number.h"
#include "plot/box.h"
#include "population/cells-file.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>

#define MOST_FIGURES 20 /* recordings that get pictures */

typedef struct {
  const S2pModel      *model;
  const S2pRecordings *recordings;
  const S2pInference  *inferences;
  const S2pCliTarget  *targets;
  S2pCliPopulation    *populations;
  S2pCliCell          *cells;  /* of all populations, one after the other */
  gsize                n_cells;
  const char          *folder;
} Result;

static gboolean
write_text (const Result *result, const char *name, GString *text, GError **error)
{
  g_autofree char *path = g_build_filename (result->folder, name, NULL);
  g_autoptr (S2pOutput) output = s2p_output_new_file (path, error);

  if (output == NULL)
    return FALSE;
  s2p_output_take (output, text);
  return s2p_output_close (output, error);
}

static gboolean
write_dics (const Result *result, GError **error)
{
  g_autoptr (GString) text = g_string_new (S2P_CLI_INFERENCE_HEADER ",built_g_s,built_g_u\n");

  for (guint i = 0; i < result->recordings->trains->len; i++)
    {
      s2p_cli_append_inference (text, result->recordings->trains->pdata[i], &result->inferences[i]);
      g_string_truncate (text, text->len - 1); /* the row goes on */
      g_string_append_c (text, ',');
      s2p_number_append_fixed (text, result->populations[i].n > 0 ? result->targets[i].g_s : NAN, 9);
      g_string_append_c (text, ',');
      s2p_number_append_fixed (text, result->populations[i].n > 0 ? result->targets[i].g_u : NAN, 9);
      g_string_append_c (text, '\n');
    }
  return write_text (result, "dics.csv", text, error);
}

static gboolean
write_features (const Result *result, GError **error)
{
  g_autoptr (GString) text = g_string_new (S2P_CLI_FEATURES_HEADER);

  for (guint i = 0; i < result->recordings->trains->len; i++)
    s2p_cli_append_features (text, result->recordings->trains->pdata[i]);
  return write_text (result, "features.csv", text, error);
}

static gboolean
write_population (const Result *result, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  s2p_cells_append_header (text, result->model);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < result->recordings->trains->len; i++)
    s2p_cli_append_population (text, result->model, result->targets[i].id, &result->populations[i]);
  return write_text (result, "population.csv", text, error);
}

static gboolean
write_simulation (const Result *result, GError **error)
{
  const guint n_conductances = result->model->n_conductances;
  g_autoptr (GString) text = g_string_new (NULL);
  gsize cell = 0;

  s2p_cells_append_header (text, result->model);
  g_string_append (text, ",spiking_times\n");
  for (guint i = 0; i < result->recordings->trains->len; i++)
    for (guint j = 0; j < result->populations[i].n; j++, cell++)
      {
        s2p_cli_append_cell (text, result->model, result->targets[i].id, result->populations[i].g + (gsize) j * n_conductances);
        g_string_append (text, ",\"");
        if (result->cells[cell].cell.spikes != NULL)
          s2p_cli_append_spikes (text, result->cells[cell].cell.spikes);
        g_string_append (text, "\"\n");
      }
  return write_text (result, "simulation.csv", text, error);
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
report_one (const Result *result, guint index, const S2pCliCell *cells)
{
  const S2pSpikeTrain *train = result->recordings->trains->pdata[index];
  const guint n = result->populations[index].n;
  g_autofree double *rates = g_new (double, n), *bursts = g_new (double, n), *in_burst = g_new (double, n);
  S2pFeatures recorded, simulated;
  guint same = 0, n_same = 0, n_bursts = 0;

  s2p_features_compute (train->times, train->n_spikes, &recorded);
  for (guint i = 0; i < n; i++)
    {
      const GArray *spikes = cells[i].cell.spikes;

      if (spikes == NULL)
        continue;
      s2p_features_compute ((const double *) spikes->data, spikes->len, &simulated);
      if (simulated.activity != recorded.activity)
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
  gsize cell = 0, shown = 0;

  for (guint i = 0; i < result->recordings->trains->len; i++)
    {
      if (result->populations[i].n > 0 && shown++ < MOST_FIGURES)
        report_one (result, i, result->cells + cell);
      cell += result->populations[i].n;
    }
  if (shown > MOST_FIGURES)
    s2p_cli_note ("pictures and summaries were made for the first %d recordings of %" G_GSIZE_FORMAT, MOST_FIGURES, shown);
}

static gboolean
draw (const Result *result, GError **error)
{
  gsize cell = 0;
  guint drawn = 0;

  if (!s2p_cli_draw_overview (result->folder, result->model, result->recordings, result->inferences, error))
    return FALSE;
  for (guint i = 0; i < result->recordings->trains->len; i++)
    {
      const S2pCliPopulation *population = &result->populations[i];

      if (population->n > 0 && drawn < MOST_FIGURES)
        {
          if (!s2p_cli_draw_population (result->folder, result->model, i, result->recordings->trains->pdata[i], &result->inferences[i], &result->targets[i], population,
                                        result->cells + cell, error))
            return FALSE;
          drawn++;
        }
      cell += population->n;
    }
  return TRUE;
}

static gboolean
simulate_all (Result *result, S2pPool *pool, gboolean fast)
{
  const guint n_conductances = result->model->n_conductances;
  g_autoptr (GArray) g = g_array_new (FALSE, FALSE, n_conductances * sizeof (double));
  S2pSimulationOptions options;

  for (guint i = 0; i < result->recordings->trains->len; i++)
    g_array_append_vals (g, result->populations[i].g, result->populations[i].n);
  s2p_simulation_options_init (&options, result->model);
  result->n_cells = g->len;
  result->cells = s2p_cli_simulate (result->model, (const double *) (gpointer) g->data, 0, g->len, &options, fast, FALSE, pool);
  return !s2p_cli_interrupted ();
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_auto (S2pCliImport) import = { 0 };
  g_autofree char *folder = NULL, *compensate = NULL, *engine = NULL;
  gboolean at_mean = FALSE;
  int size = 16, status;
  const GOptionEntry entries[] = {
    { "size", 'n', 0, G_OPTION_ARG_INT, &size, "cells for each recording (default: 16)", "N" },
    { "outdir", 'O', 0, G_OPTION_ARG_FILENAME, &folder, "folder for tables and pictures; made where it is missing", "DIR" },
    { "compensate", 0, 0, G_OPTION_ARG_STRING, &compensate, "the two conductances that are solved for (default: the model's rule)", "A,H" },
    { "engine", 0, 0, G_OPTION_ARG_STRING, &engine, "fast (default) or cvode", "ENGINE" },
    { "at-mean", 0, 0, G_OPTION_ARG_NONE, &at_mean, "build at the inferred mean itself (see “generate --help”)", NULL },
    S2P_CLI_IMPORT_ENTRIES (&import),
    { 0 },
  };
  S2pGenerateOptions options;
  Result result = { 0 };
  GError *error = NULL;
  gsize n_made = 0, notes = 0;

  if (!s2p_cli_parse (&s2p_verb_run, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_SEED | S2P_CLI_JOBS, 1, 1, &status))
    return status;
  if (folder == NULL || *folder == '\0' || size < 1 || size > 100000 || (engine != NULL && !g_str_equal (engine, "fast") && !g_str_equal (engine, "cvode")))
    {
      s2p_cli_note (folder == NULL || *folder == '\0' ? "--outdir DIR is needed: a folder for the tables and pictures"
                    : size < 1 || size > 100000 ? "--size must lie between 1 and 100000" : "--engine is fast or cvode, not “%s”", engine);
      return S2P_CLI_USAGE;
    }

  g_autoptr (S2pModel) model = s2p_cli_load_model (common.model, &error);
  g_autoptr (S2pNetwork) network = model != NULL && s2p_model_require_generation (model, &error) ? s2p_cli_load_network (model, &error) : NULL;

  if (network == NULL)
    return s2p_cli_fail (error);
  s2p_generate_options_init (&options);
  options.seed = common.seed;
  if (compensate != NULL && !s2p_generate_options_set_pair (&options, model, compensate, &error))
    {
      s2p_cli_fail (error);
      return S2P_CLI_USAGE;
    }

  g_autoptr (S2pRecordings) recordings = s2p_cli_read_recordings (argv[1], &import, &status);

  if (recordings == NULL)
    return status;
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      s2p_cli_note ("cannot make the folder %s: %s", folder, g_strerror (errno));
      return S2P_CLI_FAILED;
    }

  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);
  g_autofree S2pInference *inferences = s2p_cli_infer (network, recordings->trains, pool);
  g_autofree S2pCliTarget *targets = s2p_cli_targets (model, network, recordings, inferences, at_mean, pool);
  const guint n = recordings->trains->len;
  gboolean good;

  s2p_cli_catch_interrupt ();
  result = (Result) { .model = model, .recordings = recordings, .inferences = inferences, .targets = targets, .folder = folder };
  result.populations = s2p_cli_populate (model, &options, targets, n, size, pool);
  for (guint i = 0; i < n && !s2p_cli_interrupted (); i++)
    n_made += s2p_cli_report_population (&targets[i], &result.populations[i], &notes);
  if (!s2p_cli_interrupted ())
    s2p_cli_report_rest (notes, n - n_made);
  good = simulate_all (&result, pool, engine == NULL || g_str_equal (engine, "fast"));
  if (good)
    {
      good = write_features (&result, &error) && write_dics (&result, &error) && write_population (&result, &error) && write_simulation (&result, &error) && draw (&result, &error);
      report (&result);
    }
  else
    g_set_error_literal (&error, S2P_ERROR, S2P_ERROR_CANCELLED, "interrupted; nothing was written");
  s2p_cli_cells_free (result.cells, result.n_cells);
  s2p_cli_populations_free (result.populations, n);
  if (!good)
    return s2p_cli_fail (error);
  s2p_cli_note ("tables and pictures are in %s", folder);
  return n_made == n ? S2P_CLI_DONE : S2P_CLI_FAILED;
}

const S2pVerb s2p_verb_run = {
  "run", "RECORDINGS", "All of it: infer, build, simulate, and draw into a folder",
  "Writes features.csv, dics.csv, population.csv and simulation.csv, an overview (raster and DIC plane), and for each of the first\n"
  "20 recordings a figure with its spikes, traces of some cells, and box plots of the conductances; SVG and PNG.", run,
};
