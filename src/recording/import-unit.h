/* The unit of times: named in a header, or guessed from what neurons do. */
#pragma once
#include <glib.h>
#include "recording/import.h"

G_BEGIN_DECLS

/* The unit that a column's name gives ("spike_time_ms", "time (s)", "t_us", "samples"), or
 * S2P_UNIT_GUESS. */
S2pUnit s2p_unit_of_name    (const char *name);
/* The same for a line of prose above the table ("times in ms", "spike times [s]"). */
S2pUnit s2p_unit_of_comment (const char *text);

/* Milliseconds in one unit; @rate_hz matters to samples only. */
double  s2p_unit_in_ms      (S2pUnit unit, double rate_hz);

/* Intervals of many trains, in the file's own unit. */
typedef struct {
  gsize    n_intervals;     /* 0: nothing to guess from */
  double   median, mean;
  gboolean whole;           /* no time has decimals */
  gsize    decimals;        /* most behind the point */
} S2pIntervals;

/* The unit that makes the most plausible neurons of these intervals: ms, s or us. */
S2pUnit s2p_unit_guess      (const S2pIntervals *intervals);
/* How far @unit is from plausible, in powers of ten around 100 ms. */
double  s2p_unit_strangeness (const S2pIntervals *intervals, S2pUnit unit);

G_END_DECLS
