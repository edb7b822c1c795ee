/* Ways in which a recording is worse than a simulated train, each with a strength, and trains that no neuron fired.
 *
 * All but the last two change a train a little at a small strength, and not at all at 0. The last two answer with a train of their
 * own that has only the rate, or the rate and the burst structure, of the recording: a network should say little of them.
 */
#pragma once
#include <glib.h>
#include "base/random.h"

G_BEGIN_DECLS

typedef enum {
  S2P_PERTURB_JITTER,        /* normal noise on every time; standard deviation, ms */
  S2P_PERTURB_GRID,          /* times rounded to multiples, ms; spikes at one time become one */
  S2P_PERTURB_LOST,          /* share of spikes that were missed */
  S2P_PERTURB_FOREIGN,       /* spikes at even times that are not the neuron's, as a share of its own, 0 .. 1 */
  S2P_PERTURB_WINDOW,        /* so many spikes that follow each other, from anywhere in the train */
  S2P_PERTURB_UNEVEN,        /* every interval by a gamma factor of mean 1; its coefficient of variation, 0 .. 1 */
  S2P_PERTURB_DRIFT,         /* time runs ever faster or slower: the rates at both ends differ by the factor 1 + strength */
  S2P_PERTURB_SETTLED,       /* a regular train as it is long after the start of the simulation, at any strength */
  S2P_PERTURB_POISSON,       /* as many spikes at even times */
  S2P_PERTURB_BURST_POISSON, /* bursts of a Poisson number of spikes at exponential intervals, begun at random, with the recording's means */
  S2P_N_PERTURBATIONS
} S2pPerturbation;

/* Room that is enough for most trains. */
#define S2P_PERTURB_ROOM(n) (4 * (n) + 64)

/* Writes the ascending times [@n] of a recording, spoilt, to @out [@most]; how many. At @strength 0 these are the times themselves.
 * 0 where the recording has no such version (too few bursts to know their measures). (@seed, @recording, @instance) name the draws. */
gsize s2p_perturb (S2pPerturbation what, double strength, guint64 seed, guint64 recording, guint32 instance, const double *times, gsize n, double *out, gsize most);

/* --- the pieces that augmentation (training/augment.h) draws from, too; they work in place --- */

/* Loses each spike with probability @lost and moves the others by normal noise; how many are left, not sorted. */
gsize s2p_perturb_spikes  (S2pRandom *random, double lost, double jitter, double *times, gsize n);
/* Adds spikes at even times between @from and @to, each of n tries (but at most @most spikes in all) with probability @share. */
gsize s2p_perturb_foreign (S2pRandom *random, double share, double from, double to, double *times, gsize n, gsize most);
/* Multiplies each interval by a gamma factor of mean 1 and coefficient of variation @cv. */
void  s2p_perturb_uneven  (S2pRandom *random, double cv, double *times, gsize n);
/* The rate grows or falls by the factor 1 + @strength from the first spike to the last, which stay. */
void  s2p_perturb_drift   (S2pRandom *random, double strength, double *times, gsize n);
/* Where the intervals of a train change smoothly and by little, it is about to settle: all become as the last one, and the answer
 * is TRUE. */
gboolean s2p_perturb_settle (double *times, gsize n);
/* Insertion: fast where few are out of order. */
void  s2p_perturb_sort    (double *times, gsize n);

G_END_DECLS
