#include "inference/infer.h"
#include <math.h>
#include "inference/forward.h"
#include "inference/tokens.h"
#include "inference/windows.h"
#include "recording/features.h"

#define CHUNK_TOKENS 1024   /* that go through the network together (see bench-network) */

struct _S2pInferenceWorkspace {
  const S2pNetwork *network;
  S2pWorkspace     *state;
  real             *transposed; /* the weights, for s2p_forward */
  real             *features;
  guint32          *offsets;
  gsize            *train_of; /* of each sequence in the chunk */
  guint             n;        /* sequences in the chunk */
  GCancellable     *cancellable;
};

S2pInferenceWorkspace *
s2p_inference_workspace_new (const S2pNetwork *network)
{
  const guint tokens = MAX (CHUNK_TOKENS, network->layout->shape.max_tokens);
  const guint sequences = tokens / (S2P_FEWEST_SPIKES - 1);
  S2pInferenceWorkspace *w = g_new0 (S2pInferenceWorkspace, 1);

  w->network = network;
  w->state = s2p_workspace_new (network->layout, tokens, sequences, FALSE);
  w->transposed = g_new0 (real, network->layout->n_values);
  s2p_transpose (network->layout, network->values, w->transposed);
  w->features = g_new (real, S2P_N_FEATURES * tokens);
  w->offsets = g_new0 (guint32, sequences + 1);
  w->train_of = g_new (gsize, sequences);
  return w;
}

void
s2p_inference_workspace_free (S2pInferenceWorkspace *workspace)
{
  if (!workspace)
    return;
  s2p_workspace_free (workspace->state);
  g_free (workspace->transposed);
  g_free (workspace->features);
  g_free (workspace->offsets);
  g_free (workspace->train_of);
  g_free (workspace);
}

void
s2p_inference_workspace_set_cancellable (S2pInferenceWorkspace *workspace, GCancellable *cancellable)
{
  workspace->cancellable = cancellable;
}

/* Until finish, sums over the windows. */
static void
add_window (const S2pInferenceWorkspace *w, guint i, S2pInference *sum)
{
  const S2pLayout *layout = w->network->layout;
  const real *values = w->network->values;
  const real *logits = w->state->raw[S2P_HEAD_CLASS] + i * S2P_N_CLASSES;
  double *metrics[S2P_N_METRICS] = { &sum->rate, &sum->burst_duration, &sum->f_intra, &sum->f_inter,
                                     &sum->spikes_per_burst };
  S2pDicRange range;
  S2pDensity density;
  double bursting = 1 / (1 + exp ((double) logits[0] - logits[1]));

  s2p_layout_range (layout, values, &range);
  s2p_density_read (w->state->raw[S2P_HEAD_DENSITY] + i * S2P_N_DENSITY, &range, &density);
  s2p_density_sum_add (&sum->density, &density);
  sum->n_windows++;
  sum->p_bursting += bursting;
  sum->p_spiking += 1 - bursting;
  for (guint c = 0; c < S2P_N_METRICS; c++)
    *metrics[c] += values[layout->metrics_mean + c] +
                   values[layout->metrics_std + c] * w->state->raw[S2P_HEAD_METRICS][i * S2P_N_METRICS + c];
}

static void
finish (S2pInference *result)
{
  const double share = 1.0 / MAX (1, result->n_windows);
  double *means[] = { &result->p_spiking, &result->p_bursting, &result->rate, &result->burst_duration, &result->f_intra,
                      &result->f_inter, &result->spikes_per_burst };
  S2pDensityMoments moments;

  if (result->n_windows == 0)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (means); i++)
    *means[i] *= share;
  s2p_density_sum_finish (&result->density, result->n_windows);
  s2p_density_moments (&result->density, &moments);
  result->g_s = moments.g_s;
  result->g_u = moments.g_u;
  result->sd_g_s = moments.sd_g_s;
  result->sd_g_u = moments.sd_g_u;
  result->correlation = moments.correlation;
}

static void
run_chunk (S2pInferenceWorkspace *w, S2pInference *results)
{
  const S2pBatch batch = { .n_sequences = w->n, .offsets = w->offsets, .features = w->features };

  if (w->n == 0)
    return;
  if (!g_cancellable_is_cancelled (w->cancellable))
    {
      s2p_forward (w->network->layout, w->network->values, w->transposed, &batch, w->state);
      for (guint i = 0; i < w->n; i++)
        add_window (w, i, &results[w->train_of[i]]);
    }
  w->n = 0;
}

static void
append (S2pInferenceWorkspace *w, gsize train, const double *times, gsize n, S2pInference *results)
{
  if (w->n == w->state->max_sequences || w->offsets[w->n] + n - 1 > w->state->max_tokens)
    run_chunk (w, results);
  s2p_tokens_fill (times, n, w->features + (gsize) w->offsets[w->n] * S2P_N_FEATURES);
  w->train_of[w->n] = train;
  w->offsets[w->n + 1] = w->offsets[w->n] + (guint32) n - 1;
  w->n++;
}

void
s2p_network_infer (S2pInferenceWorkspace *workspace, const S2pSpikes *trains, gsize n, S2pInference *results)
{
  const gsize max_spikes = (gsize) workspace->network->layout->shape.max_tokens + 1;

  workspace->n = 0;
  for (gsize i = 0; i < n; i++)
    {
      const S2pSpikes *train = &trains[i];
      S2pWindow windows[S2P_MOST_WINDOWS];
      guint n_windows;

      results[i] = (S2pInference) { .available = train->n >= S2P_FEWEST_SPIKES };
      if (!results[i].available)
        continue;
      n_windows = s2p_windows_cut (train->times, train->n, workspace->network->window, max_spikes, windows);
      for (guint j = 0; j < n_windows; j++)
        append (workspace, i, train->times + windows[j].begin, windows[j].end - windows[j].begin, results);
    }
  run_chunk (workspace, results);
  for (gsize i = 0; i < n; i++)
    finish (&results[i]);
}
