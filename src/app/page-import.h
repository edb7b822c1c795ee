/* Files in, recordings out: layout and unit with a preview, the table of recordings, the raster. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_PAGE_IMPORT (s2p_page_import_get_type ())
G_DECLARE_FINAL_TYPE (S2pPageImport, s2p_page_import, S2P, PAGE_IMPORT, AdwBin)

GtkWidget *s2p_page_import_new (S2pDocument *document);

G_END_DECLS
