/* export: the tables and pictures of a session that was saved by the window or by "run --session". */
#include "cli/results.h"
#include "program/program.h"
#include "session/session-file.h"
#include <string.h>

/* The model that the session was made with: the text within the file comes before what has its name here. */
static S2pNeuron *
neuron_of (const S2pSession *session, const char *model_text, GError **error)
{
  const char *name = session->settings.model;
  S2pModel *model = model_text != NULL ? s2p_model_parse (name, model_text, strlen (model_text), error) : s2p_program_load_model (name, error);

  return model != NULL ? s2p_neuron_new (model, NULL, error) : NULL;
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_autofree char *folder = NULL, *model_text = NULL;
  const GOptionEntry entries[] = {
    { "outdir", 'O', 0, G_OPTION_ARG_FILENAME, &folder, "folder for tables and pictures; made where it is missing", "DIR" },
    { 0 },
  };
  GError *error = NULL;
  int status;

  if (!s2p_cli_parse (&s2p_verb_export, &argc, &argv, entries, &common, 0, 1, 1, &status))
    return status;
  if (!s2p_cli_check_folder (folder))
    return S2P_CLI_USAGE;

  g_autoptr (S2pSession) session = s2p_session_load (argv[1], &model_text, &error);
  g_autoptr (S2pNeuron) neuron = session != NULL ? neuron_of (session, model_text, &error) : NULL;

  if (neuron == NULL || !s2p_session_fits (session, neuron->model, &error))
    return s2p_cli_fail (error);
  if (!s2p_cli_make_folder (folder))
    return S2P_CLI_FAILED;
  s2p_cli_catch_interrupt ();
  if (!s2p_cli_write_results (session, neuron, folder, &error))
    return s2p_cli_fail (error);
  s2p_cli_note ("tables and pictures are in %s", folder);
  return S2P_CLI_DONE;
}

const S2pVerb s2p_verb_export = {
  "export", "SESSION", "Tables and pictures of a saved session, into a folder",
  "Writes what “run” writes, as far as the session has come: features.csv, dics.csv, population.csv, simulation.csv and\n"
  "closeness.csv of the recordings that are in use, an overview, and for each of the first 20 recordings that have been\n"
  "simulated a figure; SVG and PNG. Nothing is computed anew but the traces in the figures.", run,
};
