#include "app/page-results.h"
#include "base/words.h"

struct _S2pPageResults {
  AdwBin       parent;
  S2pDocument *document;
};

G_DEFINE_FINAL_TYPE (S2pPageResults, s2p_page_results, ADW_TYPE_BIN)

static void
s2p_page_results_dispose (GObject *object)
{
  S2pPageResults *self = S2P_PAGE_RESULTS (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_PAGE_RESULTS);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_results_parent_class)->dispose (object);
}

static void
s2p_page_results_class_init (S2pPageResultsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = s2p_page_results_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (class), "/org/spike2pop/Spike2Pop/ui/page-results.ui");
}

static void
s2p_page_results_init (S2pPageResults *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
s2p_page_results_new (S2pDocument *document)
{
  S2pPageResults *self = g_object_new (S2P_TYPE_PAGE_RESULTS, NULL);

  self->document = g_object_ref (document);
  return GTK_WIDGET (self);
}
