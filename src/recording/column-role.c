#include "recording/column-role.h"
#include <string.h>

static const char *const spike_words[] = {
  "spike", "spikes", "spiking", "spiketime", "spiketimes", "spikingtimes", "spk", "event", "events",
  "peak", "peaks", NULL,
};
static const char *const time_words[] = {
  "time", "times", "t", "ts", "timestamp", "timestamps", "onset", "onsets", "sample", "samples",
  "frame", "frames", "spiketime", "spiketimes", "spikingtimes", "zeit", "zeiten", "zeitpunkt", "temps",
  "tiempo", NULL,
};
static const char *const id_words[] = {
  "id", "ids", "unit", "units", "neuron", "neurons", "cell", "cells", "cluster", "clusters", "clu",
  "channel", "channels", "ch", "chan", "electrode", "train", "gid", "sender", "senders", "source",
  "label", "name", "i", "index", "neuronid", "unitid", "cellid", "clusterid", "recording", NULL,
};
static const char *const trial_words[] = {
  "trial", "trials", "sweep", "sweeps", "episode", "segment", "repetition", "rep", "session", NULL,
};
static const char *const signal_words[] = {
  "v", "vm", "mv", "volt", "volts", "voltage", "uv", "potential", "membrane", "current", "pa", "na",
  "\xc2\xb5v", "\xce\xbcv", "lfp", "eeg", "amplitude", "amplitudes", "count", "counts", "bin", "bins", "binned", "rate", "hz",
  "firing", "isi", "isis", "interval", "intervals", "duration", "signal", "dff", "spannung", "strom", NULL,
};

/* With these, spikes are counted: "n_spikes", "spikes_per_burst". */
static const char *const count_words[] = { "n", "num", "nb", "number", "total", "per", "of", NULL };

static gboolean
has_word (GStrv tokens, const char *const *words)
{
  for (guint i = 0; tokens[i] != NULL; i++)
    if (g_strv_contains (words, tokens[i]))
      return TRUE;
  return FALSE;
}

static GStrv
split_into_words (const char *name)
{
  g_autoptr (GString) spaced = g_string_new (NULL);

  for (const char *at = name; *at != '\0'; at++)
    {
      if (at > name && g_ascii_isupper (*at) && g_ascii_islower (at[-1]))
        g_string_append_c (spaced, ' ');
      /* Letters beyond ASCII belong to the word that they stand in. */
      g_string_append_c (spaced, g_ascii_isalpha (*at) || (guchar) *at >= 0x80
                                 ? g_ascii_tolower (*at) : ' ');
    }
  return g_strsplit (spaced->str, " ", -1);
}

S2pRole
s2p_column_role (const char *name)
{
  g_auto (GStrv) words = NULL;
  gboolean spike, time, id;

  if (name == NULL)
    return S2P_ROLE_UNKNOWN;
  words = split_into_words (name);
  spike = has_word (words, spike_words);
  time = has_word (words, time_words);
  id = has_word (words, id_words);
  if ((has_word (words, signal_words) || (spike && has_word (words, count_words))) && !(spike && time))
    return S2P_ROLE_SIGNAL;
  if (time && !id)
    return spike ? S2P_ROLE_SPIKE_TIME : S2P_ROLE_TIME;
  if (id && !time)
    return S2P_ROLE_ID;
  if (time) /* "unit1 spike times": a column of that unit */
    return S2P_ROLE_UNKNOWN;
  if (has_word (words, trial_words))
    return S2P_ROLE_TRIAL;
  return spike ? S2P_ROLE_SPIKE_TIME : S2P_ROLE_UNKNOWN;
}

gboolean
s2p_column_is_one_unit (const char *name)
{
  g_auto (GStrv) words = NULL;
  gboolean numbered = FALSE;

  if (s2p_column_role (name) != S2P_ROLE_ID)
    return FALSE;
  words = split_into_words (name);
  for (const char *at = name; *at != '\0'; at++)
    numbered = numbered || g_ascii_isdigit (*at);
  for (guint i = 0; words[i] != NULL; i++)
    numbered = numbered || (i > 0 && strlen (words[i]) == 1 && !g_strv_contains (id_words, words[i]));
  return numbered;
}
