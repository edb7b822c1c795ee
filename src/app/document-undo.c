/* Undo: the session before each step, which costs little since its large parts are shared. */
#include "app/document-private.h"
#include "base/words.h"

#define MOST_STEPS 100

typedef struct {
  guint       number;
  gboolean    with_settings;
  S2pSession *session;
  GPtrArray  *files;
  char       *path, *model_text;
  guint64     state, saved_state;
} Step;

static void
step_free (Step *step)
{
  s2p_session_free (step->session);
  g_ptr_array_unref (step->files);
  g_free (step->path);
  g_free (step->model_text);
  g_free (step);
}

static GPtrArray *
copy_files (GPtrArray *files)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_import_file_unref);

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (copy, s2p_import_file_ref (files->pdata[i]));
  return copy;
}

static Step *
step_new (S2pDocument *self, guint number, gboolean with_settings)
{
  Step *step = g_new (Step, 1);

  *step = (Step) { .number = number, .with_settings = with_settings, .files = copy_files (self->files), .path = g_strdup (self->path), .state = self->state,
                   .saved_state = self->saved_state };
  step->session = s2p_document_snapshot (self, &step->model_text);
  return step;
}

static void
clear (GQueue *steps)
{
  g_queue_clear_full (steps, (GDestroyNotify) step_free);
}

guint
s2p_document_remember (S2pDocument *self, gboolean with_settings)
{
  clear (&self->redo);
  g_queue_push_head (&self->undo, step_new (self, self->next_step, with_settings));
  if (self->undo.length > MOST_STEPS)
    step_free (g_queue_pop_tail (&self->undo));
  return self->next_step++;
}

void
s2p_document_drop_step (S2pDocument *self, guint number)
{
  Step *step = g_queue_peek_head (&self->undo);

  if (step != NULL && step->number == number)
    step_free (g_queue_pop_head (&self->undo));
}

void
s2p_document_forget_steps (S2pDocument *self)
{
  clear (&self->undo);
  clear (&self->redo);
}

/* Puts the session of the first of @from in place, and the present one on @to. */
static void
go (S2pDocument *self, GQueue *from, GQueue *to)
{
  Step *step = g_queue_pop_head (from);
  guint64 next_stream, state, saved_state;
  gboolean same_settings;

  if (step == NULL)
    return;
  same_settings = s2p_settings_equal (&step->session->settings, &self->session->settings);
  g_queue_push_head (to, step_new (self, step->number, step->with_settings));
  s2p_document_cancel_all (self);
  next_stream = self->session->next_stream;
  if (!step->with_settings)
    {
      s2p_settings_clear (&step->session->settings);
      s2p_settings_copy (&step->session->settings, &self->session->settings);
    }
  s2p_session_free (self->session);
  self->session = s2p_session_copy (step->session);
  self->session->next_stream = MAX (next_stream, self->session->next_stream); /* never given twice */
  g_ptr_array_unref (self->files);
  self->files = g_ptr_array_ref (step->files);
  if (step->with_settings)
    {
      if (step->model_text != NULL)
        g_hash_table_insert (self->texts, g_strdup (step->session->settings.model), g_strdup (step->model_text));
      s2p_document_load_neuron (self);
    }
  self->era++;
  /* The state is that of then, so it is saved if it was; but a file that has been written since holds what it holds. */
  state = step->with_settings || same_settings ? step->state : ++self->last_state;
  saved_state = g_strcmp0 (step->path, self->path) == 0 ? self->saved_state : step->saved_state;
  g_free (self->path);
  self->path = g_steal_pointer (&step->path);
  step_free (step);
  s2p_document_read_marked (self); /* a step from while a file was being read */
  s2p_document_changed (self, S2P_CHANGED_ALL & ~(S2P_CHANGED_CURRENT | S2P_CHANGED_TITLE));
  self->state = state;
  self->saved_state = saved_state;
  s2p_document_changed (self, S2P_CHANGED_TITLE);
  s2p_document_estimate (self);
}

void
s2p_document_undo (S2pDocument *self)
{
  go (self, &self->undo, &self->redo);
}

void
s2p_document_redo (S2pDocument *self)
{
  go (self, &self->redo, &self->undo);
}

void
s2p_document_undo_to (S2pDocument *self, guint number)
{
  gboolean there = FALSE;

  for (const GList *at = self->undo.head; at != NULL && !there; at = at->next)
    there = ((const Step *) at->data)->number == number;
  for (gboolean more = there; more;)
    {
      more = ((const Step *) self->undo.head->data)->number != number;
      go (self, &self->undo, &self->redo);
    }
}

gboolean
s2p_document_can_undo (S2pDocument *self)
{
  return self->undo.length > 0;
}

gboolean
s2p_document_can_redo (S2pDocument *self)
{
  return self->redo.length > 0;
}
