/* What pictures are made of, for the files of this folder.
 *
 * A picture is a figure, what its panels are drawn from, and parts. A part is a panel that can be pointed at, highlighted
 * and zoomed. The functions s2p_picture_add_... put their panels into a figure at a place, so that several make one figure.
 */
#pragma once
#include "picture/numbers.h"
#include "picture/picture.h"
#include "plot/raster.h"

G_BEGIN_DECLS

typedef struct { guint row, column, row_span, column_span; } S2pPlace;
typedef struct { double low, high; } S2pRange;

/* Where the pointer is in a panel. */
typedef struct {
  double   x, y;   /* in data units */
  gsize    row;    /* where the panel has rows along y; else S2P_NONE */
  gboolean near;   /* whether hit is close enough to be meant */
  S2pHit   hit;
} S2pPointer;

/* Home: what is shown first. Limit: holds home and all data. Least: the smallest range that can be shown. */
typedef struct {
  S2pRange home, limit;
  double   least;
} S2pSpan;

typedef struct {
  S2pPanel *panel; /* of the figure */
  gpointer  data;  /* for the functions; the picture's own */
  S2pThing  (*at)        (gpointer data, const S2pPointer *pointer, GString *words); /* appends plain text */
  gboolean  (*highlight) (gpointer data, S2pThing thing); /* whether anything has changed */
  S2pZoom   zoom;
  S2pSpan   x, y;
  guint     link;  /* parts of the same number > 0 have one x axis */
} S2pPart;

struct _S2pPicture {
  const char *kind;  /* static */
  S2pFigure  *figure;
  char       *title, *caption;
  GPtrArray  *parts; /* (element-type S2pPart) */
  GPtrArray  *owned; /* freed with the picture */
  S2pAxisUnit time_units[2];
  double      height;
};

/* @height: points, of a file 720 points wide. */
S2pPicture *s2p_picture_new         (const char *kind, guint n_rows, guint n_columns, double height);
gpointer    s2p_picture_own         (S2pPicture *picture, gpointer object, GDestroyNotify free_object); /* returns @object */

S2pPanel   *s2p_picture_add_panel   (S2pPicture *picture, S2pPlace place);
S2pPart    *s2p_picture_add_part    (S2pPicture *picture, S2pPanel *panel, gpointer data);
/* Ranges are mended where they are empty; the panel shows home from now on. */
void        s2p_part_set_x          (S2pPart *part, S2pRange home, S2pRange limit, double least);
void        s2p_part_set_y          (S2pPart *part, S2pRange home, S2pRange limit, double least);
/* All @n rows of a panel, top to bottom. */
void        s2p_part_set_rows       (S2pPart *part, gsize n);
void        s2p_picture_time_axis   (S2pPicture *picture, S2pPanel *panel);

/* --- words (words.c; numbers: numbers.h) --- */
char       *s2p_picture_symbol      (const S2pModel *model, guint conductance);  /* markup: "g<sub>Na</sub>" */
void        s2p_picture_legend      (const char *legend[S2P_N_ROLES]); /* of activities */
/* "3, spike at 1.234 s", or the time alone; of a row of a raster. */
void        s2p_picture_say_time    (GString *words, const char *name, const S2pPointer *pointer);
S2pRange    s2p_range_with          (S2pRange range, double value);   /* widened; NAN changes nothing */
/* Sets *@highlight to @index, or to none where that is not below @n. */
gboolean    s2p_picture_mark        (gsize *highlight, gsize index, gsize n);

/* --- what stands in several figures --- */
void        s2p_picture_add_raster       (S2pPicture *picture, S2pPlace place, S2pEntry *const *entries, guint n);
void        s2p_picture_add_plane        (S2pPicture *picture, S2pPlace place, const S2pModel *model, S2pEntry *const *entries, guint n);
void        s2p_picture_add_conductances (S2pPicture *picture, S2pPlace place, const S2pModel *model, const S2pEntry *entry);
void        s2p_picture_add_scatter      (S2pPicture *picture, S2pPlace place, const S2pModel *model, const S2pEntry *entry, guint x, guint y);

/* Pearson's; NAN where it is not known. */
double      s2p_picture_correlation      (const S2pPopulation *population, guint x, guint y);

G_END_DECLS
