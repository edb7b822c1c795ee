#include "population/compensation.h"
#include <math.h>
#include <string.h>

#define MAX_NEWTON_STEPS 60
#define MAX_HALVINGS 12
#define MAX_N S2P_N_TIMESCALES

/* Solves A x = r for n <= 3 by elimination with row pivoting; FALSE where A is singular to working
 * precision. Rows are scaled first: the conductances span five orders of magnitude. */
static gboolean
solve (guint n, double A[MAX_N][MAX_N], double r[MAX_N])
{
  double columns[MAX_N];

  for (guint j = 0; j < n; j++)
    {
      columns[j] = 0;
      for (guint i = 0; i < n; i++)
        columns[j] = MAX (columns[j], fabs (A[i][j]));
      if (!(columns[j] > 0))
        return FALSE;
      for (guint i = 0; i < n; i++)
        A[i][j] /= columns[j];
    }
  for (guint k = 0; k < n; k++)
    {
      guint pivot = k;

      for (guint i = k + 1; i < n; i++)
        if (fabs (A[i][k]) > fabs (A[pivot][k]))
          pivot = i;
      if (!(fabs (A[pivot][k]) > 1e-10)) /* columns are scaled to 1 */
        return FALSE;
      for (guint j = 0; j < n; j++)
        {
          double swap = A[k][j];
          A[k][j] = A[pivot][j];
          A[pivot][j] = swap;
        }
      double swap = r[k];
      r[k] = r[pivot];
      r[pivot] = swap;
      for (guint i = k + 1; i < n; i++)
        {
          double factor = A[i][k] / A[k][k];
          for (guint j = k; j < n; j++)
            A[i][j] -= factor * A[k][j];
          r[i] -= factor * r[k];
        }
    }
  for (guint k = n; k-- > 0;)
    {
      for (guint j = k + 1; j < n; j++)
        r[k] -= A[k][j] * r[j];
      r[k] /= A[k][k];
    }
  for (guint j = 0; j < n; j++)
    r[j] /= columns[j];
  return TRUE;
}

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
      double A[MAX_N][MAX_N], before[MAX_N], change[MAX_N], scale = 1, old_norm = norm;

      for (guint i = 0; i < task->n; i++)
        {
          change[i] = residual[i];
          before[i] = g[task->solved[i]];
          for (guint j = 0; j < task->n; j++)
            A[i][j] = J[task->timescales[i] * n_conductances + task->solved[j]];
        }
      if (!solve (task->n, A, change))
        return S2P_SINGULAR;
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
        return norm <= 1e-8 ? sign_of_solution (task, g) : S2P_NOT_CONVERGED;
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

S2pSolveOutcome
s2p_compensate_exact (const S2pDicPoint *point, const S2pCompensationTask *task, double *g)
{
  static const double starts[] = { 0.0, 0.2, 3.0, 10.0, 30.0 };
  const S2pModel *model = s2p_dic_point_model (point);
  double start[S2P_MAX_CONDUCTANCES], other[S2P_MAX_CONDUCTANCES];
  S2pSolveOutcome outcome, other_outcome;
  gsize size = model->n_conductances * sizeof *g;

  memcpy (start, g, size);
  outcome = newton (point, task, g);
  if (outcome == S2P_SOLVED || is_linear (model, task))
    return outcome;
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      memcpy (other, start, size);
      for (guint j = 0; j < task->n; j++)
        other[task->solved[j]] *= starts[i];
      other_outcome = newton (point, task, other);
      if (other_outcome == S2P_SOLVED || (other_outcome == S2P_SOLVED_NEGATIVE && outcome != S2P_SOLVED_NEGATIVE))
        {
          memcpy (g, other, size);
          outcome = other_outcome;
        }
      if (outcome == S2P_SOLVED)
        break;
    }
  return outcome;
}

S2pSolveOutcome
s2p_compensate_fixed_point (const S2pDicPoint *point, const S2pCompensationTask *task, guint rounds, const double *guess, double *g)
{
  const S2pModel *model = s2p_dic_point_model (point);
  const guint n = model->n_conductances;
  double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];

  for (guint round = 0; round < rounds; round++)
    {
      double concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS], A[MAX_N][MAX_N], b[MAX_N];

      s2p_dic_point_ions (point, g, concentration, slope);
      if (round == 0 && guess != NULL)
        memcpy (concentration, guess, model->n_ions * sizeof *guess);
      s2p_dic_point_sensitivity_with (point, g[model->leak], concentration, slope, S);
      for (guint i = 0; i < task->n; i++)
        {
          const double *row = S + task->timescales[i] * n;

          b[i] = task->target[i];
          for (guint j = 0; j < n; j++)
            b[i] -= row[j] * g[j];
          for (guint j = 0; j < task->n; j++)
            {
              A[i][j] = row[task->solved[j]];
              b[i] += row[task->solved[j]] * g[task->solved[j]];
            }
        }
      if (!solve (task->n, A, b))
        return S2P_SINGULAR;
      for (guint i = 0; i < task->n; i++)
        {
          if (!isfinite (b[i]))
            return S2P_NOT_CONVERGED;
          g[task->solved[i]] = b[i];
        }
    }
  return sign_of_solution (task, g);
}
