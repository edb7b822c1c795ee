/* A density at many points at once, in single precision and some twenty times as fast as one by one: for what is counted
 * or drawn. Relative errors stay below about 1e-5 where the density is above 1e-30 of its highest peak.
 */
#pragma once
#include "inference/density.h"
#include "inference/kernels.h"

G_BEGIN_DECLS

typedef struct {
  S2pMixtureTerm terms[S2P_N_COMPONENTS];
  guint          n;        /* of them that weigh anything; 0: there is no density, or one that cannot be (out of a damaged file) */
  double         log_unit; /* of the values: the density is exp (log_unit) value */
} S2pDensityPoints;

void s2p_density_points_init (S2pDensityPoints *points, const S2pDensity *density);

/* @values [@n], > 0, of order 1 at the highest peak. The range is not looked at: points must lie inside. */
void s2p_density_points_at   (const S2pDensityPoints *points, const real *g_s, const real *g_u, gsize n, real *values);

/* Pairs drawn from the density with their values: low-discrepancy points, the same ones each time, so that probabilities
 * counted from them are good to about 0.005. */
typedef struct {
  guint  n;        /* at least S2P_FEWEST_DRAWS, unless hardly anything of the mixture is within the range; 0: there is no density */
  double log_unit; /* as above */
  real   g_s[S2P_MOST_DRAWS], g_u[S2P_MOST_DRAWS], values[S2P_MOST_DRAWS];
} S2pDensityDraws;

void s2p_density_draws (const S2pDensity *density, S2pDensityDraws *draws);

G_END_DECLS
