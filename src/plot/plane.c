#include "plot/plane.h"
#include "plot/legend.h"
#include "plot/panel.h"
#include <math.h>

enum { ELLIPSE_SIDES = 72, CROWD = 60 };

static gboolean
drawable (const S2pPoints *points, gsize i)
{
  return isfinite (points->x[i]) && isfinite (points->y[i]);
}

static double
deviation (const double *sd, gsize i)
{
  return sd && isfinite (sd[i]) && sd[i] > 0 ? sd[i] : 0;
}

static S2pRole
role_of (const S2pPoints *points, gsize i)
{
  return points->roles ? points->roles[i] : points->role;
}

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pPoints *points = (const S2pPoints *) layer;

  for (gsize i = 0; i < points->n; i++)
    if (drawable (points, i))
      {
        double dx = points->spread ? deviation (points->sd_x, i) : 0;
        double dy = points->spread ? deviation (points->sd_y, i) : 0;
        s2p_extent_add (extent, points->x[i] - dx, points->y[i] - dy);
        s2p_extent_add (extent, points->x[i] + dx, points->y[i] + dy);
      }
}

static double
near (const S2pAxis *axis, double value)
{
  double least = MIN (axis->start, axis->end) - 1000, most = MAX (axis->start, axis->end) + 1000;

  return CLAMP (s2p_axis_pixel (axis, value), least, most);
}

static void
draw_bars (const S2pPoints *points, gsize i, const S2pPanel *panel, S2pCanvas *canvas)
{
  double x = near (&panel->x, points->x[i]), y = near (&panel->y, points->y[i]);
  double dx = deviation (points->sd_x, i), dy = deviation (points->sd_y, i);
  double width = canvas->theme->line_width;

  if (dx > 0)
    s2p_canvas_line (canvas, near (&panel->x, points->x[i] - dx), y,
                     near (&panel->x, points->x[i] + dx), y, width);
  if (dy > 0)
    s2p_canvas_line (canvas, x, near (&panel->y, points->y[i] - dy),
                     x, near (&panel->y, points->y[i] + dy), width);
}

static void
draw_ellipse (const S2pPoints *points, gsize i, const S2pPanel *panel, S2pCanvas *canvas, double opacity)
{
  double dx = deviation (points->sd_x, i), dy = deviation (points->sd_y, i);
  double given = points->correlation ? points->correlation[i] : 0;
  double rho = isfinite (given) ? CLAMP (given, -1, 1) : 0;
  const S2pColour *colour = &canvas->theme->colour[role_of (points, i)];
  cairo_t *cr = canvas->cr;

  if (dx == 0 || dy == 0)
    {
      draw_bars (points, i, panel, canvas);
      return;
    }
  cairo_new_path (cr);
  for (int side = 0; side < ELLIPSE_SIDES; side++)
    {
      double angle = 2 * G_PI * side / ELLIPSE_SIDES, u = cos (angle), v = sin (angle);
      cairo_line_to (cr, near (&panel->x, points->x[i] + dx * u),
                     near (&panel->y, points->y[i] + dy * (rho * u + sqrt (1 - rho * rho) * v)));
    }
  cairo_close_path (cr);
  s2p_canvas_colour (canvas, colour, 0.12 * opacity);
  cairo_fill_preserve (cr);
  s2p_canvas_colour (canvas, colour, 0.8 * opacity);
  cairo_set_line_width (cr, canvas->theme->line_width);
  cairo_stroke (cr);
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pPoints *points = (const S2pPoints *) layer;
  const S2pTheme *theme = canvas->theme;
  double radius = theme->marker_radius * points->size;
  gboolean dimmed = points->highlight < points->n;
  double spread_opacity = (points->n > CROWD ? 0.3 : 0.8) * (dimmed ? 0.5 : 1);

  for (gsize i = 0; i < points->n && points->spread; i++)
    if (drawable (points, i))
      {
        s2p_canvas_colour (canvas, &theme->colour[role_of (points, i)], spread_opacity);
        if (points->spread == S2P_SPREAD_BARS)
          draw_bars (points, i, panel, canvas);
        else
          draw_ellipse (points, i, panel, canvas, spread_opacity);
      }
  for (gsize i = 0; i < points->n; i++)
    if (drawable (points, i))
      {
        S2pRole role = role_of (points, i);
        double x = s2p_axis_pixel (&panel->x, points->x[i]), y = s2p_axis_pixel (&panel->y, points->y[i]);
        if (points->n <= 2000) /* a rim keeps neighbours apart */
          {
            s2p_canvas_colour (canvas, &theme->background, 0.9);
            s2p_canvas_marker (canvas, theme->marker[role], x, y, radius + 0.7);
          }
        s2p_canvas_colour (canvas, &theme->colour[role], dimmed ? 0.45 : points->n > 2000 ? 0.5 : 0.9);
        s2p_canvas_marker (canvas, theme->marker[role], x, y, radius);
      }
  if (dimmed && drawable (points, points->highlight))
    {
      gsize i = points->highlight;
      double x = s2p_axis_pixel (&panel->x, points->x[i]), y = s2p_axis_pixel (&panel->y, points->y[i]);
      s2p_canvas_colour (canvas, &theme->colour[role_of (points, i)], 1);
      s2p_canvas_marker (canvas, theme->marker[role_of (points, i)], x, y, radius);
      s2p_canvas_colour (canvas, &theme->colour[S2P_ROLE_HIGHLIGHT], 1);
      s2p_canvas_marker (canvas, theme->marker[S2P_ROLE_HIGHLIGHT], x, y, radius * 1.9);
    }
}

static gboolean
hit (const S2pLayer *layer, const S2pPanel *panel, double x, double y, S2pHit *found)
{
  const S2pPoints *points = (const S2pPoints *) layer;

  found->distance = INFINITY;
  for (gsize i = 0; i < points->n; i++)
    {
      double distance = hypot (s2p_axis_pixel (&panel->x, points->x[i]) - x,
                               s2p_axis_pixel (&panel->y, points->y[i]) - y);
      if (!(distance < found->distance))
        continue;
      found->series = 0;
      found->index = i;
      found->x = points->x[i];
      found->y = points->y[i];
      found->distance = distance;
    }
  return isfinite (found->distance);
}

static gboolean
legend (const S2pLayer *layer, guint wanted, S2pLegendEntry *entry)
{
  const S2pPoints *points = (const S2pPoints *) layer;
  gboolean present[S2P_N_ROLES] = { FALSE };

  for (gsize i = 0; i < points->n; i++)
    if (drawable (points, i))
      present[role_of (points, i)] = TRUE;
  return s2p_legend_of_roles (points->legend, present, FALSE, wanted, entry);
}

static const S2pLayerClass points_class = { .fit = fit, .draw = draw, .hit = hit, .legend = legend };

void
s2p_points_init (S2pPoints *points, const double *x, const double *y, gsize n, S2pRole role)
{
  *points = (S2pPoints) {
    .layer = { &points_class }, .x = x, .y = y, .n = n, .role = role, .size = 1, .highlight = S2P_NONE,
  };
}
