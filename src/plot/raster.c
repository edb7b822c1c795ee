#include "plot/raster.h"
#include "plot/ink.h"
#include "plot/legend.h"
#include "plot/panel.h"
#include "recording/spike-train.h"
#include <math.h>

/* Height of a tick as a share of its row, and its width as a share of the theme's lines: thin, so
 * that the spikes of a burst stay apart. */
static const double TICK_SHARE = 0.76, TICK_WIDTH = 0.75;
/* Opacity of rows that step back, or are faint. */
static const double BACK = 0.35, FAINT = 0.3;
/* Shares of the time between the first and the last spike. */
static const double END_ROOM = 0.01, NEAR_START = 0.2;

/* From the beginning of the recording, where the first spike is near it, to a little after the last. */
static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pRaster *raster = (const S2pRaster *) layer;
  double least = INFINITY, most = -INFINITY, room;

  for (gsize row = 0; row < raster->n_rows; row++)
    {
      const S2pRasterRow *train = &raster->rows[row];
      gsize first = 0, last = train->n;

      while (first < last && !isfinite (train->times[first]))
        first++;
      while (last > first && !isfinite (train->times[last - 1]))
        last--;
      if (first < last)
        {
          least = MIN (least, train->times[first]);
          most = MAX (most, train->times[last - 1]);
        }
    }
  room = (most - least) * END_ROOM;
  s2p_extent_add (extent, least >= 0 && least < (most - least) * NEAR_START ? 0 : least - room, NAN);
  s2p_extent_add (extent, most + room, NAN);
  s2p_extent_add (extent, NAN, 0);
  s2p_extent_add (extent, NAN, MAX (raster->n_rows, 1));
  extent->tight_x = extent->tight_y = TRUE;
}

static void
draw_row (const S2pRaster *raster, gsize row, const S2pPanel *panel, S2pCanvas *canvas, S2pInk *ink)
{
  const S2pRasterRow *train = &raster->rows[row];
  const S2pTheme *theme = canvas->theme;
  double top = s2p_axis_pixel (&panel->y, row), size = s2p_axis_pixel (&panel->y, row + 1) - top;
  double middle = top + size / 2, half = MAX (size * TICK_SHARE, 1 / canvas->pixels) / 2;
  double width = MAX (theme->line_width * TICK_WIDTH, 1 / canvas->pixels), pixels;
  gboolean picture = s2p_ink_pixels (ink, &pixels), chosen = raster->highlight == row;
  gsize end = s2p_spikes_from (train->times, 0, train->n, nextafter (panel->x.high, INFINITY));

  if (chosen)
    width *= 1.5;
  if (picture)
    width = MAX (floor (width * pixels + 0.25), 1) / pixels;
  s2p_ink_colour (ink, &theme->colour[chosen ? S2P_ROLE_HIGHLIGHT : train->role],
                  chosen ? 1 : (raster->highlight < raster->n_rows ? BACK : 1) * (raster->faint && raster->faint[row] ? FAINT : 1));
  for (gsize i = s2p_spikes_from (train->times, 0, train->n, panel->x.low); i < end;)
    {
      double x = s2p_axis_pixel (&panel->x, train->times[i]), column = floor (x * pixels);

      if (!isfinite (x))
        {
          i++;
          continue;
        }
      if (picture)
        {
          double left = round (x * pixels - width * pixels / 2) / pixels;
          s2p_ink_bar (ink, left + width / 2, width, middle - half, middle + half);
        }
      else
        s2p_ink_bar (ink, x, width, middle - half, middle + half);
      i++;
      if (i < end && s2p_axis_pixel (&panel->x, train->times[i]) * pixels < column + 1)
        i = s2p_spikes_from (train->times, i, train->n, s2p_axis_value (&panel->x, (column + 1) / pixels));
    }
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pRaster *raster = (const S2pRaster *) layer;
  gsize first = (gsize) CLAMP (floor (panel->y.low), 0, raster->n_rows);
  gsize end = (gsize) CLAMP (ceil (panel->y.high), 0, raster->n_rows), expected = 0;
  S2pInk *ink;

  for (gsize row = first; row < end; row++)
    expected += MIN (raster->rows[row].n, (gsize) (panel->area.width * canvas->pixels));
  ink = s2p_ink_begin (canvas, &panel->area, expected);
  for (gsize row = first; row < end; row++)
    draw_row (raster, row, panel, canvas, ink);
  s2p_ink_end (ink);
}

static char *
row_name (const S2pLayer *layer, gsize row)
{
  const S2pRaster *raster = (const S2pRaster *) layer;

  return row < raster->n_rows && raster->rows[row].name ? s2p_canvas_plain (raster->rows[row].name) : NULL;
}

static gboolean
hit (const S2pLayer *layer, const S2pPanel *panel, double x, double y, S2pHit *found)
{
  const S2pRaster *raster = (const S2pRaster *) layer;
  double row = floor (s2p_axis_value (&panel->y, y)), time = s2p_axis_value (&panel->x, x);
  const S2pRasterRow *train;
  gsize after;

  if (!(row >= 0 && row < raster->n_rows))
    return FALSE;
  train = &raster->rows[(gsize) row];
  after = s2p_spikes_from (train->times, 0, train->n, time);
  found->distance = INFINITY;
  for (gsize i = after > 0 ? after - 1 : 0; i <= after && i < train->n; i++)
    {
      double distance = fabs (s2p_axis_pixel (&panel->x, train->times[i]) - x);
      if (!(distance < found->distance))
        continue;
      found->series = (gsize) row;
      found->index = i;
      found->x = train->times[i];
      found->y = row + 0.5;
      found->distance = distance;
    }
  return isfinite (found->distance);
}

static gboolean
legend (const S2pLayer *layer, guint wanted, S2pLegendEntry *entry)
{
  const S2pRaster *raster = (const S2pRaster *) layer;
  gboolean present[S2P_N_ROLES] = { FALSE };

  for (gsize row = 0; row < raster->n_rows; row++)
    present[raster->rows[row].role] = TRUE;
  return s2p_legend_of_roles (raster->legend, present, TRUE, wanted, entry);
}

static const S2pLayerClass raster_class = {
  .y_scale = S2P_SCALE_ROWS, .fit = fit, .draw = draw, .row_name = row_name, .hit = hit, .legend = legend,
};

void
s2p_raster_init (S2pRaster *raster, const S2pRasterRow *rows, gsize n_rows)
{
  *raster = (S2pRaster) {
    .layer = { &raster_class }, .rows = rows, .n_rows = n_rows, .highlight = S2P_NONE,
  };
}
