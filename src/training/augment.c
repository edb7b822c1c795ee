#include "training/augment.h"
#include "recording/features.h"
#include "training/perturb.h"
#include <math.h>

void
s2p_augmentation_init (S2pAugmentation *augmentation)
{
  *augmentation = (S2pAugmentation) {
    .shortest_window = 0.5, .fewest_spikes = 10, .jitter = 2, .lost = 0.05, .foreign = 0.05, .foreign_share = 0.5,
    .settled_share = 0.5, .drift_share = 0.3, .least_drift = 1e-4, .most_drift = 0.4, .uneven_share = 0.3, .least_uneven = 1e-3, .most_uneven = 0.3,
    .whole_share = 0.5, .clean_share = 0.5,
  };
}

/* Spikes [*begin, *end): some that follow each other. */
static void
draw_spikes (const S2pAugmentation *augmentation, S2pRandom *random, gsize n, gsize *begin, gsize *end)
{
  const double fewest = MIN (augmentation->fewest_spikes, n);
  const gsize count = MIN (n, (gsize) (fewest * pow ((n + 1) / fewest, s2p_random_uniform (random))));

  *begin = s2p_random_below (random, n - count + 1);
  *end = *begin + count;
}

/* Spikes [*begin, *end) of a random part of the window. */
static void
draw_window (const S2pAugmentation *augmentation, S2pRandom *random, const float *times, gsize n, double window,
             gsize *begin, gsize *end)
{
  double length = window * (augmentation->shortest_window +
                            (1 - augmentation->shortest_window) * s2p_random_uniform (random));
  double start = (window - length) * s2p_random_uniform (random);

  for (*begin = 0; *begin < n && times[*begin] < start; ++*begin)
    ;
  for (*end = *begin; *end < n && times[*end] <= start + length; ++*end)
    ;
}

/* Evenly spread in the logarithm; 0 in all but @share of the draws. */
static double
draw_strength (S2pRandom *random, double share, double least, double most)
{
  return s2p_random_uniform (random) < share ? least * pow (most / least, s2p_random_uniform (random)) : 0;
}

gsize
s2p_augment (const S2pAugmentation *augmentation, S2pRandom *random, const float *times, gsize n, double window,
             gsize max_spikes, double *out)
{
  gsize begin = 0, end = n, kept;
  double lost, jitter, share, strength, from, to;

  if (s2p_random_uniform (random) >= augmentation->whole_share)
    {
      if (n > 0 && s2p_random_uniform (random) < 0.5)
        draw_spikes (augmentation, random, n, &begin, &end);
      else
        draw_window (augmentation, random, times, n, window, &begin, &end);
    }
  if (end - begin < S2P_FEWEST_SPIKES)
    begin = 0, end = n;
  if (end - begin > max_spikes)
    {
      begin += s2p_random_below (random, end - begin - max_spikes + 1);
      end = begin + max_spikes;
    }
  for (gsize i = begin; i < end; i++)
    out[i - begin] = times[i];
  if (s2p_random_uniform (random) < augmentation->settled_share)
    s2p_perturb_settle (out, end - begin);
  if (s2p_random_uniform (random) < augmentation->clean_share || end == begin)
    return end - begin;
  if ((strength = draw_strength (random, augmentation->drift_share, augmentation->least_drift, augmentation->most_drift)) > 0)
    s2p_perturb_drift (random, strength, out, end - begin);
  if ((strength = draw_strength (random, augmentation->uneven_share, augmentation->least_uneven, augmentation->most_uneven)) > 0)
    s2p_perturb_uneven (random, strength, out, end - begin);
  lost = augmentation->lost * s2p_random_uniform (random);
  from = out[0];
  to = out[end - begin - 1];
  jitter = augmentation->jitter * pow (s2p_random_uniform (random), 3);
  kept = s2p_perturb_spikes (random, lost, jitter, out, end - begin);
  if (kept < S2P_FEWEST_SPIKES)
    for (kept = 0; kept < end - begin; kept++)
      out[kept] = times[begin + kept];
  share = s2p_random_uniform (random) < augmentation->foreign_share ? augmentation->foreign * s2p_random_uniform (random) : 0;
  kept = s2p_perturb_foreign (random, share, from, to, out, kept, max_spikes);
  s2p_perturb_sort (out, kept);
  return kept;
}
