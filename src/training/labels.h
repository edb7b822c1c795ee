/* What the network should say of each training sample: the target of its population, and class and
 * metrics of its whole, clean train. */
#pragma once
#include "training/dataset.h"
#include "training/loss.h"

G_BEGIN_DECLS

/* FALSE where the sample is silent: it teaches nothing. @label is then not written. */
gboolean s2p_label_compute (const S2pSample *sample, S2pLabel *label);

/* Means and deviations of inputs and measures over the samples @used [@n_used], into the buffers of
 * @values. Samples of one activity only count for the metrics of that activity. */
void     s2p_statistics_fill (const S2pLayout *layout, const S2pSample *samples, const S2pLabel *labels,
                              const guint32 *used, gsize n_used, real *values);

G_END_DECLS
