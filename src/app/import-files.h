/* The files that were opened, as a list: one of them is looked at.
 *
 * Signal "selected" (guint file id): another one is; 0 for none.
 */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_IMPORT_FILES (s2p_import_files_get_type ())
G_DECLARE_FINAL_TYPE (S2pImportFiles, s2p_import_files, S2P, IMPORT_FILES, AdwBin)

void s2p_import_files_set_document (S2pImportFiles *files, S2pDocument *document);

G_END_DECLS
