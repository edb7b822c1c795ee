#include "simulation/simulation.h"
#include <math.h>

#define MOST_TRACE_VALUES 1e9 /* of one cell */

void
s2p_simulation_options_init (S2pSimulationOptions *options, const S2pModel *model)
{
  *options = (S2pSimulationOptions) { .duration = model->duration, .transient = model->transient, .trace_step = 0.05, .rtol = S2P_DEFAULT_RTOL, .atol = 1e-8 };
}

S2pSimulationCheck
s2p_simulation_options_check (const S2pSimulationOptions *options)
{
  if (!(options->duration > 0 && options->duration <= 1e7))
    return S2P_SIMULATION_BAD_DURATION;
  if (!(options->transient >= 0 && options->transient < options->duration))
    return S2P_SIMULATION_BAD_TRANSIENT;
  if (!(options->rtol > 0 && options->rtol < 0.1))
    return S2P_SIMULATION_BAD_RTOL;
  if (!(options->noise >= 0 && options->noise < 1e4))
    return S2P_SIMULATION_BAD_NOISE;
  if (!(options->trace_step >= 0.001 && isfinite (options->trace_step) && options->duration / options->trace_step <= MOST_TRACE_VALUES))
    return S2P_SIMULATION_BAD_STEP;
  return S2P_SIMULATION_GOOD;
}

gsize
s2p_trace_length (double duration, double trace_step)
{
  return (gsize) floor (duration / trace_step + 1e-9) + 1;
}

void
s2p_simulation_start (const S2pModel *model, double *variables)
{
  double slope[S2P_MAX_GATES_PER_CONDUCTANCE];

  variables[S2P_VARIABLE_V] = model->start;
  for (guint i = 0; i < model->n_ions; i++)
    variables[s2p_model_ion_variable (model, i)] = model->ions[i].start;
  for (guint i = 0; i < model->n_conductances; i++)
    s2p_model_steady_gates (model, i, variables, variables + s2p_model_gate_variable (model, model->conductances[i].first_gate), slope);
}
