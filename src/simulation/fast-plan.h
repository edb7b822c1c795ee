/* What the inner loop of the fast engine sees of a neuron model: tables and index lists, no text.
 * Private to src/simulation.
 *
 * Every cell has its own clock and one of two steps: the fine one where V moves quickly (a spike), the coarse one
 * elsewhere. Gates live half a step off V, so between two steps s and s' they move by (s + s') / 2: three spans
 * in all. For a given span the motion of every gate at fixed V is an affine map, so what is tabulated over V is the
 * map itself, once per span:
 *   relaxing   X += k (V) (inf (V) rest (ions) - X),   k = 1 - exp (-span / tau)
 *   instant    X  = inf (V) rest (ions)
 *   kinetic    X += P (V) X + q (V),                   P = exp (span A) - 1,  q = -P X_inf
 * Variables of a cell are numbered as in model.h (V, ions, gates). Rows are linear in V between grid points.
 *
 * Looking numbers up is most of the work, so a value and the difference to the next row share one word: read as a
 * double it is the value (the low bits are far below the interpolation error), and its low S2P_FAST_LOW_BITS bits are
 * the difference, in units of the column's power of two, plus half their range.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

#define S2P_FAST_V_MIN -130.0
#define S2P_FAST_V_MAX 90.0
#define S2P_FAST_ROWS_PER_MV 10
#define S2P_FAST_LANES 64 /* cells that step together */
#define S2P_FAST_WIDTH 8  /* lanes are filled up to a multiple of this: the same arithmetic for every cell */
#define S2P_FAST_COARSE 5 /* coarse step / fine step */
#define S2P_FAST_SLOPE 2.0 /* mV/ms: where V moves faster, or is above spike_down, the next step is fine */
#define S2P_FAST_SPANS 3  /* fine, the mean of fine and coarse, coarse */
#define S2P_FAST_LOW_BITS 24

typedef struct {
  S2pGateKind kind;
  guint       gate;       /* number among the gates */
  guint       column;     /* first of its columns; of a kinetic scheme: of P, row by row, then q */
  guint       n;          /* gates of the scheme; 1 otherwise */
  const S2pExpression *rest; /* factor that depends on ions; NULL: 1 */
} S2pFastMove;

typedef struct {
  const S2pModel *model;
  double       step;            /* ms, the fine one */
  guint        n_columns, n_rows;
  guint64     *table;           /* [S2P_FAST_SPANS][n_rows][n_columns] */
  double      *unit;            /* [n_columns] of the differences */
  guint        n_moves;
  S2pFastMove *moves;
  double       ion_k[S2P_MAX_IONS][2]; /* 1 - exp (-step / tau), fine and coarse */
  guint        rest_depth;      /* scratch that the rest expressions need */
} S2pFastPlan;

/* Rows of a block: one number per lane each. */
enum { S2P_FAST_TICKS, S2P_FAST_LAST, S2P_FAST_NEXT, S2P_FAST_TARGET, S2P_FAST_RISE, S2P_FAST_N_CLOCKS };

/* Cells on their way. Everything that belongs to a cell is in column l of @rows or in [l] of a list below, so that a
 * lane can be moved or given to another cell. Lanes from n_cells to n_lanes are computed, too, and not looked at. */
typedef struct {
  guint    n_cells, n_lanes, n_rows;
  double  *rows;     /* [n_rows][S2P_FAST_LANES]: */
  double  *clock;    /*   [S2P_FAST_N_CLOCKS]: fine steps since t = 0; the last and the next step, ms; the target of V in
                          the step before; time of the last upward crossing, or NAN */
  double  *x;        /*   [1 + n_ions + n_gates] */
  double  *g;        /*   [n_conductances] */
  double  *scratch;  /* [rest_depth + n_conductances + 2][S2P_FAST_LANES]: nobody's */
  GArray  *spikes[S2P_FAST_LANES]; /* of double: appended to from the end of the transient on */
  float   *noise[S2P_FAST_LANES];  /* current at every noise step, or NULL */
  float   *trace[S2P_FAST_LANES];  /* V every trace_step from t = 0 on, or NULL */
  gsize    traced[S2P_FAST_LANES]; /* values written so far */
  guint    cell[S2P_FAST_LANES];
  double   noise_step, trace_step, transient, duration;
  gsize    noise_length, trace_length;
} S2pFastBlock;

/* Advances every lane by @n_steps steps of its own. One function per instruction set, of the same source. */
typedef void (*S2pFastKernel) (const S2pFastPlan *plan, S2pFastBlock *block, guint n_steps);

void s2p_fast_kernel_base (const S2pFastPlan *plan, S2pFastBlock *block, guint n_steps);
#ifdef S2P_X86_LEVELS
void s2p_fast_kernel_v3 (const S2pFastPlan *plan, S2pFastBlock *block, guint n_steps);
void s2p_fast_kernel_v4 (const S2pFastPlan *plan, S2pFastBlock *block, guint n_steps);
#endif

S2pFastPlan *s2p_fast_plan_new  (const S2pModel *model, double step);
void         s2p_fast_plan_free (S2pFastPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pFastPlan, s2p_fast_plan_free)

G_END_DECLS
