/* A recording and cells of its population, aligned: each is shifted so that the onset of a burst (where it bursts; else its
 * first spike) stands at time 0.
 */
#pragma once
#include "picture/picture-private.h"
#include "plot/trace.h"

G_BEGIN_DECLS

typedef struct {
  guint                number;  /* in the population */
  char                *name;    /* "cell 12" */
  const S2pCellFiring *firing;  /* NULL: not simulated */
  S2pRole              role;
  double               zero;    /* ms, what stands at time 0 */
  S2pSamples           samples; /* aligned, after the transient; n = 0: no trace */
  S2pSummary           summary; /* of samples */
  double              *times;   /* aligned spikes; n_spikes of them */
  gsize                n_spikes;
} S2pShownCell;

typedef struct {
  S2pRecording *recording;  /* references */
  S2pFiring    *firing;     /* NULL: none yet */
  S2pTraces    *traces;     /* NULL for none */
  double       *recorded;   /* its aligned spikes */
  S2pShownCell *cells;
  guint         n;
  guint         n_traced;   /* that have a trace */
  double        low, high;  /* mV, of all traces */
  S2pRange      view, extent; /* ms */
} S2pShown;

/* @order: [n], or NULL; cells that the population does not have are left out. */
S2pShown *s2p_shown_new  (const S2pEntry *entry, S2pTraces *traces, const guint *order, guint n);
void      s2p_shown_free (S2pShown *shown);
/* Position of a cell, S2P_NONE where it is not shown. */
gsize     s2p_shown_find (const S2pShown *shown, S2pThing thing);

/* The panels. @shown and @title (nullable, markup) are the picture's own, or static. */
void      s2p_picture_add_recorded (S2pPicture *picture, S2pPlace place, S2pShown *shown, const char *title); /* the recording */
/* Traces; spikes of cells without one. */
void      s2p_picture_add_cells    (S2pPicture *picture, S2pPlace place, S2pShown *shown, const char *title, gboolean legend);
/* Of the recording and all cells. */
void      s2p_picture_add_spikes   (S2pPicture *picture, S2pPlace place, S2pShown *shown, const char *title);

G_END_DECLS
