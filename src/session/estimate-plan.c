#include "session/plan.h"

#define RECORDINGS_PER_PART 64 /* that go through the network in company */

struct _S2pEstimatePlan {
  S2pNeuron     *neuron;
  S2pRecording **recordings; /* [n] */
  guint          n;
  gboolean       at_mean;
  GCancellable  *cancellable;
  GAsyncQueue   *workspaces; /* that no part is using */
  S2pEstimate   *results;    /* [n] */
};

S2pEstimatePlan *
s2p_estimate_plan_new (S2pNeuron *neuron, S2pRecording *const *recordings, guint n, gboolean at_mean, GCancellable *cancellable)
{
  S2pEstimatePlan *plan = g_new0 (S2pEstimatePlan, 1);

  plan->neuron = s2p_neuron_ref (neuron);
  plan->recordings = g_new (S2pRecording *, MAX (1, n));
  for (guint i = 0; i < n; i++)
    plan->recordings[i] = s2p_recording_ref (recordings[i]);
  plan->n = n;
  plan->at_mean = at_mean;
  plan->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  plan->workspaces = g_async_queue_new_full ((GDestroyNotify) s2p_inference_workspace_free);
  plan->results = g_new0 (S2pEstimate, MAX (1, n));
  return plan;
}

guint
s2p_estimate_plan_n_parts (const S2pEstimatePlan *plan)
{
  return (plan->n + RECORDINGS_PER_PART - 1) / RECORDINGS_PER_PART;
}

static void
choose_target (const S2pEstimatePlan *plan, const S2pRecording *recording, S2pEstimate *estimate)
{
  const S2pModel *model = plan->neuron->model;

  if (!estimate->inference.available)
    return;
  estimate->g_s = CLAMP (estimate->inference.g_s, model->g_s_min, model->g_s_max);
  estimate->g_u = CLAMP (estimate->inference.g_u, model->g_u_min, model->g_u_max);
  estimate->choice = plan->at_mean ? S2P_TARGET_MEAN : s2p_target_choose (&estimate->inference, recording->features.activity, plan->neuron->map);
}

void
s2p_estimate_plan_part (guint index, gpointer data)
{
  S2pEstimatePlan *plan = data;
  const guint from = index * RECORDINGS_PER_PART, n = MIN (RECORDINGS_PER_PART, plan->n - from);
  S2pInferenceWorkspace *workspace;
  S2pSpikes spikes[RECORDINGS_PER_PART];
  S2pInference inferences[RECORDINGS_PER_PART];

  if (g_cancellable_is_cancelled (plan->cancellable))
    return;
  if ((workspace = g_async_queue_try_pop (plan->workspaces)) == NULL)
    {
      workspace = s2p_inference_workspace_new (plan->neuron->network);
      s2p_inference_workspace_set_cancellable (workspace, plan->cancellable);
    }
  for (guint i = 0; i < n; i++)
    spikes[i] = (S2pSpikes) { plan->recordings[from + i]->train->times, plan->recordings[from + i]->train->n_spikes };
  s2p_network_infer (workspace, spikes, n, inferences);
  g_async_queue_push (plan->workspaces, workspace);
  for (guint i = 0; i < n && !g_cancellable_is_cancelled (plan->cancellable); i++)
    {
      S2pEstimate *estimate = &plan->results[from + i];

      estimate->inference = inferences[i];
      choose_target (plan, plan->recordings[from + i], estimate);
      if (plan->neuron->domain != NULL)
        s2p_domain_judge (plan->neuron->domain, spikes[i].times, spikes[i].n, &estimate->verdict);
    }
}

const S2pEstimate *
s2p_estimate_plan_results (const S2pEstimatePlan *plan)
{
  return plan->results;
}

void
s2p_estimate_plan_free (S2pEstimatePlan *plan)
{
  if (plan == NULL)
    return;
  g_async_queue_unref (plan->workspaces);
  for (guint i = 0; i < plan->n; i++)
    s2p_recording_unref (plan->recordings[i]);
  g_free (plan->recordings);
  g_free (plan->results);
  g_clear_object (&plan->cancellable);
  s2p_neuron_unref (plan->neuron);
  g_free (plan);
}
