#include "app/work-status.h"
#include "base/words.h"
#include <math.h>

#define DELAY_MS 250 /* shorter work is not worth a flicker */

struct _S2pWorkStatus {
  AdwBin       parent;
  GtkSpinner  *spinner;
  GtkLabel    *label;
  GtkWidget   *cancel_button;
  S2pDocument *document;
  guint        timer;
};

G_DEFINE_FINAL_TYPE (S2pWorkStatus, s2p_work_status, ADW_TYPE_BIN)

/* In the order in which they matter to the user. */
static const struct { S2pWorkKind kind; gboolean own; const char *name, *percent; } works[] = {
  { S2P_WORK_SIMULATE, TRUE, N_("Simulating"), N_("Simulating: %u %%") },
  { S2P_WORK_POPULATE, TRUE, N_("Generating"), N_("Generating: %u %%") },
  { S2P_WORK_IMPORT, FALSE, N_("Reading files"), N_("Reading files: %u %%") },
  { S2P_WORK_ESTIMATE, FALSE, N_("Inferring conductances"), N_("Inferring conductances: %u %%") },
  { S2P_WORK_TRACES, FALSE, N_("Making traces"), N_("Making traces: %u %%") },
};

/* The first that runs; FALSE: none. */
static gboolean
running (S2pDocument *document, guint *which, S2pProgress *progress)
{
  for (*which = 0; *which < G_N_ELEMENTS (works); (*which)++)
    {
      s2p_document_get_progress (document, works[*which].kind, progress);
      if (progress->running)
        return TRUE;
    }
  return FALSE;
}

gboolean
s2p_work_can_cancel (S2pDocument *document)
{
  guint which;
  S2pProgress progress;

  return running (document, &which, &progress) && works[which].own;
}

void
s2p_work_cancel (S2pDocument *document)
{
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    if (works[i].own)
      s2p_document_cancel (document, works[i].kind);
}

static void
say_time_left (S2pWorkStatus *self, double seconds)
{
  g_autofree char *text = NULL;
  const guint whole = ceil (isfinite (seconds) ? seconds : 0);

  if (isfinite (seconds) && whole < 100)
    text = g_strdup_printf (S2P_PLURAL ("About %u second left", "About %u seconds left", whole), whole);
  else if (isfinite (seconds))
    text = g_strdup_printf (S2P_PLURAL ("About %u minute left", "About %u minutes left", (whole + 30) / 60), (whole + 30) / 60);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);
}

static void
update (S2pWorkStatus *self)
{
  S2pProgress progress;
  guint which;
  g_autofree char *text = NULL;
  const gboolean busy = running (self->document, &which, &progress);

  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self), busy);
  if (!busy)
    return;
  text = progress.done > 0 && progress.total > 0 ? g_strdup_printf (_(works[which].percent), (guint) (100 * progress.done / progress.total))
                                                 : g_strdup (_(works[which].name));
  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (self->cancel_button, works[which].own);
  say_time_left (self, progress.seconds_left);
}

static gboolean
on_timer (gpointer user_data)
{
  S2pWorkStatus *self = user_data;

  self->timer = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (S2pWorkStatus *self, guint changes)
{
  guint which;
  S2pProgress progress;

  if (!(changes & S2P_CHANGED_WORK))
    return;
  if (!running (self->document, &which, &progress))
    g_clear_handle_id (&self->timer, g_source_remove);
  else if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      if (self->timer == 0)
        self->timer = g_timeout_add (DELAY_MS, on_timer, self);
      return;
    }
  update (self);
}

void
s2p_work_status_set_document (S2pWorkStatus *self, S2pDocument *document)
{
  self->document = g_object_ref (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

static void
s2p_work_status_dispose (GObject *object)
{
  S2pWorkStatus *self = S2P_WORK_STATUS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_work_status_parent_class)->dispose (object);
}

static void
s2p_work_status_class_init (S2pWorkStatusClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_work_status_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/work-status.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pWorkStatus, spinner);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkStatus, label);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkStatus, cancel_button);
}

static void
s2p_work_status_init (S2pWorkStatus *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
