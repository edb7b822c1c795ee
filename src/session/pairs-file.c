#include "session/pairs-file.h"
#include <string.h>
#include "base/error.h"
#include "base/words.h"
#include "recording/csv-rows.h"
#include "recording/import-source.h"
#include "recording/import-text.h"
#include "recording/number-scan.h"

#define PIECE_SIZE (1024 * 1024)
#define SAMPLE_SIZE (64 * 1024) /* that separator and decimal sign are guessed from */

enum { ID, G_S, G_U, N_COLUMNS };
static const char *const names[N_COLUMNS] = { "ID", "g_s", "g_u" };

typedef struct {
  const char   *name; /* of the file, for messages */
  char          decimal;
  S2pPairsFile *file;
  guint         columns[N_COLUMNS]; /* from 1; 0: not found */
  gboolean      has_header;
  /* the row under way */
  S2pPair       pair;
  gboolean      found[N_COLUMNS], any;
  GError       *error; /* the first */
} Reader;

static void
note_header (Reader *reader, const char *text, gsize length, guint column)
{
  g_autofree char *name = g_strstrip (g_strndup (text, length));

  for (guint i = 0; i < N_COLUMNS; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0 && reader->columns[i] == 0)
      reader->columns[i] = column;
}

static void
read_number (Reader *reader, guint which, const char *text, gsize length, gsize line)
{
  double *to = which == G_S ? &reader->pair.g_s : &reader->pair.g_u;

  if (s2p_scan_number (text, length, reader->decimal, to) != S2P_SCAN_NUMBER && reader->error == NULL)
    {
      g_autofree char *shown = s2p_text_as_utf8 (text, length, 40);

      s2p_set_error_at (&reader->error, S2P_ERROR_FORMAT, line, _("%s, line %zu, column %s: “%s” is no number"), reader->name, line, names[which], shown);
    }
}

static void
on_field (gpointer data, const char *text, gsize length, gsize line, guint column)
{
  Reader *reader = data;

  reader->any |= length > 0;
  if (!reader->has_header)
    note_header (reader, text, length, column);
  else if (column == reader->columns[ID])
    {
      g_autofree char *id = s2p_text_as_utf8 (text, length, length);

      reader->pair.id = g_string_chunk_insert_const (reader->file->ids, g_strstrip (id));
      reader->found[ID] = TRUE;
    }
  else
    for (guint i = G_S; i <= G_U; i++)
      if (column == reader->columns[i])
        {
          reader->found[i] = TRUE;
          read_number (reader, i, text, length, line);
        }
}

static void
end_header (Reader *reader)
{
  reader->has_header = TRUE;
  for (guint i = 0; i < N_COLUMNS && reader->error == NULL; i++)
    if (reader->columns[i] == 0)
      g_set_error (&reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s has no column %s: its first row must name the columns ID, g_s and g_u"), reader->name, names[i]);
}

static void
on_row_end (gpointer data, gsize line)
{
  Reader *reader = data;

  if (!reader->has_header && !reader->any)
    return;
  if (!reader->has_header)
    end_header (reader);
  else
    {
      for (guint i = 0; i < N_COLUMNS && reader->error == NULL; i++)
        if (!reader->found[i])
          s2p_set_error_at (&reader->error, S2P_ERROR_FORMAT, line, _("%s, line %zu: there is no field for the column %s"), reader->name, line, names[i]);
      reader->pair.line = line;
      g_array_append_val (reader->file->pairs, reader->pair);
    }
  reader->any = reader->found[ID] = reader->found[G_S] = reader->found[G_U] = FALSE;
}

static gboolean
read_all (Reader *reader, S2pSource *source, GError **error)
{
  static const S2pCsvCallbacks callbacks = { .field = on_field, .row_end = on_row_end };
  g_autofree char *buffer = g_malloc (PIECE_SIZE);
  g_autoptr (S2pCsvRows) rows = NULL;
  S2pDialect dialect;
  gsize got, skip, open_quote;

  if (!s2p_source_read (source, buffer, PIECE_SIZE, &got, error) || !s2p_text_check (reader->name, buffer, got, &skip, error))
    return FALSE;
  s2p_dialect_guess (buffer + skip, MIN (got - skip, SAMPLE_SIZE), S2P_LAYOUT_GUESS, &dialect);
  reader->decimal = dialect.decimal_comma ? ',' : '.';
  rows = s2p_csv_rows_new (dialect.separator, &callbacks, reader);
  for (; got > 0; skip = 0)
    {
      if (!s2p_csv_rows_feed (rows, buffer + skip, got - skip))
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s holds a field that is too long"), reader->name);
          return FALSE;
        }
      if (reader->error != NULL || got < PIECE_SIZE)
        break;
      if (!s2p_source_read (source, buffer, PIECE_SIZE, &got, error))
        return FALSE;
    }
  open_quote = s2p_csv_rows_finish (rows);
  if (reader->error == NULL && open_quote > 0)
    s2p_set_error_at (&reader->error, S2P_ERROR_FORMAT, open_quote, _("%s, line %zu: a quote is opened and never closed; is the file cut off?"), reader->name, open_quote);
  if (reader->error == NULL && reader->file->pairs->len == 0)
    g_set_error (&reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s has no rows below its header"), reader->name);
  if (reader->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reader->error));
  return FALSE;
}

S2pPairsFile *
s2p_pairs_file_read (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (S2pPairsFile) file = g_new0 (S2pPairsFile, 1);
  Reader reader = { .name = shown, .file = file };
  S2pSource source;
  gboolean ok;

  file->pairs = g_array_new (FALSE, FALSE, sizeof (S2pPair));
  file->ids = g_string_chunk_new (4096);
  if (!s2p_source_open (&source, path, shown, error))
    return NULL;
  ok = read_all (&reader, &source, error);
  s2p_source_close (&source);
  g_clear_error (&reader.error);
  return ok ? g_steal_pointer (&file) : NULL;
}

void
s2p_pairs_file_free (S2pPairsFile *file)
{
  if (file == NULL)
    return;
  g_array_unref (file->pairs);
  g_string_chunk_free (file->ids);
  g_free (file);
}
