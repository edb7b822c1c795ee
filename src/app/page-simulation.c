#include "app/page-simulation.h"
#include "base/words.h"

struct _S2pPageSimulation {
  AdwBin       parent;
  S2pDocument *document;
};

G_DEFINE_FINAL_TYPE (S2pPageSimulation, s2p_page_simulation, ADW_TYPE_BIN)

static void
s2p_page_simulation_dispose (GObject *object)
{
  S2pPageSimulation *self = S2P_PAGE_SIMULATION (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_PAGE_SIMULATION);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_simulation_parent_class)->dispose (object);
}

static void
s2p_page_simulation_class_init (S2pPageSimulationClass *class)
{
  G_OBJECT_CLASS (class)->dispose = s2p_page_simulation_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (class), "/org/spike2pop/Spike2Pop/ui/page-simulation.ui");
}

static void
s2p_page_simulation_init (S2pPageSimulation *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
s2p_page_simulation_new (S2pDocument *document)
{
  S2pPageSimulation *self = g_object_new (S2P_TYPE_PAGE_SIMULATION, NULL);

  self->document = g_object_ref (document);
  return GTK_WIDGET (self);
}
