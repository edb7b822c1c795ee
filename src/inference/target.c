#include "inference/target.h"
#include "base/number.h"
#include <math.h>

#define ENOUGH 0.9     /* share of cells of the recording's type at which the mean is left alone */
#define WANTED 0.95    /* share that is looked for otherwise */
#define WORTH_IT 0.5   /* with less than that, nothing is won by leaving the mean */
#define REACH 2.5      /* standard deviations within which it is looked for */
#define GRID 50        /* points to each side */

static const char map_key[] = "activity_map";

void
s2p_activity_map_terms (double g_s, double g_u, double terms[S2P_ACTIVITY_MAP_TERMS])
{
  const double s = g_s / 10, u = g_u / 10;

  terms[0] = 1;
  terms[1] = s;
  terms[2] = u;
  terms[3] = s * s;
  terms[4] = s * u;
  terms[5] = u * u;
}

double
s2p_activity_map_bursting (const S2pActivityMap *map, double g_s, double g_u)
{
  double terms[S2P_ACTIVITY_MAP_TERMS], sum = 0;

  s2p_activity_map_terms (g_s, g_u, terms);
  for (guint i = 0; i < S2P_ACTIVITY_MAP_TERMS; i++)
    sum += map->term[i] * terms[i];
  return 1 / (1 + exp (-sum));
}

gboolean
s2p_activity_map_get (const S2pNetwork *network, S2pActivityMap *map)
{
  const char *text = g_hash_table_lookup (network->notes, map_key);
  g_auto (GStrv) words = text != NULL ? g_strsplit (text, " ", -1) : NULL;

  if (words == NULL || g_strv_length (words) != S2P_ACTIVITY_MAP_TERMS)
    return FALSE;
  for (guint i = 0; i < S2P_ACTIVITY_MAP_TERMS; i++)
    if (!s2p_number_parse (words[i], &map->term[i]))
      return FALSE;
  return TRUE;
}

void
s2p_activity_map_set (S2pNetwork *network, const S2pActivityMap *map)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < S2P_ACTIVITY_MAP_TERMS; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      s2p_number_append (text, map->term[i]);
    }
  g_hash_table_insert (network->notes, g_strdup (map_key), g_strdup (text->str));
}

static double
share_of (const S2pActivityMap *map, S2pActivity activity, double g_s, double g_u)
{
  double bursting = s2p_activity_map_bursting (map, g_s, g_u);

  return activity == S2P_ACTIVITY_BURSTING ? bursting : 1 - bursting;
}

S2pTargetChoice
s2p_target_choose (const S2pInference *inference, S2pActivity activity, const S2pActivityMap *map, const S2pDicRange *range, double *g_s, double *g_u)
{
  double best_distance = INFINITY, best_share, best_s, best_u;

  *g_s = best_s = CLAMP (inference->g_s, range->g_s_min, range->g_s_max);
  *g_u = best_u = CLAMP (inference->g_u, range->g_u_min, range->g_u_max);
  if (map == NULL || activity == S2P_ACTIVITY_SILENT || (best_share = share_of (map, activity, *g_s, *g_u)) >= ENOUGH)
    return S2P_TARGET_MEAN;
  for (int i = -GRID; i <= GRID; i++)
    for (int j = -GRID; j <= GRID; j++)
      {
        const double along_s = REACH * i / GRID, along_u = REACH * j / GRID, distance = along_s * along_s + along_u * along_u,
                     s = CLAMP (inference->g_s + along_s * inference->sd_g_s, range->g_s_min, range->g_s_max),
                     u = CLAMP (inference->g_u + along_u * inference->sd_g_u, range->g_u_min, range->g_u_max), share = share_of (map, activity, s, u);

        if (distance > REACH * REACH)
          continue;
        /* the nearest pair with the wanted share; while there is none, the one with the greatest */
        if (share >= WANTED ? distance < best_distance : best_distance == INFINITY && share > best_share)
          {
            best_share = share;
            best_distance = share >= WANTED ? distance : INFINITY;
            best_s = s;
            best_u = u;
          }
      }
  if (best_share < WORTH_IT)
    return S2P_TARGET_UNLIKELY;
  *g_s = best_s;
  *g_u = best_u;
  return S2P_TARGET_MOVED;
}
