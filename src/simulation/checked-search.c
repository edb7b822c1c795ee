#include "simulation/checked-search.h"
#include <math.h>
#include <string.h>

#define ASIDE 0.25        /* standard deviations that the simulations for the slopes lie beside the candidate */
#define CLOSE_ENOUGH 0.3  /* of the distance that is tolerated: no further step is made (it grows as the root: a tenth of the rate) */
#define BURSTS_WEIGHT 0.4 /* of duration and spikes of the bursts in a step: their number a second moves all spikes that follow */
#define MOST_STEPS 4      /* of one candidate */
#define LONGEST_STEP 2.0  /* standard deviations */
#define DAMPING 1e-3      /* what a step of one deviation may cost, in squared tolerances */
#define MOST_HALVINGS 4   /* of a step whose end cannot be reached */

/* The pair at a place, within the model's range and on the side of g_s = 0 where the candidate began: the model's rule solves
 * for other conductances beyond. */
static void
pair_at (const S2pSearchContext *context, const S2pSearch *search, const S2pPlace *place, double *g_s, double *g_u)
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
ask (const S2pSearchContext *context, S2pSearch *search, const S2pPlace *place)
{
  S2pTry *asked = &search->asked[search->n_asked];

  asked->place = *place;
  pair_at (context, search, place, &asked->g_s, &asked->g_u);
  if (s2p_generate_draw (context->task->threshold, &context->options->generate, asked->g_s, asked->g_u, context->task->target->stream, search->instance, search->draw, asked->g) != S2P_SOLVED)
    return FALSE;
  search->n_asked++;
  return TRUE;
}

/* What is left to be made smaller: within the tolerance the distance, until then what is off most. Infinite for another activity type. */
static double
remaining (const S2pSearchContext *context, const S2pTry *try)
{
  const double share = try->closeness.off[S2P_LIKE_DISTANCE] / context->task->likeness->tolerance[S2P_LIKE_DISTANCE];

  return try->closeness.worst <= 1 && isfinite (share) ? share : 1 + try->closeness.worst;
}

static gboolean
is_spent (const S2pSearchContext *context, const S2pSearch *search)
{
  return search->cell->counts.simulations + search->cell->counts.refused[S2P_REFUSED_UNREACHABLE] >= context->options->budget;
}

void
s2p_search_draw (const S2pSearchContext *context, S2pSearch *search)
{
  const S2pCheckedTask *task = context->task;
  const S2pGenerateOptions *options = &context->options->generate;

  search->stage = S2P_SEARCH_LOOK;
  while (!is_spent (context, search) && !g_cancellable_is_cancelled (options->cancellable))
    {
      const guint number = search->cell->counts.candidates++;

      s2p_target_pair (task->target, task->map, options->seed, search->instance, number, &search->start[0], &search->start[1]);
      for (guint i = 0; i < options->max_draws; i++)
        {
          search->draw = number * options->max_draws + i;
          if (ask (context, search, &(S2pPlace) { { 0, 0 } }))
            return;
        }
      search->cell->counts.refused[S2P_REFUSED_UNREACHABLE]++;
    }
  search->stage = S2P_SEARCH_FINISHED;
}

static void
refuse (const S2pSearchContext *context, S2pSearch *search)
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
  s2p_search_draw (context, search);
}

/* The candidate is over: deliver the closest of its tries, or draw another. */
static void
conclude (const S2pSearchContext *context, S2pSearch *search)
{
  const S2pTry *best = &search->best;

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
  search->stage = S2P_SEARCH_FINISHED;
}

/* The shortest step that mends what is off: (J'J + damping) step = -J' off. */
static S2pPlace
step_from (const S2pSearch *search)
{
  double a = DAMPING, b = 0, c = DAMPING, x = 0, y = 0, determinant, length;
  S2pPlace step;

  for (guint i = 0; i < S2P_N_FITTED; i++)
    {
      const double *slope = search->slopes[i], off = search->best.off[i];

      a += slope[0] * slope[0];
      b += slope[0] * slope[1];
      c += slope[1] * slope[1];
      x -= slope[0] * off;
      y -= slope[1] * off;
    }
  determinant = a * c - b * b;
  step = (S2pPlace) { { (c * x - b * y) / determinant, (a * y - b * x) / determinant } };
  length = hypot (step.at[0], step.at[1]);
  if (length > LONGEST_STEP)
    step = (S2pPlace) { { step.at[0] * LONGEST_STEP / length, step.at[1] * LONGEST_STEP / length } };
  return step;
}

static void
next_step (const S2pSearchContext *context, S2pSearch *search)
{
  S2pPlace step;

  if (remaining (context, &search->best) <= CLOSE_ENOUGH || search->n_steps == MOST_STEPS || is_spent (context, search))
    {
      conclude (context, search);
      return;
    }
  search->n_steps++;
  search->stage = S2P_SEARCH_STEP;
  step = step_from (search);
  for (guint i = 0; i <= MOST_HALVINGS; i++, step = (S2pPlace) { { step.at[0] / 2, step.at[1] / 2 } })
    if (ask (context, search, &(S2pPlace) { { search->best.place.at[0] + step.at[0], search->best.place.at[1] + step.at[1] } }))
      return;
  conclude (context, search);
}

/* Simulates beside the candidate, where this can be, to know its slopes. */
static void
ask_slopes (const S2pSearchContext *context, S2pSearch *search)
{
  search->stage = S2P_SEARCH_SLOPES;
  search->n_steps = 0;
  memset (search->slopes, 0, sizeof search->slopes);
  for (guint i = 0; i < 2; i++)
    {
      S2pPlace aside = { { 0, 0 } };

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
learn (S2pSearch *search, const S2pTry *from, const S2pTry *to)
{
  const double x = to->place.at[0] - from->place.at[0], y = to->place.at[1] - from->place.at[1], square = x * x + y * y;

  if (!(square > 0) || !isfinite (to->closeness.worst) || !isfinite (from->closeness.worst))
    return;
  for (guint i = 0; i < S2P_N_FITTED; i++)
    {
      const double unexpected = to->off[i] - from->off[i] - search->slopes[i][0] * x - search->slopes[i][1] * y;

      search->slopes[i][0] += unexpected * x / square;
      search->slopes[i][1] += unexpected * y / square;
    }
}

void
s2p_search_go_on (const S2pSearchContext *context, S2pSearch *search)
{
  const S2pTry before = search->best;
  const guint n = search->n_asked;

  search->n_asked = 0;
  search->cell->counts.simulations += n;
  if (search->stage == S2P_SEARCH_LOOK)
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

void
s2p_search_measure (const S2pSearchContext *context, const double *times, gsize n, S2pTry *asked)
{
  const S2pLikeness *likeness = context->task->likeness;

  s2p_likeness_measure (likeness, times, n, &asked->closeness);
  for (guint i = 0; i < S2P_N_FITTED; i++)
    {
      const double weight = i == S2P_LIKE_BURST_DURATION || i == S2P_LIKE_SPIKES_PER_BURST ? BURSTS_WEIGHT : 1;

      asked->off[i] = isfinite (likeness->tolerance[i]) && isfinite (asked->closeness.off[i]) ? weight * asked->closeness.off[i] / likeness->tolerance[i] : 0;
    }
}
