#include "plot/canvas.h"
#include <math.h>
#include <string.h>

enum { LONGEST_NAME = 60 };

static gboolean
is_vector (cairo_t *cr)
{
  switch (cairo_surface_get_type (cairo_get_group_target (cr)))
    {
    case CAIRO_SURFACE_TYPE_SVG:
    case CAIRO_SURFACE_TYPE_PDF:
    case CAIRO_SURFACE_TYPE_PS:
      return TRUE;
    default:
      return FALSE;
    }
}

void
s2p_canvas_init (S2pCanvas *canvas, cairo_t *cr, const S2pTheme *theme, double pixels)
{
  PangoContext *context = pango_cairo_create_context (cr);
  cairo_font_options_t *options = cairo_font_options_create ();

  *canvas = (S2pCanvas) { .cr = cr, .theme = theme, .vector = is_vector (cr), .pixels = pixels };
  if (!(canvas->pixels > 0))
    {
      double dx = 1, dy = 0, device_x, device_y;
      cairo_user_to_device_distance (cr, &dx, &dy);
      cairo_surface_get_device_scale (cairo_get_group_target (cr), &device_x, &device_y);
      canvas->pixels = canvas->vector ? 2 : hypot (dx, dy) * device_x;
    }
  canvas->pixels = isfinite (canvas->pixels) ? CLAMP (canvas->pixels, 0.1, 16) : 1;

  /* The same text takes the same room on a screen, in a picture and on paper. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  canvas->layout = pango_layout_new (context);
  g_object_unref (context);
}

void
s2p_canvas_clear (S2pCanvas *canvas)
{
  g_clear_object (&canvas->layout);
}

void
s2p_canvas_colour (S2pCanvas *canvas, const S2pColour *colour, double opacity)
{
  cairo_set_source_rgba (canvas->cr, colour->red, colour->green, colour->blue, colour->alpha * opacity);
}

static void
set_text (S2pCanvas *canvas, S2pTextStyle style, const char *markup, double most)
{
  const S2pTheme *theme = canvas->theme;
  PangoFontDescription *font = pango_font_description_new ();
  double size = style == S2P_TEXT_TITLE ? theme->title_size
                : style == S2P_TEXT_SMALL ? theme->text_size * 0.85 : theme->text_size;
  g_autofree char *valid = g_utf8_make_valid (markup, -1), *text = NULL;
  PangoAttrList *attributes = NULL;

  pango_font_description_set_family_static (font, theme->font);
  pango_font_description_set_absolute_size (font, MAX (size, 1) * PANGO_SCALE);
  if (style == S2P_TEXT_TITLE)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (canvas->layout, font);
  pango_font_description_free (font);

  pango_layout_set_width (canvas->layout, -1);
  pango_layout_set_ellipsize (canvas->layout, PANGO_ELLIPSIZE_NONE);
  if (pango_parse_markup (valid, -1, 0, &attributes, &text, NULL, NULL))
    {
      pango_layout_set_text (canvas->layout, text, -1);
      pango_layout_set_attributes (canvas->layout, attributes);
      pango_attr_list_unref (attributes);
    }
  else
    {
      pango_layout_set_attributes (canvas->layout, NULL);
      pango_layout_set_text (canvas->layout, valid, -1);
    }

  if (most > 0)
    {
      int width, limit = (int) (MIN (most, 1e5) * PANGO_SCALE);
      pango_layout_get_size (canvas->layout, &width, NULL);
      if (width <= limit)
        return;
      /* Pango warns of subscripts that an ellipsis cuts: what is too long goes without its markup. */
      pango_layout_set_attributes (canvas->layout, NULL);
      pango_layout_set_width (canvas->layout, limit);
      pango_layout_set_ellipsize (canvas->layout, PANGO_ELLIPSIZE_END);
    }
}

void
s2p_canvas_measure (S2pCanvas *canvas, S2pTextStyle style, const char *markup, double most,
                    double *width, double *height)
{
  PangoRectangle extent;

  set_text (canvas, style, markup, most);
  pango_layout_get_extents (canvas->layout, NULL, &extent);
  if (width)
    *width = extent.width / (double) PANGO_SCALE;
  if (height)
    *height = extent.height / (double) PANGO_SCALE;
}

void
s2p_canvas_text (S2pCanvas *canvas, S2pTextStyle style, const char *markup, double most,
                 double x, double y, double align_x, double align_y, int quarter_turns)
{
  PangoRectangle extent;

  set_text (canvas, style, markup, most);
  pango_layout_set_alignment (canvas->layout, align_x > 0.75 ? PANGO_ALIGN_RIGHT
                                              : align_x > 0.25 ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
  pango_layout_get_extents (canvas->layout, NULL, &extent);
  cairo_save (canvas->cr);
  s2p_canvas_colour (canvas, &canvas->theme->text, 1);
  cairo_translate (canvas->cr, x, y);
  cairo_rotate (canvas->cr, -quarter_turns * G_PI_2);
  cairo_move_to (canvas->cr, -(extent.x + align_x * extent.width) / PANGO_SCALE,
                 -(extent.y + align_y * extent.height) / PANGO_SCALE);
  pango_cairo_show_layout (canvas->cr, canvas->layout);
  cairo_restore (canvas->cr);
  cairo_new_path (canvas->cr);
}

void
s2p_canvas_marker (S2pCanvas *canvas, S2pMarker marker, double x, double y, double radius)
{
  cairo_t *cr = canvas->cr;

  if (!isfinite (x) || !isfinite (y) || fabs (x) > 1e6 || fabs (y) > 1e6)
    return;
  cairo_new_path (cr);
  switch (marker)
    {
    case S2P_MARKER_CIRCLE:
    case S2P_MARKER_RING:
      cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      break;
    case S2P_MARKER_TRIANGLE: /* of the circle's area, about its own centre of mass */
      cairo_move_to (cr, x, y - 1.4 * radius);
      cairo_line_to (cr, x + 1.25 * radius, y + 0.75 * radius);
      cairo_line_to (cr, x - 1.25 * radius, y + 0.75 * radius);
      cairo_close_path (cr);
      break;
    case S2P_MARKER_SQUARE:
      cairo_rectangle (cr, x - 0.88 * radius, y - 0.88 * radius, 1.76 * radius, 1.76 * radius);
      break;
    case S2P_MARKER_DIAMOND:
      cairo_move_to (cr, x, y - 1.35 * radius);
      cairo_line_to (cr, x + 1.35 * radius, y);
      cairo_line_to (cr, x, y + 1.35 * radius);
      cairo_line_to (cr, x - 1.35 * radius, y);
      cairo_close_path (cr);
      break;
    }
  if (marker == S2P_MARKER_RING)
    {
      cairo_set_line_width (cr, radius * 0.5);
      cairo_stroke (cr);
    }
  else
    cairo_fill (cr);
}

/* Where a line of @width must lie near @position to cover whole pixels. */
static double
snap (const S2pCanvas *canvas, double position, double width)
{
  double device = position * canvas->pixels;
  long across = lround (width * canvas->pixels);

  if (canvas->vector)
    return position;
  return (across % 2 || across == 0 ? floor (device) + 0.5 : round (device)) / canvas->pixels;
}

void
s2p_canvas_line (S2pCanvas *canvas, double x1, double y1, double x2, double y2, double width)
{
  cairo_t *cr = canvas->cr;

  if (!canvas->vector)
    width = MAX (round (width * canvas->pixels), 1) / canvas->pixels;
  if (x1 == x2)
    x1 = x2 = snap (canvas, x1, width);
  if (y1 == y2)
    y1 = y2 = snap (canvas, y1, width);
  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  cairo_stroke (cr);
}

char *
s2p_canvas_plain (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *valid = g_utf8_make_valid (text, MIN (length, LONGEST_NAME * 6));
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (valid, -1) > LONGEST_NAME)
    {
      g_autofree char *start = g_utf8_substring (valid, 0, LONGEST_NAME - 1);
      cut = g_strconcat (start, "…", NULL);
    }
  else
    cut = g_steal_pointer (&valid);
  for (char *c = cut; *c; c++)
    if ((guchar) *c < ' ')
      *c = ' ';
  return g_markup_escape_text (cut, -1);
}
