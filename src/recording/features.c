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

/* Sample standard deviation from the sums of the values and of their squares, less a value near all of them. */
typedef struct { double near, sum, squares; gsize n; } Spread;

static void
spread_add (Spread *spread, double value)
{
  if (spread->n++ == 0)
    spread->near = value;
  spread->sum += value - spread->near;
  spread->squares += (value - spread->near) * (value - spread->near);
}

static double
spread_sd (const Spread *spread)
{
  return spread->n < 2 ? 0 : sqrt (MAX (0, spread->squares - spread->sum * spread->sum / spread->n) / (spread->n - 1));
}

gsize *
s2p_features_onsets (const double *times, gsize n_spikes, gsize *n)
{
  gsize begin, end, *onsets;
  double gap;

  *n = 0;
  if (n_spikes < S2P_FEWEST_SPIKES || !kept_bursts (times, n_spikes, gap = burst_gap (times, n_spikes), &begin, &end))
    return NULL;
  onsets = g_new (gsize, end - begin + 1);
  onsets[0] = begin;
  for (gsize i = begin + 1; i <= end; i++)
    if (i == end || times[i] - times[i - 1] > gap)
      onsets[++*n] = i;
  return onsets;
}

void
s2p_burst_spread (const double *times, const gsize *onsets, gsize n, S2pBurstSpread *spread)
{
  Spread periods = { 0 }, durations = { 0 }, spikes = { 0 };

  for (gsize i = 0; i < n; i++)
    {
      spread_add (&durations, times[onsets[i + 1] - 1] - times[onsets[i]]);
      spread_add (&spikes, onsets[i + 1] - onsets[i]);
      if (i + 1 < n)
        spread_add (&periods, times[onsets[i + 1]] - times[onsets[i]]);
    }
  *spread = (S2pBurstSpread) { n, spread_sd (&periods), spread_sd (&durations), spread_sd (&spikes) };
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
