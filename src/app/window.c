#include "app/window.h"
#include "app/page-import.h"
#include "app/page-population.h"
#include "app/page-results.h"
#include "app/page-simulation.h"
#include "base/words.h"

struct _S2pWindow {
  AdwApplicationWindow  parent;
  S2pDocument          *document;
  AdwToastOverlay      *toasts;
  AdwViewStack         *stack;
  AdwViewSwitcherTitle *switcher_title;
};

G_DEFINE_FINAL_TYPE (S2pWindow, s2p_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update_title (S2pWindow *self)
{
  g_autofree char *title = s2p_document_title (self->document);

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_view_switcher_title_set_title (self->switcher_title, title);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", s2p_document_can_undo (self->document));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", s2p_document_can_redo (self->document));
}

static void
on_changed (S2pWindow *self, guint changes)
{
  if (changes & S2P_CHANGED_TITLE)
    update_title (self);
}

static void
on_message (S2pWindow *self, const char *text, guint undo)
{
  AdwToast *toast = adw_toast_new (text);

  if (undo > 0)
    {
      adw_toast_set_button_label (toast, _("_Undo"));
      adw_toast_set_action_name (toast, "win.undo-to");
      adw_toast_set_action_target (toast, "u", undo);
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_document_undo (S2P_WINDOW (widget)->document);
}

static void
redo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_document_redo (S2P_WINDOW (widget)->document);
}

static void
undo_to (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_document_undo_to (S2P_WINDOW (widget)->document, g_variant_get_uint32 (parameter));
}

static void
show_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_window_show_page (S2P_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
s2p_window_dispose (GObject *object)
{
  S2pWindow *self = S2P_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_WINDOW);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_window_parent_class)->dispose (object);
}

static void
s2p_window_class_init (S2pWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, switcher_title);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo);
  gtk_widget_class_install_action (widget_class, "win.undo-to", "u", undo_to);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page);
}

static void
s2p_window_init (S2pWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_page (S2pWindow *self, GtkWidget *page, const char *name, const char *title, const char *icon)
{
  AdwViewStackPage *added = adw_view_stack_add_titled (self->stack, page, name, title);

  adw_view_stack_page_set_icon_name (added, icon);
}

S2pWindow *
s2p_window_new (GtkApplication *application, S2pWorkers *workers)
{
  S2pWindow *self = g_object_new (S2P_TYPE_WINDOW, "application", application, NULL);

  self->document = s2p_document_new (workers);
  add_page (self, s2p_page_import_new (self->document), "import", _("Import"), "document-open-symbolic");
  add_page (self, s2p_page_population_new (self->document), "population", _("Population"), "system-users-symbolic");
  add_page (self, s2p_page_simulation_new (self->document), "simulation", _("Simulation"), "media-playback-start-symbolic");
  add_page (self, s2p_page_results_new (self->document), "results", _("Results"), "view-grid-symbolic");
  g_signal_connect_object (self->document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  update_title (self);
  return self;
}

S2pDocument *
s2p_window_document (S2pWindow *self)
{
  return self->document;
}

void
s2p_window_open (S2pWindow *self, GFile *const *files, guint n)
{
  s2p_document_open_files (self->document, files, n);
}

void
s2p_window_show_page (S2pWindow *self, const char *name)
{
  adw_view_stack_set_visible_child_name (self->stack, name);
}

void
s2p_window_toast (S2pWindow *self, const char *text)
{
  on_message (self, text, 0);
}
