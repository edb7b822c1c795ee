#include "app/work-bar.h"
#include "app/say.h"
#include "base/words.h"
#include <math.h>

struct _S2pWorkBar {
  AdwBin          parent;
  S2pDocument    *document;
  S2pWorkKind     kind;
  gboolean        running;
  GtkWidget      *note_box, *note_icon;
  GtkLabel       *note;
  GtkStack       *stack;
  GtkButton      *start, *next, *cancel;
  GtkProgressBar *progress;
};

G_DEFINE_FINAL_TYPE (S2pWorkBar, s2p_work_bar, ADW_TYPE_BIN)

enum { START, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_progress (S2pWorkBar *self, const S2pProgress *progress)
{
  g_autofree char *cells = s2p_say_progress (progress->done, progress->total), *text = NULL;

  if (isfinite (progress->seconds_left))
    {
      g_autofree char *left = s2p_say_seconds (progress->seconds_left);
      text = g_strdup_printf (_("%s, %s left"), cells, left); /* Translators: "45 of 176 cells", "about 12 s" */
    }
  gtk_progress_bar_set_fraction (self->progress, progress->total > 0 ? (double) progress->done / progress->total : 0);
  gtk_progress_bar_set_text (self->progress, text != NULL ? text : cells);
}

/* The button that was pressed goes away: who uses the keyboard goes on with the one that stands there now. */
static void
move_focus (S2pWorkBar *self)
{
  GtkWidget *next = GTK_WIDGET (self->next), *start = GTK_WIDGET (self->start);

  if (self->running)
    gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
  else
    gtk_widget_grab_focus (gtk_widget_get_visible (next) ? next : start);
}

static void
show_work (S2pWorkBar *self)
{
  S2pProgress progress;
  const gboolean was_running = self->running;
  gboolean focused;

  s2p_document_get_progress (self->document, self->kind, &progress);
  if (progress.running)
    show_progress (self, &progress);
  if (progress.running == was_running)
    return;
  focused = gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL;
  self->running = progress.running;
  gtk_stack_set_visible_child_name (self->stack, self->running ? "running" : "ready");
  if (focused)
    move_focus (self);
}

static void
on_changed (S2pWorkBar *self, guint changes)
{
  if (changes & S2P_CHANGED_WORK)
    show_work (self);
}

static void
on_start (S2pWorkBar *self)
{
  g_signal_emit (self, signals[START], 0);
}

static void
on_cancel (S2pWorkBar *self)
{
  s2p_document_cancel (self->document, self->kind);
}

static void
s2p_work_bar_dispose (GObject *object)
{
  S2pWorkBar *self = S2P_WORK_BAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_WORK_BAR);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_work_bar_parent_class)->dispose (object);
}

static void
s2p_work_bar_class_init (S2pWorkBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_work_bar_dispose;
  signals[START] = g_signal_new ("start", S2P_TYPE_WORK_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/work-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pWorkBar, note_box);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkBar, note_icon);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkBar, note);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkBar, stack);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkBar, start);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkBar, next);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkBar, cancel);
  gtk_widget_class_bind_template_child (widget_class, S2pWorkBar, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
s2p_work_bar_init (S2pWorkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
s2p_work_bar_set_up (S2pWorkBar *self, S2pDocument *document, S2pWorkKind kind, const char *start, const char *next, const char *next_page)
{
  self->document = g_object_ref (document);
  self->kind = kind;
  gtk_button_set_label (self->start, start);
  gtk_button_set_label (self->next, next);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->next), "s", next_page);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  show_work (self);
}

static void
set_suggested (GtkButton *button, gboolean suggested)
{
  if (suggested)
    gtk_widget_add_css_class (GTK_WIDGET (button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (button), "suggested-action");
}

void
s2p_work_bar_set_state (S2pWorkBar *self, const char *note, gboolean warn, gboolean can_start, gboolean done)
{
  gtk_label_set_text (self->note, note);
  gtk_widget_set_visible (self->note_box, note[0] != '\0');
  gtk_widget_set_visible (self->note_icon, warn);
  if (warn)
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_widget_set_sensitive (GTK_WIDGET (self->start), can_start);
  gtk_widget_set_visible (GTK_WIDGET (self->next), done);
  set_suggested (self->start, can_start && !done);
  set_suggested (self->next, done);
}
