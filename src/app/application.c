#include "app/application.h"
#include "app/about.h"
#include "app/window.h"
#include "base/words.h"

struct _S2pApplication {
  AdwApplication parent;
  S2pWorkers    *workers;
};

G_DEFINE_FINAL_TYPE (S2pApplication, s2p_application, ADW_TYPE_APPLICATION)

/* The window that is there, or a new one. */
static S2pWindow *
window_of (S2pApplication *self)
{
  for (const GList *at = gtk_application_get_windows (GTK_APPLICATION (self)); at != NULL; at = at->next)
    if (S2P_IS_WINDOW (at->data) && !s2p_window_is_closing (at->data))
      return at->data;
  return s2p_window_new (GTK_APPLICATION (self), self->workers);
}

static void
s2p_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (window_of (S2P_APPLICATION (application))));
}

static void
s2p_application_open (GApplication *application, GFile **files, int n, const char *hint)
{
  S2pWindow *window = window_of (S2P_APPLICATION (application));

  s2p_window_open (window, files, n);
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  s2p_about_show (gtk_application_get_active_window (application));
}

/* As if every window were closed: each keeps what is not saved. */
static void
quit (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));

  for (const GList *at = windows; at != NULL; at = at->next)
    gtk_window_close (at->data);
}

static void
set_keys (GtkApplication *application)
{
  static const struct { const char *action, *keys[3]; } shortcuts[] = {
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.open", { "<Control>o" } },
    { "win.save", { "<Control>s" } },
    { "win.save-as", { "<Control><Shift>s" } },
    { "win.new-session", { "<Control>n" } },
    { "win.show-help-overlay", { "<Control>question" } },
    { "win.show-page('import')", { "<Alt>1" } },
    { "win.show-page('population')", { "<Alt>2" } },
    { "win.show-page('simulation')", { "<Alt>3" } },
    { "win.show-page('results')", { "<Alt>4" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].keys);
}

static void
s2p_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = { { .name = "about", .activate = show_about }, { .name = "quit", .activate = quit } };
  S2pApplication *self = S2P_APPLICATION (application);

  G_APPLICATION_CLASS (s2p_application_parent_class)->startup (application);
  self->workers = s2p_workers_new (0);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_keys (GTK_APPLICATION (self));
  gtk_window_set_default_icon_name (S2P_APPLICATION_ID);
}

static void
s2p_application_shutdown (GApplication *application)
{
  S2pApplication *self = S2P_APPLICATION (application);

  G_APPLICATION_CLASS (s2p_application_parent_class)->shutdown (application); /* takes down the windows */
  g_clear_pointer (&self->workers, s2p_workers_free);
}

static int
s2p_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1; /* go on */
  g_print ("Spike2Pop %s\n", S2P_VERSION);
  return 0;
}

static void
s2p_application_class_init (S2pApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  application_class->activate = s2p_application_activate;
  application_class->open = s2p_application_open;
  application_class->startup = s2p_application_startup;
  application_class->shutdown = s2p_application_shutdown;
  application_class->handle_local_options = s2p_application_handle_local_options;
}

static void
s2p_application_init (S2pApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option (application, "version", 'v', 0, G_OPTION_ARG_NONE, _("Print the version and exit"), NULL);
  g_application_set_option_context_parameter_string (application, _("[FILE…]"));
  g_application_set_option_context_summary (application, _("Opens spike times and sessions in the window."));
}

S2pApplication *
s2p_application_new (void)
{
  return g_object_new (S2P_TYPE_APPLICATION, "application-id", S2P_APPLICATION_ID, "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
