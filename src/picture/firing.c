#include "picture/shown.h"
#include "base/words.h"
#include <math.h>

#define RECORDED_HEIGHT 100.0 /* points, in a file */
#define TRACE_HEIGHT 45.0
#define SPIKES_HEIGHT 14.0
#define LABELS_HEIGHT 60.0
#define TALLEST 1000.0
#define LEAST_VIEW 1.0        /* ms */

enum { TIME_AXIS = 1 }; /* of all panels */

typedef struct {
  S2pShown     *shown;
  gboolean      with_recording; /* as the first row */
  guint         n_rows;
  S2pRasterRow *spikes;  /* [n_rows] */
  S2pTraceRow  *traces;  /* [n_rows]; NULL for none */
  S2pRaster     raster;
  S2pTrace      trace;
} Rows;

static void
free_rows (gpointer data)
{
  Rows *self = data;

  g_free (self->spikes);
  g_free (self->traces);
  g_free (self);
}

/* @recording: what its row is called; NULL: no such row. */
static Rows *
make_rows (S2pShown *shown, const char *recording, guint n_cells, gboolean with_traces, gboolean legend)
{
  Rows *self = g_new0 (Rows, 1);
  guint row = 0;

  self->shown = shown;
  self->with_recording = recording != NULL;
  self->n_rows = n_cells + (recording != NULL ? 1 : 0);
  self->spikes = g_new0 (S2pRasterRow, MAX (1, self->n_rows));
  self->traces = with_traces ? g_new0 (S2pTraceRow, MAX (1, self->n_rows)) : NULL;
  if (recording != NULL)
    self->spikes[row++] = (S2pRasterRow) { shown->recorded, shown->recording->train->n_spikes, recording, S2P_ROLE_RECORDING };
  for (guint i = 0; i < n_cells; i++, row++)
    {
      const S2pShownCell *cell = &shown->cells[i];
      const gboolean traced = with_traces && cell->samples.n > 0;

      self->spikes[row] = (S2pRasterRow) { cell->times, traced ? 0 : cell->n_spikes, cell->name, cell->role };
      if (with_traces)
        self->traces[row] = (S2pTraceRow) { cell->samples, cell->name, cell->role };
    }
  s2p_raster_init (&self->raster, self->spikes, self->n_rows);
  if (legend)
    s2p_picture_legend (self->raster.legend);
  if (!with_traces)
    return self;
  s2p_trace_init (&self->trace, self->traces, self->n_rows, "mV");
  self->trace.low = shown->low;
  self->trace.high = shown->high;
  self->trace.own_axes = TRUE;
  return self;
}

static void
say_cell (const Rows *self, gsize row, const S2pPointer *pointer, GString *words)
{
  const S2pShownCell *cell = &self->shown->cells[row - (self->with_recording ? 1 : 0)];
  const S2pSamples *samples = &cell->samples;
  double sample = (pointer->x - samples->start) / samples->step;

  if (cell->firing != NULL && cell->firing->failure != NULL) /* Translators: "cell 3 (failed): reason" */
    g_string_append_printf (words, _("%s: %s"), cell->name, cell->firing->failure);
  else if (cell->firing == NULL)
    g_string_append (words, cell->name);
  else if (self->traces != NULL && samples->n > 0 && sample >= 0 && sample < samples->n)
    {
      g_autofree char *potential = s2p_picture_fixed (s2p_samples_get (samples, (gsize) sample), 1), *seconds = s2p_picture_fixed (pointer->x / 1000, 3);

      /* Translators: name of a cell, membrane potential, time */
      g_string_append_printf (words, _("%s, %s mV at %s s"), cell->name, potential, seconds);
    }
  else
    s2p_picture_say_time (words, cell->name, pointer);
}

static S2pThing
at (gpointer data, const S2pPointer *pointer, GString *words)
{
  Rows *self = data;

  if (pointer->row >= self->n_rows)
    return (S2pThing) { S2P_THING_NONE, 0 };
  if (self->with_recording && pointer->row == 0)
    {
      s2p_picture_say_time (words, self->shown->recording->train->id, pointer);
      return (S2pThing) { S2P_THING_RECORDING, 0 };
    }
  say_cell (self, pointer->row, pointer, words);
  return (S2pThing) { S2P_THING_CELL, self->shown->cells[pointer->row - (self->with_recording ? 1 : 0)].number };
}

static gboolean
highlight (gpointer data, S2pThing thing)
{
  Rows *self = data;
  gsize row = s2p_shown_find (self->shown, thing);

  if (row != S2P_NONE && self->with_recording)
    row++;
  self->trace.highlight = row < self->n_rows ? row : S2P_NONE;
  return s2p_picture_mark (&self->raster.highlight, row, self->n_rows);
}

static S2pPanel *
add_rows (S2pPicture *picture, S2pPlace place, Rows *self, const char *title)
{
  S2pPanel *panel = s2p_picture_add_panel (picture, place);
  S2pPart *part = s2p_picture_add_part (picture, panel, s2p_picture_own (picture, self, free_rows));

  panel->title = title;
  s2p_picture_time_axis (picture, panel);
  if (self->traces != NULL)
    s2p_panel_add (panel, &self->trace.layer);
  s2p_panel_add (panel, &self->raster.layer);
  part->at = at;
  part->highlight = highlight;
  part->zoom = S2P_ZOOM_X;
  part->link = TIME_AXIS;
  s2p_part_set_x (part, self->shown->view, self->shown->extent, LEAST_VIEW);
  s2p_part_set_rows (part, self->n_rows);
  return panel;
}

void
s2p_picture_add_recorded (S2pPicture *picture, S2pPlace place, S2pShown *shown, const char *title)
{
  S2pPanel *panel = add_rows (picture, place, make_rows (shown, shown->recording->train->id, 0, FALSE, FALSE), title);

  panel->x.hidden = TRUE; /* the cells below have the same */
}

void
s2p_picture_add_cells (S2pPicture *picture, S2pPlace place, S2pShown *shown, const char *title, gboolean legend)
{
  add_rows (picture, place, make_rows (shown, NULL, shown->n, shown->n_traced > 0, legend), title);
}

void
s2p_picture_add_spikes (S2pPicture *picture, S2pPlace place, S2pShown *shown, const char *title)
{
  add_rows (picture, place, make_rows (shown, _("recording"), shown->n, FALSE, TRUE), title);
}

/* Markup. */
static char *
heading (const S2pShown *shown)
{
  g_autofree char *id = s2p_canvas_plain (shown->recording->train->id);

  if (shown->firing == NULL || shown->n == 0)
    return g_strdup_printf (_("Recording %s; its cells have not been simulated"), id);
  return g_strdup_printf (shown->n_traced > 0 ? _("Recording %s and the membrane potential of its cells, aligned") : _("Recording %s and the spikes of its cells, aligned"), id);
}

S2pPicture *
s2p_picture_firing (const S2pEntry *entry, S2pTraces *traces, const guint *order, guint n_shown)
{
  S2pShown *shown = s2p_shown_new (entry, traces, order, n_shown);
  const double height = RECORDED_HEIGHT + (shown->n_traced > 0 ? TRACE_HEIGHT : SPIKES_HEIGHT) * shown->n + LABELS_HEIGHT;
  S2pPicture *picture = s2p_picture_new ("firing", 2, 1, MIN (height, TALLEST));
  const char *id = entry->recording->train->id;

  s2p_picture_own (picture, shown, (GDestroyNotify) s2p_shown_free);
  picture->figure->row_weight[1] = CLAMP (shown->n, 3, 9);
  s2p_picture_add_recorded (picture, (S2pPlace) { 0, 0, 1, 1 }, shown, s2p_picture_own (picture, heading (shown), g_free));
  s2p_picture_add_cells (picture, (S2pPlace) { 1, 0, 1, 1 }, shown, NULL, TRUE);
  picture->title = g_strdup_printf (_("Recording %s and its cells"), id);
  if (shown->firing == NULL || shown->n == 0)
    picture->caption = g_strdup_printf (_("The spikes of recording %s; there are no simulated cells."), id);
  else
    picture->caption = g_strdup_printf (S2P_PLURAL ("The spikes of recording %s above the firing of %u cell, aligned at a burst or a spike.",
                                                    "The spikes of recording %s above the firing of %u cells, aligned at a burst or a spike.", shown->n),
                                        id, shown->n);
  return picture;
}
