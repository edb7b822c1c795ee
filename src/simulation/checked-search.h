/* The search for one checked cell (checked.h), as a thing that asks for simulations and is told what came of them, so that many
 * searches can share the fast engine. Private to src/simulation.
 */
#pragma once
#include "simulation/checked.h"

G_BEGIN_DECLS

enum { S2P_MOST_ASKED = 2, S2P_N_FITTED = S2P_LIKE_DISTANCE }; /* simulations of one round; measures that are corrected */

typedef struct { double at[2]; } S2pPlace; /* of a candidate: its pair less that it began with, in the density's deviations */

typedef struct {
  S2pPlace     place;
  double       g[S2P_MAX_CONDUCTANCES], g_s, g_u;
  S2pCloseness closeness;
  double       off[S2P_N_FITTED]; /* in tolerances, weighted; 0 for what is not measured */
} S2pTry;

typedef enum {
  S2P_SEARCH_LOOK,   /* at a new candidate */
  S2P_SEARCH_SLOPES, /* beside it */
  S2P_SEARCH_STEP,   /* at the corrected one */
  S2P_SEARCH_FINISHED,
} S2pSearchStage;

typedef struct {
  S2pCheckedCell *cell;      /* what is found goes there, with the counts */
  guint32         instance;
  S2pSearchStage  stage;
  guint           draw;      /* of the candidate */
  double          start[2];  /* its g_s, g_u */
  S2pTry          best;
  double          slopes[S2P_N_FITTED][2];
  guint           n_steps;
  S2pTry          asked[S2P_MOST_ASKED];
  guint           n_asked;
} S2pSearch;

typedef struct {
  const S2pCheckedTask    *task;
  const S2pCheckedOptions *options;
  S2pSimulationOptions     simulation;
  double                   root[2][2]; /* of the density's covariance: lower triangle */
} S2pSearchContext;

/* Draws a candidate, unless the budget is spent: the search has cells to simulate in asked [n_asked], or is finished. */
void s2p_search_draw    (const S2pSearchContext *context, S2pSearch *search);
/* The spikes of one of them. */
void s2p_search_measure (const S2pSearchContext *context, const double *times, gsize n, S2pTry *asked);
/* All that was asked for has been measured: asks on, or is finished. */
void s2p_search_go_on   (const S2pSearchContext *context, S2pSearch *search);

G_END_DECLS
