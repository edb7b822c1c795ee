#include "recording/distance.h"
#include <math.h>
#include "recording/features.h"

/* Between two events (a spike of either train) f_x - f_y decays as F / tau * exp (-t / tau), where
 * F goes up by 1 at a spike of x and down by 1 at one of y. So the integral of its square is
 *   D^2 = 1 / (2 tau) * sum over events of F^2 (1 - exp (-2 gap / tau)),
 * the last gap infinite: the double sums of the closed form, rearranged into positive terms, so
 * that nothing cancels when the trains are alike. The shifts are taken from the times. */
static double
distance_of_shifted (const double *x, gsize n_x, double shift_x,
                     const double *y, gsize n_y, double shift_y, double tau)
{
  double sum = 0.0, height = 0.0, last = 0.0;

  for (gsize i = 0, j = 0; i < n_x || j < n_y;)
    {
      double t_x = i < n_x ? x[i] - shift_x : INFINITY, t_y = j < n_y ? y[j] - shift_y : INFINITY,
             now = MIN (t_x, t_y);

      if (height != 0.0)
        {
          double lost = -expm1 (-(now - last) / tau);

          sum += height * height * lost * (2.0 - lost);
          height *= 1.0 - lost;
        }
      if (t_x <= t_y)
        {
          height += 1.0;
          i++;
        }
      else
        {
          height -= 1.0;
          j++;
        }
      last = now;
    }
  return sqrt ((sum + height * height) / (2.0 * tau));
}

double
s2p_van_rossum (const double *x, gsize n_x, const double *y, gsize n_y, double tau)
{
  g_return_val_if_fail (tau > 0.0, NAN);
  return distance_of_shifted (x, n_x, 0.0, y, n_y, 0.0, tau);
}

double
s2p_activity_distance (const double *x, gsize n_x, const double *y, gsize n_y)
{
  double shortest = INFINITY, longest = 0.0, tau;
  gsize begin_x, end_x, begin_y, end_y;

  s2p_features_whole_bursts (x, n_x, &begin_x, &end_x);
  s2p_features_whole_bursts (y, n_y, &begin_y, &end_y);
  if (end_x - begin_x < 2 || end_y - begin_y < 2)
    return NAN;

  /* Intervals of the whole reference train: its first and last burst may be cut, but the
   * intervals that were recorded are real. */
  for (gsize i = 1; i < n_x; i++)
    {
      shortest = MIN (shortest, x[i] - x[i - 1]);
      longest = MAX (longest, x[i] - x[i - 1]);
    }
  tau = (shortest + longest) / 2.0;
  if (tau <= 0.0)
    return NAN;
  return distance_of_shifted (x + begin_x, end_x - begin_x, x[begin_x],
                              y + begin_y, end_y - begin_y, y[begin_y], tau);
}

/* How many of @a lie within the span of @b. */
static gsize
within_span (const double *a, gsize n_a, const double *b, gsize n_b)
{
  gsize n = 1;

  if (n_a < 2 || n_b < 2)
    return n_a;

  const double span = b[n_b - 1] - b[0], limit = span + 0.5 * span / (n_b - 1);

  while (n < n_a && a[n] - a[0] <= limit)
    n++;
  return n;
}

double
s2p_common_distance (const double *x, gsize n_x, const double *y, gsize n_y)
{
  const gsize common_y = within_span (y, n_y, x, n_x);

  return s2p_activity_distance (x, within_span (x, n_x, y, n_y), y, common_y);
}
