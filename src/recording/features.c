#include "recording/features.h"
#include "base/words.h"
#include <math.h>

#define SPIKING_CV 0.1 /* at most */
#define MS_PER_S 1000.0

const char *
s2p_activity_name (S2pActivity activity)
{
  switch (activity)
    {
    case S2P_ACTIVITY_SILENT:
      return N_("silent");
    case S2P_ACTIVITY_SPIKING:
      return N_("spiking");
    case S2P_ACTIVITY_BURSTING:
      return N_("bursting");
    }
  g_return_val_if_reached ("");
}

/* Population standard deviation over mean, in two passes. The mean of the intervals is that of the
 * whole span, which does not add up their rounding errors. */
static double
interval_cv (const double *times, gsize n)
{
  double mean = (times[n - 1] - times[0]) / (double) (n - 1), squares = 0.0;

  for (gsize i = 1; i < n; i++)
    {
      double deviation = times[i] - times[i - 1] - mean;

      squares += deviation * deviation;
    }
  return mean > 0.0 ? sqrt (squares / (double) (n - 1)) / mean : NAN;
}

static S2pActivity
classify (gsize n, double cv)
{
  if (n < S2P_FEWEST_SPIKES)
    return S2P_ACTIVITY_SILENT;
  /* Where all spikes stand at one time there is no CV, and no burst measure could be had. */
  return cv > SPIKING_CV ? S2P_ACTIVITY_BURSTING : S2P_ACTIVITY_SPIKING;
}

/* (max + min) / 2 of the intervals: a longer one separates two bursts. */
static double
burst_gap (const double *times, gsize n)
{
  double shortest = INFINITY, longest = 0.0;

  for (gsize i = 1; i < n; i++)
    {
      shortest = MIN (shortest, times[i] - times[i - 1]);
      longest = MAX (longest, times[i] - times[i - 1]);
    }
  return (shortest + longest) / 2.0;
}

/* The kept bursts as a range of spikes; FALSE where there are fewer than three bursts. */
static gboolean
kept_bursts (const double *times, gsize n, double gap, gsize *begin, gsize *end)
{
  gsize first = 0, last = 0; /* onsets of the second and of the last burst */

  for (gsize i = 1; i < n; i++)
    if (times[i] - times[i - 1] > gap)
      {
        if (first == 0)
          first = i;
        last = i;
      }
  *begin = first;
  *end = last;
  return first < last;
}

static void
describe_bursts (const double *times, gsize begin, gsize end, double gap, S2pFeatures *features)
{
  gsize onset = begin, last_onset = begin, n_bursts = 0, n_with_length = 0;
  double durations = 0.0, frequencies = 0.0;

  for (gsize i = begin + 1; i <= end; i++)
    if (i == end || times[i] - times[i - 1] > gap)
      {
        double duration = times[i - 1] - times[onset];

        durations += duration;
        /* A burst of one spike has no frequency: left out of that mean only. */
        if (duration > 0.0)
          {
            frequencies += (double) (i - onset) / duration;
            n_with_length++;
          }
        n_bursts++;
        last_onset = onset;
        onset = i;
      }

  features->burst_duration = durations / (double) n_bursts;
  features->spikes_per_burst = (double) (end - begin) / (double) n_bursts;
  if (n_with_length > 0)
    features->f_intra = MS_PER_S * frequencies / (double) n_with_length;
  if (n_bursts > 1)
    features->f_inter = MS_PER_S * (double) (n_bursts - 1) / (times[last_onset] - times[begin]);
}

void
s2p_features_compute (const double *times, gsize n, S2pFeatures *features)
{
  *features = (S2pFeatures) {
    .n_spikes = n, .duration = NAN, .rate = NAN, .cv_isi = NAN, .f_intra = NAN, .f_inter = NAN,
    .burst_duration = NAN, .spikes_per_burst = NAN,
  };
  if (n > 0)
    features->duration = times[n - 1] - times[0];
  if (n > 1 && features->duration > 0.0)
    {
      features->rate = MS_PER_S * (double) (n - 1) / features->duration;
      if (n > 2) /* of one interval there is no variation to know */
        features->cv_isi = interval_cv (times, n);
    }
  features->activity = classify (n, features->cv_isi);
  if (features->activity == S2P_ACTIVITY_BURSTING)
    {
      double gap = burst_gap (times, n);
      gsize begin, end;

      if (kept_bursts (times, n, gap, &begin, &end))
        describe_bursts (times, begin, end, gap, features);
    }
}

double
s2p_features_burst_gap (const double *times, gsize n)
{
  return burst_gap (times, n);
}

void
s2p_features_whole_bursts (const double *times, gsize n, gsize *begin, gsize *end)
{
  gboolean bursting = n >= S2P_FEWEST_SPIKES
    && classify (n, interval_cv (times, n)) == S2P_ACTIVITY_BURSTING;

  if (!bursting || !kept_bursts (times, n, burst_gap (times, n), begin, end))
    {
      *begin = 0;
      *end = n;
    }
}
