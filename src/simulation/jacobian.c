#include "simulation/jacobian.h"
#include <math.h>
#include <string.h>

/* M [n][n] by rows becomes its inverse (Gauss and Jordan, rows exchanged). FALSE where it is singular. */
static gboolean
invert (guint n, double *M)
{
  double inverse[S2P_SCHEME_SIZE] = { 0 };

  for (guint i = 0; i < n; i++)
    inverse[i * n + i] = 1;
  for (guint column = 0; column < n; column++)
    {
      guint pivot = column;
      double scale;

      for (guint i = column + 1; i < n; i++)
        if (fabs (M[i * n + column]) > fabs (M[pivot * n + column]))
          pivot = i;
      if (!(fabs (M[pivot * n + column]) > 0))
        return FALSE;
      for (guint j = 0; j < n && pivot != column; j++)
        {
          double other = M[pivot * n + j], other_inverse = inverse[pivot * n + j];

          M[pivot * n + j] = M[column * n + j];
          inverse[pivot * n + j] = inverse[column * n + j];
          M[column * n + j] = other;
          inverse[column * n + j] = other_inverse;
        }
      scale = 1 / M[column * n + column];
      for (guint j = 0; j < n; j++)
        {
          M[column * n + j] *= scale;
          inverse[column * n + j] *= scale;
        }
      for (guint i = 0; i < n; i++)
        {
          double factor = M[i * n + column];

          if (i == column || factor == 0)
            continue;
          for (guint j = 0; j < n; j++)
            {
              M[i * n + j] -= factor * M[column * n + j];
              inverse[i * n + j] -= factor * inverse[column * n + j];
            }
        }
    }
  memcpy (M, inverse, n * n * sizeof *M);
  return TRUE;
}

/* to = (I - gamma D)^-1 from, over the gates. */
static inline void
solve_gates (const S2pStateLayout *layout, const S2pJacobianFactors *factors, const double *from, double *to)
{
  for (guint i = 0; i < layout->n_relaxing; i++)
    to[i] = factors->own[i] * from[i];
  for (guint s = 0; s < layout->n_schemes; s++)
    {
      const guint n = layout->scheme_size[s], first = layout->scheme_first[s];
      double sum[S2P_MAX_GATES_PER_CONDUCTANCE] = { 0 };

      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
          sum[i] += factors->scheme[s][i * n + j] * from[first + j];
      memcpy (to + first, sum, n * sizeof *sum);
    }
}

gboolean
s2p_jacobian_factor (const S2pStateLayout *layout, const S2pJacobian *J, double gamma, S2pJacobianFactors *factors)
{
  const guint n_head = layout->n_head, n_gates = layout->n_gates;
  double left[S2P_MAX_HEAD * S2P_MAX_HEAD];

  for (guint i = 0; i < layout->n_relaxing; i++)
    factors->own[i] = 1 / (1 - gamma * J->own[i]);
  for (guint s = 0; s < layout->n_schemes; s++)
    {
      const guint n = layout->scheme_size[s];

      for (guint i = 0; i < n * n; i++)
        factors->scheme[s][i] = (i % (n + 1) == 0) - gamma * J->scheme[s][i];
      if (!invert (n, factors->scheme[s]))
        return FALSE;
    }
  for (guint h = 0; h < n_head; h++)
    {
      for (guint i = 0; i < n_gates; i++)
        {
          factors->from_gate[h][i] = gamma * J->from_gate[h][i];
          factors->to_gate[h][i] = gamma * J->to_gate[h][i];
        }
      solve_gates (layout, factors, factors->to_gate[h], factors->to_gate[h]);
    }
  for (guint i = 0; i < n_head; i++)
    for (guint j = 0; j < n_head; j++)
      {
        double through = 0;

        for (guint k = 0; k < n_gates; k++)
          through += factors->from_gate[i][k] * factors->to_gate[j][k];
        left[i * n_head + j] = (i == j) - gamma * J->head[i][j] - through;
        if (!isfinite (left[i * n_head + j]))
          return FALSE;
      }
  if (!invert (n_head, left))
    return FALSE;
  for (guint i = 0; i < n_head; i++)
    memcpy (factors->head[i], left + i * n_head, n_head * sizeof *left);
  return TRUE;
}

void
s2p_jacobian_solve (const S2pStateLayout *layout, const S2pJacobianFactors *factors, const double *b, double *x)
{
  const guint n_head = layout->n_head, n_gates = layout->n_gates;
  double *gates = x + n_head, sum[S2P_MAX_HEAD];

  for (guint h = 0; h < n_head; h++)
    sum[h] = b[h];
  solve_gates (layout, factors, b + n_head, gates);
  for (guint h = 0; h < n_head; h++)
    {
      double through = 0;

#pragma omp simd reduction(+ : through)
      for (guint i = 0; i < n_gates; i++)
        through += factors->from_gate[h][i] * gates[i];
      sum[h] += through;
    }
  for (guint h = 0; h < n_head; h++)
    {
      double value = 0;

      for (guint j = 0; j < n_head; j++)
        value += factors->head[h][j] * sum[j];
      x[h] = value;
    }
  for (guint h = 0; h < n_head; h++)
    {
      const double value = x[h];

#pragma omp simd
      for (guint i = 0; i < n_gates; i++)
        gates[i] += factors->to_gate[h][i] * value;
    }
}
