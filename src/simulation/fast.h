/* The fast engine: many cells at once with two fixed steps (fine in spikes, coarse elsewhere), for data sets,
 * populations and checks.
 *
 * An engine is immutable and shared between threads; a run is a plain function on the caller's arrays. A
 * cell's result depends on its own conductances and noise alone, not on its neighbours in the batch.
 * Accuracy against CVODE is held by a test: period or burst period within 0.5 %.
 */
#pragma once
#include "simulation/simulation.h"

G_BEGIN_DECLS

typedef struct _S2pFastEngine S2pFastEngine;

#define S2P_FAST_STEP 0.0125 /* ms, the fine one; the coarse one is 5 times as long */

S2pFastEngine  *s2p_fast_engine_new   (const S2pModel *model, double step); /* borrows the model */
void            s2p_fast_engine_free  (S2pFastEngine *engine);              /* accepts NULL */

/* Simulates @n cells of conductances @g [n][n_conductances]. Checks @cancellable about every ms of work and
 * then returns FALSE with S2P_ERROR_CANCELLED; cells that are not finished have no spikes array then. A trace is linear
 * between the engine's steps. A cell that leaves every bound (not finite) ends with no spikes. */
gboolean s2p_fast_run (const S2pFastEngine *engine, const double *g, gsize n, const S2pSimulationOptions *options,
                       S2pSimulatedCell *cells, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pFastEngine, s2p_fast_engine_free)

G_END_DECLS
