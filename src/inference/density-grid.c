/* A density on the cells of a grid. */
#include <math.h>
#include <string.h>
#include "inference/density-points.h"

#define MOST_POINTS 16    /* of a cell along one side */
#define LEAST_WEIGHT 1e-4 /* of a component that they are made fine enough for */

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

/* So many points along a side of @cell that they lie no further apart than the narrowest component is wide there. */
static guint
points_of (const S2pDensity *density, guint axis, double cell)
{
  double narrowest = cell;

  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const S2pComponent *c = &density->components[k];

      if (c->weight > LEAST_WEIGHT)
        narrowest = MIN (narrowest, c->sd[axis] * sqrt ((1 - c->correlation) * (1 + c->correlation)));
    }
  return (guint) MIN (ceil (cell / narrowest), MOST_POINTS);
}

void
s2p_density_cells (const S2pDensity *density, guint n_s, guint n_u, double *values)
{
  const S2pDicRange *range = &density->range;
  const double cell_s = (range->g_s_max - range->g_s_min) / n_s, cell_u = (range->g_u_max - range->g_u_min) / n_u;
  const gsize n = (gsize) n_s * n_u;
  S2pDensityPoints points;
  double sum = 0;

  memset (values, 0, n * sizeof *values);
  s2p_density_points_init (&points, density);
  if (points.n == 0)
    return;

  const guint per_s = points_of (density, 0, cell_s), per_u = points_of (density, 1, cell_u), row = n_s * per_s;
  g_autofree real *s = g_new (real, row), *u = g_new (real, row), *found = g_new (real, row);

  for (guint i = 0; i < row; i++)
    s[i] = (real) (range->g_s_min + cell_s * (i + 0.5) / per_s);
  for (guint j = 0; j < n_u * per_u; j++)
    {
      double *to = values + (gsize) (j / per_u) * n_s;

      for (guint i = 0; i < row; i++)
        u[i] = (real) (range->g_u_min + cell_u * (j + 0.5) / per_u);
      s2p_density_points_at (&points, s, u, row, found);
      for (guint i = 0, at = 0; i < n_s; i++)
        for (guint k = 0; k < per_s; k++, at++)
          to[i] += found[at];
    }
  for (gsize i = 0; i < n; i++)
    sum += values[i];
  for (gsize i = 0; i < n; i++)
    values[i] /= sum * cell_s * cell_u;
}
