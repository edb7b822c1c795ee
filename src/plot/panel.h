/* A panel: one plot of a figure, with two axes, a title and its layers, drawn in order.
 *
 * Panels belong to their figure. Title and axis labels are markup, borrowed. Axes that have no range
 * yet are fitted to the layers when the panel is first laid out.
 */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

enum { S2P_MOST_LAYERS = 8 };

struct _S2pPanel {
  const char *title;      /* NULL for none */
  S2pAxis     x, y;
  gboolean    show_zero;  /* faint lines at x = 0 and y = 0 */
  S2pLayer   *layers[S2P_MOST_LAYERS];
  guint       n_layers;
  S2pRect     area;       /* where data are drawn (set when laid out) */
  S2pInsets   room;       /* around it, for axes, title and legend (set when laid out) */
};

/* Adds @layer (borrowed) above the others. More than S2P_MOST_LAYERS is a mistake of the caller. */
void     s2p_panel_add     (S2pPanel *panel, S2pLayer *layer);

/* Fits both axes to all layers. */
void     s2p_panel_fit     (S2pPanel *panel);

/* The room that axes, title and legend need around a plot area of the given size. */
void     s2p_panel_measure (S2pPanel *panel, S2pCanvas *canvas, double width, double height,
                            S2pInsets *insets);

/* Puts the plot area at @area with @room around it (at least what was measured); pixels <-> data
 * through panel->x and panel->y from then on. */
void     s2p_panel_place   (S2pPanel *panel, const S2pRect *area, const S2pInsets *room);

void     s2p_panel_draw    (S2pPanel *panel, S2pCanvas *canvas);

/* The data nearest to a pixel within @reach pixels, topmost layer first among equals. */
gboolean s2p_panel_hit     (const S2pPanel *panel, double x, double y, double reach, S2pHit *hit);

G_END_DECLS
