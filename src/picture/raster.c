#include "picture/picture-private.h"
#include "base/words.h"
#include <math.h>

#define HEIGHT 280.0
#define LEAST_VIEW 2.0 /* ms */
#define ROOM 0.01      /* beyond the last spike, as a share of the time shown */
#define NEAR_START 0.2 /* a first spike this near, as a share, shows the recording from its beginning */

typedef struct {
  guint          n;
  S2pRecording **recordings; /* references */
  S2pRasterRow  *rows;
  gboolean      *faint;
  S2pRaster      raster;
} Raster;

static void
free_raster (gpointer data)
{
  Raster *self = data;

  for (guint i = 0; i < self->n; i++)
    s2p_recording_unref (self->recordings[i]);
  g_free (self->recordings);
  g_free (self->rows);
  g_free (self->faint);
  g_free (self);
}

static Raster *
make_raster (S2pEntry *const *entries, guint n)
{
  Raster *self = g_new0 (Raster, 1);

  self->n = n;
  self->recordings = g_new (S2pRecording *, MAX (1, n));
  self->rows = g_new (S2pRasterRow, MAX (1, n));
  self->faint = g_new (gboolean, MAX (1, n));
  for (guint i = 0; i < n; i++)
    {
      S2pRecording *recording = self->recordings[i] = s2p_recording_ref (entries[i]->recording);

      self->rows[i] = (S2pRasterRow) { recording->train->times, recording->train->n_spikes, recording->train->id, s2p_role_of_activity (recording->features.activity) };
      self->faint[i] = !entries[i]->used;
    }
  s2p_raster_init (&self->raster, self->rows, n);
  self->raster.faint = self->faint;
  s2p_picture_legend (self->raster.legend);
  return self;
}

static S2pThing
at (gpointer data, const S2pPointer *pointer, GString *words)
{
  Raster *self = data;

  if (pointer->row >= self->n)
    return (S2pThing) { S2P_THING_NONE, 0 };
  s2p_picture_say_time (words, self->rows[pointer->row].name, pointer);
  return (S2pThing) { S2P_THING_RECORDING, (guint) pointer->row };
}

static gboolean
highlight (gpointer data, S2pThing thing)
{
  Raster *self = data;

  return s2p_picture_mark (&self->raster.highlight, thing.kind == S2P_THING_RECORDING ? thing.number : S2P_NONE, self->n);
}

/* From the beginning of the recordings to a little after the last spike of all. */
static S2pRange
extent_of (const Raster *self)
{
  S2pRange extent = { INFINITY, -INFINITY };
  double room;

  for (guint i = 0; i < self->n; i++)
    if (self->rows[i].n > 0)
      {
        extent.low = MIN (extent.low, self->rows[i].times[0]);
        extent.high = MAX (extent.high, self->rows[i].times[self->rows[i].n - 1]);
      }
  if (!(extent.low <= extent.high))
    return (S2pRange) { 0, 1000 };
  if (extent.low >= 0 && extent.low < NEAR_START * (extent.high - extent.low))
    extent.low = 0;
  room = MAX (ROOM * (extent.high - extent.low), 1);
  return (S2pRange) { extent.low == 0 ? 0 : extent.low - room, extent.high + room };
}

void
s2p_picture_add_raster (S2pPicture *picture, S2pPlace place, S2pEntry *const *entries, guint n)
{
  Raster *self = s2p_picture_own (picture, make_raster (entries, n), free_raster);
  S2pPanel *panel = s2p_picture_add_panel (picture, place);
  S2pPart *part = s2p_picture_add_part (picture, panel, self);
  const S2pRange extent = extent_of (self);

  panel->title = _("Recordings");
  s2p_picture_time_axis (picture, panel);
  s2p_panel_add (panel, &self->raster.layer);
  part->at = at;
  part->highlight = highlight;
  part->zoom = S2P_ZOOM_X;
  s2p_part_set_x (part, extent, extent, LEAST_VIEW);
  s2p_part_set_rows (part, n);
}

S2pPicture *
s2p_picture_raster (S2pEntry *const *entries, guint n)
{
  S2pPicture *picture = s2p_picture_new ("raster", 1, 1, HEIGHT);
  guint bursting = 0, spiking = 0;

  s2p_picture_add_raster (picture, (S2pPlace) { 0, 0, 1, 1 }, entries, n);
  for (guint i = 0; i < n; i++)
    {
      bursting += entries[i]->recording->features.activity == S2P_ACTIVITY_BURSTING;
      spiking += entries[i]->recording->features.activity == S2P_ACTIVITY_SPIKING;
    }
  picture->title = g_strdup (_("Recordings"));
  picture->caption = n == 0 ? g_strdup (_("There are no recordings yet."))
                            : g_strdup_printf (S2P_PLURAL ("Spike train of %u recording; spiking: %u, bursting: %u.", "Spike trains of %u recordings, one below the other; spiking: %u, bursting: %u.", n),
                                               n, spiking, bursting);
  return picture;
}
