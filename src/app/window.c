#include "app/window.h"
#include "app/accessible.h"
#include "app/files.h"
#include "app/found-bar.h"
#include "app/page-import.h"
#include "app/page-population.h"
#include "app/page-results.h"
#include "app/page-simulation.h"
#include "app/preferences.h"
#include "app/recent.h"
#include "app/work-status.h"
#include "base/words.h"
#include "program/program.h"
#include <string.h>

struct _S2pWindow {
  AdwApplicationWindow  parent;
  S2pDocument          *document;
  S2pRecovery          *recovery;
  AdwToastOverlay      *toasts;
  AdwSplitButton       *open_button;
  AdwViewStack         *stack;
  AdwViewSwitcherTitle *switcher_title;
  S2pWorkStatus        *work_status;
  S2pFoundBar          *found_bar;
  gboolean              closing;
  gboolean              finishing; /* closing, and nothing is saved any more */
};

G_DEFINE_FINAL_TYPE (S2pWindow, s2p_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- what is said of the session --- */

static void
update_title (S2pWindow *self)
{
  g_autofree char *title = s2p_document_title (self->document);
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean empty = s2p_document_is_empty (self->document);

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_view_switcher_title_set_title (self->switcher_title, title);
  gtk_widget_action_set_enabled (widget, "win.undo", s2p_document_can_undo (self->document));
  gtk_widget_action_set_enabled (widget, "win.redo", s2p_document_can_redo (self->document));
  gtk_widget_action_set_enabled (widget, "win.new-session", !empty);
  gtk_widget_action_set_enabled (widget, "win.save", !empty && (s2p_document_path (self->document) == NULL || s2p_document_is_modified (self->document)));
  gtk_widget_action_set_enabled (widget, "win.save-as", !empty);
}

static void
remember_settings (S2pWindow *self)
{
  const S2pSettings *settings = &s2p_document_session (self->document)->settings;

  s2p_preferences_set_settings (settings);
  if (g_path_is_absolute (settings->model))
    s2p_preferences_add_model_file (settings->model);
}

static void go_on_closing (S2pWindow *self);

static void
on_changed (S2pWindow *self, guint changes)
{
  if (changes & (S2P_CHANGED_TITLE | S2P_CHANGED_FILES | S2P_CHANGED_RECORDINGS))
    update_title (self);
  if (changes & (S2P_CHANGED_SETTINGS | S2P_CHANGED_MODEL))
    remember_settings (self);
  if (changes & S2P_CHANGED_WORK)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel-work", s2p_work_can_cancel (self->document));
  if (self->closing)
    go_on_closing (self);
}

static void
on_message (S2pWindow *self, const char *text, guint undo)
{
  AdwToast *toast = adw_toast_new ("");
  g_autofree char *markup = g_markup_escape_text (text, -1); /* a toast reads markup */

  adw_toast_set_title (toast, markup);
  if (undo > 0)
    {
      adw_toast_set_button_label (toast, _("Undo"));
      adw_toast_set_action_name (toast, "win.undo-to");
      adw_toast_set_action_target (toast, "u", undo);
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- actions --- */

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
open_files (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_files_ask_open (GTK_WINDOW (widget), S2P_WINDOW (widget)->document);
}

static void
open_recent (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  s2p_window_open (S2P_WINDOW (widget), &file, 1);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  S2pDocument *document = S2P_WINDOW (widget)->document;
  const char *path = s2p_document_path (document);

  if (path != NULL && g_str_equal (action, "win.save"))
    s2p_document_save (document, path);
  else
    s2p_files_ask_save (GTK_WINDOW (widget), document);
}

static void
new_session (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_document_clear (S2P_WINDOW (widget)->document);
  s2p_window_show_page (S2P_WINDOW (widget), "import");
}

static void
cancel_work (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_work_cancel (S2P_WINDOW (widget)->document);
}

/* THE next step of a page is the button that is marked so. */
static GtkWidget *
find_suggested (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (gtk_widget_has_css_class (widget, "suggested-action") && gtk_widget_is_sensitive (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_suggested (child);
  return found;
}

static void
next_step (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *button = find_suggested (adw_view_stack_get_visible_child (S2P_WINDOW (widget)->stack));

  if (button != NULL)
    gtk_widget_activate (button);
}

static void
show_shortcuts (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/spike2pop/Spike2Pop/ui/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

/* --- files that are dropped, files of late --- */

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer self)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));

  for (const GSList *at = list; at != NULL; at = at->next)
    g_ptr_array_add (files, at->data);
  if (files->len == 0)
    return FALSE;
  s2p_window_open (self, (GFile *const *) files->pdata, files->len);
  s2p_window_show_page (self, "import");
  return TRUE;
}

static void
accept_drops (S2pWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
update_recent (S2pWindow *self)
{
  g_autoptr (GMenuModel) menu = s2p_recent_menu ();

  adw_split_button_set_menu_model (self->open_button, menu);
}

/* The list of recent files may be long: it is read when the window is there. */
static gboolean
on_idle (gpointer user_data)
{
  S2pWindow *self = user_data;

  if (self->document == NULL)
    return G_SOURCE_REMOVE; /* gone already */
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (update_recent), self, G_CONNECT_SWAPPED);
  s2p_recent_watch (self->document);
  update_recent (self);
  return G_SOURCE_REMOVE;
}

/* --- closing --- */

static void
on_kept (gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_HIGH, (GSourceFunc) (void *) gtk_window_destroy, user_data, NULL);
}

static void
go_on_closing (S2pWindow *self)
{
  if (self->finishing || s2p_document_is_saving (self->document))
    return;
  self->finishing = TRUE;
  s2p_recovery_finish (self->recovery, on_kept, self);
}

static gboolean
s2p_window_close_request (GtkWindow *window)
{
  S2pWindow *self = S2P_WINDOW (window);
  int width, height;

  if (self->closing)
    return TRUE;
  gtk_window_get_default_size (window, &width, &height);
  s2p_preferences_set_window (width, height, gtk_window_is_maximized (window));
  for (guint work = 0; work < S2P_N_WORKS; work++)
    s2p_document_cancel (self->document, work);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->closing = TRUE;
  go_on_closing (self);
  return TRUE;
}

gboolean
s2p_window_is_closing (S2pWindow *self)
{
  return self->closing;
}

/* --- the widget --- */

static void
s2p_window_dispose (GObject *object)
{
  S2pWindow *self = S2P_WINDOW (object);

  g_clear_object (&self->recovery);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_window_parent_class)->dispose (object);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  /* After what has the focus, so that an entry has its own Escape and Ctrl+Z. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.cancel-work", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "win.next-step", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "win.next-step", NULL);
}

static void
s2p_window_class_init (S2pWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = s2p_window_close_request;
  g_type_ensure (S2P_TYPE_FOUND_BAR);
  g_type_ensure (S2P_TYPE_WORK_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, work_status);
  gtk_widget_class_bind_template_child (widget_class, S2pWindow, found_bar);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_files);
  gtk_widget_class_install_action (widget_class, "win.open-recent", "s", open_recent);
  gtk_widget_class_install_action (widget_class, "win.save", NULL, save);
  gtk_widget_class_install_action (widget_class, "win.save-as", NULL, save);
  gtk_widget_class_install_action (widget_class, "win.new-session", NULL, new_session);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo);
  gtk_widget_class_install_action (widget_class, "win.undo-to", "u", undo_to);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page);
  gtk_widget_class_install_action (widget_class, "win.next-step", NULL, next_step);
  gtk_widget_class_install_action (widget_class, "win.cancel-work", NULL, cancel_work);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, show_shortcuts);
  bind_keys (widget_class);
}

static void
s2p_window_init (S2pWindow *self)
{
  int width = 1280, height = 800;
  gboolean maximized = FALSE;

  gtk_widget_init_template (GTK_WIDGET (self));
  s2p_preferences_get_window (&width, &height, &maximized);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  accept_drops (self);
}

static void
add_page (S2pWindow *self, GtkWidget *page, const char *name, const char *title, const char *icon)
{
  AdwViewStackPage *added = adw_view_stack_add_titled (self->stack, page, name, title);

  adw_view_stack_page_set_icon_name (added, icon);
}

/* A new document begins with the settings of the last time, unless their model is gone or says otherwise by now. */
static void
recall_settings (S2pWindow *self)
{
  g_autoptr (S2pSession) session = s2p_session_new ();
  g_autofree char *path = NULL;
  g_autoptr (S2pModel) model = NULL;

  if (!s2p_preferences_get_settings (&session->settings))
    return;
  if (strcmp (session->settings.model, s2p_document_session (self->document)->settings.model) == 0)
    {
      s2p_document_set_settings (self->document, &session->settings, NULL); /* checks them itself */
      return;
    }
  path = s2p_program_model_path (session->settings.model, NULL);
  model = path != NULL ? s2p_model_load (path, NULL) : NULL;
  if (model != NULL && s2p_settings_check (&session->settings, model, NULL))
    s2p_document_restore (self->document, g_steal_pointer (&session), NULL);
}

S2pWindow *
s2p_window_new (GtkApplication *application, S2pWorkers *workers)
{
  S2pWindow *self = g_object_new (S2P_TYPE_WINDOW, "application", application, NULL);
  g_autofree char *folder = s2p_recovery_folder ();

  self->document = s2p_document_new (workers);
  recall_settings (self);
  self->recovery = s2p_recovery_new (self->document, workers, folder);
  add_page (self, s2p_page_import_new (self->document), "import", _("Import"), "document-open-symbolic");
  add_page (self, s2p_page_population_new (self->document), "population", _("Population"), "system-users-symbolic");
  add_page (self, s2p_page_simulation_new (self->document), "simulation", _("Simulation"), "media-playback-start-symbolic");
  add_page (self, s2p_page_results_new (self->document), "results", _("Results"), "view-grid-symbolic");
  s2p_work_status_set_document (self->work_status, self->document);
  s2p_found_bar_set_recovery (self->found_bar, self->recovery);
  s2p_accessible_mend (GTK_WIDGET (self));
  g_signal_connect_object (self->document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  update_title (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel-work", FALSE);
  g_idle_add_full (G_PRIORITY_LOW, on_idle, g_object_ref (self), g_object_unref);
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
