/* The pictures of the verb "run", on the plot library. */
#pragma once
#include "session/session.h"

G_BEGIN_DECLS

/* overview.svg and .png: raster of the recordings, and the DIC plane with what was inferred. */
gboolean s2p_cli_draw_overview   (const char *folder, const S2pModel *model, const S2pSession *session, GError **error);

/* population-<number>-<id>.svg and .png: one recording above traces of some of its cells, with the spikes of all of
 * them and box plots of their conductances. @entry: estimated, populated and simulated. */
gboolean s2p_cli_draw_population (const char *folder, const S2pModel *model, guint number, const S2pEntry *entry, GError **error);

G_END_DECLS
