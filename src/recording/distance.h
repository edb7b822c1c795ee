/* The distance between two spike trains (van Rossum 2001; Houghton & Kreuz 2012; thesis, D.2).
 *
 * Exponential kernel exp(-t / tau) / tau for t >= 0. Closed form, evaluated in O(n) with running sums:
 *   D^2 = (S_xx + S_yy - 2 S_xy) / (2 tau),  S_ab = sum_i sum_j exp (-|a_i - b_j| / tau).
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Distance of the trains as they stand. Times ascending, in ms; @tau in ms, > 0. */
double s2p_van_rossum (const double *x, gsize n_x, const double *y, gsize n_y, double tau);

/* Distance of two activities: incomplete first and last bursts dropped where a train bursts, first
 * spikes aligned, tau = (max + min interval) / 2 of @x, the reference. NAN where a train has fewer
 * than two spikes left. */
double s2p_activity_distance (const double *x, gsize n_x, const double *y, gsize n_y);

/* The same over the time that both have: the longer train is cut to the span of the shorter (first to last spike, and half
 * a mean interval more, so that a spike which comes a little later still counts). A recording of 2 s and a simulation
 * of 5 s are then compared as if both had 2 s, instead of the other 3 s counting as a difference. */
double s2p_common_distance (const double *x, gsize n_x, const double *y, gsize n_y);

G_END_DECLS
