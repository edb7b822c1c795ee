/* What is asked of a density as a whole: draws, its mode, a grid, regions of highest density. */
#include "inference/density.h"
#include <math.h>

#define MOST_TRIES 100000 /* a density holds at least a hundredth of its mixture */

/* A pair from three numbers in [0, 1) and the next two of the normal by them: FALSE outside the range. */
static gboolean
place (const S2pDensity *density, double pick, double radius, double turn, double *g_s, double *g_u)
{
  const S2pDicRange *range = &density->range;
  const double r = sqrt (-2 * log1p (-radius)), x = r * cos (2 * G_PI * turn), y = r * sin (2 * G_PI * turn);
  double total = 0;
  guint k = 0;

  for (guint i = 0; i < S2P_N_COMPONENTS; i++)
    total += density->components[i].weight;
  for (pick *= total; k + 1 < S2P_N_COMPONENTS && pick >= density->components[k].weight; k++)
    pick -= density->components[k].weight;
  const S2pComponent *c = &density->components[k];

  *g_s = c->mean[0] + c->sd[0] * x;
  *g_u = c->mean[1] + c->sd[1] * (c->correlation * x + sqrt ((1 - c->correlation) * (1 + c->correlation)) * y);
  return *g_s >= range->g_s_min && *g_s <= range->g_s_max && *g_u >= range->g_u_min && *g_u <= range->g_u_max;
}

void
s2p_density_draw (const S2pDensity *density, guint64 seed, guint64 recording, guint32 instance, double *g_s, double *g_u)
{
  S2pRandom random;

  s2p_random_init (&random, seed, S2P_RANDOM_TARGET, recording, instance);
  for (guint i = 0; i < MOST_TRIES; i++)
    {
      const double pick = s2p_random_uniform (&random), radius = s2p_random_uniform (&random), turn = s2p_random_uniform (&random);

      if (place (density, pick, radius, turn, g_s, g_u))
        return;
    }
  *g_s = CLAMP (*g_s, density->range.g_s_min, density->range.g_s_max);
  *g_u = CLAMP (*g_u, density->range.g_u_min, density->range.g_u_max);
}

void
s2p_density_grid (const S2pDensity *density, guint n_s, guint n_u, double *values)
{
  const S2pDicRange *range = &density->range;

  for (guint j = 0; j < n_u; j++)
    for (guint i = 0; i < n_s; i++)
      values[(gsize) j * n_s + i] = exp (s2p_density_log (density, range->g_s_min + (range->g_s_max - range->g_s_min) * (i + 0.5) / n_s,
                                                          range->g_u_min + (range->g_u_max - range->g_u_min) * (j + 0.5) / n_u));
}

/* Uphill along the axes and diagonals from (*s, *u), with ever smaller steps. */
static double
climb (const S2pDensity *density, double step_s, double step_u, double *s, double *u)
{
  double best = s2p_density_log (density, *s, *u);

  for (guint halvings = 0; halvings < 24;)
    {
      double next_s = *s, next_u = *u;

      for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
          {
            const double at_s = CLAMP (*s + i * step_s, density->range.g_s_min, density->range.g_s_max),
                         at_u = CLAMP (*u + j * step_u, density->range.g_u_min, density->range.g_u_max), here = s2p_density_log (density, at_s, at_u);

            if (here > best)
              {
                best = here;
                next_s = at_s;
                next_u = at_u;
              }
          }
      if (next_s == *s && next_u == *u)
        {
          step_s /= 2;
          step_u /= 2;
          halvings++;
        }
      *s = next_s;
      *u = next_u;
    }
  return best;
}

void
s2p_density_mode (const S2pDensity *density, double *g_s, double *g_u)
{
  double best = -INFINITY;

  /* a mode of a mixture lies near the mean of a component */
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const S2pComponent *c = &density->components[k];
      double s = CLAMP (c->mean[0], density->range.g_s_min, density->range.g_s_max), u = CLAMP (c->mean[1], density->range.g_u_min, density->range.g_u_max), top;

      if (c->weight <= 0)
        continue;
      top = climb (density, c->sd[0] / 4, c->sd[1] / 4, &s, &u);
      if (top > best)
        {
          best = top;
          *g_s = s;
          *g_u = u;
        }
    }
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

void
s2p_density_levels (const S2pDensity *density, S2pDensityLevels *levels)
{
  /* the additive sequence of Roberts (2018) in three dimensions: 1 / phi, 1 / phi^2, 1 / phi^3 with phi^4 = phi + 1 */
  const double phi = 1.2207440846057596, steps[3] = { 1 / phi, 1 / (phi * phi), 1 / (phi * phi * phi) };
  double point[3] = { 0.5, 0.5, 0.5 };

  levels->n = 0;
  for (guint i = 0; i < MOST_TRIES && levels->n < S2P_LEVEL_DRAWS; i++)
    {
      double g_s, g_u;

      for (guint j = 0; j < 3; j++)
        {
          point[j] += steps[j];
          point[j] -= floor (point[j]);
        }
      if (place (density, point[0], point[1], point[2], &g_s, &g_u))
        levels->log_density[levels->n++] = s2p_density_log (density, g_s, g_u);
    }
  qsort (levels->log_density, levels->n, sizeof (double), by_value);
}

double
s2p_density_level (const S2pDensityLevels *levels, double log_density)
{
  guint low = 0, high = levels->n;

  while (low < high) /* the first draw that is denser */
    {
      const guint middle = (low + high) / 2;

      if (levels->log_density[middle] > log_density)
        high = middle;
      else
        low = middle + 1;
    }
  return levels->n > 0 ? (double) (levels->n - low) / levels->n : 1;
}

double
s2p_density_threshold (const S2pDensityLevels *levels, double probability)
{
  const double at = (1 - probability) * levels->n;

  return levels->n > 0 ? levels->log_density[(guint) CLAMP (at, 0, levels->n - 1.0)] : -INFINITY;
}
