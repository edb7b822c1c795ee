/* Reachability maps and DIC curves: each number again from single draws and single cells. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "population/curves.h"
#include "population/reach-cell.h"
#include "population/reachability.h"
#include "population-neurons.h"

enum { DRAWS = 40 };

static S2pReachability *
make (const Neuron *neuron, const S2pReachabilityOptions *options, const char *const *pairs, guint n_pairs)
{
  guint list[8][2];
  S2pReachability *maps;

  for (guint k = 0; k < n_pairs; k++)
    {
      S2pGenerateOptions generate;

      assert_true (s2p_generate_options_set_pair (&generate, neuron->model, pairs[k], NULL));
      memcpy (list[k], generate.pair, sizeof list[k]);
    }
  maps = s2p_reachability_new (neuron->model, options, n_pairs > 0 ? list : NULL, n_pairs, NULL);
  assert_non_null (maps);
  return maps;
}

static void
do_all (S2pReachability *maps)
{
  for (guint i = s2p_reachability_n_parts (maps); i-- > 0;)
    s2p_reachability_part (i, maps);
}

static S2pReachabilityOptions
few_draws (double step)
{
  S2pReachabilityOptions options;

  s2p_reachability_options_init (&options);
  options.draws = DRAWS;
  options.step = step;
  options.seed = 3;
  return options;
}

/* Shares are those of s2p_generate_draw; of several solutions the cheapest is taken, so no other costs less. */
static void
assert_as_single_draws (const Neuron *neuron, const S2pReachability *maps, gboolean costs)
{
  S2pGenerateOptions generate;

  s2p_generate_options_init (&generate);
  generate.seed = maps->options.seed;
  generate.method = maps->options.method;
  generate.rounds = maps->options.rounds;
  generate.own_pair = TRUE;
  for (guint k = 0; k < maps->n_maps; k++)
    for (guint i = 0; i < maps->n_s * maps->n_u; i++)
      {
        const double g_s = maps->low_s + i % maps->n_s * maps->options.step, g_u = maps->low_u + i / maps->n_s * maps->options.step;
        double cost = 0;
        guint reached = 0, told = 0;

        memcpy (generate.pair, maps->maps[k].pair, sizeof generate.pair);
        for (guint draw = 0; draw < maps->options.draws; draw++)
          {
            double g[S2P_MAX_CONDUCTANCES], before[S2P_MAX_CONDUCTANCES], change = 0;
            gboolean within = TRUE;

            s2p_generate_spontaneous (neuron->point, &generate, 0, draw, 0, before);
            if (s2p_generate_draw (neuron->point, &generate, g_s, g_u, 0, draw, 0, g) != S2P_SOLVED)
              continue;
            for (guint j = 0; j < neuron->model->n_conductances; j++)
              within &= g[j] <= maps->options.at_most[j];
            if (maps->options.method == S2P_COMPENSATE_FIXED_POINT && distance_from_target (neuron, g, g_s, g_u) > maps->options.tolerance)
              within = FALSE;
            reached += within;
            if (!within || !(before[generate.pair[0]] > 0) || !(before[generate.pair[1]] > 0))
              continue;
            told++;
            for (guint p = 0; p < 2; p++)
              change += fabs (g[generate.pair[p]] / before[generate.pair[p]] - 1) / 2;
            cost += change;
          }
        assert_float_equal (maps->maps[k].share[i], (double) reached / maps->options.draws, 1e-12);
        assert_true (isnan (maps->maps[k].cost[i]) == (told == 0));
        if (told > 0 && costs)
          assert_true (maps->maps[k].cost[i] <= cost / told * (1 + 1e-6) && maps->maps[k].cost[i] >= cost / told * (1 - 1e-6));
      }
}

/* Linear pairs, one feeder of the ion, a feeder with what depends on the ion, and two feeders. */
static void
shares_are_those_of_single_draws (void **state)
{
  static const char *const stg[] = { "A,H", "Na,Kd", "KCa,H", "CaS,H", "H,CaS", "CaT,KCa", "CaT,CaS", "Kd,CaT" };
  static const char *const da[] = { "ERG,Kd", "ERG,CaL", "NMDA,CaN" };
  const S2pReachabilityOptions options = few_draws (5), coarse = few_draws (6.25);
  g_autoptr (S2pReachability) of_stg = make (&neurons[STG], &options, stg, G_N_ELEMENTS (stg)), of_da = make (&neurons[DA], &coarse, da, G_N_ELEMENTS (da));

  assert_int_equal (of_stg->n_s, 9);
  assert_int_equal (of_stg->n_u, 5);
  assert_int_equal (of_da->n_s, 5);
  assert_int_equal (of_da->n_u, 4); /* what fits in the range */
  do_all (of_stg);
  do_all (of_da);
  assert_as_single_draws (&neurons[STG], of_stg, TRUE);
  assert_as_single_draws (&neurons[DA], of_da, TRUE);
  for (guint i = 0; i < of_stg->n_s * of_stg->n_u; i++)
    assert_true (of_stg->maps[1].share[i] == 0 && of_stg->maps[3].share[i] == of_stg->maps[4].share[i]);
}

static void
the_fixed_point_is_the_same_iteration (void **state)
{
  static const char *const pairs[] = { "A,H", "CaS,H", "CaS,A", "CaT,CaS", "CaT,KCa" };
  S2pReachabilityOptions options = few_draws (5);
  g_autoptr (S2pReachability) maps = NULL;

  options.method = S2P_COMPENSATE_FIXED_POINT;
  options.rounds = 5;
  maps = make (&neurons[STG], &options, pairs, G_N_ELEMENTS (pairs));
  do_all (maps);
  assert_as_single_draws (&neurons[STG], maps, TRUE);
}

/* One target for each of many draws, anywhere in the range: the same answer as the solver of single cells, to rounding. */
static void
rows_agree_with_the_exact_solver (void **state)
{
  const Neuron *neuron = &neurons[STG];
  const S2pModel *model = neuron->model;
  const guint n = model->n_conductances;
  S2pIonColumn *columns[S2P_MAX_CONDUCTANCES] = { NULL };
  double at_most[S2P_MAX_CONDUCTANCES];
  S2pReach reach = { .point = neuron->point, .columns = columns, .at_most = at_most };
  guint n_reached = 0;
  S2pGenerateOptions generate;
  S2pRandom random;

  s2p_generate_options_init (&generate);
  s2p_random_init (&random, 2, S2P_RANDOM_TARGET, 0, 0);
  for (guint j = 0; j < n; j++)
    {
      columns[j] = model->conductances[j].on_ions ? s2p_ion_column_new (neuron->point, j) : NULL;
      at_most[j] = INFINITY;
    }
  for (guint p = 0; p < n; p++)
    for (guint q = 0; q < n; q++)
      for (guint i = 0; i < 60 && p != q && p != model->leak && q != model->leak; i++)
        {
          const guint pair[2] = { p, q };
          S2pCompensationTask task = { 2, { S2P_SLOW, S2P_ULTRASLOW }, { 0 }, { p, q } };
          double g[S2P_MAX_CONDUCTANCES], exact[S2P_MAX_CONDUCTANCES], g_s, g_u, solved[1][2];
          gboolean is_reached;
          S2pReachCell cell;

          s2p_generate_spontaneous (neuron->point, &generate, 7, i, 0, g);
          random_target (neuron, &random, &g_s, &g_u);
          s2p_reach_cell_init (&cell, &reach, pair, g);
          s2p_reach_cell_row (&cell, g_u, &g_s, 1, solved);
          task.target[0] = g_s;
          task.target[1] = g_u;
          memcpy (exact, g, sizeof exact);
          is_reached = s2p_compensate_exact (neuron->point, &task, exact) == S2P_SOLVED;
          assert_true (isfinite (solved[0][0]) == is_reached);
          n_reached += is_reached;
          if (!is_reached)
            continue;
          g[p] = solved[0][0];
          g[q] = solved[0][1];
          assert_true (distance_from_target (neuron, g, g_s, g_u) < 1e-9);
        }
  assert_true (n_reached > 500);
  for (guint j = 0; j < n; j++)
    s2p_ion_column_free (columns[j]);
}

static void
columns_are_the_models_own (void **state)
{
  const Neuron *neuron = &neurons[STG];
  const guint n = neuron->model->n_conductances, KCa = s2p_model_conductance (neuron->model, "KCa");
  g_autoptr (S2pIonColumn) column = s2p_ion_column_new (neuron->point, KCa);

  for (double c = -2; c < 1e9; c = c < 1e-8 ? c / 3 + 1e-8 : c * 1.37)
    {
      const double slope = 0.37 * (1 + c);
      double value[S2P_COLUMN_SIZE], S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];

      s2p_ion_column_evaluate (column, c, value);
      s2p_dic_point_sensitivity_with (neuron->point, 1, &c, &slope, S);
      for (guint k = 0; k < 2; k++)
        {
          const double expected = S[(S2P_SLOW + k) * n + KCa];
          assert_true (fabs (value[S2P_COLUMN_S + k] + slope * value[S2P_COLUMN_S_SLOPE + k] - expected) <= 1e-11 * (fabs (expected) + fabs (value[S2P_COLUMN_S + k])));
        }
    }
}

static void
bounds_only_take_away (void **state)
{
  static const char *const pairs[] = { "A,H", "CaS,H", "CaT,KCa" };
  S2pReachabilityOptions options = few_draws (5);
  g_autoptr (S2pReachability) free_maps = make (&neurons[STG], &options, pairs, G_N_ELEMENTS (pairs)), bounded = NULL;
  g_autoptr (GError) error = NULL;
  double taken = 0;

  assert_true (s2p_reachability_options_set_bounds (&options, neurons[STG].model, "A=100, H=0.5,KCa=300", NULL));
  bounded = make (&neurons[STG], &options, pairs, G_N_ELEMENTS (pairs));
  do_all (free_maps);
  do_all (bounded);
  for (guint k = 0; k < bounded->n_maps; k++)
    for (guint i = 0; i < bounded->n_s * bounded->n_u; i++)
      {
        assert_true (bounded->maps[k].share[i] <= free_maps->maps[k].share[i]);
        taken += free_maps->maps[k].share[i] - bounded->maps[k].share[i];
      }
  assert_true (taken > 1);
  assert_as_single_draws (&neurons[STG], bounded, FALSE);
  assert_false (s2p_reachability_options_set_bounds (&options, neurons[STG].model, "A=100,Q=1", &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
  g_clear_error (&error);
  assert_false (s2p_reachability_options_set_bounds (&options, neurons[STG].model, "A=-1", &error));
  assert_non_null (strstr (error->message, "A=-1"));
}

static void
every_pair_unless_told (void **state)
{
  S2pReachabilityOptions options = few_draws (20);
  g_autoptr (S2pReachability) maps = make (&neurons[STG], &options, NULL, 0);
  g_autoptr (GError) error = NULL;

  assert_int_equal (maps->n_maps, 21);
  for (guint k = 0; k < maps->n_maps; k++)
    assert_true (maps->maps[k].pair[0] < maps->maps[k].pair[1] && maps->maps[k].pair[1] != neurons[STG].model->leak);
  options.step = 0;
  assert_null (s2p_reachability_new (neurons[STG].model, &options, NULL, 0, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
}

/* --- curves --- */

enum { CELLS = 41 };

static void
curves_at_a_voltage_are_the_cells_dics (void **state)
{
  for (guint k = STG; k <= DA; k++)
    {
      const Neuron *neuron = &neurons[k];
      const S2pModel *model = neuron->model;
      const guint n = model->n_conductances;
      g_autofree double *g = g_new (double, CELLS * n);
      g_autoptr (S2pCurves) curves = NULL;
      S2pGenerateOptions generate;
      S2pDrawCounts counts = { 0 };

      s2p_generate_options_init (&generate);
      for (guint i = 0; i < CELLS; i++)
        assert_true (s2p_generate_cell (neuron->point, &generate, 2 + 0.1 * i, 6, 1, i, g + i * n, &counts, NULL));
      curves = s2p_curves_new (model, g, CELLS, model->threshold - 20, model->threshold + 20, 2.5, NULL);
      assert_non_null (curves);
      for (guint i = s2p_curves_n_parts (curves); i-- > 0;)
        s2p_curves_part (i, curves);
      assert_int_equal (curves->n_V, 17);

      /* at threshold: g_s of the cells is 2, 2.1, ... 6 and g_u is 6 */
      for (guint band = 0; band < S2P_N_BANDS; band++)
        {
          assert_float_equal (curves->curves[8][S2P_CURVE_S][band], 2 + 4 * s2p_band_shares[band], 1e-7);
          assert_float_equal (curves->curves[8][S2P_CURVE_U][band], 6, 1e-7);
        }
      for (guint i = 0; i < CELLS; i++)
        {
          double own;

          assert_true (s2p_dic_threshold (model, g + i * n, &own) ? curves->thresholds[i] == own : isnan (curves->thresholds[i]));
        }
      for (guint i = 0; i < curves->n_V * curves->n_variables; i++)
        {
          assert_float_equal (curves->weights[i][0] + curves->weights[i][1] + curves->weights[i][2], 1, 1e-12);
          for (guint t = 0; t < S2P_N_TIMESCALES; t++)
            assert_true (curves->weights[i][t] >= 0);
        }
      for (guint j = 0; j < n; j++)
        for (guint t = 0; t < S2P_N_TIMESCALES; t++)
          for (guint band = 1; band < S2P_N_BANDS; band++)
            assert_true (curves->sensitivity[j][t][band] >= curves->sensitivity[j][t][band - 1]);
    }
}

static void
curves_of_one_cell_are_its_own (void **state)
{
  const Neuron *neuron = &neurons[STG];
  double g[S2P_MAX_CONDUCTANCES], S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];
  g_autoptr (S2pCurves) curves = NULL;
  g_autoptr (GError) error = NULL;
  S2pGenerateOptions generate;

  s2p_generate_options_init (&generate);
  assert_int_equal (s2p_generate_draw (neuron->point, &generate, -3, 6, 1, 0, 0, g), S2P_SOLVED);
  curves = s2p_curves_new (neuron->model, g, 1, -80, -20, 7, NULL);
  for (guint i = 0; i < s2p_curves_n_parts (curves); i++)
    s2p_curves_part (i, curves);
  for (guint i = 0; i < curves->n_V; i++)
    {
      g_autoptr (S2pDicPoint) point = s2p_dic_point_new (neuron->model, -80 + 7.0 * i);
      double dics[S2P_N_TIMESCALES];

      s2p_dic_point_values (point, g, dics);
      for (guint band = 0; band < S2P_N_BANDS; band++)
        {
          assert_true (curves->curves[i][S2P_CURVE_F][band] == dics[S2P_FAST]);
          assert_true (curves->curves[i][S2P_CURVE_T][band] == dics[S2P_FAST] + dics[S2P_SLOW] + dics[S2P_ULTRASLOW]);
        }
    }
  s2p_dic_point_sensitivity (neuron->point, g, S);
  for (guint j = 0; j < neuron->model->n_conductances; j++)
    for (guint t = 0; t < S2P_N_TIMESCALES; t++)
      assert_true (curves->sensitivity[j][t][S2P_BAND_MEDIAN] == S[t * neuron->model->n_conductances + j]);
  assert_null (s2p_curves_new (neuron->model, g, 1, -20, -80, 1, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (columns_are_the_models_own),
    cmocka_unit_test (rows_agree_with_the_exact_solver),
    cmocka_unit_test (shares_are_those_of_single_draws),
    cmocka_unit_test (the_fixed_point_is_the_same_iteration),
    cmocka_unit_test (bounds_only_take_away),
    cmocka_unit_test (every_pair_unless_told),
    cmocka_unit_test (curves_at_a_voltage_are_the_cells_dics),
    cmocka_unit_test (curves_of_one_cell_are_its_own),
  };

  return cmocka_run_group_tests (tests, load_neurons, free_neurons);
}
