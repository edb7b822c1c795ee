#include "app/recent.h"
#include "base/words.h"
#include <string.h>

#define MOST 10

/* --- remembering --- */

/* @known: (element-type filename) those that have been told already. */
static void
remember (GHashTable *known, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);

  if (g_hash_table_add (known, g_strdup (path)))
    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}

static void
on_changed (S2pDocument *document, guint changes, gpointer known)
{
  for (guint i = 0; changes & S2P_CHANGED_FILES && i < s2p_document_n_files (document); i++)
    {
      const S2pImportFile *file = s2p_document_file (document, i);

      if (file->path != NULL && file->table != NULL)
        remember (known, file->path);
    }
  if (changes & S2P_CHANGED_TITLE && s2p_document_path (document) != NULL)
    remember (known, s2p_document_path (document));
}

static void
forget (gpointer known, GClosure *closure)
{
  g_hash_table_unref (known);
}

void
s2p_recent_watch (S2pDocument *document)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  on_changed (document, S2P_CHANGED_ALL, known);
  g_signal_connect_data (document, "changed", G_CALLBACK (on_changed), known, forget, 0);
}

/* --- the menu --- */

static int
compare_visits (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b), gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

static void
append (GMenu *menu, GtkRecentInfo *info)
{
  g_auto (GStrv) parts = g_strsplit (gtk_recent_info_get_display_name (info), "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts); /* no letter of a name is a mnemonic */
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.open-recent", "s", gtk_recent_info_get_uri (info));
  g_menu_append_item (menu, item);
}

GMenuModel *
s2p_recent_menu (void)
{
  GList *items = g_list_sort (gtk_recent_manager_get_items (gtk_recent_manager_get_default ()), compare_visits);
  GMenu *menu = g_menu_new ();

  for (const GList *at = items; at != NULL && g_menu_model_get_n_items (G_MENU_MODEL (menu)) < MOST; at = at->next)
    if (gtk_recent_info_has_application (at->data, g_get_application_name ()) && gtk_recent_info_is_local (at->data) && gtk_recent_info_exists (at->data))
      append (menu, at->data);
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) == 0)
    g_menu_append (menu, _("No recent files"), "win.no-recent"); /* no such action: the item is grey */
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  return G_MENU_MODEL (menu);
}
