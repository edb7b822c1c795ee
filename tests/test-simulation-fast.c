/* The fast engine against CVODE, against itself on other instruction sets and in other batches, and on bad cells. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include "base/error.h"
#include "simulation/cvode.h"
#include "simulation/fast-levels.h"
#include "simulation-cells.h"

enum { STG, DA, CONNOR_STEVENS, N_MODELS };

static const char *paths[N_MODELS] = { S2P_SOURCE_ROOT "/models/stg.model", S2P_SOURCE_ROOT "/models/da.model",
                                       S2P_TEST_DATA "/models/connor-stevens.model" };
static const char *tables[] = { S2P_TEST_DATA "/simulation/stg_cells.csv", S2P_TEST_DATA "/simulation/da_cells.csv" };
static const double published[] = { 120, 20, 47.7, 0.3 }; /* Connor-Stevens, mS/cm2 */

static S2pModel *models[N_MODELS];

static int
load_models (void **state)
{
  for (guint i = 0; i < N_MODELS; i++)
    if ((models[i] = s2p_model_load (paths[i], NULL)) == NULL)
      return -1;
  return 0;
}

static int
free_models (void **state)
{
  for (guint i = 0; i < N_MODELS; i++)
    s2p_model_free (models[i]);
  return 0;
}

static void
clear_cells (S2pSimulatedCell *cells, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_clear_pointer (&cells[i].spikes, g_array_unref);
}

/* The conductances of all cells of a table. */
static double *
all_conductances (const Table *table, const S2pModel *model)
{
  double *g = g_new (double, table->n * model->n_conductances);

  for (guint i = 0; i < table->n; i++)
    read_conductances (table, i, model, g + i * model->n_conductances);
  return g;
}

/* 200 random cells a model: 98 % of those whose rhythm CVODE itself reproduces at a tolerance ten times larger, and 97 %
 * of all of them. */
static void
rhythms_are_those_of_cvode (void **state)
{
  for (guint m = STG; m <= DA; m++)
    {
      const S2pModel *model = models[m];
      Table table = read_table (tables[m]);
      g_autoptr (S2pFastEngine) engine = s2p_fast_engine_new (model, S2P_FAST_STEP);
      g_autofree double *g = all_conductances (&table, model);
      g_autofree S2pSimulatedCell *cells = g_new0 (S2pSimulatedCell, table.n);
      S2pSimulationOptions options;
      guint reproducible = 0, same = 0, same_of_all = 0, of_activity[3] = { 0 };

      assert_int_equal (table.n, 200);
      s2p_simulation_options_init (&options, model);
      assert_true (s2p_fast_run (engine, g, table.n, &options, cells, NULL, NULL));
      for (guint i = 0; i < table.n; i++)
        {
          Rhythm coarse = read_rhythm (&table, i, "_8"), reference = read_rhythm (&table, i, "_9");
          gboolean agrees = same_rhythm (rhythm_of (cells[i].spikes), reference);

          reproducible += same_rhythm (coarse, reference);
          same += agrees && same_rhythm (coarse, reference);
          same_of_all += agrees;
          of_activity[reference.activity]++;
        }
      print_message ("%s: %u of %u reproducible cells, %u of all %u\n", model->name, same, reproducible, same_of_all, table.n);
      assert_true (reproducible >= 190 && of_activity[S2P_ACTIVITY_SPIKING] >= 20 && of_activity[S2P_ACTIVITY_BURSTING] >= 20);
      assert_true (same >= 0.98 * reproducible);
      assert_true (same_of_all >= 0.97 * table.n);
      clear_cells (cells, table.n);
      free_table (&table);
    }
}

/* Rows of the table, computed again. */
static void
the_table_is_what_cvode_says (void **state)
{
  static const guint rows[] = { 0, 77, 199 };

  for (guint m = STG; m <= DA; m++)
    {
      Table table = read_table (tables[m]);
      g_autoptr (S2pCvodeEngine) engine = s2p_cvode_engine_new (models[m]);
      S2pSimulationOptions options;

      s2p_simulation_options_init (&options, models[m]);
      options.rtol = 1e-8;
      options.atol = 1e-10;
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        {
          Rhythm written = read_rhythm (&table, rows[i], "_8"), rhythm;
          double g[S2P_MAX_CONDUCTANCES];
          S2pSimulatedCell cell = { 0 };

          read_conductances (&table, rows[i], models[m], g);
          assert_true (s2p_cvode_run (engine, g, &options, &cell, NULL, NULL));
          rhythm = rhythm_of (cell.spikes);
          assert_int_equal (rhythm.activity, written.activity);
          assert_true (isnan (rhythm.period) == isnan (written.period));
          assert_false (fabs (rhythm.period - written.period) > 1e-3 * written.period);
          clear_cells (&cell, 1);
        }
      free_table (&table);
    }
}

static void
a_third_model_fires_alike_in_both (void **state)
{
  const S2pModel *model = models[CONNOR_STEVENS];
  g_autoptr (S2pCvodeEngine) cvode = s2p_cvode_engine_new (model);
  g_autoptr (S2pFastEngine) fast = s2p_fast_engine_new (model, S2P_FAST_STEP);
  S2pSimulationOptions options;
  S2pSimulatedCell a = { 0 }, b = { 0 };

  s2p_simulation_options_init (&options, model);
  assert_true (s2p_cvode_run (cvode, published, &options, &a, NULL, NULL));
  assert_true (s2p_fast_run (fast, published, 1, &options, &b, NULL, NULL));
  assert_int_equal (rhythm_of (a.spikes).activity, S2P_ACTIVITY_SPIKING);
  assert_true (a.spikes->len > 10);
  assert_true (same_rhythm (rhythm_of (b.spikes), rhythm_of (a.spikes)));
  clear_cells (&a, 1);
  clear_cells (&b, 1);
}

/* A cell alone, in a batch, in a batch that needs more than one round, and in another place of it: bit by bit the same. */
static void
cells_do_not_see_their_neighbours (void **state)
{
  enum { N = 70 };
  static const gsize sizes[] = { N, 64, 9, 1 };
  const S2pModel *model = models[STG];
  Table table = read_table (tables[STG]);
  g_autoptr (S2pFastEngine) engine = s2p_fast_engine_new (model, S2P_FAST_STEP);
  g_autofree double *g = all_conductances (&table, model);
  S2pSimulatedCell whole[N] = { 0 };
  S2pSimulationOptions options;

  s2p_simulation_options_init (&options, model);
  options.duration = 800;
  options.transient = 0;
  options.noise = 3;
  for (guint i = 0; i < N; i++)
    whole[i].instance = i;
  assert_true (s2p_fast_run (engine, g, N, &options, whole, NULL, NULL));
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (guint from = 0; from < N; from += N - sizes[k] > 0 ? N - sizes[k] : N)
      {
        const gsize n = MIN (sizes[k], N - from);
        S2pSimulatedCell part[N] = { 0 };

        for (guint i = 0; i < n; i++)
          part[i].instance = from + i;
        assert_true (s2p_fast_run (engine, g + from * model->n_conductances, n, &options, part, NULL, NULL));
        for (guint i = 0; i < n; i++)
          {
            assert_int_equal (part[i].spikes->len, whole[from + i].spikes->len);
            assert_true (part[i].spikes->len > 0);
            assert_memory_equal (part[i].spikes->data, whole[from + i].spikes->data, part[i].spikes->len * sizeof (double));
          }
        clear_cells (part, n);
      }
  clear_cells (whole, N);
  free_table (&table);
}

static void
instruction_sets_agree (void **state)
{
  enum { N = 20 };

  for (guint m = 0; m < N_MODELS; m++)
    {
      const S2pModel *model = models[m];
      Table table = m <= DA ? read_table (tables[m]) : (Table) { NULL, 0 };
      g_autofree double *g = g_new (double, N * model->n_conductances);
      S2pSimulatedCell plain[N] = { 0 };
      S2pSimulationOptions options;
      guint n_spikes = 0;

      for (guint i = 0; i < N; i++)
        if (m <= DA)
          read_conductances (&table, i, model, g + i * model->n_conductances);
        else
          memcpy (g + i * model->n_conductances, published, sizeof published);
      s2p_simulation_options_init (&options, model);
      options.duration = 600;
      options.transient = 0;
      options.noise = 1;
      for (S2pFastLevel level = S2P_FAST_ANY; level < S2P_FAST_N_LEVELS; level++)
        {
          S2pFastKernel kernel = s2p_fast_kernel_of_level (level);
          g_autoptr (S2pFastEngine) engine = kernel != NULL ? s2p_fast_engine_new_with (model, S2P_FAST_STEP, kernel) : NULL;
          S2pSimulatedCell cells[N] = { 0 };

          if (kernel == NULL)
            continue;
          assert_true (s2p_fast_run (engine, g, N, &options, level == S2P_FAST_ANY ? plain : cells, NULL, NULL));
          if (level == S2P_FAST_ANY)
            continue;
          for (guint i = 0; i < N; i++)
            {
              assert_int_equal (cells[i].spikes->len, plain[i].spikes->len);
              for (guint k = 0; k < plain[i].spikes->len; k++)
                assert_true (fabs (g_array_index (cells[i].spikes, double, k) - g_array_index (plain[i].spikes, double, k)) < 1e-6);
              n_spikes += plain[i].spikes->len;
            }
          clear_cells (cells, N);
        }
      assert_true (n_spikes > 20 || s2p_fast_kernel_of_level (S2P_FAST_AVX2) == NULL);
      clear_cells (plain, N);
      free_table (&table);
    }
}

/* Conductances that make no sense are an outcome of their cell, and none of its neighbours'. */
static void
bad_cells_are_outcomes (void **state)
{
  const S2pModel *model = models[STG];
  Table table = read_table (tables[STG]);
  g_autoptr (S2pFastEngine) fast = s2p_fast_engine_new (model, S2P_FAST_STEP);
  g_autoptr (S2pCvodeEngine) cvode = s2p_cvode_engine_new (model);
  g_autofree double *g = g_new0 (double, 6 * model->n_conductances);
  S2pSimulatedCell cells[6] = { 0 }, alone = { 0 };
  S2pSimulationOptions options;
  GError *error = NULL;

  for (guint i = 0; i < 5; i++)
    read_conductances (&table, 0, model, g + i * model->n_conductances);
  g[1 * model->n_conductances] = NAN;
  g[2 * model->n_conductances] = 1e9;
  g[3 * model->n_conductances + 1] = INFINITY;
  g[4 * model->n_conductances + 2] = -1e9;
  g[5 * model->n_conductances + model->leak] = 0.01; /* nothing else */
  s2p_simulation_options_init (&options, model);
  options.duration = 1000;
  options.transient = 0;
  assert_true (s2p_fast_run (fast, g, 6, &options, cells, NULL, NULL));
  assert_true (s2p_fast_run (fast, g, 1, &options, &alone, NULL, NULL));
  assert_int_equal (cells[0].spikes->len, alone.spikes->len);
  assert_true (alone.spikes->len > 0);
  assert_int_equal (cells[1].spikes->len, 0);
  assert_int_equal (cells[3].spikes->len, 0);
  assert_int_equal (cells[5].spikes->len, 0);
  assert_true (cells[1].failed && cells[3].failed); /* not the same as silent */
  assert_false (cells[0].failed || cells[5].failed);
  for (guint i = 0; i < 6; i++)
    for (guint k = 0; k < cells[i].spikes->len; k++)
      assert_true (isfinite (g_array_index (cells[i].spikes, double, k)));
  clear_cells (cells, 6);
  clear_cells (&alone, 1);
  for (guint i = 1; i < 6; i++)
    {
      gboolean done = s2p_cvode_run (cvode, g + i * model->n_conductances, &options, &alone, NULL, &error);

      assert_true (done == (alone.spikes != NULL) && done == (error == NULL));
      if (i == 1 || i == 3)
        assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_NUMERICAL));
      if (i == 5)
        assert_true (done && alone.spikes->len == 0);
      g_clear_error (&error);
      clear_cells (&alone, 1);
    }
  free_table (&table);
}

static void
no_cells_are_no_work (void **state)
{
  g_autoptr (S2pFastEngine) engine = s2p_fast_engine_new (models[DA], S2P_FAST_STEP);
  S2pSimulationOptions options;

  s2p_simulation_options_init (&options, models[DA]);
  assert_true (s2p_fast_run (engine, NULL, 0, &options, NULL, NULL, NULL));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (rhythms_are_those_of_cvode),
    cmocka_unit_test (the_table_is_what_cvode_says),
    cmocka_unit_test (a_third_model_fires_alike_in_both),
    cmocka_unit_test (cells_do_not_see_their_neighbours),
    cmocka_unit_test (instruction_sets_agree),
    cmocka_unit_test (bad_cells_are_outcomes),
    cmocka_unit_test (no_cells_are_no_work),
  };

  return cmocka_run_group_tests_name ("simulation: fast engine", tests, load_models, free_models);
}
