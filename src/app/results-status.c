#include "app/results-status.h"
#include "app/say.h"
#include "base/words.h"

static void
set (S2pResultsStatus *status, const char *title, const char *text, const char *button, const char *page)
{
  status->title = g_strdup (title);
  status->markup = g_markup_escape_text (text, -1);
  status->button = button;
  status->page = page;
}

static void
no_cells (S2pDocument *document, const S2pEntry *entry, S2pResultsStatus *status)
{
  const char *button = _("Go to Population"), *page = "population";
  S2pProgress progress;

  s2p_document_get_entry_progress (document, S2P_WORK_POPULATE, entry->recording->stream, &progress);
  if (progress.running)
    set (status, _("Cells Are Being Generated"), _("They are shown here once they have been simulated."), button, page);
  else if (entry->population != NULL && entry->population->failure != NULL)
    set (status, _("No Cells for This Recording"), entry->population->failure, button, page);
  else
    set (status, _("No Cells Yet"), _("Generate cells that fire like this recording, then simulate them."), button, page);
}

static void
no_firing (S2pDocument *document, const S2pEntry *entry, S2pResultsStatus *status)
{
  S2pProgress progress;

  status->kind = S2P_RESULTS_CELLS_ONLY;
  s2p_document_get_entry_progress (document, S2P_WORK_SIMULATE, entry->recording->stream, &progress);
  if (progress.running)
    {
      g_autofree char *text = s2p_say_progress (progress.done, progress.total);

      set (status, _("Cells Are Being Simulated"), text, _("Go to Simulation"), "simulation");
    }
  else
    set (status, _("Not Simulated Yet"), _("Simulate the cells to see how they fire beside the recording."), _("Go to Simulation"), "simulation");
}

void
s2p_results_status_find (S2pDocument *document, S2pResultsStatus *status)
{
  const S2pEntry *entry = s2p_document_current (document);
  const char *problem = NULL;
  const gboolean usable = s2p_document_neuron (document, &problem) != NULL;

  if (entry == NULL)
    set (status, _("No Recordings Yet"), _("Open spike times first. Here you will see recordings and model cells side by side."), _("Go to Import"), "import");
  else if (!usable)
    set (status, _("The Model Cannot Be Used"), problem != NULL ? problem : "", _("Go to Population"), "population");
  else if (entry->population == NULL || entry->population->n == 0)
    no_cells (document, entry, status);
  else if (entry->firing == NULL)
    no_firing (document, entry, status);
  else
    status->kind = S2P_RESULTS_READY;
}

void
s2p_results_status_clear (S2pResultsStatus *status)
{
  g_free (status->title);
  g_free (status->markup);
}
