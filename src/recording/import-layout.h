/* Which layout a table has, and which of its columns is what. */
#pragma once
#include <glib.h>
#include "recording/import.h"
#include "recording/import-sample.h"

G_BEGIN_DECLS

typedef struct {
  S2pTableLayout layout;
  gboolean  guessed;      /* the layout was not given, and not written on the table's face */
  gsize     first_line;   /* of the data: lines above are header or prose */
  gboolean  has_header;
  guint     id_column;    /* from 0; S2P_NO_COLUMN: rows (or lines) are numbered */
  guint     trial_column; /* events only: a second part of the id */
  guint     time_column;  /* of the list or the times; S2P_NO_COLUMN: all of them */
  guint     n_columns;
  GPtrArray *names;       /* columns only: (element-type utf8) ids of the units, one a column;
                             NULL in place of a name: the column is not read */
  S2pUnit   unit;         /* that the header names, or S2P_UNIT_GUESS */
  GArray   *column_units; /* columns only: S2pUnit that each column's own name gives */
  GPtrArray *notes;       /* (element-type S2pNote) what was understood */
} S2pPlan;

/* Fails with S2P_ERROR_FORMAT and the reason where the table holds no spike times.
 * @layout: S2P_LAYOUT_GUESS or the user's word. */
gboolean s2p_plan_make  (const char *name, const S2pSample *sample, S2pTableLayout layout, S2pPlan *plan,
                         GError **error);
void     s2p_plan_clear (S2pPlan *plan);

G_END_DECLS
