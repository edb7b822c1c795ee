/* Which neuron model is used, where it comes from and what it can do. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_NEURON_PANEL (s2p_neuron_panel_get_type ())
G_DECLARE_FINAL_TYPE (S2pNeuronPanel, s2p_neuron_panel, S2P, NEURON_PANEL, AdwBin)

void s2p_neuron_panel_set_document (S2pNeuronPanel *panel, S2pDocument *document);
/* After S2P_CHANGED_MODEL. */
void s2p_neuron_panel_update       (S2pNeuronPanel *panel);

G_END_DECLS
