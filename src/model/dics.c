#include "model/dics.h"
#include <math.h>
#include <string.h>

#define N_JET (2 * S2P_MAX_IONS) /* directions: concentrations, then their slopes with V */

/* A number with its derivatives by each ion's concentration and slope: exact, by the product rule. */
typedef struct { double v, d[N_JET]; } Jet;

struct _S2pDicPoint {
  const S2pModel *model;
  double  V;
  double *weights;      /* [n_gates][3] shares of a gate's slope on the timescales */
  double  ion_weights[S2P_MAX_IONS][S2P_N_TIMESCALES]; /* the same for ions */
  double *inf, *slope;  /* [n_gates] steady state, d/dV, for gates that depend on no ion */
  double *fixed;        /* [3][n_conductances] S * g_leak of conductances that depend on no ion */
  double *unit_current, *unit_slope; /* [n_conductances] steady-state current of 1 mS/cm2, d/dV; feeders only */
};

/* Eq. 2.12. */
static void
share (const double tau[S2P_N_TIMESCALES], double x, double weights[S2P_N_TIMESCALES])
{
  double fast = 0, slow = 0; /* w_fs and w_su */

  if (x <= tau[S2P_FAST])
    fast = 1;
  else if (x <= tau[S2P_SLOW])
    fast = log (tau[S2P_SLOW] / x) / log (tau[S2P_SLOW] / tau[S2P_FAST]);
  if (x <= tau[S2P_SLOW])
    slow = 1;
  else if (x <= tau[S2P_ULTRASLOW])
    slow = log (tau[S2P_ULTRASLOW] / x) / log (tau[S2P_ULTRASLOW] / tau[S2P_SLOW]);
  weights[S2P_FAST] = fast;
  weights[S2P_SLOW] = slow - fast;
  weights[S2P_ULTRASLOW] = 1 - slow;
}

static void
share_gate (const S2pDicPoint *point, const double tau[S2P_N_TIMESCALES], const S2pGate *gate, double weights[S2P_N_TIMESCALES])
{
  memset (weights, 0, S2P_N_TIMESCALES * sizeof *weights);
  if (gate->timescale >= 0)
    weights[gate->timescale] = 1;
  else if (gate->kind == S2P_GATE_INSTANT)
    weights[S2P_FAST] = 1;
  else
    share (tau, s2p_expression_evaluate (gate->tau, &point->V), weights);
}

/* open_inf, and for each gate d open / d gate, all at the given gate values. */
static double
open_of (const S2pModel *model, const S2pConductance *conductance, const double *inf, double *by_gate)
{
  double open = 1;

  for (guint i = 0; i < conductance->n_gates; i++)
    open *= pow (inf[i], model->gates[conductance->first_gate + i].power);
  for (guint i = 0; by_gate != NULL && i < conductance->n_gates; i++)
    {
      by_gate[i] = 1;
      for (guint j = 0; j < conductance->n_gates; j++)
        {
          guint power = model->gates[conductance->first_gate + j].power;
          by_gate[i] *= i != j ? pow (inf[j], power) : power == 0 ? 0 : power * pow (inf[j], power - 1.0);
        }
    }
  return open;
}

static void
prepare_fixed (S2pDicPoint *point, guint index)
{
  const S2pModel *model = point->model;
  const S2pConductance *conductance = &model->conductances[index];
  const double *inf = point->inf + conductance->first_gate, *slope = point->slope + conductance->first_gate;
  double by_gate[S2P_MAX_GATES_PER_CONDUCTANCE], drive = point->V - conductance->reversal, total_slope = 0,
         open = open_of (model, conductance, inf, by_gate);
  guint n = model->n_conductances;

  point->fixed[S2P_FAST * n + index] = open;
  for (guint i = 0; i < conductance->n_gates; i++)
    {
      double term = by_gate[i] * slope[i] * drive;

      total_slope += by_gate[i] * slope[i];
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        point->fixed[k * n + index] += point->weights[(conductance->first_gate + i) * S2P_N_TIMESCALES + k] * term;
    }
  point->unit_current[index] = open * drive;
  point->unit_slope[index] = open + total_slope * drive;
}

S2pDicPoint *
s2p_dic_point_new (const S2pModel *model, double V)
{
  S2pDicPoint *point = g_new0 (S2pDicPoint, 1);
  double tau[S2P_N_TIMESCALES];

  point->model = model;
  point->V = V;
  point->weights = g_new (double, MAX (1, model->n_gates) * S2P_N_TIMESCALES);
  point->inf = g_new0 (double, MAX (1, model->n_gates));
  point->slope = g_new0 (double, MAX (1, model->n_gates));
  point->fixed = g_new0 (double, S2P_N_TIMESCALES * model->n_conductances);
  point->unit_current = g_new0 (double, model->n_conductances);
  point->unit_slope = g_new0 (double, model->n_conductances);
  for (guint k = 0; k < S2P_N_TIMESCALES; k++)
    tau[k] = s2p_expression_evaluate (model->timescales[k], &V);
  for (guint i = 0; i < model->n_gates; i++)
    share_gate (point, tau, &model->gates[i], point->weights + i * S2P_N_TIMESCALES);
  for (guint i = 0; i < model->n_ions; i++)
    share (tau, model->ions[i].tau, point->ion_weights[i]);
  for (guint i = 0; i < model->n_conductances; i++)
    if (!model->conductances[i].on_ions)
      {
        guint first = model->conductances[i].first_gate;
        s2p_model_steady_gates (model, i, &V, point->inf + first, point->slope + first);
        prepare_fixed (point, i);
      }
  return point;
}

void
s2p_dic_point_free (S2pDicPoint *point)
{
  if (point == NULL)
    return;
  g_free (point->weights);
  g_free (point->inf);
  g_free (point->slope);
  g_free (point->fixed);
  g_free (point->unit_current);
  g_free (point->unit_slope);
  g_free (point);
}

const S2pModel *
s2p_dic_point_model (const S2pDicPoint *point)
{
  return point->model;
}

void
s2p_dic_point_ions (const S2pDicPoint *point, const double *g, double *concentration, double *slope)
{
  const S2pModel *model = point->model;

  for (guint i = 0; i < model->n_ions; i++)
    {
      concentration[i] = model->ions[i].rest;
      slope[i] = 0;
      for (guint j = 0; j < model->n_conductances; j++)
        {
          concentration[i] += model->ions[i].per_current[j] * g[j] * point->unit_current[j];
          slope[i] += model->ions[i].per_current[j] * g[j] * point->unit_slope[j];
        }
    }
}

static Jet
jet_multiply (Jet a, Jet b)
{
  Jet c = { a.v * b.v, { 0 } };

  for (guint i = 0; i < N_JET; i++)
    c.d[i] = a.v * b.d[i] + a.d[i] * b.v;
  return c;
}

static Jet
jet_power (Jet a, guint power)
{
  Jet c = { 1, { 0 } };

  while (power-- > 0)
    c = jet_multiply (c, a);
  return c;
}

static void
jet_add (Jet *sum, Jet a, double factor)
{
  sum->v += factor * a.v;
  for (guint i = 0; i < N_JET; i++)
    sum->d[i] += factor * a.d[i];
}

/* An expression of (V, ions) and its derivatives by the ions as a jet. */
static Jet
jet_of (const S2pModel *model, const S2pExpression *value, S2pExpression *const *by_ion, const double *variables)
{
  Jet jet = { s2p_expression_evaluate (value, variables), { 0 } };

  for (guint i = 0; i < model->n_ions; i++)
    jet.d[i] = s2p_expression_evaluate (by_ion[i], variables);
  return jet;
}

/* The column of S * g_leak of a conductance whose gates depend on ions. */
static void
column_on_ions (const S2pDicPoint *point, guint index, const double *concentration, const double *slope, Jet column[S2P_N_TIMESCALES])
{
  const S2pModel *model = point->model;
  const S2pConductance *conductance = &model->conductances[index];
  double variables[1 + S2P_MAX_IONS] = { point->V }, drive = point->V - conductance->reversal;
  Jet open = { 1, { 0 } }, inf[S2P_MAX_GATES_PER_CONDUCTANCE];

  memcpy (variables + 1, concentration, model->n_ions * sizeof *variables);
  memset (column, 0, S2P_N_TIMESCALES * sizeof *column);
  for (guint i = 0; i < conductance->n_gates; i++)
    {
      const S2pGate *gate = &model->gates[conductance->first_gate + i];
      inf[i] = jet_of (model, gate->inf, gate->inf_dc, variables);
      open = jet_multiply (open, jet_power (inf[i], gate->power));
    }
  jet_add (&column[S2P_FAST], open, 1);
  for (guint i = 0; i < conductance->n_gates; i++)
    {
      const S2pGate *gate = &model->gates[conductance->first_gate + i];
      const double *weights = point->weights + (conductance->first_gate + i) * S2P_N_TIMESCALES;
      Jet by_gate = { gate->power, { 0 } }, term;

      if (gate->power == 0)
        continue;
      for (guint j = 0; j < conductance->n_gates; j++)
        by_gate = jet_multiply (by_gate, jet_power (inf[j], model->gates[conductance->first_gate + j].power - (i == j)));
      term = jet_multiply (by_gate, jet_of (model, gate->inf_dv, gate->inf_dvdc, variables));
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        jet_add (&column[k], term, weights[k] * drive);
      for (guint ion = 0; ion < model->n_ions; ion++)
        {
          Jet ion_slope = { slope[ion], { 0 } };

          ion_slope.d[S2P_MAX_IONS + ion] = 1;
          term = jet_multiply (by_gate, jet_multiply (jet_of (model, gate->inf_dc[ion], gate->inf_dcdc[ion], variables), ion_slope));
          for (guint k = 0; k < S2P_N_TIMESCALES; k++)
            jet_add (&column[k], term, point->ion_weights[ion][k] * drive);
        }
    }
}

/* S, and where @J is given the derivatives through the ions added to it. */
static void
evaluate (const S2pDicPoint *point, double g_leak, const double *g, const double *concentration, const double *slope, double *S, double *J)
{
  const S2pModel *model = point->model;
  guint n = model->n_conductances;

  for (guint i = 0; i < S2P_N_TIMESCALES * n; i++)
    S[i] = point->fixed[i] / g_leak;
  if (J != NULL)
    memcpy (J, S, S2P_N_TIMESCALES * n * sizeof *J);
  for (guint i = 0; i < n; i++)
    {
      Jet column[S2P_N_TIMESCALES];

      if (!model->conductances[i].on_ions)
        continue;
      column_on_ions (point, i, concentration, slope, column);
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        {
          S[k * n + i] = column[k].v / g_leak;
          if (J == NULL)
            continue;
          J[k * n + i] += S[k * n + i];
          for (guint ion = 0; ion < model->n_ions; ion++)
            for (guint j = 0; j < n; j++)
              J[k * n + j] += g[i] / g_leak * model->ions[ion].per_current[j]
                              * (column[k].d[ion] * point->unit_current[j] + column[k].d[S2P_MAX_IONS + ion] * point->unit_slope[j]);
        }
    }
}

void
s2p_dic_point_sensitivity_with (const S2pDicPoint *point, double g_leak, const double *concentration, const double *slope, double *S)
{
  evaluate (point, g_leak, NULL, concentration, slope, S, NULL);
}

void
s2p_dic_point_sensitivity (const S2pDicPoint *point, const double *g, double *S)
{
  double concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS];

  s2p_dic_point_ions (point, g, concentration, slope);
  evaluate (point, g[point->model->leak], g, concentration, slope, S, NULL);
}

void
s2p_dic_point_jacobian (const S2pDicPoint *point, const double *g, double dics[S2P_N_TIMESCALES], double *J)
{
  double concentration[S2P_MAX_IONS], slope[S2P_MAX_IONS], S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];
  guint n = point->model->n_conductances;

  s2p_dic_point_ions (point, g, concentration, slope);
  evaluate (point, g[point->model->leak], g, concentration, slope, S, J);
  for (guint k = 0; k < S2P_N_TIMESCALES; k++)
    {
      dics[k] = 0;
      for (guint i = 0; i < n; i++)
        dics[k] += S[k * n + i] * g[i];
    }
}

void
s2p_dic_point_values (const S2pDicPoint *point, const double *g, double dics[S2P_N_TIMESCALES])
{
  double J[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];

  s2p_dic_point_jacobian (point, g, dics, J);
}

void
s2p_dic_point_gate_weights (const S2pDicPoint *point, guint gate, double weights[S2P_N_TIMESCALES])
{
  memcpy (weights, point->weights + gate * S2P_N_TIMESCALES, S2P_N_TIMESCALES * sizeof *weights);
}

void
s2p_dic_point_ion_weights (const S2pDicPoint *point, guint ion, double weights[S2P_N_TIMESCALES])
{
  memcpy (weights, point->ion_weights[ion], S2P_N_TIMESCALES * sizeof *weights);
}

static double
total (const S2pModel *model, const double *g, double V)
{
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, V);
  double dics[S2P_N_TIMESCALES];

  s2p_dic_point_values (point, g, dics);
  return dics[S2P_FAST] + dics[S2P_SLOW] + dics[S2P_ULTRASLOW];
}

gboolean
s2p_dic_threshold (const S2pModel *model, const double *g, double *V)
{
  const double from = -100, to = 0, step = 1;
  double before = total (model, g, from);

  for (double right = from + step; right <= to; right += step)
    {
      double after = total (model, g, right), low = right - step, high = right;

      if (before > 0 && after <= 0)
        {
          while (high - low > 1e-10)
            {
              double middle = (low + high) / 2;
              *(total (model, g, middle) > 0 ? &low : &high) = middle;
            }
          *V = (low + high) / 2;
          return TRUE;
        }
      before = after;
    }
  return FALSE;
}
