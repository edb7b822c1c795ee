/* How cells fire by their pair of DICs, and the pairs that the cells of a population get. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "population/target.h"
#include "population-neurons.h"

/* Of the cells at g_s all burst at -20, none at 20, linear between; the rest spikes, but for g_u > 10, where half is silent. */
static void
make_map (S2pActivityMap *map)
{
  map->range = (S2pDicRange) { -20, 20, 0, 20 };
  for (guint j = 0; j < S2P_MAP_NODES; j++)
    for (guint i = 0; i < S2P_MAP_NODES; i++)
      {
        const float bursting = 1 - i / (S2P_MAP_NODES - 1.0f), there = j > (S2P_MAP_NODES - 1) / 2 ? 0.5f : 1;

        map->bursting[j][i] = there * bursting;
        map->spiking[j][i] = there * (1 - bursting);
      }
}

/* One normal far from the borders of the range. */
static void
make_density (S2pDensity *density, double g_s, double g_u, double sd)
{
  memset (density, 0, sizeof *density);
  density->range = (S2pDicRange) { -20, 20, 0, 20 };
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    density->components[k] = (S2pComponent) { k == 0, { g_s, g_u }, { sd, sd }, 0 };
}

static void
shares_are_linear_between_nodes (void **state)
{
  S2pActivityMap map;

  make_map (&map);
  for (double s = -20; s <= 20; s += 0.7)
    {
      assert_float_equal (s2p_activity_map_share (&map, S2P_ACTIVITY_BURSTING, s, 5), 0.5 - s / 40, 1e-6);
      assert_float_equal (s2p_activity_map_share (&map, S2P_ACTIVITY_SPIKING, s, 15), (0.5 + s / 40) / 2, 1e-6);
      assert_float_equal (s2p_activity_map_share (&map, S2P_ACTIVITY_SILENT, s, 15), 0.5, 1e-6);
    }
  assert_float_equal (s2p_activity_map_share (&map, S2P_ACTIVITY_BURSTING, -25, -1), 1, 1e-6); /* as at the edge */
  assert_float_equal (s2p_activity_map_share (&map, S2P_ACTIVITY_SPIKING, 20, 20), 0.5, 1e-6);
}

static void
the_map_travels_with_the_weights (void **state)
{
  S2pShape shape;
  S2pActivityMap map, back;
  g_autoptr (S2pNetwork) network = NULL;
  real *range;

  make_map (&map);
  s2p_shape_init_default (&shape);
  network = s2p_network_new (&shape, "any", 1000);
  range = network->values;
  range[network->layout->range_low] = -20;
  range[network->layout->range_low + 1] = 0;
  range[network->layout->range_high] = range[network->layout->range_high + 1] = 20;
  assert_false (s2p_activity_map_get (network, &back));
  s2p_activity_map_set (network, &map);
  assert_true (s2p_activity_map_get (network, &back));
  assert_memory_equal (&back.range, &map.range, sizeof map.range);
  for (guint j = 0; j < S2P_MAP_NODES; j++)
    for (guint i = 0; i < S2P_MAP_NODES; i++)
      assert_true (fabsf (back.bursting[j][i] - map.bursting[j][i]) <= 0.00501f && fabsf (back.spiking[j][i] - map.spiking[j][i]) <= 0.00501f);
  g_hash_table_insert (network->notes, g_strdup ("activity_shares"), g_strdup ("1 2 3"));
  assert_false (s2p_activity_map_get (network, &back));
}

/* Moments of a normal times a share that rises by 1/40 a unit, to the power of S2P_TARGET_CELLS. */
static void
integrate (double sd, double *mean, double *share)
{
  double sum = 0, x_sum = 0, share_sum = 0;

  for (double x = -8 * sd; x <= 8 * sd; x += 0.001)
    {
      const double here = CLAMP (0.5 + x / 40, 0, 1), weight = exp (-x * x / (2 * sd * sd)) * pow (here, S2P_TARGET_CELLS);

      sum += weight;
      x_sum += weight * x;
      share_sum += weight * here;
    }
  *mean = x_sum / sum;
  *share = share_sum / sum;
}

static void
pairs_are_drawn_where_cells_fire_as_recorded (void **state)
{
  enum { N = 40000 };
  S2pActivityMap map;
  S2pTarget target = { .available = TRUE, .g_s = 0, .g_u = 5, .stream = 3, .drawn = TRUE, .activity = S2P_ACTIVITY_SPIKING };
  double sum[2][2] = { { 0 } }, mean, share;

  integrate (1.5, &mean, &share);
  make_map (&map);
  make_density (&target.density, 0, 5, 1.5);
  for (guint i = 0; i < N; i++)
    for (guint with = 0; with < 2; with++)
      {
        double g_s, g_u, again_s, again_u;

        s2p_target_pair (&target, with ? &map : NULL, 7, i, 0, &g_s, &g_u);
        s2p_target_pair (&target, with ? &map : NULL, 7, i, 0, &again_s, &again_u);
        assert_true (g_s == again_s && g_u == again_u);
        sum[with][0] += g_s;
        sum[with][1] += g_u;
      }
  assert_float_equal (sum[0][0] / N, 0, 5 * 1.5 / sqrt (N));
  assert_float_equal (sum[1][0] / N, mean, 5 * 1.5 / sqrt (N));
  assert_float_equal (sum[1][1] / N, 5, 5 * 1.5 / sqrt (N));
  assert_float_equal (s2p_target_share (&target.density, S2P_ACTIVITY_SPIKING, &map), share, 0.02);
  assert_true (s2p_target_share (&target.density, S2P_ACTIVITY_SPIKING, NULL) == 1);
}

static void
a_recording_that_few_cells_fire_like_is_known (void **state)
{
  S2pActivityMap map;
  S2pInference inference = { .available = TRUE };

  make_map (&map);
  make_density (&inference.density, 15, 5, 1);
  assert_int_equal (s2p_target_choose (&inference, S2P_ACTIVITY_SPIKING, &map), S2P_TARGET_DRAWN);
  assert_int_equal (s2p_target_choose (&inference, S2P_ACTIVITY_BURSTING, &map), S2P_TARGET_UNLIKELY);
}

/* Each cell has the DICs of its own pair. */
static void
cells_have_the_pairs_that_were_drawn (void **state)
{
  const S2pDicPoint *point = neurons[STG].point;
  S2pTarget target = { .available = TRUE, .g_s = 4, .g_u = 5, .stream = 3, .drawn = TRUE, .activity = S2P_ACTIVITY_SPIKING };
  S2pGenerateOptions options;
  S2pDrawCounts counts = { 0 };
  double first[2] = { 0, 0 };

  make_density (&target.density, 4, 5, 1);
  s2p_generate_options_init (&options);
  for (guint i = 0; i < 20; i++)
    {
      double g[S2P_MAX_CONDUCTANCES], pair[2], dics[S2P_N_TIMESCALES];

      assert_true (s2p_target_cell (&target, NULL, point, &options, i, g, pair, &counts, NULL));
      s2p_dic_point_values (point, g, dics);
      assert_float_equal (dics[S2P_SLOW], pair[0], 1e-7);
      assert_float_equal (dics[S2P_ULTRASLOW], pair[1], 1e-7);
      if (i == 0)
        memcpy (first, pair, sizeof first);
      else
        assert_true (pair[0] != first[0] && pair[1] != first[1]);
    }
  target.drawn = FALSE;
  for (guint i = 0; i < 3; i++)
    {
      double g[S2P_MAX_CONDUCTANCES], pair[2];

      assert_true (s2p_target_cell (&target, NULL, point, &options, i, g, pair, &counts, NULL));
      assert_true (pair[0] == 4 && pair[1] == 5);
    }
}

/* Most of what is drawn has no cells: others are drawn in its place; where nothing has, that is said. */
static void
pairs_without_cells_are_drawn_again (void **state)
{
  const S2pDicPoint *point = neurons[STG].point;
  S2pTarget target = { .available = TRUE, .g_s = 0, .g_u = 0, .stream = 3, .drawn = TRUE, .activity = S2P_ACTIVITY_SPIKING };
  S2pGenerateOptions options;
  S2pDrawCounts counts = { 0 };
  GError *error = NULL;
  double g[S2P_MAX_CONDUCTANCES], pair[2];

  make_density (&target.density, 4, 3, 1.5); /* g_u below 3 or so is out of reach */
  s2p_generate_options_init (&options);
  assert_true (s2p_generate_options_set_pair (&options, neurons[STG].model, "A,KCa", NULL));
  for (guint i = 0; i < 20; i++)
    assert_true (s2p_target_cell (&target, NULL, point, &options, i, g, pair, &counts, NULL));
  assert_true (counts.negative > 300);
  make_density (&target.density, 15, 0.1, 0.02);
  assert_false (s2p_target_cell (&target, NULL, point, &options, 0, g, pair, &counts, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_UNREACHABLE));
  g_error_free (error);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (shares_are_linear_between_nodes),
    cmocka_unit_test (the_map_travels_with_the_weights),
    cmocka_unit_test (pairs_are_drawn_where_cells_fire_as_recorded),
    cmocka_unit_test (a_recording_that_few_cells_fire_like_is_known),
    cmocka_unit_test (cells_have_the_pairs_that_were_drawn),
    cmocka_unit_test (pairs_without_cells_are_drawn_again),
  };

  return cmocka_run_group_tests_name ("population-target", tests, load_neurons, free_neurons);
}
