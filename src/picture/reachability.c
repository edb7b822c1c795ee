#include "picture/dic-space.h"
#include "picture/picture-private.h"
#include "base/words.h"
#include "plot/heat.h"
#include <math.h>
#include <string.h>

#define MAP_HEIGHT 88.0   /* points, with title and room */
#define PAIR_HEIGHT 330.0
#define BAR_WEIGHT 0.2   /* of the height of a map */
#define N_BAR 128         /* colours of a bar */
#define LEAST_COST 1e-2   /* ends of the bar at the widest */
#define MOST_COST 1e4

typedef struct {
  char    *name, *title; /* plain; markup */
  double  *share, *cost; /* copies */
  guint    n_s, n_u;
  double   low_s, low_u, step;
  S2pHeat  heat;
} Map;

typedef struct {
  double   values[N_BAR];
  S2pHeat  heat;
} Bar;

static void
free_map (gpointer data)
{
  Map *map = data;

  g_free (map->name);
  g_free (map->title);
  g_free (map->share);
  g_free (map->cost);
  g_free (map);
}

static const char *
label_of (S2pReachLayer layer)
{
  return layer == S2P_REACH_SHARE ? _("Draws that reach (g<sub>s</sub>, g<sub>u</sub>) (%)") : _("Mean relative change of the two conductances");
}

/* Whole powers of ten around all costs. */
static S2pRange
range_of_cost (const S2pReachability *all, guint first, guint n)
{
  double least = INFINITY, most = 0;

  for (guint k = first; k < first + n; k++)
    for (gsize i = 0; i < (gsize) all->n_s * all->n_u; i++)
      if (all->maps[k].cost[i] > 0)
        {
          least = MIN (least, all->maps[k].cost[i]);
          most = MAX (most, all->maps[k].cost[i]);
        }
  least = CLAMP (least, LEAST_COST, MOST_COST / 10);
  most = CLAMP (most, 10 * least, MOST_COST);
  return (S2pRange) { pow (10, floor (log10 (least))), pow (10, ceil (log10 (most))) };
}

static void
set_scale (S2pHeat *heat, S2pReachLayer layer, S2pRange cost)
{
  heat->logarithmic = layer == S2P_REACH_COST;
  heat->low = layer == S2P_REACH_COST ? cost.low : 0;
  heat->high = layer == S2P_REACH_COST ? cost.high : 100;
}

static S2pThing
at (gpointer data, const S2pPointer *pointer, GString *words)
{
  const Map *map = data;
  const double column = round ((pointer->x - map->low_s) / map->step), row = round ((pointer->y - map->low_u) / map->step);

  if (column >= 0 && column < map->n_s && row >= 0 && row < map->n_u)
    {
      const gsize i = (gsize) row * map->n_s + (gsize) column;
      g_autofree char *g_s = s2p_picture_fixed (map->low_s + column * map->step, 2), *g_u = s2p_picture_fixed (map->low_u + row * map->step, 2),
                      *share = s2p_picture_fixed (map->share[i], 1), *cost = s2p_picture_significant (map->cost[i]);

      /* Translators: a pair of conductances, a point of the plane, a share in percent, a relative change */
      g_string_append_printf (words, _("%s at g_s = %s, g_u = %s: reached by %s %% of the draws, mean relative change %s"), map->name, g_s, g_u, share, cost);
    }
  return (S2pThing) { S2P_THING_NONE, 0 };
}

static Map *
make_map (const S2pReachability *all, guint index)
{
  const S2pReachabilityMap *from = &all->maps[index];
  const gsize n = (gsize) all->n_s * all->n_u;
  g_autofree char *one = s2p_picture_symbol (all->model, from->pair[0]), *other = s2p_picture_symbol (all->model, from->pair[1]);
  Map *map = g_new0 (Map, 1);

  map->name = g_strdup_printf ("g_%s, g_%s", all->model->conductances[from->pair[0]].name, all->model->conductances[from->pair[1]].name);
  map->title = g_strdup_printf ("%s, %s", one, other);
  map->share = g_new (double, n);
  map->cost = g_memdup2 (from->cost, n * sizeof *from->cost);
  for (gsize i = 0; i < n; i++)
    map->share[i] = 100 * from->share[i];
  map->n_s = all->n_s;
  map->n_u = all->n_u;
  map->low_s = all->low_s;
  map->low_u = all->low_u;
  map->step = all->options.step;
  return map;
}

static S2pPanel *
add_map (S2pPicture *picture, S2pPlace place, const S2pReachability *all, guint index, S2pReachLayer layer, S2pRange cost)
{
  Map *map = s2p_picture_own (picture, make_map (all, index), free_map);
  S2pPanel *panel = s2p_picture_add_panel (picture, place);
  S2pPart *part = s2p_picture_add_part (picture, panel, map);
  const double half = map->step / 2, right = map->low_s + (map->n_s - 1) * map->step + half, top = map->low_u + (map->n_u - 1) * map->step + half;

  s2p_heat_init (&map->heat, layer == S2P_REACH_SHARE ? map->share : map->cost, map->n_s, map->n_u, map->low_s - half, right, map->low_u - half, top);
  set_scale (&map->heat, layer, cost);
  panel->title = map->title;
  s2p_panel_add (panel, &map->heat.layer);
  part->at = at;
  s2p_part_set_x (part, (S2pRange) { map->low_s - half, right }, (S2pRange) { map->low_s - half, right }, map->step);
  s2p_part_set_y (part, (S2pRange) { map->low_u - half, top }, (S2pRange) { map->low_u - half, top }, map->step);
  return panel;
}

static void
add_bar (S2pPicture *picture, S2pPlace place, S2pReachLayer layer, S2pRange cost)
{
  Bar *bar = s2p_picture_own (picture, g_new0 (Bar, 1), g_free);
  S2pPanel *panel = s2p_picture_add_panel (picture, place);

  set_scale (&bar->heat, layer, cost);
  for (guint i = 0; i < N_BAR; i++)
    bar->values[i] = i / (N_BAR - 1.0);
  s2p_heat_init (&bar->heat, bar->values, N_BAR, 1, layer == S2P_REACH_COST ? cost.low : 0, layer == S2P_REACH_COST ? cost.high : 100, 0, 1);
  panel->x.scale = layer == S2P_REACH_COST ? S2P_SCALE_LOG : S2P_SCALE_LINEAR;
  panel->x.label = label_of (layer);
  panel->y.hidden = TRUE;
  s2p_axis_set_range (&panel->x, bar->heat.low_x, bar->heat.high_x);
  s2p_axis_set_range (&panel->y, 0, 1);
  s2p_panel_add (panel, &bar->heat.layer);
}

/* Conductances besides the leak, each in a row or a column: all pairs of them. */
static guint
n_solvable (const S2pReachability *all)
{
  return all->model->n_conductances - 1;
}

gboolean
s2p_picture_reachability_fits (const S2pReachability *all)
{
  const guint n = n_solvable (all);

  return n >= 2 && n <= S2P_MOST_ROWS - 1 && all->n_maps == n * (n - 1) / 2;
}

/* Its place among those besides the leak. */
static guint
rank (const S2pReachability *all, guint conductance)
{
  return conductance - (conductance > all->model->leak);
}

S2pPicture *
s2p_picture_reachability (const S2pReachability *all, S2pReachLayer layer)
{
  const guint n = n_solvable (all) - 1; /* rows and columns */
  S2pPicture *picture = s2p_picture_new ("reachability", n + 1, n, MAP_HEIGHT * (n + 0.9) + 30);
  const S2pRange cost = range_of_cost (all, 0, all->n_maps);

  picture->figure->row_weight[n] = BAR_WEIGHT;
  for (guint k = 0; k < all->n_maps; k++)
    {
      const guint *pair = all->maps[k].pair, one = MIN (rank (all, pair[0]), rank (all, pair[1])), other = MAX (rank (all, pair[0]), rank (all, pair[1]));
      S2pPanel *panel = add_map (picture, (S2pPlace) { other - 1, one, 1, 1 }, all, k, layer, cost);

      panel->x.hidden = other < n; /* numbers stand below the last row and beside the first column */
      panel->y.hidden = one > 0;
      panel->x.label = "g<sub>s</sub>";
      panel->y.label = "g<sub>u</sub>";
    }
  add_bar (picture, (S2pPlace) { n, 0, 1, n }, layer, cost);
  picture->title = g_strdup (layer == S2P_REACH_SHARE ? _("Reachable dynamic input conductances") : _("Cost of reaching dynamic input conductances"));
  picture->caption = g_strdup_printf (layer == S2P_REACH_SHARE ? _("For each pair of conductances of the model %s: the share of draws for which it can be solved for (g_s, g_u).")
                                                               : _("For each pair of conductances of the model %s: how far it changes to reach (g_s, g_u)."),
                                      all->model->name);
  picture->figure->title = picture->title;
  return picture;
}

S2pPicture *
s2p_picture_reach_pair (const S2pReachability *all, guint map)
{
  S2pPicture *picture = s2p_picture_new ("reach-pair", 2, 2, PAIR_HEIGHT);
  const S2pRange cost = range_of_cost (all, map, 1);
  const S2pConductance *conductances = all->model->conductances;
  const guint *pair = all->maps[map].pair;

  picture->figure->row_weight[1] = BAR_WEIGHT / 3;
  for (guint layer = S2P_REACH_SHARE; layer <= S2P_REACH_COST; layer++)
    {
      S2pPanel *panel = add_map (picture, (S2pPlace) { 0, layer, 1, 1 }, all, map, layer, cost);

      panel->x.label = _("Slow: g<sub>s</sub> / g<sub>leak</sub>");
      panel->y.label = _("Ultra-slow: g<sub>u</sub> / g<sub>leak</sub>");
      add_bar (picture, (S2pPlace) { 1, layer, 1, 1 }, layer, cost);
    }
  picture->title = g_strdup_printf (_("What g_%s and g_%s can reach"), conductances[pair[0]].name, conductances[pair[1]].name);
  picture->caption = g_strdup_printf (_("The share of draws for which g_%s and g_%s can be solved for (g_s, g_u), and how far they change."), conductances[pair[0]].name,
                                      conductances[pair[1]].name);
  return picture;
}
