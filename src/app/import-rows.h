/* Recordings as the rows of a table (app/table.h). */
#pragma once
#include "app/entry-rows.h"
#include "app/table.h"

G_BEGIN_DECLS

enum { S2P_MOST_IMPORT_COLUMNS = 9 };

/* Returns how many. @with_file: one of them says which file a recording comes from. */
guint s2p_import_rows_columns (S2pColumn columns[S2P_MOST_IMPORT_COLUMNS], gboolean with_file);
/* A reference to @rows is taken. */
void  s2p_import_rows_source (S2pTableSource *source, S2pEntryRows *rows);

G_END_DECLS
