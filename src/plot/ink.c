#include "plot/ink.h"
#include <math.h>

enum { MOST_SHAPES = 60000, MOST_SIDE = 16384, PICTURE_PIXELS = 4, WIDE = 3 };

struct _S2pInk {
  S2pCanvas       *canvas;
  S2pRect          area;
  double           pixels;
  cairo_surface_t *image;   /* NULL: shapes */
  guint32         *data;
  int              left, top, width, height, stride; /* device pixels; stride in words */
  guint            red, green, blue; /* 0 .. 255 */
  double           opacity;          /* 0 .. 255 */
};

S2pInk *
s2p_ink_begin (S2pCanvas *canvas, const S2pRect *area, gsize expected)
{
  S2pInk *ink = g_new0 (S2pInk, 1);

  ink->canvas = canvas;
  ink->area = *area;
  ink->pixels = canvas->vector ? PICTURE_PIXELS : canvas->pixels;
  ink->left = (int) floor (area->x * ink->pixels);
  ink->top = (int) floor (area->y * ink->pixels);
  ink->width = (int) ceil ((area->x + area->width) * ink->pixels) - ink->left;
  ink->height = (int) ceil ((area->y + area->height) * ink->pixels) - ink->top;
  if ((canvas->vector && expected <= MOST_SHAPES) || ink->width < 1 || ink->height < 1
      || ink->width > MOST_SIDE || ink->height > MOST_SIDE)
    return ink;

  ink->image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, ink->width, ink->height);
  if (cairo_surface_status (ink->image) != CAIRO_STATUS_SUCCESS)
    {
      g_clear_pointer (&ink->image, cairo_surface_destroy);
      return ink;
    }
  cairo_surface_flush (ink->image);
  ink->data = (guint32 *) (void *) cairo_image_surface_get_data (ink->image);
  ink->stride = cairo_image_surface_get_stride (ink->image) / 4;
  return ink;
}

gboolean
s2p_ink_pixels (const S2pInk *ink, double *pixels)
{
  *pixels = ink->pixels;
  return ink->image != NULL;
}

void
s2p_ink_colour (S2pInk *ink, const S2pColour *colour, double opacity)
{
  if (!ink->image)
    {
      cairo_fill (ink->canvas->cr);
      s2p_canvas_colour (ink->canvas, colour, opacity);
      return;
    }
  ink->red = (guint) (colour->red * 255 + 0.5);
  ink->green = (guint) (colour->green * 255 + 0.5);
  ink->blue = (guint) (colour->blue * 255 + 0.5);
  ink->opacity = colour->alpha * opacity * 255;
}

/* What a pixel is painted with: premultiplied, and how much of what it was is kept, 0 .. 255. */
typedef struct { guint32 source, keep; } Paint;

/* @a * @b / 255, rounded, in two channels at once: @a is 0x00XX00XX. */
static inline guint32
scaled (guint32 a, guint32 b)
{
  const guint32 product = a * b + 0x00800080;

  return (product + (product >> 8 & 0x00ff00ff)) >> 8 & 0x00ff00ff;
}

static inline Paint
mix (const S2pInk *ink, double coverage)
{
  const guint32 alpha = (guint32) (coverage * ink->opacity + 0.5);

  return (Paint) { alpha << 24 | scaled (ink->green, alpha) << 8 | scaled (ink->red << 16 | ink->blue, alpha), 255 - alpha };
}

static inline void
paint (guint32 *pixel, Paint with)
{
  const guint32 old = *pixel;

  /* Most pixels are painted once. */
  *pixel = old == 0 || with.keep == 0 ? with.source : with.source + (scaled (old >> 8 & 0x00ff00ff, with.keep) << 8 | scaled (old & 0x00ff00ff, with.keep));
}

/* How much of pixel @i lies in low .. high. */
static inline double
covered (int i, double low, double high)
{
  return MIN (high, i + 1) - MAX (low, i);
}

/* Whole pixels between the two ends are of one paint. */
static inline void
paint_column (const S2pInk *ink, int column, double across, double top, double bottom)
{
  const int first = (int) top, end = MIN ((int) ceil (bottom), ink->height);
  const Paint whole = mix (ink, across);
  guint32 *pixel = ink->data + (gsize) first * ink->stride + column;

  for (int row = first; row < end; row++, pixel += ink->stride)
    paint (pixel, row > first && row + 1 <= bottom ? whole : mix (ink, across * covered (row, top, bottom)));
}

/* A wide bar, row by row: all but its two ends is of one paint. */
static void
paint_rows (const S2pInk *ink, double left, double right, double top, double bottom)
{
  const int first = (int) left, end = MIN ((int) ceil (right), ink->width);

  for (int row = (int) top; row < bottom && row < ink->height; row++)
    {
      const double down = covered (row, top, bottom);
      const Paint whole = mix (ink, down);
      guint32 *pixels = ink->data + (gsize) row * ink->stride;

      for (int column = first; column < end; column++)
        paint (&pixels[column], column > first && column + 1 <= right ? whole : mix (ink, down * covered (column, left, right)));
    }
}

void
s2p_ink_bar (S2pInk *ink, double x, double width, double top, double bottom)
{
  double left = x - width / 2, right = x + width / 2;

  if (!isfinite (left) || !isfinite (right) || isnan (top) || isnan (bottom))
    return;
  left = MAX (left, ink->area.x);
  right = MIN (right, ink->area.x + ink->area.width);
  top = MAX (top, ink->area.y);
  bottom = MIN (bottom, ink->area.y + ink->area.height);
  if (!(left < right) || !(top < bottom))
    return;
  if (!ink->image)
    {
      cairo_rectangle (ink->canvas->cr, left, top, right - left, bottom - top);
      return;
    }

  left = left * ink->pixels - ink->left;
  right = right * ink->pixels - ink->left;
  top = top * ink->pixels - ink->top;
  bottom = bottom * ink->pixels - ink->top;
  if (right - left > WIDE)
    {
      paint_rows (ink, left, right, top, bottom);
      return;
    }
  for (int column = (int) left; column < right && column < ink->width; column++)
    {
      const double across = covered (column, left, right);

      if (across >= 1.0 / 512) /* less is the rounding of a bar that fits its pixels */
        paint_column (ink, column, across, top, bottom);
    }
}

void
s2p_ink_end (S2pInk *ink)
{
  cairo_t *cr = ink->canvas->cr;

  if (ink->image)
    {
      cairo_surface_mark_dirty (ink->image);
      cairo_save (cr);
      cairo_scale (cr, 1 / ink->pixels, 1 / ink->pixels);
      cairo_set_source_surface (cr, ink->image, ink->left, ink->top);
      if (!ink->canvas->vector)
        cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
      cairo_restore (cr);
      cairo_surface_destroy (ink->image);
    }
  else
    cairo_fill (cr);
  g_free (ink);
}
