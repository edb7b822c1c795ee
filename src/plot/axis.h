/* An axis: a range of data, where it lies in pixels, and its ticks.
 *
 * Ticks stand at 1, 2 or 5 times a power of ten, of the unit that suits the range: a time axis given
 * in ms with the units { 1, "Time (ms)" }, { 1000, "Time (s)" } changes to seconds where it shows five
 * or more. Numbers are written as in the C locale, with a true minus sign; words come from the caller.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  S2P_SCALE_LINEAR,
  S2P_SCALE_LOG,  /* to base 10; values <= 0 have no place */
  S2P_SCALE_ROWS, /* row i fills i .. i + 1; a layer gives the rows' names */
} S2pScale;

typedef struct {
  double      size;  /* how much of the data's own unit one of these is */
  const char *label; /* markup, borrowed */
} S2pAxisUnit;

/* Zeroed, an axis is linear, without a label, and fitted to the data when first drawn. */
typedef struct {
  S2pScale           scale;
  double             low, high;  /* data in view, low < high; equal: not yet known */
  double             start, end; /* pixels at low and at high (set when drawn) */
  const char        *label;      /* markup, borrowed; NULL for none */
  const S2pAxisUnit *units;      /* ascending sizes; they replace label (borrowed; NULL for none) */
  guint              n_units;
  gboolean           hidden;     /* no line, ticks, numbers or label */
} S2pAxis;

/* Sets the data in view. A range that is empty, reversed, not finite or, on a logarithmic axis, not
 * positive, is replaced by the nearest that can be drawn. */
void   s2p_axis_set_range (S2pAxis *axis, double low, double high);

/* The same from the extremes of some data: with a little room at both ends unless @tight, and never
 * across zero for its sake. NAN or @least > @most: there is no data. */
void   s2p_axis_fit       (S2pAxis *axis, double least, double most, gboolean tight);

/* NAN for a value without a place on the axis. */
double s2p_axis_pixel     (const S2pAxis *axis, double value);
double s2p_axis_value     (const S2pAxis *axis, double pixel);

/* Zooming about a pixel (@factor < 1 shows less) and moving by pixels. */
void   s2p_axis_zoom      (S2pAxis *axis, double pixel, double factor);
void   s2p_axis_pan       (S2pAxis *axis, double pixels);

enum { S2P_MOST_TICKS = 80 };

typedef struct {
  double value;
  char   text[40]; /* markup; empty for a tick without a number */
} S2pTick;

typedef struct {
  S2pTick     tick[S2P_MOST_TICKS];
  guint       n;
  const char *label; /* of the axis, in the unit chosen; NULL for none */
} S2pTicks;

/* At most about @most ticks with a number, at least two where the range allows. */
void   s2p_axis_ticks     (const S2pAxis *axis, guint most, S2pTicks *ticks);

/* The smallest of 1, 2, 5 times a power of ten that is >= @length (> 0). */
double s2p_nice_above     (double length);

/* @value as markup with @decimals digits after the point: "−0.5", "2×10<sup>6</sup>". */
void   s2p_number_markup  (double value, int decimals, char *text, gsize size);

G_END_DECLS
