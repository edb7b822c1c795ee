#include "base/quantile.h"
#include <math.h>
#include <stdlib.h>

static int
compare (const void *a, const void *b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return (one > other) - (one < other);
}

void
s2p_sort (double *values, gsize n)
{
  qsort (values, n, sizeof *values, compare);
}

double
s2p_quantile (const double *ascending, gsize n, double share)
{
  double place = CLAMP (share, 0, 1) * (n - 1);
  gsize below = (gsize) floor (place), above = MIN (below + 1, n - 1);

  return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
}
