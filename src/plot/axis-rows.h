/* Rows on an axis: which are in view, and their names. For axis-draw.c. */
#pragma once
#include "plot/panel.h"

G_BEGIN_DECLS

typedef struct {
  gsize  first, end, stride; /* rows first, first + stride, ... < end are named */
  double size;               /* of a row in pixels */
} S2pRows;

/* The rows in view, thinned so that names of @height pixels do not touch. */
S2pRows s2p_axis_rows_in_view (const S2pAxis *axis, double height);

/* Markup, owned by the caller; NULL for a row without a name. */
char   *s2p_axis_row_name     (const S2pPanel *panel, gsize row);

/* Room between the names and the plot that layers keep for their own marks. */
double  s2p_axis_row_indent   (const S2pPanel *panel, S2pCanvas *canvas);

/* Height of a line of text, accents and subscripts included. */
double  s2p_axis_line_height  (S2pCanvas *canvas);

G_END_DECLS
