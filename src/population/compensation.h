/* Compensation: conductances that give a cell the wanted DICs (thesis, eq. 2.15 and section 5.2).
 *
 * Solves S(g) g = target for some of the conductances, the others held. S depends on g only through the
 * equilibrium of the ions, so the system is linear unless a conductance that feeds an ion is among the
 * solved ones.
 *  - exact: Newton with the exact Jacobian and step halving; where the system is not linear and Newton finds no
 *    solution or a negative one, all solutions are searched for (scan.h). The residual ends at 1e-10
 *    (at 1e-8 where rounding stops it there), or the outcome says why there is no solution.
 *  - fixed point: the thesis's Algorithm 3, a given number of rounds, to reproduce its tables.
 */
#pragma once
#include "model/dics.h"

G_BEGIN_DECLS

typedef enum { S2P_COMPENSATE_EXACT, S2P_COMPENSATE_FIXED_POINT } S2pCompensation;

typedef enum {
  S2P_SOLVED,
  S2P_SOLVED_NEGATIVE, /* the DICs are met, but by a negative conductance: this draw cannot reach them */
  S2P_NO_SOLUTION,     /* no conductances >= 0 meet the DICs (scan.h says how this is known) */
  S2P_NOT_CONVERGED,   /* nothing is known */
  S2P_SINGULAR,        /* the solved conductances do not act on all of the wanted DICs */
} S2pSolveOutcome;

#define S2P_RESIDUAL_TOLERANCE 1e-10
#define S2P_RESIDUAL_ACCEPTED 1e-8 /* where no step makes it smaller */

typedef struct {
  guint        n;                       /* unknowns and equations, 2 or 3 */
  S2pTimescale timescales[S2P_N_TIMESCALES]; /* which DICs */
  double       target[S2P_N_TIMESCALES];
  guint        solved[S2P_N_TIMESCALES];     /* which conductances */
} S2pCompensationTask;

/* @g [n_conductances]: in, the held conductances and starting values; out, the solution (also when it is
 * negative or has not converged). S2P_SOLVED_NEGATIVE and S2P_NO_SOLUTION both say that no conductances >= 0 do. */
S2pSolveOutcome s2p_compensate_exact (const S2pDicPoint *point, const S2pCompensationTask *task, double *g);

/* @rounds linear solves, each with the ions of the g before it; the first with those of the starting values. The
 * target is not met exactly: S2P_SOLVED says no more than that the result is finite and not negative. */
S2pSolveOutcome s2p_compensate_fixed_point (const S2pDicPoint *point, const S2pCompensationTask *task, guint rounds, double *g);

/* Euclidean distance of the cell's DICs from the target. */
double s2p_compensation_residual (const S2pDicPoint *point, const S2pCompensationTask *task, const double *g);

G_END_DECLS
