/* How cells of a neuron model fire, by their pair of DICs: of what is drawn at a pair, the share that spikes, that
 * bursts, and (the rest) that does neither: it is silent, or the draw has a negative conductance.
 *
 * Cells of equal DICs fire alike on average only. Near the borders between kinds of firing an inferred density reaches
 * over to where most cells fire otherwise than the recording; the map tells where that is. It is fitted to the training
 * set (training/activity-fit.h) and travels with the weights.
 */
#pragma once
#include "inference/network.h"
#include "recording/features.h"

G_BEGIN_DECLS

#define S2P_MAP_NODES 25 /* along each axis, over the model's range */

typedef struct {
  S2pDicRange range;
  float       spiking[S2P_MAP_NODES][S2P_MAP_NODES], bursting[S2P_MAP_NODES][S2P_MAP_NODES]; /* [g_u][g_s], 0 .. 1 */
} S2pActivityMap;

/* Linear between the nodes; outside the range as at its edge. Of silent cells: what the others leave. */
double   s2p_activity_map_share (const S2pActivityMap *map, S2pActivity activity, double g_s, double g_u);

/* FALSE: these weights have none. */
gboolean s2p_activity_map_get   (const S2pNetwork *network, S2pActivityMap *map);
/* In steps of 1 %. */
void     s2p_activity_map_set   (S2pNetwork *network, const S2pActivityMap *map);

G_END_DECLS
