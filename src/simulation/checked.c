#include "simulation/checked.h"
#include "base/error.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

#define ASIDE 0.25       /* standard deviations that the simulations for the slopes lie beside the candidate */
#define CLOSE_ENOUGH 0.3 /* of the distance that is tolerated: no further step is made (for small ones, a tenth of the rate) */
#define BURSTS_WEIGHT 0.4 /* of duration and spikes of the bursts in a step: their number a second moves all spikes that follow */
#define MOST_STEPS 4     /* of one candidate */
#define LONGEST_STEP 2.0 /* standard deviations */
#define DAMPING 1e-3     /* what a step of one deviation may cost, in squared tolerances */
#define MOST_HALVINGS 4  /* of a step whose end cannot be reached */
#define MOST_DRAWS 64    /* of a candidate, before its pair is called unreachable: as many as of a cell that is not checked */

enum { MOST_ASKED = 2, N_FITTED = S2P_LIKE_DISTANCE }; /* simulations of one round; measures that are corrected */

typedef struct { double at[2]; } Place; /* of a candidate: its pair less that it began with, in the density's deviations */

typedef struct {
  Place        place;
  double       g[S2P_MAX_CONDUCTANCES], g_s, g_u;
  S2pCloseness closeness;
  double       off[N_FITTED]; /* in tolerances, weighted; 0 for what is not measured */
} Try;

typedef enum { LOOK, SLOPES, STEP, FINISHED } Stage;

/* The search for one cell. */
typedef struct {
  S2pCheckedCell    *cell;
  guint32            instance;
  Stage              stage;
  guint              draw;          /* of the candidate */
  double             start[2];      /* its g_s, g_u */
  Try                best;
  double             slopes[N_FITTED][2];
  guint              n_steps;
  Try                asked[MOST_ASKED];
  guint              n_asked;
} Search;

typedef struct {
  const S2pCheckedTask    *task;
  const S2pCheckedOptions *options;
  S2pSimulationOptions     simulation;
  double                   root[2][2]; /* of the density's covariance: lower triangle */
} Context;

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
s2p_checked_simulation (const S2pModel *model, const S2pLikeness *likeness, S2pSimulationOptions *options)
{
  double longest = 0;

  s2p_simulation_options_init (options, model);
  for (gsize i = 1; i < likeness->n; i++)
    longest = MAX (longest, likeness->times[i] - likeness->times[i - 1]);
  options->duration = MIN (options->duration, options->transient + likeness->features.duration + longest);
}

/* The pair at a place, within the model's range and on the side of g_s = 0 where the candidate began: the model's rule solves
 * for other conductances beyond. */
static void
pair_at (const Context *context, const Search *search, const Place *place, double *g_s, double *g_u)
{
  const S2pDicRange *range = &context->task->target->density.range;
  double least = range->g_s_min, most = range->g_s_max;

  if (!context->options->generate.own_pair && search->start[0] < 0)
    most = MIN (most, -1e-9);
  else if (!context->options->generate.own_pair)
    least = MAX (least, 0);
  *g_s = CLAMP (search->start[0] + context->root[0][0] * place->at[0], least, most);
  *g_u = CLAMP (search->start[1] + context->root[1][0] * place->at[0] + context->root[1][1] * place->at[1], range->g_u_min, range->g_u_max);
}

/* Puts the cell at @place on the list of those to simulate. FALSE where it has a negative conductance. */
static gboolean
ask (const Context *context, Search *search, const Place *place)
{
  Try *asked = &search->asked[search->n_asked];

  asked->place = *place;
  pair_at (context, search, place, &asked->g_s, &asked->g_u);
  if (s2p_generate_draw (context->task->threshold, &context->options->generate, asked->g_s, asked->g_u, context->task->target->stream, search->instance, search->draw, asked->g) != S2P_SOLVED)
    return FALSE;
  search->n_asked++;
  return TRUE;
}

/* What is left to be made smaller: within the tolerance the distance, until then what is off most. Infinite for another activity type. */
static double
remaining (const Context *context, const Try *try)
{
  const double share = try->closeness.off[S2P_LIKE_DISTANCE] / context->task->likeness->tolerance[S2P_LIKE_DISTANCE];

  return try->closeness.worst <= 1 && isfinite (share) ? share : 1 + try->closeness.worst;
}

static gboolean
is_spent (const Context *context, const Search *search)
{
  return search->cell->counts.simulations + search->cell->counts.refused[S2P_REFUSED_UNREACHABLE] >= context->options->budget;
}

static void
next_candidate (const Context *context, Search *search)
{
  const S2pCheckedTask *task = context->task;
  const S2pGenerateOptions *options = &context->options->generate;

  search->stage = LOOK;
  while (!is_spent (context, search) && !g_cancellable_is_cancelled (options->cancellable))
    {
      const guint number = search->cell->counts.candidates++;

      s2p_target_pair (task->target, task->map, options->seed, search->instance, number, &search->start[0], &search->start[1]);
      for (guint i = 0; i < options->max_draws; i++)
        {
          search->draw = number * options->max_draws + i;
          if (ask (context, search, &(Place) { { 0, 0 } }))
            return;
        }
      search->cell->counts.refused[S2P_REFUSED_UNREACHABLE]++;
    }
  search->stage = FINISHED;
}

static void
refuse (const Context *context, Search *search)
{
  S2pRefused why = S2P_REFUSED_ACTIVITY;

  switch (search->best.closeness.worst_measure)
    {
    case S2P_LIKE_RATE:
    case S2P_LIKE_F_INTER:
      why = S2P_REFUSED_RATE;
      break;
    case S2P_LIKE_BURST_DURATION:
    case S2P_LIKE_SPIKES_PER_BURST:
      why = S2P_REFUSED_BURSTS;
      break;
    case S2P_LIKE_DISTANCE:
      why = S2P_REFUSED_DISTANCE;
      break;
    case S2P_N_LIKE:
      break;
    }
  search->cell->counts.refused[why]++;
  next_candidate (context, search);
}

/* The candidate is over: deliver the closest of its tries, or draw another. */
static void
conclude (const Context *context, Search *search)
{
  const Try *best = &search->best;

  if (!(best->closeness.worst <= 1))
    {
      refuse (context, search);
      return;
    }
  search->cell->found = TRUE;
  search->cell->g_s = best->g_s;
  search->cell->g_u = best->g_u;
  search->cell->closeness = best->closeness;
  memcpy (search->cell->g, best->g, sizeof best->g);
  search->stage = FINISHED;
}

/* The shortest step that mends what is off: (J'J + damping) step = -J' off. */
static Place
step_from (const Search *search)
{
  double a = DAMPING, b = 0, c = DAMPING, x = 0, y = 0, determinant, length;
  Place step;

  for (guint i = 0; i < N_FITTED; i++)
    {
      const double *slope = search->slopes[i], off = search->best.off[i];

      a += slope[0] * slope[0];
      b += slope[0] * slope[1];
      c += slope[1] * slope[1];
      x -= slope[0] * off;
      y -= slope[1] * off;
    }
  determinant = a * c - b * b;
  step = (Place) { { (c * x - b * y) / determinant, (a * y - b * x) / determinant } };
  length = hypot (step.at[0], step.at[1]);
  if (length > LONGEST_STEP)
    step = (Place) { { step.at[0] * LONGEST_STEP / length, step.at[1] * LONGEST_STEP / length } };
  return step;
}

static void
next_step (const Context *context, Search *search)
{
  Place step;

  if (remaining (context, &search->best) <= CLOSE_ENOUGH || search->n_steps == MOST_STEPS || is_spent (context, search))
    {
      conclude (context, search);
      return;
    }
  search->n_steps++;
  search->stage = STEP;
  step = step_from (search);
  for (guint i = 0; i <= MOST_HALVINGS; i++, step = (Place) { { step.at[0] / 2, step.at[1] / 2 } })
    if (ask (context, search, &(Place) { { search->best.place.at[0] + step.at[0], search->best.place.at[1] + step.at[1] } }))
      return;
  conclude (context, search);
}

/* Simulates beside the candidate, where this can be, to know its slopes. */
static void
ask_slopes (const Context *context, Search *search)
{
  search->stage = SLOPES;
  search->n_steps = 0;
  memset (search->slopes, 0, sizeof search->slopes);
  for (guint i = 0; i < 2; i++)
    {
      Place aside = { { 0, 0 } };

      aside.at[i] = ASIDE;
      if (!ask (context, search, &aside))
        {
          aside.at[i] = -ASIDE;
          ask (context, search, &aside);
        }
    }
  if (search->n_asked == 0)
    next_step (context, search);
}

/* Broyden: the slopes take over what was seen between two tries; for tries along one axis this is a difference. */
static void
learn (Search *search, const Try *from, const Try *to)
{
  const double x = to->place.at[0] - from->place.at[0], y = to->place.at[1] - from->place.at[1], square = x * x + y * y;

  if (!(square > 0) || !isfinite (to->closeness.worst) || !isfinite (from->closeness.worst))
    return;
  for (guint i = 0; i < N_FITTED; i++)
    {
      const double unexpected = to->off[i] - from->off[i] - search->slopes[i][0] * x - search->slopes[i][1] * y;

      search->slopes[i][0] += unexpected * x / square;
      search->slopes[i][1] += unexpected * y / square;
    }
}

/* What was asked has been simulated. */
static void
go_on (const Context *context, Search *search)
{
  const Try before = search->best;
  const guint n = search->n_asked;

  search->n_asked = 0;
  search->cell->counts.simulations += n;
  if (search->stage == LOOK)
    {
      search->best = search->asked[0];
      if (!isfinite (search->best.closeness.worst))
        refuse (context, search);
      else if (remaining (context, &search->best) <= CLOSE_ENOUGH || is_spent (context, search))
        conclude (context, search);
      else
        ask_slopes (context, search);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      learn (search, &before, &search->asked[i]);
      if (remaining (context, &search->asked[i]) < remaining (context, &search->best))
        search->best = search->asked[i];
    }
  next_step (context, search);
}

static void
measure (const Context *context, const S2pSimulatedCell *simulated, Try *try)
{
  const S2pLikeness *likeness = context->task->likeness;

  s2p_likeness_measure (likeness, (const double *) (gpointer) simulated->spikes->data, simulated->spikes->len, &try->closeness);
  for (guint i = 0; i < N_FITTED; i++)
    {
      const double weight = i == S2P_LIKE_BURST_DURATION || i == S2P_LIKE_SPIKES_PER_BURST ? BURSTS_WEIGHT : 1;

      try->off[i] = isfinite (likeness->tolerance[i]) && isfinite (try->closeness.off[i]) ? weight * try->closeness.off[i] / likeness->tolerance[i] : 0;
    }
}

/* Simulates what all searches ask for. */
static gboolean
simulate (const Context *context, Search *searches, guint n, GCancellable *cancellable, GError **error)
{
  const guint n_conductances = s2p_dic_point_model (context->task->threshold)->n_conductances;
  g_autofree S2pSimulatedCell *simulated = g_new0 (S2pSimulatedCell, MOST_ASKED * n);
  g_autofree double *g = g_new (double, MOST_ASKED * n * n_conductances);
  guint n_asked = 0, at = 0;
  gboolean done;

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < searches[i].n_asked; k++)
      memcpy (g + n_asked++ * n_conductances, searches[i].asked[k].g, n_conductances * sizeof *g);
  done = s2p_fast_run (context->task->engine, g, n_asked, &context->simulation, simulated, cancellable, error);
  for (guint i = 0; i < n && done; i++)
    for (guint k = 0; k < searches[i].n_asked; k++)
      measure (context, &simulated[at++], &searches[i].asked[k]);
  for (guint i = 0; i < n_asked; i++)
    g_clear_pointer (&simulated[i].spikes, g_array_unref);
  return done;
}

static void
init_context (Context *context, const S2pCheckedTask *task, const S2pCheckedOptions *options)
{
  S2pDensityMoments moments;

  *context = (Context) { .task = task, .options = options };
  s2p_checked_simulation (s2p_dic_point_model (task->threshold), task->likeness, &context->simulation);
  s2p_density_moments (&task->target->density, &moments);
  context->root[0][0] = moments.sd_g_s;
  context->root[1][0] = moments.correlation * moments.sd_g_u;
  context->root[1][1] = sqrt (MAX (1e-3, 1 - moments.correlation * moments.correlation)) * moments.sd_g_u;
}

gboolean
s2p_checked_run (const S2pCheckedTask *task, const S2pCheckedOptions *options, guint32 first, guint n, S2pCheckedCell *cells, gint *n_done,
                 GCancellable *cancellable, GError **error)
{
  g_autofree Search *searches = g_new0 (Search, MAX (1, n));
  Context context;
  guint active = n;

  if (!s2p_model_require_generation (s2p_dic_point_model (task->threshold), error))
    return FALSE;
  init_context (&context, task, options);
  for (guint i = 0; i < n; i++)
    {
      cells[i] = (S2pCheckedCell) { 0 };
      searches[i].cell = &cells[i];
      searches[i].instance = first + i;
      next_candidate (&context, &searches[i]);
    }
  for (;;)
    {
      guint still = 0;

      for (guint i = 0; i < n; i++)
        still += searches[i].stage != FINISHED;
      if (n_done != NULL)
        g_atomic_int_add (n_done, active - still);
      active = still;
      if (active == 0 || g_cancellable_is_cancelled (cancellable))
        break;
      if (!simulate (&context, searches, n, cancellable, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (searches[i].stage != FINISHED)
          go_on (&context, &searches[i]);
    }
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, S2P_ERROR, S2P_ERROR_CANCELLED, _("the generation was cancelled"));
      return FALSE;
    }
  return TRUE;
}
