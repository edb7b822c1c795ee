#include "population/scan.h"
#include "population/scan-system.h"
#include <math.h>

#define N_NODES 41
#define FIRST_NODE 1e-4  /* in units of the scale; node 0 is t's own start */
#define LAST_NODE 1e6
#define MAX_ROOT_STEPS 200
#define N_DIP_STEPS 45   /* golden sections: 4e-10 of the two intervals */

/* The zero between a and b, where F has different signs: regula falsi (Illinois), with a bisection every third
 * step, so that the bracket surely shrinks. */
static double
root_between (const S2pScanSystem *system, double a, double F_a, double b, double F_b)
{
  gboolean singular;

  for (guint step = 0; step < MAX_ROOT_STEPS; step++)
    {
      double t = step % 3 == 2 ? (a + b) / 2 : (a * F_b - b * F_a) / (F_b - F_a), F;

      if (!(t > MIN (a, b) && t < MAX (a, b)))
        t = (a + b) / 2;
      if (t == a || t == b)
        break;
      F = s2p_scan_system_evaluate (system, t, NULL, &singular);
      if (F == 0)
        return t;
      if ((F < 0) != (F_b < 0))
        {
          a = b;
          F_a = F_b;
        }
      else
        F_a /= 2;
      b = t;
      F_b = F;
      if (fabs (b - a) <= 1e-15 * (fabs (a) + fabs (b)))
        break;
    }
  return b;
}

/* Follows a dip of |F| between a and b by golden sections; TRUE as soon as F has changed its sign, at @t. */
static gboolean
dip_crosses (const S2pScanSystem *system, double a, double b, gboolean below, double *t, double *F_t)
{
  const double golden = 0.6180339887498949;
  double low = b - golden * (b - a), high = a + golden * (b - a), F_low, F_high;
  gboolean singular;

  F_low = s2p_scan_system_evaluate (system, low, NULL, &singular);
  F_high = s2p_scan_system_evaluate (system, high, NULL, &singular);
  for (guint step = 0; step < N_DIP_STEPS; step++)
    {
      if ((F_low < 0) != below || (F_high < 0) != below)
        {
          gboolean at_low = (F_low < 0) != below;
          *t = at_low ? low : high;
          *F_t = at_low ? F_low : F_high;
          return TRUE;
        }
      if (fabs (F_low) < fabs (F_high))
        {
          b = high;
          high = low;
          F_high = F_low;
          low = b - golden * (b - a);
          F_low = s2p_scan_system_evaluate (system, low, NULL, &singular);
        }
      else
        {
          a = low;
          low = high;
          F_low = F_high;
          high = a + golden * (b - a);
          F_high = s2p_scan_system_evaluate (system, high, NULL, &singular);
        }
    }
  return FALSE;
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
  double t[N_NODES], F[N_NODES], node = FIRST_NODE, ratio = pow (LAST_NODE / FIRST_NODE, 1.0 / (N_NODES - 2));
  guint n_singular = 0;

  for (guint k = 0; k < N_NODES; k++)
    {
      gboolean singular;

      t[k] = system->start;
      if (k > 0)
        {
          t[k] += direction * system->scale * node;
          node *= ratio;
        }
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
        outcome = take_root (system, root_between (system, t[k], F[k], t[k + 1], F[k + 1]), outcome, g);
      else if (k > 0 && k + 1 < N_NODES && (F[k - 1] < 0) == (F[k] < 0) && fabs (F[k]) < fabs (F[k - 1]) && fabs (F[k]) < fabs (F[k + 1])
               && dip_crosses (system, t[k - 1], t[k + 1], F[k] < 0, &middle, &F_middle))
        {
          outcome = take_root (system, root_between (system, t[k - 1], F[k - 1], middle, F_middle), outcome, g);
          if (outcome != S2P_SOLVED)
            outcome = take_root (system, root_between (system, middle, F_middle, t[k + 1], F[k + 1]), outcome, g);
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
