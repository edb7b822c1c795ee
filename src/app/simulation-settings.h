/* How cells are simulated: how many, for how long, with what noise, by which engine, and whether traces are kept. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_SIMULATION_SETTINGS (s2p_simulation_settings_get_type ())
G_DECLARE_FINAL_TYPE (S2pSimulationSettings, s2p_simulation_settings, S2P, SIMULATION_SETTINGS, AdwBin)

void s2p_simulation_settings_set_document (S2pSimulationSettings *panel, S2pDocument *document);
/* After S2P_CHANGED_SETTINGS. */
void s2p_simulation_settings_update       (S2pSimulationSettings *panel);

G_END_DECLS
