/* What is simulated and how; memory and time needed; progress per recording; cells that failed. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_PAGE_SIMULATION (s2p_page_simulation_get_type ())
G_DECLARE_FINAL_TYPE (S2pPageSimulation, s2p_page_simulation, S2P, PAGE_SIMULATION, AdwBin)

GtkWidget *s2p_page_simulation_new (S2pDocument *document);

G_END_DECLS
