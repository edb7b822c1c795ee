#include "population/generate.h"
#include "base/error.h"
#include "base/random.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

void
s2p_generate_options_init (S2pGenerateOptions *options)
{
  *options = (S2pGenerateOptions) { .method = S2P_COMPENSATE_EXACT, .rounds = 5, .max_draws = 1000 };
}

gboolean
s2p_generate_options_set_pair (S2pGenerateOptions *options, const S2pModel *model, const char *names, GError **error)
{
  g_auto (GStrv) words = g_strsplit (names, ",", -1);

  if (g_strv_length (words) != 2)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("“%s”: two conductances are solved for, such as %s,%s"), names,
                   model->conductances[model->generation.solve_above[0]].name, model->conductances[model->generation.solve_above[1]].name);
      return FALSE;
    }
  for (guint i = 0; i < 2; i++)
    {
      int index = s2p_model_conductance (model, g_strstrip (words[i]));

      if (index < 0 || (guint) index == model->leak)
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, index < 0 ? _("“%s” is no conductance of the model %s") : _("“%s” cannot be solved for in the model %s"),
                       words[i], model->name);
          return FALSE;
        }
      options->pair[i] = index;
    }
  if (options->pair[0] == options->pair[1])
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("“%s”: two different conductances are needed"), names);
      return FALSE;
    }
  options->own_pair = TRUE;
  return TRUE;
}

char *
s2p_generate_options_pair (const S2pGenerateOptions *options, const S2pModel *model)
{
  if (!options->own_pair)
    return NULL;
  return g_strdup_printf ("%s,%s", model->conductances[options->pair[0]].name, model->conductances[options->pair[1]].name);
}

/* Step 1 up to the solve: the leak first, the rest relative to it. Solved conductances start at 0. */
static void
sample (const S2pModel *model, S2pRandom *random, double *g)
{
  const S2pGeneration *generation = &model->generation;
  double leak = s2p_random_gamma (random, generation->leak_shape, generation->leak_scale),
         scale = leak / (generation->leak_shape * generation->leak_scale);

  for (guint i = 0; i < model->n_conductances; i++)
    {
      const S2pConductanceSample *sampled = &generation->sampled[i];

      g[i] = 0;
      if (sampled->kind == S2P_SAMPLE_FIXED)
        g[i] = sampled->low * scale;
      else if (sampled->kind == S2P_SAMPLE_UNIFORM)
        g[i] = (sampled->low + (sampled->high - sampled->low) * s2p_random_uniform (random)) * scale;
    }
  g[model->leak] = leak;
}

static S2pSolveOutcome
solve (const S2pDicPoint *point, const S2pGenerateOptions *options, const S2pCompensationTask *task, double *g)
{
  return options->method == S2P_COMPENSATE_EXACT ? s2p_compensate_exact (point, task, g)
                                                 : s2p_compensate_fixed_point (point, task, options->rounds, g);
}

const guint *
s2p_generate_pair (const S2pGenerateOptions *options, const S2pModel *model, double g_s)
{
  return options->own_pair ? options->pair : g_s < 0 ? model->generation.solve_below : model->generation.solve_above;
}

S2pSolveOutcome
s2p_generate_spontaneous (const S2pDicPoint *point, const S2pGenerateOptions *options, guint64 recording, guint32 instance, guint draw, double *g)
{
  const S2pModel *model = s2p_dic_point_model (point);
  const S2pGeneration *generation = &model->generation;
  S2pCompensationTask task = { S2P_N_TIMESCALES, { S2P_FAST, S2P_SLOW, S2P_ULTRASLOW }, { 0 }, { 0 } };
  S2pRandom random;

  s2p_random_init (&random, options->seed, S2P_RANDOM_POPULATION, recording, instance);
  random.counter[0] = draw * 64; /* a draw needs far fewer than 64 blocks */
  sample (model, &random, g);
  memcpy (task.target, generation->spontaneous, sizeof task.target);
  memcpy (task.solved, generation->spontaneous_solve, sizeof task.solved);
  return solve (point, options, &task, g);
}

S2pSolveOutcome
s2p_generate_draw (const S2pDicPoint *point, const S2pGenerateOptions *options, double g_s, double g_u,
                   guint64 recording, guint32 instance, guint draw, double *g)
{
  const S2pModel *model = s2p_dic_point_model (point);
  const guint *pair = s2p_generate_pair (options, model, g_s);
  S2pCompensationTask step2 = { 2, { S2P_SLOW, S2P_ULTRASLOW }, { g_s, g_u }, { pair[0], pair[1] } };
  S2pSolveOutcome first = s2p_generate_spontaneous (point, options, recording, instance, draw, g), second;

  if (first != S2P_SOLVED && first != S2P_SOLVED_NEGATIVE)
    return first;
  second = solve (point, options, &step2, g);
  for (guint i = 0; i < model->n_conductances; i++)
    if (g[i] < 0) /* of step 1, and not solved for again */
      second = MAX (second, S2P_SOLVED_NEGATIVE);
  return second;
}

static void
set_unreachable (const S2pModel *model, double g_s, double g_u, const S2pDrawCounts *counts, GError **error)
{
  const double percent = 100.0 / counts->draws;
  const gulong draws = counts->draws;

  if (counts->singular == counts->draws)
    g_set_error (error, S2P_ERROR, S2P_ERROR_UNREACHABLE,
                 _("g_s = %.4g, g_u = %.4g cannot be reached in the model %s: the conductances that are solved for do not act on g_s and g_u independently (in all of %lu draws); choose another pair"),
                 g_s, g_u, model->name, draws);
  else if (counts->not_converged == counts->draws)
    g_set_error (error, S2P_ERROR, S2P_ERROR_NUMERICAL,
                 _("no conductances were found for g_s = %.4g, g_u = %.4g in the model %s: the solver did not converge in any of %lu draws; choose another pair of conductances or the exact method"),
                 g_s, g_u, model->name, draws);
  else
    g_set_error (error, S2P_ERROR, S2P_ERROR_UNREACHABLE,
                 _("g_s = %.4g, g_u = %.4g cannot be reached in the model %s: all of %lu draws failed (%.3g %% need a negative conductance, %.3g %% have no solution, %.3g %% did not converge); choose another pair of conductances or a target nearer to the middle of the range"),
                 g_s, g_u, model->name, draws, percent * counts->negative, percent * counts->no_solution,
                 percent * (counts->not_converged + counts->singular));
}

void
s2p_draw_counts_add (S2pDrawCounts *sum, const S2pDrawCounts *counts)
{
  sum->draws += counts->draws;
  sum->negative += counts->negative;
  sum->no_solution += counts->no_solution;
  sum->not_converged += counts->not_converged;
  sum->singular += counts->singular;
}

gboolean
s2p_generate_cell (const S2pDicPoint *point, const S2pGenerateOptions *options, double g_s, double g_u,
                   guint64 recording, guint32 instance, double *g, S2pDrawCounts *counts, GError **error)
{
  S2pDrawCounts own = { 0 };
  gboolean found = FALSE;

  if (!s2p_model_require_generation (s2p_dic_point_model (point), error))
    return FALSE;
  for (guint draw = 0; draw < options->max_draws && !found && !g_cancellable_is_cancelled (options->cancellable); draw++)
    {
      S2pSolveOutcome outcome = s2p_generate_draw (point, options, g_s, g_u, recording, instance, draw, g);

      own.draws++;
      own.negative += outcome == S2P_SOLVED_NEGATIVE;
      own.no_solution += outcome == S2P_NO_SOLUTION;
      own.not_converged += outcome == S2P_NOT_CONVERGED;
      own.singular += outcome == S2P_SINGULAR;
      found = outcome == S2P_SOLVED;
    }
  s2p_draw_counts_add (counts, &own);
  if (!found && g_cancellable_is_cancelled (options->cancellable))
    g_set_error_literal (error, S2P_ERROR, S2P_ERROR_CANCELLED, _("the generation was cancelled"));
  else if (!found)
    set_unreachable (s2p_dic_point_model (point), g_s, g_u, &own, error);
  return found;
}
