/* A file in the list of opened files: its name, what was found in it, whether there are problems, a button that removes it. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_IMPORT_FILE_ROW (s2p_import_file_row_get_type ())
G_DECLARE_FINAL_TYPE (S2pImportFileRow, s2p_import_file_row, S2P, IMPORT_FILE_ROW, GtkListBoxRow)

GtkWidget *s2p_import_file_row_new    (S2pDocument *document, guint file_id);
guint      s2p_import_file_row_id     (S2pImportFileRow *row);
/* Shows the file as it is now. */
void       s2p_import_file_row_update (S2pImportFileRow *row, const S2pImportFile *file);

G_END_DECLS
