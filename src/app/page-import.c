#include "app/page-import.h"
#include "app/import-files.h"
#include "app/import-preview.h"
#include "app/import-recordings.h"
#include "base/words.h"
#include "program/program.h"

struct _S2pPageImport {
  AdwBin               parent;
  S2pDocument         *document;
  GtkStack            *stack;
  S2pImportFiles      *files;
  S2pImportPreview    *preview;
  S2pImportRecordings *recordings;
};

G_DEFINE_FINAL_TYPE (S2pPageImport, s2p_page_import, ADW_TYPE_BIN)

static void
update (S2pPageImport *self)
{
  gtk_stack_set_visible_child_name (self->stack, s2p_document_is_empty (self->document) ? "empty" : "files");
}

static void
on_changed (S2pPageImport *self, guint changes)
{
  if (changes & (S2P_CHANGED_FILES | S2P_CHANGED_RECORDINGS))
    update (self);
}

static void
open_bundled (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *path = s2p_program_recordings_path ("stg_examples.csv");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  s2p_document_open_files (S2P_PAGE_IMPORT (widget)->document, &file, 1);
}

static void
s2p_page_import_dispose (GObject *object)
{
  S2pPageImport *self = S2P_PAGE_IMPORT (object);

  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_import_parent_class)->dispose (object);
}

static void
s2p_page_import_class_init (S2pPageImportClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_page_import_dispose;
  g_type_ensure (S2P_TYPE_IMPORT_FILES);
  g_type_ensure (S2P_TYPE_IMPORT_PREVIEW);
  g_type_ensure (S2P_TYPE_IMPORT_RECORDINGS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/page-import.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pPageImport, stack);
  gtk_widget_class_bind_template_child (widget_class, S2pPageImport, files);
  gtk_widget_class_bind_template_child (widget_class, S2pPageImport, preview);
  gtk_widget_class_bind_template_child (widget_class, S2pPageImport, recordings);
  gtk_widget_class_install_action (widget_class, "page-import.bundled", NULL, open_bundled);
}

static void
s2p_page_import_init (S2pPageImport *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
s2p_page_import_new (S2pDocument *document)
{
  S2pPageImport *self = g_object_new (S2P_TYPE_PAGE_IMPORT, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (self->files, "selected", G_CALLBACK (s2p_import_preview_show), self->preview, G_CONNECT_SWAPPED);
  s2p_import_preview_set_document (self->preview, document);
  s2p_import_recordings_set_document (self->recordings, document);
  s2p_import_files_set_document (self->files, document);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
