/* The folder that file dialogs begin in: where the user was last, also the last time the program ran. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Sets the folder of @chooser, if there is one to remember. */
void s2p_folder_recall   (GtkFileChooser *chooser);
/* Remembers the folder that @file is in. */
void s2p_folder_remember (GFile *file);

G_END_DECLS
