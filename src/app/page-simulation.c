#include "app/page-simulation.h"
#include "app/page-follow.h"
#include "app/say.h"
#include "app/simulation-need.h"
#include "app/simulation-settings.h"
#include "app/simulation-tables.h"
#include "app/work-bar.h"
#include "base/words.h"

struct _S2pPageSimulation {
  AdwBin                 parent;
  S2pDocument           *document;
  S2pEntryRows          *rows;       /* all recordings */
  S2pSpeed               speed;
  GtkStack              *pages;
  S2pSimulationSettings *settings;
  S2pWorkBar            *bar;
  GtkBox                *recordings_box, *failed_box;
  GtkLabel              *failed_title;
  S2pTable              *recordings, *failed;
};

G_DEFINE_FINAL_TYPE (S2pPageSimulation, s2p_page_simulation, ADW_TYPE_BIN)

static const S2pSession *
session_of (S2pPageSimulation *self)
{
  return s2p_document_session (self->document);
}

/* --- what there is to do --- */

/* Why nothing can be simulated, or NULL. */
static char *
hindrance (S2pPageSimulation *self, const S2pNeed *need)
{
  const char *problem = NULL;

  if (s2p_document_neuron (self->document, &problem) == NULL)
    return g_strdup (problem);
  if (need->cells == 0)
    return g_strdup (_("There are no cells of the recordings that are used: select others, or generate cells on the page Population."));
  if (need->traces_size > need->memory)
    {
      g_autofree char *size = g_format_size (need->traces_size), *memory = g_format_size (need->memory);
      return g_strdup_printf (_("The traces need %s of memory and this computer has %s. Take fewer cells, a shorter duration, a longer step, or do without traces."), size, memory);
    }
  return NULL;
}

static char *
time_text (const S2pNeed *need)
{
  const gulong cells = need->cells;
  g_autofree char *time = s2p_say_seconds (need->seconds);

  if (need->recordings == 1) /* Translators: the end is "about 12 s", "less than 1 s" */
    return g_strdup_printf (S2P_PLURAL ("%lu cell of 1 recording takes %s.", "%lu cells of 1 recording take %s.", cells), cells, time);
  return g_strdup_printf (S2P_PLURAL ("%lu cell of %u recordings takes %s.", "%lu cells of %u recordings take %s.", cells), cells, need->recordings, time);
}

/* How long it takes, and how much memory. */
static char *
plan_text (const S2pNeed *need, gboolean *warn)
{
  g_autofree char *time = time_text (need), *size = g_format_size (need->traces_size), *memory = g_format_size (need->memory), *traces = NULL;

  *warn = need->traces_size > need->memory / 2;
  if (need->traces_size == 0)
    return g_steal_pointer (&time);
  traces = *warn ? g_strdup_printf (_("The traces need %s of memory: more than half of the %s that this computer has."), size, memory)
                 : g_strdup_printf (_("The traces need %s of memory."), size);
  return g_strjoin (" ", time, traces, NULL);
}

static char *
done_text (const S2pNeed *need, gboolean *warn)
{
  const gulong cells = need->fresh_cells, failed = need->failed;

  *warn = failed > 0;
  if (failed > 0)
    return g_strdup_printf (S2P_PLURAL ("%lu of %lu simulated cells failed: see the table of failed cells.",
                                        "%lu of %lu simulated cells failed: see the table of failed cells.", failed), failed, cells);
  return g_strdup_printf (S2P_PLURAL ("%lu cell was simulated.", "%lu cells were simulated.", cells), cells);
}

static void
show_state (S2pPageSimulation *self)
{
  S2pNeed need;
  g_autofree char *why = NULL, *note = NULL;
  gboolean warn = TRUE, done;

  s2p_need_compute (&need, session_of (self), &self->speed);
  why = hindrance (self, &need);
  done = why == NULL && need.fresh_recordings == need.recordings;
  if (why == NULL)
    note = done ? done_text (&need, &warn) : plan_text (&need, &warn);
  s2p_work_bar_set_state (self->bar, why != NULL ? why : note, warn, why == NULL, done);
}

/* --- what there is --- */

static void
choose_page (S2pPageSimulation *self)
{
  const S2pSession *session = session_of (self);
  gboolean any = FALSE;

  for (guint i = 0; i < session->entries->len && !any; i++)
    any = ((const S2pEntry *) session->entries->pdata[i])->population != NULL;
  gtk_stack_set_visible_child_name (self->pages, any ? "filled" : session->entries->len > 0 ? "no-cells" : "empty");
}

static void
show_failed (S2pPageSimulation *self)
{
  const guint n = s2p_failed_table_show (self->failed, session_of (self));
  g_autofree char *title = g_strdup_printf (S2P_PLURAL ("%u Cell That Could Not Be Simulated", "%u Cells That Could Not Be Simulated", n), n);

  gtk_label_set_text (self->failed_title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->failed_box), n > 0);
}

static void
show (GtkWidget *page, guint changes)
{
  S2pPageSimulation *self = S2P_PAGE_SIMULATION (page);

  if (changes & S2P_CHANGED_RECORDINGS)
    {
      s2p_entry_rows_unref (self->rows); /* the table may still hold them */
      self->rows = s2p_entry_rows_new (self->document, FALSE);
      s2p_simulation_table_show (self->recordings, self->rows);
    }
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS))
    choose_page (self);
  if (changes & S2P_CHANGED_SETTINGS)
    s2p_simulation_settings_update (self->settings);
  if (changes & (S2P_CHANGED_SETTINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING | S2P_CHANGED_WORK))
    s2p_table_refresh (self->recordings);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_CURRENT))
    s2p_table_select (self->recordings, s2p_entry_rows_current (self->rows));
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING))
    show_failed (self);
  show_state (self);
}

static void
watch_speed (S2pPageSimulation *self, guint changes)
{
  S2pProgress progress;

  if ((changes & (S2P_CHANGED_WORK | S2P_CHANGED_FIRING)) == 0)
    return;
  s2p_document_get_progress (self->document, S2P_WORK_SIMULATE, &progress);
  s2p_speed_watch (&self->speed, session_of (self), &progress);
}

/* --- from the user --- */

static void
on_simulate (S2pPageSimulation *self)
{
  s2p_document_simulate (self->document);
}

static void
on_selected (S2pPageSimulation *self, guint row)
{
  s2p_entry_rows_go_to (self->rows, row);
}

static void
on_toggled (S2pPageSimulation *self, guint row, gboolean active)
{
  if (row < self->rows->streams->len)
    s2p_document_set_used (self->document, &g_array_index (self->rows->streams, guint64, row), 1, active);
}

/* --- the object --- */

static void
s2p_page_simulation_dispose (GObject *object)
{
  S2pPageSimulation *self = S2P_PAGE_SIMULATION (object);

  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_simulation_parent_class)->dispose (object);
}

static void
s2p_page_simulation_finalize (GObject *object)
{
  s2p_entry_rows_unref (S2P_PAGE_SIMULATION (object)->rows);
  G_OBJECT_CLASS (s2p_page_simulation_parent_class)->finalize (object);
}

static void
s2p_page_simulation_class_init (S2pPageSimulationClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (S2P_TYPE_SIMULATION_SETTINGS);
  g_type_ensure (S2P_TYPE_WORK_BAR);
  G_OBJECT_CLASS (class)->dispose = s2p_page_simulation_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_page_simulation_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/page-simulation.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pPageSimulation, pages);
  gtk_widget_class_bind_template_child (widget_class, S2pPageSimulation, settings);
  gtk_widget_class_bind_template_child (widget_class, S2pPageSimulation, bar);
  gtk_widget_class_bind_template_child (widget_class, S2pPageSimulation, recordings_box);
  gtk_widget_class_bind_template_child (widget_class, S2pPageSimulation, failed_box);
  gtk_widget_class_bind_template_child (widget_class, S2pPageSimulation, failed_title);
  gtk_widget_class_bind_template_callback (widget_class, on_simulate);
}

static void
s2p_page_simulation_init (S2pPageSimulation *self)
{
  s2p_speed_init (&self->speed);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
s2p_page_simulation_new (S2pDocument *document)
{
  S2pPageSimulation *self = g_object_new (S2P_TYPE_PAGE_SIMULATION, NULL);

  self->document = g_object_ref (document);
  s2p_simulation_settings_set_document (self->settings, document);
  s2p_work_bar_set_up (self->bar, document, S2P_WORK_SIMULATE, _("_Simulate Cells"), _("Show _Results"), "results");
  self->recordings = S2P_TABLE (s2p_simulation_table_new ());
  self->failed = S2P_TABLE (s2p_failed_table_new ());
  g_signal_connect_object (self->recordings, "selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recordings, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->recordings_box, GTK_WIDGET (self->recordings));
  gtk_box_append (self->failed_box, GTK_WIDGET (self->failed));
  g_signal_connect_object (document, "changed", G_CALLBACK (watch_speed), self, G_CONNECT_SWAPPED);
  s2p_page_follow (GTK_WIDGET (self), document, show);
  return GTK_WIDGET (self);
}
