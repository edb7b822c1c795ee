#include "population/target.h"
#include "base/error.h"
#include <math.h>

#define MOST_TRIES 400      /* draws from the density, until one stays; the best of them otherwise */
#define MOST_ATTEMPTS 32    /* pairs, until one can be reached */
#define DRAWS_AN_ATTEMPT 64 /* of conductances */
#define SHARE_DRAWS 256
#define LIKELY 0.5

/* The chance that a pair which the density has drawn is taken. */
static double
chance (double share)
{
  return pow (share, S2P_TARGET_CELLS);
}

double
s2p_target_share (const S2pDensity *density, S2pActivity activity, const S2pActivityMap *map)
{
  double taken = 0, right = 0;

  if (map == NULL)
    return 1;
  for (guint i = 0; i < SHARE_DRAWS; i++)
    {
      double g_s, g_u, share;

      s2p_density_draw (density, 0, 0, i, &g_s, &g_u);
      share = s2p_activity_map_share (map, activity, g_s, g_u);
      taken += chance (share);
      right += chance (share) * share;
    }
  return taken > 0 ? right / taken : 0;
}

S2pTargetChoice
s2p_target_choose (const S2pInference *inference, S2pActivity activity, const S2pActivityMap *map)
{
  return s2p_target_share (&inference->density, activity, map) < LIKELY ? S2P_TARGET_UNLIKELY : S2P_TARGET_DRAWN;
}

void
s2p_target_pair (const S2pTarget *target, const S2pActivityMap *map, guint64 seed, guint32 instance, guint attempt, double *g_s, double *g_u)
{
  double best = -1;
  S2pRandom random;

  *g_s = target->g_s;
  *g_u = target->g_u;
  if (!target->drawn)
    return;
  s2p_random_init (&random, seed, S2P_RANDOM_TARGET, target->stream, instance);
  random.counter[0] = attempt << 16; /* far more than one attempt can need */
  for (guint i = 0; i < MOST_TRIES; i++)
    {
      double s, u, share;

      s2p_density_draw_next (&target->density, &random, &s, &u);
      share = map != NULL ? s2p_activity_map_share (map, target->activity, s, u) : 1;
      if (share > best)
        {
          best = share;
          *g_s = s;
          *g_u = u;
        }
      if (s2p_random_uniform (&random) < chance (share))
        {
          *g_s = s;
          *g_u = u;
          return;
        }
    }
}

gboolean
s2p_target_cell (const S2pTarget *target, const S2pActivityMap *map, const S2pDicPoint *point, const S2pGenerateOptions *options, guint32 instance,
                 double *g, double pair[2], S2pDrawCounts *counts, GError **error)
{
  const guint attempts = target->drawn ? MOST_ATTEMPTS : 1;
  S2pGenerateOptions one = *options;

  if (target->drawn)
    one.max_draws = MIN (options->max_draws, DRAWS_AN_ATTEMPT);
  for (guint attempt = 0;; attempt++)
    {
      GError *local = NULL;

      s2p_target_pair (target, map, options->seed, instance, attempt, &pair[0], &pair[1]);
      if (s2p_generate_cell (point, &one, pair[0], pair[1], target->stream, instance, g, counts, &local))
        return TRUE;
      if (attempt + 1 == attempts || g_error_matches (local, S2P_ERROR, S2P_ERROR_CANCELLED) || g_error_matches (local, S2P_ERROR, S2P_ERROR_MODEL))
        {
          g_propagate_error (error, local);
          return FALSE;
        }
      g_error_free (local);
    }
}
