#include "app/found-bar.h"
#include "base/words.h"

struct _S2pFoundBar {
  AdwBin       parent;
  GtkInfoBar  *bar;
  GtkLabel    *label;
  S2pRecovery *recovery;
};

G_DEFINE_FINAL_TYPE (S2pFoundBar, s2p_found_bar, ADW_TYPE_BIN)

static gboolean
is_today (GDateTime *when)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_get_year (when) == g_date_time_get_year (now) && g_date_time_get_day_of_year (when) == g_date_time_get_day_of_year (now);
}

static void
update (S2pFoundBar *self)
{
  g_autoptr (GDateTime) when = s2p_recovery_found (self->recovery);
  g_autofree char *time = NULL, *text = NULL;

  gtk_info_bar_set_revealed (self->bar, when != NULL);
  if (when == NULL)
    return;
  if (is_today (when))
    /* Translators: a time of today, as in 14:05 */
    time = g_date_time_format (when, _("%H:%M"));
  else
    /* Translators: a time of an earlier day, as in 21 November, 14:05 */
    time = g_date_time_format (when, _("%-d %B, %H:%M"));
  text = g_strdup_printf (_("Unsaved work of %s was found"), time);
  gtk_label_set_label (self->label, text);
}

static void
restore (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_recovery_restore (S2P_FOUND_BAR (widget)->recovery);
}

static void
discard (GtkWidget *widget, const char *action, GVariant *parameter)
{
  S2pFoundBar *self = S2P_FOUND_BAR (widget);
  AdwToastOverlay *toasts = ADW_TOAST_OVERLAY (gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY));
  AdwToast *toast = adw_toast_new (_("Unsaved work was discarded"));

  s2p_recovery_discard (self->recovery);
  adw_toast_set_button_label (toast, _("Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (s2p_recovery_undiscard), self->recovery, G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (s2p_recovery_forget), self->recovery, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (toasts, toast);
}

void
s2p_found_bar_set_recovery (S2pFoundBar *self, S2pRecovery *recovery)
{
  self->recovery = g_object_ref (recovery);
  g_signal_connect_object (recovery, "found", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
s2p_found_bar_dispose (GObject *object)
{
  S2pFoundBar *self = S2P_FOUND_BAR (object);

  g_clear_object (&self->recovery);
  G_OBJECT_CLASS (s2p_found_bar_parent_class)->dispose (object);
}

static void
s2p_found_bar_class_init (S2pFoundBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_found_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/found-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pFoundBar, bar);
  gtk_widget_class_bind_template_child (widget_class, S2pFoundBar, label);
  gtk_widget_class_install_action (widget_class, "found.restore", NULL, restore);
  gtk_widget_class_install_action (widget_class, "found.discard", NULL, discard);
}

static void
s2p_found_bar_init (S2pFoundBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
