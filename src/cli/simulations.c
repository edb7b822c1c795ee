#include "cli/simulations.h"

S2pSimulatePlan *
s2p_cli_simulate (S2pNeuron *neuron, const S2pSimulationOptions *options, gboolean reference, gboolean traces, const S2pSimulateItem *items, guint n, S2pPool *pool)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  S2pSimulatePlan *plan = s2p_simulate_plan_new (neuron, options, reference, traces, items, n, cancellable);

  s2p_cli_run_plan (pool, "simulation", s2p_simulate_plan_n_parts (plan), s2p_simulate_plan_part, plan, cancellable);
  return plan;
}
