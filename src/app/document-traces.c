/* Traces of membrane potential: kept where a simulation was asked for them, made again where the session has only spikes. */
#include "app/document-private.h"
#include "app/simulation-need.h"

typedef struct {
  S2pFiring *firing;
  S2pTraces *traces;
  gboolean   again;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  s2p_firing_unref (kept->firing);
  s2p_traces_unref (kept->traces);
  g_free (kept);
}

GHashTable *
s2p_document_new_traces (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, kept_free);
}

static gboolean
is_again (gpointer key, gpointer value, gpointer data)
{
  return ((const Kept *) value)->again;
}

void
s2p_document_keep_traces (S2pDocument *self, guint64 stream, S2pFiring *firing, S2pTraces *traces, gboolean again)
{
  Kept *kept = g_new (Kept, 1);

  if (again) /* one recording at a time is looked at */
    g_hash_table_foreach_remove (self->traces, is_again, NULL);
  *kept = (Kept) { s2p_firing_ref (firing), traces, again };
  g_hash_table_insert (self->traces, g_memdup2 (&stream, sizeof stream), kept);
}

static gboolean
is_gone (gpointer key, gpointer value, gpointer data)
{
  const S2pEntry *entry = s2p_document_entry (data, *(const guint64 *) key);

  return entry == NULL || entry->firing != ((const Kept *) value)->firing;
}

void
s2p_document_drop_traces (S2pDocument *self)
{
  g_hash_table_foreach_remove (self->traces, is_gone, self);
}

static void
traces_done (gpointer user_data, gpointer data)
{
  S2pDocument *self = user_data;
  const guint64 stream = self->works[S2P_WORK_TRACES].streams[0];
  const S2pEntry *entry = s2p_document_entry (self, stream);
  g_autoptr (S2pPopulation) population = s2p_population_ref (self->works[S2P_WORK_TRACES].made_from->pdata[0]);
  S2pTraces *traces = s2p_simulate_plan_take_traces (data, 0);

  s2p_work_end (self, S2P_WORK_TRACES);
  if (entry != NULL && entry->firing != NULL && entry->population == population && traces != NULL && traces->n == entry->firing->n)
    s2p_document_keep_traces (self, stream, entry->firing, traces, TRUE);
  else
    s2p_traces_unref (traces);
  s2p_document_changed (self, S2P_CHANGED_TRACES | S2P_CHANGED_WORK);
}

/* The same options and streams give the same traces as the first time. */
static void
make_again (S2pDocument *self, const S2pEntry *entry)
{
  const S2pFiring *firing = entry->firing;
  const S2pSimulateItem item = { .recording = entry->recording, .population = entry->population, .cells = firing->n, .stream = entry->recording->stream };
  S2pJobSpec spec = { .task = s2p_simulate_plan_part, .free_data = (GDestroyNotify) s2p_simulate_plan_free, .priority = 10, .done = traces_done };
  guint *sizes = g_new (guint, 1);

  *sizes = firing->n;
  spec.cancellable = g_cancellable_new ();
  spec.data = s2p_simulate_plan_new (self->neuron, &firing->options, firing->reference, TRUE, &item, 1, spec.cancellable);
  spec.n_tasks = s2p_simulate_plan_n_parts (spec.data);
  s2p_work_begin (self, S2P_WORK_TRACES, &spec, g_memdup2 (&item.stream, sizeof item.stream), sizes, 1);
  self->works[S2P_WORK_TRACES].made_from = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_population_unref);
  g_ptr_array_add (self->works[S2P_WORK_TRACES].made_from, s2p_population_ref (entry->population));
  g_object_unref (spec.cancellable);
}

S2pTraces *
s2p_document_traces (S2pDocument *self)
{
  const S2pEntry *entry = s2p_document_current (self);
  const S2pWork *work = &self->works[S2P_WORK_TRACES];
  const Kept *kept;

  if (entry == NULL || entry->firing == NULL || !self->session->settings.traces)
    return NULL;
  kept = g_hash_table_lookup (self->traces, &entry->recording->stream);
  if (kept != NULL && kept->firing == entry->firing)
    return kept->traces;
  if (self->neuron == NULL || (work->job != NULL && work->streams[0] == entry->recording->stream))
    return NULL;
  if (s2p_traces_size (entry->firing->n, entry->firing->options.duration, entry->firing->options.trace_step) > s2p_memory_of_machine () / 2)
    return NULL;
  s2p_document_cancel (self, S2P_WORK_TRACES); /* of what was looked at before */
  make_again (self, entry);
  return NULL;
}
