/* All conductances >= 0 that meet the wanted DICs, where the system is not linear.
 *
 * Newton's method finds one solution from one start; where it finds none, or one with a negative conductance, this
 * tells whether there is another: solutions are the zeros of a function F of one number t (scan-system.h).
 *
 * t runs over its range for conductances >= 0, on a grid from 1e-4 to 1e6 times the ion's concentration without the
 * solved feeders, in steps of a factor 1.8. Proven: a change of sign between nodes is a solution, and found. Not proven,
 * but assumed: |F| has at most one dip between nodes. (On 1000 random targets for each pair of the STG model, half as
 * many nodes and 75 times as many find the same.) A dip that shows at the nodes is followed to its bottom, so that a
 * pair of solutions close to each other (near a fold) is not missed.
 */
#pragma once
#include "population/scan-system.h"

G_BEGIN_DECLS

enum { S2P_SCAN_NODES = 41 };

/* The nodes upwards (@direction 1) or downwards (-1) from the start of t. */
void s2p_scan_nodes (const S2pScanSystem *system, double direction, double t[S2P_SCAN_NODES]);

/* S2P_SOLVED: @g [n_conductances] has a solution to nearly full precision (polish it).
 * S2P_SOLVED_NEGATIVE: there are solutions with the feeders in their range, all with some negative conductance;
 *   @g has one. S2P_NO_SOLUTION: there is none. Either way no conductances >= 0 meet the DICs.
 * S2P_SINGULAR: the equations are dependent all along t.
 * S2P_NOT_CONVERGED: F is not finite somewhere, or the system has none of the forms above. */
S2pSolveOutcome s2p_compensation_scan (const S2pDicPoint *point, const S2pCompensationTask *task, double *g);

G_END_DECLS
