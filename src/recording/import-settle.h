/* Settles the unit of a file's times and brings them to ms. */
#pragma once
#include <glib.h>
#include "recording/import-layout.h"

G_BEGIN_DECLS

/* What the user gives goes before what a header names; lists are in ms by convention; the rest is
 * guessed from the intervals, and noted. @column_units: as s2p_row_reader_finish gives them. Fails
 * for samples without a rate, and for numbers that can only be dates. */
gboolean s2p_settle_unit (const char *name, const S2pImportOptions *options, const S2pPlan *plan,
                          const S2pSample *sample, const GArray *column_units,
                          S2pRecordings *recordings, GError **error);

G_END_DECLS
