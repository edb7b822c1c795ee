/* A page that shows changes of the document: at most once a frame, and only while it is seen. What changes before stays
 * noted until then; at first everything is new.
 */
#pragma once
#include <gtk/gtk.h>
#include "app/document.h"

G_BEGIN_DECLS

/* @show (page, changes): S2pChange flags of all that came together. Once for a page. */
void s2p_page_follow (GtkWidget *page, S2pDocument *document, void (*show) (GtkWidget *page, guint changes));

G_END_DECLS
