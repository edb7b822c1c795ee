#include "app/page-population.h"
#include "app/export.h"
#include "app/neuron-panel.h"
#include "app/plot-view.h"
#include "app/population-settings.h"
#include "app/population-tables.h"
#include "app/say.h"
#include "app/work-bar.h"
#include "base/words.h"
#include "session/tables.h"

struct _S2pPagePopulation {
  AdwBin                 parent;
  S2pDocument           *document;
  guint                  changes;    /* that have not been shown yet */
  guint                  tick;       /* 0: none waits for the next frame */
  GArray                *streams;    /* (element-type guint64) the recordings that are used */
  GtkStack              *pages;
  S2pNeuronPanel        *neuron;
  S2pPopulationSettings *settings;
  S2pWorkBar            *bar;
  GtkBox                *plane_box, *recordings_box, *cells_box;
  GtkLabel              *cells_title, *no_cells;
  GtkWidget             *export_dics, *export_cells;
  S2pPlotView           *plane;
  S2pTable              *recordings, *cells;
};

G_DEFINE_FINAL_TYPE (S2pPagePopulation, s2p_page_population, ADW_TYPE_BIN)

static const S2pSession *
session_of (S2pPagePopulation *self)
{
  return s2p_document_session (self->document);
}

static const S2pModel *
model_of (S2pPagePopulation *self)
{
  const S2pNeuron *neuron = s2p_document_neuron (self->document, NULL);

  return neuron != NULL ? neuron->model : NULL;
}

/* Where the current recording is among those used; G_MAXUINT where it is not. */
static guint
current_row (S2pPagePopulation *self)
{
  const S2pEntry *current = s2p_document_current (self->document);

  for (guint i = 0; current != NULL && i < self->streams->len; i++)
    if (g_array_index (self->streams, guint64, i) == current->recording->stream)
      return i;
  return G_MAXUINT;
}

/* --- what there is to do --- */

typedef struct {
  guint   used, ready;      /* recordings; those that cells can be built for */
  guint   generated, fresh; /* that have a population; made with these settings */
  guint64 cells;
} Counts;

static void
count (S2pPagePopulation *self, Counts *counts)
{
  const S2pSession *session = session_of (self);

  *counts = (Counts) { 0 };
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];

      if (!entry->used)
        continue;
      counts->used++;
      if (!entry->estimated || !entry->estimate.inference.available)
        continue;
      counts->ready++;
      if (entry->population == NULL)
        continue;
      counts->generated++;
      counts->fresh += s2p_population_is_of (entry->population, &session->settings);
      counts->cells += entry->population->n;
    }
}

/* Why nothing can be generated, or NULL. */
static char *
hindrance (S2pPagePopulation *self, const Counts *counts)
{
  const char *problem = NULL;
  const S2pNeuron *neuron = s2p_document_neuron (self->document, &problem);
  g_autoptr (GError) error = NULL;
  S2pProgress progress;

  if (neuron == NULL)
    return g_strdup (problem);
  if (neuron->network == NULL)
    return g_strdup (_("Nothing can be generated: there are no weights for this model."));
  if (!s2p_model_require_generation (neuron->model, &error))
    return g_strdup (error->message);
  s2p_document_get_progress (self->document, S2P_WORK_ESTIMATE, &progress);
  if (counts->ready == 0 && progress.running)
    return g_strdup (_("Dynamic input conductances are being inferred…"));
  if (counts->used == 0)
    return g_strdup (_("No recording is selected for use: select some on the page Import."));
  if (counts->ready == 0)
    return g_strdup (_("All recordings that are used are silent: there is nothing to build cells for."));
  return NULL;
}

static char *
plan_text (S2pPagePopulation *self, const Counts *counts)
{
  const guint size = session_of (self)->settings.size;
  g_autofree char *recordings = s2p_say_recordings (counts->ready), *cells = s2p_say_cells ((guint64) size * counts->ready), *made = s2p_say_cells (counts->cells);

  if (counts->generated > counts->fresh)
    return g_strdup_printf (_("The cells that are there (%s) were made with other settings than those chosen now."), made);
  if (counts->fresh < counts->ready)
    return g_strdup_printf (_("%s, %s in all"), recordings, cells); /* Translators: "11 recordings", "176 cells" */
  return g_strdup_printf (_("There are %s of %s."), made, recordings); /* Translators: the same the other way round */
}

static void
show_state (S2pPagePopulation *self)
{
  Counts counts;
  g_autofree char *why = NULL, *plan = NULL;
  S2pProgress progress;

  count (self, &counts);
  why = hindrance (self, &counts);
  plan = why == NULL ? plan_text (self, &counts) : NULL;
  s2p_document_get_progress (self->document, S2P_WORK_ESTIMATE, &progress);
  s2p_work_bar_set_state (self->bar, why != NULL ? why : plan, (why != NULL && !progress.running) || counts.generated > counts.fresh, why == NULL,
                          why == NULL && counts.cells > 0 && counts.fresh == counts.ready);
  gtk_widget_set_sensitive (self->export_cells, counts.cells > 0);
  gtk_widget_set_sensitive (self->export_dics, counts.ready > 0);
}

/* --- what there is --- */

static void
collect_streams (S2pPagePopulation *self)
{
  const S2pSession *session = session_of (self);

  g_clear_pointer (&self->streams, g_array_unref); /* the table may still hold it */
  self->streams = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];
      if (entry->used)
        g_array_append_val (self->streams, entry->recording->stream);
    }
}

static void
show_plane (S2pPagePopulation *self)
{
  const S2pModel *model = model_of (self);
  g_autofree S2pEntry **entries = g_new (S2pEntry *, self->streams->len + 1);

  for (guint i = 0; i < self->streams->len; i++)
    entries[i] = s2p_session_find (session_of (self), g_array_index (self->streams, guint64, i));
  s2p_plot_view_set_picture (self->plane, model != NULL ? s2p_picture_plane (model, entries, self->streams->len) : NULL, TRUE);
}

static void
show_current (S2pPagePopulation *self)
{
  const guint row = current_row (self);

  s2p_table_select (self->recordings, row);
  s2p_plot_view_highlight (self->plane, (S2pThing) { row != G_MAXUINT ? S2P_THING_RECORDING : S2P_THING_NONE, row });
}

static void
show_cells (S2pPagePopulation *self)
{
  const S2pEntry *current = s2p_document_current (self->document);
  S2pPopulation *population = current != NULL ? current->population : NULL;
  const gboolean any = population != NULL && population->n > 0;
  g_autofree char *title = NULL;

  s2p_cells_table_show (self->cells, population);
  gtk_widget_set_visible (GTK_WIDGET (self->cells), any);
  gtk_widget_set_visible (GTK_WIDGET (self->cells_title), any);
  gtk_widget_set_visible (GTK_WIDGET (self->no_cells), !any);
  gtk_label_set_text (self->no_cells, population != NULL && population->failure != NULL ? population->failure : _("No cells of this recording have been generated yet."));
  if (!any)
    return;
  title = g_strdup_printf (_("Cells of %s: maximal conductances in mS/cm²"), current->recording->train->id);
  gtk_label_set_text (self->cells_title, title);
}

static void
show (S2pPagePopulation *self, guint changes)
{
  if (changes & S2P_CHANGED_RECORDINGS)
    {
      collect_streams (self);
      s2p_recordings_table_show (self->recordings, self->document, self->streams);
      gtk_stack_set_visible_child_name (self->pages, session_of (self)->entries->len > 0 ? "filled" : "empty");
    }
  if (changes & S2P_CHANGED_MODEL)
    {
      s2p_neuron_panel_update (self->neuron);
      if (model_of (self) != NULL)
        s2p_cells_table_use_model (self->cells, model_of (self));
    }
  if (changes & (S2P_CHANGED_MODEL | S2P_CHANGED_SETTINGS))
    s2p_population_settings_update (self->settings, changes);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_ESTIMATES | S2P_CHANGED_MODEL))
    show_plane (self);
  if (changes & (S2P_CHANGED_SETTINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_WORK))
    s2p_table_refresh (self->recordings);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_CURRENT | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES))
    show_current (self);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_CURRENT | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS))
    show_cells (self);
  show_state (self);
}

/* --- changes, at most once a frame, and only while the page is seen --- */

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  S2pPagePopulation *self = S2P_PAGE_POPULATION (widget);
  const guint changes = self->changes;

  self->tick = 0;
  self->changes = 0;
  show (self, changes);
  return G_SOURCE_REMOVE;
}

static void
on_changed (S2pPagePopulation *self, guint changes)
{
  self->changes |= changes;
  if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
s2p_page_population_map (GtkWidget *widget)
{
  S2pPagePopulation *self = S2P_PAGE_POPULATION (widget);
  const guint changes = self->changes;

  self->changes = 0;
  if (changes != 0)
    show (self, changes);
  GTK_WIDGET_CLASS (s2p_page_population_parent_class)->map (widget);
}

/* --- from the user --- */

static void
on_generate (S2pPagePopulation *self)
{
  s2p_document_generate (self->document);
}

static void
choose_row (S2pPagePopulation *self, guint row)
{
  if (row < self->streams->len)
    s2p_document_set_current (self->document, g_array_index (self->streams, guint64, row));
}

static void
on_chosen (S2pPagePopulation *self, guint kind, guint number)
{
  if (kind == S2P_THING_RECORDING)
    choose_row (self, number);
}

/* The point under the pointer stands out, else that of the current recording. */
static void
on_hovered (S2pPagePopulation *self, guint kind, guint number)
{
  const guint row = current_row (self);
  const S2pThing current = { row != G_MAXUINT ? S2P_THING_RECORDING : S2P_THING_NONE, row }, hovered = { S2P_THING_RECORDING, number };

  s2p_plot_view_highlight (self->plane, kind == S2P_THING_RECORDING ? hovered : current);
}

static void
on_export_dics (S2pPagePopulation *self)
{
  s2p_export_table (GTK_WIDGET (self), _("dics"), s2p_session_estimates_csv (session_of (self)));
}

static void
on_export_cells (S2pPagePopulation *self)
{
  if (model_of (self) != NULL)
    s2p_export_table (GTK_WIDGET (self), _("cells"), s2p_session_population_csv (session_of (self), model_of (self)));
}

/* --- the object --- */

static void
s2p_page_population_dispose (GObject *object)
{
  S2pPagePopulation *self = S2P_PAGE_POPULATION (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_population_parent_class)->dispose (object);
}

static void
s2p_page_population_finalize (GObject *object)
{
  g_array_unref (S2P_PAGE_POPULATION (object)->streams);
  G_OBJECT_CLASS (s2p_page_population_parent_class)->finalize (object);
}

static void
s2p_page_population_class_init (S2pPagePopulationClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (S2P_TYPE_NEURON_PANEL);
  g_type_ensure (S2P_TYPE_POPULATION_SETTINGS);
  g_type_ensure (S2P_TYPE_WORK_BAR);
  G_OBJECT_CLASS (class)->dispose = s2p_page_population_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_page_population_finalize;
  widget_class->map = s2p_page_population_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/page-population.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, pages);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, neuron);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, settings);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, bar);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, plane_box);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, recordings_box);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, cells_box);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, cells_title);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, no_cells);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, export_dics);
  gtk_widget_class_bind_template_child (widget_class, S2pPagePopulation, export_cells);
  gtk_widget_class_bind_template_callback (widget_class, on_generate);
  gtk_widget_class_bind_template_callback (widget_class, on_export_dics);
  gtk_widget_class_bind_template_callback (widget_class, on_export_cells);
}

static void
s2p_page_population_init (S2pPagePopulation *self)
{
  self->changes = S2P_CHANGED_ALL;
  self->streams = g_array_new (FALSE, FALSE, sizeof (guint64));
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_plane (S2pPagePopulation *self)
{
  self->plane = S2P_PLOT_VIEW (s2p_plot_view_new ());
  s2p_plot_view_set_export_name (self->plane, _("plane"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->plane), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->plane), TRUE);
  g_signal_connect_object (self->plane, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->plane, "hovered", G_CALLBACK (on_hovered), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->plane_box, GTK_WIDGET (self->plane));
}

static void
add_tables (S2pPagePopulation *self)
{
  self->recordings = S2P_TABLE (s2p_recordings_table_new ());
  self->cells = S2P_TABLE (s2p_cells_table_new ());
  g_signal_connect_object (self->recordings, "selected", G_CALLBACK (choose_row), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->recordings_box, GTK_WIDGET (self->recordings));
  gtk_box_append (self->cells_box, GTK_WIDGET (self->cells));
}

GtkWidget *
s2p_page_population_new (S2pDocument *document)
{
  S2pPagePopulation *self = g_object_new (S2P_TYPE_PAGE_POPULATION, NULL);

  self->document = g_object_ref (document);
  s2p_neuron_panel_set_document (self->neuron, document);
  s2p_population_settings_set_document (self->settings, document);
  s2p_work_bar_set_up (self->bar, document, S2P_WORK_POPULATE, _("_Generate Cells"), _("Continue to _Simulation"), "simulation");
  add_plane (self);
  add_tables (self);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
