/* The tables of a session file: which columns there are, and which values of our structures they keep. The statement that
 * makes a table, writing and reading all go by this one list. For session-file-*.c only.
 *
 * A table has, in this order, its key (the stream of a recording; where there are several rows of one, their number from 0
 * on), its fields, and its blobs: float64 values, little-endian.
 */
#pragma once
#include "session/session.h"

G_BEGIN_DECLS

#define S2P_SESSION_APPLICATION_ID 0x53327053 /* "S2pS" */
#define S2P_SESSION_VERSION 2                 /* any change of the list needs another one; a file of an older version lacks what came since */

typedef enum {
  S2P_FIELD_REAL,  /* double; NULL in the file where it is not finite */
  S2P_FIELD_FLAG,  /* gboolean */
  S2P_FIELD_COUNT, /* guint, or an enum */
  S2P_FIELD_WHOLE, /* guint64; in the file with a sign */
  S2P_FIELD_TEXT,  /* char *, UTF-8 */
  S2P_FIELD_PATH,  /* char *, any bytes */
} S2pFieldKind;

typedef struct {
  const char  *name;
  S2pFieldKind kind;
  gsize        offset;
  guint        most;   /* of a count; of a text or path: 1 where it cannot be NULL */
} S2pField;

typedef enum {
  S2P_TABLE_SETTINGS, /* one row */
  S2P_TABLE_RECORDING,
  S2P_TABLE_NOTE,
  S2P_TABLE_ESTIMATE,
  S2P_TABLE_POPULATION,
  S2P_TABLE_FIRING,
  S2P_TABLE_CELL,     /* of a firing */
  S2P_TABLE_CHECKING, /* one row: more settings */
  S2P_TABLE_CHECKED,  /* of a population */
  S2P_TABLE_VERDICT,  /* of an estimate, where there is one */
  S2P_N_TABLES,
} S2pTableId;

enum { S2P_MOST_BLOBS = 2 };

typedef struct {
  const char     *name;
  guint           n_keys;                /* 0, 1: stream, or 2: stream and number */
  const S2pField *fields;
  guint           n_fields;
  const char     *blobs[S2P_MOST_BLOBS + 1]; /* NULL-terminated */
  guint           since;                 /* the first version that has it */
} S2pTable;

extern const S2pTable s2p_session_tables[S2P_N_TABLES];

/* Rows of tables that are no structure of their own elsewhere. Fields of S2P_TABLE_ESTIMATE are in an S2pEstimate, of S2P_TABLE_VERDICT in an S2pVerdict, of
 * S2P_TABLE_POPULATION in an S2pPopulation, of S2P_TABLE_FIRING in an S2pFiring, of S2P_TABLE_CELL in an S2pCellFiring, of S2P_TABLE_NOTE in an S2pNote, of S2P_TABLE_CHECKING
 * in an S2pSettings, of S2P_TABLE_CHECKED in an S2pChecked. */
typedef struct {
  S2pSettings settings;
  guint64     next_stream;
  char       *model_text;
} S2pSettingsRow;

typedef struct {
  char    *id, *source;
  gboolean used;
} S2pRecordingRow;

/* Of each cell in the blob of S2P_TABLE_CHECKED. */
#define S2P_CLOSENESS_NUMBERS (1 + S2P_N_LIKE)

/* Statements in SQL; free with g_free. */
char *s2p_table_create (const S2pTable *table);
char *s2p_table_insert (const S2pTable *table);                    /* a parameter a column */
char *s2p_table_select_text (const S2pTable *table, gboolean of_stream); /* in the order of the key; of_stream: of stream ?1 only */

G_END_DECLS
