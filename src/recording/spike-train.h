/* A spike train: the times at which one neuron fired.
 *
 * Times are in ms, ascending, finite; two spikes may stand at the same time (a note then says so).
 * Notes are sentences for the user about this one train (unsorted input, duplicates, ...), with line
 * and column where there is one; the times of a file are named by their first line that is odd.
 */
#pragma once
#include "recording/note.h"

G_BEGIN_DECLS

typedef struct {
  char      *id;
  double    *times;    /* n_spikes, ms */
  gsize      n_spikes;
  GPtrArray *notes;    /* (element-type S2pNote) (nullable): most trains have none */
} S2pSpikeTrain;

/* Takes ownership of @times. */
S2pSpikeTrain *s2p_spike_train_new      (const char *id, double *times, gsize n_spikes);
void           s2p_spike_train_free     (S2pSpikeTrain *train); /* accepts NULL */
GPtrArray     *s2p_spike_train_notes    (S2pSpikeTrain *train); /* to add to: made where there are none */

/* Index of the first of @times [@n, ascending] from @from on that is not before @time; @n where there is none. */
gsize          s2p_spikes_from          (const double *times, gsize from, gsize n, double time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pSpikeTrain, s2p_spike_train_free)

G_END_DECLS
