#include "plot/axis-rows.h"
#include <math.h>

S2pRows
s2p_axis_rows_in_view (const S2pAxis *axis, double height)
{
  S2pRows rows = { .stride = 1, .size = fabs ((axis->end - axis->start) / (axis->high - axis->low)) };
  double need = height / MAX (rows.size, 1e-6);
  gsize nice = 1;

  if (need > 1)
    nice = (gsize) (need <= 5 ? ceil (need) : MIN (s2p_nice_above (need), 1e9));
  rows.stride = nice;
  rows.first = (gsize) CLAMP (floor (axis->low), 0, 1e9);
  rows.end = (gsize) CLAMP (ceil (axis->high), 0, 1e9);
  rows.first = (rows.first + nice - 1) / nice * nice;
  return rows;
}

char *
s2p_axis_row_name (const S2pPanel *panel, gsize row)
{
  for (guint i = 0; i < panel->n_layers; i++)
    {
      const S2pLayer *layer = panel->layers[i];
      char *name = layer->type->row_name ? layer->type->row_name (layer, row) : NULL;
      if (name)
        return name;
    }
  return NULL;
}

double
s2p_axis_row_indent (const S2pPanel *panel, S2pCanvas *canvas)
{
  double indent = 0;

  for (guint i = 0; i < panel->n_layers; i++)
    if (panel->layers[i]->type->row_indent)
      indent = MAX (indent, panel->layers[i]->type->row_indent (panel->layers[i], panel, canvas));
  return indent;
}

double
s2p_axis_line_height (S2pCanvas *canvas)
{
  double height;

  s2p_canvas_measure (canvas, S2P_TEXT_BODY, "Àg<sub>s</sub>", 0, NULL, &height);
  return height;
}
