#include "plot/regions.h"
#include <math.h>
#include "plot/panel.h"

static const double depth[S2P_MOST_REGIONS] = { 0.16, 0.10 };    /* opacity of the areas, innermost first; they add up */
static const double strength[S2P_MOST_REGIONS] = { 0.95, 0.55 }; /* of their lines */
static const double in_crowd = 0.5, beside_highlight = 0.5;     /* times these */

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pRegions *regions = (const S2pRegions *) layer;

  for (gsize i = 0; i < regions->n; i++)
    for (guint k = 0; k < S2P_MOST_REGIONS && regions->items[i] != NULL; k++)
      {
        const S2pClosedLines *lines = &regions->items[i]->region[k];

        for (guint at = 0; lines->n > 0 && at < lines->starts[lines->n]; at++)
          s2p_extent_add (extent, lines->x[at], lines->y[at]);
      }
}

static void
add_path (const S2pClosedLines *lines, const S2pPanel *panel, cairo_t *cr)
{
  cairo_new_path (cr);
  for (guint k = 0; k < lines->n; k++)
    {
      for (guint i = lines->starts[k]; i < lines->starts[k + 1]; i++)
        cairo_line_to (cr, s2p_axis_pixel (&panel->x, lines->x[i]), s2p_axis_pixel (&panel->y, lines->y[i]));
      cairo_close_path (cr);
      cairo_new_sub_path (cr);
    }
}

static void
draw_item (const S2pRegions *regions, gsize i, const S2pPanel *panel, S2pCanvas *canvas, double opacity, gboolean filled)
{
  const S2pColour *colour = &canvas->theme->colour[regions->roles[i]];
  cairo_t *cr = canvas->cr;

  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint k = S2P_MOST_REGIONS; k-- > 0;)
    {
      add_path (&regions->items[i]->region[k], panel, cr);
      if (filled)
        {
          s2p_canvas_colour (canvas, colour, depth[k] * opacity);
          cairo_fill_preserve (cr);
        }
      s2p_canvas_colour (canvas, colour, strength[k] * opacity);
      cairo_set_line_width (cr, canvas->theme->line_width * (k == 0 ? 1 : 0.75));
      cairo_stroke (cr);
    }
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pRegions *regions = (const S2pRegions *) layer;
  const gboolean marked = regions->highlight < regions->n && regions->items[regions->highlight] != NULL;
  const gboolean crowded = regions->n > regions->crowd;
  const double opacity = (crowded ? in_crowd : 1) * (marked ? beside_highlight : 1);

  for (gsize i = 0; i < regions->n && regions->n <= regions->multitude; i++)
    if (regions->items[i] != NULL && i != regions->highlight)
      draw_item (regions, i, panel, canvas, opacity, !crowded);
  if (marked)
    draw_item (regions, regions->highlight, panel, canvas, 1, TRUE);
}

static const S2pLayerClass regions_class = { .fit = fit, .draw = draw };

void
s2p_regions_init (S2pRegions *regions, const S2pNestedRegions *const *items, const S2pRole *roles, gsize n)
{
  *regions = (S2pRegions) { .layer = { &regions_class }, .items = items, .roles = roles, .n = n, .crowd = n, .multitude = n, .highlight = S2P_NONE };
}
