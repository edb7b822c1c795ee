#include "app/export.h"
#include "app/folder.h"
#include "app/window.h"
#include "base/error.h"
#include "base/output.h"
#include "base/words.h"
#include <string.h>

/* One saving, from the question for a file to its end. */
typedef struct {
  GtkWidget  *widget;
  const char *ending;     /* interned */
  char       *csv;        /* NULL: a picture */
  S2pPicture *picture;
  GObject    *keep_alive;
  void      (*saved) (GtkWidget *widget);
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_object_unref (self->widget);
  g_clear_object (&self->keep_alive);
  g_free (self->csv);
  g_free (self);
}

void
s2p_toast (GtkWidget *widget, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (S2P_IS_WINDOW (root))
    s2p_window_toast (S2P_WINDOW (root), text);
}

static gboolean
write_table (const char *path, const char *csv, GError **error)
{
  g_autoptr (S2pOutput) output = s2p_output_new_file (path, error);

  if (output == NULL)
    return FALSE;
  s2p_output_write (output, csv, strlen (csv));
  return s2p_output_close (output, error);
}

/* In light colours, whatever the screen has. */
static gboolean
write_picture (S2pPicture *picture, const char *path, GError **error)
{
  S2pFigure *figure = s2p_picture_figure (picture);
  const S2pTheme *theme = figure->theme;
  const double pixels = figure->pixels;
  double width, height;
  gboolean written;

  s2p_picture_size (picture, &width, &height);
  figure->theme = s2p_theme_get (S2P_THEME_LIGHT);
  figure->pixels = 0;
  written = s2p_figure_save (figure, path, width, height, error);
  figure->theme = theme;
  figure->pixels = pixels;
  return written;
}

static gboolean
has_ending (const Export *self, const char *path)
{
  static const char *const pictures[] = { ".svg", ".pdf", ".png" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (self->csv != NULL)
    return strchr (strrchr (path, '/') + 1, '.') != NULL; /* whatever the user calls a text file */
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (g_str_has_suffix (lower, pictures[i]))
      return TRUE;
  return FALSE;
}

/* With an ending. The dialog has asked about replacing the file as it was typed, not about another. */
static char *
full_path (const Export *self, const char *typed, GError **error)
{
  char *path = has_ending (self, typed) ? g_strdup (typed) : g_strconcat (typed, ".", self->ending, NULL);

  if (strcmp (path, typed) != 0 && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *name = g_path_get_basename (path);

      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("There is a file “%s” already. Choose it in the dialog to replace it."), name);
      g_clear_pointer (&path, g_free);
    }
  return path;
}

static gboolean
write_file (const Export *self, const char *typed, char **written, GError **error)
{
  *written = full_path (self, typed, error);
  if (*written == NULL)
    return FALSE;
  return self->csv != NULL ? write_table (*written, self->csv, error) : write_picture (self->picture, *written, error);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  Export *self = data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *typed = file != NULL ? g_file_get_path (file) : NULL, *path = NULL, *name = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;

  if (file != NULL && typed == NULL)
    text = g_strdup (_("Files can be saved in folders of this computer only."));
  else if (file != NULL && write_file (self, typed, &path, &error))
    {
      name = g_path_get_basename (path);
      text = g_strdup_printf (_("Saved “%s”"), name);
      s2p_folder_remember (file);
    }
  if (text != NULL || error != NULL)
    s2p_toast (self->widget, error != NULL ? error->message : text);
  if (file != NULL && self->saved != NULL)
    self->saved (self->widget);
  g_object_unref (dialog); /* and with it the export */
}

static void
ask (Export *self, const char *title, const char *name, const char *kind)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *suggested = g_strdup_printf ("%s.%s", name, self->ending);

  g_strdelimit (suggested, "/\\:*?\"<>|", '-'); /* names of recordings may have anything in them */
  gtk_file_filter_set_name (filter, kind);
  gtk_file_filter_add_suffix (filter, self->ending);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), suggested);
  s2p_folder_recall (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data_full (G_OBJECT (dialog), "export", self, export_free);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
s2p_export_table (GtkWidget *widget, const char *name, char *csv)
{
  Export *self = g_new0 (Export, 1);

  self->widget = g_object_ref (widget);
  self->ending = "csv";
  self->csv = csv;
  ask (self, _("Save Table"), name, _("Tables (CSV)"));
}

void
s2p_export_picture (GtkWidget *widget, const char *name, const char *ending, S2pPicture *picture, GObject *keep_alive, void (*saved) (GtkWidget *widget))
{
  Export *self = g_new0 (Export, 1);

  self->widget = g_object_ref (widget);
  self->ending = g_intern_string (ending);
  self->picture = picture;
  self->keep_alive = g_object_ref (keep_alive);
  self->saved = saved;
  ask (self, _("Save Plot"), name, strcmp (ending, "svg") == 0 ? _("Drawings (SVG)") : strcmp (ending, "pdf") == 0 ? _("Documents (PDF)") : _("Images (PNG)"));
}
