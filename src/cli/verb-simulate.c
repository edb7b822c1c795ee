/* simulate: the spikes, and where asked the traces, of given cells. */
#include "cli/simulations.h"
#include "base/number.h"
#include "population/cells-file.h"
#include "session/tables.h"
#include <math.h>
#include <string.h>

#define CELLS_AT_ONCE 1024          /* simulated before they are written: bounds the memory */
#define MOST_TRACE_VALUES 500000000 /* of one trace file */

typedef struct {
  char    *engine, *traces;
  gboolean fast;
} Settings;

/* One column a cell, one row a step. */
static gboolean
write_traces (const char *path, const S2pTraces *traces, GError **error)
{
  g_autoptr (S2pOutput) output = s2p_output_new_file (path, error);
  g_autoptr (GString) text = g_string_new ("t_ms");

  if (output == NULL)
    return FALSE;
  for (guint i = 0; i < traces->n; i++)
    g_string_append_printf (text, ",V_%u_mV", i + 1);
  g_string_append_c (text, '\n');
  for (gsize step = 0; step < traces->length; step++)
    {
      char time[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append (text, g_ascii_formatd (time, sizeof time, "%.10g", step * traces->step));
      for (guint i = 0; i < traces->n; i++)
        {
          g_string_append_c (text, ',');
          if (traces->v[i] != NULL)
            s2p_number_append_fixed (text, traces->v[i][step], 3);
        }
      g_string_append_c (text, '\n');
      if (text->len > 1 << 20)
        s2p_output_take (output, text);
    }
  s2p_output_take (output, text);
  return s2p_output_close (output, error);
}

/* Fields of a row, spiking_times replaced where the file had one, added where not. */
static void
append_cell (GString *text, char *const *fields, int spikes_column, const S2pCellFiring *cell)
{
  for (guint i = 0; fields[i] != NULL; i++)
    if ((int) i != spikes_column)
      {
        s2p_table_append_field (text, fields[i]);
        g_string_append_c (text, ',');
      }
  if (cell->failure == NULL)
    {
      g_string_append_c (text, '"');
      s2p_table_append_spikes (text, cell->times, cell->n_spikes);
      g_string_append_c (text, '"');
    }
  g_string_append_c (text, '\n');
}

/* Rows [@from, @from + @n) of the file. */
static S2pSimulatePlan *
simulate_rows (const S2pCellsFile *file, gsize from, gsize n, S2pNeuron *neuron, const S2pSimulationOptions *options, const Settings *settings, S2pPool *pool)
{
  const guint n_conductances = neuron->model->n_conductances;
  g_autoptr (S2pPopulation) population = s2p_population_new (n, n_conductances, 0, NULL);
  const S2pSimulateItem item = { .population = population, .cells = n, .instance = from };

  memcpy (population->g, file->g + from * n_conductances, n * n_conductances * sizeof *population->g);
  return s2p_cli_simulate (neuron, options, !settings->fast, settings->traces != NULL, &item, 1, pool);
}

static int
simulate_file (const S2pCellsFile *file, S2pNeuron *neuron, const S2pSimulationOptions *options, const Settings *settings, S2pPool *pool,
               const S2pCliCommon *common)
{
  GError *error = NULL;
  g_autoptr (S2pOutput) output = s2p_cli_open_output (common, &error);
  g_autoptr (GString) text = g_string_new (NULL);
  const gsize n = file->rows->len, at_once = settings->traces != NULL ? n : CELLS_AT_ONCE;
  int spikes_column = -1;
  guint failed = 0;

  if (output == NULL)
    return s2p_cli_fail (error);
  for (guint i = 0; i < file->header->len; i++)
    {
      if (strcmp (file->header->pdata[i], "spiking_times") == 0)
        spikes_column = i;
      else
        {
          s2p_table_append_field (text, file->header->pdata[i]);
          g_string_append_c (text, ',');
        }
    }
  g_string_append (text, "spiking_times\n");
  for (gsize from = 0; from < n; from += at_once)
    {
      const gsize count = MIN (at_once, n - from);
      g_autoptr (S2pSimulatePlan) plan = simulate_rows (file, from, count, neuron, options, settings, pool);
      g_autoptr (S2pFiring) firing = s2p_simulate_plan_take (plan, 0);
      g_autoptr (S2pTraces) traces = s2p_simulate_plan_take_traces (plan, 0); /* all cells at once: there is one block */

      for (gsize i = 0; i < count && firing != NULL; i++)
        {
          const S2pCellFiring *cell = &firing->cells[i];

          if (cell->failure != NULL)
            {
              g_autofree char *id = s2p_cells_file_id (file, from + i);
              s2p_cli_note ("row %" G_GSIZE_FORMAT " (ID %s): %s", from + i + 2, id, cell->failure);
              failed++;
            }
          append_cell (text, file->rows->pdata[from + i], spikes_column, cell);
        }
      if (traces != NULL)
        write_traces (settings->traces, traces, &error);
      if (error != NULL || s2p_cli_stopped (&error))
        return s2p_cli_fail (error);
      s2p_output_take (output, text);
    }
  if (!s2p_output_close (output, &error))
    return s2p_cli_fail (error);
  return failed > 0 ? S2P_CLI_FAILED : S2P_CLI_DONE;
}

static const char *
wrong_option (const S2pSimulationOptions *options)
{
  switch (s2p_simulation_options_check (options))
    {
    case S2P_SIMULATION_GOOD:
      break;
    case S2P_SIMULATION_BAD_DURATION:
    case S2P_SIMULATION_BAD_TRANSIENT:
      return "--duration must be positive and at most 1e7 ms, and --transient shorter than it";
    case S2P_SIMULATION_BAD_RTOL:
      return "--rtol must lie between 0 and 0.1";
    case S2P_SIMULATION_BAD_NOISE:
      return "--noise must lie between 0 and 1e4 uA/cm2";
    case S2P_SIMULATION_BAD_STEP:
      return "--step must be at least 0.001 ms, and long enough for the duration";
    }
  return NULL;
}

static gboolean
check (const S2pSimulationOptions *options, const Settings *settings, const S2pCliCommon *common)
{
  if (settings->engine != NULL && strcmp (settings->engine, "fast") != 0 && strcmp (settings->engine, "cvode") != 0)
    s2p_cli_note ("--engine is cvode or fast, not “%s”", settings->engine);
  else if (wrong_option (options) != NULL)
    s2p_cli_note ("%s", wrong_option (options));
  else if (settings->traces != NULL && common->output != NULL && strcmp (settings->traces, common->output) == 0)
    s2p_cli_note ("--traces and -o must be two files");
  else
    return TRUE;
  return FALSE;
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_autofree char *engine = NULL, *traces = NULL;
  double duration = NAN, transient = NAN, rtol = NAN, noise = 0, step = 0.05;
  const GOptionEntry entries[] = {
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &duration, "ms to simulate (default: the model's)", "MS" },
    { "transient", 0, 0, G_OPTION_ARG_DOUBLE, &transient, "ms at the beginning whose spikes are left out (default: the model's, at most half the duration)", "MS" },
    { "engine", 0, 0, G_OPTION_ARG_STRING, &engine, "cvode (default): the reference; fast: many cells at once", "ENGINE" },
    { "rtol", 0, 0, G_OPTION_ARG_DOUBLE, &rtol, "relative tolerance of cvode (default: 1e-6; the absolute one is a hundredth)", "R" },
    { "noise", 0, 0, G_OPTION_ARG_DOUBLE, &noise, "standard deviation of noisy injected current, uA/cm2 (default: 0)", "SIGMA" },
    { "traces", 0, 0, G_OPTION_ARG_FILENAME, &traces, "write V(t) of every cell, in mV: a row a step, a column a cell, from t = 0", "FILE" },
    { "step", 0, 0, G_OPTION_ARG_DOUBLE, &step, "ms between the rows of the traces (default: 0.05)", "MS" },
    { 0 },
  };
  S2pSimulationOptions options;
  Settings settings;
  GError *error = NULL;
  int status;

  if (!s2p_cli_parse (&s2p_verb_simulate, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_OUTPUT | S2P_CLI_SEED | S2P_CLI_JOBS, 1, 1, &status))
    return status;

  g_autoptr (S2pNeuron) neuron = s2p_cli_load_neuron (common.model, 0, &error);

  if (neuron == NULL)
    return s2p_cli_fail (error);
  s2p_simulation_options_init (&options, neuron->model);
  options.seed = common.seed;
  options.noise = noise;
  options.trace_step = step;
  if (!isnan (duration))
    {
      options.duration = duration;
      options.transient = MIN (options.transient, duration / 2); /* a short run would have no spikes left */
    }
  if (!isnan (transient))
    options.transient = transient;
  if (!isnan (rtol))
    {
      options.rtol = rtol;
      options.atol = rtol / 100;
    }
  settings = (Settings) { engine, traces, engine != NULL && strcmp (engine, "fast") == 0 };
  if (!check (&options, &settings, &common))
    return S2P_CLI_USAGE;

  g_autoptr (S2pCellsFile) file = s2p_cells_file_read (argv[1], neuron->model, &error);
  g_autoptr (S2pPool) pool = NULL;

  if (file == NULL)
    return s2p_cli_fail (error);
  if (traces != NULL && (double) file->rows->len * s2p_trace_length (options.duration, step) > MOST_TRACE_VALUES)
    {
      s2p_cli_note ("the traces of %u cells would hold more than %d values: take fewer cells, a shorter duration or a longer --step", file->rows->len, MOST_TRACE_VALUES);
      return S2P_CLI_FAILED;
    }
  pool = s2p_pool_new (common.jobs);
  s2p_cli_catch_interrupt ();
  return simulate_file (file, neuron, &options, &settings, pool, &common);
}

const S2pVerb s2p_verb_simulate = {
  "simulate", "POPULATION", "Simulate each cell and add its spike times",
  "POPULATION is a CSV file with a column g_... for each conductance of the model, in mS/cm2. The rows come back with\n"
  "spiking_times added (ms), which is also a layout that can be read as recordings. A cell\n"
  "whose simulation fails gets an empty field and a reason, and the exit status is 1.", run,
};
