/* Files that were opened or saved lately, as the whole desktop keeps them. */
#pragma once
#include <gtk/gtk.h>
#include "app/document.h"

G_BEGIN_DECLS

/* Remembers the files that @document has read, opened or saved, now and from now on. */
void        s2p_recent_watch (S2pDocument *document);
/* Those that this program has opened and that are still there, each with the action win.open-recent ('s', its URI). Free with
 * g_object_unref. */
GMenuModel *s2p_recent_menu  (void);

G_END_DECLS
