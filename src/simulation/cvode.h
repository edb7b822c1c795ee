/* The reference simulator: one cell by SUNDIALS CVODE (BDF; the analytic Jacobian is solved by its structure, see
 * jacobian.h), spike crossings by root finding, traces interpolated at the asked step (Hindmarsh et al. 2005).
 *
 * An engine is immutable and shared between threads; each run has its own solver.
 */
#pragma once
#include "simulation/simulation.h"

G_BEGIN_DECLS

typedef struct _S2pCvodeEngine S2pCvodeEngine;

S2pCvodeEngine *s2p_cvode_engine_new  (const S2pModel *model);     /* borrows the model */
void            s2p_cvode_engine_free (S2pCvodeEngine *engine);    /* accepts NULL */

/* Simulates a cell of conductances @g [n_conductances]. Errors: S2P_ERROR_NUMERICAL, with the time at which the
 * solver gave up; S2P_ERROR_CANCELLED. On failure there is no spikes array. */
gboolean s2p_cvode_run (const S2pCvodeEngine *engine, const double *g, const S2pSimulationOptions *options,
                        S2pSimulatedCell *cell, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pCvodeEngine, s2p_cvode_engine_free)

G_END_DECLS
