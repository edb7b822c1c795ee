/* A great many thin upright bars, fast: spikes of many trains, columns of dense traces.
 *
 * On a screen or in a PNG the bars are painted straight into pixels, with their partial coverage of
 * the pixels at their edges, and laid over the drawing at the end. In an SVG or PDF they stay shapes
 * while they are few enough for such a file, and become a picture of 288 pixels an inch beyond.
 */
#pragma once
#include "plot/canvas.h"

G_BEGIN_DECLS

typedef struct _S2pInk S2pInk;

/* Pixels to a unit of length that bars on @canvas are told apart by; what is nearer need not be drawn. */
double   s2p_ink_resolution (const S2pCanvas *canvas);

/* @expected: how many bars will come, about. */
S2pInk  *s2p_ink_begin  (S2pCanvas *canvas, const S2pRect *area, gsize expected);

/* Whether bars are painted into pixels, and how many pixels there are to a unit of length. */
gboolean s2p_ink_pixels (const S2pInk *ink, double *pixels);

void     s2p_ink_colour (S2pInk *ink, const S2pColour *colour, double opacity);

/* A bar of @width centred on @x, clipped to the area. Nothing is drawn where a number is not finite. */
void     s2p_ink_bar    (S2pInk *ink, double x, double width, double top, double bottom);

/* Lays the bars over the drawing and frees @ink. */
void     s2p_ink_end    (S2pInk *ink);

G_END_DECLS
