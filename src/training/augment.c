#include "training/augment.h"
#include "recording/features.h"
#include <math.h>

void
s2p_augmentation_init (S2pAugmentation *augmentation)
{
  *augmentation = (S2pAugmentation) {
    .shortest_window = 0.5, .fewest_spikes = 10, .jitter = 2, .lost = 0.05, .foreign = 0.05, .foreign_share = 0.5, .whole_share = 0.5, .clean_share = 0.5,
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

/* How many spikes there are then. */
static gsize
add_foreign (const S2pAugmentation *augmentation, S2pRandom *random, double from, double to, gsize max_spikes, double *out, gsize n)
{
  const double share = s2p_random_uniform (random) < augmentation->foreign_share ? augmentation->foreign * s2p_random_uniform (random) : 0;
  const gsize most = MIN (n, max_spikes - n);
  gsize kept = n;

  for (gsize i = 0; i < most; i++)
    if (s2p_random_uniform (random) < share)
      out[kept++] = from + (to - from) * s2p_random_uniform (random);
  return kept;
}

gsize
s2p_augment (const S2pAugmentation *augmentation, S2pRandom *random, const float *times, gsize n, double window,
             gsize max_spikes, double *out)
{
  gsize begin = 0, end = n, kept = 0;
  double lost, jitter;

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
  kept = add_foreign (augmentation, random, times[begin], times[end - 1], max_spikes, out, kept);
  sort_almost_sorted (out, kept);
  return kept;
}
