#include "app/page-population.h"
#include "base/words.h"

struct _S2pPagePopulation {
  AdwBin       parent;
  S2pDocument *document;
};

G_DEFINE_FINAL_TYPE (S2pPagePopulation, s2p_page_population, ADW_TYPE_BIN)

static void
s2p_page_population_dispose (GObject *object)
{
  S2pPagePopulation *self = S2P_PAGE_POPULATION (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_PAGE_POPULATION);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_population_parent_class)->dispose (object);
}

static void
s2p_page_population_class_init (S2pPagePopulationClass *class)
{
  G_OBJECT_CLASS (class)->dispose = s2p_page_population_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (class), "/org/spike2pop/Spike2Pop/ui/page-population.ui");
}

static void
s2p_page_population_init (S2pPagePopulation *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
s2p_page_population_new (S2pDocument *document)
{
  S2pPagePopulation *self = g_object_new (S2P_TYPE_PAGE_POPULATION, NULL);

  self->document = g_object_ref (document);
  return GTK_WIDGET (self);
}
