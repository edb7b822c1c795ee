#include "inference/bivariate.h"
#include <math.h>

#define FAR 9.0 /* standard deviations beyond which nothing is left: 1e-19 */

/* Gauss-Legendre, the positive half of the nodes: 6, 12 and 20 points. */
static const struct { guint n; double node[10], weight[10]; } rules[] = {
  { 3, { 0.9324695142031522, 0.6612093864662647, 0.2386191860831970 },
    { 0.1713244923791705, 0.3607615730481384, 0.4679139345726904 } },
  { 6, { 0.9815606342467191, 0.9041172563704750, 0.7699026741943050, 0.5873179542866171, 0.3678314989981802, 0.1252334085114692 },
    { 0.04717533638651177, 0.1069393259953183, 0.1600783285433464, 0.2031674267230659, 0.2334925365383547, 0.2491470458134029 } },
  { 10, { 0.9931285991850949, 0.9639719272779138, 0.9122344282513259, 0.8391169718222188, 0.7463319064601508,
          0.6360536807265150, 0.5108670019508271, 0.3737060887154196, 0.2277858511416451, 0.07652652113349733 },
    { 0.01761400713915212, 0.04060142980038694, 0.06267204833410906, 0.08327674157670475, 0.1019301198172404,
      0.1181945319615184, 0.1316886384491766, 0.1420961093183821, 0.1491729864726037, 0.1527533871307259 } },
};

double
s2p_normal_below (double x)
{
  return 0.5 * erfc (-x * G_SQRT2 / 2);
}

static double
normal_density (double x)
{
  return exp (-0.5 * x * x) / sqrt (2 * G_PI);
}

/* P(X > h, Y > k), |r| up to 0.925: the integral of dP/dr from 0, by the angle asin r. */
static double
above_moderate (double h, double k, double r)
{
  const guint rule = fabs (r) < 0.3 ? 0 : fabs (r) < 0.75 ? 1 : 2;
  const double squares = (h * h + k * k) / 2, angle = asin (r) / 2;
  double sum = 0;

  for (guint i = 0; i < rules[rule].n; i++)
    for (int side = -1; side <= 1; side += 2)
      {
        const double s = sin (angle * (1 + side * rules[rule].node[i]));

        sum += rules[rule].weight[i] * exp ((s * h * k - squares) / (1 - s * s));
      }
  return sum * angle / (2 * G_PI) + s2p_normal_below (-h) * s2p_normal_below (-k);
}

/* The same for |r| above: from +-1, with the singular part of the integrand taken out in closed form. */
static double
above_strong (double h, double k, double r)
{
  const double sign = r < 0 ? -1 : 1;
  double hk, square, a, difference, c, d, exponent, sum = 0;

  k *= sign;
  hk = h * k;
  square = (1 - r) * (1 + r);
  a = sqrt (square);
  difference = (h - k) * (h - k);
  c = (4 - hk) / 8;
  d = (12 - hk) / 80;
  exponent = -(difference / square + hk) / 2;
  if (exponent > -100)
    sum = a * exp (exponent) * (1 - c * (difference - square) * (1 - d * difference) / 3 + c * d * square * square);
  if (hk > -100)
    {
      const double b = sqrt (difference);

      sum -= exp (-hk / 2) * sqrt (2 * G_PI) * s2p_normal_below (-b / a) * b * (1 - c * difference * (1 - d * difference) / 3);
    }
  for (guint i = 0; i < rules[2].n; i++)
    for (int side = -1; side <= 1; side += 2)
      {
        const double x = a / 2 * (1 + side * rules[2].node[i]), xs = x * x, rs = sqrt (1 - xs);

        exponent = -(difference / xs + hk) / 2;
        if (exponent > -100)
          sum -= a / 2 * rules[2].weight[i] * exp (exponent) * (1 + c * xs * (1 + 5 * d * xs) - exp (-hk / 2 * xs / ((1 + rs) * (1 + rs))) / rs);
      }
  sum /= -2 * G_PI;
  if (r > 0)
    return sum + s2p_normal_below (-MAX (h, k));
  if (h >= k)
    return -sum;
  return (h < 0 ? s2p_normal_below (k) - s2p_normal_below (h) : s2p_normal_below (-h) - s2p_normal_below (-k)) - sum;
}

double
s2p_bivariate_below (double x, double y, double correlation)
{
  double p;

  if (x <= -FAR || y <= -FAR)
    return 0;
  if (x >= FAR)
    return s2p_normal_below (y);
  if (y >= FAR)
    return s2p_normal_below (x);
  p = fabs (correlation) < 0.925 ? above_moderate (-x, -y, correlation) : above_strong (-x, -y, correlation);
  return CLAMP (p, 0, 1);
}

/* The edge x = @at of the rectangle, y from @low to @high: integrals of the density and of y times it. */
static void
integrate_edge (double at, double low, double high, double r, double *mass, double *moment)
{
  const double q = sqrt ((1 - r) * (1 + r)), from = (low - r * at) / q, to = (high - r * at) / q, here = normal_density (at);

  *mass = *moment = 0;
  if (here == 0 || fabs (at) >= FAR)
    return;
  *mass = here * (s2p_normal_below (to) - s2p_normal_below (from));
  *moment = r * at * *mass - here * q * (normal_density (to) - normal_density (from));
}

static double
density_at (double x, double y, double r)
{
  const double square = (1 - r) * (1 + r);

  return isfinite (x) && isfinite (y) ? exp (-(x * x - 2 * r * x * y + y * y) / (2 * square)) / (2 * G_PI * sqrt (square)) : 0;
}

static double
times (double limit, double mass)
{
  return mass == 0 ? 0 : limit * mass; /* nothing, where the limit is infinite */
}

void
s2p_rectangle_compute (const double low[2], const double high[2], double r, S2pRectangle *rectangle)
{
  double at_low[2], at_high[2], moment_low[2], moment_high[2], jump[2], b[2][2];

  rectangle->p = s2p_bivariate_below (high[0], high[1], r) - s2p_bivariate_below (low[0], high[1], r)
                 - s2p_bivariate_below (high[0], low[1], r) + s2p_bivariate_below (low[0], low[1], r);
  rectangle->p = CLAMP (rectangle->p, 0, 1);
  for (guint i = 0; i < 2; i++)
    {
      integrate_edge (low[i], low[!i], high[!i], r, &at_low[i], &moment_low[i]);
      integrate_edge (high[i], low[!i], high[!i], r, &at_high[i], &moment_high[i]);
      rectangle->d_low[i] = -at_low[i];
      rectangle->d_high[i] = at_high[i];
      jump[i] = at_high[i] - at_low[i];
      /* b[i][j]: the integral of d(x_j density) / dx_i */
      b[i][i] = times (high[i], at_high[i]) - times (low[i], at_low[i]);
      b[i][!i] = moment_high[i] - moment_low[i];
    }
  rectangle->d_correlation = density_at (high[0], high[1], r) - density_at (low[0], high[1], r) - density_at (high[0], low[1], r) + density_at (low[0], low[1], r);
  /* the gradient of the density is -S^-1 x times it, S the correlation matrix: S times the edge integrals */
  rectangle->first[0] = -(jump[0] + r * jump[1]);
  rectangle->first[1] = -(jump[1] + r * jump[0]);
  rectangle->second[0] = rectangle->p - b[0][0] - r * b[1][0];
  rectangle->second[1] = r * (rectangle->p - b[1][1]) - b[0][1];
  rectangle->second[2] = rectangle->p - b[1][1] - r * b[0][1];
}
