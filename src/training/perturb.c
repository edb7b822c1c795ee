#include "training/perturb.h"
#include "recording/features.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEADY 2e-3 /* of an interval: its difference to the next, in a train that is about to settle */

void
s2p_perturb_sort (double *times, gsize n)
{
  for (gsize i = 1; i < n; i++)
    {
      double value = times[i];
      gsize j = i;

      for (; j > 0 && times[j - 1] > value; j--)
        times[j] = times[j - 1];
      times[j] = value;
    }
}

gsize
s2p_perturb_spikes (S2pRandom *random, double lost, double jitter, double *times, gsize n)
{
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    if (s2p_random_uniform (random) >= lost)
      times[kept++] = times[i] + jitter * s2p_random_normal (random);
  return kept;
}

gsize
s2p_perturb_foreign (S2pRandom *random, double share, double from, double to, double *times, gsize n, gsize most)
{
  const gsize tries = MIN (n, most - n);
  gsize kept = n;

  for (gsize i = 0; i < tries; i++)
    if (s2p_random_uniform (random) < share)
      times[kept++] = from + (to - from) * s2p_random_uniform (random);
  return kept;
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static gsize
round_to_grid (double step, double *times, gsize n)
{
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double time = round (times[i] / step) * step;

      if (kept == 0 || time > times[kept - 1])
        times[kept++] = time;
    }
  return kept;
}

void
s2p_perturb_uneven (S2pRandom *random, double cv, double *times, gsize n)
{
  const double scale = MIN (cv, 1) * MIN (cv, 1);
  double before = n > 0 ? times[0] : 0;

  for (gsize i = 1; i < n; i++)
    {
      const double interval = times[i] - before;

      before = times[i];
      times[i] = times[i - 1] + interval * s2p_random_gamma (random, 1 / scale, scale);
    }
}

/* The time u = 0 .. 1 between first and last spike becomes (1 - f^-u) / (1 - 1 / f): the rate grows as f^u. */
void
s2p_perturb_drift (S2pRandom *random, double strength, double *times, gsize n)
{
  const double growth = (s2p_random_uniform (random) < 0.5 ? 1 : -1) * log1p (strength), from = n > 0 ? times[0] : 0, length = n > 0 ? times[n - 1] - from : 0;

  for (gsize i = 0; i < n && length > 0; i++)
    times[i] = from + length * expm1 (-growth * (times[i] - from) / length) / expm1 (-growth);
}

gboolean
s2p_perturb_settle (double *times, gsize n)
{
  double interval;

  if (n < 4)
    return FALSE;
  interval = times[n - 1] - times[n - 2];
  for (gsize i = n / 2; i + 1 < n; i++)
    if (fabs (times[i + 1] - 2 * times[i] + times[i - 1]) > STEADY * interval)
      return FALSE;
  for (gsize i = 1; i < n; i++)
    times[i] = times[0] + i * interval;
  return TRUE;
}

static double
exponential (S2pRandom *random)
{
  return -log1p (-s2p_random_uniform (random));
}

/* Poisson: exponential waits that fit into @mean. */
static guint
count_within (S2pRandom *random, double mean)
{
  guint count = 0;

  for (double at = exponential (random); at < mean; at += exponential (random))
    count++;
  return count;
}

static gsize
fire_bursts (S2pRandom *random, const double *times, gsize n, double *out, gsize most)
{
  S2pFeatures features;
  gsize made = 0;

  s2p_features_compute (times, n, &features);
  if (features.activity != S2P_ACTIVITY_BURSTING || !(features.f_inter > 0) || !(features.spikes_per_burst > 1) || !(features.burst_duration > 0))
    return 0;

  const double wait = 1000 / features.f_inter, more = features.spikes_per_burst - 1, interval = features.burst_duration / more;

  for (double onset = times[0] + wait * exponential (random); onset <= times[n - 1] && made < most; onset += wait * exponential (random))
    {
      double at = onset;

      for (guint left = 1 + count_within (random, more); left > 0 && made < most && at <= times[n - 1]; left--, at += interval * exponential (random))
        out[made++] = at;
    }
  qsort (out, made, sizeof *out, by_time);
  return made;
}

gsize
s2p_perturb (S2pPerturbation what, double strength, guint64 seed, guint64 recording, guint32 instance, const double *times, gsize n, double *out, gsize most)
{
  S2pRandom random;
  gsize begin, kept = MIN (n, most);

  if (kept > 0)
    memcpy (out, times, kept * sizeof *out);
  if (!(strength > 0) || kept == 0)
    return kept;
  s2p_random_init (&random, seed, S2P_RANDOM_AUGMENT, recording, instance);
  switch (what)
    {
    case S2P_PERTURB_JITTER:
      kept = s2p_perturb_spikes (&random, 0, strength, out, kept);
      s2p_perturb_sort (out, kept);
      break;
    case S2P_PERTURB_GRID:
      kept = round_to_grid (strength, out, kept);
      break;
    case S2P_PERTURB_LOST:
      kept = s2p_perturb_spikes (&random, strength, 0, out, kept);
      break;
    case S2P_PERTURB_FOREIGN:
      kept = s2p_perturb_foreign (&random, strength, out[0], out[kept - 1], out, kept, most);
      s2p_perturb_sort (out, kept);
      break;
    case S2P_PERTURB_WINDOW:
      if (strength >= kept)
        break;
      begin = s2p_random_below (&random, kept - (gsize) strength + 1);
      kept = (gsize) strength;
      memmove (out, out + begin, kept * sizeof *out);
      break;
    case S2P_PERTURB_UNEVEN:
      s2p_perturb_uneven (&random, strength, out, kept);
      break;
    case S2P_PERTURB_DRIFT:
      s2p_perturb_drift (&random, strength, out, kept);
      break;
    case S2P_PERTURB_SETTLED:
      s2p_perturb_settle (out, kept);
      break;
    case S2P_PERTURB_POISSON:
      for (gsize i = 0; i < kept; i++)
        out[i] = times[0] + (times[n - 1] - times[0]) * s2p_random_uniform (&random);
      qsort (out, kept, sizeof *out, by_time);
      break;
    case S2P_PERTURB_BURST_POISSON:
      kept = fire_bursts (&random, times, n, out, most);
      break;
    case S2P_N_PERTURBATIONS:
      g_return_val_if_reached (0);
    }
  return kept;
}
