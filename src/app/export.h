/* Saving what is on the screen: asks for a file, writes it, and says so in a toast. The last folder is remembered. */
#pragma once
#include <gtk/gtk.h>
#include "picture/picture.h"

G_BEGIN_DECLS

/* @widget: any widget of the window. @name: suggested, without ending. @csv: ownership taken. */
void s2p_export_table   (GtkWidget *widget, const char *name, char *csv);
/* SVG, PDF or PNG, as the user chooses; always in light colours, on paper size. @picture is read before this returns?  No:
 * it is borrowed until the dialog ends, so @keep_alive (an object that owns it) is held that long. */
void s2p_export_picture (GtkWidget *widget, const char *name, S2pPicture *picture, GObject *keep_alive);
/* Shows a message of the window that @widget is in. */
void s2p_toast          (GtkWidget *widget, const char *text);

G_END_DECLS
