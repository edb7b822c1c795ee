/* A widget that shows a picture: zoom with wheel or pinch about the pointer, pan by drag, reset by double click; a tooltip
 * names what lies under the pointer; a click chooses it. Colours follow the system's style (dark, high contrast). The context
 * menu and the button in the corner save it as SVG, PDF or PNG.
 *
 * With the keyboard: + and - zoom about the middle, arrows pan, 0 resets, Ctrl+E opens the menu that saves. Shift and the
 * wheel zoom rows. On a picture that cannot be zoomed, the wheel scrolls what the plot is in.
 * Signals: "hovered" and "chosen" (guint kind, guint number): an S2pThing (picture/picture.h).
 */
#pragma once
#include <gtk/gtk.h>
#include "picture/picture.h"

G_BEGIN_DECLS

#define S2P_TYPE_PLOT_VIEW (s2p_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (S2pPlotView, s2p_plot_view, S2P, PLOT_VIEW, GtkWidget)

GtkWidget *s2p_plot_view_new         (void);
/* Takes ownership of @picture (NULL: shows nothing). With @keep_view the part that was in view stays, where it can. */
void       s2p_plot_view_set_picture (S2pPlotView *view, S2pPicture *picture, gboolean keep_view);
void       s2p_plot_view_highlight   (S2pPlotView *view, S2pThing thing);
/* Name of the file that an export suggests, without ending. */
void       s2p_plot_view_set_export_name (S2pPlotView *view, const char *name);

G_END_DECLS
