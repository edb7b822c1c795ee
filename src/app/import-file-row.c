#include "app/import-file-row.h"
#include "app/say.h"
#include "base/words.h"

struct _S2pImportFileRow {
  GtkListBoxRow parent;
  S2pDocument  *document;
  guint         file_id;
  GtkLabel     *name, *words;
  GtkSpinner   *spinner;
  GtkImage     *icon;
  GtkButton    *remove;
};

G_DEFINE_FINAL_TYPE (S2pImportFileRow, s2p_import_file_row, GTK_TYPE_LIST_BOX_ROW)

static void
on_remove (S2pImportFileRow *self)
{
  g_autoptr (S2pDocument) document = g_object_ref (self->document); /* the row goes with the file */

  s2p_document_remove_file (document, self->file_id);
}

static void
s2p_import_file_row_dispose (GObject *object)
{
  S2pImportFileRow *self = S2P_IMPORT_FILE_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_IMPORT_FILE_ROW);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_import_file_row_parent_class)->dispose (object);
}

static void
s2p_import_file_row_class_init (S2pImportFileRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_import_file_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/import-file-row.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pImportFileRow, name);
  gtk_widget_class_bind_template_child (widget_class, S2pImportFileRow, words);
  gtk_widget_class_bind_template_child (widget_class, S2pImportFileRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, S2pImportFileRow, icon);
  gtk_widget_class_bind_template_child (widget_class, S2pImportFileRow, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
s2p_import_file_row_init (S2pImportFileRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
s2p_import_file_row_new (S2pDocument *document, guint file_id)
{
  S2pImportFileRow *self = g_object_new (S2P_TYPE_IMPORT_FILE_ROW, NULL);

  self->document = g_object_ref (document);
  self->file_id = file_id;
  return GTK_WIDGET (self);
}

guint
s2p_import_file_row_id (S2pImportFileRow *self)
{
  return self->file_id;
}

/* Recordings of @file that are still there, and how many of them have notes. */
static guint
count_recordings (S2pDocument *document, const S2pImportFile *file, guint *noted)
{
  const S2pSession *session = s2p_document_session (document);
  guint n = 0;

  *noted = 0;
  for (guint i = 0; i < file->streams->len; i++)
    {
      const S2pEntry *entry = s2p_session_find (session, g_array_index (file->streams, guint64, i));

      n += entry != NULL;
      *noted += entry != NULL && s2p_notes_count (entry->recording->train->notes) > 0;
    }
  return n;
}

static void
show_icon (S2pImportFileRow *self, const char *icon, const char *class, const char *tooltip)
{
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
  if (icon == NULL)
    return;
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  if (class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), class);
}

void
s2p_import_file_row_update (S2pImportFileRow *self, const S2pImportFile *file)
{
  guint noted, n = count_recordings (self->document, file, &noted);
  g_autofree char *found = s2p_say_recordings (n), *remove = g_strdup_printf (_("Remove “%s”"), file->name);
  g_autofree char *problems = g_strdup_printf (S2P_PLURAL ("%u recording has a note", "%u recordings have notes", noted), noted);

  gtk_label_set_label (self->name, file->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), file->path != NULL ? file->path : file->name);
  gtk_label_set_label (self->words, file->reading ? _("Reading…") : file->error != NULL ? _("Cannot be read") : found);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), file->reading);
  gtk_spinner_set_spinning (self->spinner, file->reading);
  if (file->error != NULL)
    show_icon (self, "dialog-error-symbolic", "error", file->error);
  else if (noted > 0)
    show_icon (self, "dialog-warning-symbolic", "warning", problems);
  else if (file->table != NULL && s2p_notes_count (file->table->notes) > 0)
    show_icon (self, "dialog-information-symbolic", NULL, _("Something was guessed"));
  else
    show_icon (self, NULL, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, file->name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove), remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
}
