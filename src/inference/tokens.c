#include "inference/tokens.h"
#include <math.h>

void
s2p_tokens_fill (const double *times, gsize n, real *features)
{
  double before = 0;

  for (gsize i = 0; i + 1 < n; i++)
    {
      double interval = log1p (times[i + 1] - times[i]);

      features[2 * i] = (real) interval;
      features[2 * i + 1] = (real) (i ? interval - before : 0);
      before = interval;
    }
}
