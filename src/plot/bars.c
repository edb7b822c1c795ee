#include "plot/bars.h"
#include "plot/panel.h"
#include <math.h>

static double
height_of (const S2pBars *bars, guint series, guint bin)
{
  const double height = bars->heights[(gsize) series * bars->n_bins + bin];

  return isfinite (height) ? MAX (height, 0) : 0;
}

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pBars *bars = (const S2pBars *) layer;

  s2p_extent_add (extent, bars->low, 0);
  s2p_extent_add (extent, bars->high, 0);
  extent->tight_x = TRUE;
  for (guint bin = 0; bin < bars->n_bins; bin++)
    {
      double sum = 0;

      for (guint series = 0; series < bars->n_series; series++)
        sum += height_of (bars, series, bin);
      s2p_extent_add (extent, NAN, sum);
    }
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pBars *bars = (const S2pBars *) layer;
  const double width = (bars->high - bars->low) / bars->n_bins;

  for (guint bin = 0; bin < bars->n_bins; bin++)
    {
      const double left = s2p_axis_pixel (&panel->x, bars->low + bin * width), right = s2p_axis_pixel (&panel->x, bars->low + (bin + 1) * width);
      double below = 0;

      for (guint series = 0; series < bars->n_series; series++)
        {
          const double height = height_of (bars, series, bin), bottom = s2p_axis_pixel (&panel->y, below), top = s2p_axis_pixel (&panel->y, below + height);

          below += height;
          if (height <= 0 || !isfinite (left) || !isfinite (right) || !isfinite (bottom) || !isfinite (top))
            continue;
          s2p_canvas_colour (canvas, &canvas->theme->colour[bars->roles[series]], 0.75);
          cairo_rectangle (canvas->cr, left + canvas->theme->axis_width / 2, top, MAX (right - left - canvas->theme->axis_width, 0.5), bottom - top);
          cairo_fill (canvas->cr);
        }
    }
}

static gboolean
legend (const S2pLayer *layer, guint wanted, S2pLegendEntry *entry)
{
  const S2pBars *bars = (const S2pBars *) layer;

  for (guint series = 0; series < bars->n_series; series++)
    if (bars->legend[series] && wanted-- == 0)
      {
        *entry = (S2pLegendEntry) { .text = bars->legend[series], .role = bars->roles[series] };
        return TRUE;
      }
  return FALSE;
}

static const S2pLayerClass bars_class = { .fit = fit, .draw = draw, .legend = legend };

void
s2p_bars_init (S2pBars *bars, const double *heights, guint n_series, guint n_bins, double low, double high)
{
  *bars = (S2pBars) { .layer = { &bars_class }, .heights = heights, .n_series = MIN (n_series, S2P_MOST_STACKED), .n_bins = n_bins, .low = low, .high = high };
}
