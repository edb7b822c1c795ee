/* The session file: opening, saving, a new session; snapshots for the copy that is kept against a crash. */
#include "app/document-private.h"
#include "base/words.h"
#include "session/session-file.h"
#include <string.h>

typedef struct {
  S2pDocument *document;  /* a reference: a save goes on while the window closes */
  S2pSession  *session;
  char        *model_text, *path;
  guint64      state;
  guint        era, number; /* of the document, when it was started */
  GError      *error;
} FileJob;

static void
file_job_free (gpointer data)
{
  FileJob *job = data;

  g_clear_object (&job->document);
  s2p_session_free (job->session);
  g_free (job->model_text);
  g_free (job->path);
  g_clear_error (&job->error);
  g_free (job);
}

static void
start (S2pDocument *self, FileJob *job, S2pTask task, void (*done) (gpointer, gpointer))
{
  const S2pJobSpec spec = { .n_tasks = 1, .task = task, .data = job, .free_data = file_job_free, .priority = 30, .done = done, .user_data = self };

  job->document = g_object_ref (self);
  s2p_job_start (self->workers, &spec);
}

const char *
s2p_document_path (S2pDocument *self)
{
  return self->path;
}

char *
s2p_document_title (S2pDocument *self)
{
  g_autofree char *name = self->path != NULL ? g_path_get_basename (self->path) : NULL;

  if (name == NULL)
    return g_strdup ("Spike2Pop");
  if (g_str_has_suffix (name, S2P_SESSION_SUFFIX))
    name[strlen (name) - strlen (S2P_SESSION_SUFFIX)] = '\0';
  return g_strconcat (s2p_document_is_modified (self) ? "• " : "", name, NULL);
}

S2pSession *
s2p_document_snapshot (S2pDocument *self, char **model_text)
{
  *model_text = g_strdup (g_hash_table_lookup (self->texts, self->session->settings.model));
  return s2p_session_copy (self->session);
}

/* Puts @session (taken) in place of what there is. */
static void
take_session (S2pDocument *self, S2pSession *session, const char *model_text)
{
  s2p_document_cancel_all (self);
  s2p_work_stop (self, S2P_WORK_IMPORT);
  s2p_session_free (self->session);
  self->session = session;
  self->era++;
  if (model_text != NULL)
    g_hash_table_insert (self->texts, g_strdup (session->settings.model), g_strdup (model_text));
  g_ptr_array_unref (self->files);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_import_file_unref);
  s2p_document_group_files (self);
  s2p_document_load_neuron (self);
  s2p_document_mend_session (self);
}

static void
say_problem (S2pDocument *self)
{
  if (self->problem != NULL)
    s2p_document_say (self, self->problem);
}

void
s2p_document_restore (S2pDocument *self, S2pSession *session, const char *model_text)
{
  take_session (self, session, model_text);
  g_clear_pointer (&self->path, g_free); /* where it was saved, if it was, has something else by now */
  s2p_document_forget_steps (self);
  s2p_document_changed (self, S2P_CHANGED_ALL);
  if (s2p_document_is_empty (self)) /* settings alone */
    {
      self->saved_state = self->state;
      s2p_document_changed (self, S2P_CHANGED_TITLE);
    }
  say_problem (self);
  s2p_document_estimate (self);
}

void
s2p_document_clear (S2pDocument *self)
{
  S2pSession *session;
  guint step;

  if (s2p_document_is_empty (self))
    return;
  step = s2p_document_remember (self, FALSE);
  session = s2p_session_new ();
  s2p_settings_clear (&session->settings);
  s2p_settings_copy (&session->settings, &self->session->settings);
  take_session (self, session, NULL);
  g_clear_pointer (&self->path, g_free);
  s2p_document_changed (self, S2P_CHANGED_ALL);
  self->saved_state = self->state;
  s2p_document_changed (self, S2P_CHANGED_TITLE);
  s2p_document_say_undo (self, _("A new session was begun"), step);
}

static void
load_task (guint index, gpointer data)
{
  FileJob *job = data;

  job->session = s2p_session_load (job->path, &job->model_text, &job->error);
}

static void
load_done (gpointer user_data, gpointer data)
{
  S2pDocument *self = user_data;
  FileJob *job = data;
  const gboolean had = !s2p_document_is_empty (self);
  guint step = 0;

  if (job->era != self->era || job->number != self->loads) /* something else has been opened since */
    return;
  if (job->session == NULL)
    {
      s2p_document_say (self, job->error->message);
      return;
    }
  if (had)
    step = s2p_document_remember (self, TRUE);
  take_session (self, g_steal_pointer (&job->session), job->model_text);
  g_free (self->path);
  self->path = g_strdup (job->path);
  s2p_document_changed (self, S2P_CHANGED_ALL);
  self->saved_state = self->state;
  s2p_document_changed (self, S2P_CHANGED_TITLE);
  say_problem (self);
  if (had)
    s2p_document_say_undo (self, _("The session was opened in place of the one before"), step);
  s2p_document_estimate (self);
}

void
s2p_document_open_session (S2pDocument *self, const char *path)
{
  FileJob *job = g_new0 (FileJob, 1);

  job->path = g_strdup (path);
  job->number = ++self->loads;
  job->era = self->era;
  start (self, job, load_task, load_done);
}

static void
save_task (guint index, gpointer data)
{
  FileJob *job = data;

  s2p_session_save (job->session, job->model_text, job->path, &job->error);
}

static void save_done (gpointer user_data, gpointer data);

/* One save after the other, so that the last one asked for is the last one written. */
static void
save_next (S2pDocument *self)
{
  if (!g_queue_is_empty (&self->saves))
    start (self, g_queue_peek_head (&self->saves), save_task, save_done);
}

static void
save_done (gpointer user_data, gpointer data)
{
  S2pDocument *self = user_data;
  FileJob *job = g_queue_pop_head (&self->saves);
  g_autofree char *name = g_path_get_basename (job->path), *text = NULL;

  save_next (self);
  if (job->error != NULL)
    {
      s2p_document_say (self, job->error->message);
      s2p_document_changed (self, S2P_CHANGED_TITLE);
      return;
    }
  if (job->era == self->era)
    {
      g_free (self->path);
      self->path = g_strdup (job->path);
      self->saved_state = job->state;
    }
  s2p_document_changed (self, S2P_CHANGED_TITLE);
  text = g_strdup_printf (_("Saved as “%s”"), name);
  s2p_document_say (self, text);
}

void
s2p_document_save (S2pDocument *self, const char *path)
{
  FileJob *job = g_new0 (FileJob, 1);

  job->session = s2p_document_snapshot (self, &job->model_text);
  job->path = g_strdup (path);
  job->state = self->state;
  job->era = self->era;
  g_queue_push_tail (&self->saves, job);
  if (self->saves.length == 1)
    save_next (self);
}

gboolean
s2p_document_is_saving (S2pDocument *self)
{
  return !g_queue_is_empty (&self->saves);
}

void
s2p_document_drop_saves (S2pDocument *self)
{
  FileJob *job;

  g_queue_pop_head (&self->saves); /* its job has freed it */
  while ((job = g_queue_pop_head (&self->saves)) != NULL)
    file_job_free (job);
}
