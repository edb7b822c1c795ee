/* The items of a list in one field of a table.
 *
 * [1.5, 2.5], (1.5; 2.5), [1.5 2.5] over several lines, array([1.5, 2.5]), and
 * [np.float64(1.5), ...], as they come out of Python and others; or numbers without brackets. A list
 * that stands without quotes comes in several fields: @open says that its bracket is not closed yet.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Where the items of this field begin. Sets @open where a list is opened in it. */
const char *s2p_list_begin (const char *text, gsize length, gboolean *open);

/* The next item that is not empty, FALSE behind the last. Clears @open at the closing bracket; what
 * stands behind that is not read. */
gboolean    s2p_list_next  (const char **at, const char *end, gboolean decimal_comma, gboolean *open,
                            const char **item, gsize *length);

G_END_DECLS
