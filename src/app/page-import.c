#include "app/page-import.h"
#include "base/words.h"

struct _S2pPageImport {
  AdwBin       parent;
  S2pDocument *document;
};

G_DEFINE_FINAL_TYPE (S2pPageImport, s2p_page_import, ADW_TYPE_BIN)

static void
s2p_page_import_dispose (GObject *object)
{
  S2pPageImport *self = S2P_PAGE_IMPORT (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_PAGE_IMPORT);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_import_parent_class)->dispose (object);
}

static void
s2p_page_import_class_init (S2pPageImportClass *class)
{
  G_OBJECT_CLASS (class)->dispose = s2p_page_import_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (class), "/org/spike2pop/Spike2Pop/ui/page-import.ui");
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
  return GTK_WIDGET (self);
}
