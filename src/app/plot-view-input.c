/* How a plot is pointed at, zoomed and moved: pointer, wheel, fingers and keys. */
#include "app/plot-view-private.h"
#include <math.h>

#define WHEEL_FACTOR 0.8     /* one step of the wheel away from the user shows so much of what was seen */
#define KEY_FACTOR 0.7
#define KEY_PAN 0.1          /* of the plot */
#define PIXELS_OF_A_STEP 40  /* smooth scrolling */

/* --- pointing --- */

void
s2p_plot_view_say (S2pPlotView *self, const char *words)
{
  if (words != NULL)
    gtk_label_set_text (GTK_LABEL (self->tip), words);
  gtk_widget_set_visible (self->tip, words != NULL);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_hovered (S2pPlotView *self, S2pThing thing)
{
  if (thing.kind == self->hovered.kind && thing.number == self->hovered.number)
    return;
  self->hovered = thing;
  g_signal_emit_by_name (self, "hovered", (guint) thing.kind, thing.number);
}

/* What lies under the pointer, of the last drawing. */
static void
look (S2pPlotView *self)
{
  g_autofree char *words = NULL;
  S2pThing thing = { S2P_THING_NONE, 0 };

  if (self->pointed && self->picture != NULL && !self->dragging)
    thing = s2p_picture_at (self->picture, self->x, self->y, &words);
  s2p_plot_view_say (self, words);
  set_hovered (self, thing);
}

static void
on_motion (S2pPlotView *self, double x, double y)
{
  self->pointed = TRUE;
  self->x = x;
  self->y = y;
  look (self);
}

static void
on_leave (S2pPlotView *self)
{
  self->pointed = FALSE;
  look (self);
}

/* --- zooming and moving --- */

gboolean
s2p_plot_view_can_zoom (S2pPlotView *self)
{
  return self->picture != NULL && s2p_picture_zoom (self->picture) != S2P_ZOOM_NONE;
}

static void
moved (S2pPlotView *self, gboolean changed)
{
  if (!changed)
    return;
  s2p_plot_view_redraw (self);
  look (self);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, gpointer user_data)
{
  S2pPlotView *self = S2P_PLOT_VIEW (user_data);
  const GdkModifierType modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  const double step = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_SURFACE ? 1.0 / PIXELS_OF_A_STEP : 1;

  if (!s2p_plot_view_can_zoom (self))
    return GDK_EVENT_PROPAGATE; /* the page scrolls */
  if (dy != 0)
    moved (self, s2p_picture_zoom_at (self->picture, modifiers & GDK_SHIFT_MASK ? S2P_ZOOM_Y : S2P_ZOOM_NONE, self->x, self->y, pow (WHEEL_FACTOR, -dy * step)));
  if (dx != 0)
    moved (self, s2p_picture_pan (self->picture, self->x, self->y, -dx * step * PIXELS_OF_A_STEP, 0));
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin (S2pPlotView *self)
{
  self->pinch = 1;
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, gpointer user_data)
{
  S2pPlotView *self = S2P_PLOT_VIEW (user_data);
  double x, y;

  if (!s2p_plot_view_can_zoom (self) || !(scale > 0) || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  moved (self, s2p_picture_zoom_at (self->picture, S2P_ZOOM_NONE, x, y, self->pinch / scale));
  self->pinch = scale;
}

static void
on_drag_begin (S2pPlotView *self, double x, double y)
{
  self->dragging = self->dragged = FALSE;
  self->drag_x = self->drag_y = 0;
}

static void
on_drag_update (S2pPlotView *self, double x, double y)
{
  double start_x, start_y;

  if (!s2p_plot_view_can_zoom (self))
    return;
  if (!self->dragging && !gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) x, (int) y))
    return;
  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (self->drag), &start_x, &start_y);
  if (!self->dragging)
    {
      self->dragging = self->dragged = TRUE;
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_CLAIMED);
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
    }
  moved (self, s2p_picture_pan (self->picture, start_x, start_y, x - self->drag_x, y - self->drag_y));
  self->drag_x = x;
  self->drag_y = y;
}

static void
on_drag_end (S2pPlotView *self, double x, double y)
{
  self->dragging = FALSE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  look (self);
}

void
s2p_plot_view_reset (S2pPlotView *self)
{
  if (self->picture != NULL)
    moved (self, s2p_picture_reset (self->picture));
}

static void
on_pressed (S2pPlotView *self, int n_presses)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_presses == 2)
    s2p_plot_view_reset (self);
}

static void
on_released (S2pPlotView *self, int n_presses, double x, double y)
{
  S2pThing thing;

  if (self->picture == NULL || n_presses != 1 || self->dragged)
    return;
  thing = s2p_picture_at (self->picture, x, y, NULL);
  g_signal_emit_by_name (self, "chosen", (guint) thing.kind, thing.number);
}

/* --- keys and menu --- */

static void
pop_up (S2pPlotView *self, double x, double y)
{
  if (self->picture == NULL)
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->context_menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->context_menu));
}

static void
on_context_pressed (S2pPlotView *self, int n_presses, double x, double y)
{
  pop_up (self, x, y);
}

/* The middle of the panel that is nearest to the middle of the plot: there is a gap between panels. */
static gboolean
middle (S2pPlotView *self, S2pRect *area)
{
  static const double parts[] = { 0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2 };
  GtkWidget *widget = GTK_WIDGET (self);

  for (guint i = 0; self->picture != NULL && i < G_N_ELEMENTS (parts); i++)
    {
      const S2pPanel *panel = s2p_figure_panel_at (s2p_picture_figure (self->picture), gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) * parts[i]);

      if (panel != NULL)
        {
          *area = panel->area;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
on_zoom_key (GtkWidget *widget, GVariant *direction, gpointer data)
{
  S2pPlotView *self = S2P_PLOT_VIEW (widget);
  S2pRect area;

  if (!s2p_plot_view_can_zoom (self) || !middle (self, &area))
    return GDK_EVENT_PROPAGATE;
  moved (self, s2p_picture_zoom_at (self->picture, S2P_ZOOM_NONE, area.x + area.width / 2, area.y + area.height / 2, pow (KEY_FACTOR, g_variant_get_int32 (direction))));
  return GDK_EVENT_STOP;
}

static gboolean
on_pan_key (GtkWidget *widget, GVariant *direction, gpointer data)
{
  S2pPlotView *self = S2P_PLOT_VIEW (widget);
  S2pRect area;
  int x, y;

  if (!s2p_plot_view_can_zoom (self) || !middle (self, &area))
    return GDK_EVENT_PROPAGATE;
  g_variant_get (direction, "(ii)", &x, &y);
  moved (self, s2p_picture_pan (self->picture, area.x + area.width / 2, area.y + area.height / 2, -x * KEY_PAN * area.width, -y * KEY_PAN * area.height));
  return GDK_EVENT_STOP;
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *none, gpointer data)
{
  pop_up (S2P_PLOT_VIEW (widget), gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
  return GDK_EVENT_STOP;
}

static gboolean
on_export_key (GtkWidget *widget, GVariant *none, gpointer data)
{
  S2pPlotView *self = S2P_PLOT_VIEW (widget);

  if (self->picture == NULL)
    return GDK_EVENT_PROPAGATE;
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
  return GDK_EVENT_STOP;
}

void
s2p_plot_view_bind_input (GtkWidgetClass *class)
{
  static const struct { guint key; int direction; } zoom[] = {
    { GDK_KEY_plus, 1 }, { GDK_KEY_equal, 1 }, { GDK_KEY_KP_Add, 1 }, { GDK_KEY_minus, -1 }, { GDK_KEY_KP_Subtract, -1 },
  };
  static const struct { guint key; int x, y; } pan[] = {
    { GDK_KEY_Left, -1, 0 }, { GDK_KEY_KP_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 }, { GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Up, 0, -1 }, { GDK_KEY_KP_Up, 0, -1 }, { GDK_KEY_Down, 0, 1 }, { GDK_KEY_KP_Down, 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (zoom); i++)
    gtk_widget_class_add_binding (class, zoom[i].key, 0, on_zoom_key, "i", zoom[i].direction);
  for (guint i = 0; i < G_N_ELEMENTS (pan); i++)
    gtk_widget_class_add_binding (class, pan[i].key, 0, on_pan_key, "(ii)", pan[i].x, pan[i].y);
  gtk_widget_class_add_binding_action (class, GDK_KEY_KP_0, 0, "plot.reset", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_0, 0, "plot.reset", NULL); /* the last is what the menu shows */
  gtk_widget_class_add_binding (class, GDK_KEY_e, GDK_CONTROL_MASK, on_export_key, NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
  gtk_widget_class_bind_template_callback (class, on_motion);
  gtk_widget_class_bind_template_callback (class, on_leave);
  gtk_widget_class_bind_template_callback (class, on_scroll);
  gtk_widget_class_bind_template_callback (class, on_drag_begin);
  gtk_widget_class_bind_template_callback (class, on_drag_update);
  gtk_widget_class_bind_template_callback (class, on_drag_end);
  gtk_widget_class_bind_template_callback (class, on_pinch_begin);
  gtk_widget_class_bind_template_callback (class, on_pinch);
  gtk_widget_class_bind_template_callback (class, on_pressed);
  gtk_widget_class_bind_template_callback (class, on_released);
  gtk_widget_class_bind_template_callback (class, on_context_pressed);
}
