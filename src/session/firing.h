/* How the cells of one population fire: spikes of each, and how close each comes to the recording.
 * Immutable, counted references. Traces are kept apart (traces.h): they are large and can be made again.
 */
#pragma once
#include "recording/features.h"
#include "recording/spike-train.h"
#include "simulation/simulation.h"

G_BEGIN_DECLS

typedef struct {
  double     *times;     /* n_spikes, ms since t = 0, after the transient */
  gsize       n_spikes;
  char       *failure;   /* why it could not be simulated, for the user; NULL where it could */
  S2pFeatures features;  /* of its spikes */
  double      distance;  /* van Rossum distance to the recording (recording/distance.h); NAN where a train has too few spikes */
} S2pCellFiring;

typedef struct {
  S2pSimulationOptions options;   /* made with these ... */
  gboolean             reference; /* ... by CVODE (TRUE) or the fast engine */
  guint                n;         /* the first n cells of the population */
  S2pCellFiring       *cells;
} S2pFiring;

/* Cells without spikes; whoever makes one fills it in before it is shared. */
S2pFiring *s2p_firing_new   (guint n, const S2pSimulationOptions *options, gboolean reference);
S2pFiring *s2p_firing_ref   (S2pFiring *firing);
void       s2p_firing_unref (S2pFiring *firing); /* accepts NULL */

/* Gives a cell its spikes, features and distance. Takes ownership of @times (NULL: none). @recorded: (nullable). */
void       s2p_cell_firing_set (S2pCellFiring *cell, double *times, gsize n_spikes, const S2pSpikeTrain *recorded);

/* Order of closeness to a recording whose activity is @activity: cells of the same activity first, then by distance;
 * those without a distance, then those that failed, last. < 0: @a is closer. */
int        s2p_cell_firing_compare (const S2pCellFiring *a, const S2pCellFiring *b, S2pActivity activity);
/* The cells in that order (equal ones as they are numbered): [n] numbers, free with g_free. */
guint     *s2p_firing_order (const S2pFiring *firing, S2pActivity activity);
/* Cells that could not be simulated. */
guint      s2p_firing_n_failed (const S2pFiring *firing);
/* Index of the closest cell; n where there is none that could be simulated. */
guint      s2p_firing_closest (const S2pFiring *firing, S2pActivity activity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pFiring, s2p_firing_unref)

G_END_DECLS
