/* Which pair of DICs to build a population for.
 *
 * Usually the inferred mean. But near the border between spiking and bursting, cells of equal DICs differ in their
 * activity type, and the mean of what is compatible with a recording may be a pair at which few cells fire as the
 * recording does. The activity map says what share of cells bursts at a pair (a logistic regression on the training
 * set, second order in g_s and g_u); where the mean's share of the recording's own type is low, the nearest pair
 * within the inferred uncertainty at which it is high is taken instead.
 */
#pragma once
#include "inference/infer.h"
#include "recording/features.h"

G_BEGIN_DECLS

#define S2P_ACTIVITY_MAP_TERMS 6 /* 1, s, u, s^2, s u, u^2 with s = g_s / 10, u = g_u / 10 */

typedef struct { double term[S2P_ACTIVITY_MAP_TERMS]; } S2pActivityMap;

void     s2p_activity_map_terms    (double g_s, double g_u, double terms[S2P_ACTIVITY_MAP_TERMS]);
double   s2p_activity_map_bursting (const S2pActivityMap *map, double g_s, double g_u); /* share of cells that burst */

/* The map travels with the weights. FALSE: these weights have none. */
gboolean s2p_activity_map_get (const S2pNetwork *network, S2pActivityMap *map);
void     s2p_activity_map_set (S2pNetwork *network, const S2pActivityMap *map);

typedef enum {
  S2P_TARGET_MEAN,     /* the inferred mean, held within the range */
  S2P_TARGET_MOVED,    /* the nearest pair at which cells fire as recorded */
  S2P_TARGET_UNLIKELY, /* the mean, although few cells there fire as recorded: there is no better pair within reach */
} S2pTargetChoice;

/* @inference must be available. @map may be NULL: always the mean. */
S2pTargetChoice s2p_target_choose (const S2pInference *inference, S2pActivity activity, const S2pActivityMap *map, const S2pDicRange *range,
                                   double *g_s, double *g_u);

G_END_DECLS
