/* Elimination for very small linear systems: at most 8 rows, one right-hand side. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define S2P_MAX_ROWS 8

/* [A | b], A by rows [n_rows][n_columns] and b in column n_columns. */
typedef double S2pAugmented[S2P_MAX_ROWS][S2P_MAX_ROWS + 1];

/* Brings [A | b] to upper triangular form with row pivoting, n_columns <= n_rows; columns are scaled first, as
 * conductances span five orders of magnitude. Returns the determinant of the square of A's first n_columns pivot
 * rows, with the sign of the row exchanges; @singular: A has not full column rank to working precision.
 * With n_rows = n_columns + 1 the determinant of [A | b] is the value returned times M[n_columns][n_columns]. */
double s2p_eliminate (guint n_rows, guint n_columns, S2pAugmented M, gboolean *singular);

/* The solution x [n_columns] of the first n_columns rows of what s2p_eliminate () left, where not singular. */
void   s2p_back_substitute (guint n_columns, S2pAugmented M, double *x);

G_END_DECLS
