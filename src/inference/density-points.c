#include "inference/density-points.h"
#include <math.h>

#define BLOCK 4096       /* standard points that are made together: a power of 2 */
#define MOST_BLOCKS 8    /* one or two do, but where little of the mixture lies within the range */

/* Bounds of what can be computed with, in sides of the range; the network stays far within. */
#define LEAST_SD 1e-5
#define MOST_SD 1e3
#define MOST_CORRELATION 0.99999
#define MOST_WEIGHT 1e6

/* A session file may hold anything. */
static gboolean
component_is_good (const S2pComponent *c, const S2pDicRange *range)
{
  const double side[2] = { range->g_s_max - range->g_s_min, range->g_u_max - range->g_u_min }, low[2] = { range->g_s_min, range->g_u_min };

  for (guint i = 0; i < 2; i++)
    if (!(c->mean[i] >= low[i] - side[i] && c->mean[i] <= low[i] + 2 * side[i] && c->sd[i] >= LEAST_SD * side[i] && c->sd[i] <= MOST_SD * side[i]))
      return FALSE;
  return c->weight <= MOST_WEIGHT && fabs (c->correlation) <= MOST_CORRELATION;
}

void
s2p_density_points_init (S2pDensityPoints *points, const S2pDensity *density)
{
  double heights[S2P_N_COMPONENTS], top = -INFINITY;

  points->n = 0;
  points->log_unit = -INFINITY;
  if (!s2p_dic_range_check (&density->range))
    return;
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const S2pComponent *c = &density->components[k];
      const double across = sqrt ((1 - c->correlation) * (1 + c->correlation));
      S2pMixtureTerm *term = &points->terms[points->n];

      if (c->weight == 0)
        continue;
      if (!(c->weight > 0) || !component_is_good (c, &density->range))
        {
          points->n = 0;
          return;
        }
      *term = (S2pMixtureTerm) { .mean_x = (real) c->mean[0], .mean_y = (real) c->mean[1], .scale_x = (real) (1 / c->sd[0]),
                                 .scale_y = (real) (1 / (c->sd[1] * across)), .slant = (real) (c->correlation / across) };
      heights[points->n] = log (c->weight) + s2p_component_log (c, c->mean[0], c->mean[1]);
      top = MAX (top, heights[points->n]);
      points->n++;
    }
  for (guint k = 0; k < points->n; k++)
    points->terms[k].height = (real) (heights[k] - top);
  points->log_unit = top;
}

void
s2p_density_points_at (const S2pDensityPoints *points, const real *g_s, const real *g_u, gsize n, real *values)
{
  s2p_kernels ()->mixture (points->terms, points->n, g_s, g_u, n, values);
}

/* Points of the standard normal of two dimensions, each with a number 0 .. 1 that picks the component: sorted by that, so
 * that each component has a run of them, as evenly spread as all are (Halton 1960, in bases 2, 3 and 5). The pick of point
 * i is (i + offset) / BLOCK. */
typedef struct { double offset; real x[BLOCK], y[BLOCK]; } Block;

/* The digits of @i in @base, mirrored at the point. */
static double
mirrored (guint i, guint base)
{
  double place_value = 1, sum = 0;

  for (; i > 0; i /= base)
    sum += (place_value /= base) * (i % base);
  return sum;
}

static gpointer
make_block (gpointer data)
{
  const guint number = GPOINTER_TO_UINT (data);
  Block *block = g_new (Block, 1);

  block->offset = mirrored (number, 2);
  for (guint i = 0; i < BLOCK; i++)
    {
      const guint at = number * BLOCK + i + 1, to = (guint) (mirrored (i, 2) * BLOCK);
      const double r = sqrt (-2 * log1p (-mirrored (at, 3))), turn = 2 * G_PI * mirrored (at, 5);

      block->x[to] = (real) (r * cos (turn));
      block->y[to] = (real) (r * sin (turn));
    }
  return block;
}

/* Keeps those draws that lie within the range, behind those that are there. */
static void
keep_inside (const S2pDicRange *range, const real *g_s, const real *g_u, const real *values, S2pDensityDraws *draws)
{
  guint n = draws->n;

  for (guint i = 0; i < BLOCK; i++)
    {
      draws->g_s[n] = g_s[i];
      draws->g_u[n] = g_u[i];
      draws->values[n] = values[i];
      n += g_s[i] >= range->g_s_min && g_s[i] <= range->g_s_max && g_u[i] >= range->g_u_min && g_u[i] <= range->g_u_max;
    }
  draws->n = n;
}

void
s2p_density_draws (const S2pDensity *density, S2pDensityDraws *draws)
{
  static GOnce blocks[MOST_BLOCKS]; /* made once, when first needed: all zeros is G_ONCE_INIT */
  S2pDensityPoints points;
  double total = 0;
  real g_s[BLOCK], g_u[BLOCK], values[BLOCK];

  s2p_density_points_init (&points, density);
  draws->n = 0;
  draws->log_unit = points.log_unit;
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    total += density->components[k].weight;
  for (guint number = 0; points.n > 0 && number < MOST_BLOCKS && draws->n < S2P_FEWEST_DRAWS; number++)
    {
      const Block *block = g_once (&blocks[number], make_block, GUINT_TO_POINTER (number));
      double sum = 0;
      guint from = 0;

      for (guint k = 0; k < S2P_N_COMPONENTS; k++)
        {
          const S2pComponent *c = &density->components[k];
          const real across = (real) (c->sd[1] * sqrt ((1 - c->correlation) * (1 + c->correlation))), along = (real) (c->sd[1] * c->correlation), wide = (real) c->sd[0];
          guint end;

          sum += c->weight;
          end = k + 1 < S2P_N_COMPONENTS ? (guint) CLAMP (ceil (sum / total * BLOCK - block->offset), from, BLOCK) : BLOCK;
          for (guint i = from; i < end; i++)
            {
              g_s[i] = (real) c->mean[0] + wide * block->x[i];
              g_u[i] = (real) c->mean[1] + along * block->x[i] + across * block->y[i];
            }
          from = end;
        }
      s2p_density_points_at (&points, g_s, g_u, BLOCK, values);
      keep_inside (&density->range, g_s, g_u, values, draws);
    }
}
