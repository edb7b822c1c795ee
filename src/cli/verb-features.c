/* features: what each recording looks like, without any model. */
#include "cli/recordings.h"
#include "session/tables.h"

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_auto (S2pCliImport) import = { 0 };
  const GOptionEntry entries[] = { S2P_CLI_IMPORT_ENTRIES (&import), { 0 } };
  int status;
  GError *error = NULL;

  if (!s2p_cli_parse (&s2p_verb_features, &argc, &argv, entries, &common, S2P_CLI_OUTPUT, 1, 1, &status))
    return status;

  g_autoptr (S2pSession) session = s2p_cli_read_recordings (argv[1], &import, &status);

  if (session == NULL)
    return status;

  g_autoptr (S2pOutput) output = s2p_cli_open_output (&common, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (output == NULL)
    return s2p_cli_fail (error);
  s2p_features_table_header (text);
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pRecording *recording = ((const S2pEntry *) session->entries->pdata[i])->recording;

      s2p_features_table_row (text, recording->train, &recording->features);
      if (!s2p_cli_pour (output, text, &error))
        return s2p_cli_fail (error);
    }
  s2p_output_take (output, text);
  return s2p_output_close (output, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_features = {
  "features", "RECORDINGS", "Measure the activity of each recording",
  "Activity is silent (3 spikes or fewer), spiking (coefficient of variation of the interspike intervals up to 0.1)\n"
  "or bursting. Burst measures are means over whole bursts; what cannot be measured is left empty.", run,
};
