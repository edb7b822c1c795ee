/* What both simulators take and give. Units: ms, mV, mS/cm2, uA/cm2.
 *
 * A cell starts at the model's V and ion concentrations with its gates at their steady state there. Its spikes are
 * the means of the upward crossing of spike_up and the next downward crossing of spike_down (thesis, Appendix D.1);
 * those before the end of the transient are left out.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

#define S2P_DEFAULT_RTOL 1e-6

typedef struct {
  double  duration, transient; /* ms */
  double  noise;               /* sigma of the injected current, uA/cm2 (noise.h); 0: none */
  guint64 seed;                /* of the noise */
  double  trace_step;          /* ms between the values of a trace, where one is asked for */
  double  rtol, atol;          /* of CVODE */
} S2pSimulationOptions;

/* The model's duration and transient, no noise, trace_step 0.05, the default rtol, atol a hundredth of it. */
void s2p_simulation_options_init (S2pSimulationOptions *options, const S2pModel *model);

typedef enum {
  S2P_SIMULATION_GOOD,
  S2P_SIMULATION_BAD_DURATION,  /* 0 < duration <= 1e7 ms */
  S2P_SIMULATION_BAD_TRANSIENT, /* 0 <= transient < duration */
  S2P_SIMULATION_BAD_RTOL,      /* 0 < rtol < 0.1 */
  S2P_SIMULATION_BAD_NOISE,     /* 0 <= noise < 1e4 uA/cm2 */
  S2P_SIMULATION_BAD_STEP,      /* trace_step >= 0.001 ms */
} S2pSimulationCheck;

/* The first value that is out of its range. */
S2pSimulationCheck s2p_simulation_options_check (const S2pSimulationOptions *options);

typedef struct {
  guint64 recording;  /* with instance: the name of the noise stream */
  guint32 instance;
  GArray *spikes;     /* of double, ms since t = 0, ascending: made by the run; the caller unrefs it */
  float  *trace;      /* s2p_trace_length () values of V from t = 0 on: given by the caller, or NULL */
  gboolean failed;    /* fast engine: V left every bound; spikes is then empty, which does not mean silent */
} S2pSimulatedCell;

gsize s2p_trace_length (double duration, double trace_step);

/* V, ions and gates (numbered as variables of the model) of a cell at t = 0. */
void  s2p_simulation_start (const S2pModel *model, double *variables);

G_END_DECLS
