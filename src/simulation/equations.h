/* The equations of one cell, for an implicit solver: dy/dt and its Jacobian. Private to src/simulation.
 *
 *   y = V, ions, gates that move (relaxing and kinetic); instant gates are filled in.
 *   C dV/dt   = I - sum_i g_i open_i (V - E_i)
 *   tau dc/dt = rest + sum_i a_i I_i - c
 */
#pragma once
#include "simulation/rate-table.h"

G_BEGIN_DECLS

#define S2P_MAX_STATES (1 + S2P_MAX_IONS + S2P_MAX_GATES)

typedef struct {
  const S2pModel *model;
  S2pRateTable   *rates;
  guint           n_states;
  int            *state;    /* [n_gates] index in y; -1: instant */
  S2pExpression **rest_dv, *(*rest_dc)[S2P_MAX_IONS]; /* [n_gates] slopes of inf_rest, of gates that depend on ions */
} S2pEquations;

S2pEquations *s2p_equations_new   (const S2pModel *model);
void          s2p_equations_free  (S2pEquations *equations); /* accepts NULL */
void          s2p_equations_start (const S2pEquations *equations, double *y);
/* @current: injected, uA/cm2. @J: [n_states][n_states] by columns, or NULL. FALSE where y is not finite. */
gboolean      s2p_equations_evaluate (const S2pEquations *equations, const double *g, double current, const double *y, double *dy, double *J);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pEquations, s2p_equations_free)

G_END_DECLS
