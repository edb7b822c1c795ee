#include "app/neuron-panel.h"
#include "app/folder.h"
#include "base/words.h"
#include "picture/numbers.h"
#include "program/program.h"
#include <string.h>

struct _S2pNeuronPanel {
  AdwBin                parent;
  S2pDocument          *document;
  AdwComboRow          *model;
  AdwExpanderRow       *about;
  AdwActionRow         *conductances, *range, *inference, *problem;
  GHashTable           *titles;    /* name or path -> title: files are read once */
  GtkFileChooserNative *chooser;   /* NULL: not open */
  gboolean              updating;
};

G_DEFINE_FINAL_TYPE (S2pNeuronPanel, s2p_neuron_panel, ADW_TYPE_BIN)

/* --- the list of models --- */

static char *
read_title (const char *name)
{
  g_autoptr (S2pModel) model = s2p_program_load_model (name, NULL);
  const char *title = model != NULL && model->title != NULL ? model->title : name;
  g_autofree char *base = NULL;

  if (strchr (name, G_DIR_SEPARATOR) == NULL)
    return g_strdup (title);
  base = g_filename_display_basename (name);
  return model != NULL && model->title != NULL ? g_strdup_printf (_("%s (%s)"), title, base) : g_steal_pointer (&base); /* Translators: title and file of a model */
}

static const char *
title_of (S2pNeuronPanel *self, const char *name)
{
  char *title = g_hash_table_lookup (self->titles, name);

  if (title == NULL)
    {
      title = read_title (name);
      g_hash_table_insert (self->titles, g_strdup (name), title);
    }
  return title;
}

static void
list_models (S2pNeuronPanel *self)
{
  const char *const *models = s2p_document_models (self->document), *chosen = s2p_document_session (self->document)->settings.model;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; models[i] != NULL; i++)
    {
      gtk_string_list_append (list, title_of (self, models[i]));
      if (strcmp (models[i], chosen) == 0)
        selected = i;
    }
  self->updating = TRUE;
  adw_combo_row_set_model (self->model, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->model, selected);
  self->updating = FALSE;
}

static void
on_model_selected (S2pNeuronPanel *self)
{
  const guint selected = adw_combo_row_get_selected (self->model);

  if (self->updating || selected == GTK_INVALID_LIST_POSITION)
    return;
  s2p_document_set_model (self->document, s2p_document_models (self->document)[selected]);
}

/* --- what is said of a model --- */

static char *
conductances_text (const S2pModel *model)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < model->n_conductances; i++)
    g_string_append_printf (text, i == 0 ? "%s" : ", %s", model->conductances[i].name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
range_text (const S2pModel *model)
{
  g_autofree char *s_min = s2p_picture_fixed (model->g_s_min, 0), *s_max = s2p_picture_fixed (model->g_s_max, 0), *u_min = s2p_picture_fixed (model->g_u_min, 0),
                  *u_max = s2p_picture_fixed (model->g_u_max, 0);

  /* Translators: markup; the ranges of two quantities, in units of a third */
  return g_strdup_printf (_("g<sub>s</sub> from %s to %s, g<sub>u</sub> from %s to %s (in units of g<sub>leak</sub>)"), s_min, s_max, u_min, u_max);
}

/* What the model cannot do, as a title and the reason; the title is NULL where it can do all. */
static const char *
find_problem (const S2pNeuron *neuron, const char *broken, char **reason)
{
  g_autoptr (GError) error = NULL;

  if (neuron == NULL)
    {
      *reason = g_strdup (broken);
      return _("The model cannot be used");
    }
  if (!s2p_model_require_generation (neuron->model, &error))
    {
      *reason = g_strdup (error->message);
      return _("No populations with this model");
    }
  if (neuron->network == NULL)
    {
      *reason = g_strdup (_("There are no weights for it, so spike times cannot be turned into dynamic input conductances."));
      return _("No inference with this model");
    }
  return NULL;
}

static void
set_subtitle (AdwActionRow *row, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, markup);
}

static void
show_about (S2pNeuronPanel *self, const S2pNeuron *neuron)
{
  g_autofree char *conductances = conductances_text (neuron->model), *range = range_text (neuron->model),
                  *source = g_markup_escape_text (neuron->model->source != NULL ? neuron->model->source : "", -1);

  adw_expander_row_set_subtitle (self->about, source);
  set_subtitle (self->conductances, conductances);
  adw_action_row_set_subtitle (self->range, range);
  set_subtitle (self->inference, neuron->network != NULL ? _("By a network that was trained for this model") : _("Not possible: there are no weights for this model"));
}

static void
show_neuron (S2pNeuronPanel *self)
{
  const char *broken = NULL, *problem;
  const S2pNeuron *neuron = s2p_document_neuron (self->document, &broken);
  g_autofree char *reason = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->about), neuron != NULL);
  if (neuron != NULL)
    show_about (self, neuron);
  problem = find_problem (neuron, broken, &reason);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  if (problem == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->problem), problem);
  set_subtitle (self->problem, reason != NULL ? reason : "");
}

void
s2p_neuron_panel_update (S2pNeuronPanel *self)
{
  list_models (self);
  show_neuron (self);
}

/* --- a file of the user's own --- */

static void
on_response (S2pNeuronPanel *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    s2p_folder_remember (file);
  if (path != NULL)
    s2p_document_set_model (self->document, path);
}

static void
on_add (S2pNeuronPanel *self)
{
  g_autoptr (GtkFileFilter) models = gtk_file_filter_new (), all = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Add Model File"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Add"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (models, _("Neuron models (*.model)"));
  gtk_file_filter_add_pattern (models, "*.model");
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), models);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  s2p_folder_recall (GTK_FILE_CHOOSER (self->chooser));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- the object --- */

static void
s2p_neuron_panel_dispose (GObject *object)
{
  S2pNeuronPanel *self = S2P_NEURON_PANEL (object);

  self->updating = TRUE;
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_NEURON_PANEL);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_neuron_panel_parent_class)->dispose (object);
}

static void
s2p_neuron_panel_finalize (GObject *object)
{
  g_hash_table_unref (S2P_NEURON_PANEL (object)->titles);
  G_OBJECT_CLASS (s2p_neuron_panel_parent_class)->finalize (object);
}

static void
s2p_neuron_panel_class_init (S2pNeuronPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_neuron_panel_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_neuron_panel_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/neuron-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pNeuronPanel, model);
  gtk_widget_class_bind_template_child (widget_class, S2pNeuronPanel, about);
  gtk_widget_class_bind_template_child (widget_class, S2pNeuronPanel, conductances);
  gtk_widget_class_bind_template_child (widget_class, S2pNeuronPanel, range);
  gtk_widget_class_bind_template_child (widget_class, S2pNeuronPanel, inference);
  gtk_widget_class_bind_template_child (widget_class, S2pNeuronPanel, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_model_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
}

static void
s2p_neuron_panel_init (S2pNeuronPanel *self)
{
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
s2p_neuron_panel_set_document (S2pNeuronPanel *self, S2pDocument *document)
{
  self->document = g_object_ref (document);
}
