#include "population/reach-lines.h"
#include "population/zero.h"
#include <math.h>
#include <string.h>

enum { BLOCK = 64 }; /* targets whose signs are told together */

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
      const double *row = S + s2p_reach_timescales[k] * n;

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

void
s2p_reach_lines_prepare (S2pReachCell *cell)
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
  if (s2p_reach_cell_is_within (cell, found) && !(s2p_reach_cell_change (cell, solved) <= s2p_reach_cell_change (cell, found)))
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
block_of_row (const S2pReachCell *cell, guint direction, double g_u, const double *g_s, guint n, double (*solved)[2])
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

void
s2p_reach_lines_row (const S2pReachCell *cell, double g_u, const double *g_s, guint n, double (*solved)[2])
{
  for (guint i = 0; i < n; i += BLOCK)
    for (guint direction = 0; direction < cell->n_directions; direction++)
      block_of_row (cell, direction, g_u, g_s + i, MIN (BLOCK, n - i), solved + i);
}
