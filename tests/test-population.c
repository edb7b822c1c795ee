/* Populations: every number is computed again from the conductances. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "population/cells-file.h"
#include "population-neurons.h"

/* On a grid over the whole range, corners included. */
static void
every_cell_has_the_wanted_dics (void **state)
{
  enum { STEPS = 12, SIZE = 4 };
  static const guint fewest_reached[] = { (STEPS + 1) * (STEPS + 1), 150 }; /* DA cannot reach a corner of its range */

  for (guint k = STG; k <= DA; k++)
    {
      const Neuron *neuron = &neurons[k];
      const S2pModel *model = neuron->model;
      S2pDrawCounts counts = { 0 };
      S2pGenerateOptions options;
      guint n_reached = 0;

      s2p_generate_options_init (&options);
      for (guint i = 0; i <= STEPS; i++)
        for (guint j = 0; j <= STEPS; j++)
          {
            double g_s = model->g_s_min + (model->g_s_max - model->g_s_min) * i / STEPS,
                   g_u = model->g_u_min + (model->g_u_max - model->g_u_min) * j / STEPS, g[S2P_MAX_CONDUCTANCES];
            g_autoptr (GError) error = NULL;
            guint cell = 0;

            while (cell < SIZE && s2p_generate_cell (neuron->point, &options, g_s, g_u, i * 100 + j, cell, g, &counts, &error))
              {
                assert_all_positive (neuron, g);
                assert_true (distance_from_target (neuron, g, g_s, g_u) <= 1e-8);
                cell++;
              }
            if (error != NULL)
              assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_UNREACHABLE));
            n_reached += cell == SIZE;
          }
      assert_int_equal (counts.not_converged, 0);
      assert_int_equal (counts.singular, 0);
      assert_true (n_reached >= fewest_reached[k]);
    }
}

/* Asked for the spontaneous DICs, step 2 has nothing to do: what comes out is step 1, g_f included. */
static void
step_1_reaches_the_spontaneous_dics (void **state)
{
  for (guint k = 0; k < N_NEURONS; k++)
    {
      const Neuron *neuron = &neurons[k];
      const double *wanted = neuron->model->generation.spontaneous;
      S2pGenerateOptions options;

      s2p_generate_options_init (&options);
      for (guint i = 0; i < 200; i++)
        {
          double g[S2P_MAX_CONDUCTANCES], dics[S2P_N_TIMESCALES];
          S2pDrawCounts counts = { 0 };

          assert_true (s2p_generate_cell (neuron->point, &options, wanted[S2P_SLOW], wanted[S2P_ULTRASLOW], 1, i, g, &counts, NULL));
          assert_all_positive (neuron, g);
          s2p_dic_point_values (neuron->point, g, dics);
          for (guint d = 0; d < S2P_N_TIMESCALES; d++)
            assert_true (fabs (dics[d] - wanted[d]) <= 1e-8);
        }
    }
}

/* Step 2 leaves g_f to follow: it changes, and by exactly what the solved conductances do. */
static void
step_2_changes_nothing_but_its_pair (void **state)
{
  const Neuron *neuron = &neurons[STG];
  const double *wanted = neuron->model->generation.spontaneous;
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  for (guint i = 0; i < 100; i++)
    {
      double before[S2P_MAX_CONDUCTANCES], after[S2P_MAX_CONDUCTANCES];

      assert_int_equal (s2p_generate_draw (neuron->point, &options, wanted[S2P_SLOW], wanted[S2P_ULTRASLOW], 1, i, 0, before), S2P_SOLVED);
      s2p_generate_draw (neuron->point, &options, -8, 12, 1, i, 0, after);
      for (guint j = 0; j < neuron->model->n_conductances; j++)
        {
          const guint *pair = neuron->model->generation.solve_below;
          assert_true ((before[j] == after[j]) == (j != pair[0] && j != pair[1]));
        }
    }
}

/* The published conductances of Connor and Stevens come back from their DICs, in proportion to the leak. */
static void
published_conductances_come_back (void **state)
{
  static const struct { const char *name; double published; } expected[] = { { "Na", 120 }, { "Kd", 20 }, { "A", 47.7 } };
  const Neuron *neuron = &neurons[CONNOR_STEVENS];
  const double *wanted = neuron->model->generation.spontaneous;
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  for (guint i = 0; i < 20; i++)
    {
      double g[S2P_MAX_CONDUCTANCES];

      assert_int_equal (s2p_generate_draw (neuron->point, &options, wanted[S2P_SLOW], wanted[S2P_ULTRASLOW], 1, i, 0, g), S2P_SOLVED);
      for (guint j = 0; j < G_N_ELEMENTS (expected); j++)
        {
          double ratio = g[s2p_model_conductance (neuron->model, expected[j].name)] / g[neuron->model->leak];
          assert_true (fabs (ratio / (expected[j].published / 0.3) - 1) < 1e-6);
        }
    }
}

static void
a_cell_depends_on_its_name_only (void **state)
{
  enum { N = 50 };
  const Neuron *neuron = &neurons[STG];
  const gsize size = neuron->model->n_conductances * sizeof (double);
  double forwards[N][S2P_MAX_CONDUCTANCES], g[S2P_MAX_CONDUCTANCES];
  S2pDrawCounts counts = { 0 };
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  options.seed = 9;
  for (guint i = 0; i < N; i++)
    assert_true (s2p_generate_cell (neuron->point, &options, -3, 4, 7, i, forwards[i], &counts, NULL));
  for (guint i = N; i-- > 0;)
    {
      assert_true (s2p_generate_cell (neuron->point, &options, -3, 4, 7, i, g, &counts, NULL));
      assert_memory_equal (g, forwards[i], size);
      assert_true (i == 0 || memcmp (g, forwards[i - 1], size) != 0);
    }
  assert_true (s2p_generate_cell (neuron->point, &options, -3, 4, 8, 0, g, &counts, NULL));
  assert_memory_not_equal (g, forwards[0], size);
  options.seed = 10;
  assert_true (s2p_generate_cell (neuron->point, &options, -3, 4, 7, 0, g, &counts, NULL));
  assert_memory_not_equal (g, forwards[0], size);
}

/* Means and variances within five standard errors; the uniform ones within their bounds, too. */
static void
samples_follow_the_stated_distributions (void **state)
{
  enum { N = 5000 };

  for (guint k = STG; k <= DA; k++)
    {
      const Neuron *neuron = &neurons[k];
      const S2pGeneration *generation = &neuron->model->generation;
      const double shape = generation->leak_shape, mean_leak = shape * generation->leak_scale;
      double sum[S2P_MAX_CONDUCTANCES] = { 0 }, squares[S2P_MAX_CONDUCTANCES] = { 0 };
      S2pGenerateOptions options;

      s2p_generate_options_init (&options);
      for (guint i = 0; i < N; i++)
        {
          double g[S2P_MAX_CONDUCTANCES];

          s2p_generate_draw (neuron->point, &options, generation->spontaneous[S2P_SLOW], generation->spontaneous[S2P_ULTRASLOW], i, 0, 0, g);
          for (guint j = 0; j < neuron->model->n_conductances; j++)
            {
              const S2pConductanceSample *sampled = &generation->sampled[j];
              double x = j == neuron->model->leak ? g[j] / mean_leak : g[j] * mean_leak / g[neuron->model->leak];

              if (sampled->kind == S2P_SAMPLE_FIXED)
                assert_true (fabs (x - sampled->low) <= 1e-12 * sampled->low);
              if (sampled->kind == S2P_SAMPLE_UNIFORM)
                assert_true (x >= sampled->low * (1 - 1e-12) && x <= sampled->high * (1 + 1e-12));
              sum[j] += x;
              squares[j] += x * x;
            }
        }
      for (guint j = 0; j < neuron->model->n_conductances; j++)
        {
          const S2pConductanceSample *sampled = &generation->sampled[j];
          double mean = sum[j] / N, variance = squares[j] / N - mean * mean;

          if (j == neuron->model->leak)
            {
              assert_true (fabs (mean - 1) < 5 * sqrt (1 / shape / N));
              assert_true (fabs (variance * shape - 1) < 5 * sqrt ((2 + 6 / shape) / N));
            }
          else if (sampled->kind == S2P_SAMPLE_UNIFORM)
            {
              double width = sampled->high - sampled->low;
              assert_true (fabs (mean - (sampled->low + sampled->high) / 2) < 5 * width * sqrt (1 / 12.0 / N));
              assert_true (fabs (variance / (width * width) - 1 / 12.0) < 5 * sqrt (1 / 180.0 / N));
            }
        }
    }
}

static void
a_pair_without_effect_is_said_to_be_singular (void **state)
{
  static const struct { guint neuron; const char *pair; } cases[] = { { STG, "Na,Kd" }, { DA, "Na,NMDA" } };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const Neuron *neuron = &neurons[cases[k].neuron];
      double g[S2P_MAX_CONDUCTANCES];
      S2pDrawCounts counts = { 0 };
      g_autoptr (GError) error = NULL;
      S2pGenerateOptions options;

      s2p_generate_options_init (&options);
      assert_true (s2p_generate_options_set_pair (&options, neuron->model, cases[k].pair, NULL));
      assert_false (s2p_generate_cell (neuron->point, &options, 2, 5, 1, 0, g, &counts, &error));
      assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_UNREACHABLE));
      assert_non_null (strstr (error->message, "do not act on g_s and g_u independently"));
      assert_true (counts.draws == options.max_draws && counts.singular == counts.draws);
    }
}

static void
an_unreachable_target_is_reported_with_its_share (void **state)
{
  const Neuron *neuron = &neurons[DA];
  double g[S2P_MAX_CONDUCTANCES];
  S2pDrawCounts counts = { .draws = 3, .negative = 2 };
  g_autoptr (GError) error = NULL;
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  options.max_draws = 250;
  assert_false (s2p_generate_cell (neuron->point, &options, 8.6, 0.57, 1, 0, g, &counts, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_UNREACHABLE));
  assert_non_null (strstr (error->message, "all of 250 draws failed (100 % need a negative conductance, 0 % have no solution, 0 % did not converge)"));
  assert_true (counts.draws == 253 && counts.negative == 252); /* added to what was there */
}

static void
pairs_are_checked (void **state)
{
  static const char *bad[] = { "", "A", "A,", "A,B", "A,A", "A,leak", "A,H,Na", "A;H" };
  const Neuron *neuron = &neurons[STG];
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_false (s2p_generate_options_set_pair (&options, neuron->model, bad[i], &error));
      assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
      assert_false (options.own_pair);
    }
  assert_true (s2p_generate_options_set_pair (&options, neuron->model, " CaS , H ", NULL));
  assert_true (options.own_pair);
  assert_string_equal (neuron->model->conductances[options.pair[0]].name, "CaS");
  assert_string_equal (neuron->model->conductances[options.pair[1]].name, "H");
}

/* As written here first, else but for capitals: a model may have conductances "A" and "a". */
static void
columns_of_a_file_are_found_by_name (void **state)
{
  static const char both[] = "g_LEAK,g_na,g_Na,g_Kd,g_CaL,g_CaN,g_ERG,g_NMDA,id\r\n0.01,7,1,2,3,4,5,6,x\r\n",
                    negative[] = "ID,g_Na,g_Kd,g_CaL,g_CaN,g_ERG,g_NMDA,g_leak\n1,1,2,3,4,-5,6,0.01\n",
                    huge[] = "ID,g_Na,g_Kd,g_CaL,g_CaN,g_ERG,g_NMDA,g_leak\n1,1,2,3,4,5,6,1\n\nb,1e10,2,3,4,5,6,1\n",
                    leakless[] = "ID,g_Na,g_Kd,g_CaL,g_CaN,g_ERG,g_NMDA,g_leak\n1,1,2,3,4,5,6,0\n";
  static const double wanted[] = { 1, 2, 3, 4, 5, 6, 0.01 };
  const S2pModel *model = neurons[DA].model;
  g_autoptr (S2pCellsFile) file = s2p_cells_file_parse ("both", both, strlen (both), model, NULL);
  g_autofree char *id = NULL;
  GError *error = NULL;

  assert_non_null (file);
  assert_int_equal (file->rows->len, 1);
  assert_memory_equal (file->g, wanted, sizeof wanted);
  assert_string_equal (id = s2p_cells_file_id (file, 0), "x");
  assert_null (s2p_cells_file_parse ("negative", negative, strlen (negative), model, &error));
  assert_non_null (strstr (error->message, "column g_ERG"));
  g_clear_error (&error);
  assert_null (s2p_cells_file_parse ("huge", huge, strlen (huge), model, &error));
  assert_non_null (strstr (error->message, "row 3 (ID b), column g_Na"));
  g_clear_error (&error);
  assert_null (s2p_cells_file_parse ("leakless", leakless, strlen (leakless), model, &error));
  assert_non_null (strstr (error->message, "column g_leak"));
  g_clear_error (&error);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_cell_has_the_wanted_dics),
    cmocka_unit_test (step_1_reaches_the_spontaneous_dics),
    cmocka_unit_test (step_2_changes_nothing_but_its_pair),
    cmocka_unit_test (published_conductances_come_back),
    cmocka_unit_test (a_cell_depends_on_its_name_only),
    cmocka_unit_test (samples_follow_the_stated_distributions),
    cmocka_unit_test (a_pair_without_effect_is_said_to_be_singular),
    cmocka_unit_test (an_unreachable_target_is_reported_with_its_share),
    cmocka_unit_test (pairs_are_checked),
    cmocka_unit_test (columns_of_a_file_are_found_by_name),
  };

  return cmocka_run_group_tests_name ("population", tests, load_neurons, free_neurons);
}
