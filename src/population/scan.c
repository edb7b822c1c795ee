#include "population/scan.h"
#include "population/elimination.h"
#include <math.h>
#include <string.h>

#define N_NODES 41
#define FIRST_NODE 1e-4  /* in units of the scale; node 0 is t's own start */
#define LAST_NODE 1e6
#define MAX_ROOT_STEPS 200
#define N_DIP_STEPS 45   /* golden sections: 4e-10 of the two intervals */

typedef struct {
  const S2pDicPoint         *point;
  const S2pCompensationTask *task;
  const double              *g;         /* held; solved ones are 0 */
  guint                      n_feeders;
  guint                      n_unknown; /* besides t */
  guint                      unknown[S2P_N_TIMESCALES];
  guint                      feeder;    /* the one, where there is one */
  guint                      ion;       /* the one, where there are several feeders */
  double concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS]; /* with the solved ones at 0 */
  double current_of[S2P_N_TIMESCALES][S2P_MAX_IONS];       /* d concentration / d solved conductance */
  double slope_of[S2P_N_TIMESCALES][S2P_MAX_IONS];
  double start, scale;                  /* t = start + scale * (+- node) */
} Scan;

static gboolean
feeds (const S2pModel *model, guint conductance, guint ion)
{
  return model->ions[ion].per_current[conductance] != 0;
}

/* How concentrations and slopes follow from the solved conductances. */
static void
measure_ions (Scan *scan)
{
  const S2pModel *model = s2p_dic_point_model (scan->point);
  double g[S2P_MAX_CONDUCTANCES] = { 0 }, concentration[S2P_MAX_IONS];

  s2p_dic_point_ions (scan->point, scan->g, scan->concentration, scan->slope);
  for (guint i = 0; i < scan->task->n; i++)
    {
      g[scan->task->solved[i]] = 1;
      s2p_dic_point_ions (scan->point, g, concentration, scan->slope_of[i]);
      for (guint ion = 0; ion < model->n_ions; ion++)
        scan->current_of[i][ion] = concentration[ion] - model->ions[ion].rest;
      g[scan->task->solved[i]] = 0;
    }
}

/* FALSE where the system has none of the forms that can be scanned. */
static gboolean
prepare (Scan *scan)
{
  const S2pModel *model = s2p_dic_point_model (scan->point);
  const S2pCompensationTask *task = scan->task;
  gboolean solves_on_ions = FALSE;
  guint n_ions_fed = 0;

  for (guint i = 0; i < task->n; i++)
    {
      gboolean is_feeder = FALSE;

      for (guint ion = 0; ion < model->n_ions; ion++)
        is_feeder |= feeds (model, task->solved[i], ion);
      solves_on_ions |= model->conductances[task->solved[i]].on_ions;
      scan->n_feeders += is_feeder;
      if (is_feeder)
        scan->feeder = i;
    }
  for (guint ion = 0; ion < model->n_ions; ion++)
    {
      gboolean fed = FALSE;

      for (guint i = 0; i < task->n; i++)
        fed |= feeds (model, task->solved[i], ion);
      n_ions_fed += fed;
      if (fed)
        scan->ion = ion;
    }
  for (guint i = 0; i < task->n; i++)
    if (scan->n_feeders > 1 || i != scan->feeder)
      scan->unknown[scan->n_unknown++] = i;
  measure_ions (scan);
  scan->scale = fabs (scan->concentration[scan->ion]);
  if (scan->scale == 0)
    scan->scale = 1;
  if (scan->n_feeders == 1)
    {
      double unit = fabs (scan->current_of[scan->feeder][scan->ion]);
      scan->scale = unit > 0 ? scan->scale / unit : 1;
      return TRUE;
    }
  scan->start = scan->concentration[scan->ion];
  return scan->n_feeders > 1 && n_ions_fed == 1 && !solves_on_ions;
}

/* target - S g of the held conductances. */
static double
remaining (const Scan *scan, guint row, const double *S)
{
  const guint n = s2p_dic_point_model (scan->point)->n_conductances;
  double rest = scan->task->target[row];

  for (guint j = 0; j < n; j++)
    rest -= S[scan->task->timescales[row] * n + j] * scan->g[j];
  return rest;
}

static void
fill_one_feeder (const Scan *scan, double t, S2pAugmented M)
{
  const S2pCompensationTask *task = scan->task;
  const S2pModel *model = s2p_dic_point_model (scan->point);
  const guint n = model->n_conductances;
  double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES], concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS];

  for (guint ion = 0; ion < model->n_ions; ion++)
    {
      concentration[ion] = scan->concentration[ion] + t * scan->current_of[scan->feeder][ion];
      slope[ion] = scan->slope[ion] + t * scan->slope_of[scan->feeder][ion];
    }
  s2p_dic_point_sensitivity_with (scan->point, scan->g[model->leak], concentration, slope, S);
  for (guint i = 0; i < task->n; i++)
    {
      const double *row = S + task->timescales[i] * n;

      for (guint j = 0; j < scan->n_unknown; j++)
        M[i][j] = row[task->solved[scan->unknown[j]]];
      M[i][scan->n_unknown] = remaining (scan, i, S) - row[task->solved[scan->feeder]] * t;
    }
}

static void
fill_several_feeders (const Scan *scan, double t, S2pAugmented M)
{
  const S2pCompensationTask *task = scan->task;
  const S2pModel *model = s2p_dic_point_model (scan->point);
  const guint n = model->n_conductances;
  double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES], S_steeper[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES],
         concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS];

  memcpy (concentration, scan->concentration, sizeof concentration);
  memcpy (slope, scan->slope, sizeof slope);
  concentration[scan->ion] = t;
  s2p_dic_point_sensitivity_with (scan->point, scan->g[model->leak], concentration, slope, S);
  slope[scan->ion] += 1; /* S is linear in the slope: the difference is the derivative */
  s2p_dic_point_sensitivity_with (scan->point, scan->g[model->leak], concentration, slope, S_steeper);
  for (guint i = 0; i < task->n; i++)
    {
      double left = remaining (scan, i, S), by_slope = left - remaining (scan, i, S_steeper);

      for (guint j = 0; j < task->n; j++)
        M[i][j] = S[task->timescales[i] * n + task->solved[j]] + by_slope * scan->slope_of[j][scan->ion];
      M[i][task->n] = left;
    }
  for (guint j = 0; j < task->n; j++)
    M[task->n][j] = scan->current_of[j][scan->ion];
  M[task->n][task->n] = t - scan->concentration[scan->ion];
}

/* F (t); @x [n_unknown], unless NULL: the unknowns, NAN where they do not follow from the equations. */
static double
evaluate (const Scan *scan, double t, double *x, gboolean *singular)
{
  S2pAugmented M;
  double determinant;

  if (scan->n_feeders == 1)
    fill_one_feeder (scan, t, M);
  else
    fill_several_feeders (scan, t, M);
  determinant = s2p_eliminate (scan->n_unknown + 1, scan->n_unknown, M, singular);
  if (x != NULL)
    s2p_back_substitute (scan->n_unknown, M, x);
  return determinant * M[scan->n_unknown][scan->n_unknown];
}

/* The zero between a and b, where F has different signs: regula falsi (Illinois), with a bisection every third
 * step, so that the bracket surely shrinks. */
static double
root_between (const Scan *scan, double a, double F_a, double b, double F_b)
{
  gboolean singular;

  for (guint step = 0; step < MAX_ROOT_STEPS; step++)
    {
      double t = step % 3 == 2 ? (a + b) / 2 : (a * F_b - b * F_a) / (F_b - F_a), F;

      if (!(t > MIN (a, b) && t < MAX (a, b)))
        t = (a + b) / 2;
      if (t == a || t == b)
        break;
      F = evaluate (scan, t, NULL, &singular);
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
dip_crosses (const Scan *scan, double a, double b, gboolean below, double *t, double *F_t)
{
  const double golden = 0.6180339887498949;
  double low = b - golden * (b - a), high = a + golden * (b - a), F_low, F_high;
  gboolean singular;

  F_low = evaluate (scan, low, NULL, &singular);
  F_high = evaluate (scan, high, NULL, &singular);
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
          F_low = evaluate (scan, low, NULL, &singular);
        }
      else
        {
          a = low;
          low = high;
          F_low = F_high;
          high = a + golden * (b - a);
          F_high = evaluate (scan, high, NULL, &singular);
        }
    }
  return FALSE;
}

/* Puts the solution at t into @g, unless @g has a better one. */
static S2pSolveOutcome
take_root (const Scan *scan, double t, S2pSolveOutcome outcome, double *g)
{
  double x[S2P_MAX_ROWS], value[S2P_N_TIMESCALES];
  S2pSolveOutcome found = S2P_SOLVED;
  gboolean singular;

  evaluate (scan, t, x, &singular);
  if (scan->n_feeders == 1)
    value[scan->feeder] = t;
  for (guint j = 0; j < scan->n_unknown; j++)
    value[scan->unknown[j]] = x[j];
  for (guint i = 0; i < scan->task->n; i++)
    {
      if (singular || !isfinite (value[i])) /* only one point of a line on which the columns are dependent */
        return outcome;
      if (value[i] < 0)
        found = S2P_SOLVED_NEGATIVE;
    }
  if (found >= outcome)
    return outcome;
  for (guint i = 0; i < scan->task->n; i++)
    g[scan->task->solved[i]] = value[i];
  return found;
}

/* All of t from its start on, upwards (direction 1) or downwards (-1). */
static S2pSolveOutcome
scan_direction (const Scan *scan, double direction, S2pSolveOutcome outcome, double *g)
{
  double t[N_NODES], F[N_NODES], node = FIRST_NODE, ratio = pow (LAST_NODE / FIRST_NODE, 1.0 / (N_NODES - 2));
  guint n_singular = 0;

  for (guint k = 0; k < N_NODES; k++)
    {
      gboolean singular;

      t[k] = scan->start;
      if (k > 0)
        {
          t[k] += direction * scan->scale * node;
          node *= ratio;
        }
      F[k] = evaluate (scan, t[k], NULL, &singular);
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
        outcome = take_root (scan, t[k], outcome, g);
      else if (k + 1 < N_NODES && F[k + 1] != 0 && (F[k] < 0) != (F[k + 1] < 0))
        outcome = take_root (scan, root_between (scan, t[k], F[k], t[k + 1], F[k + 1]), outcome, g);
      else if (k > 0 && k + 1 < N_NODES && (F[k - 1] < 0) == (F[k] < 0) && fabs (F[k]) < fabs (F[k - 1]) && fabs (F[k]) < fabs (F[k + 1])
               && dip_crosses (scan, t[k - 1], t[k + 1], F[k] < 0, &middle, &F_middle))
        {
          outcome = take_root (scan, root_between (scan, t[k - 1], F[k - 1], middle, F_middle), outcome, g);
          if (outcome != S2P_SOLVED)
            outcome = take_root (scan, root_between (scan, middle, F_middle, t[k + 1], F[k + 1]), outcome, g);
        }
    }
  return outcome;
}

S2pSolveOutcome
s2p_compensation_scan (const S2pDicPoint *point, const S2pCompensationTask *task, double *g)
{
  double held[S2P_MAX_CONDUCTANCES];
  Scan scan = { .point = point, .task = task, .g = held };
  S2pSolveOutcome outcome = S2P_NO_SOLUTION;
  gboolean up, down = FALSE;

  memcpy (held, g, s2p_dic_point_model (point)->n_conductances * sizeof *held);
  for (guint i = 0; i < task->n; i++)
    held[task->solved[i]] = 0;
  if (!prepare (&scan))
    return S2P_NOT_CONVERGED;
  up = scan.n_feeders == 1;
  for (guint i = 0; i < task->n && scan.n_feeders > 1; i++)
    {
      up |= scan.current_of[i][scan.ion] > 0;
      down |= scan.current_of[i][scan.ion] < 0;
    }
  if (up)
    outcome = scan_direction (&scan, 1, outcome, g);
  if (down && outcome != S2P_SOLVED && outcome != S2P_NOT_CONVERGED)
    outcome = scan_direction (&scan, -1, outcome, g);
  return up || down ? outcome : S2P_NOT_CONVERGED;
}
