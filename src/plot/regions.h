/* Regions of the plane (of highest density, one within the other), for each of some things: outlines, filled faintly.
 */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

enum { S2P_MOST_REGIONS = 2 };

/* Closed lines: line k has the points starts[k] .. starts[k + 1] - 1 of x and y (borrowed). A line within a line is a hole. */
typedef struct {
  guint         n;
  const guint  *starts;   /* [n + 1] */
  const double *x, *y;
} S2pClosedLines;

/* Of one thing, the innermost first. */
typedef struct { S2pClosedLines region[S2P_MOST_REGIONS]; } S2pNestedRegions;

typedef struct {
  S2pLayer       layer;
  const S2pNestedRegions *const *items; /* n (borrowed); NULL: not drawn */
  const S2pRole *roles;     /* n, borrowed */
  gsize          n;
  guint          crowd;     /* more items than these are drawn as lines alone, ... */
  guint          multitude; /* ... and of more than these only the highlighted one */
  gsize          highlight; /* an item, which is drawn on top; S2P_NONE */
} S2pRegions;

void s2p_regions_init (S2pRegions *regions, const S2pNestedRegions *const *items, const S2pRole *roles, gsize n);

G_END_DECLS
