/* Numbers as people read them, beside a picture as within: a true minus sign, a point as in the C locale, and a dash for
 * what is not known. Free with g_free.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

char *s2p_picture_fixed       (double value, int decimals); /* plain text: "−48.3" */
char *s2p_picture_significant (double value);               /* three digits: "0.0812" */

G_END_DECLS
