#include "plot/line.h"
#include "plot/heat.h"
#include "plot/panel.h"
#include <math.h>

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pLine *line = (const S2pLine *) layer;

  for (gsize i = 0; i < line->n && !line->unfitted; i++)
    {
      s2p_extent_add (extent, line->x[i], line->y ? line->y[i] : NAN);
      if (line->low)
        {
          s2p_extent_add (extent, NAN, line->low[i]);
          s2p_extent_add (extent, NAN, line->high[i]);
        }
    }
}

/* cairo cannot draw at any distance. */
static double
near (const S2pAxis *axis, double value)
{
  return CLAMP (s2p_axis_pixel (axis, value), MIN (axis->start, axis->end) - 1000, MAX (axis->start, axis->end) + 1000);
}

static S2pColour
colour_of (const S2pLine *line, const S2pTheme *theme)
{
  return line->shaded ? s2p_heat_colour (theme, line->shade) : theme->colour[line->role];
}

static void
draw_band (const S2pLine *line, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pColour colour = line->guide ? canvas->theme->faint : colour_of (line, canvas->theme);
  gboolean any = FALSE;

  cairo_new_path (canvas->cr);
  for (gsize k = 0; k < 2 * line->n; k++)
    {
      const gsize i = k < line->n ? k : 2 * line->n - 1 - k;
      const double value = k < line->n ? line->high[i] : line->low[i];

      if (!isfinite (line->x[i]) || !isfinite (value))
        continue;
      cairo_line_to (canvas->cr, near (&panel->x, line->x[i]), near (&panel->y, value));
      any = TRUE;
    }
  if (!any)
    return;
  cairo_close_path (canvas->cr);
  s2p_canvas_colour (canvas, &colour, line->guide ? 0.45 : line->opacity);
  cairo_fill (canvas->cr);
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pLine *line = (const S2pLine *) layer;
  const S2pTheme *theme = canvas->theme;
  const S2pColour colour = line->guide ? theme->axis : colour_of (line, theme);
  const double dashes[] = { 3 * theme->line_width, 2.5 * theme->line_width };
  gboolean pen_down = FALSE;

  if (line->low)
    draw_band (line, panel, canvas);
  if (!line->y)
    return;
  s2p_canvas_colour (canvas, &colour, line->guide ? 0.7 : 1);
  cairo_set_line_width (canvas->cr, theme->line_width * (line->guide ? 0.8 : 1.3));
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
  if (line->guide || line->dashed)
    cairo_set_dash (canvas->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_new_path (canvas->cr);
  for (gsize i = 0; i < line->n; i++)
    {
      if (!isfinite (line->x[i]) || !isfinite (line->y[i]))
        {
          pen_down = FALSE;
          continue;
        }
      (pen_down ? cairo_line_to : cairo_move_to) (canvas->cr, near (&panel->x, line->x[i]), near (&panel->y, line->y[i]));
      pen_down = TRUE;
    }
  cairo_stroke (canvas->cr);
  for (gsize i = 0; i < line->n && line->markers; i++)
    s2p_canvas_marker (canvas, theme->marker[line->role], s2p_axis_pixel (&panel->x, line->x[i]), s2p_axis_pixel (&panel->y, line->y[i]),
                       theme->marker_radius * 0.7);
}

static gboolean
legend (const S2pLayer *layer, guint wanted, S2pLegendEntry *entry)
{
  const S2pLine *line = (const S2pLine *) layer;

  *entry = (S2pLegendEntry) { .text = line->legend, .role = line->role, .line = line->y && !line->markers, .patch = line->y ? 0 : line->opacity, .shaded = line->shaded, .shade = line->shade };
  return wanted == 0 && line->legend;
}

static const S2pLayerClass line_class = { .fit = fit, .draw = draw, .legend = legend };

void
s2p_line_init (S2pLine *line, const double *x, const double *y, gsize n, S2pRole role)
{
  *line = (S2pLine) { .layer = { &line_class }, .x = x, .y = y, .n = n, .role = role, .opacity = 0.2 };
}
