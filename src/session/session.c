#include "session/session.h"
#include "base/error.h"
#include "base/words.h"
#include <string.h>

static void
entry_free (gpointer data)
{
  S2pEntry *entry = data;

  s2p_recording_unref (entry->recording);
  s2p_population_unref (entry->population);
  s2p_firing_unref (entry->firing);
  g_free (entry);
}

static S2pEntry *
entry_copy (const S2pEntry *entry)
{
  S2pEntry *copy = g_memdup2 (entry, sizeof *entry);

  s2p_recording_ref (copy->recording);
  if (copy->population != NULL)
    s2p_population_ref (copy->population);
  if (copy->firing != NULL)
    s2p_firing_ref (copy->firing);
  return copy;
}

S2pSession *
s2p_session_new (void)
{
  S2pSession *session = g_new0 (S2pSession, 1);

  session->settings = (S2pSettings) { .model = g_strdup ("stg"), .size = 16, .duration = 5000, .transient = 3000, .step = 0.05, .traces = TRUE,
                                       .tolerance = S2P_LIKE_FLOOR, .budget = S2P_CHECKED_BUDGET };
  session->entries = g_ptr_array_new_with_free_func (entry_free);
  return session;
}

S2pSession *
s2p_session_copy (const S2pSession *session)
{
  S2pSession *copy = g_new0 (S2pSession, 1);

  s2p_settings_copy (&copy->settings, &session->settings);
  copy->entries = g_ptr_array_new_full (session->entries->len, entry_free);
  for (guint i = 0; i < session->entries->len; i++)
    g_ptr_array_add (copy->entries, entry_copy (session->entries->pdata[i]));
  copy->next_stream = session->next_stream;
  return copy;
}

void
s2p_session_free (S2pSession *session)
{
  if (session == NULL)
    return;
  s2p_settings_clear (&session->settings);
  g_ptr_array_unref (session->entries);
  g_clear_pointer (&session->ids, g_hash_table_unref);
  g_free (session);
}

static gboolean
is_taken (S2pSession *session, const char *id)
{
  if (session->ids == NULL)
    {
      session->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < session->entries->len; i++)
        g_hash_table_add (session->ids, g_strdup (((const S2pEntry *) session->entries->pdata[i])->recording->train->id));
    }
  return g_hash_table_contains (session->ids, id);
}

static void
make_id_unique (S2pSession *session, S2pSpikeTrain *train)
{
  if (is_taken (session, train->id))
    {
      g_autofree char *wanted = g_strdup (train->id);

      for (guint number = 2; is_taken (session, train->id); number++)
        {
          g_free (train->id);
          train->id = g_strdup_printf ("%s (%u)", wanted, number);
        }
    }
  g_hash_table_add (session->ids, g_strdup (train->id));
}

S2pEntry *
s2p_session_add (S2pSession *session, S2pSpikeTrain *train, const char *source)
{
  S2pEntry *entry = g_new0 (S2pEntry, 1);

  make_id_unique (session, train);
  entry->recording = s2p_recording_new (train, source, session->next_stream++);
  entry->used = TRUE;
  g_ptr_array_add (session->entries, entry);
  return entry;
}

/* Where the entry of @stream is; the number of entries where there is none. */
static guint
index_of (const S2pSession *session, guint64 stream)
{
  guint from = 0, to = session->entries->len;

  while (from < to)
    {
      const guint middle = from + (to - from) / 2;
      const S2pEntry *entry = session->entries->pdata[middle];

      if (entry->recording->stream == stream)
        return middle;
      if (entry->recording->stream < stream)
        from = middle + 1;
      else
        to = middle;
    }
  return session->entries->len;
}

S2pEntry *
s2p_session_find (const S2pSession *session, guint64 stream)
{
  const guint index = index_of (session, stream);

  return index < session->entries->len ? session->entries->pdata[index] : NULL;
}

void
s2p_session_remove (S2pSession *session, const guint64 *streams, guint n)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) before = session->entries;

  for (guint i = 0; i < n; i++)
    g_hash_table_add (gone, (gpointer) &streams[i]);
  session->entries = g_ptr_array_new_with_free_func (entry_free);
  g_ptr_array_set_free_func (before, NULL);
  for (guint i = 0; i < before->len; i++)
    {
      S2pEntry *entry = before->pdata[i];

      if (g_hash_table_contains (gone, &entry->recording->stream))
        entry_free (entry);
      else
        g_ptr_array_add (session->entries, entry);
    }
  g_clear_pointer (&session->ids, g_hash_table_unref);
}

void
s2p_session_forget (S2pSession *session)
{
  for (guint i = 0; i < session->entries->len; i++)
    {
      S2pEntry *entry = session->entries->pdata[i];

      entry->estimated = FALSE;
      entry->estimate = (S2pEstimate) { 0 };
      s2p_entry_set_population (entry, NULL);
    }
}

void
s2p_entry_set_estimate (S2pEntry *entry, const S2pEstimate *estimate)
{
  entry->estimated = TRUE;
  entry->estimate = *estimate;
  s2p_entry_set_population (entry, NULL);
}

void
s2p_entry_set_population (S2pEntry *entry, S2pPopulation *population)
{
  if (population != NULL)
    s2p_population_ref (population);
  s2p_population_unref (entry->population);
  entry->population = population;
  s2p_entry_set_firing (entry, NULL);
}

void
s2p_entry_set_firing (S2pEntry *entry, S2pFiring *firing)
{
  if (firing != NULL)
    s2p_firing_ref (firing);
  s2p_firing_unref (entry->firing);
  entry->firing = firing;
}

void
s2p_entry_target (const S2pEntry *entry, S2pTarget *target)
{
  const S2pEstimate *estimate = &entry->estimate;

  *target = (S2pTarget) { estimate->inference.available, estimate->g_s, estimate->g_u, entry->recording->stream, estimate->choice != S2P_TARGET_MEAN,
                          entry->recording->features.activity, estimate->inference.density };
}

guint
s2p_entry_cells_to_simulate (const S2pEntry *entry, const S2pSettings *settings)
{
  const guint n = entry->population != NULL ? entry->population->n : 0;

  return settings->cells > 0 ? MIN (settings->cells, n) : n;
}

void
s2p_settings_copy (S2pSettings *to, const S2pSettings *from)
{
  *to = *from;
  to->model = g_strdup (from->model);
  to->pair = g_strdup (from->pair);
}

gboolean
s2p_settings_equal (const S2pSettings *a, const S2pSettings *b)
{
  return strcmp (a->model, b->model) == 0 && a->size == b->size && a->seed == b->seed && g_strcmp0 (a->pair, b->pair) == 0 && a->at_mean == b->at_mean
         && a->checked == b->checked && a->tolerance == b->tolerance && a->budget == b->budget && a->cells == b->cells && a->duration == b->duration && a->transient == b->transient && a->step == b->step && a->noise == b->noise
         && a->traces == b->traces && a->reference == b->reference;
}

void
s2p_settings_clear (S2pSettings *settings)
{
  g_clear_pointer (&settings->model, g_free);
  g_clear_pointer (&settings->pair, g_free);
}

void
s2p_settings_use_model (S2pSettings *settings, const S2pModel *model, const char *name_or_path)
{
  char *name = g_strdup (name_or_path); /* may be the settings' own */

  s2p_settings_clear (settings);
  settings->model = name;
  settings->duration = model->duration;
  settings->transient = model->transient;
}

gboolean
s2p_settings_check (const S2pSettings *settings, const S2pModel *model, GError **error)
{
  const S2pSimulationOptions options = { .duration = settings->duration, .transient = settings->transient, .noise = settings->noise, .trace_step = settings->step,
                                         .rtol = S2P_DEFAULT_RTOL };
  S2pGenerateOptions generate;
  const char *reason = NULL;

  if (settings->size < 1 || settings->size > S2P_MOST_CELLS)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("The number of cells for each recording must lie between 1 and %d."), S2P_MOST_CELLS);
      return FALSE;
    }
  if (!s2p_checked_are_good (settings->tolerance, settings->budget, error))
    return FALSE;
  if (settings->pair != NULL)
    {
      s2p_generate_options_init (&generate);
      if (!s2p_model_require_generation (model, error) || !s2p_generate_options_set_pair (&generate, model, settings->pair, error))
        return FALSE;
    }
  switch (s2p_simulation_options_check (&options))
    {
    case S2P_SIMULATION_GOOD:
    case S2P_SIMULATION_BAD_RTOL:
      return TRUE;
    case S2P_SIMULATION_BAD_DURATION:
      reason = _("The duration must be longer than 0 ms and at most 10,000 s.");
      break;
    case S2P_SIMULATION_BAD_TRANSIENT:
      reason = _("The transient must be 0 ms or more, and shorter than the duration.");
      break;
    case S2P_SIMULATION_BAD_NOISE:
      reason = _("The noise must be 0 µA/cm² or more, and below 10,000 µA/cm².");
      break;
    case S2P_SIMULATION_BAD_STEP:
      reason = _("The step of the traces must be at least 0.001 ms, and long enough for the duration.");
      break;
    }
  g_set_error_literal (error, S2P_ERROR, S2P_ERROR_ARGUMENT, reason);
  return FALSE;
}
