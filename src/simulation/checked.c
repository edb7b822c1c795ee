#include "simulation/checked-search.h"
#include "base/error.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

#define MOST_DRAWS 64 /* of a candidate, before its pair is called unreachable: as many as of a cell that is not checked */

void
s2p_checked_options_init (S2pCheckedOptions *options, const S2pGenerateOptions *generate)
{
  options->generate = *generate;
  options->generate.max_draws = MOST_DRAWS;
  options->floor = S2P_LIKE_FLOOR;
  options->budget = S2P_CHECKED_BUDGET;
}

gboolean
s2p_checked_are_good (double floor, guint budget, GError **error)
{
  if (!(floor >= S2P_LIKE_LEAST_FLOOR && floor <= S2P_LIKE_MOST_FLOOR))
    g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("The tolerance must lie between %g %% and %g %%."), 100 * S2P_LIKE_LEAST_FLOOR, 100 * S2P_LIKE_MOST_FLOOR);
  else if (budget < 1 || budget > S2P_CHECKED_MOST_BUDGET)
    g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("The simulations for each cell must lie between 1 and %d."), S2P_CHECKED_MOST_BUDGET);
  else
    return TRUE;
  return FALSE;
}

void
s2p_checked_counts_add (S2pCheckedCounts *sum, const S2pCheckedCounts *counts)
{
  sum->simulations += counts->simulations;
  sum->candidates += counts->candidates;
  for (guint i = 0; i < S2P_N_REFUSED; i++)
    sum->refused[i] += counts->refused[i];
}

void
s2p_checked_simulation (const S2pModel *model, S2pSimulationOptions *options)
{
  s2p_simulation_options_init (options, model);
}

/* Simulates what all searches ask for. */
static gboolean
simulate (const S2pSearchContext *context, S2pSearch *searches, guint n, GCancellable *cancellable, GError **error)
{
  const guint n_conductances = s2p_dic_point_model (context->task->threshold)->n_conductances;
  g_autofree S2pSimulatedCell *simulated = g_new0 (S2pSimulatedCell, S2P_MOST_ASKED * n);
  g_autofree double *g = g_new (double, S2P_MOST_ASKED * n * n_conductances);
  guint n_asked = 0, at = 0;
  gboolean done;

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < searches[i].n_asked; k++)
      memcpy (g + n_asked++ * n_conductances, searches[i].asked[k].g, n_conductances * sizeof *g);
  done = s2p_fast_run (context->task->engine, g, n_asked, &context->simulation, simulated, cancellable, error);
  for (guint i = 0; i < n && done; i++)
    for (guint k = 0; k < searches[i].n_asked; k++)
      {
        const GArray *spikes = simulated[at++].spikes;

        s2p_search_measure (context, (const double *) (gpointer) spikes->data, spikes->len, &searches[i].asked[k]);
      }
  for (guint i = 0; i < n_asked; i++)
    g_clear_pointer (&simulated[i].spikes, g_array_unref);
  return done;
}

static void
init_context (S2pSearchContext *context, const S2pCheckedTask *task, const S2pCheckedOptions *options)
{
  S2pDensityMoments moments;

  *context = (S2pSearchContext) { .task = task, .options = options };
  s2p_checked_simulation (s2p_dic_point_model (task->threshold), &context->simulation);
  s2p_density_moments (&task->target->density, &moments);
  context->root[0][0] = moments.sd_g_s;
  context->root[1][0] = moments.correlation * moments.sd_g_u;
  context->root[1][1] = sqrt (MAX (1e-3, 1 - moments.correlation * moments.correlation)) * moments.sd_g_u;
}

gboolean
s2p_checked_run (const S2pCheckedTask *task, const S2pCheckedOptions *options, guint32 first, guint n, S2pCheckedCell *cells, gint *n_done,
                 GCancellable *cancellable, GError **error)
{
  g_autofree S2pSearch *searches = g_new0 (S2pSearch, MAX (1, n));
  S2pSearchContext context;
  guint active = n;

  if (!s2p_model_require_generation (s2p_dic_point_model (task->threshold), error))
    return FALSE;
  init_context (&context, task, options);
  for (guint i = 0; i < n; i++)
    {
      cells[i] = (S2pCheckedCell) { 0 };
      searches[i].cell = &cells[i];
      searches[i].instance = first + i;
      s2p_search_draw (&context, &searches[i]);
    }
  for (;;)
    {
      guint still = 0;

      for (guint i = 0; i < n; i++)
        still += searches[i].stage != S2P_SEARCH_FINISHED;
      if (n_done != NULL)
        g_atomic_int_add (n_done, active - still);
      active = still;
      if (active == 0 || g_cancellable_is_cancelled (cancellable))
        break;
      if (!simulate (&context, searches, n, cancellable, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (searches[i].stage != S2P_SEARCH_FINISHED)
          s2p_search_go_on (&context, &searches[i]);
    }
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, S2P_ERROR, S2P_ERROR_CANCELLED, _("the generation was cancelled"));
      return FALSE;
    }
  return TRUE;
}
