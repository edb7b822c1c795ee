/* Colours, markers, fonts and line widths of a plot.
 *
 * Lengths are in the units of the cairo context that is drawn to: points in a file, logical pixels
 * on a screen. Colours have fixed meanings (roles) and come from the palette of Okabe & Ito (2008),
 * told apart by colour-blind readers too; each role has a marker shape of its own as well, so that
 * no meaning hangs on colour alone. A theme is a plain value: copy it to change it.
 */
#pragma once
#include <glib.h>
#include "recording/features.h"

G_BEGIN_DECLS

typedef struct { double red, green, blue, alpha; } S2pColour; /* 0 .. 1, not premultiplied */

typedef enum {
  S2P_ROLE_SPIKING,
  S2P_ROLE_BURSTING,
  S2P_ROLE_SILENT,
  S2P_ROLE_RECORDING, /* what was measured */
  S2P_ROLE_CELL,      /* what was generated, activity unknown or beside the point */
  S2P_ROLE_HIGHLIGHT, /* what the user points at */
  S2P_N_ROLES
} S2pRole;

typedef enum {
  S2P_MARKER_CIRCLE, S2P_MARKER_TRIANGLE, S2P_MARKER_SQUARE, S2P_MARKER_DIAMOND, S2P_MARKER_RING,
} S2pMarker;

typedef struct {
  S2pColour   background;
  S2pColour   text;
  S2pColour   axis;
  S2pColour   faint;             /* lines that only guide the eye */
  S2pColour   colour[S2P_N_ROLES];
  S2pMarker   marker[S2P_N_ROLES];
  const char *font;              /* font families, best first (static) */
  double      text_size;
  double      title_size;
  double      axis_width;
  double      tick_length;
  double      line_width;        /* of data */
  double      marker_radius;
  double      gap;               /* between a plot, its labels and its neighbours */
} S2pTheme;

typedef enum {
  S2P_THEME_LIGHT, S2P_THEME_DARK, S2P_THEME_HIGH_CONTRAST, S2P_THEME_HIGH_CONTRAST_DARK,
  S2P_N_THEMES
} S2pThemeName;

const S2pTheme *s2p_theme_get (S2pThemeName name); /* static */

/* The same theme with every length multiplied by @factor (large text, projectors). */
S2pTheme        s2p_theme_scaled (const S2pTheme *theme, double factor);

S2pRole         s2p_role_of_activity (S2pActivity activity);

/* Contrast of two opaque colours, 1 .. 21 (WCAG 2.1, relative luminance). */
double          s2p_colour_contrast (const S2pColour *a, const S2pColour *b);

G_END_DECLS
