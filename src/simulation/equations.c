#include "simulation/equations.h"
#include "simulation/simulation.h"
#include <math.h>
#include <string.h>

S2pEquations *
s2p_equations_new (const S2pModel *model)
{
  S2pEquations *equations = g_new0 (S2pEquations, 1);

  equations->model = model;
  equations->rates = s2p_rate_table_new (model);
  equations->n_states = 1 + model->n_ions;
  equations->state = g_new (int, MAX (1, model->n_gates));
  equations->rest_dv = g_new0 (S2pExpression *, MAX (1, model->n_gates));
  equations->rest_dc = g_malloc0_n (MAX (1, model->n_gates), sizeof *equations->rest_dc);
  for (guint i = 0; i < model->n_gates; i++)
    {
      equations->state[i] = model->gates[i].kind == S2P_GATE_INSTANT ? -1 : (int) equations->n_states++;
      if (!model->gates[i].on_ions)
        continue;
      equations->rest_dv[i] = s2p_expression_differentiate (model->gates[i].inf_rest, S2P_VARIABLE_V);
      for (guint ion = 0; ion < model->n_ions; ion++)
        equations->rest_dc[i][ion] = s2p_expression_differentiate (model->gates[i].inf_rest, s2p_model_ion_variable (model, ion));
    }
  return equations;
}

void
s2p_equations_free (S2pEquations *equations)
{
  if (equations == NULL)
    return;
  for (guint i = 0; i < equations->model->n_gates; i++)
    {
      s2p_expression_unref (equations->rest_dv[i]);
      for (guint ion = 0; ion < S2P_MAX_IONS; ion++)
        s2p_expression_unref (equations->rest_dc[i][ion]);
    }
  s2p_rate_table_free (equations->rates);
  g_free (equations->state);
  g_free (equations->rest_dv);
  g_free (equations->rest_dc);
  g_free (equations);
}

void
s2p_equations_start (const S2pEquations *equations, double *y)
{
  const S2pModel *model = equations->model;
  double variables[S2P_MAX_STATES];

  s2p_simulation_start (model, variables);
  memcpy (y, variables, (1 + model->n_ions) * sizeof *y);
  for (guint i = 0; i < model->n_gates; i++)
    if (equations->state[i] >= 0)
      y[equations->state[i]] = variables[s2p_model_gate_variable (model, i)];
}

/* inf of a gate and its slopes by V and the ions. */
typedef struct { double inf, dv, dc[S2P_MAX_IONS]; } Steady;

static Steady
steady_of (const S2pEquations *equations, guint gate, double alone, double alone_dv, const double *y, gboolean slopes)
{
  const S2pModel *model = equations->model;
  Steady steady = { alone, alone_dv, { 0 } };
  double rest;

  if (!model->gates[gate].on_ions)
    return steady;
  rest = s2p_expression_evaluate (model->gates[gate].inf_rest, y);
  steady.inf = alone * rest;
  if (!slopes)
    return steady;
  steady.dv = alone_dv * rest + alone * s2p_expression_evaluate (equations->rest_dv[gate], y);
  for (guint ion = 0; ion < model->n_ions; ion++)
    steady.dc[ion] = alone * s2p_expression_evaluate (equations->rest_dc[gate][ion], y);
  return steady;
}

static inline double
power_of (double x, guint power)
{
  double result = 1;

  while (power-- > 0)
    result *= x;
  return result;
}

#define at(i, j) J[(j) * n_states + (i)]

/* The kinetic scheme of a conductance: dx/dt = A (V) x + b (V). */
static void
evaluate_scheme (const S2pEquations *equations, const S2pConductance *conductance, const double *value, const double *slope,
                 const double *y, double *dy, double *J)
{
  const guint n = conductance->n_gates, n_states = equations->n_states, column = equations->rates->column[conductance->first_gate];
  const guint first = equations->state[conductance->first_gate];
  const double *A = value + column, *b = A + n * n;

  for (guint i = 0; i < n; i++)
    {
      dy[first + i] = b[i];
      for (guint j = 0; j < n; j++)
        dy[first + i] += A[i * n + j] * y[first + j];
      if (J == NULL)
        continue;
      at (first + i, 0) = slope[column + n * n + i];
      for (guint j = 0; j < n; j++)
        {
          at (first + i, 0) += slope[column + i * n + j] * y[first + j];
          at (first + i, first + j) = A[i * n + j];
        }
    }
}

/* Gates of a conductance: their motion, and their values and slopes for open_i. */
static void
evaluate_gates (const S2pEquations *equations, const S2pConductance *conductance, const double *value, const double *slope,
                const double *y, double *dy, double *J, Steady *gates)
{
  const S2pModel *model = equations->model;
  const guint n_states = equations->n_states;

  for (guint k = 0; k < conductance->n_gates; k++)
    {
      const guint gate = conductance->first_gate + k, column = equations->rates->column[gate];
      const int state = equations->state[gate];
      Steady steady;
      double rate, rate_slope;

      if (model->gates[gate].kind == S2P_GATE_KINETIC)
        {
          if (k == 0)
            evaluate_scheme (equations, conductance, value, slope, y, dy, J);
          gates[k] = (Steady) { y[state], 0, { 0 } };
          continue;
        }
      steady = steady_of (equations, gate, value[column], J != NULL ? slope[column] : 0, y, J != NULL);
      if (state < 0)
        {
          gates[k] = steady;
          continue;
        }
      rate = value[column + 1];
      dy[state] = (steady.inf - y[state]) * rate;
      gates[k] = (Steady) { y[state], 0, { 0 } };
      if (J == NULL)
        continue;
      rate_slope = slope[column + 1];
      at (state, state) = -rate;
      at (state, 0) = steady.dv * rate + (steady.inf - y[state]) * rate_slope;
      for (guint ion = 0; ion < model->n_ions; ion++)
        at (state, 1 + ion) = steady.dc[ion] * rate;
    }
}

gboolean
s2p_equations_evaluate (const S2pEquations *equations, const double *g, double current, const double *y, double *dy, double *J)
{
  const S2pModel *model = equations->model;
  const guint n_states = equations->n_states;
  const double V = y[0];
  double value[S2P_RATE_MAX_COLUMNS], slope[S2P_RATE_MAX_COLUMNS];

  for (guint i = 0; i < n_states; i++)
    if (!isfinite (y[i]))
      return FALSE;
  s2p_rate_table_look (equations->rates, V, value, J != NULL ? slope : NULL);
  if (J != NULL)
    memset (J, 0, (gsize) n_states * n_states * sizeof *J);
  dy[0] = current / model->capacitance;
  for (guint ion = 0; ion < model->n_ions; ion++)
    {
      dy[1 + ion] = (model->ions[ion].rest - y[1 + ion]) / model->ions[ion].tau;
      if (J != NULL)
        at (1 + ion, 1 + ion) = -1 / model->ions[ion].tau;
    }
  for (guint i = 0; i < model->n_conductances; i++)
    {
      const S2pConductance *conductance = &model->conductances[i];
      const double drive = V - conductance->reversal;
      Steady gates[S2P_MAX_GATES_PER_CONDUCTANCE];
      double open = 1, effect[1 + S2P_MAX_IONS]; /* of this current on V and the ions */

      evaluate_gates (equations, conductance, value, slope, y, dy, J, gates);
      for (guint k = 0; k < conductance->n_gates; k++)
        open *= power_of (gates[k].inf, model->gates[conductance->first_gate + k].power);
      effect[0] = -1 / model->capacitance;
      for (guint ion = 0; ion < model->n_ions; ion++)
        effect[1 + ion] = model->ions[ion].per_current[i] / model->ions[ion].tau;
      for (guint to = 0; to <= model->n_ions; to++)
        dy[to] += effect[to] * g[i] * open * drive;
      if (J == NULL)
        continue;
      for (guint to = 0; to <= model->n_ions; to++)
        at (to, 0) += effect[to] * g[i] * open;
      for (guint k = 0; k < conductance->n_gates; k++)
        {
          const guint gate = conductance->first_gate + k, power = model->gates[gate].power;
          double by_gate = power == 0 ? 0 : g[i] * drive * power * power_of (gates[k].inf, power - 1);

          if (power == 0)
            continue;
          for (guint other = 0; other < conductance->n_gates; other++)
            if (other != k)
              by_gate *= power_of (gates[other].inf, model->gates[conductance->first_gate + other].power);
          for (guint to = 0; to <= model->n_ions; to++)
            {
              if (equations->state[gate] >= 0)
                {
                  at (to, equations->state[gate]) += effect[to] * by_gate;
                  continue;
                }
              at (to, 0) += effect[to] * by_gate * gates[k].dv;
              for (guint ion = 0; ion < model->n_ions; ion++)
                at (to, 1 + ion) += effect[to] * by_gate * gates[k].dc[ion];
            }
        }
    }
  return TRUE;
}
