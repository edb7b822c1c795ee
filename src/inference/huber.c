#include "inference/huber.h"
#include <math.h>

/* Integrals of exp (-Huber / s) over |r| <= 1, and exp (-Huber (1) / s). With them
 *   Z = A + 2 s t;  Z E[Huber] = s A / 2 + 2 s^2 t;  Z E[r^2] = s A + 4 s^2 (1 + s) t. */
static void
integrals (double s, double *a, double *t)
{
  *a = sqrt (2 * G_PI * s) * erf (1 / sqrt (2 * s));
  *t = exp (-0.5 / s);
}

double
s2p_huber_mean (double s)
{
  double a, t;

  integrals (s, &a, &t);
  return s * (0.5 * a + 2 * s * t) / (a + 2 * s * t);
}

double
s2p_huber_deviation (double s)
{
  double a, t;

  integrals (s, &a, &t);
  return sqrt (s * (a + 4 * s * (1 + s) * t) / (a + 2 * s * t));
}

double
s2p_huber_log_density (double residual, double s)
{
  double r = fabs (residual), a, t;

  integrals (s, &a, &t);
  return -(r <= 1 ? 0.5 * r * r : r - 0.5) / s - log (a + 2 * s * t);
}

double
s2p_huber_scale (double log_variance)
{
  double mean = exp (CLAMP (log_variance, -20, 20)), s = mean;

  /* E_s / s changes slowly, from 1/2 to 1: the fixed point is reached in a dozen rounds */
  for (guint round = 0; round < 100; round++)
    {
      double next = s * mean / s2p_huber_mean (s);

      if (fabs (next - s) <= 1e-12 * s)
        return next;
      s = next;
    }
  return s;
}
