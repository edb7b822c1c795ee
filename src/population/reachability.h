/* Reachability maps (thesis, Algorithm 2): which DICs a pair of conductances can give to cells that fire spontaneously.
 *
 * On a grid over the model's range of (g_s, g_u), for each pair: the share of draws for which the pair can be solved with all
 * conductances >= 0 (and within bounds, where there are any), and what it costs: the mean relative change of the two
 * from the spontaneous cell, over the draws that reach the point. The spontaneous cells (generate.h: recording 0, instances
 * 0, 1, ...) are the same for all points and pairs.
 *
 * Exact by default; with the fixed point a draw counts, as in the thesis, where the iteration ends within @tolerance of the
 * target. The thesis's Figure 5.3: 25 rounds, 0.1, no bounds.
 *
 * Cut into parts as a plan (session/plan.h): any threads may do them in any order, with the same result.
 */
#pragma once
#include "population/generate.h"

G_BEGIN_DECLS

#define S2P_MOST_REACH_DRAWS 100000
#define S2P_MOST_REACH_SIDE 1001 /* points of the grid along one axis */

typedef struct {
  guint64         seed;
  S2pCompensation method;
  guint           rounds;    /* of the fixed point */
  double          tolerance; /* of the fixed point */
  double          step;      /* of the grid, along both axes */
  guint           draws;
  double          at_most[S2P_MAX_CONDUCTANCES]; /* mS/cm2; INFINITY: no bound */
  GCancellable   *cancellable; /* borrowed, or NULL */
} S2pReachabilityOptions;

void     s2p_reachability_options_init      (S2pReachabilityOptions *options); /* exact, step 0.5, 1000 draws, no bounds */
/* "A=200,H=1". Errors: S2P_ERROR_ARGUMENT. */
gboolean s2p_reachability_options_set_bounds (S2pReachabilityOptions *options, const S2pModel *model, const char *text, GError **error);

typedef struct {
  guint   pair[2];
  double *share; /* [n_u][n_s], 0 .. 1 */
  double *cost;  /* the same; NAN where no draw tells: none reaches the point, or all of them began without one of the two */
} S2pReachabilityMap;

typedef struct {
  const S2pModel     *model;   /* borrowed */
  S2pReachabilityOptions options;
  guint               n_s, n_u; /* points of the grid; g_s = low_s + i * step */
  double              low_s, low_u;
  guint               n_maps;
  S2pReachabilityMap *maps;
} S2pReachability;

/* @pairs: [n_pairs][2]; NULL: every pair without the leak, in the model's order. Errors: S2P_ERROR_MODEL where the model says nothing of
 * generation, S2P_ERROR_ARGUMENT for a step or a number of draws out of range. */
S2pReachability *s2p_reachability_new     (const S2pModel *model, const S2pReachabilityOptions *options, const guint (*pairs)[2], guint n_pairs, GError **error);
guint            s2p_reachability_n_parts (const S2pReachability *self);
void             s2p_reachability_part    (guint index, gpointer self);
void             s2p_reachability_free    (S2pReachability *self); /* accepts NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pReachability, s2p_reachability_free)

G_END_DECLS
