/* The neuron model and the settings. */
#include "app/document-private.h"
#include "base/words.h"
#include "program/program.h"
#include "session/session-file.h"
#include <string.h>

/* A model that came with a session, and whose file is not here or says something else by now: its text as a file of the cache. */
static char *
path_of_text (const char *text)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1), *file = g_strconcat (sum, ".model", NULL),
                  *folder = g_build_filename (g_get_user_cache_dir (), "spike2pop", "models", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents (path, text, -1, NULL) ? g_steal_pointer (&path) : NULL;
}

static void
add_model (S2pDocument *self, const char *model)
{
  for (guint i = 0; i + 1 < self->models->len; i++)
    if (strcmp (self->models->pdata[i], model) == 0)
      return;
  g_ptr_array_insert (self->models, self->models->len - 1, g_strdup (model));
}

void
s2p_document_load_neuron (S2pDocument *self)
{
  const char *model = self->session->settings.model;
  g_autofree char *path = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->neuron, s2p_neuron_unref);
  g_clear_pointer (&self->problem, g_free);
  if (s2p_program_model_is_file (model))
    {
      const char *kept = g_hash_table_lookup (self->texts, model);

      g_file_get_contents (model, &text, NULL, NULL);
      if (kept != NULL && g_strcmp0 (kept, text) != 0)
        path = path_of_text (kept);
      else if (text != NULL)
        g_hash_table_insert (self->texts, g_strdup (model), g_steal_pointer (&text));
    }
  self->neuron = s2p_program_load_neuron (path != NULL ? path : model, &error);
  if (self->neuron == NULL)
    self->problem = g_strdup (error->message);
  else
    add_model (self, model);
}

S2pNeuron *
s2p_document_neuron (S2pDocument *self, const char **problem)
{
  if (problem != NULL)
    *problem = self->problem;
  return self->neuron;
}

const char *const *
s2p_document_models (S2pDocument *self)
{
  return (const char *const *) self->models->pdata;
}

void
s2p_document_set_model (S2pDocument *self, const char *model)
{
  S2pNeuron *before = self->neuron != NULL ? s2p_neuron_ref (self->neuron) : NULL;
  g_autofree char *before_name = g_strdup (self->session->settings.model), *before_text = NULL, *text = NULL;
  guint step;

  if (strcmp (before_name, model) == 0 && !s2p_program_model_is_file (model))
    return;
  step = s2p_document_remember (self, TRUE);
  s2p_document_cancel_all (self);
  g_free (self->session->settings.model);
  self->session->settings.model = g_strdup (model);
  before_text = g_strdup (g_hash_table_lookup (self->texts, model));
  g_hash_table_remove (self->texts, model); /* who chooses a file means what is in it now */
  s2p_document_load_neuron (self);
  if (self->neuron == NULL) /* a file that is no model: say so, and stay */
    {
      s2p_document_say (self, self->problem);
      g_clear_pointer (&self->problem, g_free);
      g_free (self->session->settings.model);
      self->session->settings.model = g_steal_pointer (&before_name);
      self->neuron = before;
      if (before_text != NULL)
        g_hash_table_insert (self->texts, g_strdup (model), g_steal_pointer (&before_text));
      s2p_document_drop_step (self, step);
      s2p_document_changed (self, S2P_CHANGED_MODEL | S2P_CHANGED_WORK);
      return;
    }
  s2p_neuron_unref (before);
  s2p_settings_use_model (&self->session->settings, self->neuron->model, model);
  s2p_session_forget (self->session);
  s2p_document_changed (self, S2P_CHANGED_MODEL | S2P_CHANGED_SETTINGS | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING | S2P_CHANGED_TITLE
                              | S2P_CHANGED_WORK);
  text = g_strdup_printf (_("The model is now “%s”"), self->neuron->model->title != NULL ? self->neuron->model->title : model);
  s2p_document_say_undo (self, text, step);
  s2p_document_estimate (self);
}

static gboolean
has_cells (const S2pSession *session)
{
  for (guint i = 0; i < session->entries->len; i++)
    if (((const S2pEntry *) session->entries->pdata[i])->population != NULL)
      return TRUE;
  return FALSE;
}

gboolean
s2p_document_set_settings (S2pDocument *self, const S2pSettings *settings, GError **error)
{
  S2pSettings *mine = &self->session->settings;
  S2pSettings next = { 0 };
  gboolean other_target;
  guint step = 0;

  if (s2p_settings_equal (mine, settings))
    return TRUE;
  if (self->neuron == NULL || !s2p_settings_check (settings, self->neuron->model, error))
    return self->neuron == NULL;
  other_target = mine->at_mean != settings->at_mean;
  if (other_target && has_cells (self->session))
    step = s2p_document_remember (self, TRUE);
  if (other_target) /* what is being made is for other pairs, too */
    s2p_document_cancel_all (self);
  s2p_settings_copy (&next, settings);
  g_free (next.model);
  next.model = g_strdup (mine->model);
  s2p_settings_clear (mine);
  *mine = next;
  if (other_target) /* the pairs that are built for are chosen anew */
    s2p_session_forget (self->session);
  s2p_document_changed (self, S2P_CHANGED_SETTINGS | (other_target ? S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING | S2P_CHANGED_TITLE : 0));
  if (step > 0)
    s2p_document_say_undo (self, _("The cells were built for other pairs of DICs, and were removed"), step);
  if (other_target)
    s2p_document_estimate (self);
  return TRUE;
}

void
s2p_document_mend_session (S2pDocument *self)
{
  S2pSettings *settings = &self->session->settings;
  g_autoptr (GError) cells = NULL, values = NULL;
  g_autofree char *model = g_strdup (settings->model);
  S2pSimulationOptions usual;

  if (self->neuron == NULL)
    return;
  s2p_simulation_options_init (&usual, self->neuron->model);
  if (!s2p_session_fits (self->session, self->neuron->model, &cells))
    {
      s2p_session_forget (self->session);
      s2p_document_say (self, cells->message);
    }
  if (s2p_settings_check (settings, self->neuron->model, &values))
    return;
  s2p_settings_use_model (settings, self->neuron->model, model);
  settings->size = CLAMP (settings->size, 1, S2P_MOST_CELLS);
  settings->noise = 0;
  settings->step = usual.trace_step;
  if (!s2p_checked_are_good (settings->tolerance, settings->budget, NULL))
    {
      settings->tolerance = S2P_LIKE_FLOOR;
      settings->budget = S2P_CHECKED_BUDGET;
    }
  s2p_document_say (self, values->message);
}
