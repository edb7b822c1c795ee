#include "app/folder.h"
#include "app/application.h"

#define KEY "folder" /* a path, in the bytes of the file system */

/* NULL where the program runs without being installed. */
static GSettings *
settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, S2P_APPLICATION_ID, TRUE) : NULL;

  return schema != NULL && g_settings_schema_has_key (schema, KEY) ? g_settings_new (S2P_APPLICATION_ID) : NULL;
}

void
s2p_folder_recall (GtkFileChooser *chooser)
{
  g_autoptr (GSettings) kept = settings ();
  g_autoptr (GVariant) path = kept != NULL ? g_settings_get_value (kept, KEY) : NULL;
  g_autoptr (GFile) folder = NULL;

  if (path == NULL || *g_variant_get_bytestring (path) == '\0')
    return;
  folder = g_file_new_for_path (g_variant_get_bytestring (path));
  gtk_file_chooser_set_current_folder (chooser, folder, NULL); /* one that is gone: the dialog's own choice */
}

void
s2p_folder_remember (GFile *file)
{
  g_autoptr (GSettings) kept = settings ();
  g_autoptr (GFile) folder = g_file_get_parent (file);
  const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;

  if (kept != NULL && path != NULL)
    g_settings_set_value (kept, KEY, g_variant_new_bytestring (path));
}
