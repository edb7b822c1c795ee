#include "population/scan.h"
#include "population/zero.h"
#include <math.h>

#define N_NODES S2P_SCAN_NODES
#define FIRST_NODE 1e-4  /* in units of the scale; node 0 is t's own start */
#define LAST_NODE 1e6

/* F of a system, for zero.h. */
static double
value_at (gconstpointer data, double t)
{
  gboolean singular;

  return s2p_scan_system_evaluate (data, t, NULL, &singular);
}

void
s2p_scan_nodes (const S2pScanSystem *system, double direction, double t[S2P_SCAN_NODES])
{
  const double ratio = pow (LAST_NODE / FIRST_NODE, 1.0 / (S2P_SCAN_NODES - 2));
  double node = FIRST_NODE;

  t[0] = system->start;
  for (guint k = 1; k < S2P_SCAN_NODES; k++, node *= ratio)
    t[k] = system->start + direction * system->scale * node;
}

/* Puts the solution at t into @g, unless @g has a better one. */
static S2pSolveOutcome
take_root (const S2pScanSystem *system, double t, S2pSolveOutcome outcome, double *g)
{
  double solved[S2P_N_TIMESCALES];
  S2pSolveOutcome found = S2P_SOLVED;
  gboolean singular;

  s2p_scan_system_evaluate (system, t, solved, &singular);
  for (guint i = 0; i < system->task->n; i++)
    {
      if (singular || !isfinite (solved[i])) /* F is zero as the columns are dependent there, not as all equations hold */
        return outcome;
      if (solved[i] < 0)
        found = S2P_SOLVED_NEGATIVE;
    }
  if (found >= outcome)
    return outcome;
  for (guint i = 0; i < system->task->n; i++)
    g[system->task->solved[i]] = solved[i];
  return found;
}

/* All of t from its start on, upwards (direction 1) or downwards (-1). */
static S2pSolveOutcome
scan_direction (const S2pScanSystem *system, double direction, S2pSolveOutcome outcome, double *g)
{
  double t[N_NODES], F[N_NODES];
  guint n_singular = 0;

  s2p_scan_nodes (system, direction, t);
  for (guint k = 0; k < N_NODES; k++)
    {
      gboolean singular;

      F[k] = s2p_scan_system_evaluate (system, t[k], NULL, &singular);
      n_singular += singular;
      if (!isfinite (F[k]))
        return S2P_NOT_CONVERGED;
    }
  if (n_singular == N_NODES)
    return S2P_SINGULAR;
  for (guint k = 0; k < N_NODES && outcome != S2P_SOLVED; k++)
    {
      double middle, F_middle;

      if (F[k] == 0)
        outcome = take_root (system, t[k], outcome, g);
      else if (k + 1 < N_NODES && F[k + 1] != 0 && (F[k] < 0) != (F[k + 1] < 0))
        outcome = take_root (system, s2p_zero_between (value_at, system, t[k], F[k], t[k + 1], F[k + 1]), outcome, g);
      else if (k > 0 && k + 1 < N_NODES && (F[k - 1] < 0) == (F[k] < 0) && fabs (F[k]) < fabs (F[k - 1]) && fabs (F[k]) < fabs (F[k + 1])
               && s2p_dip_crosses (value_at, system, t[k - 1], F[k - 1], t[k + 1], F[k + 1], &middle, &F_middle))
        {
          outcome = take_root (system, s2p_zero_between (value_at, system, t[k - 1], F[k - 1], middle, F_middle), outcome, g);
          if (outcome != S2P_SOLVED)
            outcome = take_root (system, s2p_zero_between (value_at, system, middle, F_middle, t[k + 1], F[k + 1]), outcome, g);
        }
    }
  return outcome;
}

S2pSolveOutcome
s2p_compensation_scan (const S2pDicPoint *point, const S2pCompensationTask *task, double *g)
{
  S2pSolveOutcome outcome = S2P_NO_SOLUTION;
  S2pScanSystem system;

  if (!s2p_scan_system_init (&system, point, task, g) || !(system.up || system.down))
    return S2P_NOT_CONVERGED;
  if (system.up)
    outcome = scan_direction (&system, 1, outcome, g);
  if (system.down && outcome != S2P_SOLVED && outcome != S2P_NOT_CONVERGED)
    outcome = scan_direction (&system, -1, outcome, g);
  return outcome;
}
