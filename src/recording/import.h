/* Spike times from the files that laboratories have.
 *
 * Five layouts, any of comma, semicolon, tab and blanks, decimal point or comma, with or without a
 * header, `#` comments, LF, CRLF or CR. What is not stated is guessed, and a note says the guess and
 * what follows from it. What is no table of spike times is refused with S2P_ERROR_FORMAT and a
 * reason. Files are read in pieces; only the spike times are kept (8 bytes a spike).
 *
 * A spike train carries notes on its own defects: unsorted (sorted here), duplicates, negative
 * times, cells that are no finite number (left out), too few spikes to say anything. A refusal that
 * belongs to a line has it (s2p_error_line).
 */
#pragma once
#include <glib.h>
#include "recording/spike-train.h"

G_BEGIN_DECLS

typedef enum {
  S2P_LAYOUT_GUESS,
  S2P_LAYOUT_LIST_PER_ROW,    /* "list":    ID,"[t1, t2, ...]"; other columns are ignored */
  S2P_LAYOUT_SPIKE_PER_ROW,   /* "events":  a unit and a time in each row, in either order */
  S2P_LAYOUT_COLUMN_PER_UNIT, /* "columns": one column a unit, empty cells allowed */
  S2P_LAYOUT_TRAIN_PER_LINE,  /* "lines":   one train a line, with or without an id in front */
  S2P_LAYOUT_SINGLE_COLUMN,   /* "column":  all numbers of the file are one train */
} S2pTableLayout;

typedef enum { S2P_UNIT_GUESS, S2P_UNIT_MS, S2P_UNIT_S, S2P_UNIT_US, S2P_UNIT_SAMPLES } S2pUnit;

typedef struct {
  S2pTableLayout layout;
  S2pUnit   unit;
  double    rate_hz; /* samples a second; needed for S2P_UNIT_SAMPLES only */
} S2pImportOptions;  /* all zero: guess everything */

#define S2P_NO_COLUMN G_MAXUINT

typedef struct {
  GPtrArray *trains; /* (element-type S2pSpikeTrain) at least one; ids are unique */
  S2pTableLayout  layout;
  S2pUnit    unit;
  gboolean   layout_guessed, unit_guessed, has_header, decimal_comma;
  char       separator; /* ',', ';', tab, ' ', or NUL where there is one column only */
  gsize      first_line;                           /* of the data: what stands above is a header or prose */
  guint      id_column, trial_column, time_column; /* from 0; S2P_NO_COLUMN: none, or (times) all others */
  GPtrArray *notes;  /* (element-type S2pNote) on the file as a whole */
} S2pRecordings;

/* @options: (nullable). */
S2pRecordings *s2p_recordings_read  (const char *path, const S2pImportOptions *options, GError **error);
/* The same of @length bytes in memory; @name stands for the file in messages. */
S2pRecordings *s2p_recordings_parse (const char *name, const char *data, gsize length,
                                     const S2pImportOptions *options, GError **error);
void           s2p_recordings_free  (S2pRecordings *recordings); /* accepts NULL */

/* Words of the command line: list, events, columns, lines, column; ms, s, us, samples. */
const char *s2p_layout_name  (S2pTableLayout layout);
const char *s2p_unit_name    (S2pUnit unit);
/* The same for people, translated: "one spike per row", "milliseconds"; "" for a guess. */
const char *s2p_layout_title (S2pTableLayout layout);
const char *s2p_unit_title   (S2pUnit unit);
gboolean    s2p_layout_parse (const char *text, S2pTableLayout *layout, GError **error);
gboolean    s2p_unit_parse   (const char *text, S2pUnit *unit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pRecordings, s2p_recordings_free)

G_END_DECLS
