#include "app/document-private.h"
#include "app/preferences.h"
#include "base/words.h"
#include "program/program.h"

G_DEFINE_FINAL_TYPE (S2pDocument, s2p_document, G_TYPE_OBJECT)

enum { CHANGED, MESSAGE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What a session file keeps. Estimates are kept, too, but they come by themselves and would come again: none of the user's work. */
#define SAVED_CHANGES (S2P_CHANGED_RECORDINGS | S2P_CHANGED_SETTINGS | S2P_CHANGED_MODEL | S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING)

static const S2pEntry *
first_entry (const S2pSession *session)
{
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];
      if (entry->used)
        return entry;
    }
  return session->entries->len > 0 ? session->entries->pdata[0] : NULL;
}

/* The current entry must be one that is there and, where any is, used. */
static gboolean
mend_current (S2pDocument *self)
{
  const S2pEntry *entry = self->has_current ? s2p_session_find (self->session, self->current) : NULL;
  const gboolean had = self->has_current;
  const guint64 before = self->current;

  if (entry == NULL || !entry->used)
    {
      const S2pEntry *first = first_entry (self->session);
      entry = entry != NULL && (first == NULL || !first->used) ? entry : first;
    }
  self->has_current = entry != NULL;
  self->current = entry != NULL ? entry->recording->stream : 0;
  return had != self->has_current || before != self->current;
}

void
s2p_document_changed (S2pDocument *self, S2pChange changes)
{
  const gboolean was_modified = s2p_document_is_modified (self);

  if (changes & S2P_CHANGED_RECORDINGS && mend_current (self))
    changes |= S2P_CHANGED_CURRENT;
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING))
    s2p_document_drop_traces (self);
  if (changes & SAVED_CHANGES)
    self->state = ++self->last_state;
  if (was_modified != s2p_document_is_modified (self))
    changes |= S2P_CHANGED_TITLE;
  g_signal_emit (self, signals[CHANGED], 0, (guint) changes);
}

void
s2p_document_say (S2pDocument *self, const char *text)
{
  g_signal_emit (self, signals[MESSAGE], 0, text, 0);
}

void
s2p_document_say_undo (S2pDocument *self, const char *text, guint undo)
{
  g_signal_emit (self, signals[MESSAGE], 0, text, undo);
}

S2pEntry *
s2p_document_entry (S2pDocument *self, guint64 stream)
{
  return s2p_session_find (self->session, stream);
}

const S2pSession *
s2p_document_session (S2pDocument *self)
{
  return self->session;
}

const S2pEntry *
s2p_document_current (S2pDocument *self)
{
  return self->has_current ? s2p_session_find (self->session, self->current) : NULL;
}

void
s2p_document_set_current (S2pDocument *self, guint64 stream)
{
  if ((self->has_current && self->current == stream) || s2p_session_find (self->session, stream) == NULL)
    return;
  self->has_current = TRUE;
  self->current = stream;
  s2p_document_changed (self, S2P_CHANGED_CURRENT);
}

gboolean
s2p_document_is_modified (S2pDocument *self)
{
  return self->state != self->saved_state;
}

gboolean
s2p_document_is_empty (S2pDocument *self)
{
  return self->session->entries->len == 0 && self->files->len == 0;
}

static void
s2p_document_dispose (GObject *object)
{
  S2pDocument *self = S2P_DOCUMENT (object);

  s2p_work_stop (self, S2P_WORK_IMPORT);
  s2p_document_cancel_all (self);
  G_OBJECT_CLASS (s2p_document_parent_class)->dispose (object);
}

static void
s2p_document_finalize (GObject *object)
{
  S2pDocument *self = S2P_DOCUMENT (object);

  s2p_document_drop_saves (self);
  s2p_document_forget_steps (self);
  s2p_session_free (self->session);
  g_ptr_array_unref (self->files);
  s2p_neuron_unref (self->neuron);
  g_free (self->problem);
  g_hash_table_unref (self->texts);
  g_ptr_array_unref (self->models);
  g_hash_table_unref (self->traces);
  g_free (self->path);
  G_OBJECT_CLASS (s2p_document_parent_class)->finalize (object);
}

static void
s2p_document_class_init (S2pDocumentClass *class)
{
  G_OBJECT_CLASS (class)->dispose = s2p_document_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_document_finalize;
  signals[CHANGED] = g_signal_new ("changed", S2P_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[MESSAGE] = g_signal_new ("message", S2P_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
s2p_document_init (S2pDocument *self)
{
  g_auto (GStrv) names = s2p_program_model_names (), own = s2p_preferences_get_model_files ();

  self->session = s2p_session_new ();
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_import_file_unref);
  self->models = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (self->models, g_strdup (names[i]));
  for (guint i = 0; own[i] != NULL; i++)
    g_ptr_array_add (self->models, g_strdup (own[i]));
  g_ptr_array_add (self->models, NULL);
  self->traces = s2p_document_new_traces ();
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->saves);
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
  self->next_step = 1;
  self->next_file = 1;
  s2p_document_load_neuron (self);
  if (self->neuron != NULL)
    s2p_settings_use_model (&self->session->settings, self->neuron->model, self->session->settings.model);
}

S2pDocument *
s2p_document_new (S2pWorkers *workers)
{
  S2pDocument *self = g_object_new (S2P_TYPE_DOCUMENT, NULL);

  self->workers = workers;
  return self;
}
