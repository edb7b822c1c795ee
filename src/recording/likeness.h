/* Does a cell fire as a recording does? Measured closeness, and how much of it is asked for.
 *
 * A cell is like a recording where it has the same activity type and each measure is off by no more than its tolerance:
 *   rate              relative (logarithm of the ratio), of spiking recordings
 *   bursts per second relative (the same), of bursting ones, as are the next two
 *   burst duration    relative
 *   spikes per burst  in spikes
 *   distance          van Rossum distance over the time that both have (recording/distance.h)
 * A tolerance comes from the recording's own variability: two standard errors of its mean interval, burst period, burst duration or
 * spikes per burst, from how these differ within it. A recording that varies less is given a floor: the share @floor of the
 * rate and of the bursts per second, twice that of the burst duration (which has the fewest intervals), and a quarter of a spike, or the share
 * where it is more. The distance may be that to a copy of the recording that is off no more, its time stretched by up to the tolerance of the rate (of
 * the bursts) one way or the other; or that of the recording's two halves to each other, times sqrt (2) for their length, where it is more.
 */
#pragma once
#include "recording/features.h"

G_BEGIN_DECLS

typedef enum {
  S2P_LIKE_RATE,
  S2P_LIKE_F_INTER,
  S2P_LIKE_BURST_DURATION,
  S2P_LIKE_SPIKES_PER_BURST,
  S2P_LIKE_DISTANCE,
  S2P_N_LIKE,
} S2pLikeMeasure;

#define S2P_LIKE_FLOOR_PERCENT 5  /* unless another one is asked for */
#define S2P_LIKE_FLOOR (S2P_LIKE_FLOOR_PERCENT / 100.0)
#define S2P_LIKE_LEAST_FLOOR 0.001
#define S2P_LIKE_MOST_FLOOR 0.5

typedef struct {
  const double *times;                  /* borrowed */
  gsize         n;
  S2pFeatures   features;
  double        tolerance[S2P_N_LIKE];  /* > 0; NAN where the recording does not have the measure */
} S2pLikeness;

typedef struct {
  S2pActivity activity;        /* of the cell */
  double      off[S2P_N_LIKE]; /* cell less recording; NAN where one of them does not have the measure */
  double      worst;           /* the largest share of its tolerance that a measure is off: like the recording at <= 1; INFINITY for another activity
                                * type, or where the cell lacks a measure that the recording has */
  S2pLikeMeasure worst_measure; /* S2P_N_LIKE: the activity type */
} S2pCloseness;

/* @times: the recording, which must not be silent. */
void s2p_likeness_init    (S2pLikeness *likeness, const double *times, gsize n, double floor);
void s2p_likeness_measure (const S2pLikeness *likeness, const double *times, gsize n, S2pCloseness *closeness);

G_END_DECLS
