/* What a recording says of (g_s, g_u): a mixture of normals of full covariance, cut off at the model's range.
 *
 *   p(x) = sum_k weight_k N (x; mean_k, sd_k, correlation_k)  inside the range, 0 outside; its integral is 1
 *
 * The network's targets are spread evenly over the range, so a density that ends there sharply is the right one: none
 * is lost beyond the border. Probability of the range, its derivatives and the moments of p are exact
 * (inference/bivariate.h). A density is a plain value in units of g_leak; nothing needs freeing.
 */
#pragma once
#include "base/random.h"
#include "inference/real.h"

G_BEGIN_DECLS

#define S2P_N_COMPONENTS 8
#define S2P_COMPONENT_NUMBERS 6 /* that the network gives for each: see s2p_density_read */

typedef struct { double g_s_min, g_s_max, g_u_min, g_u_max; } S2pDicRange;

/* FALSE: empty, or without end. */
gboolean s2p_dic_range_check (const S2pDicRange *range);

typedef struct { double weight, mean[2], sd[2], correlation; } S2pComponent;

typedef struct {
  S2pDicRange  range;
  S2pComponent components[S2P_N_COMPONENTS];
} S2pDensity;

typedef struct { double g_s, g_u, sd_g_s, sd_g_u, correlation; } S2pDensityMoments;

/* From the numbers of the network's density head, in units where the range is -1 .. 1: for each component logit of
 * the weight, inverse hyperbolic tangent of the two means, two logarithms of deviations and the inverse hyperbolic
 * tangent of the correlation, the last three bounded smoothly. */
void     s2p_density_read     (const real *raw, const S2pDicRange *range, S2pDensity *density);

/* The same in the units of the network, with the derivatives of each number with respect to its raw one. The weights
 * sum to 1: nothing is cut off yet. */
typedef struct { S2pComponent component; double d_mean[2], d_log_sd[2], d_correlation; } S2pRawComponent;
void     s2p_density_link     (const real *raw, S2pRawComponent components[S2P_N_COMPONENTS]);
/* log N (x) of one component, its weight left out. */
double   s2p_component_log    (const S2pComponent *component, double x, double y);

/* nats per unit area; -INFINITY outside the range. */
double   s2p_density_log      (const S2pDensity *density, double g_s, double g_u);

/* The same for many points of one density: what does not depend on the point is worked out once. */
typedef struct {
  S2pDicRange range;
  struct { double mean[2], scale[2], correlation, curvature, top; } components[S2P_N_COMPONENTS];
} S2pDensityForm;

void     s2p_density_form     (const S2pDensity *density, S2pDensityForm *form);
double   s2p_density_form_log (const S2pDensityForm *form, double g_s, double g_u);

void     s2p_density_moments  (const S2pDensity *density, S2pDensityMoments *moments);
/* The most probable pair. */
void     s2p_density_mode     (const S2pDensity *density, double *g_s, double *g_u);
/* One pair; the same name of the stream gives the same pair. */
void     s2p_density_draw     (const S2pDensity *density, guint64 seed, guint64 recording, guint32 instance, double *g_s, double *g_u);
/* The next one of a stream. */
void     s2p_density_draw_next (const S2pDensity *density, S2pRandom *random, double *g_s, double *g_u);
/* The density at the middles of @n_s times @n_u equal cells that fill the range: @values [n_u, n_s]. */
void     s2p_density_grid     (const S2pDensity *density, guint n_s, guint n_u, double *values);
/* Its means over these cells: times the area of a cell they sum to 1, however narrow the density. All 0 where there is
 * none (a density of zeros). */
void     s2p_density_cells    (const S2pDensity *density, guint n_s, guint n_u, double *values);

/* The mean of densities of one range (windows of one recording): the k-th components of all are joined to one with
 * their mean and covariance. Begin with {0}, add, finish. */
void     s2p_density_sum_add    (S2pDensity *sum, const S2pDensity *density);
void     s2p_density_sum_finish (S2pDensity *sum, guint n);

/* Regions of highest density. A level is the probability of the region that is denser than a point: a fair density has
 * the truth below 0.5 in half of all recordings. From some 4000 evenly spread draws: good to about 0.005. */
#define S2P_FEWEST_DRAWS 3072
#define S2P_MOST_DRAWS (S2P_FEWEST_DRAWS + 4096)
typedef struct { guint n; double log_density[S2P_MOST_DRAWS]; } S2pDensityLevels; /* rising */

void     s2p_density_levels   (const S2pDensity *density, S2pDensityLevels *levels);
double   s2p_density_level    (const S2pDensityLevels *levels, double log_density);
/* The log density at the border of the region that holds @probability. */
double   s2p_density_threshold (const S2pDensityLevels *levels, double probability);

G_END_DECLS
