/* Simulation of many cells as the verbs use it, in parallel, on either engine. */
#pragma once
#include "cli/cli.h"

G_BEGIN_DECLS

/* A plan of which all parts are done; after Ctrl-C nothing can be taken from it. */
S2pSimulatePlan *s2p_cli_simulate (S2pNeuron *neuron, const S2pSimulationOptions *options, gboolean reference, gboolean traces, const S2pSimulateItem *items, guint n,
                                   S2pPool *pool);

G_END_DECLS
