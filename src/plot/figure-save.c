#include "plot/figure.h"
#include "base/error.h"
#include "base/output.h"
#include "base/words.h"
#include <cairo-pdf.h>
#include <cairo-svg.h>

enum { LARGEST_SIDE = 5000, PNG_PIXELS = 2 };

typedef enum { FORMAT_SVG, FORMAT_PDF, FORMAT_PNG, FORMAT_UNKNOWN } Format;

static Format
format_of (const char *path)
{
  static const char *const endings[] = { ".svg", ".pdf", ".png" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return (Format) i;
  return FORMAT_UNKNOWN;
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Draws into memory, so that a failure leaves no half-written file. */
static cairo_status_t
render (S2pFigure *figure, Format format, double width, double height, GByteArray *bytes)
{
  double pixels = figure->pixels;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (format == FORMAT_SVG)
    surface = cairo_svg_surface_create_for_stream (append, bytes, width, height);
  else if (format == FORMAT_PDF)
    surface = cairo_pdf_surface_create_for_stream (append, bytes, width, height);
  else
    {
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (width * PNG_PIXELS + 0.5),
                                            (int) (height * PNG_PIXELS + 0.5));
      cairo_surface_set_device_scale (surface, PNG_PIXELS, PNG_PIXELS);
    }

  figure->pixels = 0;
  cr = cairo_create (surface);
  s2p_figure_draw (figure, cr, width, height);
  figure->pixels = pixels;
  status = cairo_status (cr);
  cairo_destroy (cr);

  if (status == CAIRO_STATUS_SUCCESS && format == FORMAT_PNG)
    status = cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

gboolean
s2p_figure_can_save (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (format_of (path) != FORMAT_UNKNOWN)
    return TRUE;
  g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT,
               _("%s: the kind of picture is not known; end the name in .svg, .pdf or .png"), shown);
  return FALSE;
}

gboolean
s2p_figure_save (S2pFigure *figure, const char *path, double width, double height, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (S2pOutput) output = NULL;
  g_autofree char *shown = g_filename_display_name (path);
  Format format = format_of (path);
  cairo_status_t status;

  if (!s2p_figure_can_save (path, error))
    return FALSE;
  if (!(width >= 1 && width <= LARGEST_SIDE && height >= 1 && height <= LARGEST_SIDE))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT,
                   _("%s: a picture of %g × %g points cannot be drawn; each side must be 1 to %d points"), shown,
                   width, height, LARGEST_SIDE);
      return FALSE;
    }
  status = render (figure, format, width, height, bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("%s: the picture could not be drawn: %s"), shown,
                   cairo_status_to_string (status));
      return FALSE;
    }
  output = s2p_output_new_file (path, error);
  if (!output)
    return FALSE;
  s2p_output_write (output, (const char *) bytes->data, bytes->len);
  return s2p_output_close (output, error);
}
