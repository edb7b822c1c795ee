#include "population/scan-system.h"
#include <math.h>
#include <string.h>

static gboolean
feeds (const S2pModel *model, guint conductance, guint ion)
{
  return model->ions[ion].per_current[conductance] != 0;
}

/* How concentrations and slopes follow from the solved conductances. */
static void
measure_ions (S2pScanSystem *system)
{
  const S2pModel *model = s2p_dic_point_model (system->point);
  double g[S2P_MAX_CONDUCTANCES] = { 0 }, concentration[S2P_MAX_IONS];

  s2p_dic_point_ions (system->point, system->held, system->concentration, system->slope);
  for (guint i = 0; i < system->task->n; i++)
    {
      g[system->task->solved[i]] = 1;
      s2p_dic_point_ions (system->point, g, concentration, system->slope_of[i]);
      for (guint ion = 0; ion < model->n_ions; ion++)
        system->concentration_of[i][ion] = concentration[ion] - model->ions[ion].rest;
      g[system->task->solved[i]] = 0;
    }
}

/* Counts the feeders among the solved conductances and the ions that they feed. */
static guint
find_feeders (S2pScanSystem *system)
{
  const S2pModel *model = s2p_dic_point_model (system->point);
  const S2pCompensationTask *task = system->task;
  guint n_ions_fed = 0;

  for (guint i = 0; i < task->n; i++)
    {
      gboolean is_feeder = FALSE;

      for (guint ion = 0; ion < model->n_ions; ion++)
        is_feeder |= feeds (model, task->solved[i], ion);
      system->n_feeders += is_feeder;
      if (is_feeder)
        system->feeder = i;
      if (model->conductances[task->solved[i]].on_ions)
        system->on_ion = i;
    }
  for (guint ion = 0; ion < model->n_ions; ion++)
    {
      gboolean fed = FALSE;

      for (guint i = 0; i < task->n; i++)
        fed |= feeds (model, task->solved[i], ion);
      n_ions_fed += fed;
      if (fed)
        system->ion = ion;
    }
  return n_ions_fed;
}

gboolean
s2p_scan_system_init (S2pScanSystem *system, const S2pDicPoint *point, const S2pCompensationTask *task, const double *g)
{
  const S2pModel *model = s2p_dic_point_model (point);
  guint n_ions_fed;

  *system = (S2pScanSystem) { .point = point, .task = task, .on_ion = -1 };
  memcpy (system->held, g, model->n_conductances * sizeof *g);
  for (guint i = 0; i < task->n; i++)
    system->held[task->solved[i]] = 0;
  n_ions_fed = find_feeders (system);
  measure_ions (system);
  for (guint i = 0; i < task->n; i++)
    if (system->n_feeders > 1 || i != system->feeder)
      system->unknown[system->n_unknown++] = i;
  if (system->n_feeders == 1)
    {
      double unit = fabs (system->concentration_of[system->feeder][system->ion]);

      system->scale = unit > 0 ? fabs (system->concentration[system->ion]) / unit : 0;
      system->up = TRUE;
    }
  else
    {
      system->start = system->concentration[system->ion];
      system->scale = fabs (system->start);
      for (guint i = 0; i < task->n; i++)
        {
          system->up |= system->concentration_of[i][system->ion] > 0;
          system->down |= system->concentration_of[i][system->ion] < 0;
        }
    }
  if (!(system->scale > 0))
    system->scale = 1;
  return system->n_feeders == 1 || (system->n_feeders > 1 && n_ions_fed == 1);
}

/* target - S g of the held conductances. */
static double
remaining (const S2pScanSystem *system, guint row, const double *S)
{
  const guint n = s2p_dic_point_model (system->point)->n_conductances;
  double rest = system->task->target[row];

  for (guint j = 0; j < n; j++)
    rest -= S[system->task->timescales[row] * n + j] * system->held[j];
  return rest;
}

static void
fill_one_feeder (const S2pScanSystem *system, double t, S2pAugmented M)
{
  const S2pCompensationTask *task = system->task;
  const S2pModel *model = s2p_dic_point_model (system->point);
  const guint n = model->n_conductances;
  double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES], concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS];

  for (guint ion = 0; ion < model->n_ions; ion++)
    {
      concentration[ion] = system->concentration[ion] + t * system->concentration_of[system->feeder][ion];
      slope[ion] = system->slope[ion] + t * system->slope_of[system->feeder][ion];
    }
  s2p_dic_point_sensitivity_with (system->point, system->held[model->leak], concentration, slope, S);
  for (guint i = 0; i < task->n; i++)
    {
      const double *row = S + task->timescales[i] * n;

      for (guint j = 0; j < system->n_unknown; j++)
        M[i][j] = row[task->solved[system->unknown[j]]];
      M[i][system->n_unknown] = remaining (system, i, S) - row[task->solved[system->feeder]] * t;
    }
}

/* @product: S's derivative by the slope for the conductance on_ion is another column, behind the n solved ones: its
 * unknown stands for the product of that conductance and the slope that the solved feeders add. */
static void
fill_several_feeders (const S2pScanSystem *system, double t, gboolean product, S2pAugmented M)
{
  const S2pCompensationTask *task = system->task;
  const S2pModel *model = s2p_dic_point_model (system->point);
  const guint n = model->n_conductances, last = task->n + product;
  double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES], S_steeper[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES],
         concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS];

  memcpy (concentration, system->concentration, sizeof concentration);
  memcpy (slope, system->slope, sizeof slope);
  concentration[system->ion] = t;
  s2p_dic_point_sensitivity_with (system->point, system->held[model->leak], concentration, slope, S);
  slope[system->ion] += 1; /* S is linear in the slope: the difference is the derivative */
  s2p_dic_point_sensitivity_with (system->point, system->held[model->leak], concentration, slope, S_steeper);
  for (guint i = 0; i < task->n; i++)
    {
      const guint row = task->timescales[i] * n;
      double left = remaining (system, i, S), by_slope = left - remaining (system, i, S_steeper);

      for (guint j = 0; j < task->n; j++)
        M[i][j] = S[row + task->solved[j]] + by_slope * system->slope_of[j][system->ion];
      if (product)
        M[i][task->n] = S_steeper[row + task->solved[system->on_ion]] - S[row + task->solved[system->on_ion]];
      M[i][last] = left;
    }
  for (guint j = 0; j < last; j++)
    M[task->n][j] = j < task->n ? system->concentration_of[j][system->ion] : 0;
  M[task->n][last] = t - system->concentration[system->ion];
}

/* The square of the determinant keeps F free of the poles of its unknowns, and its sign what it is. */
static double
product_mismatch (const S2pScanSystem *system, double determinant, const double *x)
{
  double slope = 0;

  for (guint j = 0; j < system->task->n; j++)
    slope += system->slope_of[j][system->ion] * x[j];
  return determinant * determinant * (x[system->task->n] - x[system->on_ion] * slope);
}

double
s2p_scan_system_evaluate (const S2pScanSystem *system, double t, double *solved, gboolean *singular)
{
  const gboolean product = system->n_feeders > 1 && system->on_ion >= 0;
  const guint n = system->n_unknown;
  double x[S2P_MAX_ROWS], F;
  S2pAugmented M;

  if (system->n_feeders == 1)
    fill_one_feeder (system, t, M);
  else
    fill_several_feeders (system, t, product, M);
  F = s2p_eliminate (n + 1, n + product, M, singular);
  if (product)
    {
      s2p_back_substitute (n + 1, M, x);
      F = product_mismatch (system, F, x);
    }
  else
    {
      if (solved != NULL)
        s2p_back_substitute (n, M, x);
      F *= M[n][n];
    }
  if (solved == NULL)
    return F;
  if (system->n_feeders == 1)
    solved[system->feeder] = t;
  for (guint j = 0; j < n; j++)
    solved[system->unknown[j]] = x[j];
  return F;
}
