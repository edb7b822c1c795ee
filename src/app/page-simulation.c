#include "app/page-simulation.h"
#include "app/say.h"
#include "app/simulation-need.h"
#include "app/simulation-settings.h"
#include "app/simulation-tables.h"
#include "app/work-bar.h"
#include "base/words.h"

struct _S2pPageSimulation {
  AdwBin                 parent;
  S2pDocument           *document;
  guint                  changes;    /* that have not been shown yet */
  guint                  tick;       /* 0: none waits for the next frame */
  GArray                *streams;    /* (element-type guint64) all recordings */
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
plan_text (const S2pNeed *need, gboolean *warn)
{
  g_autofree char *cells = s2p_say_cells (need->cells), *recordings = s2p_say_recordings (need->recordings), *time = s2p_say_seconds (need->seconds),
                  *size = g_format_size (need->traces_size), *memory = g_format_size (need->memory);

  *warn = need->traces_size > need->memory / 2;
  if (*warn)
    return g_strdup_printf (_("%s of %s take %s. The traces need %s of memory: more than half of the %s that this computer has."), cells, recordings, time, size, memory);
  if (need->traces_size > 0)
    return g_strdup_printf (_("%s of %s take %s. The traces need %s of memory."), cells, recordings, time, size);
  return g_strdup_printf (_("%s of %s take %s."), cells, recordings, time); /* Translators: "80 cells", "5 recordings", "about 12 s" */
}

static char *
done_text (const S2pNeed *need, gboolean *warn)
{
  g_autofree char *cells = s2p_say_cells (need->fresh_cells), *failed = s2p_say_cells (need->failed);

  *warn = need->failed > 0;
  if (need->failed > 0)
    return g_strdup_printf (_("%s were simulated, of which %s failed: see the table of failed cells."), cells, failed);
  return g_strdup_printf (_("%s were simulated."), cells);
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
collect_streams (S2pPageSimulation *self)
{
  const S2pSession *session = session_of (self);

  g_array_unref (self->streams); /* the table may still hold it */
  self->streams = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < session->entries->len; i++)
    g_array_append_val (self->streams, ((const S2pEntry *) session->entries->pdata[i])->recording->stream);
}

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
show_current (S2pPageSimulation *self)
{
  const S2pEntry *current = s2p_document_current (self->document);
  guint row = G_MAXUINT;

  for (guint i = 0; current != NULL && i < self->streams->len; i++)
    if (g_array_index (self->streams, guint64, i) == current->recording->stream)
      row = i;
  s2p_table_select (self->recordings, row);
}

static void
show (S2pPageSimulation *self, guint changes)
{
  if (changes & S2P_CHANGED_RECORDINGS)
    {
      collect_streams (self);
      s2p_simulation_table_show (self->recordings, self->document, self->streams);
    }
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS))
    choose_page (self);
  if (changes & S2P_CHANGED_SETTINGS)
    s2p_simulation_settings_update (self->settings);
  if (changes & (S2P_CHANGED_SETTINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING | S2P_CHANGED_WORK))
    s2p_table_refresh (self->recordings);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_CURRENT))
    show_current (self);
  if (changes & (S2P_CHANGED_RECORDINGS | S2P_CHANGED_MODEL | S2P_CHANGED_ESTIMATES | S2P_CHANGED_POPULATIONS | S2P_CHANGED_FIRING))
    show_failed (self);
  show_state (self);
}

/* --- changes, at most once a frame, and only while the page is seen --- */

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  S2pPageSimulation *self = S2P_PAGE_SIMULATION (widget);
  const guint changes = self->changes;

  self->tick = 0;
  self->changes = 0;
  show (self, changes);
  return G_SOURCE_REMOVE;
}

static void
on_changed (S2pPageSimulation *self, guint changes)
{
  S2pProgress progress;

  if (changes & (S2P_CHANGED_WORK | S2P_CHANGED_FIRING))
    {
      s2p_document_get_progress (self->document, S2P_WORK_SIMULATE, &progress);
      s2p_speed_watch (&self->speed, session_of (self), &progress);
    }
  self->changes |= changes;
  if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
s2p_page_simulation_map (GtkWidget *widget)
{
  S2pPageSimulation *self = S2P_PAGE_SIMULATION (widget);
  const guint changes = self->changes;

  self->changes = 0;
  if (changes != 0)
    show (self, changes);
  GTK_WIDGET_CLASS (s2p_page_simulation_parent_class)->map (widget);
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
  if (row < self->streams->len)
    s2p_document_set_current (self->document, g_array_index (self->streams, guint64, row));
}

static void
on_toggled (S2pPageSimulation *self, guint row, gboolean active)
{
  if (row < self->streams->len)
    s2p_document_set_used (self->document, &g_array_index (self->streams, guint64, row), 1, active);
}

/* --- the object --- */

static void
s2p_page_simulation_dispose (GObject *object)
{
  S2pPageSimulation *self = S2P_PAGE_SIMULATION (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_page_simulation_parent_class)->dispose (object);
}

static void
s2p_page_simulation_finalize (GObject *object)
{
  g_array_unref (S2P_PAGE_SIMULATION (object)->streams);
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
  widget_class->map = s2p_page_simulation_map;
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
  self->changes = S2P_CHANGED_ALL;
  self->streams = g_array_new (FALSE, FALSE, sizeof (guint64));
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
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
