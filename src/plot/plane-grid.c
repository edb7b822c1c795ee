#include "plot/plane.h"
#include "plot/panel.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_CELLS = 4096 };
static const double DEEPEST = 0.75; /* opacity of the greatest value */

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pGrid *grid = (const S2pGrid *) layer;

  s2p_extent_add (extent, grid->low_x, grid->low_y);
  s2p_extent_add (extent, grid->high_x, grid->high_y);
  extent->tight_x = extent->tight_y = TRUE;
}

/* One pixel a cell, top row last in the data, first in the picture. */
static cairo_surface_t *
picture_of (const S2pGrid *grid, const S2pColour *colour)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) grid->n_x, (int) grid->n_y);
  double most = 0;
  guchar *data;
  int stride;

  if (cairo_surface_status (image) != CAIRO_STATUS_SUCCESS)
    return image;
  for (gsize i = 0; i < grid->n_x * grid->n_y; i++)
    if (isfinite (grid->values[i]))
      most = MAX (most, grid->values[i]);
  cairo_surface_flush (image);
  data = cairo_image_surface_get_data (image);
  stride = cairo_image_surface_get_stride (image);
  for (gsize row = 0; row < grid->n_y; row++)
    {
      guint32 *pixel = (guint32 *) (void *) (data + (grid->n_y - 1 - row) * stride);
      for (gsize column = 0; column < grid->n_x; column++)
        {
          double value = grid->values[row * grid->n_x + column];
          double alpha = isfinite (value) && value > 0 ? DEEPEST * value / most : 0;
          pixel[column] = (guint32) (alpha * 255 + 0.5) << 24
                          | (guint32) (alpha * colour->red * 255 + 0.5) << 16
                          | (guint32) (alpha * colour->green * 255 + 0.5) << 8
                          | (guint32) (alpha * colour->blue * 255 + 0.5);
        }
    }
  cairo_surface_mark_dirty (image);
  return image;
}

typedef struct { double x, y, value; } Corner;

/* The part of a contour inside a triangle of three grid points: it enters and leaves through two of
 * the sides. Triangles, unlike squares, leave no doubt which ones belong together. */
static void
add_segment (cairo_t *cr, const Corner *a, const Corner *b, const Corner *c, double level)
{
  const Corner *corners[4] = { a, b, c, a };
  int found = 0;

  if (!isfinite (a->value) || !isfinite (b->value) || !isfinite (c->value))
    return;
  for (int side = 0; side < 3 && found < 2; side++)
    {
      const Corner *from = corners[side], *to = corners[side + 1];
      double share;
      if ((from->value >= level) == (to->value >= level))
        continue;
      share = (level - from->value) / (to->value - from->value);
      (found == 0 ? cairo_move_to : cairo_line_to) (cr, from->x + share * (to->x - from->x),
                                                    from->y + share * (to->y - from->y));
      found++;
    }
}

static void
draw_contour (const S2pGrid *grid, double level, const S2pPanel *panel, S2pCanvas *canvas)
{
  double dx = (grid->high_x - grid->low_x) / grid->n_x, dy = (grid->high_y - grid->low_y) / grid->n_y;

  for (gsize row = 0; row + 1 < grid->n_y; row++)
    for (gsize column = 0; column + 1 < grid->n_x; column++)
      {
        Corner corner[4];
        for (gsize k = 0; k < 4; k++)
          {
            gsize i = column + (k & 1), j = row + (k >> 1);
            corner[k].x = s2p_axis_pixel (&panel->x, grid->low_x + (i + 0.5) * dx);
            corner[k].y = s2p_axis_pixel (&panel->y, grid->low_y + (j + 0.5) * dy);
            corner[k].value = grid->values[j * grid->n_x + i];
          }
        add_segment (canvas->cr, &corner[0], &corner[1], &corner[3], level);
        add_segment (canvas->cr, &corner[0], &corner[3], &corner[2], level);
      }
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (canvas->cr, canvas->theme->line_width);
  cairo_stroke (canvas->cr);
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pGrid *grid = (const S2pGrid *) layer;
  const S2pColour *colour = &canvas->theme->colour[grid->role];
  double left = s2p_axis_pixel (&panel->x, grid->low_x), right = s2p_axis_pixel (&panel->x, grid->high_x);
  double bottom = s2p_axis_pixel (&panel->y, grid->low_y), top = s2p_axis_pixel (&panel->y, grid->high_y);
  cairo_surface_t *image;
  cairo_t *cr = canvas->cr;

  if (!grid->values || grid->n_x < 1 || grid->n_y < 1 || grid->n_x > MOST_CELLS || grid->n_y > MOST_CELLS
      || !(right - left > 0.01) || !(bottom - top > 0.01) || right - left > 1e6 || bottom - top > 1e6
      || fabs (left) > 1e6 || fabs (top) > 1e6)
    return;
  image = picture_of (grid, colour);
  cairo_save (cr);
  cairo_rectangle (cr, left, top, right - left, bottom - top);
  cairo_clip (cr);
  cairo_translate (cr, left, top);
  cairo_scale (cr, (right - left) / grid->n_x, (bottom - top) / grid->n_y);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (image);

  s2p_canvas_colour (canvas, colour, 1);
  for (guint i = 0; i < MIN (grid->n_contours, S2P_MOST_CONTOURS); i++)
    draw_contour (grid, grid->contour[i], panel, canvas);
}

static const S2pLayerClass grid_class = { .fit = fit, .draw = draw };

void
s2p_grid_init (S2pGrid *grid, const double *values, gsize n_x, gsize n_y,
               double low_x, double high_x, double low_y, double high_y)
{
  *grid = (S2pGrid) {
    .layer = { &grid_class }, .values = values, .n_x = n_x, .n_y = n_y, .low_x = low_x, .high_x = high_x,
    .low_y = low_y, .high_y = high_y, .role = S2P_ROLE_CELL,
  };
}

static int
greatest_first (const void *a, const void *b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return (one < other) - (one > other);
}

double
s2p_grid_level (const double *values, gsize n, double share)
{
  g_autofree double *sorted = g_new (double, n + 1);
  double sum = 0, held = 0;
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]) && values[i] > 0)
      {
        sorted[kept++] = values[i];
        sum += values[i];
      }
  if (kept == 0)
    return 0;
  qsort (sorted, kept, sizeof *sorted, greatest_first);
  for (gsize i = 0; i < kept; i++)
    {
      held += sorted[i];
      if (held >= share * sum)
        return sorted[i];
    }
  return sorted[kept - 1];
}
