/* Tables of numbers that hold no spike times, and how one sees that.
 *
 * Spike times go up, do not lie on a grid, and hardly ever repeat. A sampled trace has a time column
 * of equal steps beside values that go up and down; binned counts are small whole numbers that
 * repeat; intervals have no order; dates are written as such, or are seconds since 1970.
 */
#pragma once
#include <glib.h>
#include "recording/import-sample.h"

G_BEGIN_DECLS

/* FALSE and an error where the table is no table of numbers at all. */
gboolean s2p_check_numbers      (const char *name, const S2pSample *sample, GError **error);
/* Columns g_...: a population, not yet simulated, or inferred DICs. */
gboolean s2p_check_no_conductances (const char *name, const S2pSample *sample, GError **error);
/* One column of numbers. @claimed: a header or the user says that these are spike times. A column
 * that is named a time may be in any order. */
gboolean s2p_check_single       (const char *name, const S2pSample *sample, guint column,
                                 gboolean claimed, GError **error);
/* A first column that is the time axis of the others. */
gboolean s2p_check_no_time_axis (const char *name, const S2pSample *sample, GError **error);
/* Set an error that says, as well as can be, what the column or the table is instead. */
void     s2p_refuse_column      (const char *name, const S2pSample *sample, guint column, GError **error);
void     s2p_refuse_unordered   (const char *name, const S2pSample *sample, GError **error);
/* Times that can only be dates: seconds, milliseconds ... since 1970, or 20240501. */
gboolean s2p_looks_like_dates   (double min, double max, gboolean whole);

G_END_DECLS
