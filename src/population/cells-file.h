/* Populations as CSV files: one cell a row, the published layout ID,g_<conductance>,... with any other columns.
 *
 * The published program's files load here and ours load there: columns are found by name, in any order, and what is
 * not ours is kept as it stands.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

typedef struct {
  GPtrArray *header; /* (element-type utf8) column names */
  GPtrArray *rows;   /* (element-type GStrv) fields of each row, as many as the header has */
  int        id;     /* the column "ID", or -1 */
  double    *g;      /* [rows][n_conductances of the model] */
} S2pCellsFile;

/* Conductances are 0 to 1e9 mS/cm2, the leak above 0. Errors: S2P_ERROR_FILE, S2P_ERROR_FORMAT with row (the header is
 * row 1; empty lines do not count), ID and column. */
S2pCellsFile *s2p_cells_file_read  (const char *path, const S2pModel *model, GError **error);
S2pCellsFile *s2p_cells_file_parse (const char *name, const char *data, gsize length, const S2pModel *model, GError **error);
void          s2p_cells_file_free  (S2pCellsFile *file); /* accepts NULL */
/* The ID of a row; its number (from 1) where the file has none. Free with g_free. */
char         *s2p_cells_file_id    (const S2pCellsFile *file, gsize row);

/* "ID,g_Na,...,g_leak" */
void          s2p_cells_append_header (GString *text, const S2pModel *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pCellsFile, s2p_cells_file_free)

G_END_DECLS
