/* Fits the activity map (inference/activity-map.h) to a data set: what its cells do is counted at the nodes around their
 * pair of DICs and smoothed a little. A cell that the set lacks was silent, or could not be built.
 */
#pragma once
#include "inference/activity-map.h"
#include "model/model.h"
#include "training/dataset.h"

G_BEGIN_DECLS

/* @model: that of the data set. */
void s2p_activity_map_fit (S2pActivityMap *map, const S2pModel *model, const S2pDataset *dataset);

G_END_DECLS
