/* A spike train as the network reads it: one token for each interval between spikes.
 *
 * Features of an interval: log (1 + ISI / ms), and that minus the same of the interval before (0 for
 * the first). Thesis, section 5.5.1.
 */
#pragma once
#include "inference/real.h"

G_BEGIN_DECLS

/* @times: @n >= 2 ascending times in ms; writes n - 1 tokens to @features [n - 1, 2]. */
void s2p_tokens_fill (const double *times, gsize n, real *features);

G_END_DECLS
