#include "population/reach-cell.h"
#include "population/zero.h"
#include <math.h>
#include <string.h>

enum { BLOCK = 64 }; /* targets whose signs are told together */

static const S2pTimescale timescales[2] = { S2P_SLOW, S2P_ULTRASLOW };

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
      const double *row = S + timescales[k] * n;
      S2pAugmented M;
      double x[2];

      cell->base[k] = 0;
      for (guint j = 0; j < n; j++)
        cell->base[k] += j != cell->pair[0] && j != cell->pair[1] ? row[j] * cell->g[j] : 0;
      for (guint i = 0; i < 2; i++) /* column k of the inverse */
        {
          M[i][0] = S[timescales[i] * n + cell->pair[0]];
          M[i][1] = S[timescales[i] * n + cell->pair[1]];
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

/* The line at t. The number x along it is the solved conductance that feeds no ion; of two feeders, the first. */
static void
line_at (const S2pReachCell *cell, double t, S2pReachLine *line)
{
  const S2pScanSystem *system = &cell->system;
  const S2pModel *model = s2p_dic_point_model (cell->reach->point);
  const guint n = model->n_conductances, one = system->n_feeders == 1 ? system->feeder : 1, other = 1 - one, ion = system->ion;
  const double leak = cell->g[model->leak], *S = cell->S;
  double along[2] = { 0 }, concentration = t, slope, slope_along = 0; /* of the solved ones with x = 0, and by x */

  if (system->n_feeders == 1)
    {
      along[0] = t;
      concentration = system->concentration[ion] + t * system->concentration_of[one][ion];
    }
  else
    {
      along[0] = (t - system->concentration[ion]) / system->concentration_of[one][ion];
      along[1] = -system->concentration_of[other][ion] / system->concentration_of[one][ion];
      slope_along = system->slope_of[other][ion] + system->slope_of[one][ion] * along[1];
    }
  slope = system->slope[ion] + system->slope_of[one][ion] * along[0];
  for (guint k = 0; k < 2; k++)
    {
      const double *row = S + timescales[k] * n;

      line->P[k] = cell->held[k] + row[cell->pair[one]] * along[0];
      line->Q[k] = row[cell->pair[other]] + row[cell->pair[one]] * along[1];
    }
  for (guint j = 0; j < n; j++)
    {
      const double g = j == cell->pair[one] ? along[0] : j == cell->pair[other] ? 0 : cell->g[j];
      double value[S2P_COLUMN_SIZE];

      if (cell->reach->columns[j] == NULL || (g == 0 && j != cell->pair[other]))
        continue;
      s2p_ion_column_evaluate (cell->reach->columns[j], concentration, value);
      for (guint k = 0; k < 2; k++)
        {
          line->P[k] += g / leak * (value[S2P_COLUMN_S + k] + value[S2P_COLUMN_S_SLOPE + k] * slope);
          line->Q[k] += j == cell->pair[other] ? (value[S2P_COLUMN_S + k] + value[S2P_COLUMN_S_SLOPE + k] * slope) / leak
                                               : g / leak * value[S2P_COLUMN_S_SLOPE + k] * slope_along;
        }
    }
}

/* Columns of S that depend on no ion, and what the held ones of them add. */
static void
prepare_fixed (S2pReachCell *cell)
{
  const guint n = s2p_dic_point_model (cell->reach->point)->n_conductances;

  s2p_dic_point_sensitivity (cell->reach->point, cell->g, cell->S);
  for (guint k = 0; k < 2; k++)
    {
      double *row = cell->S + timescales[k] * n;

      cell->held[k] = 0;
      for (guint j = 0; j < n; j++)
        if (cell->reach->columns[j] != NULL)
          row[j] = 0;
        else if (j != cell->pair[0] && j != cell->pair[1])
          cell->held[k] += row[j] * cell->g[j];
    }
}

static void
prepare_lines (S2pReachCell *cell)
{
  const double directions[2] = { cell->system.up ? 1 : -1, -1 };

  cell->n_directions = cell->system.up + cell->system.down;
  for (guint d = 0; d < cell->n_directions; d++)
    {
      s2p_scan_nodes (&cell->system, directions[d], cell->t[d]);
      for (guint k = 0; k < S2P_SCAN_NODES; k++)
        line_at (cell, cell->t[d][k], &cell->lines[d][k]);
    }
  cell->kind = S2P_REACH_LINES;
}

void
s2p_reach_cell_init (S2pReachCell *cell, const S2pReach *reach, const guint pair[2], const double *g)
{
  gboolean has_form;

  cell->reach = reach;
  cell->g = g;
  cell->pair[0] = pair[0];
  cell->pair[1] = pair[1];
  cell->task = (S2pCompensationTask) { 2, { timescales[0], timescales[1] }, { 0 }, { pair[0], pair[1] } };
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
    prepare_lines (cell);
}

/* --- solutions --- */

static gboolean
is_within (const S2pReachCell *cell, const double solved[2])
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

typedef struct {
  const S2pReachCell *cell;
  double target[2];
} Target;

/* F (t): zero where the target is on the line. */
static double
off_line (gconstpointer data, double t)
{
  const Target *target = data;
  S2pReachLine line;

  line_at (target->cell, t, &line);
  return line.Q[0] * (target->target[1] - line.P[1]) - line.Q[1] * (target->target[0] - line.P[0]);
}

/* The solution at the zero t, where it is one and better than what is @solved. */
static void
take (const Target *target, double t, double solved[2])
{
  const S2pReachCell *cell = target->cell;
  const S2pScanSystem *system = &cell->system;
  const guint one = system->n_feeders == 1 ? system->feeder : 1, other = 1 - one;
  double square, x, found[2];
  S2pReachLine line;

  line_at (cell, t, &line);
  square = line.Q[0] * line.Q[0] + line.Q[1] * line.Q[1];
  if (!(square > 0))
    return;
  x = ((target->target[0] - line.P[0]) * line.Q[0] + (target->target[1] - line.P[1]) * line.Q[1]) / square;
  found[other] = x;
  found[one] = system->n_feeders == 1 ? t
               : (t - system->concentration[system->ion] - system->concentration_of[other][system->ion] * x) / system->concentration_of[one][system->ion];
  if (is_within (cell, found) && !(s2p_reach_cell_change (cell, solved) <= s2p_reach_cell_change (cell, found)))
    memcpy (solved, found, sizeof found);
}

/* All zeros between nodes, from the signs of F: bit k of @below: F < 0 at node k; of @falls: |F| is less there than before. */
static void
solve_on_lines (const Target *target, guint direction, const double *F, guint64 below, guint64 falls, double solved[2])
{
  const double *t = target->cell->t[direction];
  const guint64 inner = (G_GUINT64_CONSTANT (1) << (S2P_SCAN_NODES - 1)) - 1, changes = (below ^ (below >> 1)) & inner;
  guint64 dips = falls & ~(falls >> 1) & ~changes & ~(changes << 1) & inner & ~G_GUINT64_CONSTANT (1);

  for (guint64 left = changes; left != 0; left &= left - 1)
    {
      const int k = __builtin_ctzll (left);

      take (target, s2p_zero_between (off_line, target, t[k], F[k * BLOCK], t[k + 1], F[(k + 1) * BLOCK]), solved);
    }
  for (; dips != 0; dips &= dips - 1)
    {
      const int k = __builtin_ctzll (dips);
      double middle, F_middle;

      if (!s2p_dip_crosses (off_line, target, t[k - 1], F[(k - 1) * BLOCK], t[k + 1], F[(k + 1) * BLOCK], &middle, &F_middle))
        continue;
      take (target, s2p_zero_between (off_line, target, t[k - 1], F[(k - 1) * BLOCK], middle, F_middle), solved);
      take (target, s2p_zero_between (off_line, target, middle, F_middle, t[k + 1], F[(k + 1) * BLOCK]), solved);
    }
}

static void
lines_row (const S2pReachCell *cell, guint direction, double g_u, const double *g_s, guint n, double (*solved)[2])
{
  double F[S2P_SCAN_NODES][BLOCK], before[BLOCK];
  guint64 below[BLOCK] = { 0 }, falls[BLOCK] = { 0 };

  for (guint k = 0; k < S2P_SCAN_NODES; k++)
    {
      const S2pReachLine *line = &cell->lines[direction][k];
      const double by_s = -line->Q[1], rest = line->Q[0] * (g_u - line->P[1]) + line->Q[1] * line->P[0];

      for (guint i = 0; i < n; i++)
        {
          F[k][i] = rest + by_s * g_s[i];
          below[i] |= (guint64) (F[k][i] < 0) << k;
          falls[i] |= (guint64) (k > 0 && fabs (F[k][i]) < before[i]) << k;
          before[i] = fabs (F[k][i]);
        }
    }
  for (guint i = 0; i < n; i++)
    {
      const Target target = { cell, { g_s[i], g_u } };

      solve_on_lines (&target, direction, &F[0][i], below[i], falls[i], solved[i]);
    }
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
        M[k][i] = cell->S[timescales[k] * n + cell->pair[i]];
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
  if (is_within (cell, x) && hypot (residual[0], residual[1]) <= cell->reach->tolerance)
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
  if (outcome == S2P_SOLVED && is_within (cell, found) && (!reach->fixed_point || s2p_compensation_residual (reach->point, &task, g) <= reach->tolerance))
    memcpy (solved, found, sizeof found);
}

void
s2p_reach_cell_row (const S2pReachCell *cell, double g_u, const double *g_s, guint n, double (*solved)[2])
{
  for (guint i = 0; i < n; i++)
    solved[i][0] = solved[i][1] = NAN;
  if (cell->kind == S2P_REACH_LINES)
    {
      for (guint i = 0; i < n; i += BLOCK)
        for (guint direction = 0; direction < cell->n_directions; direction++)
          lines_row (cell, direction, g_u, g_s + i, MIN (BLOCK, n - i), solved + i);
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
          if (is_within (cell, x))
            memcpy (solved[i], x, sizeof x);
        }
      else if (cell->reach->fixed_point && cell->reach->columns != NULL)
        iterate (cell, target, solved[i]);
      else
        solve_each (cell, target, solved[i]);
    }
}
