/* The fast engine's inner loop by instruction set: the engine takes the highest that the processor has; tests
 * compare them. Private to src/simulation.
 */
#pragma once
#include "simulation/fast.h"
#include "simulation/fast-plan.h"

G_BEGIN_DECLS

typedef enum { S2P_FAST_ANY, S2P_FAST_AVX2, S2P_FAST_AVX512, S2P_FAST_N_LEVELS } S2pFastLevel;

/* NULL: not on this processor. */
S2pFastKernel  s2p_fast_kernel_of_level (S2pFastLevel level);
S2pFastEngine *s2p_fast_engine_new_with (const S2pModel *model, double step, S2pFastKernel kernel);

G_END_DECLS
