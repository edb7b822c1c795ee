/* The bivariate normal over a rectangle, and densities of (g_s, g_u) cut off at a range. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "inference/bivariate.h"
#include "inference/density.h"

static const S2pDicRange range = { -20, 20, 0, 20 };

/* P(X < x, Y < y) = integral over X of phi (X) P(Y < y | X), by Simpson's rule. */
static double
plain_below (double x, double y, double r)
{
  const guint n = 40000;
  const double from = -10, q = sqrt (1 - r * r), step = (x - from) / n;
  double sum = 0;

  for (guint i = 0; i <= n; i++)
    {
      const double t = from + i * step, f = exp (-t * t / 2) / sqrt (2 * G_PI) * 0.5 * erfc (-(y - r * t) / q / sqrt (2));

      sum += f * (i == 0 || i == n ? 1 : i % 2 ? 4 : 2);
    }
  return sum * step / 3;
}

static void
probabilities_are_those_of_an_integral (void **state)
{
  const double points[] = { -3.1, -0.7, 0, 0.4, 2.2 }, correlations[] = { -0.999, -0.95, -0.8, -0.4, -0.1, 0, 0.2, 0.6, 0.9, 0.93, 0.9995 };

  for (guint k = 0; k < G_N_ELEMENTS (correlations); k++)
    for (guint i = 0; i < G_N_ELEMENTS (points); i++)
      for (guint j = 0; j < G_N_ELEMENTS (points); j++)
        {
          const double p = s2p_bivariate_below (points[i], points[j], correlations[k]);

          if (fabs (p - plain_below (points[i], points[j], correlations[k])) > 1e-11)
            fail_msg ("P(%g, %g; %g) = %.15g", points[i], points[j], correlations[k], p);
        }
  /* Sheppard: the quadrant holds 1/4 + asin (r) / (2 pi) */
  assert_true (fabs (s2p_bivariate_below (0, 0, 0.97) - 0.25 - asin (0.97) / (2 * G_PI)) < 1e-15);
  assert_true (s2p_bivariate_below (INFINITY, INFINITY, 0.5) == 1 && s2p_bivariate_below (-INFINITY, 3, 0.5) == 0);
  assert_true (fabs (s2p_bivariate_below (1, INFINITY, 0.5) - s2p_normal_below (1)) < 1e-15);
}

static void
shift (double low[2], double high[2], guint which, double by)
{
  *(which < 2 ? &low[which] : &high[which - 2]) += by;
}

static void
derivatives_are_those_of_differences (void **state)
{
  const double step = 1e-5, correlations[] = { -0.97, -0.3, 0, 0.7, 0.99 };

  for (guint k = 0; k < G_N_ELEMENTS (correlations); k++)
    {
      double low[2] = { -1.3, -0.2 }, high[2] = { 0.8, 1.9 };
      S2pRectangle at, up, down;

      s2p_rectangle_compute (low, high, correlations[k], &at);
      for (guint which = 0; which < 4; which++)
        {
          shift (low, high, which, step);
          s2p_rectangle_compute (low, high, correlations[k], &up);
          shift (low, high, which, -2 * step);
          s2p_rectangle_compute (low, high, correlations[k], &down);
          shift (low, high, which, step);
          assert_true (fabs ((up.p - down.p) / (2 * step) - (which < 2 ? at.d_low[which] : at.d_high[which - 2])) < 1e-8);
        }
      s2p_rectangle_compute (low, high, correlations[k] + step, &up);
      s2p_rectangle_compute (low, high, correlations[k] - step, &down);
      assert_true (fabs ((up.p - down.p) / (2 * step) - at.d_correlation) < 1e-6);
    }
}

/* Densities that have it all: correlated, cut off, narrow, several. */
static void
make_density (guint which, S2pDensity *density)
{
  real raw[S2P_N_COMPONENTS * S2P_COMPONENT_NUMBERS];
  S2pRandom random;

  s2p_random_init (&random, 100 + which, S2P_RANDOM_TARGET, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (raw); i++)
    raw[i] = (real) ((which % 2 ? 2 : 0.7) * s2p_random_normal (&random));
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    for (guint j = 3; j < 5; j++)
      raw[k * S2P_COMPONENT_NUMBERS + j] = (real) (1.5 + 0.8 * s2p_random_normal (&random)); /* wide enough for a plain grid */
  s2p_density_read (raw, &range, density);
}

enum { N_S = 800, N_U = 800 };

static void
mass_and_moments_are_those_of_a_grid (void **state)
{
  g_autofree double *grid = g_new (double, N_S * N_U);

  for (guint which = 0; which < 8; which++)
    {
      const double area = 40.0 / N_S * 20.0 / N_U;
      double mass = 0, s = 0, u = 0, ss = 0, su = 0, uu = 0;
      S2pDensity density;
      S2pDensityMoments moments;

      make_density (which, &density);
      s2p_density_grid (&density, N_S, N_U, grid);
      s2p_density_moments (&density, &moments);
      for (guint j = 0; j < N_U; j++)
        for (guint i = 0; i < N_S; i++)
          {
            const double p = grid[j * N_S + i] * area, x = -20 + 40 * (i + 0.5) / N_S, y = 20 * (j + 0.5) / N_U;

            mass += p, s += p * x, u += p * y, ss += p * x * x, su += p * x * y, uu += p * y * y;
          }
      assert_true (fabs (mass - 1) < 2e-4);
      assert_true (fabs (s - moments.g_s) < 5e-3 && fabs (u - moments.g_u) < 5e-3);
      assert_true (fabs (sqrt (ss - s * s) - moments.sd_g_s) < 5e-3 && fabs (sqrt (uu - u * u) - moments.sd_g_u) < 5e-3);
      assert_true (fabs ((su - s * u) - moments.correlation * moments.sd_g_s * moments.sd_g_u) < 2e-2);
      assert_true (s2p_density_log (&density, -20.01, 5) == -INFINITY && s2p_density_log (&density, 0, 20.01) == -INFINITY && s2p_density_log (&density, NAN, 1) == -INFINITY);
    }
}

static void
mode_and_regions_are_those_of_a_grid (void **state)
{
  g_autofree double *grid = g_new (double, N_S * N_U);

  for (guint which = 0; which < 8; which++)
    {
      const double area = 40.0 / N_S * 20.0 / N_U, wanted[] = { 0.5, 0.9 };
      double top = 0, s, u;
      S2pDensity density;
      S2pDensityLevels levels;

      make_density (which, &density);
      s2p_density_grid (&density, N_S, N_U, grid);
      s2p_density_levels (&density, &levels);
      assert_true (levels.n >= S2P_FEWEST_DRAWS);
      s2p_density_mode (&density, &s, &u);
      for (guint i = 0; i < N_S * N_U; i++)
        top = MAX (top, grid[i]);
      if (!(s2p_density_log (&density, s, u) >= log (top) - 1e-9 && s2p_density_log (&density, s, u) < log (top) + 0.05))
        fail_msg ("density %u: mode %g, grid %g", which, s2p_density_log (&density, s, u), log (top));
      assert_true (s2p_density_level (&levels, s2p_density_log (&density, s, u)) < 0.001 && s2p_density_level (&levels, -INFINITY) == 1);
      for (guint j = 0; j < G_N_ELEMENTS (wanted); j++)
        {
          const double border = s2p_density_threshold (&levels, wanted[j]);
          double mass = 0;

          for (guint i = 0; i < N_S * N_U; i++)
            mass += grid[i] > exp (border) ? grid[i] * area : 0;
          if (fabs (mass - wanted[j]) > 0.008)
            fail_msg ("density %u: the region of %g holds %g", which, wanted[j], mass);
          assert_true (fabs (s2p_density_level (&levels, border) - wanted[j]) < 0.001);
        }
    }
}

static void
draws_follow_the_density (void **state)
{
  enum { N = 20000 };
  S2pDensity density;
  S2pDensityMoments moments;
  double s = 0, u = 0, ss = 0, su = 0, first_s, first_u, again_s, again_u;

  make_density (1, &density);
  s2p_density_moments (&density, &moments);
  for (guint i = 0; i < N; i++)
    {
      double g_s, g_u;

      s2p_density_draw (&density, 7, 3, i, &g_s, &g_u);
      assert_true (g_s >= -20 && g_s <= 20 && g_u >= 0 && g_u <= 20);
      s += g_s / N, u += g_u / N, ss += g_s * g_s / N, su += g_s * g_u / N;
    }
  assert_true (fabs (s - moments.g_s) < 5 * moments.sd_g_s / sqrt (N) && fabs (u - moments.g_u) < 5 * moments.sd_g_u / sqrt (N));
  assert_true (fabs (sqrt (ss - s * s) / moments.sd_g_s - 1) < 0.03);
  assert_true (fabs ((su - s * u) / (moments.sd_g_s * moments.sd_g_u) - moments.correlation) < 0.03);
  s2p_density_draw (&density, 7, 3, 5, &first_s, &first_u);
  s2p_density_draw (&density, 7, 3, 5, &again_s, &again_u);
  assert_true (first_s == again_s && first_u == again_u);
  s2p_density_draw (&density, 7, 4, 5, &again_s, &again_u);
  assert_true (first_s != again_s && first_u != again_u);
}

/* What the network can say at the most: nothing that is not a density. */
static void
extreme_numbers_make_densities (void **state)
{
  const real extremes[] = { -1e30f, -50, 0, 50, 1e30f };
  S2pRandom random;

  s2p_random_init (&random, 5, S2P_RANDOM_TARGET, 0, 0);
  for (guint round = 0; round < 2000; round++)
    {
      real raw[S2P_N_COMPONENTS * S2P_COMPONENT_NUMBERS];
      S2pDensity density;
      S2pDensityMoments moments;
      double s, u;

      for (guint i = 0; i < G_N_ELEMENTS (raw); i++)
        raw[i] = extremes[s2p_random_below (&random, G_N_ELEMENTS (extremes))];
      s2p_density_read (raw, &range, &density);
      s2p_density_moments (&density, &moments);
      assert_true (moments.g_s >= -20 && moments.g_s <= 20 && moments.g_u >= 0 && moments.g_u <= 20);
      assert_true (moments.sd_g_s > 0 && moments.sd_g_u > 0 && isfinite (moments.sd_g_s) && isfinite (moments.sd_g_u));
      s2p_density_draw (&density, 1, 1, round, &s, &u);
      assert_true (isfinite (s2p_density_log (&density, s, u)));
    }
}

static void
the_mean_of_densities_has_their_moments (void **state)
{
  S2pDensity parts[3], sum = { 0 };
  S2pDensityMoments of_sum, of_part;

  /* of one density with itself, nothing changes */
  make_density (0, &parts[0]);
  s2p_density_sum_add (&sum, &parts[0]);
  s2p_density_sum_add (&sum, &parts[0]);
  s2p_density_sum_finish (&sum, 2);
  for (double s = -19; s < 20; s += 3)
    assert_true (fabs (s2p_density_log (&sum, s, 7) - s2p_density_log (&parts[0], s, 7)) < 1e-6);

  /* of narrow ones far from the border, the moments are those of the mixture of all */
  sum = (S2pDensity) { 0 };
  for (guint i = 0; i < 3; i++)
    {
      parts[i] = (S2pDensity) { .range = range };
      for (guint k = 0; k < S2P_N_COMPONENTS; k++)
        parts[i].components[k] = (S2pComponent) { 1.0 / S2P_N_COMPONENTS, { 2.0 * i + 0.1 * k, 10 - i }, { 0.5, 0.7 }, 0.3 };
      s2p_density_sum_add (&sum, &parts[i]);
    }
  s2p_density_sum_finish (&sum, 3);
  s2p_density_moments (&sum, &of_sum);
  s2p_density_moments (&parts[1], &of_part);
  assert_true (fabs (of_sum.g_s - of_part.g_s) < 1e-9 && fabs (of_sum.g_u - of_part.g_u) < 1e-9);
  assert_true (fabs (pow (of_sum.sd_g_s, 2) - pow (of_part.sd_g_s, 2) - 4 * 2.0 / 3) < 1e-6); /* and the spread of the means */
  assert_true (fabs (pow (of_sum.sd_g_u, 2) - pow (of_part.sd_g_u, 2) - 2.0 / 3) < 1e-6);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (probabilities_are_those_of_an_integral),
    cmocka_unit_test (derivatives_are_those_of_differences),
    cmocka_unit_test (mass_and_moments_are_those_of_a_grid),
    cmocka_unit_test (mode_and_regions_are_those_of_a_grid),
    cmocka_unit_test (draws_follow_the_density),
    cmocka_unit_test (extreme_numbers_make_densities),
    cmocka_unit_test (the_mean_of_densities_has_their_moments),
  };

  return cmocka_run_group_tests_name ("inference-density", tests, NULL, NULL);
}
