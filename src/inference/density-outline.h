/* The border of a region of highest density as closed lines, for pictures and tables.
 *
 * A line runs with the region on its left: counterclockwise around a piece of it, clockwise around a hole. Where the
 * region ends at the model's range, so does the line. Marching squares (Lorensen & Cline 1987, in two dimensions) with
 * the logarithm of the density taken as straight between the points of a grid, which is as fine as the region is narrow.
 */
#pragma once
#include "inference/density-regions.h"

G_BEGIN_DECLS

typedef struct {
  guint   n;             /* closed lines, that around the largest area first */
  guint  *starts;        /* [n + 1]: line k has the points starts[k] .. starts[k + 1] - 1; the last is not the first again */
  double *g_s, *g_u;     /* [starts[n]] */
} S2pOutline;

/* @region: one that s2p_density_regions () has found in @density. */
S2pOutline *s2p_density_outline (const S2pDensity *density, const S2pDensityRegion *region);
void        s2p_outline_free    (S2pOutline *outline); /* accepts NULL */
/* That line k goes around; negative for a hole. */
double      s2p_outline_area    (const S2pOutline *outline, guint k);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pOutline, s2p_outline_free)

G_END_DECLS
