/* The bivariate normal over a rectangle, and densities of (g_s, g_u) cut off at a range. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "inference/bivariate.h"
#include "inference/density-outline.h"
#include "inference/density-points.h"

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

/* --- one normal, of which all is known --- */

static const S2pComponent normal = { 1, { 2.5, 9 }, { 1.2, 0.8 }, 0.6 };

static S2pDensity
make_single (const S2pComponent *component)
{
  S2pDensity density = { .range = range };

  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      density.components[k] = *component;
      density.components[k].weight = k == 3;
    }
  return density;
}

static S2pDensity
make_normal (void)
{
  return make_single (&normal);
}

/* The square of the distance from the mean, in deviations. */
static double
distance (double s, double u)
{
  const double z = (s - normal.mean[0]) / normal.sd[0], v = (u - normal.mean[1]) / normal.sd[1], r = normal.correlation;

  return (z * z - 2 * r * z * v + v * v) / (1 - r * r);
}

static void
regions_of_a_normal_are_ellipses (void **state)
{
  const S2pDensity density = make_normal ();
  const double unit = G_PI * normal.sd[0] * normal.sd[1] * sqrt (1 - normal.correlation * normal.correlation);
  S2pDensityRegion regions[S2P_N_REGIONS];
  S2pDensityLevels levels;
  double s, u;

  assert_true (s2p_density_regions (&density, regions));
  s2p_density_levels (&density, &levels);
  s2p_density_mode (&density, &s, &u);
  assert_true (fabs (s - normal.mean[0]) < 1e-6 && fabs (u - normal.mean[1]) < 1e-6);
  assert_true (s2p_density_level (&levels, s2p_density_log (&density, s, u)) < 5e-4);
  for (guint k = 0; k < S2P_N_REGIONS; k++)
    {
      const double square = -2 * log (1 - s2p_region_probability[k]); /* of the distance at the border */
      g_autoptr (S2pOutline) outline = s2p_density_outline (&density, &regions[k]);

      assert_true (regions[k].probability == s2p_region_probability[k]);
      assert_true (fabs (regions[k].area / (unit * square) - 1) < 0.01);
      assert_true (regions[k].log_density == s2p_density_threshold (&levels, s2p_region_probability[k]));
      assert_int_equal (outline->n, 1);
      assert_true (outline->starts[1] > 60);
      assert_true (fabs (s2p_outline_area (outline, 0) / (unit * square) - 1) < 0.01);
      for (guint i = 0; i < outline->starts[1]; i++)
        assert_true (fabs (sqrt (distance (outline->g_s[i], outline->g_u[i]) / square) - 1) < 0.006);
      for (guint axis = 0; axis < 2; axis++)
        {
          const double reach = normal.sd[axis] * sqrt (square);

          assert_true (fabs ((regions[k].high[axis] - normal.mean[axis]) / reach - 1) < 0.03 && fabs ((normal.mean[axis] - regions[k].low[axis]) / reach - 1) < 0.03);
        }
    }
}

static double
whole_area (const S2pOutline *outline)
{
  double area = 0;

  for (guint k = 0; k < outline->n; k++)
    area += s2p_outline_area (outline, k);
  return area;
}

/* Of mixtures: cut off at the range, of several pieces, with holes. */
static void
outlines_hold_what_they_should (void **state)
{
  g_autofree double *grid = g_new (double, N_S * N_U);

  for (guint which = 0; which < 8; which++)
    {
      S2pDensity density;
      S2pDensityRegion regions[S2P_N_REGIONS];

      make_density (which, &density);
      s2p_density_grid (&density, N_S, N_U, grid);
      assert_true (s2p_density_regions (&density, regions));
      for (guint k = 0; k < S2P_N_REGIONS; k++)
        {
          g_autoptr (S2pOutline) outline = s2p_density_outline (&density, &regions[k]);
          double area = 0;
          guint off = 0;

          for (guint i = 0; i < N_S * N_U; i++)
            area += grid[i] > exp (regions[k].log_density) ? 40.0 / N_S * 20.0 / N_U : 0;
          assert_true (outline->n > 0 && s2p_outline_area (outline, 0) > 0);
          if (fabs (whole_area (outline) / area - 1) > 0.01 || fabs (regions[k].area / area - 1) > 0.03)
            fail_msg ("density %u, %g: area %g, outline %g, draws %g", which, regions[k].probability, area, whole_area (outline), regions[k].area);
          for (guint i = 0; i < outline->starts[outline->n]; i++)
            {
              const double s = outline->g_s[i], u = outline->g_u[i], here = s2p_density_log (&density, s, u);
              const gboolean at_border = s == -20 || s == 20 || u == 0 || u == 20;

              assert_true (s >= -20 && s <= 20 && u >= 0 && u <= 20);
              off += at_border ? here < regions[k].log_density - 0.05 : fabs (here - regions[k].log_density) > 0.05;
            }
          if (which % 2 == 0 && off > outline->starts[outline->n] / 50) /* the others have ridges narrower than the grid */
            fail_msg ("density %u, %g: %u of %u points are not at the border", which, regions[k].probability, off, outline->starts[outline->n]);
        }
    }
}

static void
rings_have_a_hole (void **state)
{
  S2pDensity density = make_normal ();
  S2pDensityRegion regions[S2P_N_REGIONS];
  g_autoptr (S2pOutline) outline = NULL;

  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    density.components[k] = (S2pComponent) { 1.0 / S2P_N_COMPONENTS, { 6 * cos (k * G_PI / 4), 10 + 6 * sin (k * G_PI / 4) }, { 1.3, 1.3 }, 0 };
  assert_true (s2p_density_regions (&density, regions));
  outline = s2p_density_outline (&density, &regions[1]);
  assert_int_equal (outline->n, 2);
  assert_true (s2p_outline_area (outline, 0) > 100 && s2p_outline_area (outline, 1) < -15); /* the hole runs the other way round */
  assert_true (fabs (whole_area (outline) / regions[1].area - 1) < 0.02);
}

static void
points_have_the_density_of_single_ones (void **state)
{
  for (guint which = 0; which < 8; which++)
    {
      S2pDensity density;
      S2pDensityPoints points;
      S2pDensityDraws draws;
      real value;

      make_density (which, &density);
      s2p_density_points_init (&points, &density);
      s2p_density_draws (&density, &draws);
      assert_true (draws.n >= S2P_FEWEST_DRAWS && draws.n <= S2P_MOST_DRAWS);
      for (guint i = 0; i < draws.n; i += 7)
        {
          const double wanted = s2p_density_log (&density, draws.g_s[i], draws.g_u[i]);

          s2p_density_points_at (&points, &draws.g_s[i], &draws.g_u[i], 1, &value);
          assert_true (fabs (log (value) + points.log_unit - wanted) < 1e-4);
          assert_true (fabs (log (draws.values[i]) + draws.log_unit - wanted) < 1e-4);
        }
    }
}

/* However narrow: the cells of a coarse grid hold it all, each in the right place. */
static void
cells_sum_to_one (void **state)
{
  enum { ACROSS = 100, UP = 80 };
  static const double narrow[] = { 0.06, 0.3, 1.5 };
  g_autofree double *cells = g_new (double, ACROSS * UP), *middles = g_new (double, ACROSS * UP);
  const double area = 40.0 / ACROSS * 20.0 / UP;

  for (guint k = 0; k < G_N_ELEMENTS (narrow); k++)
    {
      const S2pComponent component = { 1, { 3.2, 7.4 }, { narrow[k], narrow[k] / 2 }, -0.5 };
      const S2pDensity density = make_single (&component);
      double sum = 0, s = 0, u = 0;

      s2p_density_cells (&density, ACROSS, UP, cells);
      s2p_density_grid (&density, ACROSS, UP, middles);
      for (guint i = 0; i < ACROSS * UP; i++)
        {
          sum += cells[i] * area;
          s += cells[i] * area * (-20 + (i % ACROSS + 0.5) * 40 / ACROSS);
          u += cells[i] * area * (i / ACROSS + 0.5) * 20 / UP;
          if (k == 2)
            assert_true (fabs (cells[i] - middles[i]) < 2e-3);
        }
      assert_true (fabs (sum - 1) < 1e-9 && fabs (s - 3.2) < 0.03 && fabs (u - 7.4) < 0.03);
    }
}

/* A session file may hold anything; zeros are no density. */
static void
what_is_no_density_has_no_regions (void **state)
{
  static const double odd[] = { NAN, INFINITY, -1, 1e300 };
  S2pDensityRegion regions[S2P_N_REGIONS];
  S2pDensity density = { 0 };

  assert_false (s2p_density_regions (&density, regions));
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    for (guint k = 0; k < 4; k++)
      {
        double cell[4];

        density = make_normal ();
        *(k == 0 ? &density.components[3].weight : k == 1 ? &density.components[3].sd[0] : k == 2 ? &density.components[3].correlation : &density.range.g_u_max) = odd[i];
        if (k == 2 && odd[i] == -1)
          density.components[3].correlation = -1.0000001;
        assert_false (s2p_density_regions (&density, regions));
        s2p_density_cells (&density, 2, 2, cell);
        assert_true (cell[0] == 0 && cell[3] == 0);
      }
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
    cmocka_unit_test (regions_of_a_normal_are_ellipses),
    cmocka_unit_test (outlines_hold_what_they_should),
    cmocka_unit_test (rings_have_a_hole),
    cmocka_unit_test (points_have_the_density_of_single_ones),
    cmocka_unit_test (cells_sum_to_one),
    cmocka_unit_test (what_is_no_density_has_no_regions),
  };

  return cmocka_run_group_tests_name ("inference-density", tests, NULL, NULL);
}
