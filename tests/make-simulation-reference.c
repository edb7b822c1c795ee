/* Writes tests/data/simulation/<model>_cells.csv: random cells, and their rhythm by CVODE at two tolerances.
 *
 *   make-simulation-reference MODEL_FILE CELLS > TABLE
 *
 * The DICs of the cells are uniform in the model's range (those that no conductances >= 0 reach are left out). A
 * cell whose rhythm is not the same at both tolerances has none that a simulator can be held to: near the border of
 * two regimes, or irregular.
 */
#include <stdio.h>
#include <stdlib.h>
#include "base/number.h"
#include "base/random.h"
#include "population/generate.h"
#include "simulation-cells.h"
#include "simulation/cvode.h"

#define SEED 20250

static void
append_rhythm (const S2pCvodeEngine *engine, const double *g, double rtol, const S2pModel *model, GString *row)
{
  S2pSimulationOptions options;
  S2pSimulatedCell cell = { 0 };
  Rhythm rhythm;

  s2p_simulation_options_init (&options, model);
  options.rtol = rtol;
  options.atol = rtol / 100;
  if (!s2p_cvode_run (engine, g, &options, &cell, NULL, NULL))
    {
      g_string_append (row, ",failed,,");
      return;
    }
  rhythm = rhythm_of (cell.spikes);
  g_string_append_printf (row, ",%s,", s2p_activity_name (rhythm.activity));
  if (!isnan (rhythm.period))
    s2p_number_append_fixed (row, rhythm.period, 4);
  g_string_append_c (row, ',');
  s2p_number_append (row, rhythm.spikes_per_burst);
  g_array_unref (cell.spikes);
}

static void
append_names (const S2pModel *model, GString *row)
{
  for (guint i = 0; i < model->n_conductances; i++)
    g_string_append_printf (row, "g_%s,", model->conductances[i].name);
  g_string_append (row, "activity_8,period_ms_8,spikes_per_burst_8,activity_9,period_ms_9,spikes_per_burst_9\n");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pModel) model = argc == 3 ? s2p_model_load (argv[1], &error) : NULL;
  g_autoptr (S2pDicPoint) point = NULL;
  g_autoptr (S2pCvodeEngine) engine = NULL;
  g_autoptr (GString) row = g_string_new (NULL);
  S2pGenerateOptions options;
  guint n = 0;

  if (model == NULL)
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "usage: make-simulation-reference MODEL_FILE CELLS");
      return 1;
    }
  point = s2p_dic_point_new (model, model->threshold);
  engine = s2p_cvode_engine_new (model);
  s2p_generate_options_init (&options);
  options.seed = SEED;
  append_names (model, row);
  for (guint64 target = 0; n < (guint) atoi (argv[2]); target++)
    {
      double g[S2P_MAX_CONDUCTANCES], g_s, g_u;
      S2pDrawCounts counts = { 0 };
      S2pRandom random;

      s2p_random_init (&random, SEED, S2P_RANDOM_TARGET, target, 0);
      g_s = model->g_s_min + (model->g_s_max - model->g_s_min) * s2p_random_uniform (&random);
      g_u = model->g_u_min + (model->g_u_max - model->g_u_min) * s2p_random_uniform (&random);
      if (!s2p_generate_cell (point, &options, g_s, g_u, target, 0, g, &counts, NULL))
        continue;
      n++;
      for (guint i = 0; i < model->n_conductances; i++)
        {
          s2p_number_append (row, g[i]);
          if (i + 1 < model->n_conductances)
            g_string_append_c (row, ',');
        }
      append_rhythm (engine, g, 1e-8, model, row);
      append_rhythm (engine, g, 1e-9, model, row);
      g_string_append_c (row, '\n');
      fputs (row->str, stdout);
      fflush (stdout);
      g_string_truncate (row, 0);
    }
  return 0;
}
