#include "cli/figures.h"

#define TRACES 4       /* cells whose membrane potential is shown */
#define TRACE_STEP 0.1 /* ms */
#define SAFE_NAME 40

gboolean
s2p_cli_save_picture (S2pPicture *picture, const char *folder, const char *name, gboolean pdf, GError **error)
{
  static const char *const endings[] = { ".svg", ".png", ".pdf" };
  double width, height;

  s2p_picture_size (picture, &width, &height);
  for (gsize i = 0; i < G_N_ELEMENTS (endings) - !pdf; i++)
    {
      g_autofree char *file = g_strconcat (name, endings[i], NULL), *path = g_build_filename (folder, file, NULL);

      if (!s2p_figure_save (s2p_picture_figure (picture), path, width, height, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
s2p_cli_draw_overview (const char *folder, const S2pModel *model, const S2pSession *session, GError **error)
{
  g_autoptr (S2pPicture) picture = s2p_picture_overview (model, (S2pEntry **) session->entries->pdata, session->entries->len);

  return s2p_cli_save_picture (picture, folder, "overview", FALSE, error);
}

/* Simulates the first cells again, as they were, with their traces. */
static S2pTraces *
trace (S2pNeuron *neuron, const S2pEntry *entry)
{
  const S2pSimulateItem item = { entry->recording, entry->population, MIN (entry->firing->n, TRACES), entry->recording->stream, 0 };
  S2pSimulationOptions options = entry->firing->options;
  g_autoptr (S2pSimulatePlan) plan = NULL;

  options.trace_step = TRACE_STEP;
  plan = s2p_simulate_plan_new (neuron, &options, entry->firing->reference, TRUE, &item, 1, NULL);
  for (guint i = 0; i < s2p_simulate_plan_n_parts (plan); i++)
    s2p_simulate_plan_part (i, plan);
  return s2p_simulate_plan_take_traces (plan, 0);
}

/* "population-03-cell_7": letters, digits and - of the ID, so that any ID gives a file name. */
static char *
file_name (guint number, const char *id)
{
  g_autofree char *safe = g_strndup (id, SAFE_NAME);

  for (char *at = safe; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '-')
      *at = '_';
  return g_strdup_printf ("population-%02u-%s", number + 1, safe);
}

gboolean
s2p_cli_draw_population (const char *folder, S2pNeuron *neuron, guint number, const S2pEntry *entry, GError **error)
{
  g_autofree char *name = file_name (number, entry->recording->train->id);
  g_autoptr (S2pTraces) traces = trace (neuron, entry);
  g_autoptr (S2pPicture) picture = s2p_picture_population (neuron->model, entry, traces);

  return s2p_cli_save_picture (picture, folder, name, FALSE, error);
}
