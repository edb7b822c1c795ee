/* A table of text that fills a panel with hidden axes and the room beside it: the first column on the left, the others right-aligned. A row that
 * has text in its first cell alone is a line of text over the whole width. */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

enum { S2P_MOST_TEXT_COLUMNS = 12 };

typedef struct {
  S2pLayer           layer;
  const char *const *cells;   /* [n_rows, n_columns], markup (borrowed); NULL: empty */
  guint              n_rows, n_columns;
  double             right[S2P_MOST_TEXT_COLUMNS]; /* where each column ends, as a share of the width */
  const gboolean    *ruled;   /* [n_rows]: a line above (borrowed); NULL for none */
} S2pTextTable;

/* Columns of equal width. */
void s2p_text_table_init (S2pTextTable *table, const char *const *cells, guint n_rows, guint n_columns);

G_END_DECLS
