/* Which parts of a long recording are read: the network, and what knows its domain, were made from trains of one length.
 *
 * Up to 16 evenly spaced windows of the length of the training window, or of as many spikes as can be read, whichever is
 * shorter. A recording that is no more than a tenth longer is read whole, as one window.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

enum { S2P_MOST_WINDOWS = 16 };

typedef struct { gsize begin, end; } S2pWindow; /* spikes [begin, end): at least S2P_FEWEST_SPIKES */

/* @times: @n >= S2P_FEWEST_SPIKES; @window in ms. Returns how many of @windows [S2P_MOST_WINDOWS] there are. */
guint s2p_windows_cut (const double *times, gsize n, double window, gsize max_spikes, S2pWindow *windows);

G_END_DECLS
