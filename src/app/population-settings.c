#include "app/population-settings.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

#define PERCENT 100.0

struct _S2pPopulationSettings {
  AdwBin         parent;
  S2pDocument   *document;
  AdwActionRow  *size_row, *seed_row, *mean_row, *tolerance_row, *budget_row;
  AdwComboRow   *pair_row;
  GtkSpinButton *size, *tolerance, *budget; /* the tolerance in % */
  GtkEntry      *seed;
  GtkSwitch     *at_mean, *checked;
  GPtrArray     *pairs;      /* (element-type utf8): "A,H", as in the settings; the first is NULL, the model's rule */
  guint64        shown_seed;
  gboolean       updating;   /* what changes is changed by the program */
};

G_DEFINE_FINAL_TYPE (S2pPopulationSettings, s2p_population_settings, ADW_TYPE_BIN)

/* --- from the user --- */

/* What is wrong with a row's value stands under its title. */
static void
show_error (AdwActionRow *row, GtkWidget *field, const char *message)
{
  g_autofree char *markup = g_markup_escape_text (message != NULL ? message : "", -1);

  adw_action_row_set_subtitle (row, markup);
  if (message != NULL)
    gtk_widget_add_css_class (field, "error");
  else
    gtk_widget_remove_css_class (field, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID, message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* Sets the settings to @settings, whose owner stays the caller. */
static void
apply (S2pPopulationSettings *self, const S2pSettings *settings, AdwActionRow *row, GtkWidget *field)
{
  g_autoptr (GError) error = NULL;
  const gboolean good = s2p_document_set_settings (self->document, settings, &error);

  show_error (row, field, good ? NULL : error->message);
}

static const S2pSettings *
settings_of (S2pPopulationSettings *self)
{
  return &s2p_document_session (self->document)->settings;
}

static void
on_size (S2pPopulationSettings *self)
{
  S2pSettings next = { 0 };

  if (self->updating)
    return;
  s2p_settings_copy (&next, settings_of (self));
  next.size = (guint) gtk_spin_button_get_value_as_int (self->size);
  apply (self, &next, self->size_row, GTK_WIDGET (self->size));
  s2p_settings_clear (&next);
}

static void
on_seed (S2pPopulationSettings *self)
{
  S2pSettings next = { 0 };
  guint64 seed;

  if (self->updating)
    return;
  if (!g_ascii_string_to_unsigned (gtk_editable_get_text (GTK_EDITABLE (self->seed)), 10, 0, G_MAXUINT64, &seed, NULL))
    {
      show_error (self->seed_row, GTK_WIDGET (self->seed), _("The seed must be a whole number from 0 to 2⁶⁴ − 1."));
      return;
    }
  self->shown_seed = seed;
  s2p_settings_copy (&next, settings_of (self));
  next.seed = seed;
  apply (self, &next, self->seed_row, GTK_WIDGET (self->seed));
  s2p_settings_clear (&next);
}

static void
on_new_seed (S2pPopulationSettings *self)
{
  g_autofree char *text = g_strdup_printf ("%u", g_random_int ());

  gtk_editable_set_text (GTK_EDITABLE (self->seed), text);
}

static void
on_pair (S2pPopulationSettings *self)
{
  const guint selected = adw_combo_row_get_selected (self->pair_row);
  S2pSettings next = { 0 };

  if (self->updating || selected >= self->pairs->len)
    return;
  s2p_settings_copy (&next, settings_of (self));
  g_free (next.pair);
  next.pair = g_strdup (self->pairs->pdata[selected]);
  s2p_document_set_settings (self->document, &next, NULL); /* no pair is offered that a model does not have */
  s2p_settings_clear (&next);
}

static void
on_at_mean (S2pPopulationSettings *self)
{
  S2pSettings next = { 0 };

  if (self->updating)
    return;
  s2p_settings_copy (&next, settings_of (self));
  next.at_mean = gtk_switch_get_active (self->at_mean);
  next.checked = next.checked && !next.at_mean; /* the pair of a checked cell is moved */
  s2p_document_set_settings (self->document, &next, NULL);
  s2p_settings_clear (&next);
}

static void
on_checked (S2pPopulationSettings *self)
{
  S2pSettings next = { 0 };

  if (self->updating)
    return;
  s2p_settings_copy (&next, settings_of (self));
  next.checked = gtk_switch_get_active (self->checked);
  next.at_mean = next.at_mean && !next.checked;
  s2p_document_set_settings (self->document, &next, NULL);
  s2p_settings_clear (&next);
}

static void
on_tolerance (S2pPopulationSettings *self)
{
  S2pSettings next = { 0 };

  if (self->updating)
    return;
  s2p_settings_copy (&next, settings_of (self));
  next.tolerance = gtk_spin_button_get_value (self->tolerance) / PERCENT;
  apply (self, &next, self->tolerance_row, GTK_WIDGET (self->tolerance));
  s2p_settings_clear (&next);
}

static void
on_budget (S2pPopulationSettings *self)
{
  S2pSettings next = { 0 };

  if (self->updating)
    return;
  s2p_settings_copy (&next, settings_of (self));
  next.budget = (guint) gtk_spin_button_get_value_as_int (self->budget);
  apply (self, &next, self->budget_row, GTK_WIDGET (self->budget));
  s2p_settings_clear (&next);
}

/* --- to the user --- */

static void
add_pair (S2pPopulationSettings *self, GtkStringList *list, const char *first, const char *second)
{
  g_autofree char *words = g_strdup_printf (_("%s and %s"), first, second);

  gtk_string_list_append (list, words);
  g_ptr_array_add (self->pairs, g_strdup_printf ("%s,%s", first, second));
}

static void
say_rule (S2pPopulationSettings *self, const S2pModel *model)
{
  const S2pConductance *c = model->conductances;
  const guint *below = model->generation.solve_below, *above = model->generation.solve_above;
  g_autofree char *text = g_strdup_printf (_("The two conductances that are solved for, so that a cell has the wanted g_s and g_u. By the rule of the model these are "
                                             "%s and %s where g_s is negative, else %s and %s."), c[below[0]].name, c[below[1]].name, c[above[0]].name, c[above[1]].name);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pair_row), text);
}

/* All pairs of conductances but the leak's. */
static void
list_pairs (S2pPopulationSettings *self)
{
  const S2pNeuron *neuron = s2p_document_neuron (self->document, NULL);
  const S2pModel *model = neuron != NULL && neuron->model->has_generation ? neuron->model : NULL;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->pairs, 0);
  g_ptr_array_add (self->pairs, NULL);
  gtk_string_list_append (list, _("Rule of the model"));
  for (guint i = 0; model != NULL && i < model->n_conductances; i++)
    for (guint k = i + 1; k < model->n_conductances; k++)
      if (i != model->leak && k != model->leak)
        add_pair (self, list, model->conductances[i].name, model->conductances[k].name);
  self->updating = TRUE;
  adw_combo_row_set_model (self->pair_row, G_LIST_MODEL (list));
  self->updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->pair_row), model != NULL);
  if (model != NULL)
    say_rule (self, model);
}

static void
swap_names (const char *pair, char swapped[256])
{
  const char *comma = strchr (pair, ',');

  g_snprintf (swapped, 256, "%s,%.*s", comma != NULL ? comma + 1 : pair, comma != NULL ? (int) (comma - pair) : 0, pair);
}

/* A pair of the command line may be written the other way round. */
static guint
find_pair (S2pPopulationSettings *self, const char *pair)
{
  char swapped[256];

  if (pair == NULL)
    return 0;
  swap_names (pair, swapped);
  for (guint i = 1; i < self->pairs->len; i++)
    if (strcmp (self->pairs->pdata[i], pair) == 0 || strcmp (self->pairs->pdata[i], swapped) == 0)
      return i;
  return 0;
}

static void
show_seed (S2pPopulationSettings *self, guint64 seed)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);

  self->shown_seed = seed;
  gtk_editable_set_text (GTK_EDITABLE (self->seed), text);
  show_error (self->seed_row, GTK_WIDGET (self->seed), NULL);
}

void
s2p_population_settings_update (S2pPopulationSettings *self, guint changes)
{
  const S2pSettings *settings = settings_of (self);

  if (changes & S2P_CHANGED_MODEL)
    list_pairs (self);
  self->updating = TRUE;
  if ((guint) gtk_spin_button_get_value_as_int (self->size) != settings->size)
    gtk_spin_button_set_value (self->size, settings->size);
  if (self->shown_seed != settings->seed || gtk_entry_get_text_length (self->seed) == 0)
    show_seed (self, settings->seed);
  adw_combo_row_set_selected (self->pair_row, find_pair (self, settings->pair));
  gtk_switch_set_active (self->at_mean, settings->at_mean);
  gtk_switch_set_active (self->checked, settings->checked);
  if (fabs (gtk_spin_button_get_value (self->tolerance) / PERCENT - settings->tolerance) > 1e-9)
    gtk_spin_button_set_value (self->tolerance, PERCENT * settings->tolerance);
  if ((guint) gtk_spin_button_get_value_as_int (self->budget) != settings->budget)
    gtk_spin_button_set_value (self->budget, settings->budget);
  self->updating = FALSE;
}

/* --- the object --- */

static void
s2p_population_settings_dispose (GObject *object)
{
  S2pPopulationSettings *self = S2P_POPULATION_SETTINGS (object);

  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_POPULATION_SETTINGS);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_population_settings_parent_class)->dispose (object);
}

static void
s2p_population_settings_finalize (GObject *object)
{
  g_ptr_array_unref (S2P_POPULATION_SETTINGS (object)->pairs);
  G_OBJECT_CLASS (s2p_population_settings_parent_class)->finalize (object);
}

static void
s2p_population_settings_class_init (S2pPopulationSettingsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_population_settings_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_population_settings_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/population-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, size_row);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, seed_row);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, mean_row);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, pair_row);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, size);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, seed);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, at_mean);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, checked);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, tolerance_row);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, budget_row);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, tolerance);
  gtk_widget_class_bind_template_child (widget_class, S2pPopulationSettings, budget);
  gtk_widget_class_bind_template_callback (widget_class, on_checked);
  gtk_widget_class_bind_template_callback (widget_class, on_tolerance);
  gtk_widget_class_bind_template_callback (widget_class, on_budget);
  gtk_widget_class_bind_template_callback (widget_class, on_size);
  gtk_widget_class_bind_template_callback (widget_class, on_seed);
  gtk_widget_class_bind_template_callback (widget_class, on_new_seed);
  gtk_widget_class_bind_template_callback (widget_class, on_pair);
  gtk_widget_class_bind_template_callback (widget_class, on_at_mean);
}

static void
s2p_population_settings_init (S2pPopulationSettings *self)
{
  self->pairs = g_ptr_array_new_with_free_func (g_free);
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->size), S2P_MOST_CELLS);
  gtk_adjustment_configure (gtk_spin_button_get_adjustment (self->tolerance), PERCENT * S2P_LIKE_FLOOR, PERCENT * S2P_LIKE_LEAST_FLOOR, PERCENT * S2P_LIKE_MOST_FLOOR, 0.5, 5, 0);
  gtk_adjustment_configure (gtk_spin_button_get_adjustment (self->budget), S2P_CHECKED_BUDGET, 1, S2P_CHECKED_MOST_BUDGET, 10, 100, 0);
  self->updating = FALSE;
}

void
s2p_population_settings_set_document (S2pPopulationSettings *self, S2pDocument *document)
{
  self->document = g_object_ref (document);
}
