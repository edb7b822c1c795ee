/* Simulation of many cells as the verbs use it, in parallel, on either engine. */
#pragma once
#include "cli/cli.h"
#include "simulation/simulation.h"

G_BEGIN_DECLS

typedef struct {
  S2pSimulatedCell cell;
  char            *failure; /* why there are no spikes, or NULL */
} S2pCliCell;

/* Simulates @n cells @g [n][n_conductances]; with @traces each gets V. Free with s2p_cli_cells_free.
 * @first: number of the first cell among all of the command, which names its stream of noise.
 * Stops early where Ctrl-C was caught: the cells that are left then have neither spikes nor failure. */
S2pCliCell *s2p_cli_simulate  (const S2pModel *model, const double *g, gsize first, gsize n, const S2pSimulationOptions *options, gboolean fast, gboolean traces, S2pPool *pool);
void        s2p_cli_cells_free (S2pCliCell *cells, gsize n);

/* "[t1, t2, ...]" with four decimals, as in the published layout (not yet quoted). */
void        s2p_cli_append_spikes (GString *text, const GArray *spikes);

G_END_DECLS
