/* Spike trains that no neuron model of ours was asked for: what the domain of a model is told from (inference/domain.h).
 *
 * Rates are spread evenly in their logarithm, from a few spikes in a recording up to what a nerve cell can do:
 *   random         a Poisson process with up to 4 ms of dead time
 *   irregular      independent intervals, gamma or log-normal, coefficient of variation 0.12 to 0.6
 *   random bursts  Poisson onsets of Poisson bursts, 3 to 8 spikes
 *   alternating    short and long intervals in turn, 1 : 1.3 to 1 : 2.5
 *   drift          regular, but the rate grows or falls by 2 to 4 times, or swings by as much
 *   rhythm         regular at any rate, or bursts of any period, length and number of spikes
 */
#pragma once
#include "base/random.h"
#include "inference/domain.h"

G_BEGIN_DECLS

/* Writes a train of @kind (S2P_FOREIGN_RANDOM and those that follow) over about @window ms to @times [@most]; returns its
 * spikes, ascending; may be too few to be of use. */
gsize s2p_foreign_draw (S2pRandom *random, S2pForeign kind, double window, gsize most, float *times);

G_END_DECLS
