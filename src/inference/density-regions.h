/* The regions of highest density that hold 50 and 90 % of what a recording says of (g_s, g_u): how large they are and how far
 * they reach. They need not be round, nor of one piece; inference/density-outline.h draws them.
 */
#pragma once
#include "inference/density.h"

G_BEGIN_DECLS

#define S2P_N_REGIONS 2
extern const double s2p_region_probability[S2P_N_REGIONS]; /* 0.5, 0.9 */

typedef struct {
  double probability;
  double log_density;      /* at its border, nats per unit area */
  double area;             /* good to about 1 % */
  double low[2], high[2];  /* of g_s, g_u: a rectangle around it, as draws tell it: some 2 % of its sides too small */
} S2pDensityRegion;

/* From the draws of s2p_density_levels. FALSE: there is no density (all zeros). */
gboolean s2p_density_regions (const S2pDensity *density, S2pDensityRegion regions[S2P_N_REGIONS]);

G_END_DECLS
