/* A layer: one kind of drawing inside a panel (spikes, traces, boxes, points, a grid).
 *
 * Each layer is a plain struct that begins with an S2pLayer; its _init function fills in the defaults.
 * Layers borrow their data: the caller keeps arrays and strings alive while a figure holds the layer.
 * Values that are not finite are left out of fits and drawings.
 */
#pragma once
#include "plot/axis.h"
#include "plot/canvas.h"

G_BEGIN_DECLS

#define S2P_NONE G_MAXSIZE /* no row, no index */

typedef struct _S2pLayer S2pLayer;
typedef struct _S2pPanel S2pPanel;

/* What lies near the pointer. */
typedef struct {
  const S2pLayer *layer;
  gsize           series;   /* row, group or 0 */
  gsize           index;    /* spike, sample, cell, point; S2P_NONE for the series as a whole */
  double          x, y;     /* in data units (y: mV in a trace) */
  double          distance; /* in pixels */
} S2pHit;

/* Extremes of the data; least > most where there is none. */
typedef struct {
  double   least_x, most_x, least_y, most_y;
  gboolean tight_x, tight_y; /* no room wanted beyond the data */
} S2pExtent;

typedef struct {
  const char *text; /* markup */
  S2pRole     role;
  gboolean    line; /* a line, else a marker */
  double      patch; /* a patch of this opacity in place of both; 0: none */
  gboolean    shaded; /* with the colour of the ramp of heat.h at @shade, not the role's */
  double      shade;
} S2pLegendEntry;

/* What a kind of layer can do; every function but fit and draw may be NULL. */
typedef struct {
  S2pScale x_scale, y_scale; /* S2P_SCALE_ROWS where the layer has rows there, else linear */
  void     (*fit)          (S2pLayer *layer, S2pExtent *extent); /* widens @extent */
  void     (*draw)         (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas); /* clipped */
  void     (*measure)      (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas,
                            S2pInsets *outside); /* room needed beside the plot area */
  void     (*draw_outside) (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas);
  char    *(*row_name)     (const S2pLayer *layer, gsize row); /* markup, owned by the caller, or NULL */
  double   (*row_indent)   (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas);
                            /* room that the names of rows leave to the layer's own marks */
  gboolean (*hit)          (const S2pLayer *layer, const S2pPanel *panel, double x, double y, S2pHit *hit);
  gboolean (*legend)       (const S2pLayer *layer, guint i, S2pLegendEntry *entry);
} S2pLayerClass;

struct _S2pLayer {
  const S2pLayerClass *type;
};

void s2p_extent_add (S2pExtent *extent, double x, double y); /* NAN: not this axis */

G_END_DECLS
