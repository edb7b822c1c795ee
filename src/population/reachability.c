#include "population/reachability.h"
#include "population/reach-cell.h"
#include "base/error.h"
#include "base/number.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

typedef struct {
  S2pReachability  public;
  S2pDicPoint     *point;
  S2pReach         reach;
  GPtrArray       *columns; /* owned */
  guint8          *usable;  /* [draws] step 1 has a solution */
  double          *g;       /* [draws][n_conductances] spontaneous cells */
  double          *g_s;     /* [n_s] */
} Plan;

void
s2p_reachability_options_init (S2pReachabilityOptions *options)
{
  *options = (S2pReachabilityOptions) { .method = S2P_COMPENSATE_EXACT, .rounds = 25, .tolerance = 0.1, .step = 0.5, .draws = 1000 };
  for (guint i = 0; i < S2P_MAX_CONDUCTANCES; i++)
    options->at_most[i] = INFINITY;
}

gboolean
s2p_reachability_options_set_bounds (S2pReachabilityOptions *options, const S2pModel *model, const char *text, GError **error)
{
  g_auto (GStrv) bounds = g_strsplit (text, ",", -1);

  for (guint i = 0; bounds[i] != NULL; i++)
    {
      g_auto (GStrv) sides = g_strsplit (bounds[i], "=", -1);
      const int index = g_strv_length (sides) == 2 ? s2p_model_conductance (model, g_strstrip (sides[0])) : -1;
      double bound;

      if (g_strv_length (sides) != 2 || !s2p_number_parse (sides[1], &bound) || !(bound >= 0))
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("“%s”: a bound is a conductance and its greatest value in mS/cm², such as %s=200"), bounds[i],
                       model->conductances[0].name);
          return FALSE;
        }
      if (index < 0)
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("“%s” is no conductance of the model %s"), sides[0], model->name);
          return FALSE;
        }
      options->at_most[index] = bound;
    }
  return TRUE;
}

static guint
points_between (double low, double high, double step)
{
  return (guint) floor ((high - low) / step + 1e-9) + 1;
}

static void
set_pairs (S2pReachability *self, const guint (*pairs)[2], guint n_pairs)
{
  const S2pModel *model = self->model;
  const guint n = model->n_conductances, at_most = pairs != NULL ? n_pairs : n * (n - 1) / 2;

  self->maps = g_new0 (S2pReachabilityMap, MAX (1, at_most));
  if (pairs != NULL)
    for (guint k = 0; k < n_pairs; k++)
      memcpy (self->maps[self->n_maps++].pair, pairs[k], sizeof pairs[k]);
  else
    for (guint i = 0; i < n; i++)
      for (guint j = i + 1; j < n; j++)
        if (i != model->leak && j != model->leak)
          {
            self->maps[self->n_maps].pair[0] = i;
            self->maps[self->n_maps++].pair[1] = j;
          }
  for (guint k = 0; k < self->n_maps; k++)
    {
      self->maps[k].share = g_new0 (double, (gsize) self->n_s * self->n_u);
      self->maps[k].cost = g_new0 (double, (gsize) self->n_s * self->n_u);
    }
}

/* Tables of the columns that depend on the ion, where the model has just one. */
static void
make_columns (Plan *plan)
{
  const S2pModel *model = plan->public.model;

  plan->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_ion_column_free);
  for (guint j = 0; model->n_ions == 1 && j < model->n_conductances; j++)
    g_ptr_array_add (plan->columns, model->conductances[j].on_ions ? s2p_ion_column_new (plan->point, j) : NULL);
  plan->reach = (S2pReach) {
    .point = plan->point, .columns = model->n_ions == 1 ? (S2pIonColumn **) plan->columns->pdata : NULL,
    .fixed_point = plan->public.options.method == S2P_COMPENSATE_FIXED_POINT, .rounds = plan->public.options.rounds,
    .tolerance = plan->public.options.tolerance, .at_most = plan->public.options.at_most,
  };
}

static void
draw_cells (Plan *plan)
{
  const S2pReachabilityOptions *options = &plan->public.options;
  const guint n = plan->public.model->n_conductances;
  S2pGenerateOptions generate;

  s2p_generate_options_init (&generate);
  generate.seed = options->seed;
  generate.method = options->method;
  generate.rounds = options->rounds;
  plan->usable = g_new (guint8, options->draws);
  plan->g = g_new (double, (gsize) options->draws * n);
  for (guint i = 0; i < options->draws && !g_cancellable_is_cancelled (options->cancellable); i++)
    {
      S2pSolveOutcome outcome = s2p_generate_spontaneous (plan->point, &generate, 0, i, 0, plan->g + (gsize) i * n);

      plan->usable[i] = outcome == S2P_SOLVED || outcome == S2P_SOLVED_NEGATIVE;
    }
}

S2pReachability *
s2p_reachability_new (const S2pModel *model, const S2pReachabilityOptions *options, const guint (*pairs)[2], guint n_pairs, GError **error)
{
  const double width = model->g_s_max - model->g_s_min, height = model->g_u_max - model->g_u_min;
  Plan *plan;

  if (!s2p_model_require_generation (model, error))
    return NULL;
  if (!(options->step > 0) || !(MAX (width, height) / options->step <= S2P_MOST_REACH_SIDE - 1))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("a grid of step %g cannot be drawn: the step must lie between %.3g and the width of the range"),
                   options->step, MAX (width, height) / (S2P_MOST_REACH_SIDE - 1));
      return NULL;
    }
  if (options->draws < 1 || options->draws > S2P_MOST_REACH_DRAWS)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("the number of draws a point must lie between 1 and %d"), S2P_MOST_REACH_DRAWS);
      return NULL;
    }
  plan = g_new0 (Plan, 1);
  plan->public = (S2pReachability) {
    .model = model, .options = *options, .low_s = model->g_s_min, .low_u = model->g_u_min,
    .n_s = points_between (model->g_s_min, model->g_s_max, options->step), .n_u = points_between (model->g_u_min, model->g_u_max, options->step),
  };
  plan->point = s2p_dic_point_new (model, model->threshold);
  plan->g_s = g_new (double, plan->public.n_s);
  for (guint i = 0; i < plan->public.n_s; i++)
    plan->g_s[i] = model->g_s_min + i * options->step;
  set_pairs (&plan->public, pairs, n_pairs);
  make_columns (plan);
  draw_cells (plan);
  return &plan->public;
}

guint
s2p_reachability_n_parts (const S2pReachability *self)
{
  return self->n_maps * self->n_u;
}

/* A conductance that the pair leaves as it is may rule the draw out. */
static gboolean
others_are_within (const Plan *plan, const guint pair[2], const double *g)
{
  const S2pModel *model = plan->public.model;

  for (guint j = 0; j < model->n_conductances; j++)
    if (j != pair[0] && j != pair[1] && !(g[j] >= 0 && g[j] <= plan->public.options.at_most[j]))
      return FALSE;
  return TRUE;
}

/* One row of one map, all draws in order: sums do not depend on threads. */
void
s2p_reachability_part (guint index, gpointer self)
{
  Plan *plan = self;
  const S2pReachability *public = &plan->public;
  const guint row = index % public->n_u, n_s = public->n_s, draws = public->options.draws;
  const S2pReachabilityMap *map = &public->maps[index / public->n_u];
  double *share = map->share + (gsize) row * n_s, *cost = map->cost + (gsize) row * n_s;
  g_autofree double (*solved)[2] = g_malloc_n (n_s, sizeof *solved);
  g_autofree guint *reached = g_new0 (guint, n_s), *told = g_new0 (guint, n_s);
  S2pReachCell cell;

  for (guint draw = 0; draw < draws; draw++)
    {
      const double *g = plan->g + (gsize) draw * public->model->n_conductances;

      if (g_cancellable_is_cancelled (public->options.cancellable))
        return;
      if (!plan->usable[draw] || !others_are_within (plan, map->pair, g))
        continue;
      s2p_reach_cell_init (&cell, &plan->reach, map->pair, g);
      s2p_reach_cell_row (&cell, public->low_u + row * public->options.step, plan->g_s, n_s, solved);
      for (guint i = 0; i < n_s; i++)
        {
          const double change = s2p_reach_cell_change (&cell, solved[i]);

          reached[i] += isfinite (solved[i][0]);
          told[i] += isfinite (change);
          cost[i] += isfinite (change) ? change : 0;
        }
    }
  for (guint i = 0; i < n_s; i++)
    {
      share[i] = (double) reached[i] / draws;
      cost[i] = told[i] > 0 ? cost[i] / told[i] : NAN;
    }
}

void
s2p_reachability_free (S2pReachability *self)
{
  Plan *plan = (Plan *) self;

  if (self == NULL)
    return;
  for (guint k = 0; k < self->n_maps; k++)
    {
      g_free (self->maps[k].share);
      g_free (self->maps[k].cost);
    }
  g_free (self->maps);
  g_ptr_array_unref (plan->columns);
  s2p_dic_point_free (plan->point);
  g_free (plan->usable);
  g_free (plan->g);
  g_free (plan->g_s);
  g_free (plan);
}
