/* Recordings as a laboratory would have made them, drawn anew each time (thesis, section 5.5.2): a
 * window of the train, noise on the spike times, spikes that are lost, and (beyond the thesis) spikes of another
 * neuron and windows of a few spikes. The noise itself is that of training/perturb.h, by which networks are tested, too.
 *
 * Half of the draws keep the whole train and half have exact times, independently, so that the
 * network is at its best on clean recordings; in the others the noise has a random strength: the cube of an even draw,
 * as much of what drifts slowly in a train is seen at 0.01 ms and still seen at 0.3 ms.
 */
#pragma once
#include <glib.h>
#include "base/random.h"

G_BEGIN_DECLS

typedef struct {
  double shortest_window;   /* share of the recording, 0.5 */
  gsize  fewest_spikes;     /* of a window that is drawn by its spikes, as half of them are: 10 to all, evenly in the logarithm */
  double jitter;            /* standard deviation of the noise at full strength, 2 ms */
  double lost;              /* share of lost spikes at full strength, 0.05 */
  double foreign;           /* spikes that are not the neuron's, at even times, as a share of its own at full strength, 0.05 */
  double foreign_share;     /* of the noisy draws have some */
  double settled_share;     /* of all draws are of a neuron that has fired for long (s2p_perturb_settle): a simulation begins from a state of rest
                               and still relaxes when the recording begins, which tells of the DICs but is in no laboratory's recording */
  double drift_share, least_drift, most_drift;    /* of the noisy draws drift; even in the logarithm of the strength, 1e-4 to 0.4 */
  double uneven_share, least_uneven, most_uneven; /* of the noisy draws have intervals of such a coefficient of variation, 1e-3 to 0.3 */
  double whole_share;       /* share of draws that keep the whole train */
  double clean_share;       /* share of draws with the neuron's own spikes at their exact times */
} S2pAugmentation;

void  s2p_augmentation_init (S2pAugmentation *augmentation);

/* Draws a version of the train @times [@n], ms, ascending in [0, @window]; writes at most
 * @max_spikes ascending times to @out and returns how many. Keeps at least 4 spikes where @n >= 4. */
gsize s2p_augment (const S2pAugmentation *augmentation, S2pRandom *random, const float *times, gsize n,
                   double window, gsize max_spikes, double *out);

G_END_DECLS
