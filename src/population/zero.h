/* Zeros of a function of one number. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef double (*S2pFunction) (gconstpointer data, double t);

/* The zero between a and b, where the function has different signs. */
double   s2p_zero_between (S2pFunction function, gconstpointer data, double a, double f_a, double b, double f_b);

/* Follows a dip of |function| between a and b, where the function has one sign; TRUE as soon as it has changed it, at @t. */
gboolean s2p_dip_crosses  (S2pFunction function, gconstpointer data, double a, double f_a, double b, double f_b, double *t, double *f_t);

G_END_DECLS
