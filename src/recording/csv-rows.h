/* Rows and fields of a text table that arrives in pieces.
 *
 * libcsv splits and unquotes; around it stand the things it does not know: `#` comment lines,
 * any of LF, CRLF and CR as line end, line numbers, and columns separated by runs of blanks.
 * Nothing is kept but the field that is being read.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  /* @line counts lines of the file from 1 (that where the row begins), @column fields from 1.
   * @text is followed by a NUL and is only valid during the call. */
  void (*field)   (gpointer data, const char *text, gsize length, gsize line, guint column);
  void (*row_end) (gpointer data, gsize line);
  void (*comment) (gpointer data, const char *text, gsize length, gsize line); /* nullable; behind the # */
} S2pCsvCallbacks;

typedef struct _S2pCsvRows S2pCsvRows;

/* @separator: ',', ';', tab, or ' ' for runs of blanks and tabs. */
S2pCsvRows *s2p_csv_rows_new    (char separator, const S2pCsvCallbacks *callbacks, gpointer data);
void        s2p_csv_rows_free   (S2pCsvRows *rows);

/* FALSE where memory for one field could not be had. */
gboolean    s2p_csv_rows_feed   (S2pCsvRows *rows, const char *text, gsize length);
/* Ends the last row. Returns 0, or the line of a quote that is never closed (what stands behind it
 * comes as one field). */
gsize       s2p_csv_rows_finish (S2pCsvRows *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pCsvRows, s2p_csv_rows_free)

G_END_DECLS
