/* Tests of numbers that belong together in groups.
 *
 * The recordings of one population share their true pair, so they are no independent witnesses: a test that took all 16 for
 * such would find fault with a fair density. Standard errors take the population as the unit, and tests of ranks look at one
 * recording a population.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* At most one of each run of equal @groups [@n], chosen so that every item has the same chance (1 / @largest, the size of the
 * largest group that there may be): taking one of each group would favour items of small groups. Indices into @chosen [@n];
 * how many. The same seed gives the same sample. */
gsize    s2p_fair_sample      (const guint32 *groups, gsize n, guint largest, guint64 seed, gsize *chosen);

/* Mean of the finite @values and its standard error with whole groups as units (NAN with fewer than two); how many values. */
gsize    s2p_grouped_mean     (const double *values, const guint32 *groups, gsize n, double *mean, double *error);

/* P (X >= @chi_square) for @degrees of freedom. */
double   s2p_chi_square_tail  (double chi_square, guint degrees);

/* Chi-square of @counts [@n_bins] against an even spread, and how probable so large a one is. FALSE (both NAN) where there are
 * fewer than five to a bin: nothing can be told. */
gboolean s2p_even_spread_test (const gsize *counts, guint n_bins, double *chi_square, double *p);

G_END_DECLS
