/* What the inner loop of the fast engine sees of a neuron model: tables and index lists, no text.
 * Private to src/simulation.
 *
 * Variables of a cell are numbered as in model.h (V, ions, gates). For a fixed step h the motion of
 * every gate at fixed V is an affine map, so what is tabulated over V is the map itself:
 *   relaxing   X += k (V) (inf (V) rest (ions) - X),   k = 1 - exp (-h / tau)
 *   instant    X  = inf (V) rest (ions)
 *   kinetic    X  = P (V) X + q (V),                   P = exp (h A),  q = (1 - P) X_inf
 * Rows are linear in V between grid points: (value, step to the next row) pairs, column by column.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

#define S2P_FAST_V_MIN -130.0
#define S2P_FAST_V_MAX 90.0
#define S2P_FAST_ROWS_PER_MV 10
#define S2P_FAST_LANES 64 /* cells that step together */
#define S2P_FAST_WIDTH 8  /* lanes are filled up to a multiple of this: the same arithmetic for every cell */

typedef struct {
  S2pGateKind kind;
  guint       gate;       /* number among the gates */
  guint       column;     /* first of its columns; of a kinetic scheme: of P, row by row, then q */
  guint       n;          /* gates of the scheme; 1 otherwise */
  const S2pExpression *rest; /* factor that depends on ions; NULL: 1 */
} S2pFastMove;

typedef struct {
  const S2pModel *model;
  double       step;            /* ms */
  guint        n_columns, n_rows;
  double      *table;           /* [n_rows][n_columns][2] */
  guint        n_moves;
  S2pFastMove *moves;
  double      *ion_k;           /* [n_ions] 1 - exp (-h / tau) */
  guint        rest_depth;      /* scratch that the rest expressions need */
} S2pFastPlan;

/* One block of cells on its way. Arrays are [variable][lane]; lanes beyond n_cells repeat the last cell. */
typedef struct {
  guint    n_cells, n_lanes;
  double  *x;        /* [1 + n_ions + n_gates][S2P_FAST_LANES] */
  double  *g;        /* [n_conductances][S2P_FAST_LANES] */
  double  *scratch;  /* [rest_depth + n_conductances + 8][S2P_FAST_LANES] */
  double   rise[S2P_FAST_LANES];   /* time of the last upward crossing, or NAN */
  double   last_target[S2P_FAST_LANES]; /* of V, in the step before */
  GArray **spikes;   /* [n_cells] of double: appended to from the end of the transient on */
  const float *const *noise; /* [n_lanes] current at every noise step, or NULL */
  double   noise_step;
  float  **trace;    /* [n_cells] V every trace_every steps from the transient on, or NULL */
  guint    trace_every;
  double   transient;
} S2pFastBlock;

/* Advances the block by the steps [from, to). One function per instruction set, of the same source. */
typedef void (*S2pFastKernel) (const S2pFastPlan *plan, S2pFastBlock *block, guint64 from, guint64 to);

void s2p_fast_kernel_base (const S2pFastPlan *plan, S2pFastBlock *block, guint64 from, guint64 to);
#ifdef S2P_X86_LEVELS
void s2p_fast_kernel_v3 (const S2pFastPlan *plan, S2pFastBlock *block, guint64 from, guint64 to);
void s2p_fast_kernel_v4 (const S2pFastPlan *plan, S2pFastBlock *block, guint64 from, guint64 to);
#endif

S2pFastPlan *s2p_fast_plan_new  (const S2pModel *model, double step);
void         s2p_fast_plan_free (S2pFastPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pFastPlan, s2p_fast_plan_free)

G_END_DECLS
