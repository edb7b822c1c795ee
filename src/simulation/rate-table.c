#include "simulation/rate-table.h"
#include <math.h>

#define V_MIN -150.0
#define V_MAX 100.0
#define ROWS_PER_MV 10

static void
number_columns (S2pRateTable *table)
{
  const S2pModel *model = table->model;
  guint next[3];

  for (guint i = 0; i < model->n_gates; i++)
    {
      table->n_relaxing += model->gates[i].kind == S2P_GATE_RELAXING;
      table->n_instant += model->gates[i].kind == S2P_GATE_INSTANT;
    }
  next[S2P_GATE_RELAXING] = 0;
  next[S2P_GATE_INSTANT] = 2 * table->n_relaxing;
  next[S2P_GATE_KINETIC] = 2 * table->n_relaxing + table->n_instant;
  for (guint i = 0; i < model->n_gates; i++)
    {
      const S2pGate *gate = &model->gates[i];
      const S2pConductance *conductance = &model->conductances[gate->conductance];

      if (gate->kind == S2P_GATE_KINETIC && i != conductance->first_gate)
        {
          table->column[i] = table->column[conductance->first_gate];
          continue;
        }
      table->column[i] = next[gate->kind];
      next[gate->kind] += gate->kind == S2P_GATE_KINETIC ? conductance->n_gates * (conductance->n_gates + 1) : 1;
    }
  table->n_columns = next[S2P_GATE_KINETIC];
}

S2pRateTable *
s2p_rate_table_new (const S2pModel *model)
{
  const guint n_rows = (guint) ((V_MAX - V_MIN) * ROWS_PER_MV) + 1;
  S2pRateTable *table = g_new0 (S2pRateTable, 1);

  table->model = model;
  table->column = g_new0 (guint, MAX (1, model->n_gates));
  number_columns (table);
  table->grid = g_new (double, (gsize) n_rows * 2 * MAX (1, table->n_columns));
  for (guint row = 0; row < n_rows; row++)
    {
      double *values = table->grid + (gsize) row * 2 * table->n_columns, *slopes = values + table->n_columns;

      s2p_rate_table_exact (table, V_MIN + (double) row / ROWS_PER_MV, values, slopes);
      for (guint i = 0; i < table->n_columns; i++)
        slopes[i] /= ROWS_PER_MV;
    }
  return table;
}

void
s2p_rate_table_free (S2pRateTable *table)
{
  if (table == NULL)
    return;
  g_free (table->column);
  g_free (table->grid);
  g_free (table);
}

void
s2p_rate_table_exact (const S2pRateTable *table, double V, double *value, double *slope)
{
  const S2pModel *model = table->model;

  for (guint i = 0; i < model->n_gates; i++)
    {
      const S2pGate *gate = &model->gates[i];
      const S2pConductance *conductance = &model->conductances[gate->conductance];
      guint at = table->column[i], n = conductance->n_gates;

      if (gate->kind == S2P_GATE_KINETIC)
        {
          if (i != conductance->first_gate)
            continue;
          s2p_model_scheme (model, gate->conductance, V, value + at, value + at + n * n);
          if (slope != NULL)
            s2p_model_scheme_slope (model, gate->conductance, V, slope + at, slope + at + n * n);
          continue;
        }
      value[at] = s2p_expression_evaluate (gate->inf_alone, &V);
      if (slope != NULL)
        slope[at] = s2p_expression_evaluate (gate->inf_alone_dv, &V);
      if (gate->kind == S2P_GATE_RELAXING)
        {
          const guint rate = at + table->n_relaxing;

          value[rate] = 1 / s2p_expression_evaluate (gate->tau, &V);
          if (slope != NULL)
            slope[rate] = -value[rate] * value[rate] * s2p_expression_evaluate (gate->tau_dv, &V);
        }
    }
}

void
s2p_rate_table_look (const S2pRateTable *table, double V, double *restrict value, double *restrict slope)
{
  const guint n = table->n_columns;
  double position = (V - V_MIN) * ROWS_PER_MV, row = floor (position), x = position - row;

  if (!(V > V_MIN && V < V_MAX - 1.0 / ROWS_PER_MV))
    {
      s2p_rate_table_exact (table, V, value, slope);
      return;
    }
  const double *restrict left = table->grid + (gsize) row * 2 * n, *restrict right = left + 2 * n;
  const double b = x * x * (3 - 2 * x), a = 1 - b, c = x * (1 - x) * (1 - x), d = -x * x * (1 - x);

#pragma omp simd
  for (guint i = 0; i < n; i++)
    value[i] = a * left[i] + b * right[i] + c * left[n + i] + d * right[n + i];
  if (slope == NULL)
    return;
  const double db = 6 * x * (1 - x) * ROWS_PER_MV, dc = (1 - x) * (1 - 3 * x) * ROWS_PER_MV, dd = x * (3 * x - 2) * ROWS_PER_MV;

#pragma omp simd
  for (guint i = 0; i < n; i++)
    slope[i] = db * (right[i] - left[i]) + dc * left[n + i] + dd * right[n + i];
}
