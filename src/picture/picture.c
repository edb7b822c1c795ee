#include "picture/picture-private.h"
#include "base/words.h"
#include <math.h>

#define FILE_WIDTH 720.0 /* points: a page's text width and a half */
#define REACH 8.0        /* pixels within which something is meant */

typedef struct {
  gpointer       object;
  GDestroyNotify free_object;
} Owned;

static void
free_owned (gpointer data)
{
  Owned *owned = data;

  owned->free_object (owned->object);
  g_free (owned);
}

S2pPicture *
s2p_picture_new (const char *kind, guint n_rows, guint n_columns, double height)
{
  S2pPicture *picture = g_new0 (S2pPicture, 1);

  picture->kind = kind;
  picture->figure = s2p_figure_new (n_rows, n_columns);
  picture->parts = g_ptr_array_new_with_free_func (g_free);
  picture->owned = g_ptr_array_new_with_free_func (free_owned);
  picture->time_units[0] = (S2pAxisUnit) { 1, _("Time (ms)") };
  picture->time_units[1] = (S2pAxisUnit) { 1000, _("Time (s)") };
  picture->height = height;
  return picture;
}

void
s2p_picture_free (S2pPicture *picture)
{
  if (picture == NULL)
    return;
  s2p_figure_free (picture->figure);
  g_ptr_array_unref (picture->parts);
  g_ptr_array_unref (picture->owned);
  g_free (picture->title);
  g_free (picture->caption);
  g_free (picture);
}

gpointer
s2p_picture_own (S2pPicture *picture, gpointer object, GDestroyNotify free_object)
{
  Owned *owned = g_new (Owned, 1);

  *owned = (Owned) { object, free_object };
  g_ptr_array_add (picture->owned, owned);
  return object;
}

S2pPanel *
s2p_picture_add_panel (S2pPicture *picture, S2pPlace place)
{
  return s2p_figure_add (picture->figure, place.row, place.column, place.row_span, place.column_span);
}

S2pPart *
s2p_picture_add_part (S2pPicture *picture, S2pPanel *panel, gpointer data)
{
  S2pPart *part = g_new0 (S2pPart, 1);

  part->panel = panel;
  part->data = data;
  g_ptr_array_add (picture->parts, part);
  return part;
}

void
s2p_picture_time_axis (S2pPicture *picture, S2pPanel *panel)
{
  panel->x.units = picture->time_units;
  panel->x.n_units = G_N_ELEMENTS (picture->time_units);
}

static void
set_span (S2pSpan *span, S2pAxis *axis, S2pRange home, S2pRange limit, double least)
{
  s2p_axis_set_range (axis, home.low, home.high); /* mends what cannot be shown */
  span->home = (S2pRange) { axis->low, axis->high };
  span->limit = s2p_range_with (s2p_range_with (span->home, limit.low), limit.high);
  span->least = MIN (least, span->home.high - span->home.low);
}

void
s2p_part_set_x (S2pPart *part, S2pRange home, S2pRange limit, double least)
{
  set_span (&part->x, &part->panel->x, home, limit, least);
}

void
s2p_part_set_y (S2pPart *part, S2pRange home, S2pRange limit, double least)
{
  set_span (&part->y, &part->panel->y, home, limit, least);
}

void
s2p_part_set_rows (S2pPart *part, gsize n)
{
  const S2pRange all = { 0, MAX (n, 1) };

  s2p_part_set_y (part, all, all, 1);
}

S2pFigure *
s2p_picture_figure (S2pPicture *picture)
{
  return picture->figure;
}

const char *
s2p_picture_title (const S2pPicture *picture)
{
  return picture->title;
}

const char *
s2p_picture_caption (const S2pPicture *picture)
{
  return picture->caption;
}

void
s2p_picture_size (const S2pPicture *picture, double *width, double *height)
{
  *width = FILE_WIDTH;
  *height = picture->height;
}

S2pZoom
s2p_picture_zoom (const S2pPicture *picture)
{
  S2pZoom zoom = S2P_ZOOM_NONE;

  for (guint i = 0; i < picture->parts->len; i++)
    zoom |= ((const S2pPart *) picture->parts->pdata[i])->zoom;
  return zoom;
}

static S2pPart *
part_at (S2pPicture *picture, double x, double y)
{
  S2pPanel *panel = s2p_figure_panel_at (picture->figure, x, y);

  for (guint i = 0; panel != NULL && i < picture->parts->len; i++)
    if (((S2pPart *) picture->parts->pdata[i])->panel == panel)
      return picture->parts->pdata[i];
  return NULL;
}

S2pThing
s2p_picture_at (S2pPicture *picture, double x, double y, char **words)
{
  const S2pPart *part = part_at (picture, x, y);
  g_autoptr (GString) text = g_string_new (NULL);
  S2pThing thing = { S2P_THING_NONE, 0 };

  if (part != NULL && part->at != NULL)
    {
      S2pPointer pointer = { .x = s2p_axis_value (&part->panel->x, x), .y = s2p_axis_value (&part->panel->y, y), .row = S2P_NONE };

      if (part->panel->y.scale == S2P_SCALE_ROWS && pointer.y >= 0)
        pointer.row = (gsize) pointer.y;
      pointer.near = s2p_panel_hit (part->panel, x, y, REACH, &pointer.hit);
      thing = part->at (part->data, &pointer, text);
    }
  if (words != NULL)
    *words = text->len > 0 ? g_strdup (text->str) : NULL;
  return thing;
}

gboolean
s2p_picture_highlight (S2pPicture *picture, S2pThing thing)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < picture->parts->len; i++)
    {
      S2pPart *part = picture->parts->pdata[i];

      if (part->highlight != NULL && part->highlight (part->data, thing))
        changed = TRUE;
    }
  return changed;
}

/* --- the view --- */

/* Shows [@low, @low + @length], moved to where it lies within the data. */
static gboolean
show (S2pAxis *axis, const S2pSpan *span, double low, double length)
{
  const S2pRange before = { axis->low, axis->high };
  const double whole = span->limit.high - span->limit.low;

  if (!isfinite (low) || !isfinite (length))
    return FALSE;
  length = CLAMP (length, span->least, whole);
  low = CLAMP (low, span->limit.low, span->limit.high - length);
  /* The end is the data's own where it is reached, not a rounded sum. */
  s2p_axis_set_range (axis, low, low + length >= span->limit.high ? span->limit.high : low + length);
  return fabs (axis->low - before.low) + fabs (axis->high - before.high) > 1e-9 * (before.high - before.low);
}

static gboolean
show_x (S2pPicture *picture, S2pPart *part, double low, double length)
{
  gboolean changed = show (&part->panel->x, &part->x, low, length);

  for (guint i = 0; i < picture->parts->len; i++)
    {
      S2pPart *other = picture->parts->pdata[i];

      if (other != part && other->link > 0 && other->link == part->link && show (&other->panel->x, &other->x, low, length))
        changed = TRUE;
    }
  return changed;
}

/* What zooming and moving may change of a part: rows, too, where there is anything to zoom. */
static S2pZoom
movable (const S2pPart *part)
{
  return part->zoom | (part->zoom != S2P_ZOOM_NONE && part->panel->y.scale == S2P_SCALE_ROWS ? S2P_ZOOM_Y : S2P_ZOOM_NONE);
}

/* Where the view begins and how long it is when zoomed about a pixel. */
static S2pRange
zoomed (const S2pAxis *axis, const S2pSpan *span, double pixel, double factor)
{
  const double at = CLAMP (s2p_axis_value (axis, pixel), axis->low, axis->high), before = axis->high - axis->low,
               length = CLAMP (before * factor, span->least, span->limit.high - span->limit.low);

  return (S2pRange) { at - (at - axis->low) * length / before, length };
}

gboolean
s2p_picture_zoom_at (S2pPicture *picture, S2pZoom axes, double x, double y, double factor)
{
  S2pPart *part = part_at (picture, x, y);
  gboolean changed = FALSE;

  if (part == NULL || !(factor > 0) || !isfinite (factor))
    return FALSE;
  axes = axes == S2P_ZOOM_NONE ? part->zoom : axes & movable (part);
  if (axes & S2P_ZOOM_X)
    {
      const S2pRange to = zoomed (&part->panel->x, &part->x, x, factor);

      changed |= show_x (picture, part, to.low, to.high);
    }
  if (axes & S2P_ZOOM_Y)
    {
      const S2pRange to = zoomed (&part->panel->y, &part->y, y, factor);

      changed |= show (&part->panel->y, &part->y, to.low, to.high);
    }
  return changed;
}

gboolean
s2p_picture_pan (S2pPicture *picture, double x, double y, double dx, double dy)
{
  S2pPart *part = part_at (picture, x, y);
  gboolean changed = FALSE;

  if (part == NULL)
    return FALSE;
  if (movable (part) & S2P_ZOOM_X)
    changed |= show_x (picture, part, s2p_axis_value (&part->panel->x, part->panel->x.start - dx), part->panel->x.high - part->panel->x.low);
  if (movable (part) & S2P_ZOOM_Y)
    changed |= show (&part->panel->y, &part->y, s2p_axis_value (&part->panel->y, part->panel->y.start - dy), part->panel->y.high - part->panel->y.low);
  return changed;
}

gboolean
s2p_picture_reset (S2pPicture *picture)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < picture->parts->len; i++)
    {
      S2pPart *part = picture->parts->pdata[i];

      if (part->zoom == S2P_ZOOM_NONE)
        continue;
      changed |= show (&part->panel->x, &part->x, part->x.home.low, part->x.home.high - part->x.home.low);
      changed |= show (&part->panel->y, &part->y, part->y.home.low, part->y.home.high - part->y.home.low);
    }
  return changed;
}

static void
keep_axis (S2pAxis *to, const S2pSpan *span, const S2pAxis *from, const S2pRange *home)
{
  if (from->low != home->low || from->high != home->high)
    show (to, span, from->low, from->high - from->low);
}

void
s2p_picture_keep_view (S2pPicture *to, const S2pPicture *from)
{
  if (to->kind != from->kind)
    return;
  for (guint i = 0; i < MIN (to->parts->len, from->parts->len); i++)
    {
      S2pPart *part = to->parts->pdata[i];
      const S2pPart *before = from->parts->pdata[i];

      if (part->zoom == S2P_ZOOM_NONE || before->zoom == S2P_ZOOM_NONE)
        continue;
      keep_axis (&part->panel->x, &part->x, &before->panel->x, &before->x.home);
      keep_axis (&part->panel->y, &part->y, &before->panel->y, &before->y.home);
    }
}
