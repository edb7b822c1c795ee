#include "app/folder.h"
#include "app/preferences.h"

void
s2p_folder_recall (GtkFileChooser *chooser)
{
  g_autofree char *path = s2p_preferences_get_folder ();
  g_autoptr (GFile) folder = path != NULL ? g_file_new_for_path (path) : NULL;

  if (folder != NULL)
    gtk_file_chooser_set_current_folder (chooser, folder, NULL); /* one that is gone: the dialog's own choice */
}

void
s2p_folder_remember (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;

  if (path != NULL)
    s2p_preferences_set_folder (path);
}
