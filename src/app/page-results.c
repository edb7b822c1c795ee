#include "app/page-results.h"
#include "app/plot-view.h"
#include "app/results-export.h"
#include "app/results-status.h"
#include "app/results-table.h"
#include "base/words.h"
#include <string.h>

struct _S2pPageResults {
  AdwBin         parent;
  S2pDocument   *document;
  GtkWidget     *bar, *busy, *spinner, *export, *n_shown, *recordings;
  GtkStack      *pages, *left_pages;
  AdwStatusPage *status, *left_status;
  GtkWidget     *next;
  S2pPlotView   *firing, *conductances, *scatter;
  GtkDropDown   *across, *up;
  GtkWidget     *summary;
  GtkFrame      *table_frame;
  S2pTable      *table;

  S2pChange      changes;      /* not looked at yet: the page was not seen */
  gboolean       filling;      /* the page changes its controls itself */
  GArray        *streams;      /* of guint64: the rows of recordings */

  /* What is shown: other objects mean another content. */
  guint64        stream;
  S2pPopulation *population;   /* references, may be NULL */
  S2pFiring     *fired;
  S2pTraces     *traces;
  S2pNeuron     *neuron;
  guint         *order;        /* [fired->n] cells, the closest first */
  guint          pair[2];      /* conductances of the scatter */
  gboolean       pair_chosen;
  S2pThing       hovered, chosen;
};

G_DEFINE_FINAL_TYPE (S2pPageResults, s2p_page_results, ADW_TYPE_BIN)

static const S2pThing nothing = { S2P_THING_NONE, 0 };

/* --- plots --- */

static void
name_export (S2pPageResults *self, S2pPlotView *view, const char *what)
{
  const S2pEntry *entry = s2p_document_current (self->document);
  g_autofree char *name = g_strdup_printf ("%s-%s", what, entry->recording->train->id);

  s2p_plot_view_set_export_name (view, name);
}

static void
show_firing (S2pPageResults *self, gboolean keep_view)
{
  const S2pEntry *entry = s2p_document_current (self->document);
  g_autofree guint *cells = NULL;
  guint n;

  if (self->fired == NULL)
    {
      s2p_plot_view_set_picture (self->firing, NULL, FALSE);
      return;
    }
  cells = s2p_results_shown_cells (self->order, self->fired->n, (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->n_shown)),
                                   self->chosen.kind == S2P_THING_CELL ? self->chosen.number : G_MAXUINT, &n);
  s2p_plot_view_set_picture (self->firing, s2p_picture_firing (entry, self->traces, cells, n), keep_view);
  name_export (self, self->firing, "firing");
}

static void
show_scatter (S2pPageResults *self, gboolean keep_view)
{
  const S2pEntry *entry = s2p_document_current (self->document);
  const S2pModel *model = self->neuron->model;
  g_autofree char *what = g_strdup_printf ("%s-%s", model->conductances[self->pair[0]].name, model->conductances[self->pair[1]].name);

  s2p_plot_view_set_picture (self->scatter, s2p_picture_scatter (model, entry, self->pair[0], self->pair[1]), keep_view);
  name_export (self, self->scatter, what);
}

static void
show_pair (S2pPageResults *self)
{
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->across, self->pair[0]);
  gtk_drop_down_set_selected (self->up, self->pair[1]);
  self->filling = FALSE;
}

static void
show_conductances (S2pPageResults *self, gboolean keep_view)
{
  const S2pEntry *entry = s2p_document_current (self->document);

  if (!self->pair_chosen)
    {
      s2p_picture_solved_pair (self->neuron->model, self->population, &self->pair[0], &self->pair[1]);
      show_pair (self);
    }
  s2p_plot_view_set_picture (self->conductances, s2p_picture_conductances (self->neuron->model, entry), keep_view);
  name_export (self, self->conductances, "conductances");
  show_scatter (self, keep_view);
}

/* --- highlighting: what the pointer is on; else what was clicked --- */

static void
show_highlight (S2pPageResults *self)
{
  const S2pThing thing = self->hovered.kind != S2P_THING_NONE ? self->hovered : self->chosen;

  s2p_plot_view_highlight (self->firing, thing);
  s2p_plot_view_highlight (self->conductances, thing);
  s2p_plot_view_highlight (self->scatter, thing);
  s2p_table_select (self->table, thing.kind == S2P_THING_CELL && self->fired != NULL && thing.number < self->fired->n ? thing.number : G_MAXUINT);
}

static void
choose (S2pPageResults *self, S2pThing thing)
{
  if (thing.kind == self->chosen.kind && thing.number == self->chosen.number)
    return;
  self->chosen = thing;
  if (self->fired != NULL)
    show_firing (self, TRUE);
  show_highlight (self);
}

static void
on_hovered (S2pPageResults *self, guint kind, guint number)
{
  self->hovered = (S2pThing) { kind, number };
  show_highlight (self);
}

static void
on_chosen (S2pPageResults *self, guint kind, guint number)
{
  choose (self, (S2pThing) { kind, number });
}

static void
on_row_selected (S2pPageResults *self, guint row)
{
  choose (self, row != G_MAXUINT ? (S2pThing) { S2P_THING_CELL, row } : nothing);
}

/* --- controls --- */

static void
on_recording (S2pPageResults *self)
{
  const guint row = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->recordings));

  if (!self->filling && row < self->streams->len)
    s2p_document_set_current (self->document, g_array_index (self->streams, guint64, row));
}

static void
on_n_shown (S2pPageResults *self)
{
  if (self->fired != NULL)
    show_firing (self, TRUE);
}

/* A conductance against itself says nothing: the two change places. */
static void
choose_conductance (S2pPageResults *self, guint axis, guint conductance)
{
  if (self->filling || self->neuron == NULL || conductance >= self->neuron->model->n_conductances || conductance == self->pair[axis])
    return;
  if (conductance == self->pair[1 - axis])
    self->pair[1 - axis] = self->pair[axis];
  self->pair[axis] = conductance;
  self->pair_chosen = TRUE;
  show_pair (self);
  show_scatter (self, FALSE);
}

static void
on_across (S2pPageResults *self)
{
  choose_conductance (self, 0, gtk_drop_down_get_selected (self->across));
}

static void
on_up (S2pPageResults *self)
{
  choose_conductance (self, 1, gtk_drop_down_get_selected (self->up));
}

/* --- export --- */

static void
export_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_results_export_table (widget, s2p_document_current (S2P_PAGE_RESULTS (widget)->document));
}

static void
export_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_results_export_all (widget);
}

static void
export_spikes (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (S2P_PAGE_RESULTS (widget)->neuron != NULL)
    s2p_results_export_spikes (widget);
}

static void
export_figure (GtkWidget *widget, const char *action, GVariant *parameter)
{
  S2pPageResults *self = S2P_PAGE_RESULTS (widget);

  if (self->neuron != NULL)
    s2p_results_export_figure (widget, s2p_document_current (self->document), self->neuron->model, self->traces);
}

/* --- what there is to see --- */

static void
show_status (S2pPageResults *self, const S2pResultsStatus *status)
{
  if (status->kind == S2P_RESULTS_READY)
    {
      gtk_stack_set_visible_child_name (self->pages, "results");
      gtk_stack_set_visible_child_name (self->left_pages, "cells");
    }
  else if (status->kind == S2P_RESULTS_CELLS_ONLY)
    {
      adw_status_page_set_title (self->left_status, status->title);
      adw_status_page_set_description (self->left_status, status->markup);
      gtk_stack_set_visible_child_name (self->pages, "results");
      gtk_stack_set_visible_child_name (self->left_pages, "status");
    }
  else
    {
      adw_status_page_set_title (self->status, status->title);
      adw_status_page_set_description (self->status, status->markup);
      gtk_button_set_label (GTK_BUTTON (self->next), status->button);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->next), "s", status->page);
      gtk_stack_set_visible_child_name (self->pages, "status");
    }
}

static void
show_state (S2pPageResults *self, const S2pEntry *entry)
{
  g_auto (S2pResultsStatus) status = { 0 };

  s2p_results_status_find (self->document, &status);
  gtk_widget_set_visible (self->bar, entry != NULL);
  gtk_widget_set_sensitive (self->n_shown, status.kind == S2P_RESULTS_READY);
  gtk_widget_set_sensitive (self->export, status.kind == S2P_RESULTS_READY);
  show_status (self, &status);
}

static void
show_busy (S2pPageResults *self)
{
  S2pProgress progress;
  gboolean traces;

  s2p_document_get_progress (self->document, S2P_WORK_TRACES, &progress);
  traces = progress.running && self->fired != NULL && self->traces == NULL;
  gtk_widget_set_visible (self->spinner, traces);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), traces);
  gtk_label_set_text (GTK_LABEL (self->busy), traces ? _("Calculating traces…") : "");
}

/* A list that is the same stays: the user may just be choosing from it. */
static void
fill_recordings (S2pPageResults *self, const S2pEntry *current)
{
  const S2pSession *session = s2p_document_session (self->document);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GArray) before = g_steal_pointer (&self->streams);
  guint selected = GTK_INVALID_LIST_POSITION;

  self->streams = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];

      if (!entry->used && entry != current)
        continue;
      if (entry == current)
        selected = self->streams->len;
      g_array_append_val (self->streams, entry->recording->stream);
      gtk_string_list_append (names, entry->recording->train->id);
    }
  self->filling = TRUE;
  if (before->len != self->streams->len || (before->len > 0 && memcmp (before->data, self->streams->data, before->len * sizeof (guint64)) != 0))
    gtk_drop_down_set_model (GTK_DROP_DOWN (self->recordings), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->recordings), selected);
  self->filling = FALSE;
}

static void
set_neuron (S2pPageResults *self, S2pNeuron *neuron)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  if (neuron == self->neuron)
    return;
  s2p_neuron_unref (self->neuron);
  self->neuron = neuron != NULL ? s2p_neuron_ref (neuron) : NULL;
  self->pair_chosen = FALSE;
  for (guint k = 0; neuron != NULL && k < neuron->model->n_conductances; k++)
    {
      g_autofree char *name = g_strdup_printf ("g_%s", neuron->model->conductances[k].name);

      gtk_string_list_append (names, name);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->across, G_LIST_MODEL (names));
  gtk_drop_down_set_model (self->up, G_LIST_MODEL (names));
  self->filling = FALSE;
  s2p_results_table_set_model (self->table, neuron != NULL ? neuron->model : NULL);
  s2p_table_select (self->table, G_MAXUINT);
}

static void
take_firing (S2pPageResults *self, const S2pEntry *entry)
{
  g_autofree char *summary = entry != NULL ? s2p_results_summary (entry) : NULL;

  g_clear_pointer (&self->fired, s2p_firing_unref);
  g_clear_pointer (&self->order, g_free);
  if (entry != NULL && entry->firing != NULL)
    {
      self->fired = s2p_firing_ref (entry->firing);
      self->order = s2p_firing_order (entry->firing, entry->recording->features.activity);
    }
  s2p_results_table_set_cells (self->table, entry, self->order);
  if (self->fired != NULL && self->fired->n > 0) /* the closest is what is seen first */
    s2p_table_select (self->table, self->order[0]);
  s2p_table_select (self->table, G_MAXUINT);
  gtk_label_set_text (GTK_LABEL (self->summary), summary);
}

/* Whatever is other than what is shown is shown anew. */
static void
show_entry (S2pPageResults *self, const S2pEntry *entry)
{
  S2pNeuron *neuron = s2p_document_neuron (self->document, NULL);
  S2pPopulation *population = entry != NULL && neuron != NULL ? entry->population : NULL;
  S2pFiring *firing = population != NULL ? entry->firing : NULL;
  S2pTraces *traces = firing != NULL ? s2p_document_traces (self->document) : NULL;
  const gboolean same = entry != NULL && entry->recording->stream == self->stream, other_cells = !same || population != self->population || neuron != self->neuron,
                 other_firing = other_cells || firing != self->fired, other_traces = other_firing || traces != self->traces;

  self->stream = entry != NULL ? entry->recording->stream : G_MAXUINT64;
  set_neuron (self, neuron);
  if (other_cells)
    {
      s2p_population_unref (self->population);
      self->population = population != NULL ? s2p_population_ref (population) : NULL;
      self->chosen = self->hovered = nothing;
    }
  if (other_traces)
    {
      s2p_traces_unref (self->traces);
      self->traces = traces != NULL ? s2p_traces_ref (traces) : NULL;
    }
  if (other_firing)
    take_firing (self, firing != NULL ? entry : NULL);
  if (other_firing && population != NULL) /* firing gives them their colours */
    show_conductances (self, same);
  if (other_traces)
    show_firing (self, same);
  if (other_firing)
    show_highlight (self);
}

static void
refresh (S2pPageResults *self)
{
  const S2pChange changes = self->changes;
  const S2pEntry *entry = s2p_document_current (self->document);

  self->changes = 0;
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_CURRENT))
    fill_recordings (self, entry);
  if (changes & ~(S2pChange) (S2P_CHANGED_WORK | S2P_CHANGED_TITLE))
    show_entry (self, entry);
  show_state (self, entry);
  show_busy (self);
}

static void
on_changed (S2pPageResults *self, guint changes)
{
  self->changes |= changes;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh (self);
}

/* --- the widget --- */

static void
s2p_page_results_map (GtkWidget *widget)
{
  S2pPageResults *self = S2P_PAGE_RESULTS (widget);

  GTK_WIDGET_CLASS (s2p_page_results_parent_class)->map (widget);
  if (self->changes != 0)
    refresh (self);
}

static void
s2p_page_results_dispose (GObject *object)
{
  S2pPageResults *self = S2P_PAGE_RESULTS (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_PAGE_RESULTS);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_results_parent_class)->dispose (object);
}

static void
s2p_page_results_finalize (GObject *object)
{
  S2pPageResults *self = S2P_PAGE_RESULTS (object);

  s2p_population_unref (self->population);
  s2p_firing_unref (self->fired);
  s2p_traces_unref (self->traces);
  s2p_neuron_unref (self->neuron);
  g_free (self->order);
  g_array_unref (self->streams);
  G_OBJECT_CLASS (s2p_page_results_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class, "/org/spike2pop/Spike2Pop/ui/page-results.ui");
  gtk_widget_class_bind_template_child (class, S2pPageResults, bar);
  gtk_widget_class_bind_template_child (class, S2pPageResults, busy);
  gtk_widget_class_bind_template_child (class, S2pPageResults, spinner);
  gtk_widget_class_bind_template_child (class, S2pPageResults, export);
  gtk_widget_class_bind_template_child (class, S2pPageResults, n_shown);
  gtk_widget_class_bind_template_child (class, S2pPageResults, recordings);
  gtk_widget_class_bind_template_child (class, S2pPageResults, pages);
  gtk_widget_class_bind_template_child (class, S2pPageResults, left_pages);
  gtk_widget_class_bind_template_child (class, S2pPageResults, status);
  gtk_widget_class_bind_template_child (class, S2pPageResults, left_status);
  gtk_widget_class_bind_template_child (class, S2pPageResults, next);
  gtk_widget_class_bind_template_child (class, S2pPageResults, firing);
  gtk_widget_class_bind_template_child (class, S2pPageResults, conductances);
  gtk_widget_class_bind_template_child (class, S2pPageResults, scatter);
  gtk_widget_class_bind_template_child (class, S2pPageResults, across);
  gtk_widget_class_bind_template_child (class, S2pPageResults, up);
  gtk_widget_class_bind_template_child (class, S2pPageResults, summary);
  gtk_widget_class_bind_template_child (class, S2pPageResults, table_frame);
  gtk_widget_class_bind_template_callback (class, on_recording);
  gtk_widget_class_bind_template_callback (class, on_n_shown);
  gtk_widget_class_bind_template_callback (class, on_across);
  gtk_widget_class_bind_template_callback (class, on_up);
  gtk_widget_class_bind_template_callback (class, on_hovered);
  gtk_widget_class_bind_template_callback (class, on_chosen);
}

static void
s2p_page_results_class_init (S2pPageResultsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_page_results_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_page_results_finalize;
  widget_class->map = s2p_page_results_map;
  gtk_widget_class_install_action (widget_class, "results.export-table", NULL, export_table);
  gtk_widget_class_install_action (widget_class, "results.export-all", NULL, export_all);
  gtk_widget_class_install_action (widget_class, "results.export-spikes", NULL, export_spikes);
  gtk_widget_class_install_action (widget_class, "results.export-figure", NULL, export_figure);
  bind_template (widget_class);
}

static void
s2p_page_results_init (S2pPageResults *self)
{
  g_type_ensure (S2P_TYPE_PLOT_VIEW);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->streams = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->stream = G_MAXUINT64;
  self->changes = S2P_CHANGED_ALL;
  self->table = S2P_TABLE (s2p_results_table_new ());
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (on_row_selected), self);
  gtk_frame_set_child (self->table_frame, GTK_WIDGET (self->table));
}

GtkWidget *
s2p_page_results_new (S2pDocument *document)
{
  S2pPageResults *self = g_object_new (S2P_TYPE_PAGE_RESULTS, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
