/* Checked cells: built, simulated with the fast engine, and delivered only where they fire as a recording does (recording/likeness.h).
 *
 * Cells of equal DICs are alike only on average, so a cell is looked for like this. A candidate is a pair of DICs, drawn as for a
 * cell that is not checked (population/target.h), and the conductances of one draw at that pair (population/generate.h). It is simulated. One of another
 * activity type is given up. One whose rate or bursts are off is corrected: the same draw (the same sampled conductances) is solved
 * for at a moved pair and simulated again. How the measures change with the pair is taken from two more simulations beside it;
 * the step is Gauss-Newton, the shortest one in units of the inferred density's standard deviations (so little is moved that the
 * recording holds known, and where it leaves a valley of pairs free, cells stay spread along it); each simulation made then mends the
 * slopes (Broyden). A candidate has a few steps; where its closest simulation is within the tolerance it is delivered, else another
 * candidate is drawn, until the budget of simulations is spent.
 *
 * This is the one place that needs densities, cells and simulations at once, so it stands in the last of their folders.
 * A cell depends on (options, recording, stream, instance) alone. Candidate 0 of an instance is the cell that is built without checking.
 */
#pragma once
#include "population/target.h"
#include "recording/likeness.h"
#include "simulation/fast.h"

G_BEGIN_DECLS

typedef struct {
  S2pGenerateOptions generate;
  double             floor;    /* of the tolerance (recording/likeness.h) */
  guint              budget;   /* simulations for each cell, at most; a candidate whose pair cannot be reached counts as one */
} S2pCheckedOptions;

#define S2P_CHECKED_BUDGET 200
#define S2P_CHECKED_MOST_BUDGET 50000

/* Those of @generate (fewer draws of a candidate), S2P_LIKE_FLOOR, S2P_CHECKED_BUDGET. */
void s2p_checked_options_init (S2pCheckedOptions *options, const S2pGenerateOptions *generate);

/* Are these within their bounds? Errors: S2P_ERROR_ARGUMENT. */
gboolean s2p_checked_are_good (double floor, guint budget, GError **error);

/* Why candidates were given up. */
typedef enum {
  S2P_REFUSED_ACTIVITY,
  S2P_REFUSED_RATE,        /* the rate, where there are bursts their number a second */
  S2P_REFUSED_BURSTS,      /* their duration or spikes */
  S2P_REFUSED_DISTANCE,
  S2P_REFUSED_UNREACHABLE, /* no conductances >= 0 for the pair */
  S2P_N_REFUSED,
} S2pRefused;

typedef struct {
  guint64 simulations, candidates, refused[S2P_N_REFUSED];
} S2pCheckedCounts;

void s2p_checked_counts_add (S2pCheckedCounts *sum, const S2pCheckedCounts *counts);

/* What the cells of one recording are checked against. */
typedef struct {
  const S2pDicPoint    *threshold; /* borrowed, as are the next four */
  const S2pFastEngine  *engine;
  const S2pLikeness    *likeness;
  const S2pTarget      *target;    /* available, with the density whether pairs are drawn from it or not */
  const S2pActivityMap *map;       /* or NULL */
} S2pCheckedTask;

typedef struct {
  gboolean     found;         /* FALSE: the budget was spent, or the work cancelled; the rest is then meaningless but for the counts */
  double       g[S2P_MAX_CONDUCTANCES];
  double       g_s, g_u;      /* the pair that it was built for in the end */
  S2pCloseness closeness;
  S2pCheckedCounts counts;
} S2pCheckedCell;

/* How a candidate is simulated: as a cell is unless something else is asked for (the model's own transient and window), so that who simulates a
 * delivered cell sees what was measured. A cell that fires as a short recording does and then stops, or bursts, is none. */
void     s2p_checked_simulation (const S2pModel *model, S2pSimulationOptions *options);

/* Looks for the cells of instances @first .. @first + @n - 1, in step with each other, so that the engine has several to simulate at
 * once. *@n_done (nullable, atomic) counts those that are found or given up. Errors: S2P_ERROR_MODEL where the model says nothing
 * of generation; S2P_ERROR_CANCELLED, within some milliseconds. */
gboolean s2p_checked_run (const S2pCheckedTask *task, const S2pCheckedOptions *options, guint32 first, guint n, S2pCheckedCell *cells,
                          gint *n_done, GCancellable *cancellable, GError **error);

G_END_DECLS
