#include "inference/activity-map.h"
#include <math.h>
#include <string.h>

static const char note[] = "activity_shares"; /* percent: spiking, then bursting, rows of g_u */

typedef struct { guint low; double beyond; } Place; /* between node low and the next */

static Place
place (double x, double min, double max)
{
  const double at = CLAMP ((x - min) / (max - min), 0, 1) * (S2P_MAP_NODES - 1);
  const guint low = MIN ((guint) at, S2P_MAP_NODES - 2);

  return (Place) { low, at - low };
}

static double
between (const float nodes[S2P_MAP_NODES][S2P_MAP_NODES], Place s, Place u)
{
  const double low = nodes[u.low][s.low] + s.beyond * (nodes[u.low][s.low + 1] - nodes[u.low][s.low]),
               high = nodes[u.low + 1][s.low] + s.beyond * (nodes[u.low + 1][s.low + 1] - nodes[u.low + 1][s.low]);

  return low + u.beyond * (high - low);
}

double
s2p_activity_map_share (const S2pActivityMap *map, S2pActivity activity, double g_s, double g_u)
{
  const Place s = place (g_s, map->range.g_s_min, map->range.g_s_max), u = place (g_u, map->range.g_u_min, map->range.g_u_max);

  if (activity == S2P_ACTIVITY_SPIKING)
    return between (map->spiking, s, u);
  if (activity == S2P_ACTIVITY_BURSTING)
    return between (map->bursting, s, u);
  return MAX (0, 1 - between (map->spiking, s, u) - between (map->bursting, s, u));
}

gboolean
s2p_activity_map_get (const S2pNetwork *network, S2pActivityMap *map)
{
  const char *text = g_hash_table_lookup (network->notes, note);
  float *const tables[] = { &map->spiking[0][0], &map->bursting[0][0] };

  if (text == NULL)
    return FALSE;
  s2p_layout_range (network->layout, network->values, &map->range);
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < S2P_MAP_NODES * S2P_MAP_NODES; j++)
      {
        char *end;
        const guint64 percent = g_ascii_strtoull (text, &end, 10);

        if (end == text || percent > 100)
          return FALSE;
        tables[i][j] = percent / 100.0f;
        text = end;
      }
  return *text == '\0';
}

void
s2p_activity_map_set (S2pNetwork *network, const S2pActivityMap *map)
{
  const float *const tables[] = { &map->spiking[0][0], &map->bursting[0][0] };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < S2P_MAP_NODES * S2P_MAP_NODES; j++)
      g_string_append_printf (text, text->len > 0 ? " %d" : "%d", (int) lround (100 * CLAMP (tables[i][j], 0, 1)));
  g_hash_table_insert (network->notes, g_strdup (note), g_strdup (text->str));
}
