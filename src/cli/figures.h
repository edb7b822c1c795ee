/* The pictures of the verb "run", on the plot library. */
#pragma once
#include "cli/populations.h"
#include "cli/simulations.h"

G_BEGIN_DECLS

/* overview.svg and .png: raster of the recordings, and the DIC plane with what was inferred. */
gboolean s2p_cli_draw_overview   (const char *folder, const S2pModel *model, const S2pRecordings *recordings, const S2pInference *inferences, GError **error);

/* population-<number>-<id>.svg and .png: one recording above traces of some of its cells, with the spikes of all of
 * them and box plots of their conductances. @cells: the population's own, simulated. */
gboolean s2p_cli_draw_population (const char *folder, const S2pModel *model, guint number, const S2pSpikeTrain *train, const S2pInference *inference,
                                  const S2pCliTarget *target, const S2pCliPopulation *population, const S2pCliCell *cells, GError **error);

G_END_DECLS
