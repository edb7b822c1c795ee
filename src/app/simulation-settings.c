#include "app/simulation-settings.h"
#include "base/number.h"
#include "base/words.h"
#include <math.h>

struct _S2pSimulationSettings {
  AdwBin          parent;
  S2pDocument    *document;
  AdwActionRow   *cells_row, *duration_row, *transient_row, *step_row, *noise_row;
  GtkSpinButton  *cells, *duration, *transient, *step, *noise;
  GtkSwitch      *traces;
  GtkCheckButton *fast, *reference;
  S2pSettings     shown;     /* what the fields were last set to; its texts are not used */
  gboolean        wrong;     /* what the fields say now was refused */
  gboolean        updating;  /* what changes is changed by the program */
};

G_DEFINE_FINAL_TYPE (S2pSimulationSettings, s2p_simulation_settings, ADW_TYPE_BIN)

/* --- from the user --- */

static void
mark_row (AdwActionRow *row, GtkSpinButton *field, const char *message)
{
  g_autofree char *markup = g_markup_escape_text (message != NULL ? message : "", -1);

  adw_action_row_set_subtitle (row, markup);
  if (message != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (field), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (field), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID, message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
clear_marks (S2pSimulationSettings *self)
{
  mark_row (self->cells_row, self->cells, NULL);
  mark_row (self->duration_row, self->duration, NULL);
  mark_row (self->transient_row, self->transient, NULL);
  mark_row (self->step_row, self->step, NULL);
  mark_row (self->noise_row, self->noise, NULL);
}

/* The row that the user is at: what is wrong is said there. */
static void
mark (S2pSimulationSettings *self, GtkSpinButton *field, const char *message)
{
  AdwActionRow *row = ADW_ACTION_ROW (gtk_widget_get_ancestor (GTK_WIDGET (field), ADW_TYPE_ACTION_ROW));

  if (row != NULL)
    mark_row (row, field, message);
}

/* A field shows fewer digits than a value may have: what was not touched stays as it is. */
static double
value_of (GtkSpinButton *field, double shown)
{
  const double value = gtk_spin_button_get_value (field), unit = pow (10, -(int) gtk_spin_button_get_digits (field));

  return fabs (value - shown) < 0.51 * unit ? shown : value;
}

/* All fields at once, since a transient is right or wrong with the duration. */
static void
apply (S2pSimulationSettings *self, GtkSpinButton *field)
{
  S2pSettings next = { 0 };
  g_autoptr (GError) error = NULL;

  if (self->updating)
    return;
  s2p_settings_copy (&next, &s2p_document_session (self->document)->settings);
  next.cells = (guint) gtk_spin_button_get_value_as_int (self->cells);
  next.duration = value_of (self->duration, self->shown.duration);
  next.transient = value_of (self->transient, self->shown.transient);
  next.step = value_of (self->step, self->shown.step);
  next.noise = value_of (self->noise, self->shown.noise);
  next.traces = gtk_switch_get_active (self->traces);
  next.reference = gtk_check_button_get_active (self->reference);
  self->wrong = !s2p_document_set_settings (self->document, &next, &error);
  clear_marks (self);
  if (self->wrong)
    mark (self, field != NULL ? field : self->duration, error->message);
  s2p_settings_clear (&next);
}

static void
on_value (GtkSpinButton *field, S2pSimulationSettings *self)
{
  apply (self, field);
}

static void
on_choice (S2pSimulationSettings *self)
{
  apply (self, NULL);
}

/* 0 stands for all cells. */
static gboolean
on_cells_output (GtkSpinButton *field, S2pSimulationSettings *self)
{
  if (gtk_spin_button_get_value (field) > 0)
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (field), _("All"));
  return TRUE;
}

static int
on_cells_input (GtkSpinButton *field, double *value, S2pSimulationSettings *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (field));

  if (!s2p_number_parse (text, value))
    *value = 0;
  return TRUE;
}

/* --- to the user --- */

void
s2p_simulation_settings_update (S2pSimulationSettings *self)
{
  const S2pSettings *settings = &s2p_document_session (self->document)->settings;
  const gboolean same = settings->cells == self->shown.cells && settings->duration == self->shown.duration && settings->transient == self->shown.transient
                        && settings->step == self->shown.step && settings->noise == self->shown.noise;

  if (self->wrong && same) /* something else has changed: what is being typed here stays */
    return;
  self->updating = TRUE;
  gtk_spin_button_set_value (self->cells, settings->cells);
  gtk_spin_button_set_value (self->duration, settings->duration);
  gtk_spin_button_set_value (self->transient, settings->transient);
  gtk_spin_button_set_value (self->step, settings->step);
  gtk_spin_button_set_value (self->noise, settings->noise);
  gtk_switch_set_active (self->traces, settings->traces);
  gtk_check_button_set_active (settings->reference ? self->reference : self->fast, TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->step_row), settings->traces);
  self->updating = FALSE;
  self->shown = *settings;
  self->wrong = FALSE;
  clear_marks (self);
}

/* --- the object --- */

static void
s2p_simulation_settings_dispose (GObject *object)
{
  S2pSimulationSettings *self = S2P_SIMULATION_SETTINGS (object);

  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_SIMULATION_SETTINGS);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_simulation_settings_parent_class)->dispose (object);
}

static void
s2p_simulation_settings_class_init (S2pSimulationSettingsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_simulation_settings_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/simulation-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, cells_row);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, duration_row);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, transient_row);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, step_row);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, noise_row);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, cells);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, duration);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, transient);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, step);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, noise);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, traces);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, fast);
  gtk_widget_class_bind_template_child (widget_class, S2pSimulationSettings, reference);
  gtk_widget_class_bind_template_callback (widget_class, on_value);
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_cells_output);
  gtk_widget_class_bind_template_callback (widget_class, on_cells_input);
}

static void
s2p_simulation_settings_init (S2pSimulationSettings *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->cells), S2P_MOST_CELLS);
  self->updating = FALSE;
}

void
s2p_simulation_settings_set_document (S2pSimulationSettings *self, S2pDocument *document)
{
  self->document = g_object_ref (document);
}
