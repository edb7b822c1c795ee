#include "plot/band.h"
#include "plot/heat.h"
#include "plot/panel.h"
#include <math.h>

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pBand *band = (const S2pBand *) layer;

  for (gsize i = 0; i < band->n; i++)
    {
      s2p_extent_add (extent, band->x[i], band->line ? band->line[i] : NAN);
      if (band->low)
        {
          s2p_extent_add (extent, band->x[i], band->low[i]);
          s2p_extent_add (extent, band->x[i], band->high[i]);
        }
    }
  extent->tight_x = TRUE;
}

/* Values far beyond the view are kept where cairo can count. */
static double
pixel_of (const S2pPanel *panel, double value)
{
  return CLAMP (s2p_axis_pixel (&panel->y, value), -1e5, 1e5);
}

/* The stretch [begin, end) of samples with both sides known. */
static void
fill (const S2pBand *band, const S2pPanel *panel, cairo_t *cr, gsize begin, gsize end)
{
  for (gsize i = begin; i < end; i++)
    cairo_line_to (cr, s2p_axis_pixel (&panel->x, band->x[i]), pixel_of (panel, band->high[i]));
  for (gsize i = end; i-- > begin;)
    cairo_line_to (cr, s2p_axis_pixel (&panel->x, band->x[i]), pixel_of (panel, band->low[i]));
  cairo_close_path (cr);
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pBand *band = (const S2pBand *) layer;
  const S2pColour colour = band->shaded ? s2p_heat_colour (canvas->theme, band->shade) : canvas->theme->colour[band->role];
  static const double dashes[] = { 4, 3 };
  cairo_t *cr = canvas->cr;
  gsize begin = 0;

  for (gsize i = 0; band->low && i <= band->n; i++)
    if (i == band->n || !isfinite (band->low[i]) || !isfinite (band->high[i]))
      {
        if (i > begin)
          fill (band, panel, cr, begin, i);
        begin = i + 1;
      }
  s2p_canvas_colour (canvas, &colour, band->opacity);
  cairo_fill (cr);
  if (!band->line)
    return;
  for (gsize i = 0; i < band->n; i++)
    if (!isfinite (band->line[i]))
      cairo_new_sub_path (cr);
    else
      cairo_line_to (cr, s2p_axis_pixel (&panel->x, band->x[i]), pixel_of (panel, band->line[i]));
  s2p_canvas_colour (canvas, &colour, 1);
  cairo_set_line_width (cr, canvas->theme->line_width * 1.4);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (band->dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
}

static gboolean
legend (const S2pLayer *layer, guint wanted, S2pLegendEntry *entry)
{
  const S2pBand *band = (const S2pBand *) layer;

  if (wanted > 0 || !band->legend)
    return FALSE;
  *entry = (S2pLegendEntry) { .text = band->legend, .role = band->role, .line = band->line != NULL, .shaded = band->shaded, .shade = band->shade, .faint = band->line ? 1 : band->opacity };
  return TRUE;
}

static const S2pLayerClass band_class = { .fit = fit, .draw = draw, .legend = legend };

void
s2p_band_init (S2pBand *band, const double *x, const double *low, const double *high, gsize n, S2pRole role)
{
  *band = (S2pBand) { .layer = { &band_class }, .x = x, .low = low, .high = high, .n = n, .role = role, .opacity = 0.25 };
}
