/* The Jacobian of a cell and the solution of (I - gamma J) x = b, by its structure.
 *
 * Gates touch each other only within a kinetic scheme; all else goes through the head of the state, V and the ions:
 *   J = [ head      from_gate ]
 *       [ to_gate   D         ],   D diagonal, with one small block per scheme.
 * Gates are eliminated first (their pivots 1 - gamma D are at least 1 where D decays); what is left is a system as
 * large as the head, solved with pivoting. About 20 times less work than a dense factorisation of 13 states.
 * Private to src/simulation.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

#define S2P_MAX_HEAD (1 + S2P_MAX_IONS)
#define S2P_MAX_STATES (S2P_MAX_HEAD + S2P_MAX_GATES)
#define S2P_SCHEME_SIZE (S2P_MAX_GATES_PER_CONDUCTANCE * S2P_MAX_GATES_PER_CONDUCTANCE)

/* Which states there are: the head, then relaxing gates, then the gates of the schemes. */
typedef struct {
  guint n_head, n_relaxing, n_gates, n_schemes; /* n_gates: that move, n_relaxing included */
  guint scheme_first[S2P_MAX_CONDUCTANCES], scheme_size[S2P_MAX_CONDUCTANCES]; /* first: among the moving gates */
} S2pStateLayout;

typedef struct {
  double head[S2P_MAX_HEAD][S2P_MAX_HEAD];
  double from_gate[S2P_MAX_HEAD][S2P_MAX_GATES]; /* d head' / d gate */
  double to_gate[S2P_MAX_HEAD][S2P_MAX_GATES];   /* d gate' / d head */
  double own[S2P_MAX_GATES];                     /* d gate' / d gate, of relaxing gates */
  double scheme[S2P_MAX_CONDUCTANCES][S2P_SCHEME_SIZE]; /* n x n by rows */
} S2pJacobian;

/* (I - gamma J)^-1 in pieces. */
typedef struct {
  double head[S2P_MAX_HEAD][S2P_MAX_HEAD];       /* inverse of what is left for the head */
  double from_gate[S2P_MAX_HEAD][S2P_MAX_GATES]; /* gamma from_gate */
  double to_gate[S2P_MAX_HEAD][S2P_MAX_GATES];   /* (I - gamma D)^-1 gamma to_gate */
  double own[S2P_MAX_GATES];                     /* (I - gamma D)^-1 */
  double scheme[S2P_MAX_CONDUCTANCES][S2P_SCHEME_SIZE];
} S2pJacobianFactors;

/* FALSE where the matrix is singular or not finite. */
gboolean s2p_jacobian_factor (const S2pStateLayout *layout, const S2pJacobian *J, double gamma, S2pJacobianFactors *factors);
/* x = (I - gamma J)^-1 b; x and b may be the same [n_head + n_gates]. */
void     s2p_jacobian_solve  (const S2pStateLayout *layout, const S2pJacobianFactors *factors, const double *b, double *x);

G_END_DECLS
