#include "population/reach-lines.h"
#include <math.h>
#include <string.h>

const S2pTimescale s2p_reach_timescales[2] = { S2P_SLOW, S2P_ULTRASLOW };

/* --- what a pair can do --- */

static void
prepare_linear (S2pReachCell *cell)
{
  const guint n = s2p_dic_point_model (cell->reach->point)->n_conductances;
  double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];
  gboolean singular = FALSE;

  s2p_dic_point_sensitivity (cell->reach->point, cell->g, S);
  for (guint k = 0; k < 2; k++)
    {
      const double *row = S + s2p_reach_timescales[k] * n;
      S2pAugmented M;
      double x[2];

      cell->base[k] = 0;
      for (guint j = 0; j < n; j++)
        cell->base[k] += j != cell->pair[0] && j != cell->pair[1] ? row[j] * cell->g[j] : 0;
      for (guint i = 0; i < 2; i++) /* column k of the inverse */
        {
          M[i][0] = S[s2p_reach_timescales[i] * n + cell->pair[0]];
          M[i][1] = S[s2p_reach_timescales[i] * n + cell->pair[1]];
          M[i][2] = i == k;
        }
      s2p_eliminate (2, 2, M, &singular);
      if (singular)
        {
          cell->kind = S2P_REACH_NEVER;
          return;
        }
      s2p_back_substitute (2, M, x);
      cell->inverse[0][k] = x[0];
      cell->inverse[1][k] = x[1];
    }
  cell->kind = S2P_REACH_LINEAR;
}

/* Columns of S that depend on no ion, and what the held ones of them add. */
static void
prepare_fixed (S2pReachCell *cell)
{
  const guint n = s2p_dic_point_model (cell->reach->point)->n_conductances;

  s2p_dic_point_sensitivity (cell->reach->point, cell->g, cell->S);
  for (guint k = 0; k < 2; k++)
    {
      double *row = cell->S + s2p_reach_timescales[k] * n;

      cell->held[k] = 0;
      for (guint j = 0; j < n; j++)
        if (cell->reach->columns[j] != NULL)
          row[j] = 0;
        else if (j != cell->pair[0] && j != cell->pair[1])
          cell->held[k] += row[j] * cell->g[j];
    }
}

void
s2p_reach_cell_init (S2pReachCell *cell, const S2pReach *reach, const guint pair[2], const double *g)
{
  gboolean has_form;

  cell->reach = reach;
  cell->g = g;
  cell->pair[0] = pair[0];
  cell->pair[1] = pair[1];
  cell->task = (S2pCompensationTask) { 2, { s2p_reach_timescales[0], s2p_reach_timescales[1] }, { 0 }, { pair[0], pair[1] } };
  cell->kind = S2P_REACH_EACH;
  has_form = s2p_scan_system_init (&cell->system, reach->point, &cell->task, g);
  if (cell->system.n_feeders == 0)
    {
      prepare_linear (cell);
      return;
    }
  if (reach->columns == NULL)
    return;
  prepare_fixed (cell);
  if (!reach->fixed_point && has_form && (cell->system.n_feeders == 1 || (cell->system.on_ion < 0 && cell->system.concentration_of[1][cell->system.ion] != 0)))
    s2p_reach_lines_prepare (cell);
}

/* --- solutions --- */

gboolean
s2p_reach_cell_is_within (const S2pReachCell *cell, const double solved[2])
{
  const double *at_most = cell->reach->at_most;

  return solved[0] >= 0 && solved[1] >= 0 && solved[0] <= at_most[cell->pair[0]] && solved[1] <= at_most[cell->pair[1]]
         && isfinite (solved[0]) && isfinite (solved[1]);
}

double
s2p_reach_cell_change (const S2pReachCell *cell, const double solved[2])
{
  const double before[2] = { cell->g[cell->pair[0]], cell->g[cell->pair[1]] };

  return before[0] > 0 && before[1] > 0 ? (fabs (solved[0] / before[0] - 1) + fabs (solved[1] / before[1] - 1)) / 2 : NAN;
}

/* The thesis's Algorithm 3 with columns from the table: S and right-hand side at the ions of what is @solved. */
static void
equations_at (const S2pReachCell *cell, const double target[2], const double solved[2], S2pAugmented M)
{
  const S2pScanSystem *system = &cell->system;
  const S2pModel *model = s2p_dic_point_model (cell->reach->point);
  const guint n = model->n_conductances;
  const double concentration = system->concentration[0] + solved[0] * system->concentration_of[0][0] + solved[1] * system->concentration_of[1][0],
               slope = system->slope[0] + solved[0] * system->slope_of[0][0] + solved[1] * system->slope_of[1][0];

  for (guint k = 0; k < 2; k++)
    {
      for (guint i = 0; i < 2; i++)
        M[k][i] = cell->S[s2p_reach_timescales[k] * n + cell->pair[i]];
      M[k][2] = target[k] - cell->held[k];
    }
  for (guint j = 0; j < n; j++)
    {
      double value[S2P_COLUMN_SIZE];

      if (cell->reach->columns[j] == NULL)
        continue;
      s2p_ion_column_evaluate (cell->reach->columns[j], concentration, value);
      for (guint k = 0; k < 2; k++)
        {
          const double by_g = (value[S2P_COLUMN_S + k] + value[S2P_COLUMN_S_SLOPE + k] * slope) / cell->g[model->leak];

          if (j == cell->pair[0] || j == cell->pair[1])
            M[k][j == cell->pair[1]] += by_g;
          else
            M[k][2] -= by_g * cell->g[j];
        }
    }
}

static void
iterate (const S2pReachCell *cell, const double target[2], double solved[2])
{
  double x[2] = { cell->g[cell->pair[0]], cell->g[cell->pair[1]] }, residual[2];
  S2pAugmented M;

  for (guint round = 0; round < cell->reach->rounds; round++)
    {
      const double before[2] = { x[0], x[1] };
      gboolean singular;

      equations_at (cell, target, x, M);
      s2p_eliminate (2, 2, M, &singular);
      if (singular)
        return;
      s2p_back_substitute (2, M, x);
      if (!isfinite (x[0]) || !isfinite (x[1]))
        return;
      if (fabs (x[0] - before[0]) <= 1e-13 * fabs (x[0]) && fabs (x[1] - before[1]) <= 1e-13 * fabs (x[1]))
        break; /* further rounds would change no more */
    }
  equations_at (cell, target, x, M);
  for (guint k = 0; k < 2; k++)
    residual[k] = M[k][0] * x[0] + M[k][1] * x[1] - M[k][2];
  if (s2p_reach_cell_is_within (cell, x) && hypot (residual[0], residual[1]) <= cell->reach->tolerance)
    memcpy (solved, x, sizeof x);
}

static void
solve_each (const S2pReachCell *cell, const double target[2], double solved[2])
{
  const S2pReach *reach = cell->reach;
  S2pCompensationTask task = cell->task;
  double g[S2P_MAX_CONDUCTANCES], found[2];
  S2pSolveOutcome outcome;

  memcpy (g, cell->g, s2p_dic_point_model (reach->point)->n_conductances * sizeof *g);
  memcpy (task.target, target, 2 * sizeof *target);
  outcome = reach->fixed_point ? s2p_compensate_fixed_point (reach->point, &task, reach->rounds, g) : s2p_compensate_exact (reach->point, &task, g);
  found[0] = g[cell->pair[0]];
  found[1] = g[cell->pair[1]];
  if (outcome == S2P_SOLVED && s2p_reach_cell_is_within (cell, found) && (!reach->fixed_point || s2p_compensation_residual (reach->point, &task, g) <= reach->tolerance))
    memcpy (solved, found, sizeof found);
}

void
s2p_reach_cell_row (const S2pReachCell *cell, double g_u, const double *g_s, guint n, double (*solved)[2])
{
  for (guint i = 0; i < n; i++)
    solved[i][0] = solved[i][1] = NAN;
  if (cell->kind == S2P_REACH_LINES)
    {
      s2p_reach_lines_row (cell, g_u, g_s, n, solved);
      return;
    }
  for (guint i = 0; i < n && cell->kind != S2P_REACH_NEVER; i++)
    {
      const double target[2] = { g_s[i], g_u };

      if (cell->kind == S2P_REACH_LINEAR)
        {
          double x[2];

          for (guint k = 0; k < 2; k++)
            x[k] = cell->inverse[k][0] * (target[0] - cell->base[0]) + cell->inverse[k][1] * (target[1] - cell->base[1]);
          if (s2p_reach_cell_is_within (cell, x))
            memcpy (solved[i], x, sizeof x);
        }
      else if (cell->reach->fixed_point && cell->reach->columns != NULL)
        iterate (cell, target, solved[i]);
      else
        solve_each (cell, target, solved[i]);
    }
}
