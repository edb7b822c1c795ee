#include "app/simulation-tables.h"
#include "app/say.h"
#include "base/words.h"
#include <math.h>

gboolean
s2p_firing_is_of (const S2pEntry *entry, const S2pSettings *settings)
{
  const S2pFiring *firing = entry->firing;

  return firing != NULL && firing->n == s2p_entry_cells_to_simulate (entry, settings) && firing->reference == settings->reference
         && firing->options.duration == settings->duration && firing->options.transient == settings->transient && firing->options.noise == settings->noise
         && (settings->noise == 0 || firing->options.seed == settings->seed);
}

/* --- recordings --- */

enum { USE, ID, ACTIVITY, CELLS, CHOSEN, SIMULATED };

/* Why nothing has been simulated, or not with these settings; NULL where all is well. */
static const char *
shortcoming (const S2pEntryRows *self, const S2pEntry *entry)
{
  if (!entry->used)
    return _("Left out");
  if (entry->population == NULL)
    return _("No cells yet");
  if (entry->population->n == 0)
    return entry->population->failure != NULL ? entry->population->failure : _("No cells");
  if (entry->firing == NULL)
    return _("Not simulated yet");
  return s2p_firing_is_of (entry, &s2p_document_session (self->document)->settings) ? NULL : _("Simulated with other settings than those chosen now");
}

static void
append_outcome (GString *text, const S2pFiring *firing, gboolean stale)
{
  const guint failed = s2p_firing_n_failed (firing);

  if (failed > 0 && stale) /* Translators: a number of simulated cells, and how many of them failed */
    g_string_append_printf (text, S2P_PLURAL ("%u, %u failed (other settings)", "%u, %u failed (other settings)", failed), firing->n, failed);
  else if (failed > 0)
    g_string_append_printf (text, S2P_PLURAL ("%u, %u failed", "%u, %u failed", failed), firing->n, failed);
  else if (stale)
    g_string_append_printf (text, _("%u (other settings)"), firing->n);
  else
    g_string_append_printf (text, "%u", firing->n);
}

static void
append_simulated (GString *text, const S2pEntryRows *self, const S2pEntry *entry)
{
  const char *why = shortcoming (self, entry);
  S2pProgress progress;

  s2p_document_get_entry_progress (self->document, S2P_WORK_SIMULATE, entry->recording->stream, &progress);
  if (progress.running && progress.total > 0)
    {
      g_autofree char *done = s2p_say_progress (progress.done, progress.total);
      g_string_append (text, done);
    }
  else if (entry->firing != NULL)
    append_outcome (text, entry->firing, why != NULL);
  else
    g_string_append (text, why != NULL ? why : "");
}

/* The counts of a row; NAN where there is nothing to count. */
static double
number (gpointer data, guint row, guint column)
{
  const S2pEntryRows *self = data;
  const S2pEntry *entry = s2p_entry_rows_get (self, row);

  if (entry == NULL)
    return NAN;
  if (column == CELLS)
    return entry->population != NULL ? entry->population->n : NAN;
  if (column == CHOSEN)
    return entry->used && entry->population != NULL ? s2p_entry_cells_to_simulate (entry, &s2p_document_session (self->document)->settings) : NAN;
  return NAN;
}

static void
text (gpointer data, guint row, guint column, GString *words)
{
  const S2pEntry *entry = s2p_entry_rows_get (data, row);
  double count;

  if (entry == NULL)
    return;
  if (column == ID)
    g_string_append (words, entry->recording->train->id);
  else if (column == ACTIVITY)
    g_string_append (words, _(s2p_activity_name (entry->recording->features.activity)));
  else if (column == SIMULATED)
    append_simulated (words, data, entry);
  else if (isfinite (count = number (data, row, column)))
    g_string_append_printf (words, "%.0f", count);
}

static gboolean
checked (gpointer data, guint row, guint column)
{
  const S2pEntry *entry = s2p_entry_rows_get (data, row);

  return entry != NULL && entry->used;
}

static const char *
tip (gpointer data, guint row, guint column)
{
  const S2pEntry *entry = s2p_entry_rows_get (data, row);

  return entry != NULL && column == SIMULATED ? shortcoming (data, entry) : NULL;
}

GtkWidget *
s2p_simulation_table_new (void)
{
  const S2pColumn columns[] = {
    { _("Use"), _("Recordings that are not used are left out of populations, simulations and exports"), S2P_COLUMN_CHECK, FALSE },
    { _("ID"), _("Name of the recording"), S2P_COLUMN_TEXT, FALSE },
    { _("Activity"), _("Silent, spiking or bursting, by the recorded spikes"), S2P_COLUMN_TEXT, FALSE },
    { _("Cells"), _("Cells that have been generated"), S2P_COLUMN_NUMBER, FALSE },
    { _("To simulate"), _("Cells that the next simulation takes"), S2P_COLUMN_NUMBER, FALSE },
    { _("Simulated"), _("Cells that have been simulated, or why there are none"), S2P_COLUMN_TEXT, TRUE },
  };

  return s2p_table_new (_("Recordings to simulate"), columns, G_N_ELEMENTS (columns));
}

void
s2p_simulation_table_show (S2pTable *table, S2pEntryRows *rows)
{
  const S2pTableSource source = { rows->streams->len, text, number, checked, tip, s2p_entry_rows_ref (rows), (GDestroyNotify) s2p_entry_rows_unref, NULL };

  s2p_table_set_source (table, &source);
}

/* --- failed cells --- */

typedef struct {
  S2pRecording *recording; /* references */
  S2pFiring    *firing;
  guint         cell;
} Failed;

static void
clear_failed (gpointer data)
{
  Failed *self = data;

  s2p_recording_unref (self->recording);
  s2p_firing_unref (self->firing);
}

static void
failed_text (gpointer data, guint row, guint column, GString *words)
{
  const Failed *failed = &g_array_index ((GArray *) data, Failed, row);

  if (column == 0)
    g_string_append (words, failed->recording->train->id);
  else if (column == 1)
    g_string_append_printf (words, "%u", failed->cell + 1);
  else
    g_string_append (words, failed->firing->cells[failed->cell].failure);
}

static double
failed_number (gpointer data, guint row, guint column)
{
  return g_array_index ((GArray *) data, Failed, row).cell + 1;
}

static const char *
failed_tip (gpointer data, guint row, guint column)
{
  const Failed *failed = &g_array_index ((GArray *) data, Failed, row);

  return column == 2 ? failed->firing->cells[failed->cell].failure : NULL;
}

GtkWidget *
s2p_failed_table_new (void)
{
  const S2pColumn columns[] = {
    { _("ID"), _("Name of the recording"), S2P_COLUMN_TEXT, FALSE },
    { _("Cell"), _("Number of the cell"), S2P_COLUMN_NUMBER, FALSE },
    { _("Reason"), NULL, S2P_COLUMN_TEXT, TRUE },
  };

  return s2p_table_new (_("Cells that could not be simulated"), columns, G_N_ELEMENTS (columns));
}

guint
s2p_failed_table_show (S2pTable *table, const S2pSession *session)
{
  GArray *failed = g_array_new (FALSE, FALSE, sizeof (Failed));
  S2pTableSource source = { 0, failed_text, failed_number, NULL, failed_tip, failed, (GDestroyNotify) g_array_unref, NULL };

  g_array_set_clear_func (failed, clear_failed);
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];

      for (guint k = 0; entry->used && entry->firing != NULL && k < entry->firing->n; k++)
        if (entry->firing->cells[k].failure != NULL)
          {
            const Failed one = { s2p_recording_ref (entry->recording), s2p_firing_ref (entry->firing), k };
            g_array_append_val (failed, one);
          }
    }
  source.n_rows = failed->len;
  s2p_table_set_source (table, &source);
  return source.n_rows;
}
