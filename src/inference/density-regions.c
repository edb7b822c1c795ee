/* What is asked of a density as a whole: draws, its mode, a grid, regions of highest density. */
#include "inference/density.h"
#include <math.h>

#define MOST_CLIMBS 8 /* to the mode, from the densest points that it may be near */
#define MOST_TRIES 1000000 /* a density holds at least some thousandths of its mixture */

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

void
s2p_density_grid (const S2pDensity *density, guint n_s, guint n_u, double *values)
{
  const S2pDicRange *range = &density->range;
  S2pDensityForm form;

  s2p_density_form (density, &form);
  for (guint j = 0; j < n_u; j++)
    for (guint i = 0; i < n_s; i++)
      values[(gsize) j * n_s + i] = exp (s2p_density_form_log (&form, range->g_s_min + (range->g_s_max - range->g_s_min) * (i + 0.5) / n_s,
                                                          range->g_u_min + (range->g_u_max - range->g_u_min) * (j + 0.5) / n_u));
}

/* The digits of @i in @base, mirrored at the point: evenly spread in 0 .. 1 (Halton 1960). */
static double
mirrored (guint i, guint base)
{
  double place_value = 1, sum = 0;

  for (i++; i > 0; i /= base)
    sum += (place_value /= base) * (i % base);
  return sum;
}

/* Uphill from (*s, *u) with ever smaller steps along the axes in which @c is round (a ridge would stop others) and those of
 * the range (its border would stop the former). */
static double
climb (const S2pDensityForm *form, const S2pComponent *c, double *s, double *u)
{
  double best = s2p_density_form_log (form, *s, *u), step = 0.25;
  const double across = sqrt ((1 - c->correlation) * (1 + c->correlation));

  for (guint halvings = 0; halvings < 24;)
    {
      double next_s = *s, next_u = *u;

      for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
          for (gboolean round = FALSE; round <= TRUE; round++)
            {
              const double at_s = CLAMP (*s + step * c->sd[0] * i, form->range.g_s_min, form->range.g_s_max),
                           at_u = CLAMP (*u + step * c->sd[1] * (round ? c->correlation * i + across * j : j), form->range.g_u_min, form->range.g_u_max),
                           here = s2p_density_form_log (form, at_s, at_u);

              if (here > best)
                {
                  best = here;
                  next_s = at_s;
                  next_u = at_u;
                }
            }
      if (next_s == *s && next_u == *u)
        {
          step /= 2;
          halvings++;
        }
      *s = next_s;
      *u = next_u;
    }
  return best;
}

/* Where the ridges of two components cross: the most probable point of the product of their normals; the mean of one with
 * itself. */
static void
cross (const S2pComponent *a, const S2pComponent *b, double *s, double *u)
{
  double ss = 0, su = 0, uu = 0, to_s = 0, to_u = 0, determinant;

  for (guint i = 0; i < 2; i++)
    {
      const S2pComponent *c = i == 0 ? a : b;
      const double square = (1 - c->correlation) * (1 + c->correlation), p = 1 / (square * c->sd[0] * c->sd[0]), q = -c->correlation / (square * c->sd[0] * c->sd[1]),
                   r = 1 / (square * c->sd[1] * c->sd[1]);

      ss += p;
      su += q;
      uu += r;
      to_s += p * c->mean[0] + q * c->mean[1];
      to_u += q * c->mean[0] + r * c->mean[1];
    }
  determinant = ss * uu - su * su;
  *s = (uu * to_s - su * to_u) / determinant;
  *u = (ss * to_u - su * to_s) / determinant;
}

typedef struct { double log_density, s, u; const S2pComponent *component; } Start;

static int
by_density (gconstpointer a, gconstpointer b)
{
  const double x = ((const Start *) a)->log_density, y = ((const Start *) b)->log_density;

  return (x < y) - (x > y);
}

void
s2p_density_mode (const S2pDensity *density, double *g_s, double *g_u)
{
  const S2pDicRange *range = &density->range;
  Start starts[S2P_N_COMPONENTS * S2P_N_COMPONENTS];
  guint n = 0;
  double best = -INFINITY;
  S2pDensityForm form;

  s2p_density_form (density, &form);
  /* a mode of a mixture lies near the mean of a component, or where two cross */
  for (guint i = 0; i < S2P_N_COMPONENTS; i++)
    for (guint j = 0; j < S2P_N_COMPONENTS; j++)
      {
        Start *start = &starts[n++];

        start->component = &density->components[i];
        cross (start->component, &density->components[j], &start->s, &start->u);
        start->s = CLAMP (start->s, range->g_s_min, range->g_s_max);
        start->u = CLAMP (start->u, range->g_u_min, range->g_u_max);
        start->log_density = s2p_density_form_log (&form, start->s, start->u);
      }
  qsort (starts, n, sizeof *starts, by_density);
  for (guint i = 0; i < MOST_CLIMBS; i++)
    {
      const double top = climb (&form, starts[i].component, &starts[i].s, &starts[i].u);

      if (i == 0 || top > best)
        {
          best = top;
          *g_s = starts[i].s;
          *g_u = starts[i].u;
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
  S2pDensityForm form;
  double g_s, g_u;

  s2p_density_form (density, &form);
  levels->n = 0;
  for (guint i = 0; i < MOST_TRIES && levels->n < S2P_LEVEL_DRAWS; i++)
    if (place (density, mirrored (i, 2), mirrored (i, 3), mirrored (i, 5), &g_s, &g_u))
      levels->log_density[levels->n++] = s2p_density_form_log (&form, g_s, g_u);
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
