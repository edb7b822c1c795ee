/* Pictures of the space of dynamic input conductances: what can be reached in it, and how cells move through it with the voltage.
 * Made and freed as those of picture.h; they hold copies of what they draw.
 */
#pragma once
#include "picture/picture.h"
#include "population/curves.h"
#include "population/reachability.h"

G_BEGIN_DECLS

typedef enum { S2P_REACH_SHARE, S2P_REACH_COST } S2pReachLayer;

/* Small maps of all pairs on one page, each pair where the column of its one and the row of its other conductance meet. */
S2pPicture *s2p_picture_reachability      (const S2pReachability *reachability, S2pReachLayer layer);
gboolean    s2p_picture_reachability_fits (const S2pReachability *reachability); /* on one page */

/* One map: share and cost side by side. */
S2pPicture *s2p_picture_reach_pair        (const S2pReachability *reachability, guint map);

/* g_f, g_s, g_u and g_t against V, with bands over the population, the model's threshold and the cells' own. */
S2pPicture *s2p_picture_curves            (const S2pCurves *curves);
/* For each gate and ion, how its slope is shared between the timescales, against V. */
S2pPicture *s2p_picture_weights           (const S2pCurves *curves);
/* The sensitivity matrix as shaded numbers: medians over the population. */
S2pPicture *s2p_picture_sensitivity       (const S2pCurves *curves);

G_END_DECLS
