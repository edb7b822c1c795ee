/* One spontaneous cell and one pair of conductances: for which (g_s, g_u) can the pair be solved, and how?
 *
 * The same system as compensation.h, solved for many targets of one cell.
 *  - Linear (the pair does not feed the ion): one inverse serves all targets.
 *  - Else, with the one number t of scan-system.h held, the DICs that the pair can reach are a straight line P (t) + x Q (t) in
 *    the plane, which does not depend on the target. Lines at the nodes of the scan are made once; for each target the
 *    signs of F (t) = Q x (target - P) at the nodes (a cross product) tell where the zeros are.
 *  - Where neither holds (several ions; two solved feeders of which one depends on the ion), each target is solved by itself.
 * Exact: the answers of s2p_compensate_exact, but of several solutions the one that changes the cell least.
 */
#pragma once
#include "population/ion-column.h"
#include "population/scan.h"

G_BEGIN_DECLS

/* What all cells share. */
typedef struct {
  const S2pDicPoint *point;
  S2pIonColumn     **columns;   /* [n_conductances], NULL for those that depend on no ion; NULL: a model without just one ion */
  gboolean           fixed_point; /* the thesis's iteration in place of the exact solution */
  guint              rounds;
  double             tolerance; /* of the fixed point: the greatest distance of its DICs from the target */
  const double      *at_most;   /* [n_conductances] */
} S2pReach;

typedef enum { S2P_REACH_NEVER, S2P_REACH_LINEAR, S2P_REACH_LINES, S2P_REACH_EACH } S2pReachKind;

typedef struct { double P[2], Q[2]; } S2pReachLine; /* [g_s, g_u] */

typedef struct {
  const S2pReach     *reach;
  S2pReachKind        kind;
  guint               pair[2];
  const double       *g;               /* the spontaneous cell, borrowed */
  double              inverse[2][2], base[2]; /* linear: solved = inverse (target - base) */
  S2pCompensationTask task;
  S2pScanSystem       system;
  double              S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES]; /* columns that depend on no ion */
  double              held[2];         /* DICs of what is held and depends on no ion */
  guint               n_directions;
  double              t[2][S2P_SCAN_NODES];
  S2pReachLine        lines[2][S2P_SCAN_NODES];
} S2pReachCell;

/* Borrows @reach and @g [n_conductances]. @cell must not be moved. */
void   s2p_reach_cell_init   (S2pReachCell *cell, const S2pReach *reach, const guint pair[2], const double *g);

/* Targets of one g_u: in @solved [n] the two conductances, NAN where none >= 0 and within the bounds meet the target. */
void   s2p_reach_cell_row    (const S2pReachCell *cell, double g_u, const double *g_s, guint n, double (*solved)[2]);

/* Mean relative change of the pair from the spontaneous cell; NAN where one of them was not > 0 there. */
double s2p_reach_cell_change (const S2pReachCell *cell, const double solved[2]);

G_END_DECLS
