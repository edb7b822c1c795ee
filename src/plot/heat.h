/* Heat maps: a quantity over the cells of a grid, as colour.
 *
 * The ramp runs from near the background to its opposite in even steps of lightness (OKLab; Ottosson 2020), through blue: told
 * apart without colour vision and in print. Cells that are not finite are not painted. A colour bar is a heat map of one row,
 * in a panel whose x axis is the quantity.
 */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

typedef struct {
  S2pLayer      layer;
  const double *values;   /* n_x * n_y, x fastest, lowest y first (borrowed) */
  gsize         n_x, n_y; /* 1 .. 4096 each */
  double        low_x, high_x, low_y, high_y; /* of the whole, cells included */
  double        low, high; /* values at the two ends of the ramp; those beyond have its end colours */
  gboolean      logarithmic; /* low > 0 */
} S2pHeat;

void      s2p_heat_init   (S2pHeat *heat, const double *values, gsize n_x, gsize n_y, double low_x, double high_x, double low_y, double high_y);

/* The ramp at @share, 0 .. 1, on the theme's background. */
S2pColour s2p_heat_colour (const S2pTheme *theme, double share);

G_END_DECLS
