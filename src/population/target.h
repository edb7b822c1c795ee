/* Which pair of DICs each cell of a population is built for.
 *
 * A recording says no more than a density over (g_s, g_u), so each cell gets a pair of its own, drawn from it (the published
 * paper's way). Not every cell at such a pair fires as the recording does, near the borders between kinds of firing few do;
 * a pair is therefore drawn with the density times the chance that S2P_TARGET_CELLS cells there are all of the
 * recording's activity type (inference/activity-map.h). Or all cells get one pair, such as the inferred mean.
 */
#pragma once
#include "inference/activity-map.h"
#include "inference/infer.h"
#include "population/generate.h"

G_BEGIN_DECLS

/* More of them keep further away from the borders. On populations made for this choice (300 of either model), the share of cells of
 * the right type rose from 97.6 to 98.9 % (STG) and from 82 to 93 % (DA) with 5 in place of 1. */
#define S2P_TARGET_CELLS 5

typedef struct {
  gboolean    available; /* FALSE: a silent recording has no target */
  double      g_s, g_u;  /* of every cell, where they are not drawn */
  guint64     stream;    /* of the recording */
  gboolean    drawn;
  S2pActivity activity;  /* what follows is for drawn pairs */
  S2pDensity  density;
} S2pTarget;

typedef enum {
  S2P_TARGET_MEAN,     /* every cell at the inferred mean, held within the range */
  S2P_TARGET_DRAWN,    /* each at a pair of its own */
  S2P_TARGET_UNLIKELY, /* the same, but most of them will not be of the recording's activity type */
} S2pTargetChoice;

/* Of what is drawn for such a recording, the share that is expected to be of its type. @map may be NULL: 1. */
double          s2p_target_share  (const S2pDensity *density, S2pActivity activity, const S2pActivityMap *map);
S2pTargetChoice s2p_target_choose (const S2pInference *inference, S2pActivity activity, const S2pActivityMap *map);

/* The pair of one cell, named by (seed, target->stream, instance, attempt). @map may be NULL: from the density alone. */
void            s2p_target_pair   (const S2pTarget *target, const S2pActivityMap *map, guint64 seed, guint32 instance, guint attempt, double *g_s, double *g_u);

/* One cell for @target: @g [n_conductances] and the @pair that it was built for. A drawn pair that cannot be reached is drawn
 * again. Errors as s2p_generate_cell; @counts is added to. */
gboolean        s2p_target_cell   (const S2pTarget *target, const S2pActivityMap *map, const S2pDicPoint *point, const S2pGenerateOptions *options, guint32 instance,
                                   double *g, double pair[2], S2pDrawCounts *counts, GError **error);

G_END_DECLS
