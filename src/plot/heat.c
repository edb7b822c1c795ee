#include "plot/heat.h"
#include "plot/panel.h"
#include <math.h>

enum { MOST_CELLS = 4096, N_COLOURS = 256, VECTOR_PIXELS = 4 };

typedef struct { double L, a, b; } Lab;

/* Both ends and the middle of the ramp; the lightness of the middle is half way. */
static const Lab on_light[] = { { 0.970, -0.010, 0.020 }, { 0.635, -0.065, -0.075 }, { 0.300, 0.015, -0.105 } };
static const Lab on_dark[] = { { 0.290, 0.005, -0.070 }, { 0.625, -0.075, -0.050 }, { 0.960, -0.030, 0.080 } };

static double
display_light (double linear)
{
  linear = CLAMP (linear, 0, 1);
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow (linear, 1 / 2.4) - 0.055;
}

static S2pColour
colour_of (Lab lab)
{
  const double l = pow (lab.L + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3), m = pow (lab.L - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3),
               s = pow (lab.L - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);

  return (S2pColour) {
    display_light (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s), display_light (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    display_light (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 1,
  };
}

S2pColour
s2p_heat_colour (const S2pTheme *theme, double share)
{
  const gboolean dark = theme->background.red + theme->background.green + theme->background.blue < 1.5;
  const Lab *ramp = dark ? on_dark : on_light;
  const double at = 2 * CLAMP (share, 0, 1), part = at < 1 ? at : at - 1;
  const Lab *from = ramp + (at < 1 ? 0 : 1), *to = from + 1;

  return colour_of ((Lab) { from->L + part * (to->L - from->L), from->a + part * (to->a - from->a), from->b + part * (to->b - from->b) });
}

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pHeat *heat = (const S2pHeat *) layer;

  s2p_extent_add (extent, heat->low_x, heat->low_y);
  s2p_extent_add (extent, heat->high_x, heat->high_y);
  extent->tight_x = extent->tight_y = TRUE;
}

static double
share_of (const S2pHeat *heat, double value)
{
  if (heat->logarithmic)
    return value > 0 ? log (value / heat->low) / log (heat->high / heat->low) : 0;
  return (value - heat->low) / (heat->high - heat->low);
}

/* @pixels to a cell, top row last in the data, first in the picture. */
static cairo_surface_t *
picture_of (const S2pHeat *heat, const S2pTheme *theme, guint pixels)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (heat->n_x * pixels), (int) (heat->n_y * pixels));
  guint32 ramp[N_COLOURS];
  guchar *data;
  int stride;

  if (cairo_surface_status (image) != CAIRO_STATUS_SUCCESS)
    return image;
  for (guint i = 0; i < N_COLOURS; i++)
    {
      const S2pColour colour = s2p_heat_colour (theme, i / (N_COLOURS - 1.0));

      ramp[i] = 0xffu << 24 | (guint32) (colour.red * 255 + 0.5) << 16 | (guint32) (colour.green * 255 + 0.5) << 8 | (guint32) (colour.blue * 255 + 0.5);
    }
  cairo_surface_flush (image);
  data = cairo_image_surface_get_data (image);
  stride = cairo_image_surface_get_stride (image);
  for (gsize row = 0; row < heat->n_y * pixels; row++)
    {
      guint32 *pixel = (guint32 *) (void *) (data + row * stride);
      const double *values = heat->values + (heat->n_y - 1 - row / pixels) * heat->n_x;

      for (gsize column = 0; column < heat->n_x * pixels; column++)
        {
          const double value = values[column / pixels];

          pixel[column] = isfinite (value) ? ramp[(guint) (CLAMP (share_of (heat, value), 0, 1) * (N_COLOURS - 1) + 0.5)] : 0;
        }
    }
  cairo_surface_mark_dirty (image);
  return image;
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pHeat *heat = (const S2pHeat *) layer;
  const double left = s2p_axis_pixel (&panel->x, heat->low_x), right = s2p_axis_pixel (&panel->x, heat->high_x),
               bottom = s2p_axis_pixel (&panel->y, heat->low_y), top = s2p_axis_pixel (&panel->y, heat->high_y);
  const guint pixels = canvas->vector && heat->n_x * VECTOR_PIXELS <= MOST_CELLS && heat->n_y * VECTOR_PIXELS <= MOST_CELLS ? VECTOR_PIXELS : 1;
  cairo_surface_t *image;
  cairo_t *cr = canvas->cr;

  if (!heat->values || heat->n_x < 1 || heat->n_y < 1 || heat->n_x > MOST_CELLS || heat->n_y > MOST_CELLS || !(right - left > 0.01)
      || !(bottom - top > 0.01) || right - left > 1e6 || bottom - top > 1e6 || fabs (left) > 1e6 || fabs (top) > 1e6)
    return;
  image = picture_of (heat, canvas->theme, pixels); /* readers of SVG and PDF blur single pixels */
  cairo_save (cr);
  cairo_rectangle (cr, left, top, right - left, bottom - top);
  cairo_clip (cr);
  cairo_translate (cr, left, top);
  cairo_scale (cr, (right - left) / (heat->n_x * pixels), (bottom - top) / (heat->n_y * pixels));
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (image);
}

static const S2pLayerClass heat_class = { .fit = fit, .draw = draw };

void
s2p_heat_init (S2pHeat *heat, const double *values, gsize n_x, gsize n_y, double low_x, double high_x, double low_y, double high_y)
{
  *heat = (S2pHeat) {
    .layer = { &heat_class }, .values = values, .n_x = n_x, .n_y = n_y, .low_x = low_x, .high_x = high_x, .low_y = low_y, .high_y = high_y, .low = 0, .high = 1,
  };
}
