/* infer: the dynamic input conductances that each recording points to. */
#include "cli/recordings.h"

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

  g_autoptr (S2pModel) model = s2p_cli_load_model (common.model, &error);
  g_autoptr (S2pNetwork) network = model != NULL ? s2p_cli_load_network (model, &error) : NULL;

  if (network == NULL)
    return s2p_cli_fail (error);

  g_autoptr (S2pRecordings) recordings = s2p_cli_read_recordings (argv[1], &import, &status);

  if (recordings == NULL)
    return status;

  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);
  g_autofree S2pInference *inferences = s2p_cli_infer (network, recordings->trains, pool);
  g_autoptr (S2pOutput) output = s2p_cli_open_output (&common, &error);
  g_autoptr (GString) text = g_string_new (S2P_CLI_INFERENCE_HEADER "\n");

  if (output == NULL)
    return s2p_cli_fail (error);
  for (guint i = 0; i < recordings->trains->len; i++)
    {
      s2p_cli_append_inference (text, recordings->trains->pdata[i], &inferences[i]);
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
