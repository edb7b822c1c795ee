#include "plot/trace.h"
#include "plot/trace-scale.h"
#include "plot/ink.h"
#include "plot/panel.h"
#include <math.h>

/* From this many samples a column on, columns are drawn instead of samples. */
static const double DENSE = 3;
/* Pixels by which columns may differ and look the same. */
static const double SAME = 0.06;

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  S2pTrace *trace = (S2pTrace *) layer;
  double low = INFINITY, high = -INFINITY;
  gboolean fit_values = !(trace->low < trace->high);

  for (gsize row = 0; row < trace->n_rows; row++)
    {
      const S2pSamples *samples = &trace->rows[row].samples;
      if (samples->n == 0)
        continue;
      if (fit_values)
        s2p_samples_extremes (samples, 0, samples->n, &low, &high);
      s2p_extent_add (extent, samples->start, NAN);
      s2p_extent_add (extent, samples->start + (samples->n - 1) * samples->step, NAN);
    }
  if (fit_values)
    {
      S2pAxis values = { .scale = S2P_SCALE_LINEAR };
      s2p_axis_fit (&values, low, high, TRUE);
      trace->low = values.low;
      trace->high = values.high;
    }
  s2p_extent_add (extent, NAN, 0);
  s2p_extent_add (extent, NAN, MAX (trace->n_rows, 1));
  extent->tight_x = extent->tight_y = TRUE;
}

/* One point a sample; a gap where samples are not finite. */
static void
draw_samples (const S2pSamples *samples, const S2pAxis *x, const S2pAxis *y, gsize begin, gsize end,
              cairo_t *cr)
{
  gboolean pen_down = FALSE;

  for (gsize i = begin; i < end; i++)
    {
      double value = s2p_samples_get (samples, i);
      double across = s2p_axis_pixel (x, samples->start + i * samples->step), up = s2p_axis_pixel (y, value);

      if (!isfinite (value) || !isfinite (across))
        {
          pen_down = FALSE;
          continue;
        }
      up = CLAMP (up, y->end - 1000, y->start + 1000);
      if (pen_down)
        cairo_line_to (cr, across, up);
      else
        cairo_move_to (cr, across, up);
      pen_down = TRUE;
    }
  cairo_stroke (cr);
}

typedef struct {
  S2pInk *ink;
  gsize   n, *edges;
  double *least, *greatest;
  double  pixels, left; /* columns a unit; the first column's left edge */
  double  width;
  gsize   n_samples; /* edges hold for rows that are sampled like this */
  double  start, step;
} Columns;

static void
set_edges (Columns *columns, const S2pSamples *samples, const S2pAxis *x, gsize begin, gsize end)
{
  if (columns->n_samples == samples->n && columns->start == samples->start && columns->step == samples->step)
    return;
  columns->n_samples = samples->n;
  columns->start = samples->start;
  columns->step = samples->step;
  for (gsize column = 0; column <= columns->n; column++)
    {
      gsize edge = s2p_samples_from (samples, s2p_axis_value (x, columns->left + column / columns->pixels));
      columns->edges[column] = CLAMP (edge, begin, end);
    }
}

/* Columns side by side that look the same, painted as one bar. */
typedef struct {
  gsize  first, n;
  double top, bottom;
} Run;

static void
flush_run (const Columns *columns, Run *run)
{
  const double length = (run->n - 1.0) / columns->pixels;

  if (run->n > 0)
    s2p_ink_bar (columns->ink, columns->left + (run->first + 0.5) / columns->pixels + length / 2, length + columns->width, run->top, run->bottom);
  run->n = 0;
}

static void
extend_run (const Columns *columns, Run *run, gsize column, double top, double bottom)
{
  const double same = SAME / columns->pixels;

  if (run->n > 0 && fabs (top - run->top) < same && fabs (bottom - run->bottom) < same)
    {
      run->n++;
      return;
    }
  flush_run (columns, run);
  *run = (Run) { column, 1, top, bottom };
}

static void
draw_columns (const Columns *columns, const S2pSamples *samples, const S2pAxis *y, gboolean picture,
              cairo_t *cr)
{
  double scale = (y->end - y->start) / (y->high - y->low);
  gboolean pen_down = FALSE, up_first = FALSE;
  Run run = { 0 };

  s2p_samples_columns (samples, columns->edges, columns->n, columns->least, columns->greatest);
  for (gsize column = 0; column < columns->n; column++)
    {
      double x = columns->left + (column + 0.5) / columns->pixels;
      double top = y->start + (columns->greatest[column] - y->low) * scale;
      double bottom = y->start + (columns->least[column] - y->low) * scale;

      if (columns->least[column] > columns->greatest[column])
        {
          pen_down = FALSE;
          flush_run (columns, &run);
          continue;
        }
      top = CLAMP (top, y->end - 1000, y->start + 1000);
      bottom = CLAMP (bottom, y->end - 1000, y->start + 1000);
      if (picture)
        extend_run (columns, &run, column, MAX (top - columns->width / 2, y->end), MIN (bottom + columns->width / 2, y->start));
      else
        {
          /* Alternating, so that neighbours are joined at the same height. */
          if (pen_down)
            cairo_line_to (cr, x, up_first ? top : bottom);
          else
            cairo_move_to (cr, x, up_first ? top : bottom);
          cairo_line_to (cr, x, up_first ? bottom : top);
          up_first = !up_first;
          pen_down = TRUE;
        }
    }
  flush_run (columns, &run);
  cairo_stroke (cr);
}

static void
draw_row (const S2pTrace *trace, gsize row, const S2pPanel *panel, S2pCanvas *canvas, Columns *columns)
{
  const S2pTraceRow *line = &trace->rows[row];
  const S2pSamples *samples = &line->samples;
  gboolean chosen = trace->highlight == row, dimmed = trace->highlight < trace->n_rows && !chosen;
  const S2pColour *colour = &canvas->theme->colour[chosen ? S2P_ROLE_HIGHLIGHT : line->role];
  S2pAxis y = s2p_trace_values (trace, row, panel);
  double width = canvas->theme->line_width * (chosen ? 1.5 : 1), pixels;
  gboolean picture = s2p_ink_pixels (columns->ink, &pixels);
  gsize begin, end;
  cairo_t *cr = canvas->cr;

  if (samples->n == 0 || !(samples->step > 0))
    return;
  /* Rows of a pixel or two: thinner lines leave a difference between quiet and busy. */
  width = CLAMP ((y.start - y.end) * 0.5, 0.35, width);
  begin = s2p_samples_from (samples, panel->x.low);
  end = s2p_samples_from (samples, panel->x.high);
  begin = begin > 0 ? begin - 1 : 0;
  end = MIN (end + 1, samples->n);

  cairo_save (cr);
  cairo_rectangle (cr, panel->area.x, y.end - width, panel->area.width, y.start - y.end + 2 * width);
  cairo_clip (cr);
  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  s2p_canvas_colour (canvas, colour, dimmed ? 0.35 : 1);
  if (end - begin < DENSE * columns->n)
    draw_samples (samples, &panel->x, &y, begin, end, cr);
  else
    {
      set_edges (columns, samples, &panel->x, begin, end);
      columns->width = MAX (width, 1 / pixels);
      if (picture)
        s2p_ink_colour (columns->ink, colour, (dimmed ? 0.35 : 1) * MIN (1, width * pixels));
      draw_columns (columns, samples, &y, picture, cr);
    }
  cairo_restore (cr);
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTrace *trace = (const S2pTrace *) layer;
  gsize first = (gsize) CLAMP (floor (panel->y.low), 0, trace->n_rows);
  gsize end = (gsize) CLAMP (ceil (panel->y.high), 0, trace->n_rows);
  Columns columns = { 0 };
  gboolean picture;

  columns.ink = s2p_ink_begin (canvas, &panel->area,
                               (gsize) (panel->area.width * canvas->pixels * 2) * (end - first));
  picture = s2p_ink_pixels (columns.ink, &columns.pixels);
  if (!picture)
    columns.pixels = canvas->pixels;
  columns.left = floor (panel->area.x * columns.pixels) / columns.pixels;
  columns.n = (gsize) ceil ((panel->area.x + panel->area.width - columns.left) * columns.pixels) + 1;
  columns.edges = g_new (gsize, columns.n + 1);
  columns.least = g_new (double, columns.n);
  columns.greatest = g_new (double, columns.n);
  for (gsize row = first; row < end; row++)
    draw_row (trace, row, panel, canvas, &columns);
  s2p_ink_end (columns.ink);
  g_free (columns.edges);
  g_free (columns.least);
  g_free (columns.greatest);
}

static char *
row_name (const S2pLayer *layer, gsize row)
{
  const S2pTrace *trace = (const S2pTrace *) layer;

  return row < trace->n_rows && trace->rows[row].name ? s2p_canvas_plain (trace->rows[row].name) : NULL;
}

static gboolean
hit (const S2pLayer *layer, const S2pPanel *panel, double x, double y, S2pHit *found)
{
  const S2pTrace *trace = (const S2pTrace *) layer;
  double row = floor (s2p_axis_value (&panel->y, y)), least = INFINITY, greatest = -INFINITY, top, bottom;
  const S2pSamples *samples;
  S2pAxis values;
  gsize begin, end, index;

  if (!(row >= 0 && row < trace->n_rows))
    return FALSE;
  samples = &trace->rows[(gsize) row].samples;
  if (samples->n == 0 || !(samples->step > 0))
    return FALSE;
  begin = s2p_samples_from (samples, s2p_axis_value (&panel->x, x - 1));
  end = MIN (s2p_samples_from (samples, s2p_axis_value (&panel->x, x + 1)) + 1, samples->n);
  begin = begin > 0 ? begin - 1 : 0;
  s2p_samples_extremes (samples, begin, end, &least, &greatest);
  if (least > greatest)
    return FALSE;

  values = s2p_trace_values (trace, (gsize) row, panel);
  top = s2p_axis_pixel (&values, greatest);
  bottom = s2p_axis_pixel (&values, least);
  index = s2p_samples_from (samples, s2p_axis_value (&panel->x, x) - samples->step / 2);
  index = MIN (index, samples->n - 1);
  found->series = (gsize) row;
  found->index = index;
  found->x = samples->start + index * samples->step;
  found->y = s2p_samples_get (samples, index);
  found->distance = y < top ? top - y : y > bottom ? y - bottom : 0;
  return TRUE;
}

static const S2pLayerClass trace_class = {
  .y_scale = S2P_SCALE_ROWS, .fit = fit, .draw = draw, .measure = s2p_trace_measure_scale,
  .draw_outside = s2p_trace_draw_scale, .row_name = row_name, .row_indent = s2p_trace_row_indent, .hit = hit,
};

void
s2p_trace_init (S2pTrace *trace, const S2pTraceRow *rows, gsize n_rows, const char *unit)
{
  *trace = (S2pTrace) {
    .layer = { &trace_class }, .rows = rows, .n_rows = n_rows, .unit = unit, .highlight = S2P_NONE,
  };
}
