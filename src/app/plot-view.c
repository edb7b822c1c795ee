/* The picture is drawn into a texture that is kept until something in it changes: a tooltip that moves, or a button that
 * appears, would otherwise draw all traces again. Changes only mark it; it is drawn once a frame. */
#include "app/plot-view-private.h"
#include "app/export.h"
#include "base/words.h"
#include <adwaita.h>

#define MARGIN 4             /* of the button in the corner */
#define TIP_X 14             /* of the tooltip from the pointer */
#define TIP_Y 18

G_DEFINE_FINAL_TYPE (S2pPlotView, s2p_plot_view, GTK_TYPE_WIDGET)

/* --- drawing --- */

void
s2p_plot_view_redraw (S2pPlotView *self)
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
  s2p_plot_view_redraw (self);
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
        s2p_plot_view_redraw (self);
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

/* Saving lays the figure out on paper; pixels are as on the screen again once it is drawn there. */
static void
saved (GtkWidget *widget)
{
  s2p_plot_view_redraw (S2P_PLOT_VIEW (widget));
}

static void
save (GtkWidget *widget, const char *action, GVariant *ending)
{
  S2pPlotView *self = S2P_PLOT_VIEW (widget);

  if (self->picture != NULL)
    s2p_export_picture (widget, self->export_name, g_variant_get_string (ending, NULL), self->picture, self->owner, saved);
}

static void
reset_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_plot_view_reset (S2P_PLOT_VIEW (widget));
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
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plot.reset", s2p_plot_view_can_zoom (self));
  gtk_widget_set_visible (self->menu_button, picture != NULL);
  s2p_plot_view_say (self, NULL);
  show_button (self);
  s2p_plot_view_redraw (self);
}

void
s2p_plot_view_highlight (S2pPlotView *self, S2pThing thing)
{
  self->highlight = thing;
  if (self->picture != NULL && s2p_picture_highlight (self->picture, thing))
    s2p_plot_view_redraw (self);
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
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class, "/org/spike2pop/Spike2Pop/ui/plot-view.ui");
  gtk_widget_class_bind_template_child (class, S2pPlotView, menu_button);
  gtk_widget_class_bind_template_child (class, S2pPlotView, tip);
  gtk_widget_class_bind_template_child (class, S2pPlotView, context_menu);
  gtk_widget_class_bind_template_child (class, S2pPlotView, motion);
  gtk_widget_class_bind_template_child (class, S2pPlotView, focus);
  gtk_widget_class_bind_template_child (class, S2pPlotView, drag);
  gtk_widget_class_bind_template_callback (class, show_button);
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
  bind_template (widget_class);
  s2p_plot_view_bind_input (widget_class);
  g_signal_new ("hovered", S2P_TYPE_PLOT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  g_signal_new ("chosen", S2P_TYPE_PLOT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
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
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (s2p_plot_view_redraw), NULL);
  choose_theme (self);
  s2p_plot_view_set_picture (self, NULL, FALSE);
}

GtkWidget *
s2p_plot_view_new (void)
{
  return g_object_new (S2P_TYPE_PLOT_VIEW, NULL);
}
