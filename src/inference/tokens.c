#include "inference/tokens.h"
#include "inference/layout.h"
#include <math.h>

#define SHARP 1e-4 /* of log ISI: where the scale of the third feature turns from even to logarithmic */

void
s2p_tokens_fill (const double *times, gsize n, real *features)
{
  const double share = 1 / (n - 1.0);
  double before = 0, mean = 0;

  for (gsize i = 0; i + 1 < n; i++)
    mean += share * log1p (times[i + 1] - times[i]);
  for (gsize i = 0; i + 1 < n; i++, features += S2P_N_FEATURES)
    {
      const double interval = log1p (times[i + 1] - times[i]);

      features[0] = (real) interval;
      features[1] = (real) (i ? interval - before : 0);
      features[2] = (real) asinh ((interval - mean) / SHARP);
      before = interval;
    }
}
