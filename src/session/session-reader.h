/* A session file that is being read: opened without trust, its rows one by one, each value checked for its kind. What the
 * values mean together is for session-file-read.c, the only user.
 */
#pragma once
#include "session/session-schema.h"
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct {
  sqlite3      *db;
  sqlite3_stmt *select[S2P_N_TABLES];
  guint64       n_rows[S2P_N_TABLES]; /* read so far */
  guint         version;
  char         *name;                 /* of the file, for messages */
  GError      **error;
} S2pReader;

/* Into a zeroed reader, which is to be cleared whatever comes. A file that opens is a session of a version that we know,
 * its pages are whole, and its tables are ours. Errors, here and below: those of s2p_session_load (), into @error. */
gboolean s2p_reader_open      (S2pReader *reader, const char *path, GError **error);
void     s2p_reader_clear     (S2pReader *reader);
/* All rows of all tables have been read: a row that belongs to nothing is an error. */
gboolean s2p_reader_is_at_end (S2pReader *reader);
/* Sets the error for a value that cannot be right; returns FALSE. */
gboolean s2p_reader_damaged   (S2pReader *reader, S2pTableId id, const char *column);

/* The rows that follow are those of @stream. Not for settings and recordings, which are read whole. */
void     s2p_reader_choose    (S2pReader *reader, S2pTableId id, guint64 stream);
/* Files of the version that is read have this table; one that lacks it has no rows. */
gboolean s2p_reader_has      (const S2pReader *reader, S2pTableId id);
/* Reads the fields of the next row into the zeroed @row; its texts are to be freed by s2p_reader_clear_row () whatever comes.
 * *there: FALSE where there is no row any more. The key and the blobs of the row can be had until the next one is read. */
gboolean s2p_reader_next      (S2pReader *reader, S2pTableId id, gpointer row, gboolean *there);
void     s2p_reader_clear_row (S2pTableId id, gpointer row);

typedef enum { S2P_ANY_FINITE, S2P_TIMES, S2P_NOT_NEGATIVE } S2pDoublesRule; /* all finite; times ascend */

/* The number of values of a blob; and the values, into the room that this needs. */
gboolean s2p_reader_count_doubles (S2pReader *reader, S2pTableId id, guint blob, gsize *n);
gboolean s2p_reader_copy_doubles  (S2pReader *reader, S2pTableId id, guint blob, S2pDoublesRule rule, double *to);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (S2pReader, s2p_reader_clear)

G_END_DECLS
