#include "app/page-follow.h"

#define KEY "s2p-page-follow"

typedef struct {
  void (*show) (GtkWidget *page, guint changes);
  guint changes; /* that have not been shown yet */
  guint tick;    /* 0: none waits for the next frame */
} Follower;

static void
show_now (GtkWidget *page, Follower *self)
{
  const guint changes = self->changes;

  self->changes = 0;
  if (changes != 0)
    self->show (page, changes);
}

static gboolean
on_tick (GtkWidget *page, GdkFrameClock *clock, gpointer data)
{
  Follower *self = data;

  self->tick = 0;
  show_now (page, self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (GtkWidget *page, guint changes)
{
  Follower *self = g_object_get_data (G_OBJECT (page), KEY);

  self->changes |= changes;
  if (self->tick == 0 && gtk_widget_get_mapped (page))
    self->tick = gtk_widget_add_tick_callback (page, on_tick, self, NULL);
}

static void
on_map (GtkWidget *page, Follower *self)
{
  show_now (page, self);
}

static void
on_destroy (GtkWidget *page, Follower *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (page, self->tick);
  self->tick = 0;
}

void
s2p_page_follow (GtkWidget *page, S2pDocument *document, void (*show) (GtkWidget *page, guint changes))
{
  Follower *self = g_new (Follower, 1);

  *self = (Follower) { show, S2P_CHANGED_ALL, 0 };
  g_object_set_data_full (G_OBJECT (page), KEY, self, g_free);
  g_signal_connect (page, "map", G_CALLBACK (on_map), self);
  g_signal_connect (page, "destroy", G_CALLBACK (on_destroy), self);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), page, G_CONNECT_SWAPPED);
}
