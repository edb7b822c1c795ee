/* In which direction the numbers of a table go up: along lines, down columns, within units.
 *
 * Spike times of one unit ascend; that is what tells the layouts apart.
 */
#pragma once
#include <glib.h>
#include "recording/import-sample.h"

G_BEGIN_DECLS

#define S2P_IN_ORDER 0.9 /* share of steps up, above which numbers are in order */

typedef struct {
  gsize    up, steps; /* from a number to the next in its row */
  gboolean ragged;    /* rows of different length */
  gboolean gaps;      /* an empty cell between numbers */
} S2pRowOrder;

S2pRowOrder  s2p_order_of_rows       (const S2pSample *sample, guint first_column);

/* Do most columns that have numbers go up? */
gboolean     s2p_columns_are_ordered (const S2pSample *sample);

typedef struct {
  gsize up, down, same;
} S2pUnitOrder;

/* Steps from one time to the next of the same unit. */
S2pUnitOrder s2p_order_within_units  (const S2pSample *sample, guint ids, guint times);

/* Does column @ids name units, and do the times of each go up in column @times? */
gboolean     s2p_columns_are_unit_and_time (const S2pSample *sample, guint ids, guint times);

/* 0, 1, 2 ... or 1, 2, 3 ... without a gap: numbers of rows. */
gboolean     s2p_column_is_counter   (const S2pColumn *column);

/* Text or whole numbers; a column of fractions holds no ids. */
gboolean     s2p_column_may_be_ids   (const S2pColumn *column);

/* Are two columns or more each named as one unit, and full of numbers? */
gboolean     s2p_columns_are_units   (const S2pSample *sample);

/* A column that says the same again and again is an id or a state, no time. */
gboolean     s2p_a_column_repeats    (const S2pSample *sample, guint first_column);

G_END_DECLS
