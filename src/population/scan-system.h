/* The system of compensation along one number t, and the function F (t) that is zero where it has a solution.
 *
 * The sensitivities depend on the conductances only through the steady state c of the ions and its slope c', both
 * affine in the conductances of the feeders, and on c' linearly. So, with one number held, all that remains is linear,
 * with one equation more than unknowns; F is the determinant of the equations with their right-hand side.
 *  - One feeder among the solved conductances: t is that conductance (any number of ions).
 *  - Several feeders of one ion: t is the concentration of the ion, and "c (g) = t" the equation more. Where a
 *    conductance that depends on the ion is solved for, too (three unknowns), its product with c' is one unknown more,
 *    and F compares that unknown with the product of the two, times the square of the determinant.
 */
#pragma once
#include "population/compensation.h"
#include "base/elimination.h"

G_BEGIN_DECLS

typedef struct {
  const S2pDicPoint         *point;
  const S2pCompensationTask *task;
  double   held[S2P_MAX_CONDUCTANCES];  /* solved ones are 0 */
  guint    n_feeders;
  guint    feeder;                      /* of the solved: the one, where there is one */
  int      on_ion;                      /* of the solved: the one that depends on an ion, or -1 */
  guint    ion;                         /* that is fed */
  guint    n_unknown, unknown[S2P_N_TIMESCALES]; /* of the solved: those besides t */
  double   concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS]; /* with the solved ones at 0 */
  double   concentration_of[S2P_N_TIMESCALES][S2P_MAX_IONS]; /* d concentration / d solved conductance */
  double   slope_of[S2P_N_TIMESCALES][S2P_MAX_IONS];
  double   start, scale;                /* of t */
  gboolean up, down;                    /* where t goes from its start with conductances >= 0 */
} S2pScanSystem;

/* Borrows @point and @task. FALSE where the system has neither form. */
gboolean s2p_scan_system_init (S2pScanSystem *system, const S2pDicPoint *point, const S2pCompensationTask *task, const double *g);

/* F (t). @solved [task->n], or NULL: the solved conductances, where F is 0 and the equations are not @singular. */
double s2p_scan_system_evaluate (const S2pScanSystem *system, double t, double *solved, gboolean *singular);

G_END_DECLS
