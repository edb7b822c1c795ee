#include "recording/spike-train.h"

S2pSpikeTrain *
s2p_spike_train_new (const char *id, double *times, gsize n_spikes)
{
  S2pSpikeTrain *train = g_new (S2pSpikeTrain, 1);

  *train = (S2pSpikeTrain) { .id = g_strdup (id), .times = times, .n_spikes = n_spikes };
  return train;
}

void
s2p_spike_train_free (S2pSpikeTrain *train)
{
  if (train == NULL)
    return;
  g_free (train->id);
  g_free (train->times);
  g_clear_pointer (&train->notes, g_ptr_array_unref);
  g_free (train);
}

GPtrArray *
s2p_spike_train_notes (S2pSpikeTrain *train)
{
  if (train->notes == NULL)
    train->notes = s2p_notes_new ();
  return train->notes;
}

gsize
s2p_spikes_from (const double *times, gsize from, gsize n, double time)
{
  gsize low = from, high = n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (times[middle] < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}
