#include "session/session-reader.h"
#include "base/error.h"
#include "base/words.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (S2pReader *reader)
{
  const int code = sqlite3_errcode (reader->db) & 0xff;

  if (code == SQLITE_NOTADB)
    g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("“%s” is no session of Spike2Pop."), reader->name);
  else if (code == SQLITE_CANTOPEN || code == SQLITE_IOERR || code == SQLITE_NOMEM || code == SQLITE_PERM)
    g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FILE, _("The session “%s” cannot be read: %s."), reader->name, sqlite3_errmsg (reader->db));
  else
    g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("The session “%s” is damaged: %s."), reader->name, sqlite3_errmsg (reader->db));
  return FALSE;
}

gboolean
s2p_reader_damaged (S2pReader *reader, S2pTableId id, const char *column)
{
  g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("The session “%s” is damaged: “%s” in its table “%s” cannot be right."), reader->name, column,
               s2p_session_tables[id].name);
  return FALSE;
}

/* --- rows --- */

void
s2p_reader_clear_row (S2pTableId id, gpointer row)
{
  const S2pTable *table = &s2p_session_tables[id];

  for (guint i = 0; i < table->n_fields; i++)
    if (table->fields[i].kind == S2P_FIELD_TEXT || table->fields[i].kind == S2P_FIELD_PATH)
      g_clear_pointer ((char **) ((char *) row + table->fields[i].offset), g_free);
}

static gboolean
read_text (sqlite3_stmt *statement, int column, const S2pField *field, char **to)
{
  const char *text;
  gsize length;

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return field->most == 0;
  text = sqlite3_column_type (statement, column) == SQLITE_TEXT ? (const char *) sqlite3_column_text (statement, column) : NULL;
  if (text == NULL)
    return FALSE;
  length = sqlite3_column_bytes (statement, column);
  if (field->kind == S2P_FIELD_PATH ? strlen (text) != length : !g_utf8_validate_len (text, length, NULL))
    return FALSE;
  *to = g_strndup (text, length);
  return TRUE;
}

static gboolean
read_field (sqlite3_stmt *statement, int column, const S2pField *field, char *row)
{
  const int type = sqlite3_column_type (statement, column);
  void *to = row + field->offset;
  gint64 whole;

  switch (field->kind)
    {
    case S2P_FIELD_REAL:
      *(double *) to = type == SQLITE_NULL ? NAN : sqlite3_column_double (statement, column);
      return type == SQLITE_NULL || (type == SQLITE_FLOAT && isfinite (*(double *) to));
    case S2P_FIELD_TEXT:
    case S2P_FIELD_PATH:
      return read_text (statement, column, field, to);
    case S2P_FIELD_FLAG:
      whole = sqlite3_column_int64 (statement, column);
      *(gboolean *) to = whole == 1;
      return type == SQLITE_INTEGER && (whole == 0 || whole == 1);
    case S2P_FIELD_COUNT:
      whole = sqlite3_column_int64 (statement, column);
      *(guint *) to = (guint) whole;
      return type == SQLITE_INTEGER && whole >= 0 && whole <= field->most;
    case S2P_FIELD_WHOLE:
      *(guint64 *) to = (guint64) sqlite3_column_int64 (statement, column);
      return type == SQLITE_INTEGER;
    }
  g_assert_not_reached ();
}

gboolean
s2p_reader_has (const S2pReader *reader, S2pTableId id)
{
  return s2p_session_tables[id].since <= reader->version;
}

gboolean
s2p_reader_next (S2pReader *reader, S2pTableId id, gpointer row, gboolean *there)
{
  const S2pTable *table = &s2p_session_tables[id];
  const int code = s2p_reader_has (reader, id) ? sqlite3_step (reader->select[id]) : SQLITE_DONE;

  *there = code == SQLITE_ROW;
  if (code != SQLITE_ROW)
    return code == SQLITE_DONE || fail (reader);
  reader->n_rows[id]++;
  for (guint i = 0; i < table->n_fields; i++)
    if (!read_field (reader->select[id], table->n_keys + i, &table->fields[i], row))
      return s2p_reader_damaged (reader, id, table->fields[i].name);
  return TRUE;
}

void
s2p_reader_choose (S2pReader *reader, S2pTableId id, guint64 stream)
{
  if (!s2p_reader_has (reader, id))
    return;
  sqlite3_reset (reader->select[id]);
  sqlite3_bind_int64 (reader->select[id], 1, (gint64) stream);
}

/* --- blobs --- */

static int
blob_column (S2pTableId id, guint blob)
{
  return s2p_session_tables[id].n_keys + s2p_session_tables[id].n_fields + blob;
}

gboolean
s2p_reader_count_doubles (S2pReader *reader, S2pTableId id, guint blob, gsize *n)
{
  const int column = blob_column (id, blob);
  const gsize bytes = sqlite3_column_bytes (reader->select[id], column);

  *n = bytes / sizeof (double);
  return (sqlite3_column_type (reader->select[id], column) == SQLITE_BLOB && bytes % sizeof (double) == 0)
         || s2p_reader_damaged (reader, id, s2p_session_tables[id].blobs[blob]);
}

gboolean
s2p_reader_copy_doubles (S2pReader *reader, S2pTableId id, guint blob, S2pDoublesRule rule, double *to)
{
  const int column = blob_column (id, blob);
  const char *bytes = sqlite3_column_blob (reader->select[id], column);
  const gsize n = bytes != NULL ? sqlite3_column_bytes (reader->select[id], column) / sizeof (double) : 0;
  union { double value; guint64 bits; } word;

  for (gsize i = 0; i < n; i++)
    {
      memcpy (&word.bits, bytes + i * sizeof word, sizeof word);
      word.bits = GUINT64_FROM_LE (word.bits);
      to[i] = word.value;
      if (!isfinite (to[i]) || (rule == S2P_NOT_NEGATIVE && to[i] < 0) || (rule == S2P_TIMES && i > 0 && to[i] < to[i - 1]))
        return s2p_reader_damaged (reader, id, s2p_session_tables[id].blobs[blob]);
    }
  return TRUE;
}

/* --- the whole file --- */

/* Runs a statement that answers with one value; -1 on failure, with the error set. */
static gint64
ask (S2pReader *reader, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 answer = -1;

  if (sqlite3_prepare_v2 (reader->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    answer = MAX (0, sqlite3_column_int64 (statement, 0));
  else
    fail (reader);
  sqlite3_finalize (statement);
  return answer;
}

gboolean
s2p_reader_is_at_end (S2pReader *reader)
{
  for (guint i = 0; i < S2P_N_TABLES; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"%s\"", s2p_session_tables[i].name);
      const gint64 n = s2p_reader_has (reader, i) ? ask (reader, sql) : 0;

      if (n < 0)
        return FALSE;
      if ((guint64) n != reader->n_rows[i])
        return s2p_reader_damaged (reader, i, s2p_session_tables[i].n_keys > 0 ? "stream" : "model");
    }
  return TRUE;
}

/* A message of the system is clearer than SQLite's, and a folder or a pipe is no matter for it. */
static gboolean
is_plain_file (const char *path, const char *name, guint64 *size, GError **error)
{
  const int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  const int code = errno;
  struct stat info = { 0 };
  gboolean plain;

  if (fd < 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("The session “%s” cannot be read: %s."), name, g_strerror (code));
      return FALSE;
    }
  plain = fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
  close (fd);
  *size = info.st_size;
  if (!plain)
    g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("The session “%s” cannot be read: it is no plain file."), name);
  return plain;
}

/* Nothing is made beside the file, not even where it can be: it may lie in a folder that cannot be written to. */
static gboolean
open_database (S2pReader *reader, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL), *uri = g_filename_to_uri (absolute, NULL, NULL);
  g_autofree char *immutable = g_strconcat (uri, "?immutable=1", NULL);

  if (sqlite3_open_v2 (immutable, &reader->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return fail (reader);
  sqlite3_db_config (reader->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (reader->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (reader->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (reader->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  return TRUE;
}

static gboolean
is_a_session (S2pReader *reader)
{
  const gint64 application = ask (reader, "PRAGMA application_id");
  const gint64 version = application >= 0 ? ask (reader, "PRAGMA user_version") : -1;

  if (application < 0 || version < 0)
    return FALSE;
  if (application != S2P_SESSION_APPLICATION_ID || version == 0)
    {
      g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("“%s” is no session of Spike2Pop."), reader->name);
      return FALSE;
    }
  if (version > S2P_SESSION_VERSION)
    {
      g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("“%s” was written by a newer version of Spike2Pop, which is needed to open it."), reader->name);
      return FALSE;
    }
  reader->version = version;
  return TRUE;
}

/* The tables are ours to the letter: no view, trigger, index or computed column runs anything. */
static gboolean
has_our_tables (S2pReader *reader)
{
  sqlite3_stmt *statement = NULL;
  gboolean good = sqlite3_prepare_v2 (reader->db, "SELECT sql FROM sqlite_schema ORDER BY rowid", -1, &statement, NULL) == SQLITE_OK;

  for (guint i = 0; good && i < S2P_N_TABLES; i++)
    {
      g_autofree char *wanted = s2p_table_create (&s2p_session_tables[i]);

      if (s2p_reader_has (reader, i))
        good = sqlite3_step (statement) == SQLITE_ROW && g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), wanted) == 0;
    }
  good = good && sqlite3_step (statement) == SQLITE_DONE;
  sqlite3_finalize (statement);
  if (!good)
    g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("The session “%s” is damaged: its tables are not those of a session."), reader->name);
  return good;
}

/* SQLite takes what is missing at the end of a last page for zeros, and does not look at what stands behind it. */
static gboolean
has_size (S2pReader *reader, guint64 size)
{
  const gint64 n_pages = ask (reader, "PRAGMA page_count"), page = n_pages >= 0 ? ask (reader, "PRAGMA page_size") : -1;

  if (n_pages < 0 || page < 0)
    return FALSE;
  if ((guint64) n_pages * page == size)
    return TRUE;
  g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("The session “%s” is damaged: the file is not as long as it was written."), reader->name);
  return FALSE;
}

static gboolean
is_whole (S2pReader *reader)
{
  sqlite3_stmt *statement = NULL;
  const char *answer;
  gboolean good;

  if (sqlite3_prepare_v2 (reader->db, "PRAGMA quick_check(1)", -1, &statement, NULL) != SQLITE_OK || sqlite3_step (statement) != SQLITE_ROW)
    {
      sqlite3_finalize (statement);
      return fail (reader);
    }
  answer = (const char *) sqlite3_column_text (statement, 0);
  good = g_strcmp0 (answer, "ok") == 0;
  if (!good)
    g_set_error (reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("The session “%s” is damaged: %s."), reader->name, answer != NULL ? answer : "?");
  sqlite3_finalize (statement);
  return good;
}

static gboolean
prepare (S2pReader *reader)
{
  for (guint i = 0; i < S2P_N_TABLES; i++)
    {
      g_autofree char *select = s2p_table_select_text (&s2p_session_tables[i], s2p_session_tables[i].n_keys > 0 && i != S2P_TABLE_RECORDING);

      if (s2p_reader_has (reader, i) && sqlite3_prepare_v2 (reader->db, select, -1, &reader->select[i], NULL) != SQLITE_OK)
        return fail (reader);
    }
  return TRUE;
}

gboolean
s2p_reader_open (S2pReader *reader, const char *path, GError **error)
{
  guint64 size;

  reader->name = g_filename_display_name (path);
  reader->error = error;
  return is_plain_file (path, reader->name, &size, error) && open_database (reader, path) && is_a_session (reader) && has_size (reader, size)
         && has_our_tables (reader) && is_whole (reader) && prepare (reader);
}

void
s2p_reader_clear (S2pReader *reader)
{
  for (guint i = 0; i < S2P_N_TABLES; i++)
    sqlite3_finalize (reader->select[i]);
  sqlite3_close (reader->db);
  g_free (reader->name);
}
