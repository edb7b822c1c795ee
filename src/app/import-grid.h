/* The first lines of a file in a grid: line numbers, fields under what they are read as, and every problem right under the
 * line that it belongs to.
 */
#pragma once
#include <gtk/gtk.h>
#include "app/document.h"

G_BEGIN_DECLS

/* Shows @file in @grid, which is emptied first. */
void s2p_import_grid_fill (GtkGrid *grid, const S2pSession *session, const S2pImportFile *file);

G_END_DECLS
