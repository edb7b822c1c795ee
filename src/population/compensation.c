#include "population/compensation.h"
#include "base/elimination.h"
#include "population/scan.h"
#include <math.h>
#include <string.h>

#define MAX_NEWTON_STEPS 60
#define MAX_HALVINGS 12
#define MAX_N S2P_N_TIMESCALES

static double
residual_of (const S2pCompensationTask *task, const double dics[S2P_N_TIMESCALES], double residual[MAX_N])
{
  double square = 0;

  for (guint i = 0; i < task->n; i++)
    {
      residual[i] = dics[task->timescales[i]] - task->target[i];
      square += residual[i] * residual[i];
    }
  return sqrt (square);
}

double
s2p_compensation_residual (const S2pDicPoint *point, const S2pCompensationTask *task, const double *g)
{
  double dics[S2P_N_TIMESCALES], residual[MAX_N];

  s2p_dic_point_values (point, g, dics);
  return residual_of (task, dics, residual);
}

static S2pSolveOutcome
sign_of_solution (const S2pCompensationTask *task, const double *g)
{
  for (guint i = 0; i < task->n; i++)
    if (g[task->solved[i]] < 0)
      return S2P_SOLVED_NEGATIVE;
  return S2P_SOLVED;
}

static S2pSolveOutcome
newton (const S2pDicPoint *point, const S2pCompensationTask *task, double *g)
{
  const guint n_conductances = s2p_dic_point_model (point)->n_conductances;
  double J[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES], dics[S2P_N_TIMESCALES], residual[MAX_N], norm;

  s2p_dic_point_jacobian (point, g, dics, J);
  norm = residual_of (task, dics, residual);
  for (guint step = 0; step < MAX_NEWTON_STEPS && !(norm <= S2P_RESIDUAL_TOLERANCE); step++)
    {
      double before[MAX_N], change[MAX_N], scale = 1, old_norm = norm;
      gboolean singular;
      S2pAugmented M;

      for (guint i = 0; i < task->n; i++)
        {
          before[i] = g[task->solved[i]];
          for (guint j = 0; j < task->n; j++)
            M[i][j] = J[task->timescales[i] * n_conductances + task->solved[j]];
          M[i][task->n] = residual[i];
        }
      s2p_eliminate (task->n, task->n, M, &singular);
      if (singular)
        return S2P_SINGULAR;
      s2p_back_substitute (task->n, M, change);
      for (guint halving = 0; halving <= MAX_HALVINGS; halving++, scale /= 2)
        {
          for (guint i = 0; i < task->n; i++)
            g[task->solved[i]] = before[i] - scale * change[i];
          s2p_dic_point_jacobian (point, g, dics, J);
          norm = residual_of (task, dics, residual);
          if (norm < old_norm)
            break;
        }
      if (!(norm < old_norm))
        return norm <= S2P_RESIDUAL_ACCEPTED ? sign_of_solution (task, g) : S2P_NOT_CONVERGED;
    }
  return norm <= S2P_RESIDUAL_TOLERANCE ? sign_of_solution (task, g) : S2P_NOT_CONVERGED;
}

/* Does a solved conductance feed an ion on which another depends? */
static gboolean
is_linear (const S2pModel *model, const S2pCompensationTask *task)
{
  for (guint ion = 0; ion < model->n_ions; ion++)
    for (guint i = 0; i < task->n; i++)
      if (model->ions[ion].per_current[task->solved[i]] != 0)
        return FALSE;
  return TRUE;
}

/* Where the system cannot be scanned: Newton from other starts. Finds solutions, proves nothing. */
static S2pSolveOutcome
newton_from_elsewhere (const S2pDicPoint *point, const S2pCompensationTask *task, const double *start, double *g)
{
  static const double starts[] = { 0.0, 0.2, 3.0, 10.0, 30.0 };
  gsize size = s2p_dic_point_model (point)->n_conductances * sizeof *g;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      double other[S2P_MAX_CONDUCTANCES];

      memcpy (other, start, size);
      for (guint j = 0; j < task->n; j++)
        other[task->solved[j]] *= starts[i];
      if (newton (point, task, other) == S2P_SOLVED)
        {
          memcpy (g, other, size);
          return S2P_SOLVED;
        }
    }
  return S2P_NOT_CONVERGED;
}

S2pSolveOutcome
s2p_compensate_exact (const S2pDicPoint *point, const S2pCompensationTask *task, double *g)
{
  const S2pModel *model = s2p_dic_point_model (point);
  double start[S2P_MAX_CONDUCTANCES], other[S2P_MAX_CONDUCTANCES];
  S2pSolveOutcome outcome, scanned;
  gsize size = model->n_conductances * sizeof *g;

  memcpy (start, g, size);
  outcome = newton (point, task, g);
  if (outcome == S2P_SOLVED || is_linear (model, task))
    return outcome;
  memcpy (other, start, size);
  scanned = s2p_compensation_scan (point, task, other);
  if (scanned == S2P_NOT_CONVERGED)
    return newton_from_elsewhere (point, task, start, g);
  if (scanned == S2P_NO_SOLUTION && outcome == S2P_SOLVED_NEGATIVE)
    return outcome; /* the feeders themselves are the negative ones */
  memcpy (g, other, size);
  return scanned == S2P_SOLVED || scanned == S2P_SOLVED_NEGATIVE ? newton (point, task, g) : scanned;
}

S2pSolveOutcome
s2p_compensate_fixed_point (const S2pDicPoint *point, const S2pCompensationTask *task, guint rounds, double *g)
{
  const S2pModel *model = s2p_dic_point_model (point);
  const guint n = model->n_conductances;
  double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];

  for (guint round = 0; round < rounds; round++)
    {
      double concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS], x[MAX_N];
      gboolean singular;
      S2pAugmented M;

      s2p_dic_point_ions (point, g, concentration, slope);
      s2p_dic_point_sensitivity_with (point, g[model->leak], concentration, slope, S);
      for (guint i = 0; i < task->n; i++)
        {
          const double *row = S + task->timescales[i] * n;

          M[i][task->n] = task->target[i];
          for (guint j = 0; j < n; j++)
            M[i][task->n] -= row[j] * g[j];
          for (guint j = 0; j < task->n; j++)
            {
              M[i][j] = row[task->solved[j]];
              M[i][task->n] += row[task->solved[j]] * g[task->solved[j]];
            }
        }
      s2p_eliminate (task->n, task->n, M, &singular);
      if (singular)
        return S2P_SINGULAR;
      s2p_back_substitute (task->n, M, x);
      for (guint i = 0; i < task->n; i++)
        {
          if (!isfinite (x[i]))
            return S2P_NOT_CONVERGED;
          g[task->solved[i]] = x[i];
        }
    }
  return sign_of_solution (task, g);
}
