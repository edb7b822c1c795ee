#include "simulation/simulation.h"
#include <math.h>

void
s2p_simulation_options_init (S2pSimulationOptions *options, const S2pModel *model)
{
  *options = (S2pSimulationOptions) { .duration = model->duration, .transient = model->transient, .trace_step = 0.05, .rtol = 1e-6, .atol = 1e-8 };
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
