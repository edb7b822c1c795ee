#include "app/application.h"
#include "app/window.h"

struct _S2pApplication {
  AdwApplication parent;
  S2pWorkers    *workers;
};

G_DEFINE_FINAL_TYPE (S2pApplication, s2p_application, ADW_TYPE_APPLICATION)

static S2pWindow *
window_of (S2pApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return window != NULL ? S2P_WINDOW (window) : s2p_window_new (GTK_APPLICATION (self), self->workers);
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
s2p_application_startup (GApplication *application)
{
  S2pApplication *self = S2P_APPLICATION (application);
  static const struct { const char *action, *keys[3]; } shortcuts[] = {
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z" } },
    { "win.show-page('import')", { "<Alt>1" } },
    { "win.show-page('population')", { "<Alt>2" } },
    { "win.show-page('simulation')", { "<Alt>3" } },
    { "win.show-page('results')", { "<Alt>4" } },
  };

  G_APPLICATION_CLASS (s2p_application_parent_class)->startup (application);
  self->workers = s2p_workers_new (0);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action, shortcuts[i].keys);
}

static void
s2p_application_shutdown (GApplication *application)
{
  S2pApplication *self = S2P_APPLICATION (application);

  G_APPLICATION_CLASS (s2p_application_parent_class)->shutdown (application); /* takes down the windows */
  g_clear_pointer (&self->workers, s2p_workers_free);
}

static void
s2p_application_class_init (S2pApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  application_class->activate = s2p_application_activate;
  application_class->open = s2p_application_open;
  application_class->startup = s2p_application_startup;
  application_class->shutdown = s2p_application_shutdown;
}

static void
s2p_application_init (S2pApplication *self)
{
}

S2pApplication *
s2p_application_new (void)
{
  return g_object_new (S2P_TYPE_APPLICATION, "application-id", S2P_APPLICATION_ID, "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
