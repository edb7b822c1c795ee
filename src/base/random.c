#include "base/random.h"
#include <math.h>

/* Constants of Philox4x32 (Salmon et al. 2011, table 2 and section 4.2). */
#define MULTIPLIER_0 0xD2511F53u
#define MULTIPLIER_1 0xCD9E8D57u
#define WEYL_0 0x9E3779B9u
#define WEYL_1 0xBB67AE85u
#define ROUNDS 10

static void
fill_block (S2pRandom *random)
{
  guint32 c0 = random->counter[0], c1 = random->counter[1], c2 = random->counter[2],
          c3 = random->counter[3];
  guint32 k0 = random->key[0], k1 = random->key[1];

  for (int round = 0; round < ROUNDS; round++)
    {
      guint64 p0 = (guint64) MULTIPLIER_0 * c0, p1 = (guint64) MULTIPLIER_1 * c2;

      c0 = (guint32) (p1 >> 32) ^ c1 ^ k0;
      c1 = (guint32) p1;
      c2 = (guint32) (p0 >> 32) ^ c3 ^ k1;
      c3 = (guint32) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
  random->block[0] = c0;
  random->block[1] = c1;
  random->block[2] = c2;
  random->block[3] = c3;
  random->counter[0]++; /* 2^32 blocks a stream: more than anything here draws */
  random->used = 0;
}

/* splitmix64's finaliser: spreads seeds that differ in one bit over the whole key. */
static guint64
mix (guint64 x)
{
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

void
s2p_random_init (S2pRandom *random, guint64 seed, S2pRandomPurpose purpose, guint64 recording,
                 guint32 instance)
{
  guint64 key = mix (mix (seed) + (guint64) purpose);

  random->key[0] = (guint32) key;
  random->key[1] = (guint32) (key >> 32);
  random->counter[0] = 0;
  random->counter[1] = instance;
  random->counter[2] = (guint32) recording;
  random->counter[3] = (guint32) (recording >> 32);
  random->used = G_N_ELEMENTS (random->block);
}

guint32
s2p_random_word (S2pRandom *random)
{
  if (random->used == G_N_ELEMENTS (random->block))
    fill_block (random);
  return random->block[random->used++];
}

double
s2p_random_uniform (S2pRandom *random)
{
  guint64 high = s2p_random_word (random) >> 5, low = s2p_random_word (random) >> 6;

  return (double) ((high << 26) | low) * 0x1p-53;
}

guint64
s2p_random_below (S2pRandom *random, guint64 limit)
{
  guint64 unbiased_from, word;

  g_return_val_if_fail (limit > 0, 0);
  unbiased_from = -limit % limit; /* 2^64 mod limit */
  do
    word = ((guint64) s2p_random_word (random) << 32) | s2p_random_word (random);
  while (word < unbiased_from);
  return word % limit;
}

double
s2p_random_normal (S2pRandom *random)
{
  /* Box-Muller; the second number is thrown away so that a stream stays a plain counter. */
  double radius = sqrt (-2.0 * log (1.0 - s2p_random_uniform (random)));

  return radius * cos (2.0 * G_PI * s2p_random_uniform (random));
}

double
s2p_random_gamma (S2pRandom *random, double shape, double scale)
{
  /* Marsaglia & Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000). */
  double d = shape - 1.0 / 3.0, c = 1.0 / sqrt (9.0 * d);

  g_return_val_if_fail (shape >= 1.0 && scale > 0.0, NAN);
  for (;;)
    {
      double x = s2p_random_normal (random), v = 1.0 + c * x;

      if (v <= 0.0)
        continue;
      v = v * v * v;
      if (log (1.0 - s2p_random_uniform (random)) < 0.5 * x * x + d - d * v + d * log (v))
        return d * v * scale;
    }
}

void
s2p_random_shuffle (S2pRandom *random, guint32 *values, gsize n)
{
  for (gsize i = n; i > 1; i--)
    {
      gsize j = s2p_random_below (random, i);
      guint32 swap = values[i - 1];

      values[i - 1] = values[j];
      values[j] = swap;
    }
}
