/* Random numbers that do not depend on who asks first.
 *
 * A counter-based generator (Philox4x32-10; Salmon, Moraes, Dror & Shaw, "Parallel random numbers:
 * as easy as 1, 2, 3", SC11): a stream is named by (seed, purpose, recording, instance), and the
 * same name gives the same numbers on any number of threads and in any order. A stream is a plain
 * value: copy it to fork it, no clean-up.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* What a stream is for; streams of different purpose are independent of each other. */
typedef enum {
  S2P_RANDOM_POPULATION = 1, /* conductances that are sampled */
  S2P_RANDOM_TARGET,         /* DIC pairs: Latin hypercube, density draws */
  S2P_RANDOM_CURRENT,        /* noisy current injection */
  S2P_RANDOM_WEIGHTS,        /* initial weights of a network */
  S2P_RANDOM_AUGMENT,        /* training: windows, jitter, lost spikes */
  S2P_RANDOM_ORDER,          /* shuffles */
  S2P_RANDOM_DOMAIN,         /* trains that set out what a model can do */
} S2pRandomPurpose;

typedef struct {
  guint32 key[2];
  guint32 counter[4];
  guint32 block[4];
  guint   used; /* words of block that have been handed out */
} S2pRandom;

void    s2p_random_init      (S2pRandom *random, guint64 seed, S2pRandomPurpose purpose,
                              guint64 recording, guint32 instance);
guint32 s2p_random_word      (S2pRandom *random);
double  s2p_random_uniform   (S2pRandom *random);                 /* in [0, 1), 53 bits */
guint64 s2p_random_below     (S2pRandom *random, guint64 limit);  /* 0 .. limit-1, unbiased */
double  s2p_random_normal    (S2pRandom *random);                 /* mean 0, variance 1 */
void    s2p_random_shuffle   (S2pRandom *random, guint32 *values, gsize n);  /* Fisher-Yates */
double  s2p_random_gamma     (S2pRandom *random, double shape, double scale); /* shape >= 1 */

G_END_DECLS
