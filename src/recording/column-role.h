/* What a column's name says about its content. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  S2P_ROLE_UNKNOWN,
  S2P_ROLE_SPIKE_TIME, /* "spike_time_s", "spiking_times" */
  S2P_ROLE_TIME,       /* "time", "t (ms)": of a spike, or of a sample */
  S2P_ROLE_ID,         /* "unit", "neuron_id", "cluster", "channel" */
  S2P_ROLE_TRIAL,      /* "trial", "sweep" */
  S2P_ROLE_SIGNAL,     /* "voltage", "V_m", "current", "count", "rate" */
} S2pRole;

/* @name: (nullable). Letters' case does not matter, and spikeTimes is spike_times. */
S2pRole s2p_column_role (const char *name);

/* "Unit 1", "cell12", "neuron B": an id word with a number or a letter behind it names one unit, and
 * no column of ids. @name: (nullable). */
gboolean s2p_column_is_one_unit (const char *name);

G_END_DECLS
