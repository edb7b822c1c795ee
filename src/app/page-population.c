#include "app/page-population.h"
#include "app/export.h"
#include "app/neuron-panel.h"
#include "app/page-follow.h"
#include "app/plot-view.h"
#include "app/population-settings.h"
#include "app/population-tables.h"
#include "app/work-bar.h"
#include "base/words.h"
#include "session/tables.h"

struct _S2pPagePopulation {
  AdwBin                 parent;
  S2pDocument           *document;
  S2pEntryRows          *rows;       /* the recordings that are used */
  GtkStack              *pages;
  S2pNeuronPanel        *neuron;
  S2pPopulationSettings *settings;
  S2pWorkBar            *bar;
  GtkBox                *plane_box, *recordings_box, *cells_box;
  GtkLabel              *cells_title, *no_cells;
  GtkWidget             *export_dics, *export_cells;
  S2pPlotView           *plane;
  S2pTable              *recordings, *cells;
  gboolean               shows_checked; /* there is a column for the closeness of cells */
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

/* --- what there is to do --- */

typedef struct {
  guint   foreign;          /* recordings that the model cannot fire */
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
      counts->foreign += entry->estimate.verdict.place == S2P_DOMAIN_OUTSIDE;
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
  const gulong cells = (gulong) session_of (self)->settings.size * counts->ready, made = counts->cells;
  const guint recordings = counts->ready;

  if (counts->generated > counts->fresh)
    return g_strdup_printf (S2P_PLURAL ("The %lu cell that is there was made with other settings than those chosen now.",
                                        "The %lu cells that are there were made with other settings than those chosen now.", made), made);
  if (counts->fresh < counts->ready && recordings == 1)
    return g_strdup_printf (S2P_PLURAL ("1 recording, %lu cell in all", "1 recording, %lu cells in all", cells), cells);
  if (counts->fresh < counts->ready)
    return g_strdup_printf (S2P_PLURAL ("%u recordings, %lu cell in all", "%u recordings, %lu cells in all", cells), recordings, cells);
  if (recordings == 1)
    return g_strdup_printf (S2P_PLURAL ("There is %lu cell of 1 recording.", "There are %lu cells of 1 recording.", made), made);
  return g_strdup_printf (S2P_PLURAL ("There is %lu cell of %u recordings.", "There are %lu cells of %u recordings.", made), made, recordings);
}

/* @plan, and a word on what the model cannot fire. */
static char *
with_foreign (char *plan, guint n)
{
  g_autofree char *owned = plan, *foreign = NULL;

  if (n == 0)
    return g_steal_pointer (&owned);
  foreign = g_strdup_printf (S2P_PLURAL ("%u recording is foreign to this model: see the table.", "%u recordings are foreign to this model: see the table.", n), n);
  return g_strdup_printf ("%s\n%s", plan, foreign);
}

static void
show_state (S2pPagePopulation *self)
{
  Counts counts;
  g_autofree char *why = NULL, *plan = NULL;
  S2pProgress progress;

  count (self, &counts);
  why = hindrance (self, &counts);
  plan = why == NULL ? with_foreign (plan_text (self, &counts), counts.foreign) : NULL;
  s2p_document_get_progress (self->document, S2P_WORK_ESTIMATE, &progress);
  s2p_work_bar_set_state (self->bar, why != NULL ? why : plan, (why != NULL && !progress.running) || counts.generated > counts.fresh || counts.foreign > 0, why == NULL,
                          why == NULL && counts.cells > 0 && counts.fresh == counts.ready);
  gtk_widget_set_sensitive (self->export_cells, counts.cells > 0);
  gtk_widget_set_sensitive (self->export_dics, counts.ready > 0);
}

/* --- what there is --- */

static void
show_plane (S2pPagePopulation *self)
{
  const S2pModel *model = model_of (self);
  const guint n = self->rows->streams->len;
  g_autofree S2pEntry **entries = g_new (S2pEntry *, n + 1);

  for (guint i = 0; i < n; i++)
    entries[i] = (S2pEntry *) s2p_entry_rows_get (self->rows, i);
  s2p_plot_view_set_picture (self->plane, model != NULL ? s2p_picture_plane (model, entries, n) : NULL, TRUE);
}

static void
show_current (S2pPagePopulation *self)
{
  const guint row = s2p_entry_rows_current (self->rows);

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

  if (any && self->shows_checked != (population->checked != NULL) && model_of (self) != NULL)
    {
      self->shows_checked = population->checked != NULL;
      s2p_cells_table_use_model (self->cells, model_of (self), self->shows_checked);
    }
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
show (GtkWidget *page, guint changes)
{
  S2pPagePopulation *self = S2P_PAGE_POPULATION (page);

  if (changes & S2P_CHANGED_RECORDINGS)
    {
      s2p_entry_rows_unref (self->rows); /* the table may still hold them */
      self->rows = s2p_entry_rows_new (self->document, TRUE);
      s2p_recordings_table_show (self->recordings, self->rows);
      gtk_stack_set_visible_child_name (self->pages, session_of (self)->entries->len > 0 ? "filled" : "empty");
    }
  if (changes & S2P_CHANGED_MODEL)
    {
      s2p_neuron_panel_update (self->neuron);
      if (model_of (self) != NULL)
        s2p_cells_table_use_model (self->cells, model_of (self), self->shows_checked);
    }
  if (changes & (S2P_CHANGED_MODEL | S2P_CHANGED_SETTINGS))
    s2p_population_settings_update (self->settings, changes);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_ESTIMATES | S2P_CHANGED_MODEL | S2P_CHANGED_POPULATIONS))
    show_plane (self);
  if (changes & (S2P_CHANGED_SETTINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_WORK))
    s2p_table_refresh (self->recordings);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_CURRENT | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES))
    show_current (self);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_CURRENT | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS))
    show_cells (self);
  show_state (self);
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
  s2p_entry_rows_go_to (self->rows, row);
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
  const guint row = s2p_entry_rows_current (self->rows);
  const S2pThing current = { row != G_MAXUINT ? S2P_THING_RECORDING : S2P_THING_NONE, row }, hovered = { S2P_THING_RECORDING, number };

  s2p_plot_view_highlight (self->plane, kind == S2P_THING_RECORDING ? hovered : current);
}

static char *
dics_text (const S2pSession *session, const S2pModel *model, guint64 stream)
{
  return s2p_session_estimates_csv (session);
}

static char *
cells_text (const S2pSession *session, const S2pModel *model, guint64 stream)
{
  return s2p_session_population_csv (session, model);
}

static void
on_export_dics (S2pPagePopulation *self)
{
  s2p_export_table (GTK_WIDGET (self), _("dics"), dics_text, 0);
}

static void
on_export_cells (S2pPagePopulation *self)
{
  if (model_of (self) != NULL)
    s2p_export_table (GTK_WIDGET (self), _("cells"), cells_text, 0);
}

/* --- the object --- */

static void
s2p_page_population_dispose (GObject *object)
{
  S2pPagePopulation *self = S2P_PAGE_POPULATION (object);

  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_population_parent_class)->dispose (object);
}

static void
s2p_page_population_finalize (GObject *object)
{
  s2p_entry_rows_unref (S2P_PAGE_POPULATION (object)->rows);
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
  s2p_page_follow (GTK_WIDGET (self), document, show);
  return GTK_WIDGET (self);
}
