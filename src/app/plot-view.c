/* The picture is drawn into a texture that is kept until something in it changes: a tooltip that moves, or a button that
 * appears, would otherwise draw all traces again. Changes only mark it; it is drawn once a frame. */
#include "app/plot-view.h"
#include "app/export.h"
#include "base/words.h"
#include <adwaita.h>
#include <math.h>

#define MARGIN 4             /* of the button in the corner */
#define TIP_X 14             /* of the tooltip from the pointer */
#define TIP_Y 18
#define WHEEL_FACTOR 0.8     /* one step of the wheel towards the user's screen shows so much of what was seen */
#define KEY_FACTOR 0.7
#define KEY_PAN 0.1          /* of the plot */
#define PIXELS_OF_A_STEP 40  /* smooth scrolling */

struct _S2pPlotView {
  GtkWidget        parent;
  GtkWidget       *menu_button, *tip, *context_menu;
  GtkEventController *motion, *focus;
  GtkGesture      *drag;

  S2pPicture      *picture;   /* NULL: nothing to see */
  GObject         *owner;     /* of picture: keeps it while it is being saved */
  S2pTheme         theme;
  GdkTexture      *texture;   /* NULL: to be drawn */
  S2pThing         highlight, hovered;
  char            *export_name;
  gboolean         pointed;   /* the pointer is at ... */
  double           x, y;
  gboolean         dragging, dragged; /* now; since the button was pressed */
  double           drag_x, drag_y; /* already moved by the drag */
  double           pinch;     /* scale when last looked at */
};

G_DEFINE_FINAL_TYPE (S2pPlotView, s2p_plot_view, GTK_TYPE_WIDGET)

enum { HOVERED, CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- drawing --- */

static void
redraw (S2pPlotView *self)
{
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Lengths of a theme are points; those of the screen are pixels of the user's text size. */
static void
choose_theme (S2pPlotView *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  const gboolean dark = adw_style_manager_get_dark (style), contrast = adw_style_manager_get_high_contrast (style);
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  self->theme = s2p_theme_scaled (s2p_theme_get (contrast ? (dark ? S2P_THEME_HIGH_CONTRAST_DARK : S2P_THEME_HIGH_CONTRAST)
                                                          : (dark ? S2P_THEME_DARK : S2P_THEME_LIGHT)),
                                  (dpi > 0 ? dpi / 1024.0 : 96) / 72);
  redraw (self);
}

static GdkTexture *
draw (S2pPlotView *self, int width, int height)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  S2pFigure *figure = s2p_picture_figure (self->picture);
  g_autoptr (GBytes) bytes = NULL;
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  figure->theme = &self->theme;
  figure->pixels = scale;
  s2p_figure_draw (figure, cr, width, height);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) cairo_image_surface_get_stride (surface) * height * scale,
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width * scale, height * scale, GDK_MEMORY_DEFAULT, bytes, cairo_image_surface_get_stride (surface));
}

static void
s2p_plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  S2pPlotView *self = S2P_PLOT_VIEW (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (self->picture != NULL && width > 0 && height > 0)
    {
      if (self->texture == NULL)
        self->texture = draw (self, width, height);
      gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (0, 0, width, height));
    }
  GTK_WIDGET_CLASS (s2p_plot_view_parent_class)->snapshot (widget, snapshot);
}

/* --- layout --- */

static void
s2p_plot_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 260;
}

/* Beside the pointer, on whichever side there is room. */
static void
place_tip (S2pPlotView *self, int width, int height)
{
  int tip_width, tip_height, x, y;

  gtk_widget_measure (self->tip, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &tip_width, NULL, NULL);
  gtk_widget_measure (self->tip, GTK_ORIENTATION_VERTICAL, tip_width, NULL, &tip_height, NULL, NULL);
  x = self->x + TIP_X + tip_width <= width ? (int) self->x + TIP_X : (int) self->x - TIP_X - tip_width;
  y = self->y + TIP_Y + tip_height <= height ? (int) self->y + TIP_Y : (int) self->y - TIP_Y / 2 - tip_height;
  gtk_widget_size_allocate (self->tip, &(GtkAllocation) { MAX (0, MIN (x, width - tip_width)), MAX (0, y), tip_width, tip_height }, -1);
}

static void
s2p_plot_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  S2pPlotView *self = S2P_PLOT_VIEW (widget);
  GtkRequisition button;

  if (self->texture != NULL)
    {
      const int scale = gtk_widget_get_scale_factor (widget);

      if (gdk_texture_get_width (self->texture) != width * scale || gdk_texture_get_height (self->texture) != height * scale)
        redraw (self);
    }
  gtk_widget_get_preferred_size (self->menu_button, NULL, &button);
  gtk_widget_size_allocate (self->menu_button, &(GtkAllocation) { width - button.width - MARGIN, MARGIN, button.width, button.height }, -1);
  if (gtk_widget_should_layout (self->tip))
    place_tip (self, width, height);
  gtk_popover_present (GTK_POPOVER (self->context_menu));
}

static void
show_button (S2pPlotView *self)
{
  const gboolean shown = gtk_event_controller_motion_contains_pointer (GTK_EVENT_CONTROLLER_MOTION (self->motion)) ||
                         gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (self->focus));

  gtk_widget_set_opacity (self->menu_button, shown && self->picture != NULL ? 1 : 0);
}

/* --- pointing --- */

static void
say (S2pPlotView *self, const char *words)
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
  g_signal_emit (self, signals[HOVERED], 0, (guint) thing.kind, thing.number);
}

/* What lies under the pointer, of the last drawing. */
static void
look (S2pPlotView *self)
{
  g_autofree char *words = NULL;
  S2pThing thing = { S2P_THING_NONE, 0 };

  if (self->pointed && self->picture != NULL && !self->dragging)
    thing = s2p_picture_at (self->picture, self->x, self->y, &words);
  say (self, words);
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

static gboolean
can_zoom (S2pPlotView *self)
{
  return self->picture != NULL && s2p_picture_zoom (self->picture) != S2P_ZOOM_NONE;
}

static void
moved (S2pPlotView *self, gboolean changed)
{
  if (!changed)
    return;
  redraw (self);
  look (self);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, gpointer user_data)
{
  S2pPlotView *self = S2P_PLOT_VIEW (user_data);
  const GdkModifierType modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  const double step = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_SURFACE ? 1.0 / PIXELS_OF_A_STEP : 1;

  if (!can_zoom (self))
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

  if (!can_zoom (self) || !(scale > 0) || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
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

  if (!can_zoom (self))
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

static void
reset (S2pPlotView *self)
{
  if (self->picture != NULL)
    moved (self, s2p_picture_reset (self->picture));
}

static void
on_pressed (S2pPlotView *self, int n_presses)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_presses == 2)
    reset (self);
}

static void
on_released (S2pPlotView *self, int n_presses, double x, double y)
{
  S2pThing thing;

  if (self->picture == NULL || n_presses != 1 || self->dragged)
    return;
  thing = s2p_picture_at (self->picture, x, y, NULL);
  g_signal_emit (self, signals[CHOSEN], 0, (guint) thing.kind, thing.number);
}

/* --- menu and keys --- */

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

  if (!can_zoom (self) || !middle (self, &area))
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

  if (!can_zoom (self) || !middle (self, &area))
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

/* Saving lays the figure out on paper; pixels are as on the screen again once it is drawn there. */
static void
saved (GtkWidget *widget)
{
  redraw (S2P_PLOT_VIEW (widget));
}

static void
save (GtkWidget *widget, const char *action, GVariant *ending)
{
  S2pPlotView *self = S2P_PLOT_VIEW (widget);

  if (self->picture != NULL)
    s2p_export_picture (widget, self->export_name, g_variant_get_string (ending, NULL), self->picture, self->owner, saved);
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

static void
reset_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  reset (S2P_PLOT_VIEW (widget));
}

/* --- the widget --- */

void
s2p_plot_view_set_picture (S2pPlotView *self, S2pPicture *picture, gboolean keep_view)
{
  g_autoptr (GObject) before = g_steal_pointer (&self->owner); /* lives as long as it is looked at */

  if (keep_view && picture != NULL && self->picture != NULL)
    s2p_picture_keep_view (picture, self->picture);
  self->picture = picture;
  if (picture != NULL)
    {
      self->owner = g_object_new (G_TYPE_OBJECT, NULL);
      g_object_set_data_full (self->owner, "picture", picture, (GDestroyNotify) s2p_picture_free);
      s2p_picture_highlight (picture, self->highlight);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, s2p_picture_title (picture), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      s2p_picture_caption (picture), -1);
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plot.save", picture != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plot.reset", can_zoom (self));
  gtk_widget_set_visible (self->menu_button, picture != NULL);
  say (self, NULL);
  show_button (self);
  redraw (self);
}

S2pPicture *
s2p_plot_view_get_picture (S2pPlotView *self)
{
  return self->picture;
}

void
s2p_plot_view_highlight (S2pPlotView *self, S2pThing thing)
{
  self->highlight = thing;
  if (self->picture != NULL && s2p_picture_highlight (self->picture, thing))
    redraw (self);
}

void
s2p_plot_view_set_export_name (S2pPlotView *self, const char *name)
{
  g_free (self->export_name);
  self->export_name = g_strdup (name);
}

static void
s2p_plot_view_dispose (GObject *object)
{
  S2pPlotView *self = S2P_PLOT_VIEW (object);
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_PLOT_VIEW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->picture = NULL;
  g_clear_object (&self->owner);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (s2p_plot_view_parent_class)->dispose (object);
}

static void
s2p_plot_view_finalize (GObject *object)
{
  g_free (S2P_PLOT_VIEW (object)->export_name);
  G_OBJECT_CLASS (s2p_plot_view_parent_class)->finalize (object);
}

static void
bind_keys (GtkWidgetClass *class)
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
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class, "/org/spike2pop/Spike2Pop/ui/plot-view.ui");
  gtk_widget_class_bind_template_child (class, S2pPlotView, menu_button);
  gtk_widget_class_bind_template_child (class, S2pPlotView, tip);
  gtk_widget_class_bind_template_child (class, S2pPlotView, context_menu);
  gtk_widget_class_bind_template_child (class, S2pPlotView, motion);
  gtk_widget_class_bind_template_child (class, S2pPlotView, focus);
  gtk_widget_class_bind_template_child (class, S2pPlotView, drag);
  gtk_widget_class_bind_template_callback (class, on_motion);
  gtk_widget_class_bind_template_callback (class, on_leave);
  gtk_widget_class_bind_template_callback (class, show_button);
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

static void
s2p_plot_view_class_init (S2pPlotViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_plot_view_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_plot_view_finalize;
  widget_class->snapshot = s2p_plot_view_snapshot;
  widget_class->measure = s2p_plot_view_measure;
  widget_class->size_allocate = s2p_plot_view_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "plotview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_install_action (widget_class, "plot.save", "s", save);
  gtk_widget_class_install_action (widget_class, "plot.reset", NULL, reset_action);
  bind_keys (widget_class);
  bind_template (widget_class);
  signals[HOVERED] = g_signal_new ("hovered", S2P_TYPE_PLOT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  signals[CHOSEN] = g_signal_new ("chosen", S2P_TYPE_PLOT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
s2p_plot_view_init (S2pPlotView *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->export_name = g_strdup (_("figure"));
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (choose_theme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (choose_theme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi", G_CALLBACK (choose_theme), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (redraw), NULL);
  choose_theme (self);
  s2p_plot_view_set_picture (self, NULL, FALSE);
}

GtkWidget *
s2p_plot_view_new (void)
{
  return g_object_new (S2P_TYPE_PLOT_VIEW, NULL);
}
