#include "simulation/noise.h"
#include "base/random.h"
#include <math.h>

#define CUTOFF 1.0 /* kHz */
#define PADDING 15 /* points by which the series is continued (odd reflection) before filtering */

/* One second-order section, direct form II transposed. */
typedef struct { double b0, b1, b2, a1, a2; } Section;

/* Butterworth of order 4 by the bilinear transform: two sections with poles at the angles pi/8 and 3 pi/8. */
static void
design (Section sections[2])
{
  const double w = tan (G_PI * CUTOFF * S2P_NOISE_STEP);

  for (int i = 0; i < 2; i++)
    {
      double damping = 2 * cos ((2 * i + 1) * G_PI / 8), norm = 1 / (1 + damping * w + w * w);

      sections[i].b0 = sections[i].b2 = w * w * norm;
      sections[i].b1 = 2 * w * w * norm;
      sections[i].a1 = 2 * (w * w - 1) * norm;
      sections[i].a2 = (1 - damping * w + w * w) * norm;
    }
}

/* In place, in steps of +1 or -1, starting as if the first value had always been there. */
static void
run (const Section *section, double *x, gssize from, gssize to, int step)
{
  double first = x[from], s1 = first * (1 - section->b0), s2 = first * (section->b2 - section->a2);

  for (gssize i = from; i != to; i += step)
    {
      double in = x[i], out = section->b0 * in + s1;

      s1 = section->b1 * in - section->a1 * out + s2;
      s2 = section->b2 * in - section->a2 * out;
      x[i] = out;
    }
}

gsize
s2p_noise_length (double duration)
{
  return (gsize) ceil (duration / S2P_NOISE_STEP) + 3;
}

float *
s2p_noise_new (double sigma, double duration, guint64 seed, guint64 recording, guint32 instance)
{
  const gsize n = s2p_noise_length (duration), padded = n + 2 * PADDING;
  g_autofree double *x = g_new (double, padded);
  float *noise = g_new (float, n);
  Section sections[2];
  S2pRandom random;

  s2p_random_init (&random, seed, S2P_RANDOM_CURRENT, recording, instance);
  for (gsize i = 0; i < n; i++)
    x[PADDING + i] = sigma * s2p_random_normal (&random);
  for (gsize i = 1; i <= PADDING; i++) /* n > PADDING for any duration that is worth simulating */
    {
      x[PADDING - i] = 2 * x[PADDING] - x[PADDING + MIN (i, n - 1)];
      x[PADDING + n - 1 + i] = 2 * x[PADDING + n - 1] - x[PADDING + n - 1 - MIN (i, n - 1)];
    }
  design (sections);
  for (int i = 0; i < 2; i++)
    run (&sections[i], x, 0, padded, 1);
  for (int i = 0; i < 2; i++)
    run (&sections[i], x, padded - 1, -1, -1);
  for (gsize i = 0; i < n; i++)
    noise[i] = (float) x[PADDING + i];
  return noise;
}
