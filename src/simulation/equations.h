/* The equations of one cell, for an implicit solver: dy/dt and its Jacobian. Private to src/simulation.
 *
 *   y = V, ions, relaxing gates, gates of kinetic schemes; instant gates are filled in.
 *   C dV/dt   = I - sum_i g_i open_i (V - E_i)
 *   tau dc/dt = rest + sum_i a_i I_i - c
 */
#pragma once
#include "simulation/jacobian.h"
#include "simulation/rate-table.h"

G_BEGIN_DECLS

typedef struct { guint value, power; } S2pTerm; /* a factor of open_i; value: among the moving, then the instant gates */

/* inf = inf_alone (V) * rest (V, ions) */
typedef struct {
  guint          value;   /* the gate, numbered as in S2pTerm */
  guint          column;  /* of inf_alone in the rate table */
  S2pExpression *rest, *rest_dv, *rest_dc[S2P_MAX_IONS];
} S2pIonFactor;

typedef struct {
  const S2pModel *model;
  S2pRateTable   *rates;
  S2pStateLayout  layout;
  guint           n_states;
  int            *state;     /* [n_gates] index in y; -1: instant */
  guint          *n_terms;   /* [n_conductances] */
  S2pTerm       (*terms)[S2P_MAX_GATES_PER_CONDUCTANCE];
  double        (*effect)[S2P_MAX_HEAD]; /* of a current on dV/dt and the ions */
  guint          *n_effects;             /* head states that it acts on: 1, or all where it feeds an ion */
  guint           n_factors;
  S2pIonFactor   *factors;
} S2pEquations;

S2pEquations *s2p_equations_new   (const S2pModel *model);
void          s2p_equations_free  (S2pEquations *equations); /* accepts NULL */
void          s2p_equations_start (const S2pEquations *equations, double *y);
/* @current: injected, uA/cm2. @J: may be NULL. FALSE where y is not finite. */
gboolean      s2p_equations_evaluate (const S2pEquations *equations, const double *g, double current, const double *y, double *dy, S2pJacobian *J);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pEquations, s2p_equations_free)

G_END_DECLS
