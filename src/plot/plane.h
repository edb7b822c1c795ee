/* The plane of two dynamic input conductances (g_s across, g_u up), or any other two quantities:
 * points with their uncertainty, above a density on a grid.
 */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

typedef enum {
  S2P_SPREAD_NONE,
  S2P_SPREAD_BARS,    /* one standard deviation to each side */
  S2P_SPREAD_ELLIPSE, /* of one standard deviation, slanted by the correlation */
} S2pSpread;

typedef struct {
  S2pLayer       layer;
  const double  *x, *y;        /* n (borrowed); a point with a coordinate that is not finite is left out */
  const double  *sd_x, *sd_y;  /* n, or NULL */
  const double  *correlation;  /* n, -1 .. 1, or NULL for none */
  const S2pRole *roles;        /* n, or NULL: all have @role */
  gsize          n;
  S2pRole        role;
  S2pSpread      spread;
  double         size;         /* of the markers, 1 for the theme's */
  const char    *legend[S2P_N_ROLES]; /* markup for each role, borrowed; roles without a point or a
                                         text have no entry */
  gsize          highlight;    /* a point. S2P_NONE */
} S2pPoints;

void s2p_points_init (S2pPoints *points, const double *x, const double *y, gsize n, S2pRole role);

enum { S2P_MOST_CONTOURS = 8 };

/* Values at the centres of n_x x n_y cells that tile a rectangle, shown as depth of one colour from
 * nothing (<= 0 or not finite) to the greatest value, with contours. Axes must be linear. */
typedef struct {
  S2pLayer      layer;
  const double *values;  /* n_x * n_y, x fastest, lowest y first (borrowed) */
  gsize         n_x, n_y; /* 1 .. 4096 each */
  double        low_x, high_x, low_y, high_y;
  S2pRole       role;
  double        contour[S2P_MOST_CONTOURS]; /* levels */
  guint         n_contours;
} S2pGrid;

void   s2p_grid_init  (S2pGrid *grid, const double *values, gsize n_x, gsize n_y,
                       double low_x, double high_x, double low_y, double high_y);

/* The level whose region above it holds @share (0 .. 1) of the sum of @values: the bound of the
 * smallest region with that probability, for a density. 0 where the sum is. */
double s2p_grid_level (const double *values, gsize n, double share);

G_END_DECLS
