#include "session/session-file.h"
#include "base/error.h"
#include "base/output.h"
#include "base/words.h"
#include "session/session-schema.h"
#include <math.h>
#include <sqlite3.h>
#include <string.h>

typedef struct {
  const double *values;
  gsize         n;
} Doubles;

typedef struct {
  sqlite3      *db;
  sqlite3_stmt *insert[S2P_N_TABLES];
} Writer;

static int
bind_field (sqlite3_stmt *statement, int column, const S2pField *field, const char *row)
{
  const void *at = row + field->offset;
  const char *text;

  switch (field->kind)
    {
    case S2P_FIELD_REAL:
      return isfinite (*(const double *) at) ? sqlite3_bind_double (statement, column, *(const double *) at) : sqlite3_bind_null (statement, column);
    case S2P_FIELD_FLAG:
      return sqlite3_bind_int (statement, column, *(const gboolean *) at != FALSE);
    case S2P_FIELD_COUNT:
      return sqlite3_bind_int64 (statement, column, *(const guint *) at);
    case S2P_FIELD_WHOLE:
      return sqlite3_bind_int64 (statement, column, (gint64) *(const guint64 *) at);
    case S2P_FIELD_TEXT:
      text = *(const char *const *) at;
      if (text != NULL && !g_utf8_validate (text, -1, NULL))
        return sqlite3_bind_text (statement, column, g_utf8_make_valid (text, -1), -1, g_free); /* reading is strict */
      return text != NULL ? sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC) : sqlite3_bind_null (statement, column);
    case S2P_FIELD_PATH:
      text = *(const char *const *) at;
      return text != NULL ? sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC) : sqlite3_bind_null (statement, column);
    }
  g_assert_not_reached ();
}

static int
bind_doubles (sqlite3_stmt *statement, int column, Doubles doubles)
{
  guint64 *bytes = g_new (guint64, MAX (1, doubles.n));
  union { double value; guint64 bits; } word;

  for (gsize i = 0; i < doubles.n; i++)
    {
      word.value = doubles.values[i];
      bytes[i] = GUINT64_TO_LE (word.bits);
    }
  return sqlite3_bind_blob64 (statement, column, bytes, doubles.n * sizeof *bytes, g_free); /* frees them on failure, too */
}

/* @blobs: one for each of the table's. FALSE: sqlite3_errmsg () says why. */
static gboolean
insert (Writer *writer, S2pTableId id, guint64 stream, guint number, gconstpointer row, const Doubles *blobs)
{
  const S2pTable *table = &s2p_session_tables[id];
  sqlite3_stmt *statement = writer->insert[id];
  int column = 1, code = SQLITE_OK;

  if (table->n_keys > 0)
    code = sqlite3_bind_int64 (statement, column++, (gint64) stream);
  if (table->n_keys > 1 && code == SQLITE_OK)
    code = sqlite3_bind_int64 (statement, column++, number);
  for (guint i = 0; i < table->n_fields && code == SQLITE_OK; i++)
    code = bind_field (statement, column++, &table->fields[i], row);
  for (guint i = 0; table->blobs[i] != NULL && code == SQLITE_OK; i++)
    code = bind_doubles (statement, column++, blobs[i]);
  if (code != SQLITE_OK || sqlite3_step (statement) != SQLITE_DONE)
    return FALSE;
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return TRUE;
}

static gboolean
write_recording (Writer *writer, const S2pEntry *entry)
{
  const S2pRecording *recording = entry->recording;
  const S2pSpikeTrain *train = recording->train;
  const S2pRecordingRow row = { .id = train->id, .source = recording->source, .used = entry->used };
  const Doubles times = { train->times, train->n_spikes };

  if (!insert (writer, S2P_TABLE_RECORDING, recording->stream, 0, &row, &times))
    return FALSE;
  for (guint i = 0; i < s2p_notes_count (train->notes); i++)
    if (!insert (writer, S2P_TABLE_NOTE, recording->stream, i, s2p_notes_at (train->notes, i), NULL))
      return FALSE;
  return TRUE;
}

static gboolean
write_checked (Writer *writer, guint64 stream, const S2pPopulation *population)
{
  g_autofree double *values = g_new (double, MAX (1, (gsize) population->n * S2P_CLOSENESS_NUMBERS));
  const Doubles closeness = { values, (gsize) population->n * S2P_CLOSENESS_NUMBERS };

  for (guint i = 0; i < population->n; i++)
    {
      const S2pCloseness *from = &population->checked->closeness[i];

      values[i * S2P_CLOSENESS_NUMBERS] = from->worst;
      memcpy (values + i * S2P_CLOSENESS_NUMBERS + 1, from->off, sizeof from->off);
    }
  return insert (writer, S2P_TABLE_CHECKED, stream, 0, population->checked, &closeness);
}

static gboolean
write_estimate (Writer *writer, guint64 stream, const S2pEstimate *estimate)
{
  return insert (writer, S2P_TABLE_ESTIMATE, stream, 0, estimate, NULL)
         && (estimate->verdict.place == S2P_DOMAIN_UNKNOWN || insert (writer, S2P_TABLE_VERDICT, stream, 0, &estimate->verdict, NULL));
}

static gboolean
write_population (Writer *writer, guint64 stream, const S2pPopulation *population)
{
  const Doubles blobs[] = { { population->g, (gsize) population->n * population->n_conductances }, { population->dics, (gsize) population->n * 2 } };

  return insert (writer, S2P_TABLE_POPULATION, stream, 0, population, blobs) && (population->checked == NULL || write_checked (writer, stream, population));
}

static gboolean
write_firing (Writer *writer, guint64 stream, const S2pFiring *firing)
{
  if (!insert (writer, S2P_TABLE_FIRING, stream, 0, firing, NULL))
    return FALSE;
  for (guint i = 0; i < firing->n; i++)
    {
      const Doubles times = { firing->cells[i].times, firing->cells[i].n_spikes };

      if (!insert (writer, S2P_TABLE_CELL, stream, i, &firing->cells[i], &times))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_rows (Writer *writer, const S2pSession *session, const char *model_text)
{
  const S2pSettingsRow settings = { .settings = session->settings, .next_stream = session->next_stream, .model_text = (char *) model_text };

  if (!insert (writer, S2P_TABLE_SETTINGS, 0, 0, &settings, NULL) || !insert (writer, S2P_TABLE_CHECKING, 0, 0, &session->settings, NULL))
    return FALSE;
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];
      const guint64 stream = entry->recording->stream;

      if (!write_recording (writer, entry)
          || (entry->estimated && !write_estimate (writer, stream, &entry->estimate))
          || (entry->population != NULL && !write_population (writer, stream, entry->population))
          || (entry->firing != NULL && !write_firing (writer, stream, entry->firing)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
execute (Writer *writer, const char *sql)
{
  return sqlite3_exec (writer->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static gboolean
make_tables (Writer *writer)
{
  for (guint i = 0; i < S2P_N_TABLES; i++)
    {
      g_autofree char *create = s2p_table_create (&s2p_session_tables[i]), *into = s2p_table_insert (&s2p_session_tables[i]);

      if (!execute (writer, create) || sqlite3_prepare_v2 (writer->db, into, -1, &writer->insert[i], NULL) != SQLITE_OK)
        return FALSE;
    }
  return TRUE;
}

/* The file is new and ours alone, and is flushed to disk by who renames it: it needs neither journal nor lock. */
static gboolean
write_database (Writer *writer, const S2pSession *session, const char *model_text, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL); /* ":memory:" and "file:..." are files here as elsewhere */
  g_autofree char *identity = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d", S2P_SESSION_APPLICATION_ID, S2P_SESSION_VERSION);

  return sqlite3_open_v2 (absolute, &writer->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "unix-none") == SQLITE_OK
         && execute (writer, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN") && execute (writer, identity)
         && make_tables (writer) && write_rows (writer, session, model_text) && execute (writer, "COMMIT");
}

gboolean
s2p_session_save (const S2pSession *session, const char *model_text, const char *path, GError **error)
{
  g_autoptr (S2pOutput) output = s2p_output_new_file (path, error);
  g_autofree char *name = g_filename_display_name (path);
  Writer writer = { 0 };
  gboolean good;

  if (output == NULL)
    return FALSE;
  if (s2p_output_temporary (output) == NULL)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("The session cannot be written to “%s”, which is no plain file."), name);
      return FALSE;
    }
  good = write_database (&writer, session, model_text, s2p_output_temporary (output));
  if (!good)
    g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("The session could not be written to “%s”: %s."), name, sqlite3_errmsg (writer.db));
  for (guint i = 0; i < S2P_N_TABLES; i++)
    sqlite3_finalize (writer.insert[i]);
  sqlite3_close (writer.db);
  return good && s2p_output_close (output, error);
}
