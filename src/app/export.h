/* Saving what is on the screen: asks for a file, writes it whole or not at all, and says so in a toast. The last folder is
 * remembered (folder.h).
 */
#pragma once
#include <gtk/gtk.h>
#include "picture/picture.h"

G_BEGIN_DECLS

/* @widget: any widget of the window. @name: suggested, without ending. @csv: ownership taken. */
void s2p_export_table   (GtkWidget *widget, const char *name, char *csv);
/* @ending: "svg", "pdf" or "png", unless the user types another of these; always in light colours, on paper size.
 * @picture is borrowed until the dialog ends: @keep_alive (an object that owns it) is held that long. Its pixels are those of
 * the paper afterwards; @saved (nullable) is called then, to draw it on the screen again. */
void s2p_export_picture (GtkWidget *widget, const char *name, const char *ending, S2pPicture *picture, GObject *keep_alive,
                         void (*saved) (GtkWidget *widget));
/* Shows a message of the window that @widget is in. */
void s2p_toast          (GtkWidget *widget, const char *text);

G_END_DECLS
