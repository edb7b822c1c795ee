/* A spike train as the network reads it: one token for each interval between spikes.
 *
 * Features of an interval: log (1 + ISI / ms); that minus the same of the interval before (0 for the first; thesis,
 * section 5.5.1); and its distance to the mean of the train, on a scale that is logarithmic down to 1e-4. A train that
 * fires regularly still slows down or speeds up by a fraction of a per cent, and that tells more of (g_s, g_u) than
 * the rate does (weights/README.md).
 */
#pragma once
#include "inference/real.h"

G_BEGIN_DECLS

/* @times: @n >= 2 ascending times in ms; writes n - 1 tokens to @features [n - 1, S2P_N_FEATURES]. */
void s2p_tokens_fill (const double *times, gsize n, real *features);

G_END_DECLS
