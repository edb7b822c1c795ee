#include "simulation/equations.h"
#include <string.h>

static inline double
power_of (double x, guint power)
{
  double square = x * x, result;

  switch (power)
    {
    case 0: return 1;
    case 1: return x;
    case 2: return square;
    case 3: return square * x;
    case 4: return square * square;
    default:
      result = square * square;
      while (power-- > 4)
        result *= x;
      return result;
    }
}

/* Kinetic schemes: dx/dt = A (V) x + b (V). */
static void
move_schemes (const S2pEquations *equations, const double *value, const double *slope, const double *y, double *dy, S2pJacobian *J)
{
  const S2pStateLayout *layout = &equations->layout;
  guint at = 2 * layout->n_relaxing + equations->rates->n_instant;

  for (guint s = 0; s < layout->n_schemes; s++)
    {
      const guint n = layout->scheme_size[s], first = layout->n_head + layout->scheme_first[s];
      const double *A = value + at, *b = A + n * n;

      for (guint i = 0; i < n; i++)
        {
          dy[first + i] = b[i];
          for (guint j = 0; j < n; j++)
            dy[first + i] += A[i * n + j] * y[first + j];
          if (J == NULL)
            continue;
          double *by_V = &J->to_gate[0][layout->scheme_first[s] + i];

          *by_V = slope[at + n * n + i];
          for (guint j = 0; j < n; j++)
            {
              *by_V += slope[at + i * n + j] * y[first + j];
              J->scheme[s][i * n + j] = A[i * n + j];
            }
        }
      at += n * (n + 1);
    }
}

/* Steady states get their factor that depends on ions; @ion_slope [factor][ion]: their slopes by the ions. */
static void
apply_factors (const S2pEquations *equations, const double *y, double *value, double *slope, double (*ion_slope)[S2P_MAX_IONS])
{
  for (guint i = 0; i < equations->n_factors; i++)
    {
      const S2pIonFactor *factor = &equations->factors[i];
      const guint column = factor->column;
      double alone = value[column], rest = s2p_expression_evaluate (factor->rest, y);

      value[column] = alone * rest;
      if (slope == NULL)
        continue;
      slope[column] = slope[column] * rest + alone * s2p_expression_evaluate (factor->rest_dv, y);
      for (guint ion = 0; ion < equations->model->n_ions; ion++)
        ion_slope[i][ion] = alone * s2p_expression_evaluate (factor->rest_dc[ion], y);
    }
}

/* The Jacobian's columns of the gates, and its rows of the relaxing ones. */
static void
slopes_of_gates (const S2pEquations *equations, const double *value, const double *slope, double (*ion_slope)[S2P_MAX_IONS],
                 const double *y, S2pJacobian *J)
{
  const S2pStateLayout *layout = &equations->layout;
  const guint n = layout->n_relaxing;

  for (guint i = 0; i < n; i++)
    {
      const double rate = value[n + i];

      J->own[i] = -rate;
      J->to_gate[0][i] = slope[i] * rate + (value[i] - y[layout->n_head + i]) * slope[n + i];
    }
  for (guint i = 0; i < equations->n_factors; i++)
    for (guint ion = 0; ion < equations->model->n_ions; ion++)
      if (equations->factors[i].value < n)
        J->to_gate[1 + ion][equations->factors[i].value] = ion_slope[i][ion] * value[n + equations->factors[i].value];
}

/* What a conductance adds to the slopes of V and the ions by its gates. */
static void
slopes_of_current (const S2pEquations *equations, guint i, double g_drive, const double *gates, const double *slope,
                   double (*ion_slope)[S2P_MAX_IONS], S2pJacobian *J)
{
  const S2pStateLayout *layout = &equations->layout;

  for (guint k = 0; k < equations->n_terms[i]; k++)
    {
      const S2pTerm *term = &equations->terms[i][k];
      double by_gate = g_drive * term->power * power_of (gates[term->value], term->power - 1);

      for (guint other = 0; other < equations->n_terms[i]; other++)
        if (other != k)
          by_gate *= power_of (gates[equations->terms[i][other].value], equations->terms[i][other].power);
      for (guint to = 0; to < equations->n_effects[i]; to++)
        {
          const double effect = equations->effect[i][to] * by_gate;

          if (term->value < layout->n_gates)
            {
              J->from_gate[to][term->value] += effect;
              continue;
            }
          J->head[to][0] += effect * slope[2 * layout->n_relaxing + term->value - layout->n_gates];
          for (guint f = 0; f < equations->n_factors; f++)
            for (guint ion = 0; ion < equations->model->n_ions && equations->factors[f].value == term->value; ion++)
              J->head[to][1 + ion] += effect * ion_slope[f][ion];
        }
    }
}

static void
clear (const S2pStateLayout *layout, S2pJacobian *J)
{
  memset (J->head, 0, sizeof J->head);
  for (guint i = 0; i < layout->n_head; i++)
    {
      memset (J->from_gate[i], 0, layout->n_gates * sizeof **J->from_gate);
      memset (J->to_gate[i], 0, layout->n_gates * sizeof **J->to_gate);
    }
}

static gboolean
all_finite (const double *y, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += y[i] - y[i]; /* 0, or not a number */
  return sum == 0;
}

gboolean
s2p_equations_evaluate (const S2pEquations *equations, const double *g, double current, const double *y, double *dy, S2pJacobian *J)
{
  const S2pModel *model = equations->model;
  const S2pStateLayout *layout = &equations->layout;
  const guint n = layout->n_relaxing, n_head = layout->n_head, n_instant = equations->rates->n_instant;
  const double V = y[0];
  double value[S2P_RATE_MAX_COLUMNS], slopes[S2P_RATE_MAX_COLUMNS], *slope = J != NULL ? slopes : NULL;
  double gates[S2P_MAX_GATES], ion_slope[S2P_MAX_GATES][S2P_MAX_IONS];

  if (!all_finite (y, equations->n_states))
    return FALSE;
  s2p_rate_table_look (equations->rates, V, value, slope);
  apply_factors (equations, y, value, slope, ion_slope);
  for (guint i = 0; i < n; i++)
    dy[n_head + i] = (value[i] - y[n_head + i]) * value[n + i];
  if (J != NULL)
    {
      clear (layout, J);
      slopes_of_gates (equations, value, slope, ion_slope, y, J);
    }
  move_schemes (equations, value, slope, y, dy, J);
  for (guint i = 0; i < layout->n_gates; i++)
    gates[i] = y[n_head + i];
  for (guint i = 0; i < n_instant; i++)
    gates[layout->n_gates + i] = value[2 * n + i];

  dy[0] = current / model->capacitance;
  for (guint ion = 0; ion < model->n_ions; ion++)
    {
      dy[1 + ion] = (model->ions[ion].rest - y[1 + ion]) / model->ions[ion].tau;
      if (J != NULL)
        J->head[1 + ion][1 + ion] = -1 / model->ions[ion].tau;
    }
  for (guint i = 0; i < model->n_conductances; i++)
    {
      const double drive = V - model->conductances[i].reversal;
      double open = g[i];

      for (guint k = 0; k < equations->n_terms[i]; k++)
        open *= power_of (gates[equations->terms[i][k].value], equations->terms[i][k].power);
      for (guint to = 0; to < equations->n_effects[i]; to++)
        dy[to] += equations->effect[i][to] * open * drive;
      if (J == NULL)
        continue;
      for (guint to = 0; to < equations->n_effects[i]; to++)
        J->head[to][0] += equations->effect[i][to] * open;
      slopes_of_current (equations, i, g[i] * drive, gates, slope, ion_slope, J);
    }
  return TRUE;
}
