/* What a spike train says in a few numbers (thesis, Appendix D.1).
 *
 * Activity: silent with 3 spikes or fewer; else spiking where the coefficient of variation of the
 * interspike intervals (population standard deviation / mean) is at most 0.1, bursting above.
 * A burst begins after an interval longer than (max + min) / 2 of all intervals; the first and the
 * last burst may be cut by the window and are dropped; burst measures are means over the rest.
 * f_inter comes from the onsets of the kept bursts. A measure that cannot be had (fewer than three
 * bursts, say) is NAN, and is written as an empty field.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define S2P_FEWEST_SPIKES 4 /* of a train that is not silent */

typedef enum { S2P_ACTIVITY_SILENT, S2P_ACTIVITY_SPIKING, S2P_ACTIVITY_BURSTING } S2pActivity;

const char *s2p_activity_name (S2pActivity activity); /* "silent", "spiking", "bursting"; in files so, _(...) for people */

typedef struct {
  gsize       n_spikes;
  double      duration;         /* ms, first to last spike */
  S2pActivity activity;
  double      rate;             /* Hz, 1 / mean interval */
  double      cv_isi;           /* from two intervals on */
  double      f_intra;          /* Hz, spikes of a burst / its duration */
  double      f_inter;          /* Hz, 1 / mean time between burst onsets */
  double      burst_duration;   /* ms */
  double      spikes_per_burst;
} S2pFeatures;

/* @times: @n ascending times in ms. Burst measures are computed for bursting trains only. */
void s2p_features_compute (const double *times, gsize n, S2pFeatures *features);

/* The kept bursts as spikes [onsets[i], onsets[i + 1]) of the train, 0 <= i < n. Free with g_free; NULL where none are kept (n is 0). */
gsize *s2p_features_onsets (const double *times, gsize n_spikes, gsize *n);

/* How the kept bursts differ from each other. */
typedef struct {
  gsize  n;           /* bursts */
  double sd_period;   /* ms, of the times between onsets; 0 with fewer than three bursts */
  double sd_duration; /* ms; of one burst it is not known and 0, as is the next */
  double sd_spikes;
} S2pBurstSpread;

void   s2p_burst_spread    (const double *times, const gsize *onsets, gsize n, S2pBurstSpread *spread);

/* (max + min) / 2 of the intervals of @n >= 2 spikes, ms: a longer one separates two bursts. */
double s2p_features_burst_gap (const double *times, gsize n);

/* The kept part of a bursting train, without its first and last burst, as a range of indices
 * [*begin, *end) into @times; the whole train where it does not burst or nothing would be left. */
void s2p_features_whole_bursts (const double *times, gsize n, gsize *begin, gsize *end);

G_END_DECLS
