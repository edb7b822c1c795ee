/* What the files plot-view*.c share. */
#pragma once
#include "app/plot-view.h"

G_BEGIN_DECLS

struct _S2pPlotView {
  GtkWidget        parent;
  GtkWidget       *menu_button, *tip, *context_menu;
  GtkEventController *motion, *focus;
  GtkGesture      *drag;

  S2pPicture      *picture;   /* NULL: nothing to see */
  GObject         *owner;     /* of picture: keeps it while it is being saved */
  S2pTheme         theme;
  GdkTexture      *texture;   /* NULL: to be drawn */
  S2pThing         highlight, hovered;
  char            *export_name;
  gboolean         pointed;   /* the pointer is at ... */
  double           x, y;
  gboolean         dragging, dragged; /* now; since the button was pressed */
  double           drag_x, drag_y; /* already moved by the drag */
  double           pinch;     /* scale when last looked at */
};

/* To be drawn anew, once in the next frame. */
void     s2p_plot_view_redraw     (S2pPlotView *self);
gboolean s2p_plot_view_can_zoom   (S2pPlotView *self);

/* --- plot-view-input.c --- */

/* Handlers of the template and keys. */
void     s2p_plot_view_bind_input (GtkWidgetClass *class);
/* Text beside the pointer; NULL: none. */
void     s2p_plot_view_say        (S2pPlotView *self, const char *words);
void     s2p_plot_view_reset      (S2pPlotView *self);

G_END_DECLS
