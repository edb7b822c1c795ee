#include "population/zero.h"
#include <math.h>

#define MAX_ROOT_STEPS 200
#define HARDLY 4       /* times less than the value itself */
#define N_DIP_STEPS 45 /* golden sections: 4e-10 of the interval */

/* Regula falsi (Illinois), with a bisection every third step, so that the bracket surely shrinks. */
double
s2p_zero_between (S2pFunction function, gconstpointer data, double a, double f_a, double b, double f_b)
{
  for (guint step = 0; step < MAX_ROOT_STEPS; step++)
    {
      double t = step % 3 == 2 ? (a + b) / 2 : (a * f_b - b * f_a) / (f_b - f_a), f;

      if (!(t > MIN (a, b) && t < MAX (a, b)))
        t = (a + b) / 2;
      if (t == a || t == b)
        break;
      f = function (data, t);
      if (f == 0)
        return t;
      if ((f < 0) != (f_b < 0))
        {
          a = b;
          f_a = f_b;
        }
      else
        f_a /= 2;
      b = t;
      f_b = f;
      if (fabs (b - a) <= 1e-15 * (fabs (a) + fabs (b)))
        break;
    }
  return b;
}

/* The bottom cannot be at zero where |f| hardly varies between a and b; a dip that varies more is narrowed down. */
static gboolean
is_shallow (double f_a, double f_low, double f_high, double f_b)
{
  const double least = fmin (fabs (f_low), fabs (f_high)), most = fmax (fabs (f_a), fabs (f_b));

  return least > HARDLY * (most - least);
}

gboolean
s2p_dip_crosses (S2pFunction function, gconstpointer data, double a, double f_a, double b, double f_b, double *t, double *f_t)
{
  const double golden = 0.6180339887498949;
  const gboolean below = f_a < 0;
  double low = b - golden * (b - a), high = a + golden * (b - a), f_low = function (data, low), f_high = function (data, high);

  for (guint step = 0; step < N_DIP_STEPS; step++)
    {
      if ((f_low < 0) != below || (f_high < 0) != below)
        {
          gboolean at_low = (f_low < 0) != below;
          *t = at_low ? low : high;
          *f_t = at_low ? f_low : f_high;
          return TRUE;
        }
      if (is_shallow (f_a, f_low, f_high, f_b))
        return FALSE;
      if (fabs (f_low) < fabs (f_high))
        {
          b = high;
          f_b = f_high;
          high = low;
          f_high = f_low;
          low = b - golden * (b - a);
          f_low = function (data, low);
        }
      else
        {
          a = low;
          f_a = f_low;
          low = high;
          f_low = f_high;
          high = a + golden * (b - a);
          f_high = function (data, high);
        }
    }
  return FALSE;
}
