#include "plot/panel.h"
#include "plot/axis-draw.h"
#include "plot/legend.h"
#include <math.h>

void
s2p_extent_add (S2pExtent *extent, double x, double y)
{
  if (isfinite (x))
    {
      extent->least_x = MIN (extent->least_x, x);
      extent->most_x = MAX (extent->most_x, x);
    }
  if (isfinite (y))
    {
      extent->least_y = MIN (extent->least_y, y);
      extent->most_y = MAX (extent->most_y, y);
    }
}

void
s2p_panel_add (S2pPanel *panel, S2pLayer *layer)
{
  g_return_if_fail (panel->n_layers < S2P_MOST_LAYERS);
  panel->layers[panel->n_layers++] = layer;
  if (layer->type->x_scale == S2P_SCALE_ROWS)
    panel->x.scale = S2P_SCALE_ROWS;
  if (layer->type->y_scale == S2P_SCALE_ROWS)
    panel->y.scale = S2P_SCALE_ROWS;
}

static void
fit (S2pPanel *panel, gboolean fit_x, gboolean fit_y)
{
  S2pExtent extent = { G_MAXDOUBLE, -G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, FALSE, FALSE };

  for (guint i = 0; i < panel->n_layers; i++)
    panel->layers[i]->type->fit (panel->layers[i], &extent);
  if (fit_x)
    s2p_axis_fit (&panel->x, extent.least_x, extent.most_x, extent.tight_x);
  if (fit_y)
    s2p_axis_fit (&panel->y, extent.least_y, extent.most_y, extent.tight_y);
}

void
s2p_panel_fit (S2pPanel *panel)
{
  fit (panel, TRUE, TRUE);
}

static void
place_axes (S2pPanel *panel)
{
  const S2pRect *area = &panel->area;
  gboolean downwards = panel->y.scale == S2P_SCALE_ROWS; /* row 0 on top */

  fit (panel, !(panel->x.low < panel->x.high), !(panel->y.low < panel->y.high));
  panel->x.start = area->x;
  panel->x.end = area->x + area->width;
  panel->y.start = downwards ? area->y : area->y + area->height;
  panel->y.end = downwards ? area->y + area->height : area->y;
}

void
s2p_panel_place (S2pPanel *panel, const S2pRect *area, const S2pInsets *room)
{
  panel->area = *area;
  panel->room = *room;
  place_axes (panel);
}

/* Heights of title and legend with the space below them. */
static double
title_height (const S2pPanel *panel, S2pCanvas *canvas)
{
  double height;

  if (!panel->title)
    return 0;
  s2p_canvas_measure (canvas, S2P_TEXT_TITLE, panel->title, 0, NULL, &height);
  return height + canvas->theme->gap;
}

void
s2p_panel_measure (S2pPanel *panel, S2pCanvas *canvas, double width, double height, S2pInsets *insets)
{
  double legend;

  panel->area = (S2pRect) { 0, 0, MAX (width, 1), MAX (height, 1) };
  place_axes (panel);
  *insets = (S2pInsets) { 0 };
  s2p_axis_measure_x (panel, canvas, insets);
  s2p_axis_measure_y (panel, canvas, insets);
  for (guint i = 0; i < panel->n_layers; i++)
    if (panel->layers[i]->type->measure)
      panel->layers[i]->type->measure (panel->layers[i], panel, canvas, insets);
  legend = s2p_legend_height (panel, canvas);
  if (legend > 0 || panel->title)
    insets->top += legend + title_height (panel, canvas);
}

static void
draw_zero (const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pRect *area = &panel->area;
  double x = s2p_axis_pixel (&panel->x, 0), y = s2p_axis_pixel (&panel->y, 0);

  s2p_canvas_colour (canvas, &canvas->theme->faint, 1);
  if (x > area->x + 1 && x < area->x + area->width)
    s2p_canvas_line (canvas, x, area->y, x, area->y + area->height, canvas->theme->axis_width);
  if (y > area->y && y < area->y + area->height - 1)
    s2p_canvas_line (canvas, area->x, y, area->x + area->width, y, canvas->theme->axis_width);
}

void
s2p_panel_draw (S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pRect *area = &panel->area;
  cairo_t *cr = canvas->cr;

  if (area->width < 2 || area->height < 2)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_clip (cr);
  if (panel->show_zero)
    draw_zero (panel, canvas);
  for (guint i = 0; i < panel->n_layers; i++)
    {
      cairo_save (cr);
      panel->layers[i]->type->draw (panel->layers[i], panel, canvas);
      cairo_restore (cr);
      cairo_new_path (cr);
    }
  cairo_restore (cr);

  s2p_axis_draw_x (panel, canvas);
  s2p_axis_draw_y (panel, canvas);
  for (guint i = 0; i < panel->n_layers; i++)
    if (panel->layers[i]->type->draw_outside)
      {
        cairo_save (cr);
        panel->layers[i]->type->draw_outside (panel->layers[i], panel, canvas);
        cairo_restore (cr);
      }
  if (panel->title)
    s2p_canvas_text (canvas, S2P_TEXT_TITLE, panel->title, area->width + panel->room.left + panel->room.right,
                     area->x - panel->room.left, area->y - panel->room.top, 0, 0, 0);
  s2p_legend_draw (panel, canvas, area->y - panel->room.top + title_height (panel, canvas));
}

gboolean
s2p_panel_hit (const S2pPanel *panel, double x, double y, double reach, S2pHit *hit)
{
  const S2pRect *area = &panel->area;
  gboolean found = FALSE;

  if (x < area->x || x > area->x + area->width || y < area->y || y > area->y + area->height)
    return FALSE;
  for (guint i = panel->n_layers; i-- > 0;)
    {
      const S2pLayer *layer = panel->layers[i];
      S2pHit candidate = { .layer = layer, .index = S2P_NONE };
      if (layer->type->hit && layer->type->hit (layer, panel, x, y, &candidate)
          && candidate.distance <= reach && (!found || candidate.distance < hit->distance))
        {
          *hit = candidate;
          found = TRUE;
        }
    }
  return found;
}
