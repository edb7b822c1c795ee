/* Quantiles by linear interpolation (type 7 of Hyndman & Fan 1996, as R and NumPy do). */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Ascending; all must be finite. */
void   s2p_sort      (double *values, gsize n);

/* Quantile @share (0 .. 1) of @n > 0 ascending values. */
double s2p_quantile  (const double *ascending, gsize n, double share);

G_END_DECLS
