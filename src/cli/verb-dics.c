/* dics: the dynamic input conductances of given cells. */
#include "cli/cli.h"
#include "base/number.h"
#include "model/dics.h"
#include "population/cells-file.h"
#include "program/program.h"
#include "session/tables.h"
#include <math.h>
#include <string.h>

/* Columns that this verb makes: those of an earlier run are left out. */
static gboolean
is_own (const char *column)
{
  static const char *const own[] = { "g_f", "g_s", "g_u", "threshold_mv" };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (strcmp (column, own[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Fields of a row, a comma behind each, but for our own columns. */
static void
append_kept (GString *text, const GPtrArray *header, char *const *fields)
{
  for (guint i = 0; i < header->len; i++)
    if (!is_own (header->pdata[i]))
      {
        s2p_table_append_field (text, fields[i]);
        g_string_append_c (text, ',');
      }
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  double voltage = NAN;
  gboolean own_threshold = FALSE;
  const GOptionEntry entries[] = {
    { "voltage", 0, 0, G_OPTION_ARG_DOUBLE, &voltage, "mV (default: the model's threshold)", "V" },
    { "own-threshold", 0, 0, G_OPTION_ARG_NONE, &own_threshold, "add the cell's own threshold, the first decreasing zero of g_f + g_s + g_u", NULL },
    { 0 },
  };
  GError *error = NULL;
  int status;

  if (!s2p_cli_parse (&s2p_verb_dics, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_OUTPUT, 1, 1, &status))
    return status;
  if (!isnan (voltage) && !(voltage >= -200 && voltage <= 200))
    {
      s2p_cli_note ("--voltage is in mV and must lie between -200 and 200");
      return S2P_CLI_USAGE;
    }

  g_autoptr (S2pModel) model = s2p_program_load_model (common.model, &error);
  g_autoptr (S2pCellsFile) cells = model != NULL ? s2p_cells_file_read (argv[1], model, &error) : NULL;
  g_autoptr (S2pOutput) output = cells != NULL ? s2p_cli_open_output (&common, &error) : NULL;
  g_autoptr (S2pDicPoint) point = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (output == NULL)
    return s2p_cli_fail (error);
  point = s2p_dic_point_new (model, isnan (voltage) ? model->threshold : voltage);
  append_kept (text, cells->header, (char *const *) cells->header->pdata);
  g_string_append (text, own_threshold ? "g_f,g_s,g_u,threshold_mv\n" : "g_f,g_s,g_u\n");
  for (guint i = 0; i < cells->rows->len; i++)
    {
      const double *g = cells->g + (gsize) i * model->n_conductances;
      double dics[S2P_N_TIMESCALES], threshold;

      append_kept (text, cells->header, cells->rows->pdata[i]);
      s2p_dic_point_values (point, g, dics);
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        {
          if (k > 0)
            g_string_append_c (text, ',');
          s2p_number_append (text, dics[k]);
        }
      if (own_threshold)
        {
          g_string_append_c (text, ',');
          if (s2p_dic_threshold (model, g, &threshold))
            s2p_number_append_fixed (text, threshold, 6);
        }
      g_string_append_c (text, '\n');
      if (!s2p_cli_pour (output, text, &error))
        return s2p_cli_fail (error);
    }
  s2p_output_take (output, text);
  return s2p_output_close (output, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_dics = {
  "dics", "POPULATION", "Compute the dynamic input conductances of each cell",
  "POPULATION is a CSV file with a column g_... for each conductance of the model, in mS/cm2. The rows come back with\n"
  "g_f, g_s and g_u added, in units of g_leak; threshold_mv is empty where a cell has none.", run,
};
