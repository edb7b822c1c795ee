#include "recording/rhythm.h"
#include "recording/features.h"
#include <math.h>
#include <stdlib.h>

#define SHORTEST 0.3      /* ms: what is closer together is one and the same for a logarithm */
#define VARIATION_FLOOR 0.03 /* variation below that of any recording is all the same */
#define SPREAD_FLOOR 0.02 /* decades */
#define MOST_LAGS 40      /* intervals of a pattern */
#define FEWEST_BURSTS 3   /* that begin after a gap */

guint
s2p_rhythm_dimensions (S2pRhythmSpace space)
{
  return space == S2P_RHYTHM_BURSTS ? S2P_RHYTHM_MEASURES : S2P_RHYTHM_PLAIN_MEASURES;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Between the two nearest of @sorted. */
static double
quantile (const double *sorted, gsize n, double share)
{
  const double at = share * (double) (n - 1);
  const gsize below = (gsize) at, above = MIN (below + 1, n - 1);

  return sorted[below] + (at - (double) below) * (sorted[above] - sorted[below]);
}

/* Mean distance of two values drawn from @sorted. */
static double
spread (const double *sorted, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (2.0 * (double) i - (double) n + 1) * sorted[i];
  return 2 * sum / ((double) n * (double) n);
}

/* Mean distance of values that are @lag apart. */
static double
distance_at (const double *x, gsize n, gsize lag)
{
  double sum = 0;

  for (gsize i = lag; i < n; i++)
    sum += fabs (x[i] - x[i - lag]);
  return sum / (double) (n - lag);
}

static double
best_repetition (const double *x, gsize n)
{
  double best = INFINITY;

  for (gsize lag = 1; lag <= MIN (MOST_LAGS, n / 2); lag++)
    best = MIN (best, distance_at (x, n, lag));
  return best;
}

/* Square root of the autocovariance, with its sign: no noise is blown up where nothing varies, as in a correlation. */
static double
covariance_at (const double *x, gsize n, double mean, gsize lag)
{
  double sum = 0;

  for (gsize i = lag; i < n; i++)
    sum += (x[i] - mean) * (x[i - lag] - mean);
  sum /= (double) (n - lag);
  return copysign (sqrt (fabs (sum)), sum);
}

/* Mean of the last third less that of the first. */
static double
drift (const double *x, gsize n)
{
  const gsize third = n / 3;
  double sum = 0;

  for (gsize i = 0; i < third; i++)
    sum += x[n - 1 - i] - x[i];
  return sum / (double) third;
}

static double
local_variation (const double *times, gsize n)
{
  double sum = 0;

  for (gsize i = 2; i < n; i++)
    {
      const double a = times[i - 1] - times[i - 2], b = times[i] - times[i - 1];

      sum += a + b > 0 ? 2 * fabs (a - b) / (a + b) : 0;
    }
  return sum / (double) (n - 2);
}

typedef struct { double sum, squares; gsize n; } Moments;

static void
take (Moments *moments, double value)
{
  moments->sum += value;
  moments->squares += value * value;
  moments->n++;
}

static double
mean_of (const Moments *moments)
{
  return moments->sum / (double) moments->n;
}

static double
log_variation (const Moments *moments)
{
  const double mean = mean_of (moments);

  return log10 (sqrt (MAX (0, moments->squares / (double) moments->n - mean * mean)) / mean + VARIATION_FLOOR);
}

/* FALSE: too few bursts. */
static gboolean
measure_bursts (const double *times, gsize n, double rate, double *measures)
{
  const double gap = s2p_features_burst_gap (times, n);
  Moments periods = { 0 }, spikes = { 0 }, durations = { 0 }, frequencies = { 0 };
  gsize onset = 0;
  guint n_bursts = 0;

  for (gsize i = 1; i < n; i++)
    {
      if (times[i] - times[i - 1] <= gap)
        continue;
      if (n_bursts++ > 0) /* what comes before the first gap may be cut */
        {
          const double duration = times[i - 1] - times[onset];

          take (&periods, times[i] - times[onset]);
          take (&spikes, (double) (i - onset));
          take (&durations, duration);
          if (duration > 0)
            take (&frequencies, 1000 * (double) (i - onset) / duration);
        }
      onset = i;
    }
  if (n_bursts < FEWEST_BURSTS)
    return FALSE;
  measures[0] = log10 (mean_of (&periods));
  measures[1] = log10 (mean_of (&spikes));
  measures[2] = log_variation (&periods);
  measures[3] = log_variation (&spikes);
  measures[4] = mean_of (&durations) / mean_of (&periods);
  measures[5] = log10 (frequencies.n > 0 ? mean_of (&frequencies) : rate);
  return TRUE;
}

S2pRhythmSpace
s2p_rhythm_measure (const double *times, gsize n, double *measures)
{
  static const double shares[] = { 0.1, 0.25, 0.5, 0.75, 0.9 };
  const gsize n_intervals = n - 1;
  g_autofree double *x = g_new (double, n_intervals), *sorted = g_new (double, n_intervals);
  S2pFeatures features;
  double mean = 0, rate, repetition;
  guint k = 0;

  s2p_features_compute (times, n, &features);
  rate = 1000 * (double) n_intervals / MAX (features.duration, SHORTEST);
  for (gsize i = 0; i < n_intervals; i++)
    {
      x[i] = sorted[i] = log10 (MAX (times[i + 1] - times[i], SHORTEST));
      mean += x[i] / (double) n_intervals;
    }
  qsort (sorted, n_intervals, sizeof *sorted, compare);
  repetition = best_repetition (x, n_intervals);
  measures[k++] = log10 (rate);
  measures[k++] = log10 ((isfinite (features.cv_isi) ? features.cv_isi : 0) + VARIATION_FLOOR);
  measures[k++] = local_variation (times, n);
  measures[k++] = covariance_at (x, n_intervals, mean, 1);
  measures[k++] = covariance_at (x, n_intervals, mean, 2);
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    measures[k++] = quantile (sorted, n_intervals, shares[i]);
  measures[k++] = repetition;
  measures[k++] = repetition / (spread (sorted, n_intervals) + SPREAD_FLOOR);
  measures[k++] = drift (x, n_intervals);
  return features.activity == S2P_ACTIVITY_BURSTING && measure_bursts (times, n, rate, measures + k) ? S2P_RHYTHM_BURSTS : S2P_RHYTHM_PLAIN;
}
