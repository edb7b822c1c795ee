/* The steps of the session in the background: estimates, populations, simulation. */
#include "app/document-private.h"
#include "app/simulation-need.h"
#include "base/words.h"
#include "program/program.h"
#include <math.h>
#include <string.h>

#define PROGRESS_MS 100

/* --- any kind of work --- */

static void
on_progress (gpointer user_data, guint n_done)
{
  s2p_document_changed (user_data, S2P_CHANGED_WORK);
}

void
s2p_work_begin (S2pDocument *self, S2pWorkKind kind, S2pJobSpec *spec, guint64 *streams, guint *sizes, guint n)
{
  S2pWork *work = &self->works[kind];

  *work = (S2pWork) { .plan = spec->data, .streams = streams, .sizes = sizes, .n = n, .started = g_get_monotonic_time () };
  spec->user_data = self;
  if (spec->progress == NULL)
    spec->progress = on_progress;
  work->job = s2p_job_start (self->workers, spec);
}

void
s2p_work_end (S2pDocument *self, S2pWorkKind kind)
{
  S2pWork *work = &self->works[kind];

  g_free (work->streams);
  g_free (work->sizes);
  g_clear_handle_id (&work->timer, g_source_remove);
  g_clear_pointer (&work->made_from, g_ptr_array_unref);
  *work = (S2pWork) { 0 };
}

gboolean
s2p_work_stop (S2pDocument *self, S2pWorkKind kind)
{
  if (self->works[kind].job == NULL)
    return FALSE;
  s2p_job_cancel (self->works[kind].job);
  s2p_work_end (self, kind);
  return TRUE;
}

void
s2p_document_cancel (S2pDocument *self, S2pWorkKind kind)
{
  if (!s2p_work_stop (self, kind))
    return;
  if (kind == S2P_WORK_IMPORT)
    s2p_document_leave_unread (self);
  s2p_document_changed (self, S2P_CHANGED_WORK | (kind == S2P_WORK_IMPORT ? S2P_CHANGED_FILES : 0));
}

void
s2p_document_cancel_all (S2pDocument *self)
{
  for (guint kind = S2P_WORK_ESTIMATE; kind < S2P_N_WORKS; kind++)
    s2p_document_cancel (self, kind);
}

/* Cells of entry @number that are done. */
static guint
done_of (const S2pWork *work, S2pWorkKind kind, guint number)
{
  if (kind == S2P_WORK_POPULATE)
    return work->checked ? s2p_checked_plan_cells (work->plan, number) : s2p_populate_plan_cells (work->plan, number);
  if (kind == S2P_WORK_SIMULATE || kind == S2P_WORK_TRACES)
    return s2p_simulate_plan_cells (work->plan, number);
  return 0;
}

static void
finish_progress (const S2pWork *work, S2pProgress *progress)
{
  const double seconds = (g_get_monotonic_time () - work->started) / 1e6;

  progress->running = TRUE;
  progress->seconds_left = progress->done > 0 && seconds > 0.3 ? seconds * (progress->total - progress->done) / progress->done : NAN;
}

void
s2p_document_get_progress (S2pDocument *self, S2pWorkKind kind, S2pProgress *progress)
{
  const S2pWork *work = &self->works[kind];

  *progress = (S2pProgress) { .seconds_left = NAN };
  if (work->job == NULL)
    return;
  for (guint i = 0; i < work->n; i++)
    {
      progress->done += done_of (work, kind, i);
      progress->total += work->sizes != NULL ? work->sizes[i] : 1;
    }
  finish_progress (work, progress);
}

void
s2p_document_get_entry_progress (S2pDocument *self, S2pWorkKind kind, guint64 stream, S2pProgress *progress)
{
  const S2pWork *work = &self->works[kind];

  guint from = 0, to = work->streams != NULL ? work->n : 0; /* they ascend, as the entries do */

  *progress = (S2pProgress) { .seconds_left = NAN };
  while (from < to)
    {
      const guint middle = from + (to - from) / 2;

      if (work->streams[middle] < stream)
        from = middle + 1;
      else
        to = middle;
    }
  if (work->streams == NULL || from == work->n || work->streams[from] != stream)
    return;
  progress->done = done_of (work, kind, from);
  progress->total = work->sizes != NULL ? work->sizes[from] : 1;
  finish_progress (work, progress);
}

/* The streams of all entries for which @wanted. */
static guint64 *
choose (S2pDocument *self, gboolean (*wanted) (const S2pEntry *entry), guint *n)
{
  guint64 *streams = g_new (guint64, self->session->entries->len + 1);

  *n = 0;
  for (guint i = 0; i < self->session->entries->len; i++)
    if (wanted (self->session->entries->pdata[i]))
      streams[(*n)++] = ((const S2pEntry *) self->session->entries->pdata[i])->recording->stream;
  return streams;
}

/* --- estimates --- */

static void
estimate_done (gpointer user_data, gpointer data)
{
  S2pDocument *self = user_data;
  const S2pWork *work = &self->works[S2P_WORK_ESTIMATE];
  const S2pEstimate *results = s2p_estimate_plan_results (data);

  for (guint i = 0; i < work->n; i++)
    {
      S2pEntry *entry = s2p_document_entry (self, work->streams[i]);
      if (entry != NULL)
        s2p_entry_set_estimate (entry, &results[i]);
    }
  s2p_work_end (self, S2P_WORK_ESTIMATE);
  s2p_document_changed (self, S2P_CHANGED_ESTIMATES | S2P_CHANGED_WORK);
}

static gboolean
needs_estimate (const S2pEntry *entry)
{
  return !entry->estimated;
}

void
s2p_document_estimate (S2pDocument *self)
{
  g_autofree guint64 *streams = NULL;
  g_autofree S2pRecording **recordings = NULL;
  S2pJobSpec spec = { .task = s2p_estimate_plan_part, .free_data = (GDestroyNotify) s2p_estimate_plan_free, .priority = 10, .done = estimate_done };
  guint n;

  s2p_document_cancel (self, S2P_WORK_ESTIMATE);
  if (self->neuron == NULL || self->neuron->network == NULL)
    return;
  streams = choose (self, needs_estimate, &n);
  if (n == 0)
    return;
  recordings = g_new (S2pRecording *, n);
  for (guint i = 0; i < n; i++)
    recordings[i] = s2p_document_entry (self, streams[i])->recording;
  spec.cancellable = g_cancellable_new ();
  spec.data = s2p_estimate_plan_new (self->neuron, recordings, n, self->session->settings.at_mean, spec.cancellable);
  spec.n_tasks = s2p_estimate_plan_n_parts (spec.data);
  s2p_work_begin (self, S2P_WORK_ESTIMATE, &spec, g_steal_pointer (&streams), NULL, n);
  g_object_unref (spec.cancellable);
  s2p_document_changed (self, S2P_CHANGED_WORK);
}

/* --- populations --- */

static void
populate_done (gpointer user_data, gpointer data)
{
  S2pDocument *self = user_data;
  const S2pWork *work = &self->works[S2P_WORK_POPULATE];
  gboolean replaced = FALSE;
  guint step, made = 0;

  s2p_document_cancel (self, S2P_WORK_SIMULATE); /* of cells that go */
  s2p_document_cancel (self, S2P_WORK_TRACES);
  step = s2p_document_remember (self, FALSE);
  for (guint i = 0; i < work->n; i++)
    {
      S2pEntry *entry = s2p_document_entry (self, work->streams[i]);
      g_autoptr (S2pPopulation) population = work->checked ? s2p_checked_plan_take (data, i) : s2p_populate_plan_take (data, i);

      if (entry == NULL)
        continue;
      replaced |= entry->population != NULL;
      made += population != NULL ? population->n : 0;
      s2p_entry_set_population (entry, population);
    }
  s2p_work_end (self, S2P_WORK_POPULATE);
  s2p_document_changed (self, S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING | S2P_CHANGED_WORK | S2P_CHANGED_TITLE);
  if (replaced)
    {
      g_autofree char *text = g_strdup_printf (S2P_PLURAL ("%u cell was generated", "%u cells were generated", made), made);
      s2p_document_say_undo (self, text, step);
    }
}

static gboolean
on_timer (gpointer user_data)
{
  s2p_document_changed (user_data, S2P_CHANGED_WORK);
  return G_SOURCE_CONTINUE;
}

/* Unchecked cells, or checked ones. */
static void
set_plan (S2pDocument *self, S2pJobSpec *spec, const S2pGenerateOptions *options, const S2pTarget *targets, const guint64 *streams, guint n)
{
  const S2pSettings *settings = &self->session->settings;
  g_autofree S2pRecording **recordings = g_new (S2pRecording *, n + 1);
  S2pCheckedOptions checked;

  spec->done = populate_done;
  if (!settings->checked)
    {
      spec->task = s2p_populate_plan_part;
      spec->free_data = (GDestroyNotify) s2p_populate_plan_free;
      spec->data = s2p_populate_plan_new (self->neuron, options, targets, n, settings->size, spec->cancellable);
      spec->n_tasks = s2p_populate_plan_n_parts (spec->data);
      return;
    }
  s2p_checked_options_init (&checked, options);
  checked.floor = settings->tolerance;
  checked.budget = settings->budget;
  for (guint i = 0; i < n; i++)
    recordings[i] = s2p_document_entry (self, streams[i])->recording;
  spec->task = s2p_checked_plan_part;
  spec->free_data = (GDestroyNotify) s2p_checked_plan_free;
  spec->data = s2p_checked_plan_new (self->neuron, &checked, targets, recordings, n, settings->size, spec->cancellable);
  spec->n_tasks = s2p_checked_plan_n_parts (spec->data);
}

static gboolean
can_populate (const S2pEntry *entry)
{
  return entry->used && entry->estimated;
}

void
s2p_document_generate (S2pDocument *self)
{
  const S2pSettings *settings = &self->session->settings;
  g_autofree guint64 *streams = NULL;
  g_autofree S2pTarget *targets = NULL;
  S2pJobSpec spec = { 0 };
  S2pGenerateOptions options;
  g_autoptr (GError) error = NULL;
  guint n, *sizes;

  if (self->neuron == NULL)
    return;
  s2p_generate_options_init (&options);
  options.seed = settings->seed;
  if (!s2p_model_require_generation (self->neuron->model, &error)
      || (settings->pair != NULL && !s2p_generate_options_set_pair (&options, self->neuron->model, settings->pair, &error)))
    {
      s2p_document_say (self, error->message);
      return;
    }
  s2p_document_cancel (self, S2P_WORK_POPULATE);
  s2p_document_cancel (self, S2P_WORK_SIMULATE);
  s2p_document_cancel (self, S2P_WORK_TRACES);
  streams = choose (self, can_populate, &n);
  targets = g_new (S2pTarget, n + 1);
  sizes = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      s2p_entry_target (s2p_document_entry (self, streams[i]), &targets[i]);
      sizes[i] = targets[i].available ? settings->size : 0;
    }
  spec.cancellable = g_cancellable_new ();
  set_plan (self, &spec, &options, targets, streams, n);
  s2p_work_begin (self, S2P_WORK_POPULATE, &spec, g_steal_pointer (&streams), sizes, n);
  self->works[S2P_WORK_POPULATE].checked = settings->checked;
  if (settings->checked)
    self->works[S2P_WORK_POPULATE].timer = g_timeout_add (PROGRESS_MS, on_timer, self);
  g_object_unref (spec.cancellable);
  s2p_document_changed (self, S2P_CHANGED_WORK);
}

/* --- simulation --- */

static void
simulate_done (gpointer user_data, gpointer data)
{
  S2pDocument *self = user_data;
  const S2pWork *work = &self->works[S2P_WORK_SIMULATE];
  guint failed = 0, simulated = 0;

  for (guint i = 0; i < work->n; i++)
    {
      S2pEntry *entry = s2p_document_entry (self, work->streams[i]);
      g_autoptr (S2pFiring) firing = s2p_simulate_plan_take (data, i);
      S2pTraces *traces = s2p_simulate_plan_take_traces (data, i);

      simulated += work->sizes[i];
      failed += s2p_simulate_plan_failed (data, i);
      if (entry == NULL || entry->population != work->made_from->pdata[i]) /* others by now: an undo, say */
        {
          s2p_traces_unref (traces);
          continue;
        }
      s2p_entry_set_firing (entry, firing);
      if (traces != NULL)
        s2p_document_keep_traces (self, work->streams[i], firing, traces, FALSE);
    }
  s2p_work_end (self, S2P_WORK_SIMULATE);
  s2p_document_changed (self, S2P_CHANGED_FIRING | S2P_CHANGED_TRACES | S2P_CHANGED_WORK);
  if (failed > 0)
    {
      g_autofree char *text = g_strdup_printf (S2P_PLURAL ("%u of %u cells could not be simulated; the table of results says why",
                                                           "%u of %u cells could not be simulated; the table of results says why", failed), failed, simulated);
      s2p_document_say (self, text);
    }
}

static gboolean
can_simulate (const S2pEntry *entry)
{
  return entry->used && entry->population != NULL && entry->population->n > 0;
}

static void
options_of (S2pSimulationOptions *options, const S2pSettings *settings, const S2pModel *model)
{
  s2p_simulation_options_init (options, model);
  options->duration = settings->duration;
  options->transient = settings->transient;
  options->trace_step = settings->step;
  options->noise = settings->noise;
  options->seed = settings->seed;
}

void
s2p_document_simulate (S2pDocument *self)
{
  const S2pSettings *settings = &self->session->settings;
  g_autofree guint64 *streams = NULL;
  g_autofree S2pSimulateItem *items = NULL;
  S2pJobSpec spec = { .task = s2p_simulate_plan_part, .free_data = (GDestroyNotify) s2p_simulate_plan_free, .done = simulate_done };
  S2pSimulationOptions options;
  guint64 memory = 0;
  guint n, *sizes;

  if (self->neuron == NULL || self->works[S2P_WORK_POPULATE].job != NULL) /* the cells are about to be others */
    return;
  s2p_document_cancel (self, S2P_WORK_SIMULATE);
  s2p_document_cancel (self, S2P_WORK_TRACES);
  options_of (&options, settings, self->neuron->model);
  streams = choose (self, can_simulate, &n);
  items = g_new (S2pSimulateItem, n + 1);
  sizes = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const S2pEntry *entry = s2p_document_entry (self, streams[i]);

      sizes[i] = s2p_entry_cells_to_simulate (entry, settings);
      memory += settings->traces ? s2p_traces_size (sizes[i], settings->duration, settings->step) : 0;
      items[i] = (S2pSimulateItem) { .recording = entry->recording, .population = entry->population, .cells = sizes[i], .stream = streams[i] };
    }
  if (memory > s2p_memory_of_machine ())
    {
      s2p_document_say (self, _("The traces of these cells do not fit the memory of this computer: simulate fewer of them, take a longer step, or keep spikes only."));
      g_free (sizes);
      return;
    }
  spec.cancellable = g_cancellable_new ();
  spec.data = s2p_simulate_plan_new (self->neuron, &options, settings->reference, settings->traces, items, n, spec.cancellable);
  spec.n_tasks = s2p_simulate_plan_n_parts (spec.data);
  s2p_work_begin (self, S2P_WORK_SIMULATE, &spec, g_steal_pointer (&streams), sizes, n);
  self->works[S2P_WORK_SIMULATE].made_from = g_ptr_array_new_full (n, (GDestroyNotify) s2p_population_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->works[S2P_WORK_SIMULATE].made_from, s2p_population_ref (items[i].population));
  g_object_unref (spec.cancellable);
  s2p_document_changed (self, S2P_CHANGED_WORK);
}
