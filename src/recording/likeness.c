#include "recording/likeness.h"
#include "recording/distance.h"
#include <math.h>

#define ERRORS 2         /* standard errors that a mean may be off */
#define SOME_OF_A_SPIKE 0.25
#define STRETCHES 4
#define FEWEST_TO_HALVE 8 /* bursts, or spikes */

/* A bursting recording of which no burst period is known is measured by its rate. */
static gboolean
by_bursts (const S2pFeatures *features)
{
  return features->activity == S2P_ACTIVITY_BURSTING && isfinite (features->f_inter);
}

/* The farthest of copies of the recording whose times are stretched, or shortened, by up to @most: of long recordings not the one that is
 * stretched most, whose spikes may stand under those of a burst further on. */
static double
stretched_distance (const S2pLikeness *likeness, double most)
{
  g_autofree double *stretched = g_new (double, likeness->n);
  double farthest = 0;

  for (int step = -STRETCHES; step <= STRETCHES; step++)
    {
      const double factor = exp (most * step / STRETCHES), first = likeness->times[0];
      double distance;

      for (gsize i = 0; i < likeness->n; i++)
        stretched[i] = factor * (likeness->times[i] - first);
      distance = s2p_common_distance (likeness->times, likeness->n, stretched, likeness->n);
      if (isfinite (distance))
        farthest = MAX (farthest, distance);
    }
  return farthest;
}

/* Of spikes [from, middle) to [middle, to), both from their first on. */
static double
halves_distance (const double *times, gsize from, gsize middle, gsize to)
{
  g_autofree double *shifted = g_new (double, to - middle);
  double shortest = INFINITY, longest = 0;

  for (gsize i = from + 1; i < to; i++)
    {
      shortest = MIN (shortest, times[i] - times[i - 1]);
      longest = MAX (longest, times[i] - times[i - 1]);
    }
  for (gsize i = middle; i < to; i++)
    shifted[i - middle] = times[i] - times[middle] + times[from];
  return longest > 0 ? s2p_van_rossum (times + from, middle - from, shifted, to - middle, (shortest + longest) / 2) : 0;
}

static void
tolerate_bursts (S2pLikeness *likeness, const gsize *onsets, gsize n, double floor)
{
  const S2pFeatures *features = &likeness->features;
  const double errors = ERRORS / sqrt ((double) n), burst_duration = features->burst_duration;
  S2pBurstSpread spread;

  s2p_burst_spread (likeness->times, onsets, n, &spread);
  likeness->tolerance[S2P_LIKE_F_INTER] = MAX (floor, ERRORS / sqrt (n - 1.0) * spread.sd_period * features->f_inter / 1000);
  if (burst_duration > 0)
    likeness->tolerance[S2P_LIKE_BURST_DURATION] = MAX (2 * floor, errors * spread.sd_duration / burst_duration);
  likeness->tolerance[S2P_LIKE_SPIKES_PER_BURST] = MAX (MAX (SOME_OF_A_SPIKE, floor * features->spikes_per_burst), errors * spread.sd_spikes);
}

void
s2p_likeness_init (S2pLikeness *likeness, const double *times, gsize n, double floor)
{
  g_autofree gsize *onsets = NULL;
  gsize n_bursts;
  double stretch, halves = 0;

  *likeness = (S2pLikeness) { .times = times, .n = n };
  s2p_features_compute (times, n, &likeness->features);
  for (guint i = 0; i < S2P_N_LIKE; i++)
    likeness->tolerance[i] = NAN;
  onsets = s2p_features_onsets (times, n, &n_bursts);
  if (by_bursts (&likeness->features))
    {
      tolerate_bursts (likeness, onsets, n_bursts, floor);
      stretch = likeness->tolerance[S2P_LIKE_F_INTER];
      if (n_bursts >= FEWEST_TO_HALVE)
        halves = halves_distance (times, onsets[0], onsets[n_bursts / 2], onsets[n_bursts / 2 * 2]);
    }
  else
    {
      stretch = likeness->tolerance[S2P_LIKE_RATE] = fmax (floor, ERRORS * likeness->features.cv_isi / sqrt (n - 1.0)); /* the variation may be NAN */
      if (n >= FEWEST_TO_HALVE)
        halves = halves_distance (times, 0, n / 2, n / 2 * 2);
    }
  likeness->tolerance[S2P_LIKE_DISTANCE] = MAX (stretched_distance (likeness, stretch), G_SQRT2 * halves);
  if (!(likeness->tolerance[S2P_LIKE_DISTANCE] > 0))
    likeness->tolerance[S2P_LIKE_DISTANCE] = NAN;
}

void
s2p_likeness_measure (const S2pLikeness *likeness, const double *times, gsize n, S2pCloseness *closeness)
{
  const S2pFeatures *wanted = &likeness->features;
  S2pFeatures features;

  s2p_features_compute (times, n, &features);
  closeness->activity = features.activity;
  closeness->off[S2P_LIKE_RATE] = log (features.rate / wanted->rate);
  closeness->off[S2P_LIKE_F_INTER] = log (features.f_inter / wanted->f_inter);
  closeness->off[S2P_LIKE_BURST_DURATION] = log (features.burst_duration / wanted->burst_duration);
  closeness->off[S2P_LIKE_SPIKES_PER_BURST] = features.spikes_per_burst - wanted->spikes_per_burst;
  closeness->off[S2P_LIKE_DISTANCE] = s2p_common_distance (likeness->times, likeness->n, times, n);
  for (guint i = 0; i < S2P_N_LIKE; i++)
    if (!isfinite (closeness->off[i])) /* bursts of one spike have no duration */
      closeness->off[i] = NAN;
  closeness->worst = 0;
  closeness->worst_measure = S2P_LIKE_DISTANCE;
  if (features.activity != wanted->activity)
    {
      closeness->worst = INFINITY;
      closeness->worst_measure = S2P_N_LIKE;
      return;
    }
  for (guint i = 0; i < S2P_N_LIKE; i++)
    {
      double share = fabs (closeness->off[i]) / likeness->tolerance[i];

      if (isnan (likeness->tolerance[i]))
        continue;
      if (isnan (share))
        share = INFINITY;
      if (share > closeness->worst)
        {
          closeness->worst = share;
          closeness->worst_measure = i;
        }
    }
}
