/* All recordings of the document: a table of what they are beside a raster of their spikes. A row that is chosen in the one is
 * shown in the other.
 */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_IMPORT_RECORDINGS (s2p_import_recordings_get_type ())
G_DECLARE_FINAL_TYPE (S2pImportRecordings, s2p_import_recordings, S2P, IMPORT_RECORDINGS, AdwBin)

void s2p_import_recordings_set_document (S2pImportRecordings *recordings, S2pDocument *document);

G_END_DECLS
