/* The first rows of a table, cell by cell, as far as they are needed to guess what it is. */
#pragma once
#include <glib.h>
#include "recording/import-text.h"
#include "recording/number-scan.h"

G_BEGIN_DECLS

typedef enum {
  S2P_CELL_NUMBER = S2P_SCAN_NUMBER,
  S2P_CELL_EMPTY = S2P_SCAN_EMPTY,
  S2P_CELL_NOT_FINITE = S2P_SCAN_NOT_FINITE,
  S2P_CELL_TEXT = S2P_SCAN_TEXT,
  S2P_CELL_LIST, /* [1.5, 2.5], or several numbers in one quoted field */
} S2pCellKind;

typedef struct {
  S2pCellKind kind;
  double      value;    /* of a number */
  guint       decimals; /* of a number */
  const char *text;
} S2pCell;

typedef struct {
  gsize line;
  guint first_cell, n_cells; /* into cells */
} S2pRow;

typedef struct {
  GArray       *cells;    /* S2pCell */
  GArray       *rows;     /* S2pRow */
  GString      *comments; /* one a line, without the # */
  char         *last_comment; /* nullable */
  GStrv         comment_names;/* the last comment as names of the columns, where it fits; nullable */
  guint         data_row; /* the first row with numbers; rows->len where there is none */
  gboolean      numbered; /* the row above the data is 1, 2, 3 ...: numbers of the columns */
  guint         n_columns;/* of the longest row from there on */
  GStringChunk *strings;
} S2pSample;

/* @cut: the text goes on behind @length, so the last row (or cell) may be cut. */
S2pSample     *s2p_sample_new  (const char *text, gsize length, const S2pDialect *dialect, gboolean cut);
void           s2p_sample_free (S2pSample *sample);

guint          s2p_sample_n_data_rows (const S2pSample *sample);
/* NULL where the row has no such cell. */
const S2pCell *s2p_sample_cell (const S2pSample *sample, guint row, guint column);
/* Name of a column from the row (or comment) above the data, or NULL. */
const char    *s2p_sample_name (const S2pSample *sample, guint column);

/* What one column, from the first data row on, looks like. */
typedef struct {
  gsize    n_numbers, n_texts, n_lists, n_empty, n_dates;
  gsize    n_up, n_down, n_same;   /* steps from one number to the next */
  gsize    n_whole, n_negative, n_zero, n_distinct;
  double   min, max, first, step;  /* step: mean */
  guint    decimals;               /* most */
  gboolean even;                   /* all steps alike, within what rounding explains */
} S2pColumn;

void           s2p_sample_describe_column (const S2pSample *sample, guint column, S2pColumn *description);

/* 2024-05-01, 1.5.2024, 12:30:01.5 and the like. */
gboolean       s2p_text_is_date (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pSample, s2p_sample_free)

G_END_DECLS
