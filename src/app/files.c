#include "app/files.h"
#include "app/folder.h"
#include "base/words.h"
#include "session/session-file.h"
#include <string.h>

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

static const char *const session_patterns[] = { "*" S2P_SESSION_SUFFIX, NULL };

/* The dialog belongs to the window and is gone with it; the document outlives both. */
static GtkFileChooserNative *
dialog_new (GtkWindow *window, S2pDocument *document, const char *title, GtkFileChooserAction action, const char *accept,
            void (*responded) (GtkNativeDialog *, int, S2pDocument *))
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, window, action, accept, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  s2p_folder_recall (GTK_FILE_CHOOSER (dialog));
  g_signal_connect_object (dialog, "response", G_CALLBACK (responded), document, 0);
  g_signal_connect_object (window, "destroy", G_CALLBACK (gtk_native_dialog_destroy), dialog, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (window), "s2p-file-dialog", dialog, g_object_unref);
  return dialog;
}

static void
on_open_response (GtkNativeDialog *dialog, int response, S2pDocument *document)
{
  g_autoptr (GListModel) chosen = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; chosen != NULL && i < g_list_model_get_n_items (chosen); i++)
    g_ptr_array_add (files, g_list_model_get_item (chosen, i));
  if (files->len == 0)
    return;
  s2p_folder_remember (files->pdata[0]);
  s2p_document_open_files (document, (GFile *const *) files->pdata, files->len);
}

void
s2p_files_ask_open (GtkWindow *window, S2pDocument *document)
{
  static const char *const known[] = { "*.csv", "*.tsv", "*.txt", "*.dat", "*" S2P_SESSION_SUFFIX, NULL };
  static const char *const spikes[] = { "*.csv", "*.tsv", "*.txt", "*.dat", NULL };
  static const char *const all[] = { "*", NULL };
  GtkFileChooserNative *dialog = dialog_new (window, document, _("Open Files"), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), on_open_response);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);

  gtk_file_chooser_set_select_multiple (chooser, TRUE);
  add_filter (chooser, _("Spike Times and Sessions"), known);
  add_filter (chooser, _("Spike Times"), spikes);
  add_filter (chooser, _("Sessions"), session_patterns);
  add_filter (chooser, _("All Files"), all);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_save_response (GtkNativeDialog *dialog, int response, S2pDocument *document)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL, *text = NULL;

  if (file == NULL)
    return;
  if (path == NULL)
    {
      s2p_document_say (document, _("This place is not on this computer: choose a local folder."));
      return;
    }
  s2p_folder_remember (file);
  if (!g_str_has_suffix (path, S2P_SESSION_SUFFIX))
    {
      char *whole = g_strconcat (path, S2P_SESSION_SUFFIX, NULL);
      g_free (path);
      path = whole;
      if (g_file_test (path, G_FILE_TEST_EXISTS)) /* the dialog has not asked for this one */
        {
          text = g_strdup_printf (_("There is a file %s already. Choose it in the dialog to replace it."), path);
          s2p_document_say (document, text);
          return;
        }
    }
  s2p_document_save (document, path);
}

/* The session's own name; that of its first recordings; or a word. */
static char *
suggested_name (S2pDocument *document)
{
  const S2pSession *session = s2p_document_session (document);
  const S2pEntry *first = session->entries->len > 0 ? session->entries->pdata[0] : NULL;
  g_autofree char *base = NULL;
  char *dot;

  if (s2p_document_path (document) != NULL)
    return g_path_get_basename (s2p_document_path (document));
  base = first != NULL && first->recording->source != NULL ? g_path_get_basename (first->recording->source) : g_strdup (_("Session"));
  dot = strrchr (base, '.');
  if (dot != NULL && dot != base)
    *dot = '\0';
  return g_strconcat (base, S2P_SESSION_SUFFIX, NULL);
}

void
s2p_files_ask_save (GtkWindow *window, S2pDocument *document)
{
  GtkFileChooserNative *dialog = dialog_new (window, document, _("Save Session"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), on_save_response);
  g_autofree char *name = suggested_name (document);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Sessions"), session_patterns);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
