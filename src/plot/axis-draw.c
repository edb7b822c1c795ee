#include "plot/axis-draw.h"
#include "plot/axis-rows.h"
#include <math.h>

/* Names of rows are cut at this share of the plot's width, and at this many times the text's size. */
static const double WIDEST_SHARE = 0.3;
static const double WIDEST_NAME = 12, NARROWEST_NAME = 6;
/* How close names that stand upright may come, in heights of a line. */
static const double TIGHT = 0.8;

static double
widest_name (const S2pPanel *panel, S2pCanvas *canvas)
{
  double em = canvas->theme->text_size;

  return CLAMP (panel->area.width * WIDEST_SHARE, NARROWEST_NAME * em, WIDEST_NAME * em);
}

/* As many ticks as leave half an em between the numbers. */
static void
x_ticks (const S2pPanel *panel, S2pCanvas *canvas, S2pTicks *ticks)
{
  double em = canvas->theme->text_size;

  for (guint most = (guint) CLAMP (panel->area.width / (3.5 * em), 2, 12); ; most--)
    {
      double end = -G_MAXDOUBLE;
      gboolean clear = TRUE;

      s2p_axis_ticks (&panel->x, most, ticks);
      for (guint i = 0; i < ticks->n && clear; i++)
        {
          double width, at = s2p_axis_pixel (&panel->x, ticks->tick[i].value);
          if (ticks->tick[i].text[0] == '\0')
            continue;
          s2p_canvas_measure (canvas, S2P_TEXT_BODY, ticks->tick[i].text, 0, &width, NULL);
          clear = at - width / 2 > end + em * 0.6;
          end = at + width / 2;
        }
      if (clear || most <= 2)
        {
          for (guint i = 1; i < ticks->n && !clear; i++) /* too narrow for two: keep the first */
            ticks->tick[i].text[0] = '\0';
          return;
        }
    }
}

static void
y_ticks (const S2pPanel *panel, S2pCanvas *canvas, S2pTicks *ticks)
{
  double height = s2p_axis_line_height (canvas);
  double last = G_MAXDOUBLE;

  s2p_axis_ticks (&panel->y, (guint) CLAMP (panel->area.height / (2.2 * height), 2, 10), ticks);
  for (guint i = 0; i < ticks->n; i++)
    {
      double at = s2p_axis_pixel (&panel->y, ticks->tick[i].value);
      if (ticks->tick[i].text[0] == '\0')
        continue;
      if (last - at < height * 0.95)
        ticks->tick[i].text[0] = '\0';
      else
        last = at;
    }
}

/* Height of the names below the boxes: turned upright, on one line, where one is wider than its row. */
static double
measure_names_x (const S2pPanel *panel, S2pCanvas *canvas, gboolean *turned)
{
  S2pRows rows = s2p_axis_rows_in_view (&panel->x, s2p_axis_line_height (canvas) * TIGHT);
  double widest = 0, longest = 0, tallest = 0;

  for (gsize row = rows.first; row < rows.end; row += rows.stride)
    {
      g_autofree char *name = s2p_axis_row_name (panel, row);
      double width, height;
      if (!name)
        continue;
      s2p_canvas_measure (canvas, S2P_TEXT_BODY, name, 0, &width, &height);
      widest = MAX (widest, width);
      tallest = MAX (tallest, height);
      g_strdelimit (name, "\n", ' ');
      s2p_canvas_measure (canvas, S2P_TEXT_BODY, name, WIDEST_NAME * canvas->theme->text_size, &width, NULL);
      longest = MAX (longest, width);
    }
  *turned = widest > rows.size - 0.25 * canvas->theme->text_size;
  return *turned ? longest : tallest;
}

/* From the axis to the far side of its numbers or names. */
static double
numbers_below (const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTheme *theme = canvas->theme;
  gboolean turned;

  if (panel->x.scale == S2P_SCALE_ROWS)
    return theme->axis_width + theme->gap + measure_names_x (panel, canvas, &turned);
  return theme->axis_width + theme->tick_length + theme->gap * 0.4 + s2p_axis_line_height (canvas);
}

void
s2p_axis_measure_x (const S2pPanel *panel, S2pCanvas *canvas, S2pInsets *insets)
{
  const S2pTheme *theme = canvas->theme;
  const S2pRect *area = &panel->area;
  S2pTicks ticks;
  double below;

  if (panel->x.hidden)
    return;
  x_ticks (panel, canvas, &ticks);
  below = numbers_below (panel, canvas);
  for (guint i = 0; i < ticks.n; i++)
    {
      double width, at = s2p_axis_pixel (&panel->x, ticks.tick[i].value);
      s2p_canvas_measure (canvas, S2P_TEXT_BODY, ticks.tick[i].text, 0, &width, NULL);
      insets->left = MAX (insets->left, area->x - (at - width / 2));
      insets->right = MAX (insets->right, at + width / 2 - (area->x + area->width));
    }
  if (ticks.label)
    below += theme->gap * 0.4 + s2p_axis_line_height (canvas);
  insets->bottom = MAX (insets->bottom, below);
}

/* From the axis to the far side of its numbers or names. */
static double
numbers_beside (const S2pPanel *panel, S2pCanvas *canvas, const S2pTicks *ticks)
{
  const S2pTheme *theme = canvas->theme;
  double widest = 0, width;

  if (panel->y.scale == S2P_SCALE_ROWS)
    {
      S2pRows rows = s2p_axis_rows_in_view (&panel->y, s2p_axis_line_height (canvas));
      for (gsize row = rows.first; row < rows.end; row += rows.stride)
        {
          g_autofree char *name = s2p_axis_row_name (panel, row);
          if (!name)
            continue;
          s2p_canvas_measure (canvas, S2P_TEXT_BODY, name, widest_name (panel, canvas), &width, NULL);
          widest = MAX (widest, width);
        }
      return theme->axis_width + theme->gap + widest + s2p_axis_row_indent (panel, canvas);
    }
  for (guint i = 0; i < ticks->n; i++)
    {
      s2p_canvas_measure (canvas, S2P_TEXT_BODY, ticks->tick[i].text, 0, &width, NULL);
      widest = MAX (widest, width);
    }
  return theme->axis_width + theme->tick_length + theme->gap * 0.6 + widest;
}

void
s2p_axis_measure_y (const S2pPanel *panel, S2pCanvas *canvas, S2pInsets *insets)
{
  double height = s2p_axis_line_height (canvas), left;
  S2pTicks ticks;

  if (panel->y.hidden)
    return;
  y_ticks (panel, canvas, &ticks);
  left = numbers_beside (panel, canvas, &ticks);
  if (ticks.label)
    left += canvas->theme->gap * 0.8 + height;
  insets->left = MAX (insets->left, left);
  if (panel->y.scale == S2P_SCALE_ROWS)
    {
      S2pRows rows = s2p_axis_rows_in_view (&panel->y, height);
      for (gsize row = rows.first; row < rows.end; row += rows.stride)
        {
          double at = s2p_axis_pixel (&panel->y, row + 0.5), end = panel->area.y + panel->area.height;
          if (at < panel->area.y || at > end)
            continue;
          insets->top = MAX (insets->top, panel->area.y - (at - height / 2));
          insets->bottom = MAX (insets->bottom, at + height / 2 - end);
        }
    }
  else /* half a number stands out at both ends */
    {
      insets->top = MAX (insets->top, height / 2);
      insets->bottom = MAX (insets->bottom, height / 2);
    }
}

void
s2p_axis_draw_x (const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTheme *theme = canvas->theme;
  const S2pRect *area = &panel->area;
  double y = area->y + area->height, below = y + theme->axis_width;
  S2pTicks ticks;

  if (panel->x.hidden)
    return;
  x_ticks (panel, canvas, &ticks);
  s2p_canvas_colour (canvas, &theme->axis, 1);
  s2p_canvas_line (canvas, area->x - theme->axis_width / 2, y, area->x + area->width, y, theme->axis_width);
  if (panel->x.scale == S2P_SCALE_ROWS)
    {
      S2pRows rows = s2p_axis_rows_in_view (&panel->x, s2p_axis_line_height (canvas) * TIGHT);
      gboolean turned;

      measure_names_x (panel, canvas, &turned);
      below += theme->gap;
      for (gsize row = rows.first; row < rows.end; row += rows.stride)
        {
          g_autofree char *name = s2p_axis_row_name (panel, row);
          double at = s2p_axis_pixel (&panel->x, row + 0.5);
          if (!name || at < area->x || at > area->x + area->width)
            continue;
          if (turned)
            {
              g_autofree char *one_line = g_strdelimit (g_strdup (name), "\n", ' ');
              s2p_canvas_text (canvas, S2P_TEXT_BODY, one_line, WIDEST_NAME * theme->text_size, at, below,
                               1, 0.5, 1);
            }
          else
            s2p_canvas_text (canvas, S2P_TEXT_BODY, name, 0, at, below, 0.5, 0, 0);
        }
    }
  else
    {
      for (guint i = 0; i < ticks.n; i++)
        {
          const S2pTick *tick = &ticks.tick[i];
          double at = s2p_axis_pixel (&panel->x, tick->value);
          double length = theme->tick_length * (tick->text[0] ? 1 : 0.6);
          s2p_canvas_colour (canvas, &theme->axis, 1);
          s2p_canvas_line (canvas, at, y, at, y + length, theme->axis_width);
          s2p_canvas_text (canvas, S2P_TEXT_BODY, tick->text, 0, at,
                           below + theme->tick_length + theme->gap * 0.4, 0.5, 0, 0);
        }
    }
  if (ticks.label)
    s2p_canvas_text (canvas, S2P_TEXT_BODY, ticks.label, area->width + panel->room.right,
                     area->x + area->width / 2, y + numbers_below (panel, canvas) + theme->gap * 0.4,
                     0.5, 0, 0);
}

void
s2p_axis_draw_y (const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTheme *theme = canvas->theme;
  const S2pRect *area = &panel->area;
  S2pTicks ticks;

  if (panel->y.hidden)
    return;
  y_ticks (panel, canvas, &ticks);
  if (panel->y.scale == S2P_SCALE_ROWS)
    {
      S2pRows rows = s2p_axis_rows_in_view (&panel->y, s2p_axis_line_height (canvas));
      double right = area->x - theme->gap - s2p_axis_row_indent (panel, canvas);
      for (gsize row = rows.first; row < rows.end; row += rows.stride)
        {
          g_autofree char *name = s2p_axis_row_name (panel, row);
          double at = s2p_axis_pixel (&panel->y, row + 0.5);
          if (name && at >= area->y && at <= area->y + area->height)
            s2p_canvas_text (canvas, S2P_TEXT_BODY, name, widest_name (panel, canvas), right, at,
                             1, 0.5, 0);
        }
    }
  else
    {
      s2p_canvas_colour (canvas, &theme->axis, 1);
      s2p_canvas_line (canvas, area->x, area->y, area->x, area->y + area->height + theme->axis_width / 2,
                       theme->axis_width);
      for (guint i = 0; i < ticks.n; i++)
        {
          const S2pTick *tick = &ticks.tick[i];
          double at = s2p_axis_pixel (&panel->y, tick->value);
          double length = theme->tick_length * (tick->text[0] ? 1 : 0.6);
          s2p_canvas_colour (canvas, &theme->axis, 1);
          s2p_canvas_line (canvas, area->x - length, at, area->x, at, theme->axis_width);
          s2p_canvas_text (canvas, S2P_TEXT_BODY, tick->text, 0,
                           area->x - theme->tick_length - theme->gap * 0.6, at, 1, 0.5, 0);
        }
    }
  if (ticks.label)
    {
      const double most = area->height + panel->room.bottom;
      double length, thickness;

      /* One that is longer than the axis reaches down beside the numbers below, not up into the title. */
      s2p_canvas_measure (canvas, S2P_TEXT_BODY, ticks.label, most, &length, &thickness);
      s2p_canvas_text (canvas, S2P_TEXT_BODY, ticks.label, most, area->x - numbers_beside (panel, canvas, &ticks) - theme->gap * 0.8,
                       area->y + MAX (area->height, length) / 2, 0.5, 1, 1);
    }
}
