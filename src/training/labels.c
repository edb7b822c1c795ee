#include "training/labels.h"
#include <math.h>
#include "inference/tokens.h"
#include "recording/features.h"

typedef struct { double n, sum, squares; } Moments;

static double *
widen (const S2pSample *sample)
{
  double *times = g_new (double, sample->n_spikes + 1);

  for (guint32 i = 0; i < sample->n_spikes; i++)
    times[i] = sample->times[i];
  return times;
}

gboolean
s2p_label_compute (const S2pSample *sample, S2pLabel *label)
{
  g_autofree double *times = widen (sample);
  S2pFeatures features;

  s2p_features_compute (times, sample->n_spikes, &features);
  if (features.activity == S2P_ACTIVITY_SILENT)
    return FALSE;
  *label = (S2pLabel) {
    .dics = { sample->g_s, sample->g_u },
    .class = features.activity == S2P_ACTIVITY_BURSTING,
    .metrics = { (float) features.rate, (float) features.burst_duration, (float) features.f_intra,
                 (float) features.f_inter, (float) features.spikes_per_burst },
  };
  return TRUE;
}

static void
count (Moments *moments, double x)
{
  moments->n++;
  moments->sum += x;
  moments->squares += x * x;
}

static void
store (const Moments *moments, guint n, real *mean, real *std)
{
  for (guint i = 0; i < n; i++)
    {
      double m = moments[i].n > 0 ? moments[i].sum / moments[i].n : 0;
      double variance = moments[i].n > 0 ? moments[i].squares / moments[i].n - m * m : 0;

      mean[i] = (real) m;
      std[i] = variance > 1e-12 ? (real) sqrt (variance) : 1;
    }
}

void
s2p_statistics_fill (const S2pLayout *layout, const S2pSample *samples, const S2pLabel *labels, const guint32 *used,
                     gsize n_used, real *values)
{
  Moments input[S2P_N_FEATURES] = { 0 }, metrics[S2P_N_METRICS] = { 0 };

  for (gsize i = 0; i < n_used; i++)
    {
      const S2pSample *sample = &samples[used[i]];
      const S2pLabel *label = &labels[used[i]];
      g_autofree double *times = widen (sample);
      g_autofree real *features = g_new (real, S2P_N_FEATURES * (gsize) sample->n_spikes);

      s2p_tokens_fill (times, sample->n_spikes, features);
      for (guint32 j = 0; j + 1 < sample->n_spikes; j++)
        for (guint c = 0; c < S2P_N_FEATURES; c++)
          count (&input[c], features[S2P_N_FEATURES * j + c]);
      for (guint c = 0; c < S2P_N_METRICS; c++)
        if ((c > 0) == (label->class == 1) && isfinite (label->metrics[c]))
          count (&metrics[c], label->metrics[c]);
    }
  store (input, S2P_N_FEATURES, values + layout->input_mean, values + layout->input_std);
  store (metrics, S2P_N_METRICS, values + layout->metrics_mean, values + layout->metrics_std);
}
