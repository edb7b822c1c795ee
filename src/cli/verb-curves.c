/* curves: the dynamic input conductances of cells against the membrane potential. */
#include "cli/figures.h"
#include "cli/results.h"
#include "base/number.h"
#include "picture/dic-space.h"
#include "population/cells-file.h"
#include "program/program.h"
#include "session/tables.h"
#include <math.h>
#include <string.h>

static const char *const curve_names[S2P_N_CURVES] = { "g_f", "g_s", "g_u", "g_t" };
static const char *const timescale_names[S2P_N_TIMESCALES] = { "fast", "slow", "ultraslow" };

/* ",<prefix>median,<prefix>p5,...": the columns that append_bands () fills. */
static void
append_band_names (GString *text, const char *prefix)
{
  g_string_append_printf (text, ",%1$smedian,%1$sp5,%1$sp25,%1$sp75,%1$sp95", prefix);
}

static void
append_bands (GString *text, const double bands[S2P_N_BANDS])
{
  static const int order[] = { S2P_BAND_MEDIAN, S2P_BAND_LEAST, S2P_BAND_LOW, S2P_BAND_HIGH, S2P_BAND_MOST };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_string_append_c (text, ',');
      s2p_number_append (text, bands[order[i]]);
    }
}

static char *
curves_csv (const S2pCurves *curves)
{
  GString *text = g_string_new ("v_mv");

  for (guint curve = 0; curve < S2P_N_CURVES; curve++)
    {
      g_autofree char *prefix = g_strconcat (curve_names[curve], "_", NULL);

      append_band_names (text, prefix);
    }
  g_string_append_c (text, '\n');
  for (guint i = 0; i < curves->n_V; i++)
    {
      s2p_number_append (text, curves->low + i * curves->step);
      for (guint curve = 0; curve < S2P_N_CURVES; curve++)
        append_bands (text, curves->curves[i][curve]);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static char *
weights_csv (const S2pCurves *curves)
{
  GString *text = g_string_new ("v_mv,variable,fast,slow,ultraslow\n");

  for (guint variable = 0; variable < curves->n_variables; variable++)
    {
      g_autofree char *name = s2p_curves_variable (curves, variable);

      for (guint i = 0; i < curves->n_V; i++)
        {
          s2p_number_append (text, curves->low + i * curves->step);
          g_string_append_printf (text, ",%s", name);
          for (guint k = 0; k < S2P_N_TIMESCALES; k++)
            {
              g_string_append_c (text, ',');
              s2p_number_append (text, curves->weights[(gsize) i * curves->n_variables + variable][k]);
            }
          g_string_append_c (text, '\n');
        }
    }
  return g_string_free (text, FALSE);
}

static char *
sensitivity_csv (const S2pCurves *curves)
{
  GString *text = g_string_new ("timescale,conductance");

  append_band_names (text, "");
  g_string_append_c (text, '\n');
  for (guint k = 0; k < S2P_N_TIMESCALES; k++)
    for (guint j = 0; j < curves->model->n_conductances; j++)
      {
        g_string_append_printf (text, "%s,g_%s", timescale_names[k], curves->model->conductances[j].name);
        append_bands (text, curves->sensitivity[j][k]);
        g_string_append_c (text, '\n');
      }
  return g_string_free (text, FALSE);
}

/* @rows: where the cells stand in the file. */
static char *
thresholds_csv (const S2pCurves *curves, const S2pCellsFile *cells, const GArray *rows)
{
  GString *text = g_string_new ("ID,threshold_mv\n");

  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *id = s2p_cells_file_id (cells, g_array_index (rows, guint, i));

      s2p_table_append_field (text, id);
      g_string_append_c (text, ',');
      if (isfinite (curves->thresholds[i]))
        s2p_number_append_fixed (text, curves->thresholds[i], 6);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* The rows of @id (NULL: all), moved together in the table of conductances. */
static GArray *
choose (S2pCellsFile *cells, const S2pModel *model, const char *id)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < cells->rows->len; i++)
    {
      g_autofree char *own = s2p_cells_file_id (cells, i);

      if (id != NULL && strcmp (own, id) != 0)
        continue;
      memmove (cells->g + (gsize) rows->len * model->n_conductances, cells->g + (gsize) i * model->n_conductances, model->n_conductances * sizeof *cells->g);
      g_array_append_val (rows, i);
    }
  return rows;
}

static gboolean
write_all (const S2pCurves *curves, const S2pCellsFile *cells, const GArray *rows, const char *folder, gboolean dark, GError **error)
{
  static const struct { const char *name; S2pPicture *(*make) (const S2pCurves *curves); } pictures[] = {
    { "curves", s2p_picture_curves }, { "weights", s2p_picture_weights }, { "sensitivity", s2p_picture_sensitivity },
  };

  if (!s2p_cli_write_text (folder, "curves.csv", curves_csv (curves), error) || !s2p_cli_write_text (folder, "weights.csv", weights_csv (curves), error)
      || !s2p_cli_write_text (folder, "sensitivity.csv", sensitivity_csv (curves), error)
      || !s2p_cli_write_text (folder, "thresholds.csv", thresholds_csv (curves, cells, rows), error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autoptr (S2pPicture) picture = pictures[i].make (curves);

      if (dark)
        s2p_picture_figure (picture)->theme = s2p_theme_get (S2P_THEME_DARK);
      if (!s2p_cli_save_picture (picture, folder, pictures[i].name, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_autofree char *folder = NULL, *id = NULL;
  double from = -90, to = -10, step = 0.5;
  gboolean dark = FALSE;
  const GOptionEntry entries[] = {
    { "outdir", 'O', 0, G_OPTION_ARG_FILENAME, &folder, "folder for tables and pictures; made where it is missing", "DIR" },
    { "id", 0, 0, G_OPTION_ARG_STRING, &id, "only the cells of this ID (default: all rows)", "ID" },
    { "from", 0, 0, G_OPTION_ARG_DOUBLE, &from, "first voltage, mV (default: -90)", "V" },
    { "to", 0, 0, G_OPTION_ARG_DOUBLE, &to, "last voltage, mV (default: -10)", "V" },
    { "step", 0, 0, G_OPTION_ARG_DOUBLE, &step, "between voltages, mV (default: 0.5)", "STEP" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "pictures on a dark background", NULL },
    { 0 },
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GError *error = NULL;
  int status;

  if (!s2p_cli_parse (&s2p_verb_curves, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_JOBS, 1, 1, &status))
    return status;
  if (!s2p_cli_check_folder (folder))
    return S2P_CLI_USAGE;

  g_autoptr (S2pModel) model = s2p_program_load_model (common.model, &error);
  g_autoptr (S2pCellsFile) cells = model != NULL ? s2p_cells_file_read (argv[1], model, &error) : NULL;

  if (cells == NULL)
    return s2p_cli_fail (error);

  g_autoptr (GArray) rows = choose (cells, model, id);

  if (rows->len == 0)
    {
      s2p_cli_note (id != NULL ? "%s: no cell has the ID “%s”" : "%s: there are no cells", argv[1], id);
      return S2P_CLI_FAILED;
    }

  g_autoptr (S2pCurves) curves = s2p_curves_new (model, cells->g, rows->len, from, to, step, &error);

  if (curves == NULL)
    {
      s2p_cli_fail (error);
      return S2P_CLI_USAGE;
    }
  if (!s2p_cli_make_folder (folder))
    return S2P_CLI_FAILED;

  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);

  s2p_cli_catch_interrupt ();
  s2p_cli_run_plan (pool, "curves", s2p_curves_n_parts (curves), s2p_curves_part, curves, cancellable);
  if (s2p_cli_stopped (&error) || !write_all (curves, cells, rows, folder, dark, &error))
    return s2p_cli_fail (error);
  s2p_cli_note ("tables and pictures are in %s", folder);
  return S2P_CLI_DONE;
}

const S2pVerb s2p_verb_curves = {
  "curves", "POPULATION", "Draw the DICs of cells against the membrane potential",
  "POPULATION is a CSV file with a column g_... for each conductance of the model, in mS/cm2; its rows are one population.\n"
  "Writes curves.csv (g_f, g_s, g_u and their sum g_t at each voltage: median and the 5, 25, 75 and 95 % of the cells, in\n"
  "units of g_leak), thresholds.csv (each cell's own threshold; empty where it has none), weights.csv (how the slope of each\n"
  "gate and ion is shared between the timescales), sensitivity.csv (the matrix S at the model's threshold, cm2/mS: DICs = S g;\n"
  "S is divided by g_leak already), and pictures of them (SVG, PNG, PDF).", run,
};
