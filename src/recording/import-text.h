/* What kind of text a file is: its encoding, and what separates columns in it. */
#pragma once
#include <glib.h>
#include "recording/import.h"

G_BEGIN_DECLS

typedef struct {
  char     separator;     /* ',', ';', tab or ' '; ',' where there is but one column */
  gboolean decimal_comma; /* 12,5 is twelve and a half */
  gboolean list_decimal_comma; /* the same inside [ ] */
  gboolean guess_of_comma;     /* 1,250 might be two columns too: worth a note */
} S2pDialect;

/* Fails with S2P_ERROR_FORMAT and a reason where the file (its first bytes are @text) is empty or no
 * text in ASCII, UTF-8 or Latin-1. @skip: bytes of the byte-order mark. */
gboolean s2p_text_check   (const char *name, const char *text, gsize length, gsize *skip,
                           GError **error);

/* The first @most bytes of a piece of such a file as UTF-8: what is not is taken for Latin-1. */
char    *s2p_text_as_utf8 (const char *text, gsize length, gsize most);

/* From the first lines of a file. @layout: what the user says (a single column has no separator). */
void     s2p_dialect_guess (const char *text, gsize length, S2pTableLayout layout, S2pDialect *dialect);

G_END_DECLS
