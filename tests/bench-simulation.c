/* How long a cell takes: both simulators on random cells of a model, on one core, as user time (so that other work
 * on the machine does not count). The published program (SciPy's BDF at rtol 1e-3) took 7.7 s for an STG cell of 5 s
 * and 1 to 11 s for a DA cell of 12 s on this size of machine. */
#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include "base/random.h"
#include "population/generate.h"
#include "simulation/cvode.h"
#include "simulation/fast.h"

#define N_CVODE 20
#define N_FAST 256
#define PUBLISHED_STG 7.7 /* s */

static double
user_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + 1e-6 * usage.ru_utime.tv_usec;
}

/* @n cells with targets uniform in the model's range; those that cannot be reached are left out. */
static double *
random_cells (const S2pModel *model, guint n)
{
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, model->threshold);
  double *g = g_new (double, n * model->n_conductances);
  S2pGenerateOptions options;
  guint made = 0;

  s2p_generate_options_init (&options);
  for (guint64 target = 0; made < n; target++)
    {
      S2pDrawCounts counts = { 0 };
      S2pRandom random;
      double g_s, g_u;

      s2p_random_init (&random, 1, S2P_RANDOM_TARGET, target, 0);
      g_s = model->g_s_min + (model->g_s_max - model->g_s_min) * s2p_random_uniform (&random);
      g_u = model->g_u_min + (model->g_u_max - model->g_u_min) * s2p_random_uniform (&random);
      made += s2p_generate_cell (point, &options, g_s, g_u, target, 0, g + made * model->n_conductances, &counts, NULL);
    }
  return g;
}

static void
report (const char *model, const char *engine, double seconds, double simulated_ms)
{
  printf ("%s  %-20s %9.2f ms a cell, %8.0f s simulated in 1 s", model, engine, 1000 * seconds, simulated_ms / 1000 / seconds);
  if (g_str_equal (model, "stg"))
    printf (", %6.0f times the published program", PUBLISHED_STG / seconds);
  printf ("\n");
}

static int
bench (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pModel) model = s2p_model_load (path, &error);
  g_autoptr (S2pCvodeEngine) cvode = NULL;
  g_autoptr (S2pFastEngine) fast = NULL;
  g_autofree double *g = NULL;
  g_autofree S2pSimulatedCell *cells = g_new0 (S2pSimulatedCell, N_FAST);
  S2pSimulationOptions options;
  double start;

  if (model == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  g = random_cells (model, N_FAST);
  s2p_simulation_options_init (&options, model);
  cvode = s2p_cvode_engine_new (model);
  start = user_seconds ();
  for (guint i = 0; i < N_CVODE; i++)
    {
      S2pSimulatedCell cell = { 0 };

      if (!s2p_cvode_run (cvode, g + i * model->n_conductances, &options, &cell, NULL, &error))
        {
          fprintf (stderr, "%s\n", error->message);
          return 1;
        }
      g_array_unref (cell.spikes);
    }
  report (model->name, "CVODE, rtol 1e-6", (user_seconds () - start) / N_CVODE, options.duration);
  fast = s2p_fast_engine_new (model, S2P_FAST_STEP);
  start = user_seconds ();
  s2p_fast_run (fast, g, N_FAST, &options, cells, NULL, NULL);
  report (model->name, "fast, many at once", (user_seconds () - start) / N_FAST, options.duration);
  for (guint i = 0; i < N_FAST; i++)
    g_array_unref (cells[i].spikes);
  return 0;
}

int
main (void)
{
  return bench (S2P_SOURCE_ROOT "/models/stg.model") | bench (S2P_SOURCE_ROOT "/models/da.model");
}
