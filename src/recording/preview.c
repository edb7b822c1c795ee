#include "recording/preview.h"
#include "recording/csv-rows.h"
#include "recording/import-source.h"
#include "recording/import-text.h"

#define PIECE_SIZE (64 * 1024)
#define MOST_BYTES (4 * 1024 * 1024) /* that the first lines may have */
#define FARTHEST (256 * 1024 * 1024) /* bytes to a line further down */
#define MOST_CHARACTERS 80           /* of a field that are shown */

typedef struct {
  GPtrArray *rows;
  GPtrArray *fields; /* of the row that is being read */
  const GArray *lines; /* further rows that are wanted */
  guint      next;   /* of lines: not seen yet */
} Reading;

static void
row_free (gpointer data)
{
  S2pPreviewRow *row = data;

  g_strfreev (row->fields);
  g_free (row);
}

static gboolean
has_first_rows (const Reading *reading)
{
  return reading->rows->len >= S2P_PREVIEW_LINES;
}

static gboolean
is_complete (const Reading *reading)
{
  return has_first_rows (reading) && (reading->lines == NULL || reading->next == reading->lines->len);
}

static gboolean
is_wanted (Reading *reading, gsize line)
{
  if (!has_first_rows (reading))
    return TRUE;
  if (reading->lines == NULL)
    return FALSE;
  while (reading->next < reading->lines->len && g_array_index (reading->lines, guint64, reading->next) < line)
    reading->next++;
  return reading->next < reading->lines->len && g_array_index (reading->lines, guint64, reading->next) == line;
}

/* As it can be shown: on one line, not too long. */
static char *
shown (const char *text, gsize length)
{
  const gsize room = (MOST_CHARACTERS + 1) * 4; /* bytes that so many characters may have */
  g_autofree char *valid = s2p_text_as_utf8 (text, length, room);

  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_strstrip (valid);
  if (g_utf8_strlen (valid, -1) > MOST_CHARACTERS)
    {
      g_autofree char *head = g_utf8_substring (valid, 0, MOST_CHARACTERS - 1);

      return g_strconcat (head, "…", NULL);
    }
  return length > room ? g_strconcat (valid, "…", NULL) : g_steal_pointer (&valid);
}

static void
on_field (gpointer data, const char *text, gsize length, gsize line, guint column)
{
  Reading *reading = data;

  if (column <= S2P_PREVIEW_FIELDS && is_wanted (reading, line))
    g_ptr_array_add (reading->fields, shown (text, length));
}

static void
keep_row (Reading *reading, gsize line, gboolean comment)
{
  S2pPreviewRow *row = g_new (S2pPreviewRow, 1);

  g_ptr_array_add (reading->fields, NULL);
  *row = (S2pPreviewRow) {
    .line = line,
    .comment = comment,
    .fields = (char **) g_ptr_array_steal (reading->fields, NULL),
  };
  g_ptr_array_add (reading->rows, row);
}

static void
on_row_end (gpointer data, gsize line)
{
  if (is_wanted (data, line))
    keep_row (data, line, FALSE);
}

static void
on_comment (gpointer data, const char *text, gsize length, gsize line)
{
  Reading *reading = data;
  g_autofree char *words = NULL;

  if (!is_wanted (reading, line))
    return;
  words = shown (text, length);
  g_ptr_array_add (reading->fields, g_strconcat ("# ", words, NULL));
  keep_row (reading, line, TRUE);
}

static void
read_rows (S2pSource *source, char separator, Reading *reading)
{
  static const S2pCsvCallbacks callbacks = { on_field, on_row_end, on_comment };
  g_autoptr (S2pCsvRows) rows = NULL;
  g_autofree char *piece = g_malloc (PIECE_SIZE);
  gsize got, skip;

  if (!s2p_source_read (source, piece, PIECE_SIZE, &got, NULL)
      || !s2p_text_check (source->name, piece, got, &skip, NULL))
    return;
  if (separator == S2P_SEPARATOR_GUESS)
    {
      S2pDialect dialect;

      s2p_dialect_guess (piece + skip, got - skip, S2P_LAYOUT_GUESS, &dialect);
      separator = dialect.separator;
    }
  rows = s2p_csv_rows_new (separator, &callbacks, reading);
  for (gsize total = got; s2p_csv_rows_feed (rows, piece + skip, got - skip); total += got)
    {
      skip = 0;
      if (is_complete (reading) || got < PIECE_SIZE || total >= (has_first_rows (reading) ? FARTHEST : MOST_BYTES)
          || !s2p_source_read (source, piece, PIECE_SIZE, &got, NULL))
        break;
    }
  s2p_csv_rows_finish (rows);
}

GPtrArray *
s2p_table_preview (const char *path, char separator, const GArray *lines)
{
  Reading reading = {
    .rows = g_ptr_array_new_with_free_func (row_free),
    .fields = g_ptr_array_new_with_free_func (g_free),
    .lines = lines,
  };
  S2pSource source;

  /* A pipe gives its bytes only once. */
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && s2p_source_open (&source, path, path, NULL))
    {
      read_rows (&source, separator, &reading);
      s2p_source_close (&source);
    }
  g_ptr_array_unref (reading.fields);
  return reading.rows;
}
