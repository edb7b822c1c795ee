/* A conductance-based neuron model, read from one text file (thesis, Box III).
 *
 *   C dV/dt = -sum_i g_i open_i (V - E_i) + I(t),     open_i = product of powers of gating variables
 *
 * Units: mV, ms, mS/cm^2, uA/cm^2, uF/cm^2, uM. Variables of expressions are numbered
 *   0 = V, then the ions, then the gates, then the currents I_<conductance>
 * (currents appear in the steady state of an ion only). README.md describes the file.
 *
 * A model is immutable once loaded and may be read by any number of threads.
 */
#pragma once
#include <gio/gio.h>
#include "model/expression.h"

G_BEGIN_DECLS

#define S2P_MAX_IONS 2
#define S2P_MAX_GATES_PER_CONDUCTANCE 4
#define S2P_MAX_CONDUCTANCES 32
#define S2P_MAX_GATES (S2P_MAX_CONDUCTANCES * S2P_MAX_GATES_PER_CONDUCTANCE)
#define S2P_VARIABLE_V 0

typedef enum { S2P_FAST, S2P_SLOW, S2P_ULTRASLOW, S2P_N_TIMESCALES } S2pTimescale;

typedef enum {
  S2P_GATE_RELAXING, /* dX/dt = (X_inf - X) / tau */
  S2P_GATE_INSTANT,  /* X = X_inf */
  S2P_GATE_KINETIC,  /* dX/dt = rate, linear in the kinetic gates of its conductance */
} S2pGateKind;

typedef struct {
  char          *name;        /* "m" */
  guint          conductance;
  guint          power;       /* in open_i; 0: acts on its scheme only */
  S2pGateKind    kind;
  int            timescale;   /* an S2pTimescale on which all of its slope is counted, or -1: by tau */
  S2pExpression *inf;         /* (V, ions); NULL where kinetic */
  S2pExpression *inf_dv;      /* d inf / dV */
  S2pExpression *inf_dc[S2P_MAX_IONS];
  S2pExpression *inf_dvdc[S2P_MAX_IONS];
  S2pExpression *inf_dcdc[S2P_MAX_IONS][S2P_MAX_IONS];
  gboolean       on_ions;     /* inf depends on an ion */
  S2pExpression *inf_alone, *inf_rest; /* inf = inf_alone (V) * inf_rest (V, ions) */
  S2pExpression *inf_alone_dv;
  S2pExpression *tau, *tau_dv;         /* (V), ms; NULL unless relaxing */
  S2pExpression *rate, *rate_dv;       /* kinetic */
  S2pExpression *rate_dx[S2P_MAX_GATES_PER_CONDUCTANCE]; /* (V): by the k-th gate of the conductance */
  S2pExpression *rate_dxdv[S2P_MAX_GATES_PER_CONDUCTANCE];
} S2pGate;

typedef struct {
  char   *name;
  double  reversal;              /* mV */
  guint   first_gate, n_gates;   /* its gates stand together */
  gboolean on_ions;              /* some gate depends on an ion */
} S2pConductance;

typedef struct {
  char          *name;
  double         tau;            /* ms */
  double         start;          /* uM, at t = 0 */
  double         rest;           /* its steady state with no current */
  double        *per_current;    /* n_conductances: d inf / d I, 0 for most */
} S2pIon;

typedef enum { S2P_SAMPLE_NONE, S2P_SAMPLE_UNIFORM, S2P_SAMPLE_FIXED } S2pSampleKind;

typedef struct {
  S2pSampleKind kind;
  double        low, high;       /* before scaling with g_leak / mean (g_leak) */
} S2pConductanceSample;

/* How a population is built (thesis, Algorithm 4 and Appendix E). */
typedef struct {
  double      leak_shape, leak_scale;      /* Gamma distribution of g_leak */
  S2pConductanceSample *sampled;                     /* n_conductances */
  double      spontaneous[S2P_N_TIMESCALES]; /* step 1: these DICs ... */
  guint       spontaneous_solve[S2P_N_TIMESCALES]; /* ... by these conductances */
  guint       solve_below[2], solve_above[2]; /* step 2: by the sign of the target g_s */
} S2pGeneration;

typedef struct {
  char           *path, *name, *title, *source;
  double          capacitance;
  double          start;         /* V at t = 0 */
  guint           n_conductances, n_gates, n_ions, leak;
  S2pConductance *conductances;
  S2pGate        *gates;
  S2pIon         *ions;
  S2pExpression  *timescales[S2P_N_TIMESCALES]; /* (V), ms */
  double          threshold;     /* V_th */
  double          g_s_min, g_s_max, g_u_min, g_u_max; /* the range in which it is used */
  gboolean        has_generation; /* without, cells can be simulated but not generated */
  S2pGeneration   generation;
  double          duration, transient; /* ms, of a simulation unless the user asks otherwise */
  double          spike_up, spike_down; /* mV: a spike rises through the one and falls through the other */
  GHashTable     *named;         /* every named quantity: name -> S2pExpression */
} S2pModel;

/* Errors: S2P_ERROR_FILE, or S2P_ERROR_MODEL as "file:line: reason". */
S2pModel *s2p_model_load   (const char *path, GError **error);
S2pModel *s2p_model_parse  (const char *path, const char *data, gsize length, GError **error);
void      s2p_model_free   (S2pModel *model); /* accepts NULL */

/* FALSE, with S2P_ERROR_MODEL, where the file has no [generation]: then there are no populations to build. */
gboolean  s2p_model_require_generation (const S2pModel *model, GError **error);

/* Index of a conductance, or -1. */
int       s2p_model_conductance (const S2pModel *model, const char *name);

#define s2p_model_ion_variable(model, ion)          (1 + (ion))
#define s2p_model_gate_variable(model, gate)        (1 + (model)->n_ions + (gate))
#define s2p_model_current_variable(model, current)  (1 + (model)->n_ions + (model)->n_gates + (current))
#define s2p_model_n_variables(model)                (1 + (model)->n_ions + (model)->n_gates + (model)->n_conductances)

/* Steady states of the gates of one conductance and their slopes d/dV with the ions held.
 * variables: V and ions are read. inf, slope: n_gates of the conductance. For kinetic gates the
 * steady state of the scheme is solved for. */
void      s2p_model_steady_gates (const S2pModel *model, guint conductance, const double *variables,
                                  double *inf, double *slope);
/* Matrix and constant of the kinetic scheme dx/dt = A x + b of a conductance at V, A [n][n] by rows. */
void      s2p_model_scheme (const S2pModel *model, guint conductance, double V, double *A, double *b);
/* Their slopes with V. */
void      s2p_model_scheme_slope (const S2pModel *model, guint conductance, double V, double *A, double *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pModel, s2p_model_free)

G_END_DECLS
