#include "simulation/fast-plan.h"
#include <math.h>
#include <string.h>

#define MAX_SCHEME S2P_MAX_GATES_PER_CONDUCTANCE

/* P = exp (h A) - 1 by scaling, Taylor series and squaring; n <= 4. */
static void
exponential (guint n, const double *A, double h, double *P)
{
  double term[MAX_SCHEME * MAX_SCHEME], next[MAX_SCHEME * MAX_SCHEME], norm = 0;
  int squarings = 0;

  for (guint i = 0; i < n * n; i++)
    norm = MAX (norm, fabs (A[i]) * h * n);
  while (norm > 0.25 && squarings < 60)
    {
      norm /= 2;
      h /= 2;
      squarings++;
    }
  for (guint i = 0; i < n * n; i++)
    {
      P[i] = 0;
      term[i] = i % (n + 1) == 0;
    }
  for (guint order = 1; order <= 12; order++)
    {
      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
          {
            next[i * n + j] = 0;
            for (guint k = 0; k < n; k++)
              next[i * n + j] += term[i * n + k] * A[k * n + j] * h / order;
          }
      memcpy (term, next, n * n * sizeof *term);
      for (guint i = 0; i < n * n; i++)
        P[i] += term[i];
    }
  while (squarings-- > 0) /* (1 + P)^2 - 1 */
    {
      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
          {
            next[i * n + j] = 2 * P[i * n + j];
            for (guint k = 0; k < n; k++)
              next[i * n + j] += P[i * n + k] * P[k * n + j];
          }
      memcpy (P, next, n * n * sizeof *P);
    }
}

static void
fill_scheme (const S2pModel *model, guint conductance, double V, double h, double *values)
{
  double A[MAX_SCHEME * MAX_SCHEME], b[MAX_SCHEME], inf[MAX_SCHEME], slope[MAX_SCHEME];
  guint n = model->conductances[conductance].n_gates;
  double *P = values, *q = values + n * n;

  s2p_model_scheme (model, conductance, V, A, b);
  s2p_model_steady_gates (model, conductance, &V, inf, slope);
  exponential (n, A, h, P);
  for (guint i = 0; i < n; i++)
    {
      q[i] = 0;
      for (guint j = 0; j < n; j++)
        q[i] -= P[i * n + j] * inf[j];
    }
}

static void
fill_row (const S2pFastPlan *plan, double span, double V, double *values)
{
  const S2pModel *model = plan->model;

  for (guint i = 0; i < plan->n_moves; i++)
    {
      const S2pFastMove *move = &plan->moves[i];
      const S2pGate *gate = &model->gates[move->gate];

      if (move->kind == S2P_GATE_KINETIC)
        {
          fill_scheme (model, gate->conductance, V, span, values + move->column);
          continue;
        }
      values[move->column] = s2p_expression_evaluate (gate->inf_alone, &V);
      if (move->kind == S2P_GATE_RELAXING)
        values[move->column + 1] = -expm1 (-span / s2p_expression_evaluate (gate->tau, &V));
    }
}

static void
list_moves (S2pFastPlan *plan)
{
  const S2pModel *model = plan->model;

  plan->moves = g_new0 (S2pFastMove, MAX (1, model->n_gates));
  for (guint i = 0; i < model->n_gates; i++)
    {
      const S2pGate *gate = &model->gates[i];
      S2pFastMove *move = &plan->moves[plan->n_moves];
      guint n = model->conductances[gate->conductance].n_gates;

      if (gate->kind == S2P_GATE_KINETIC && i != model->conductances[gate->conductance].first_gate)
        continue; /* moves with the first gate of its scheme */
      plan->n_moves++;
      move->kind = gate->kind;
      move->gate = i;
      move->column = plan->n_columns;
      move->n = gate->kind == S2P_GATE_KINETIC ? n : 1;
      if (gate->on_ions)
        {
          move->rest = gate->inf_rest;
          plan->rest_depth = MAX (plan->rest_depth, s2p_expression_depth (move->rest) + 1);
        }
      plan->n_columns += gate->kind == S2P_GATE_KINETIC ? n * n + n : gate->kind == S2P_GATE_RELAXING ? 2 : 1;
    }
}

/* Values of one span, [n_rows][n_columns]. */
static void
fill_table (const S2pFastPlan *plan, double span, double *values)
{
  for (guint row = 0; row < plan->n_rows; row++)
    fill_row (plan, span, S2P_FAST_V_MIN + (double) row / S2P_FAST_ROWS_PER_MV, values + (gsize) row * plan->n_columns);
}

/* The difference to the next row; none in the last row, or where a formula fails (far from where cells go). */
static double
difference_at (const S2pFastPlan *plan, const double *values, guint row, guint column)
{
  const double *value = values + (gsize) row * plan->n_columns + column;

  double difference = row + 1 < plan->n_rows ? value[plan->n_columns] - value[0] : 0;

  return isfinite (difference) ? difference : 0;
}

/* The smallest power of two in which all differences of a column fit. */
static double
unit_of (const S2pFastPlan *plan, const double *values, guint column)
{
  const gsize size = (gsize) plan->n_rows * plan->n_columns;
  double largest = 1e-200;

  for (guint span = 0; span < S2P_FAST_SPANS; span++)
    for (guint row = 0; row < plan->n_rows; row++)
      largest = fmax (largest, fabs (difference_at (plan, values + span * size, row, column)));
  return exp2 (ceil (log2 (largest)) + 1 - (S2P_FAST_LOW_BITS - 1));
}

static guint64
pack (double value, double difference, double unit)
{
  const guint64 half = G_GUINT64_CONSTANT (1) << (S2P_FAST_LOW_BITS - 1), low = 2 * half - 1;
  union { double d; guint64 i; } word = { .d = fabs (value) < 1e-290 ? 1e-290 : value }; /* no denormal numbers: they are slow */

  word.i = ((word.i + half) & ~low) | (half + (guint64) llround (difference / unit));
  return word.i;
}

static void
pack_tables (S2pFastPlan *plan, const double *values)
{
  const guint n = plan->n_columns;
  const gsize size = (gsize) plan->n_rows * n;

  for (guint column = 0; column < n; column++)
    {
      const double unit = plan->unit[column] = unit_of (plan, values, column);

      for (guint span = 0; span < S2P_FAST_SPANS; span++)
        for (guint row = 0; row < plan->n_rows; row++)
          plan->table[span * size + (gsize) row * n + column] = pack (values[span * size + (gsize) row * n + column],
                                                                       difference_at (plan, values + span * size, row, column), unit);
    }
}

S2pFastPlan *
s2p_fast_plan_new (const S2pModel *model, double step)
{
  S2pFastPlan *plan = g_new0 (S2pFastPlan, 1);
  const double coarse = step * S2P_FAST_COARSE, spans[S2P_FAST_SPANS] = { step, (step + coarse) / 2, coarse };
  g_autofree double *values = NULL;
  gsize size;

  plan->model = model;
  plan->step = step;
  list_moves (plan);
  plan->n_rows = (guint) ((S2P_FAST_V_MAX - S2P_FAST_V_MIN) * S2P_FAST_ROWS_PER_MV) + 1;
  size = (gsize) plan->n_rows * plan->n_columns;
  plan->table = g_new0 (guint64, S2P_FAST_SPANS * size + 1);
  plan->unit = g_new0 (double, MAX (1, plan->n_columns));
  values = g_new0 (double, S2P_FAST_SPANS * size + 1);
  for (guint i = 0; i < S2P_FAST_SPANS; i++)
    fill_table (plan, spans[i], values + i * size);
  pack_tables (plan, values);
  for (guint i = 0; i < model->n_ions; i++)
    {
      plan->ion_k[i][0] = -expm1 (-step / model->ions[i].tau);
      plan->ion_k[i][1] = -expm1 (-coarse / model->ions[i].tau);
    }
  return plan;
}

void
s2p_fast_plan_free (S2pFastPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->table);
  g_free (plan->unit);
  g_free (plan->moves);
  g_free (plan);
}
