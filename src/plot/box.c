#include "plot/box.h"
#include "base/quantile.h"
#include "plot/panel.h"
#include <math.h>
#include <stdlib.h>

static const double BOX_WIDTH = 0.56;    /* of a row */
static const double WIDEST_BOX = 46;     /* in units of length */
static const double POINTS_WIDTH = 0.34; /* half of what the points spread over, of the box */
/* More points than this are thinned evenly: they would be one blot. */
enum { MOST_POINTS = 3000 };

void
s2p_box_stats (const double *values, gsize n, S2pBoxStats *stats)
{
  g_autofree double *sorted = g_new (double, n + 1);
  double reach;
  gsize kept = 0, first = 0, last;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      sorted[kept++] = values[i];
  *stats = (S2pBoxStats) { kept, NAN, NAN, NAN, NAN, NAN };
  if (kept == 0)
    return;
  s2p_sort (sorted, kept);
  stats->q1 = s2p_quantile (sorted, kept, 0.25);
  stats->median = s2p_quantile (sorted, kept, 0.5);
  stats->q3 = s2p_quantile (sorted, kept, 0.75);
  reach = 1.5 * (stats->q3 - stats->q1);
  last = kept - 1;
  while (first < last && sorted[first] < stats->q1 - reach)
    first++;
  while (last > first && sorted[last] > stats->q3 + reach)
    last--;
  /* With few values the last one within reach can lie inside the box. */
  stats->low = MIN (sorted[first], stats->q1);
  stats->high = MAX (sorted[last], stats->q3);
}

/* Steps of the golden ratio fill an interval evenly, in no visible order. */
double
s2p_box_jitter (gsize index)
{
  double turns = (index + 0.5) * 0.6180339887498949;

  return 2 * (turns - floor (turns)) - 1;
}

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  const S2pBox *box = (const S2pBox *) layer;

  for (gsize g = 0; g < box->n_groups; g++)
    for (gsize i = 0; i < box->groups[g].n; i++)
      s2p_extent_add (extent, NAN, box->groups[g].values[i]);
  s2p_extent_add (extent, 0, NAN);
  s2p_extent_add (extent, MAX (box->n_groups, 1), NAN);
  extent->tight_x = TRUE;
}

static double
half_width (const S2pPanel *panel)
{
  double row = s2p_axis_pixel (&panel->x, 1) - s2p_axis_pixel (&panel->x, 0);

  return MIN (row * BOX_WIDTH, WIDEST_BOX) / 2;
}

static double
point_x (const S2pPanel *panel, gsize group, gsize index)
{
  return s2p_axis_pixel (&panel->x, group + 0.5)
         + s2p_box_jitter (index) * half_width (panel) * 2 * POINTS_WIDTH;
}

static double
clamp_y (const S2pPanel *panel, double value)
{
  return CLAMP (s2p_axis_pixel (&panel->y, value), panel->y.end - 1000, panel->y.start + 1000);
}

static void
draw_box (const S2pBoxGroup *group, gsize g, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTheme *theme = canvas->theme;
  double x = s2p_axis_pixel (&panel->x, g + 0.5), half = half_width (panel), width = theme->axis_width * 1.2;
  cairo_t *cr = canvas->cr;
  S2pBoxStats stats;

  s2p_box_stats (group->values, group->n, &stats);
  if (stats.n == 0)
    return;
  if (stats.n > 1)
    {
      double low = clamp_y (panel, stats.low), q1 = clamp_y (panel, stats.q1), q3 = clamp_y (panel, stats.q3);
      double high = clamp_y (panel, stats.high);

      s2p_canvas_colour (canvas, &theme->colour[group->role], 0.16);
      cairo_rectangle (cr, x - half, q3, 2 * half, q1 - q3);
      cairo_fill (cr);
      s2p_canvas_colour (canvas, &theme->axis, 1);
      s2p_canvas_line (canvas, x, high, x, q3, width);
      s2p_canvas_line (canvas, x, q1, x, low, width);
      s2p_canvas_line (canvas, x - half * 0.45, high, x + half * 0.45, high, width);
      s2p_canvas_line (canvas, x - half * 0.45, low, x + half * 0.45, low, width);
      s2p_canvas_line (canvas, x - half, q3, x + half, q3, width);
      s2p_canvas_line (canvas, x - half, q1, x + half, q1, width);
      s2p_canvas_line (canvas, x - half, q3, x - half, q1, width);
      s2p_canvas_line (canvas, x + half, q3, x + half, q1, width);
    }
  s2p_canvas_colour (canvas, &theme->text, 1);
  s2p_canvas_line (canvas, x - half, clamp_y (panel, stats.median), x + half, clamp_y (panel, stats.median),
                   width * 2);
}

static void
draw_points (const S2pBoxGroup *group, gsize g, const S2pPanel *panel, S2pCanvas *canvas, gboolean dimmed)
{
  const S2pTheme *theme = canvas->theme;
  gsize stride = group->n / MOST_POINTS + 1;
  double radius = theme->marker_radius * (group->n > 300 ? 0.4 : group->n > 60 ? 0.55 : 0.72);

  s2p_canvas_colour (canvas, &theme->colour[group->role], (group->n > 300 ? 0.35 : 0.75) * (dimmed ? 0.5 : 1));
  for (gsize i = 0; i < group->n; i += stride)
    s2p_canvas_marker (canvas, theme->marker[group->role], point_x (panel, g, i),
                       s2p_axis_pixel (&panel->y, group->values[i]), radius);
}

/* The chosen cell through all groups. */
static void
draw_highlight (const S2pBox *box, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTheme *theme = canvas->theme;
  gsize i = box->highlight;
  gboolean pen_down = FALSE;

  s2p_canvas_colour (canvas, &theme->colour[S2P_ROLE_HIGHLIGHT], 1);
  cairo_set_line_width (canvas->cr, theme->line_width * 1.3);
  cairo_new_path (canvas->cr);
  for (gsize g = 0; g < box->n_groups; g++)
    {
      const S2pBoxGroup *group = &box->groups[g];
      if (i >= group->n || !isfinite (s2p_axis_pixel (&panel->y, group->values[i])))
        {
          pen_down = FALSE;
          continue;
        }
      (pen_down ? cairo_line_to : cairo_move_to) (canvas->cr, point_x (panel, g, i),
                                                  clamp_y (panel, group->values[i]));
      pen_down = TRUE;
    }
  cairo_stroke (canvas->cr);
  for (gsize g = 0; g < box->n_groups; g++)
    if (i < box->groups[g].n)
      s2p_canvas_marker (canvas, theme->marker[S2P_ROLE_HIGHLIGHT], point_x (panel, g, i),
                         s2p_axis_pixel (&panel->y, box->groups[g].values[i]), theme->marker_radius);
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pBox *box = (const S2pBox *) layer;
  gsize first = (gsize) CLAMP (floor (panel->x.low), 0, box->n_groups);
  gsize end = (gsize) CLAMP (ceil (panel->x.high), 0, box->n_groups);

  for (gsize g = first; g < end; g++)
    {
      draw_box (&box->groups[g], g, panel, canvas);
      draw_points (&box->groups[g], g, panel, canvas, box->highlight != S2P_NONE);
    }
  if (box->highlight != S2P_NONE)
    draw_highlight (box, panel, canvas);
}

static char *
row_name (const S2pLayer *layer, gsize row)
{
  const S2pBox *box = (const S2pBox *) layer;
  const S2pBoxGroup *group = row < box->n_groups ? &box->groups[row] : NULL;
  char number[40];

  if (!group || !group->name)
    return NULL;
  if (!isfinite (group->multiplier) || group->multiplier == 0 || group->multiplier == 1)
    return g_strdup (group->name);
  s2p_number_markup (group->multiplier,
                     group->multiplier < 1 ? (int) ceil (-log10 (fabs (group->multiplier))) : 0,
                     number, sizeof number);
  return g_strdup_printf ("%s\n<small>×%s</small>", group->name, number);
}

static gboolean
hit (const S2pLayer *layer, const S2pPanel *panel, double x, double y, S2pHit *found)
{
  const S2pBox *box = (const S2pBox *) layer;
  double row = floor (s2p_axis_value (&panel->x, x));
  const S2pBoxGroup *group;

  if (!(row >= 0 && row < box->n_groups))
    return FALSE;
  group = &box->groups[(gsize) row];
  found->distance = INFINITY;
  for (gsize i = 0; i < group->n; i++)
    {
      double distance = hypot (point_x (panel, (gsize) row, i) - x,
                               s2p_axis_pixel (&panel->y, group->values[i]) - y);
      if (!(distance < found->distance))
        continue;
      found->series = (gsize) row;
      found->index = i;
      found->x = row + 0.5;
      found->y = group->values[i];
      found->distance = distance;
    }
  return isfinite (found->distance);
}

static const S2pLayerClass box_class = {
  .x_scale = S2P_SCALE_ROWS, .fit = fit, .draw = draw, .row_name = row_name, .hit = hit,
};

void
s2p_box_init (S2pBox *box, const S2pBoxGroup *groups, gsize n_groups)
{
  *box = (S2pBox) {
    .layer = { &box_class }, .groups = groups, .n_groups = n_groups, .highlight = S2P_NONE,
  };
}
