/* The choice of the pair that a population is built for. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include "inference/target.h"

/* Half of the cells burst at g_s = 0, 95 % at g_s = -1: log-odds -2.944 a unit. */
static const S2pActivityMap map = { { 0, -29.44, 0, 0, 0, 0 } };
static const S2pDicRange range = { -20, 20, 0, 20 };

static void
the_map_is_a_logistic_curve (void **state)
{
  assert_true (fabs (s2p_activity_map_bursting (&map, 0, 7) - 0.5) < 1e-12);
  assert_true (fabs (s2p_activity_map_bursting (&map, -1, 7) - 0.95) < 1e-3);
  assert_true (fabs (s2p_activity_map_bursting (&map, 1, 7) - 0.05) < 1e-3);
}

static void
a_mean_that_fits_is_left_alone (void **state)
{
  const S2pInference inference = { .available = TRUE, .g_s = -3, .g_u = 25, .sd_g_s = 1, .sd_g_u = 1 };
  double g_s, g_u;

  assert_int_equal (s2p_target_choose (&inference, S2P_ACTIVITY_BURSTING, &map, &range, &g_s, &g_u), S2P_TARGET_MEAN);
  assert_true (g_s == -3 && g_u == 20); /* held within the range */
  assert_int_equal (s2p_target_choose (&inference, S2P_ACTIVITY_SPIKING, NULL, &range, &g_s, &g_u), S2P_TARGET_MEAN);
}

static void
the_nearest_pair_that_fits_is_taken (void **state)
{
  const S2pInference inference = { .available = TRUE, .g_s = 0.5, .g_u = 6, .sd_g_s = 1, .sd_g_u = 4 };
  double g_s, g_u;

  assert_int_equal (s2p_target_choose (&inference, S2P_ACTIVITY_BURSTING, &map, &range, &g_s, &g_u), S2P_TARGET_MOVED);
  assert_true (s2p_activity_map_bursting (&map, g_s, g_u) >= 0.95);
  assert_true (g_s <= -1 && g_s > -1.06 && g_u == 6); /* straight along g_s, one grid point at most too far */
}

static void
out_of_reach_stays_at_the_mean (void **state)
{
  const S2pInference inference = { .available = TRUE, .g_s = 10, .g_u = 6, .sd_g_s = 1, .sd_g_u = 4 };
  double g_s, g_u;

  assert_int_equal (s2p_target_choose (&inference, S2P_ACTIVITY_BURSTING, &map, &range, &g_s, &g_u), S2P_TARGET_UNLIKELY);
  assert_true (g_s == 10 && g_u == 6);
}

static void
the_map_travels_with_the_weights (void **state)
{
  S2pShape shape;
  S2pActivityMap back;
  g_autoptr (S2pNetwork) network = NULL;

  s2p_shape_init_default (&shape);
  network = s2p_network_new (&shape, "any", 1000);
  assert_false (s2p_activity_map_get (network, &back));
  s2p_activity_map_set (network, &map);
  assert_true (s2p_activity_map_get (network, &back));
  assert_memory_equal (&back, &map, sizeof map);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_map_is_a_logistic_curve),
    cmocka_unit_test (a_mean_that_fits_is_left_alone),
    cmocka_unit_test (the_nearest_pair_that_fits_is_taken),
    cmocka_unit_test (out_of_reach_stays_at_the_mean),
    cmocka_unit_test (the_map_travels_with_the_weights),
  };

  return cmocka_run_group_tests_name ("inference-target", tests, NULL, NULL);
}
