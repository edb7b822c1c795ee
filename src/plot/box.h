/* Box plots of several groups side by side, each with its single values as points.
 *
 * Box: first to third quartile, with the median; whiskers: to the last value within 1.5 times that
 * range (Tukey). Quartiles: base/quantile.h.
 * Points are spread sideways by a fixed rule, so that a figure drawn twice is the same figure; index i
 * of all groups is the same cell, and can be followed through them. Values are scaled by the caller.
 */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

typedef struct {
  gsize  n;                    /* finite values */
  double low, q1, median, q3, high; /* low and high: ends of the whiskers; all NAN where n = 0 */
} S2pBoxStats;

typedef struct {
  const double *values;     /* borrowed */
  gsize         n;
  const char   *name;       /* markup (borrowed); NULL for none */
  double        multiplier; /* shown below the name as "×10"; 0 or 1: not shown */
  S2pRole       role;
} S2pBoxGroup;

typedef struct {
  S2pLayer           layer;
  const S2pBoxGroup *groups;    /* borrowed */
  gsize              n_groups;
  gsize              highlight; /* an index into each group's values. S2P_NONE */
} S2pBox;

void   s2p_box_init  (S2pBox *box, const S2pBoxGroup *groups, gsize n_groups);

void   s2p_box_stats (const double *values, gsize n, S2pBoxStats *stats);

/* Where point @index lies sideways, -1 .. 1. */
double s2p_box_jitter (gsize index);

G_END_DECLS
