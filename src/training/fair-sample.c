#include "training/fair-sample.h"
#include <math.h>
#include "base/random.h"

#define FEWEST_A_BIN 5

static gsize
run_end (const guint32 *groups, gsize first, gsize n)
{
  gsize end = first + 1;

  while (end < n && groups[end] == groups[first])
    end++;
  return end;
}

gsize
s2p_fair_sample (const guint32 *groups, gsize n, guint largest, guint64 seed, gsize *chosen)
{
  gsize n_chosen = 0;

  for (gsize first = 0, end; first < n; first = end)
    {
      S2pRandom random;
      guint64 at;

      end = run_end (groups, first, n);
      s2p_random_init (&random, seed, S2P_RANDOM_ORDER, groups[first], 0);
      at = s2p_random_below (&random, MAX (largest, end - first));
      if (at < end - first)
        chosen[n_chosen++] = first + at;
    }
  return n_chosen;
}

gsize
s2p_grouped_mean (const double *values, const guint32 *groups, gsize n, double *mean, double *error)
{
  double sum = 0, squares = 0;
  gsize count = 0, n_groups = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        sum += values[i];
        count++;
      }
  *mean = count > 0 ? sum / (double) count : NAN;
  for (gsize first = 0, end; first < n; first = end)
    {
      double away = 0;
      gsize here = 0;

      end = run_end (groups, first, n);
      for (gsize i = first; i < end; i++)
        if (isfinite (values[i]))
          {
            away += values[i] - *mean;
            here++;
          }
      squares += away * away;
      n_groups += here > 0;
    }
  *error = n_groups > 1 ? sqrt (squares * (double) n_groups / (double) (n_groups - 1)) / (double) count : NAN;
  return count;
}

/* The regularised incomplete gamma function above @x: a series for its complement where x is small, else a continued
 * fraction (Abramowitz & Stegun 6.5.29 and 6.5.31, the latter by Lentz's method). */
static double
gamma_tail (double a, double x)
{
  const double scale = exp (-x + a * log (x) - lgamma (a));

  if (x < a + 1)
    {
      double term = 1 / a, sum = term;

      for (guint i = 1; i < 10000 && term > sum * 1e-16; i++)
        sum += term *= x / (a + i);
      return 1 - sum * scale;
    }

  double b = x + 1 - a, c = 1e300, d = 1 / b, fraction = d;

  for (guint i = 1; i < 10000; i++)
    {
      const double step = -(double) i * (i - a);
      double change;

      b += 2;
      d = 1 / (step * d + b);
      c = b + step / c;
      change = d * c;
      fraction *= change;
      if (fabs (change - 1) < 1e-15)
        break;
    }
  return scale * fraction;
}

double
s2p_chi_square_tail (double chi_square, guint degrees)
{
  return chi_square > 0 ? CLAMP (gamma_tail (degrees / 2.0, chi_square / 2), 0, 1) : 1;
}

gboolean
s2p_even_spread_test (const gsize *counts, guint n_bins, double *chi_square, double *p)
{
  double sum = 0, expected;

  for (guint i = 0; i < n_bins; i++)
    sum += (double) counts[i];
  expected = sum / n_bins;
  *chi_square = *p = NAN;
  if (n_bins < 2 || expected < FEWEST_A_BIN)
    return FALSE;
  *chi_square = 0;
  for (guint i = 0; i < n_bins; i++)
    *chi_square += ((double) counts[i] - expected) * ((double) counts[i] - expected) / expected;
  *p = s2p_chi_square_tail (*chi_square, n_bins - 1);
  return TRUE;
}
