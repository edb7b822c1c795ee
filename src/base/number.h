/* Numbers as text, in the C locale whatever the user's.
 *
 * Written numbers are the shortest of "%.15g" and "%.17g" that reads back as the same double, so
 * a table that goes out and comes in again is the same table.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Appends @value. A value that is not finite is appended as nothing at all (an empty CSV field):
 * the program never writes "nan" into a table. */
void s2p_number_append (GString *text, double value);

/* Appends @value with @decimals digits after the point (trailing zeros kept). */
void s2p_number_append_fixed (GString *text, double value, int decimals);

/* Reads the whole of @text (surrounding blanks allowed) as one finite number. */
gboolean s2p_number_parse (const char *text, double *value);

G_END_DECLS
