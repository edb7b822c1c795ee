/* The rhythm of a spike train as a point in a space of measures, in which trains that are alike lie close together.
 *
 * All measures can be had from 4 spikes on, have no unit but decades (log10) or shares, and change little with the length
 * of the recording. Where at least three bursts begin in a bursting train (features.h), six more describe its bursts: those
 * are points of another space. Beside the usual ones (rate, variation, local variation: Holt et al. 1996, J Neurophysiol
 * 75:1806) there is how well intervals repeat after the best number of intervals, which tells a pattern from chance.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum { S2P_RHYTHM_PLAIN, S2P_RHYTHM_BURSTS, S2P_N_RHYTHM_SPACES } S2pRhythmSpace;

enum { S2P_RHYTHM_PLAIN_MEASURES = 13, S2P_RHYTHM_MEASURES = 19 }; /* with those of bursts */

guint          s2p_rhythm_dimensions (S2pRhythmSpace space);

/* @times: @n >= S2P_FEWEST_SPIKES ascending times in ms; @measures has room for S2P_RHYTHM_MEASURES. */
S2pRhythmSpace s2p_rhythm_measure    (const double *times, gsize n, double *measures);

G_END_DECLS
