/* What a plot is drawn on: a cairo context, a text layout and a theme, for the length of one drawing.
 *
 * Text is Pango markup ("g<sub>s</sub>"); what is not valid markup is shown as it stands. Names that
 * come from a user's file go through s2p_canvas_plain first.
 */
#pragma once
#include <cairo.h>
#include <pango/pangocairo.h>
#include "plot/theme.h"

G_BEGIN_DECLS

typedef struct { double x, y, width, height; } S2pRect;
typedef struct { double left, right, top, bottom; } S2pInsets;

typedef struct {
  cairo_t        *cr;     /* borrowed */
  PangoLayout    *layout; /* owned */
  const S2pTheme *theme;  /* borrowed */
  double          pixels; /* device pixels per unit of length */
  gboolean        vector; /* SVG or PDF: pixels are only a resolution to stay above */
} S2pCanvas;

typedef enum { S2P_TEXT_BODY, S2P_TEXT_SMALL, S2P_TEXT_TITLE } S2pTextStyle;

/* @pixels: device pixels per unit, or 0 to take it from @cr. */
void   s2p_canvas_init    (S2pCanvas *canvas, cairo_t *cr, const S2pTheme *theme, double pixels);
void   s2p_canvas_clear   (S2pCanvas *canvas);

void   s2p_canvas_colour  (S2pCanvas *canvas, const S2pColour *colour, double opacity);

/* Size of @markup, cut with an ellipsis at @most (0: not cut). Either result may be NULL. */
void   s2p_canvas_measure (S2pCanvas *canvas, S2pTextStyle style, const char *markup, double most,
                           double *width, double *height);

/* Draws @markup in the theme's text colour with its point (@align_x, @align_y), 0 .. 1 of its own
 * size, at (@x, @y); turned by @quarter_turns counterclockwise about that point. */
void   s2p_canvas_text    (S2pCanvas *canvas, S2pTextStyle style, const char *markup, double most,
                           double x, double y, double align_x, double align_y, int quarter_turns);

/* Adds a marker at (@x, @y) in the current colour. */
void   s2p_canvas_marker  (S2pCanvas *canvas, S2pMarker marker, double x, double y, double radius);

/* A straight level or upright line, moved by less than a pixel so that it is sharp. */
void   s2p_canvas_line    (S2pCanvas *canvas, double x1, double y1, double x2, double y2, double width);

/* Any text as markup that shows it: valid UTF-8, at most 60 characters, on one line. */
char  *s2p_canvas_plain   (const char *text);

G_END_DECLS
