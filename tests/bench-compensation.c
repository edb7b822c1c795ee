/* Table 5.1 of Brandoit (2025): mean residual of the DICs by method of compensation, solving for A and CaS in the STG
 * model, beside our exact method.
 *
 * What reproduces the table (found by trying the readings that the text leaves open):
 *  - Targets are uniform on [-15, 15] x [0.5, 15], not on [-20, 20] x [0, 20] as the text says. With the text's range
 *    24 % of the populations remain and the rows are 20-40 % larger; with this one 32-33 % do, as in the thesis (1633
 *    of 5000).
 *  - Calcium and its slope with V are both taken at the same assumed g_CaS, with the cell's own g_CaT, unscaled.
 *    "Default": g_CaS = 10. "Target-dependent": the g_CaS at which calcium is that of eq. 5.4, at least 0.
 *  - K does not count the first solve: K = 1 solves twice, the second time with the g_CaS of the first.
 *  - The iteration starts at g_CaS = 34.1202 - 2.32966 g_s, a fit in the programs published with the thesis. From
 *    eq. 5.4 instead, its rows are 6-9 % larger.
 * What is left is the draw of the targets: the standard error is printed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/random.h"
#include "population/generate.h"

#define N_TARGETS 5000
#define SIZE 250

typedef enum { START_DEFAULT, START_CALCIUM, START_CONDUCTANCE, EXACT } Start;

static const struct {
  const char *name;
  Start       start;
  guint       solves;
  double      published;
} rows[] = {
  { "default (g_CaS = 10)", START_DEFAULT, 1, 0.9845 },
  { "target-dependent", START_CALCIUM, 1, 0.9151 },
  { "iterative, K = 1", START_CONDUCTANCE, 2, 0.4072 },
  { "iterative, K = 2", START_CONDUCTANCE, 3, 0.2434 },
  { "iterative, K = 3", START_CONDUCTANCE, 4, 0.1536 },
  { "iterative, K = 5", START_CONDUCTANCE, 6, 0.0667 },
  { "iterative, K = 10", START_CONDUCTANCE, 11, 0.0106 },
  { "exact (this program)", EXACT, 0, NAN },
};

typedef struct {
  S2pModel    *model;
  S2pDicPoint *point;
  guint        A, CaS;
  double      *spontaneous; /* [SIZE][n_conductances]: cells after step 1, drawn anew for each population */
} Bench;

/* Cells after step 1: the spontaneous DICs as target leave nothing to do for step 2. */
static void
draw_spontaneous (const Bench *bench, guint population)
{
  const double *dics = bench->model->generation.spontaneous;
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  for (guint i = 0; i < SIZE; i++)
    s2p_generate_draw (bench->point, &options, dics[S2P_SLOW], dics[S2P_ULTRASLOW], population, i, 0,
                       bench->spontaneous + i * bench->model->n_conductances);
}

/* The g_CaS at which calcium is what eq. 5.4 predicts. */
static double
conductance_for_calcium (const Bench *bench, const double *g, const double *target)
{
  double calcium = fmax (0, 0.5679 - 0.0299 * target[0] - 0.0056 * target[1]), without[S2P_MAX_IONS], with_one[S2P_MAX_IONS],
         slope[S2P_MAX_IONS], trial[S2P_MAX_CONDUCTANCES];

  memcpy (trial, g, bench->model->n_conductances * sizeof *g);
  trial[bench->CaS] = 0;
  s2p_dic_point_ions (bench->point, trial, without, slope);
  trial[bench->CaS] = 1;
  s2p_dic_point_ions (bench->point, trial, with_one, slope);
  return fmax (0, (calcium - without[0]) / (with_one[0] - without[0]));
}

/* Mean residual over the population, or NAN where a conductance is not positive. */
static double
mean_residual (const Bench *bench, guint row, const double *target)
{
  const S2pCompensationTask task = { 2, { S2P_SLOW, S2P_ULTRASLOW }, { target[0], target[1] }, { bench->A, bench->CaS } };
  const guint n = bench->model->n_conductances;
  double sum = 0;

  for (guint i = 0; i < SIZE; i++)
    {
      double g[S2P_MAX_CONDUCTANCES];

      memcpy (g, bench->spontaneous + i * n, n * sizeof *g);
      if (rows[row].start == EXACT)
        {
          if (s2p_compensate_exact (bench->point, &task, g) != S2P_SOLVED)
            return NAN;
        }
      else
        {
          g[bench->CaS] = rows[row].start == START_DEFAULT ? 10
                          : rows[row].start == START_CALCIUM ? conductance_for_calcium (bench, g, target)
                          : 34.1202 - 2.32966 * target[0];
          s2p_compensate_fixed_point (bench->point, &task, rows[row].solves, g);
        }
      for (guint j = 0; j < n; j++)
        if (!(g[j] > 0))
          return NAN;
      sum += s2p_compensation_residual (bench->point, &task, g);
    }
  return sum / SIZE;
}

static void
compare (const Bench *bench, const double low[2], const double high[2])
{
  double sum[G_N_ELEMENTS (rows)] = { 0 }, squares[G_N_ELEMENTS (rows)] = { 0 };
  guint n_kept = 0;
  S2pRandom random;

  s2p_random_init (&random, 1, S2P_RANDOM_TARGET, 0, 0);
  for (guint population = 0; population < N_TARGETS; population++)
    {
      double target[2], residual[G_N_ELEMENTS (rows)];
      guint row;

      for (guint axis = 0; axis < 2; axis++)
        target[axis] = low[axis] + (high[axis] - low[axis]) * s2p_random_uniform (&random);
      draw_spontaneous (bench, population);
      for (row = 0; row < G_N_ELEMENTS (rows) && isfinite (residual[row] = mean_residual (bench, row, target)); row++)
        continue;
      if (row < G_N_ELEMENTS (rows))
        continue;
      n_kept++;
      for (row = 0; row < G_N_ELEMENTS (rows); row++)
        {
          sum[row] += residual[row];
          squares[row] += residual[row] * residual[row];
        }
    }
  g_print ("targets uniform on [%g, %g] x [%g, %g]: %u of %u populations positive (thesis: 1633)\n", low[0], high[0], low[1], high[1],
           n_kept, N_TARGETS);
  g_print ("  %-22s %10s %10s %10s\n", "method", "residual", "+- s.e.", "thesis");
  for (guint row = 0; row < G_N_ELEMENTS (rows) && n_kept > 1; row++)
    {
      double mean = sum[row] / n_kept, error = sqrt (fmax (0, squares[row] / n_kept - mean * mean) / n_kept);
      if (rows[row].start == EXACT)
        g_print ("  %-22s %10.1e\n", rows[row].name, mean);
      else
        g_print ("  %-22s %10.4f %10.4f %10.4f\n", rows[row].name, mean, error, rows[row].published);
    }
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  Bench bench = { .model = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", &error) };
  gint64 start = g_get_monotonic_time ();

  if (bench.model == NULL)
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  bench.point = s2p_dic_point_new (bench.model, bench.model->threshold);
  bench.A = s2p_model_conductance (bench.model, "A");
  bench.CaS = s2p_model_conductance (bench.model, "CaS");
  bench.spontaneous = g_new (double, SIZE * bench.model->n_conductances);
  g_print ("Compensation, STG, solving for A and CaS; mean L2 residual of (g_s, g_u), %u cells a population\n", SIZE);
  compare (&bench, (const double[2]) { -15, 0.5 }, (const double[2]) { 15, 15 });
  g_print ("%.1f s\n", (g_get_monotonic_time () - start) / 1e6);
  g_free (bench.spontaneous);
  s2p_dic_point_free (bench.point);
  s2p_model_free (bench.model);
  return EXIT_SUCCESS;
}
