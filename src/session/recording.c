#include "session/recording.h"

S2pRecording *
s2p_recording_new (S2pSpikeTrain *train, const char *source, guint64 stream)
{
  S2pRecording *recording = g_atomic_rc_box_new0 (S2pRecording);

  recording->train = train;
  recording->source = g_strdup (source);
  recording->stream = stream;
  s2p_features_compute (train->times, train->n_spikes, &recording->features);
  return recording;
}

S2pRecording *
s2p_recording_ref (S2pRecording *recording)
{
  return g_atomic_rc_box_acquire (recording);
}

static void
clear (gpointer data)
{
  S2pRecording *recording = data;

  s2p_spike_train_free (recording->train);
  g_free (recording->source);
}

void
s2p_recording_unref (S2pRecording *recording)
{
  if (recording != NULL)
    g_atomic_rc_box_release_full (recording, clear);
}
