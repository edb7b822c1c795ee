/* The window: header bar, the four pages, toasts; actions on the session as a whole.
 *
 * Closing it asks nothing: running work is cancelled, a save that has begun is finished, and work that is not saved is kept
 * (recovery.h) and offered by the next window. It is hidden at once and goes when all that is done.
 */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_WINDOW (s2p_window_get_type ())
G_DECLARE_FINAL_TYPE (S2pWindow, s2p_window, S2P, WINDOW, AdwApplicationWindow)

S2pWindow   *s2p_window_new          (GtkApplication *application, S2pWorkers *workers);
S2pDocument *s2p_window_document     (S2pWindow *window);
gboolean     s2p_window_is_closing   (S2pWindow *window);
void         s2p_window_open         (S2pWindow *window, GFile *const *files, guint n);
/* "import", "population", "simulation" or "results"; also the action win.show-page. */
void         s2p_window_show_page    (S2pWindow *window, const char *name);
void         s2p_window_toast        (S2pWindow *window, const char *text);

G_END_DECLS
