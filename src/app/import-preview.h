/* How one file was understood: layout and unit, which can be changed, above its first lines. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_IMPORT_PREVIEW (s2p_import_preview_get_type ())
G_DECLARE_FINAL_TYPE (S2pImportPreview, s2p_import_preview, S2P, IMPORT_PREVIEW, AdwBin)

void s2p_import_preview_set_document (S2pImportPreview *preview, S2pDocument *document);
void s2p_import_preview_show         (S2pImportPreview *preview, guint file_id); /* 0: nothing */

G_END_DECLS
