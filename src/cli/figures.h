/* Files of pictures. */
#pragma once
#include "picture/picture.h"
#include "session/plan.h"

G_BEGIN_DECLS

/* <name>.svg and .png, and with @pdf .pdf. Errors: S2P_ERROR_FILE. */
gboolean s2p_cli_save_picture    (S2pPicture *picture, const char *folder, const char *name, gboolean pdf, GError **error);

/* overview.svg and .png: raster of the recordings, and the DIC plane with what was inferred. */
gboolean s2p_cli_draw_overview   (const char *folder, const S2pModel *model, const S2pSession *session, GError **error);

/* population-<number>-<id>.svg and .png: one recording above the spikes of its cells, with traces of some, box plots of
 * their conductances, and two conductances against each other. @entry: estimated, populated and simulated. */
gboolean s2p_cli_draw_population (const char *folder, S2pNeuron *neuron, guint number, const S2pEntry *entry, GError **error);

G_END_DECLS
