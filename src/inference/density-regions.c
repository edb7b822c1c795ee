/* What is asked of a density as a whole: draws, levels, regions of highest density. */
#include "inference/density-regions.h"
#include <math.h>
#include <string.h>
#include "inference/density-points.h"

#define MOST_TRIES 1000000 /* a density holds at least some thousandths of its mixture */

const double s2p_region_probability[S2P_N_REGIONS] = { 0.5, 0.9 };

/* A pair from three numbers in [0, 1): the first picks the component, the others the point. FALSE outside the range. */
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
s2p_density_draw_next (const S2pDensity *density, S2pRandom *random, double *g_s, double *g_u)
{
  for (guint i = 0; i < MOST_TRIES; i++)
    {
      const double pick = s2p_random_uniform (random), radius = s2p_random_uniform (random), turn = s2p_random_uniform (random);

      if (place (density, pick, radius, turn, g_s, g_u))
        return;
    }
  *g_s = CLAMP (*g_s, density->range.g_s_min, density->range.g_s_max);
  *g_u = CLAMP (*g_u, density->range.g_u_min, density->range.g_u_max);
}

void
s2p_density_draw (const S2pDensity *density, guint64 seed, guint64 recording, guint32 instance, double *g_s, double *g_u)
{
  S2pRandom random;

  s2p_random_init (&random, seed, S2P_RANDOM_TARGET, recording, instance);
  s2p_density_draw_next (density, &random, g_s, g_u);
}

static guint32
bits_of (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

/* Values above 0 sort as their bits do: three passes of 11 bits. (A twentieth of what qsort takes.) */
static void
sort_values (real *values, guint n)
{
  g_autofree real *other = g_new (real, n);
  real *from = values, *to = other;

  for (guint shift = 0; shift < 33; shift += 11)
    {
      guint places[2048] = { 0 }, sum = 0;

      for (guint i = 0; i < n; i++)
        places[bits_of (from[i]) >> shift & 2047]++;
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        {
          const guint count = places[i];

          places[i] = sum;
          sum += count;
        }
      for (guint i = 0; i < n; i++)
        to[places[bits_of (from[i]) >> shift & 2047]++] = from[i];
      real *swap = from;
      from = to;
      to = swap;
    }
  memcpy (values, other, n * sizeof *values); /* an odd number of passes */
}

void
s2p_density_levels (const S2pDensity *density, S2pDensityLevels *levels)
{
  g_autofree S2pDensityDraws *draws = g_new (S2pDensityDraws, 1);

  s2p_density_draws (density, draws);
  sort_values (draws->values, draws->n);
  levels->n = draws->n;
  for (guint i = 0; i < draws->n; i++)
    levels->log_density[i] = log (draws->values[i]) + draws->log_unit;
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

/* Of @n rising values: the one at the border of the region that holds @probability. */
static guint
border_of (guint n, double probability)
{
  return (guint) CLAMP ((1 - probability) * n, 0, n - 1.0);
}

double
s2p_density_threshold (const S2pDensityLevels *levels, double probability)
{
  return levels->n > 0 ? levels->log_density[border_of (levels->n, probability)] : -INFINITY;
}

gboolean
s2p_density_regions (const S2pDensity *density, S2pDensityRegion regions[S2P_N_REGIONS])
{
  g_autofree S2pDensityDraws *draws = g_new (S2pDensityDraws, 1);
  g_autofree real *sorted = NULL;

  s2p_density_draws (density, draws);
  if (draws->n == 0)
    return FALSE;
  sorted = g_memdup2 (draws->values, draws->n * sizeof *sorted);
  sort_values (sorted, draws->n);
  for (guint k = 0; k < S2P_N_REGIONS; k++)
    {
      const real border = sorted[border_of (draws->n, s2p_region_probability[k])];
      S2pDensityRegion *region = &regions[k];
      float low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
      double area = 0;

      for (guint i = 0; i < draws->n; i++)
        if (draws->values[i] >= border)
          {
            area += 1 / (double) draws->values[i]; /* the integral of 1 is the mean of 1 / p over draws from p */
            low[0] = MIN (low[0], draws->g_s[i]);
            high[0] = MAX (high[0], draws->g_s[i]);
            low[1] = MIN (low[1], draws->g_u[i]);
            high[1] = MAX (high[1], draws->g_u[i]);
          }
      region->probability = s2p_region_probability[k];
      region->log_density = log (border) + draws->log_unit;
      region->area = area / draws->n * exp (-draws->log_unit);
      for (guint i = 0; i < 2; i++)
        {
          region->low[i] = low[i];
          region->high[i] = high[i];
        }
    }
  return TRUE;
}
