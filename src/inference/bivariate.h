/* The standard bivariate normal over a rectangle: what a density that is cut off at a range needs.
 *
 * Probabilities after Genz (2004, Statistics and Computing 14:251), who refines Drezner & Wesolowsky (1990): absolute
 * error about 1e-15. Derivatives and moments are exact given these: every one is an integral along an edge.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* P(X < x). */
double s2p_normal_below    (double x);
/* P(X < x and Y < y) at @correlation, within -1 .. 1. */
double s2p_bivariate_below (double x, double y, double correlation);

typedef struct {
  double p;                   /* probability of the rectangle */
  double d_low[2], d_high[2]; /* derivatives of p with respect to the limits */
  double d_correlation;
  double first[2];            /* integrals of x, y times the density */
  double second[3];           /* of x x, x y, y y */
} S2pRectangle;

/* The rectangle low[0] < x < high[0], low[1] < y < high[1], at @correlation within -1 .. 1, both excluded. */
void   s2p_rectangle_compute (const double low[2], const double high[2], double correlation, S2pRectangle *rectangle);

G_END_DECLS
