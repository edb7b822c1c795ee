/* The fast engine: many cells at once with a fixed step, for data sets, populations and checks.
 *
 * An engine is immutable and shared between threads; a run is a plain function on the caller's arrays. A
 * cell's result depends on its own conductances and noise alone, not on its neighbours in the batch.
 * Accuracy against CVODE is held by a test: period or burst period within 0.5 %.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

typedef struct _S2pFastEngine S2pFastEngine;

#define S2P_FAST_STEP 0.025 /* ms */

S2pFastEngine  *s2p_fast_engine_new   (const S2pModel *model, double step); /* borrows the model */
void            s2p_fast_engine_free  (S2pFastEngine *engine);              /* accepts NULL */

typedef struct {
  double  duration, transient; /* ms */
  double  noise;               /* sigma of the injected current, uA/cm2; 0: none */
  guint64 seed;                /* of the noise */
  double  trace_step;          /* ms, a multiple of the engine's step; used where traces are asked for */
} S2pFastOptions;

typedef struct {
  guint64 recording;           /* name of the noise stream */
  guint32 instance;
  GArray *spikes;              /* of double, ms, ascending, from the transient on: created by the run */
  float  *trace;               /* V from t = 0 on every trace_step: given by the caller, or NULL */
} S2pFastCell;

/* Values that a trace of @duration holds. */
gsize s2p_fast_trace_length (double duration, double trace_step);

/* Simulates @n cells of conductances @g [n][n_conductances]. Checks @cancellable about every 10 ms of work and
 * then returns FALSE with S2P_ERROR_CANCELLED; cells that are not finished have no spikes array then. All cells
 * of a batch have a trace or none has. A cell that leaves every bound (not finite) ends with no spikes. */
gboolean s2p_fast_run (const S2pFastEngine *engine, const double *g, gsize n, const S2pFastOptions *options,
                       S2pFastCell *cells, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pFastEngine, s2p_fast_engine_free)

G_END_DECLS
