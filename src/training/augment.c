#include "training/augment.h"
#include "recording/features.h"
#include <math.h>

void
s2p_augmentation_init (S2pAugmentation *augmentation)
{
  *augmentation = (S2pAugmentation) {
    .shortest_window = 0.5, .jitter = 2, .lost = 0.05, .whole_share = 0.5, .clean_share = 0.5,
  };
}

static void
sort_almost_sorted (double *x, gsize n)
{
  for (gsize i = 1; i < n; i++)
    {
      double value = x[i];
      gsize j = i;

      for (; j > 0 && x[j - 1] > value; j--)
        x[j] = x[j - 1];
      x[j] = value;
    }
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

gsize
s2p_augment (const S2pAugmentation *augmentation, S2pRandom *random, const float *times, gsize n, double window,
             gsize max_spikes, double *out)
{
  gsize begin = 0, end = n, kept = 0;
  double lost, jitter;

  if (s2p_random_uniform (random) >= augmentation->whole_share)
    draw_window (augmentation, random, times, n, window, &begin, &end);
  if (end - begin < S2P_FEWEST_SPIKES)
    begin = 0, end = n;
  if (end - begin > max_spikes)
    {
      begin += s2p_random_below (random, end - begin - max_spikes + 1);
      end = begin + max_spikes;
    }
  if (s2p_random_uniform (random) < augmentation->clean_share)
    {
      for (gsize i = begin; i < end; i++)
        out[kept++] = times[i];
      return kept;
    }
  lost = augmentation->lost * s2p_random_uniform (random);
  jitter = augmentation->jitter * pow (s2p_random_uniform (random), 3);
  for (gsize i = begin; i < end; i++)
    if (s2p_random_uniform (random) >= lost)
      out[kept++] = times[i] + jitter * s2p_random_normal (random);
  if (kept < S2P_FEWEST_SPIKES)
    for (kept = 0; kept < end - begin; kept++)
      out[kept] = times[begin + kept];
  sort_almost_sorted (out, kept);
  return kept;
}
