/* The part of reach-cell.h for pairs that feed the ion: targets on the lines that one number t gives. */
#pragma once
#include "population/reach-cell.h"

G_BEGIN_DECLS

extern const S2pTimescale s2p_reach_timescales[2];

/* Are both conductances >= 0 and within their bounds? */
gboolean s2p_reach_cell_is_within (const S2pReachCell *cell, const double solved[2]);

/* The lines at all nodes; the system and the fixed columns of @cell are ready. */
void     s2p_reach_lines_prepare  (S2pReachCell *cell);

/* As s2p_reach_cell_row, where the kind is S2P_REACH_LINES and @solved is all NAN. */
void     s2p_reach_lines_row      (const S2pReachCell *cell, double g_u, const double *g_s, guint n, double (*solved)[2]);

G_END_DECLS
