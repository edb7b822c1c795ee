#include "plot/theme.h"
#include <math.h>

#define RGB(hex) { ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) & 255) / 255.0, 1 }

#define MARKERS { S2P_MARKER_CIRCLE, S2P_MARKER_TRIANGLE, S2P_MARKER_SQUARE, \
                  S2P_MARKER_DIAMOND, S2P_MARKER_CIRCLE, S2P_MARKER_RING }

#define FONT "Adwaita Sans, Cantarell, Noto Sans, DejaVu Sans, Sans"

#define LENGTHS .font = FONT, .text_size = 9, .title_size = 10, .axis_width = 0.75, \
                .tick_length = 3.5, .line_width = 0.9, .marker_radius = 3, .gap = 5

/* Where high contrast is asked for, lines are heavier as well. */
#define HEAVY_LENGTHS .font = FONT, .text_size = 10, .title_size = 11, .axis_width = 1.25, \
                      .tick_length = 4.5, .line_width = 1.4, .marker_radius = 3.75, .gap = 6

static const S2pTheme themes[S2P_N_THEMES] = {
  [S2P_THEME_LIGHT] = {
    .background = RGB (0xffffff), .text = RGB (0x1a1a1a), .axis = RGB (0x3d3d3d), .faint = RGB (0xc8c8c8),
    .colour = { RGB (0x0072b2), RGB (0xd55e00), RGB (0x7f7f7f), RGB (0x1a1a1a), RGB (0x009e73),
                RGB (0xcc79a7) },
    .marker = MARKERS, LENGTHS,
  },
  [S2P_THEME_DARK] = {
    .background = RGB (0x1e1e1e), .text = RGB (0xf2f2f2), .axis = RGB (0xc0c0c0), .faint = RGB (0x555555),
    .colour = { RGB (0x56b4e9), RGB (0xe69f00), RGB (0x999999), RGB (0xf2f2f2), RGB (0x1fb88e),
                RGB (0xf0e442) },
    .marker = MARKERS, LENGTHS,
  },
  [S2P_THEME_HIGH_CONTRAST] = {
    .background = RGB (0xffffff), .text = RGB (0x000000), .axis = RGB (0x000000), .faint = RGB (0x808080),
    .colour = { RGB (0x004a80), RGB (0x8a3300), RGB (0x505050), RGB (0x000000), RGB (0x005740),
                RGB (0x8a1560) },
    .marker = MARKERS, HEAVY_LENGTHS,
  },
  [S2P_THEME_HIGH_CONTRAST_DARK] = {
    .background = RGB (0x000000), .text = RGB (0xffffff), .axis = RGB (0xffffff), .faint = RGB (0x8c8c8c),
    .colour = { RGB (0x7cc8ff), RGB (0xffb000), RGB (0xb8b8b8), RGB (0xffffff), RGB (0x3ee0b0),
                RGB (0xffff40) },
    .marker = MARKERS, HEAVY_LENGTHS,
  },
};

const S2pTheme *
s2p_theme_get (S2pThemeName name)
{
  return &themes[CLAMP ((int) name, 0, S2P_N_THEMES - 1)];
}

S2pTheme
s2p_theme_scaled (const S2pTheme *theme, double factor)
{
  S2pTheme scaled = *theme;

  scaled.text_size *= factor;
  scaled.title_size *= factor;
  scaled.axis_width *= factor;
  scaled.tick_length *= factor;
  scaled.line_width *= factor;
  scaled.marker_radius *= factor;
  scaled.gap *= factor;
  return scaled;
}

S2pRole
s2p_role_of_activity (S2pActivity activity)
{
  switch (activity)
    {
    case S2P_ACTIVITY_SPIKING:
      return S2P_ROLE_SPIKING;
    case S2P_ACTIVITY_BURSTING:
      return S2P_ROLE_BURSTING;
    case S2P_ACTIVITY_SILENT:
      return S2P_ROLE_SILENT;
    }
  return S2P_ROLE_CELL;
}

static double
linear_light (double level)
{
  return level <= 0.04045 ? level / 12.92 : pow ((level + 0.055) / 1.055, 2.4);
}

static double
luminance (const S2pColour *colour)
{
  return 0.2126 * linear_light (colour->red) + 0.7152 * linear_light (colour->green)
         + 0.0722 * linear_light (colour->blue);
}

double
s2p_colour_contrast (const S2pColour *a, const S2pColour *b)
{
  double one = luminance (a), other = luminance (b);

  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}
