#include "app/recovery.h"
#include "app/recovery-slot.h"
#include "session/session-file.h"

#define SECONDS_AFTER_CHANGE 2

/* Changes that a copy has nothing of. */
#define PASSING (S2P_CHANGED_WORK | S2P_CHANGED_CURRENT | S2P_CHANGED_TRACES | S2P_CHANGED_FILES)

struct _S2pRecovery {
  GObject          parent;
  S2pDocument     *document;
  S2pWorkers      *workers;
  char            *folder;
  S2pRecoverySlot *slot;      /* of this process; NULL until there is something to keep */
  GPtrArray       *found;     /* (element-type S2pRecoverySlot) what is offered, the latest first */
  GPtrArray       *discarded; /* (element-type S2pRecoverySlot) the last one that was discarded is the last */
  gboolean         dirty;     /* the document is other than its copy */
  gboolean         told;      /* that nothing can be kept: once is enough */
  guint            timer;
  S2pJob          *job;       /* writing or reading: one at a time */
  gboolean         restore_next;
  gboolean         restoring; /* the job reads what was found: until then it is neither discarded nor restored again */
  void           (*finished) (gpointer data);
  gpointer         finished_data;
};

enum { FOUND, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (S2pRecovery, s2p_recovery, G_TYPE_OBJECT)

static void start_restore (S2pRecovery *self);

/* What a job works on: first writes the session, if there is one, then reads the other file, if there is one. */
typedef struct {
  S2pSession *session;
  char       *model_text, *to, *from;
  S2pSession *loaded;
  char       *loaded_text;
  GError     *error;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  s2p_session_free (exchange->session);
  s2p_session_free (exchange->loaded);
  g_free (exchange->model_text);
  g_free (exchange->loaded_text);
  g_free (exchange->to);
  g_free (exchange->from);
  g_clear_error (&exchange->error);
  g_free (exchange);
}

static void
exchange_task (guint index, gpointer data)
{
  Exchange *exchange = data;

  if (exchange->session != NULL && !s2p_session_save (exchange->session, exchange->model_text, exchange->to, &exchange->error))
    return;
  if (exchange->from != NULL)
    exchange->loaded = s2p_session_load (exchange->from, &exchange->loaded_text, &exchange->error);
}

static void
start (S2pRecovery *self, Exchange *exchange, void (*done) (gpointer, gpointer))
{
  const S2pJobSpec spec = { .n_tasks = 1, .task = exchange_task, .data = exchange, .free_data = exchange_free, .priority = 5, .done = done, .user_data = self };

  self->job = s2p_job_start (self->workers, &spec);
}

/* --- keeping --- */

static gboolean
is_wanted (S2pRecovery *self)
{
  return s2p_document_is_modified (self->document) && s2p_document_session (self->document)->entries->len > 0;
}

static void
tell_once (S2pRecovery *self, const GError *error)
{
  if (!self->told)
    s2p_document_say (self->document, error->message);
  self->told = TRUE;
}

/* A copy of the document as it is, to be written; NULL where there is no place for it. */
static Exchange *
exchange_with_copy (S2pRecovery *self)
{
  g_autoptr (GError) error = NULL;
  Exchange *exchange;

  self->dirty = FALSE;
  if (self->slot == NULL)
    self->slot = s2p_recovery_slot_new (self->folder, &error);
  if (self->slot == NULL)
    {
      tell_once (self, error);
      return NULL;
    }
  exchange = g_new0 (Exchange, 1);
  exchange->session = s2p_document_snapshot (self->document, &exchange->model_text);
  exchange->to = g_strdup (self->slot->path);
  return exchange;
}

static void
end_finishing (S2pRecovery *self)
{
  void (*finished) (gpointer data) = g_steal_pointer (&self->finished);

  g_signal_handlers_disconnect_by_data (self->document, self);
  if (finished != NULL)
    finished (self->finished_data);
}

static void written (gpointer user_data, gpointer data);

static void
write_copy (S2pRecovery *self)
{
  Exchange *exchange = exchange_with_copy (self);

  if (exchange != NULL)
    start (self, exchange, written);
  else if (self->finished != NULL)
    end_finishing (self);
}

static gboolean
on_timer (gpointer user_data)
{
  S2pRecovery *self = user_data;

  self->timer = 0;
  if (self->job == NULL) /* else when it is done */
    write_copy (self);
  return G_SOURCE_REMOVE;
}

static void
start_timer (S2pRecovery *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (SECONDS_AFTER_CHANGE, on_timer, self);
}

/* What comes after a job: what had to wait for it. */
static void
go_on (S2pRecovery *self)
{
  if (self->finished != NULL && self->dirty)
    write_copy (self);
  else if (self->finished != NULL)
    end_finishing (self);
  else if (self->restore_next)
    start_restore (self);
  else if (self->dirty && self->timer == 0)
    start_timer (self);
}

static void
written (gpointer user_data, gpointer data)
{
  S2pRecovery *self = user_data;
  const Exchange *exchange = data;

  self->job = NULL;
  if (exchange->error != NULL)
    tell_once (self, exchange->error);
  if (!is_wanted (self)) /* saved in the meantime */
    s2p_recovery_slot_clear (self->slot);
  go_on (self);
}

static void
on_changed (S2pRecovery *self, guint changes)
{
  if ((changes & ~PASSING) == 0)
    return;
  self->dirty = is_wanted (self);
  if (self->dirty)
    {
      start_timer (self);
      return;
    }
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->slot != NULL && self->job == NULL)
    s2p_recovery_slot_clear (self->slot);
}

void
s2p_recovery_finish (S2pRecovery *self, void (*done) (gpointer data), gpointer data)
{
  self->finished = done;
  self->finished_data = data;
  self->restore_next = FALSE;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->job == NULL)
    go_on (self);
}

/* --- offering back --- */

GDateTime *
s2p_recovery_found (S2pRecovery *self)
{
  return self->found->len > 0 ? g_date_time_new_from_unix_local (((const S2pRecoverySlot *) self->found->pdata[0])->written) : NULL;
}

static S2pRecoverySlot *
take_found (S2pRecovery *self)
{
  return g_ptr_array_steal_index (self->found, 0);
}

/* The file that was read is this process's own from now on; what was written in its place is offered. */
static void
exchange_slots (S2pRecovery *self, gboolean offer)
{
  S2pRecoverySlot *before = self->slot;

  self->slot = take_found (self);
  if (before == NULL)
    return;
  if (offer)
    {
      before->written = g_get_real_time () / G_USEC_PER_SEC;
      g_ptr_array_insert (self->found, 0, before);
      return;
    }
  s2p_recovery_slot_clear (before);
  s2p_recovery_slot_free (before);
}

static void
restored (gpointer user_data, gpointer data)
{
  S2pRecovery *self = user_data;
  Exchange *exchange = data;

  self->job = NULL;
  self->restoring = FALSE;
  if (exchange->loaded == NULL)
    {
      s2p_document_say (self->document, exchange->error->message);
      self->dirty = is_wanted (self);
    }
  else
    {
      exchange_slots (self, exchange->session != NULL);
      s2p_document_restore (self->document, g_steal_pointer (&exchange->loaded), exchange->loaded_text);
      g_signal_emit (self, signals[FOUND], 0);
    }
  go_on (self);
}

static void
start_restore (S2pRecovery *self)
{
  Exchange *exchange = NULL;

  self->restore_next = FALSE;
  if (self->found->len == 0)
    return;
  if (is_wanted (self) && (exchange = exchange_with_copy (self)) == NULL)
    return; /* what there is would be lost */
  if (exchange == NULL)
    exchange = g_new0 (Exchange, 1);
  exchange->from = g_strdup (((const S2pRecoverySlot *) self->found->pdata[0])->path);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->restoring = TRUE;
  start (self, exchange, restored);
}

void
s2p_recovery_restore (S2pRecovery *self)
{
  if (self->restoring)
    return;
  if (self->job != NULL)
    self->restore_next = TRUE;
  else
    start_restore (self);
}

void
s2p_recovery_discard (S2pRecovery *self)
{
  self->restore_next = FALSE;
  if (self->found->len == 0 || self->restoring)
    return;
  g_ptr_array_add (self->discarded, take_found (self));
  g_signal_emit (self, signals[FOUND], 0);
}

void
s2p_recovery_undiscard (S2pRecovery *self)
{
  if (self->discarded->len == 0)
    return;
  g_ptr_array_insert (self->found, 0, g_ptr_array_steal_index (self->discarded, self->discarded->len - 1));
  g_signal_emit (self, signals[FOUND], 0);
}

void
s2p_recovery_forget (S2pRecovery *self)
{
  for (guint i = 0; i < self->discarded->len; i++)
    s2p_recovery_slot_clear (self->discarded->pdata[i]);
  g_ptr_array_set_size (self->discarded, 0);
}

/* --- the object --- */

static void
s2p_recovery_dispose (GObject *object)
{
  S2pRecovery *self = S2P_RECOVERY (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->job != NULL)
    s2p_job_cancel (g_steal_pointer (&self->job));
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  s2p_recovery_forget (self);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_recovery_parent_class)->dispose (object);
}

static void
s2p_recovery_finalize (GObject *object)
{
  S2pRecovery *self = S2P_RECOVERY (object);

  s2p_recovery_slot_free (self->slot);
  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->discarded);
  g_free (self->folder);
  G_OBJECT_CLASS (s2p_recovery_parent_class)->finalize (object);
}

static void
s2p_recovery_class_init (S2pRecoveryClass *class)
{
  G_OBJECT_CLASS (class)->dispose = s2p_recovery_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_recovery_finalize;
  signals[FOUND] = g_signal_new ("found", S2P_TYPE_RECOVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
s2p_recovery_init (S2pRecovery *self)
{
  self->discarded = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_recovery_slot_free);
}

char *
s2p_recovery_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "spike2pop", NULL);
}

S2pRecovery *
s2p_recovery_new (S2pDocument *document, S2pWorkers *workers, const char *folder)
{
  S2pRecovery *self = g_object_new (S2P_TYPE_RECOVERY, NULL);

  self->document = g_object_ref (document);
  self->workers = workers;
  self->folder = g_strdup (folder);
  self->found = s2p_recovery_slot_find (folder);
  g_signal_connect_swapped (document, "changed", G_CALLBACK (on_changed), self);
  return self;
}
