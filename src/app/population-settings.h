/* How populations are made: size, seed, solved conductances, and the pair that is built for. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_POPULATION_SETTINGS (s2p_population_settings_get_type ())
G_DECLARE_FINAL_TYPE (S2pPopulationSettings, s2p_population_settings, S2P, POPULATION_SETTINGS, AdwBin)

void s2p_population_settings_set_document (S2pPopulationSettings *panel, S2pDocument *document);
/* After S2P_CHANGED_SETTINGS or S2P_CHANGED_MODEL. */
void s2p_population_settings_update       (S2pPopulationSettings *panel, guint changes);

G_END_DECLS
