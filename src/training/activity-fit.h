/* Fits the activity map (inference/target.h) to a data set: logistic regression by Newton's method. */
#pragma once
#include "inference/target.h"
#include "training/dataset.h"

G_BEGIN_DECLS

/* The log likelihood per sample that is reached is stored in @log_likelihood (may be NULL). */
void s2p_activity_map_fit (S2pActivityMap *map, const S2pDataset *dataset, double *log_likelihood);

G_END_DECLS
