#include "plot/trace-scale.h"
#include <math.h>

/* Room above and below a trace, as a share of its row. */
static const double ROW_ROOM = 0.06;
/* A row this many lines of text high has an axis of its own. */
static const double AXIS_LINES = 3;
static const double SHORTEST_BAR = 4;

S2pAxis
s2p_trace_values (const S2pTrace *trace, gsize row, const S2pPanel *panel)
{
  S2pAxis axis = { .scale = S2P_SCALE_LINEAR };
  double top = s2p_axis_pixel (&panel->y, row), bottom = s2p_axis_pixel (&panel->y, row + 1);

  s2p_axis_set_range (&axis, trace->low, trace->high);
  axis.start = bottom - (bottom - top) * ROW_ROOM;
  axis.end = top + (bottom - top) * ROW_ROOM;
  return axis;
}

static gsize
last_row (const S2pTrace *trace, const S2pPanel *panel)
{
  double last = ceil (MIN (panel->y.high, trace->n_rows)) - 1;

  return trace->n_rows > 0 && last >= 0 ? (gsize) last : 0;
}

static gboolean
has_axes (const S2pTrace *trace, const S2pPanel *panel, S2pCanvas *canvas)
{
  double row = fabs (s2p_axis_pixel (&panel->y, 1) - s2p_axis_pixel (&panel->y, 0)), height;

  s2p_canvas_measure (canvas, S2P_TEXT_SMALL, "0", 0, NULL, &height);
  return trace->own_axes && trace->n_rows > 0 && row >= AXIS_LINES * height;
}

/* A bar of a round value, and its words; FALSE where it would be too short to be seen. */
static gboolean
choose_bar (const S2pTrace *trace, const S2pPanel *panel, double *value, char *text, gsize size)
{
  S2pAxis axis = s2p_trace_values (trace, last_row (trace, panel), panel);
  double most = (axis.high - axis.low) * 0.6, power = pow (10, floor (log10 (most))), times = most / power;
  char number[40];

  *value = power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
  s2p_number_markup (*value, MAX (0, (int) -floor (log10 (*value) + 1e-9)), number, sizeof number);
  g_snprintf (text, size, "%s%s%s", number, trace->unit ? "\u202f" : "", trace->unit ? trace->unit : "");
  return trace->n_rows > 0
         && *value / (axis.high - axis.low) * fabs (axis.start - axis.end) >= SHORTEST_BAR;
}

double
s2p_trace_row_indent (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTrace *trace = (const S2pTrace *) layer;
  S2pAxis axis;
  S2pTicks ticks;
  double widest = 0;

  if (!has_axes (trace, panel, canvas))
    return 0;
  axis = s2p_trace_values (trace, 0, panel);
  s2p_axis_ticks (&axis, 3, &ticks);
  for (guint i = 0; i < ticks.n; i++)
    {
      double width;
      s2p_canvas_measure (canvas, S2P_TEXT_SMALL, ticks.tick[i].text, 0, &width, NULL);
      widest = MAX (widest, width);
    }
  return canvas->theme->gap * 1.6 + canvas->theme->tick_length + widest;
}

void
s2p_trace_measure_scale (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas, S2pInsets *outside)
{
  const S2pTrace *trace = (const S2pTrace *) layer;
  double value, width;
  char text[160];

  if (has_axes (trace, panel, canvas))
    outside->left = MAX (outside->left, s2p_trace_row_indent (layer, panel, canvas));
  else if (choose_bar (trace, panel, &value, text, sizeof text))
    {
      s2p_canvas_measure (canvas, S2P_TEXT_BODY, text, 0, &width, NULL);
      outside->right = MAX (outside->right, 1.8 * canvas->theme->gap + width);
    }
}

static void
draw_axis (const S2pTrace *trace, gsize row, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTheme *theme = canvas->theme;
  S2pAxis axis = s2p_trace_values (trace, row, panel);
  double x = panel->area.x - theme->gap;
  S2pTicks ticks;

  if (axis.end < panel->area.y - 1 || axis.start > panel->area.y + panel->area.height + 1)
    return;
  s2p_axis_ticks (&axis, 3, &ticks);
  s2p_canvas_colour (canvas, &theme->axis, 1);
  s2p_canvas_line (canvas, x, axis.end, x, axis.start, theme->axis_width);
  for (guint i = 0; i < ticks.n; i++)
    {
      double y = s2p_axis_pixel (&axis, ticks.tick[i].value);
      s2p_canvas_colour (canvas, &theme->axis, 1);
      s2p_canvas_line (canvas, x - theme->tick_length, y, x, y, theme->axis_width);
      s2p_canvas_text (canvas, S2P_TEXT_SMALL, ticks.tick[i].text, 0, x - theme->tick_length - theme->gap * 0.5,
                       y, 1, 0.5, 0);
    }
}

void
s2p_trace_draw_scale (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTrace *trace = (const S2pTrace *) layer;
  const S2pTheme *theme = canvas->theme;
  double value;
  char text[160];

  if (has_axes (trace, panel, canvas))
    {
      gsize first = (gsize) CLAMP (floor (panel->y.low), 0, trace->n_rows);
      for (gsize row = first; row <= last_row (trace, panel); row++)
        draw_axis (trace, row, panel, canvas);
    }
  else if (choose_bar (trace, panel, &value, text, sizeof text))
    {
      S2pAxis axis = s2p_trace_values (trace, last_row (trace, panel), panel);
      double x = panel->area.x + panel->area.width + theme->gap, bottom = MIN (axis.start, panel->area.y
                                                                               + panel->area.height);
      double top = bottom - value / (axis.high - axis.low) * (axis.start - axis.end);

      s2p_canvas_colour (canvas, &theme->text, 1);
      s2p_canvas_line (canvas, x, top, x, bottom, theme->axis_width * 2);
      s2p_canvas_text (canvas, S2P_TEXT_BODY, text, 0, x + theme->gap * 0.8, (top + bottom) / 2, 0, 0.5, 0);
    }
}
