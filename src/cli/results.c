#include "cli/results.h"
#include "cli/figures.h"
#include "session/tables.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

gboolean
s2p_cli_check_folder (const char *folder)
{
  if (folder != NULL && *folder != '\0')
    return TRUE;
  s2p_cli_note ("--outdir DIR is needed: a folder for the tables and pictures");
  return FALSE;
}

gboolean
s2p_cli_make_folder (const char *folder)
{
  if (g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  s2p_cli_note ("cannot make the folder %s: %s", folder, g_strerror (errno));
  return FALSE;
}

gboolean
s2p_cli_write_text (const char *folder, const char *name, char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *owned = text;
  g_autoptr (S2pOutput) output = s2p_output_new_file (path, error);

  if (output == NULL)
    return FALSE;
  s2p_output_write (output, text, strlen (text));
  return s2p_output_close (output, error);
}

static gboolean
write_tables (const S2pSession *session, const S2pModel *model, const char *folder, GError **error)
{
  gboolean estimated = FALSE, populated = FALSE, simulated = FALSE;

  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];

      estimated |= entry->used && entry->estimated;
      populated |= entry->used && entry->population != NULL;
      simulated |= entry->used && entry->firing != NULL;
    }
  return s2p_cli_write_text (folder, "features.csv", s2p_session_features_csv (session), error)
         && (!estimated || s2p_cli_write_text (folder, "dics.csv", s2p_session_estimates_csv (session), error))
         && (!populated || s2p_cli_write_text (folder, "population.csv", s2p_session_population_csv (session, model), error))
         && (!simulated || s2p_cli_write_text (folder, "simulation.csv", s2p_session_firing_csv (session, model), error))
         && (!simulated || s2p_cli_write_text (folder, "closeness.csv", s2p_session_closeness_csv (session), error));
}

static gboolean
draw (const S2pSession *session, S2pNeuron *neuron, const char *folder, GError **error)
{
  guint drawn = 0;

  if (!s2p_cli_draw_overview (folder, neuron->model, session, error))
    return FALSE;
  for (guint i = 0; i < session->entries->len && drawn < S2P_CLI_MOST_FIGURES; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];

      if (!entry->used || entry->firing == NULL)
        continue;
      if (!s2p_cli_draw_population (folder, neuron, i, entry, error))
        return FALSE;
      drawn++;
    }
  return TRUE;
}

gboolean
s2p_cli_write_results (const S2pSession *session, S2pNeuron *neuron, const char *folder, GError **error)
{
  return write_tables (session, neuron->model, folder, error) && draw (session, neuron, folder, error);
}
