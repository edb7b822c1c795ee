/* Axes: ticks, numbers as text, pixels and data. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "plot/axis.h"

static void
check_ticks (S2pScale scale, double low, double high, guint most, const char *expected)
{
  S2pAxis axis = { .scale = scale };
  g_autoptr (GString) texts = g_string_new (NULL);
  S2pTicks ticks;

  s2p_axis_set_range (&axis, low, high);
  s2p_axis_ticks (&axis, most, &ticks);
  for (guint i = 0; i < ticks.n; i++)
    if (ticks.tick[i].text[0])
      g_string_append_printf (texts, "%s%s", texts->len ? " " : "", ticks.tick[i].text);
  assert_string_equal (texts->str, expected);
}

static void
ticks_are_round_numbers_in_range (void **state)
{
  check_ticks (S2P_SCALE_LINEAR, 0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0");
  check_ticks (S2P_SCALE_LINEAR, -20, 20, 10, "−20 −15 −10 −5 0 5 10 15 20");
  check_ticks (S2P_SCALE_LINEAR, -0.3, 0.3, 6, "−0.3 −0.2 −0.1 0.0 0.1 0.2 0.3");
  check_ticks (S2P_SCALE_LINEAR, 3.7, 96, 5, "20 40 60 80");
  check_ticks (S2P_SCALE_LINEAR, 1001, 1009, 4, "1002 1004 1006 1008");
  check_ticks (S2P_SCALE_LINEAR, 0, 3e6, 3, "0 10<sup>6</sup> 2×10<sup>6</sup> 3×10<sup>6</sup>");
  check_ticks (S2P_SCALE_LINEAR, 0, 4e-8, 4, "0 10<sup>−8</sup> 2×10<sup>−8</sup> 3×10<sup>−8</sup> 4×10<sup>−8</sup>");
  check_ticks (S2P_SCALE_LOG, 0.01, 1000, 10, "0.01 0.1 1 10 100 1000");
  check_ticks (S2P_SCALE_LOG, 1, 100, 10, "1 2 5 10 20 50 100");
  check_ticks (S2P_SCALE_LOG, 1e-9, 1e9, 6, "10<sup>−9</sup> 10<sup>−6</sup> 0.001 1 1000 10<sup>6</sup> 10<sup>9</sup>");
  check_ticks (S2P_SCALE_LOG, 20, 60, 4, "20 30 40 50 60");
}

static void
tick_values_are_exact_and_many_ranges_have_some (void **state)
{
  S2pAxis axis = { .scale = S2P_SCALE_LINEAR };
  S2pTicks ticks;

  s2p_axis_set_range (&axis, 0, 1);
  s2p_axis_ticks (&axis, 10, &ticks);
  assert_true (ticks.tick[3].value == 0.3);
  assert_true (ticks.tick[7].value == 0.7);
  for (int exponent = -30; exponent <= 30; exponent++)
    for (int start = -7; start <= 7; start++)
      for (guint most = 2; most <= 12; most++)
        {
          double power = pow (10, exponent), low = start * 0.37 * power, high = low + 1.13 * power;
          s2p_axis_set_range (&axis, low, high);
          s2p_axis_ticks (&axis, most, &ticks);
          assert_in_range (ticks.n, 2, MAX (most, 5) + 1);
          for (guint i = 0; i < ticks.n; i++)
            {
              assert_true (ticks.tick[i].value >= low - 1e-6 * power && ticks.tick[i].value <= high + 1e-6 * power);
              assert_true (i == 0 || strcmp (ticks.tick[i].text, ticks.tick[i - 1].text) != 0);
            }
        }
}

static void
long_times_are_in_seconds (void **state)
{
  static const S2pAxisUnit units[] = { { 1, "Time (ms)" }, { 1000, "Time (s)" } };
  S2pAxis axis = { .units = units, .n_units = 2 };
  S2pTicks ticks;

  s2p_axis_set_range (&axis, 3000, 5000);
  s2p_axis_ticks (&axis, 5, &ticks);
  assert_string_equal (ticks.label, "Time (ms)");
  assert_string_equal (ticks.tick[1].text, "3500");
  s2p_axis_set_range (&axis, 0, 60000);
  s2p_axis_ticks (&axis, 6, &ticks);
  assert_string_equal (ticks.label, "Time (s)");
  assert_string_equal (ticks.tick[1].text, "10");
  assert_true (ticks.tick[1].value == 10000);
}

static void
pixels_and_data_go_both_ways (void **state)
{
  static const struct { S2pScale scale; double low, high, start, end; } cases[] = {
    { S2P_SCALE_LINEAR, -20, 20, 40, 440 }, { S2P_SCALE_LINEAR, 3000, 3000.5, 310, 12 },
    { S2P_SCALE_LOG, 0.02, 5000, 7, 803 }, { S2P_SCALE_ROWS, 0, 500, 0, 800 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      S2pAxis axis = { .scale = cases[i].scale };
      s2p_axis_set_range (&axis, cases[i].low, cases[i].high);
      axis.start = cases[i].start;
      axis.end = cases[i].end;
      assert_true (fabs (s2p_axis_pixel (&axis, cases[i].low) - cases[i].start) < 1e-9);
      assert_true (fabs (s2p_axis_pixel (&axis, cases[i].high) - cases[i].end) < 1e-6);
      for (double pixel = MIN (axis.start, axis.end); pixel < MAX (axis.start, axis.end); pixel += 7.3)
        assert_true (fabs (s2p_axis_pixel (&axis, s2p_axis_value (&axis, pixel)) - pixel) < 1e-6);
      assert_true (isnan (s2p_axis_pixel (&axis, NAN)));
    }
}

static void
zoom_keeps_the_point_under_the_pointer (void **state)
{
  S2pAxis axis = { .scale = S2P_SCALE_LOG };
  double under;

  s2p_axis_set_range (&axis, 1, 1000);
  axis.start = 0, axis.end = 300;
  under = s2p_axis_value (&axis, 120);
  s2p_axis_zoom (&axis, 120, 0.5);
  assert_true (fabs (s2p_axis_value (&axis, 120) / under - 1) < 1e-9);
  assert_true (fabs (axis.high / axis.low / pow (1000, 0.5) - 1) < 1e-9);
  s2p_axis_pan (&axis, 30);
  assert_true (fabs (s2p_axis_value (&axis, 150) / under - 1) < 1e-9);
  for (int i = 0; i < 200; i++) /* far beyond what can be drawn, in both directions */
    s2p_axis_zoom (&axis, 120, i < 100 ? 0.5 : 3);
  assert_true (isfinite (axis.low) && isfinite (axis.high) && axis.low < axis.high && axis.low > 0);
}

static void
impossible_ranges_are_mended (void **state)
{
  static const double bad[][2] = { { NAN, 1 }, { 1, 1 }, { 0, 0 }, { 5, -5 }, { -INFINITY, INFINITY }, { 1e300, -1e300 },
                                   { 7e9, 7e9 + 1e-7 }, { -3, -3 }, { -5, -1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    for (int scale = S2P_SCALE_LINEAR; scale <= S2P_SCALE_LOG; scale++)
      for (int fit = 0; fit < 2; fit++)
        {
          S2pAxis axis = { .scale = (S2pScale) scale, .start = 0, .end = 100 };
          S2pTicks ticks;
          if (fit)
            s2p_axis_fit (&axis, bad[i][0], bad[i][1], FALSE);
          else
            s2p_axis_set_range (&axis, bad[i][0], bad[i][1]);
          assert_true (isfinite (axis.low) && isfinite (axis.high) && axis.low < axis.high);
          assert_true (scale == S2P_SCALE_LINEAR || axis.low > 0);
          s2p_axis_ticks (&axis, 6, &ticks);
          assert_in_range (ticks.n, 2, S2P_MOST_TICKS);
        }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (ticks_are_round_numbers_in_range),
    cmocka_unit_test (tick_values_are_exact_and_many_ranges_have_some),
    cmocka_unit_test (long_times_are_in_seconds),
    cmocka_unit_test (pixels_and_data_go_both_ways),
    cmocka_unit_test (zoom_keeps_the_point_under_the_pointer),
    cmocka_unit_test (impossible_ranges_are_mended),
  };

  setlocale (LC_ALL, "");
  return cmocka_run_group_tests_name ("plot-axis", tests, NULL, NULL);
}
