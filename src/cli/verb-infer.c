/* infer: the dynamic input conductances that each recording points to. */
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

  if (!s2p_cli_parse (&s2p_verb_infer, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_OUTPUT | S2P_CLI_JOBS, 1, 1, &status))
    return status;

  g_autoptr (S2pNeuron) neuron = s2p_cli_load_neuron (common.model, S2P_CLI_NETWORK, &error);

  if (neuron == NULL)
    return s2p_cli_fail (error);

  g_autoptr (S2pSession) session = s2p_cli_read_recordings (argv[1], &import, &status);

  if (session == NULL)
    return status;

  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);
  g_autoptr (S2pOutput) output = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  s2p_cli_estimate (session, neuron, FALSE, pool);
  output = s2p_cli_open_output (&common, &error);

  if (output == NULL)
    return s2p_cli_fail (error);
  s2p_inference_table_header (text);
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];

      s2p_inference_table_row (text, entry->recording, &entry->estimate.inference);
      if (!s2p_cli_pour (output, text, &error))
        return s2p_cli_fail (error);
    }
  s2p_output_take (output, text);
  return s2p_output_close (output, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_infer = {
  "infer", "RECORDINGS", "Infer the dynamic input conductances g_s and g_u of each recording",
  "g_s and g_u are in units of g_leak, at the model's threshold voltage; sd_ columns are standard deviations of the\n"
  "network's own error distribution. A recording of 3 spikes or fewer is silent and gets empty fields.", run,
};
