#include "recording/csv-rows.h"
#include <csv.h>
#include <string.h>

#define BUFFER_STEP (64 * 1024) /* by how much libcsv's field buffer grows */

struct _S2pCsvRows {
  struct csv_parser      parser;
  const S2pCsvCallbacks *callbacks;
  gpointer               data;
  gboolean               blanks;       /* separated by runs of blanks */
  GByteArray            *untabbed;     /* a line with its tabs made blanks */
  gsize                  line;         /* of the file, from 1 */
  gsize                  row_line;     /* where the row began */
  guint                  column;       /* fields of the row so far */
  gboolean               line_start;
  gboolean               in_comment;
  gboolean               after_cr;     /* a LF that follows belongs to it */
};

static void
on_field (void *text, size_t length, void *data)
{
  S2pCsvRows *rows = data;

  if (rows->blanks && length == 0)
    return; /* between two blanks */
  rows->column++;
  rows->callbacks->field (rows->data, text != NULL ? text : "", length, rows->row_line, rows->column);
}

static void
on_row_end (int terminator, void *data)
{
  S2pCsvRows *rows = data;

  if (rows->column > 0)
    rows->callbacks->row_end (rows->data, rows->row_line);
  rows->column = 0;
}

S2pCsvRows *
s2p_csv_rows_new (char separator, const S2pCsvCallbacks *callbacks, gpointer data)
{
  S2pCsvRows *rows = g_new0 (S2pCsvRows, 1);

  csv_init (&rows->parser, CSV_APPEND_NULL);
  csv_set_delim (&rows->parser, (unsigned char) separator);
  csv_set_blk_size (&rows->parser, BUFFER_STEP);
  rows->callbacks = callbacks;
  rows->data = data;
  rows->blanks = separator == ' ';
  rows->untabbed = g_byte_array_new ();
  rows->line = rows->row_line = 1;
  rows->line_start = TRUE;
  return rows;
}

void
s2p_csv_rows_free (S2pCsvRows *rows)
{
  if (rows == NULL)
    return;
  csv_free (&rows->parser);
  g_byte_array_unref (rows->untabbed);
  g_free (rows);
}

static gboolean
parse (S2pCsvRows *rows, const char *text, gsize length)
{
  if (rows->blanks && memchr (text, '\t', length) != NULL)
    {
      g_byte_array_set_size (rows->untabbed, 0);
      g_byte_array_append (rows->untabbed, (const guint8 *) text, (guint) length);
      for (gsize i = 0; i < length; i++)
        if (rows->untabbed->data[i] == '\t')
          rows->untabbed->data[i] = ' ';
      text = (const char *) rows->untabbed->data;
    }
  return csv_parse (&rows->parser, text, length, on_field, on_row_end, rows) == length;
}

static const char *
find (const char *text, const char *end, char c)
{
  const char *found = text < end ? memchr (text, c, (gsize) (end - text)) : NULL;

  return found != NULL ? found : end;
}

gboolean
s2p_csv_rows_feed (S2pCsvRows *rows, const char *text, gsize length)
{
  const char *end = text + length, *lf = find (text, end, '\n'), *cr = find (text, end, '\r');

  while (text < end)
    {
      const char *stop;
      gboolean in_quotes = rows->parser.quoted != 0, comment_start = FALSE;

      if (rows->after_cr)
        {
          rows->after_cr = FALSE;
          if (*text == '\n')
            {
              if (in_quotes && !parse (rows, text, 1))
                return FALSE;
              text++;
              continue;
            }
        }
      if (rows->line_start && !in_quotes)
        {
          while (text < end && *text == ' ')
            text++;
          if (text == end)
            return TRUE;
          rows->in_comment = comment_start = *text == '#';
          rows->row_line = rows->line;
        }
      rows->line_start = FALSE;

      if (lf < text)
        lf = find (text, end, '\n');
      if (cr < text)
        cr = find (text, end, '\r');
      stop = MIN (lf, cr);
      if (rows->in_comment)
        {
          if (comment_start && rows->callbacks->comment != NULL)
            rows->callbacks->comment (rows->data, text + 1, (gsize) (stop - text) - 1, rows->row_line);
        }
      else if (!parse (rows, text, (gsize) (MIN (stop + 1, end) - text)))
        return FALSE;
      if (stop < end)
        {
          rows->line++;
          rows->line_start = TRUE;
          rows->in_comment = FALSE;
          rows->after_cr = *stop == '\r';
        }
      text = MIN (stop + 1, end);
    }
  return TRUE;
}

gsize
s2p_csv_rows_finish (S2pCsvRows *rows)
{
  gboolean open_quote;

  parse (rows, "\n", 1); /* ends any field but one in quotes */
  open_quote = rows->parser.quoted != 0;
  csv_fini (&rows->parser, on_field, on_row_end, rows);
  return open_quote ? rows->row_line : 0;
}
