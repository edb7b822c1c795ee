/* Pictures of a session: figures of the plot library filled from recordings, populations and firing. The window shows them
 * and the command line saves them, from the same code.
 *
 * A picture holds references to all that it draws from, so it stays right whatever becomes of the session. What the user
 * points at is told as a recording or a cell, and can be highlighted; a cell has the same number in every picture of its
 * population. Words come translated (base/words.h); numbers are as in the C locale.
 */
#pragma once
#include "plot/figure.h"
#include "session/session.h"
#include "session/traces.h"

G_BEGIN_DECLS

typedef struct _S2pPicture S2pPicture;

typedef enum {
  S2P_THING_NONE,
  S2P_THING_RECORDING, /* number: index into the entries or recordings that the picture was made from */
  S2P_THING_CELL,      /* number: index into the population */
} S2pThingKind;

typedef struct {
  S2pThingKind kind;
  guint        number;
} S2pThing;

/* What zooming changes; the other axis stays as it is. */
typedef enum { S2P_ZOOM_NONE = 0, S2P_ZOOM_X = 1, S2P_ZOOM_Y = 2, S2P_ZOOM_BOTH = 3 } S2pZoom;

/* --- the pictures; each is freed with s2p_picture_free --- */

/* Spike trains as rows. @entries: [n]; rows that are not used are faint. */
S2pPicture *s2p_picture_raster        (S2pEntry *const *entries, guint n);

/* The DIC plane: of each entry that has an estimate the inferred mean and, while there are few, the regions that hold 50 and
 * 90 % of its density (of many, those of the one that is highlighted), within the model's range; where a target is another
 * pair than the mean, that too. */
S2pPicture *s2p_picture_plane         (const S2pModel *model, S2pEntry *const *entries, guint n);

/* The recorded train on top and the cells' traces under it on one time axis, each shifted so that a burst (or spike)
 * onset falls on the recording's first. Without @traces (or for cells beyond them) their spikes as rows.
 * @order: [n_shown] cells from top to bottom; NULL: as they are numbered. */
S2pPicture *s2p_picture_firing        (const S2pEntry *entry, S2pTraces *traces, const guint *order, guint n_shown);

/* Box plots of the conductances, each scaled to its own power of ten, with the single cells as points. */
S2pPicture *s2p_picture_conductances  (const S2pModel *model, const S2pEntry *entry);

/* Two conductances of the cells against each other, coloured by activity where the cells have been simulated. */
S2pPicture *s2p_picture_scatter       (const S2pModel *model, const S2pEntry *entry, guint conductance_x, guint conductance_y);

/* The two conductances that the cells are solved for, in which they differ without firing differently: a scatter to begin
 * with. (Those that go together most closely do so because all are scaled with the leak.) @population: (nullable). */
void        s2p_picture_solved_pair   (const S2pModel *model, const S2pPopulation *population, guint *x, guint *y);

/* Firing, conductances and scatter in one, for a file. */
S2pPicture *s2p_picture_population    (const S2pModel *model, const S2pEntry *entry, S2pTraces *traces);

/* Raster (of the first 100) and plane in one, for a file. */
S2pPicture *s2p_picture_overview      (const S2pModel *model, S2pEntry *const *entries, guint n);

void        s2p_picture_free      (S2pPicture *picture); /* accepts NULL */

/* --- use --- */
S2pFigure  *s2p_picture_figure    (S2pPicture *picture);       /* borrowed; its theme may be set */
S2pZoom     s2p_picture_zoom      (const S2pPicture *picture);   /* what it does by itself; NONE: a still picture */
/* The title and one sentence that says what can be seen, for assistive technology and captions; borrowed. */
const char *s2p_picture_title     (const S2pPicture *picture);
const char *s2p_picture_caption   (const S2pPicture *picture);
/* Of a file, in points: see s2p_figure_save. */
void        s2p_picture_size      (const S2pPicture *picture, double *width, double *height);
/* What lies at a point of the last drawing. @words: (out) (optional): text for a tooltip, free with g_free; NULL for none. */
S2pThing    s2p_picture_at        (S2pPicture *picture, double x, double y, char **words);
/* FALSE where nothing has changed. */
gboolean    s2p_picture_highlight (S2pPicture *picture, S2pThing thing);

/* Zooming and moving the panel at (@x, @y), in pixels of the last drawing; where a drag began, though the pointer may have
 * left the panel. Panels that share an axis move together. The view never leaves the data, nor shows less than a few
 * samples. FALSE where nothing has changed.
 * @axes: S2P_ZOOM_NONE for those of s2p_picture_zoom; S2P_ZOOM_Y also zooms rows. @factor: < 1 shows less. */
gboolean    s2p_picture_zoom_at   (S2pPicture *picture, S2pZoom axes, double x, double y, double factor);
gboolean    s2p_picture_pan       (S2pPicture *picture, double x, double y, double dx, double dy); /* content follows (dx, dy) */
gboolean    s2p_picture_reset     (S2pPicture *picture);         /* as it was when made */
/* Shows of @to what @from shows, where both are of the same kind: a picture made anew keeps the user's view. */
void        s2p_picture_keep_view (S2pPicture *to, const S2pPicture *from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pPicture, s2p_picture_free)

G_END_DECLS
