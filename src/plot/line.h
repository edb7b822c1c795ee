/* A line through points, with a band beside it where one is given: calibration curves, limits, what would be ideal, the spread of a
 * population, shares that fill a whole. */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

typedef struct {
  S2pLayer      layer;
  const double *x, *y;      /* n (borrowed); @y may be NULL: only the band. A point that is not finite breaks the line */
  const double *low, *high; /* n, or NULL for no band */
  gsize         n;
  S2pRole       role;
  gboolean      guide;      /* faint and dashed: what only guides the eye */
  gboolean      dashed;     /* in its colour: what is only compared with */
  gboolean      markers;    /* on the points */
  double        opacity;    /* of the band; 0.2 */
  gboolean      shaded;     /* band and line have the colour of the ramp of heat.h at @shade, not the role's */
  double        shade;
  gboolean      unfitted;   /* axes need not show it */
  const char   *legend;     /* markup, borrowed; NULL for none */
} S2pLine;

void s2p_line_init (S2pLine *line, const double *x, const double *y, gsize n, S2pRole role);

G_END_DECLS
