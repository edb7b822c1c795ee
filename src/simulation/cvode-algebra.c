#include "simulation/cvode-algebra.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sundials/sundials_matrix.h>

static void
linear_sum (realtype a, N_Vector x, realtype b, N_Vector y, N_Vector z)
{
  const sunindextype n = NV_LENGTH_S (x);
  const double *xs = NV_DATA_S (x), *ys = NV_DATA_S (y);
  double *zs = NV_DATA_S (z);

#pragma omp simd
  for (sunindextype i = 0; i < n; i++)
    zs[i] = a * xs[i] + b * ys[i];
}

static void
scale (realtype c, N_Vector x, N_Vector z)
{
  const sunindextype n = NV_LENGTH_S (x);
  const double *xs = NV_DATA_S (x);
  double *zs = NV_DATA_S (z);

#pragma omp simd
  for (sunindextype i = 0; i < n; i++)
    zs[i] = c * xs[i];
}

static void
set_all (realtype c, N_Vector z)
{
  const sunindextype n = NV_LENGTH_S (z);
  double *zs = NV_DATA_S (z);

  for (sunindextype i = 0; i < n; i++)
    zs[i] = c;
}

static realtype
weighted_norm (N_Vector x, N_Vector w)
{
  const sunindextype n = NV_LENGTH_S (x);
  const double *xs = NV_DATA_S (x), *ws = NV_DATA_S (w);
  double sum = 0;

#pragma omp simd reduction(+ : sum)
  for (sunindextype i = 0; i < n; i++)
    sum += xs[i] * ws[i] * (xs[i] * ws[i]);
  return sqrt (sum / n);
}

static int
linear_combination (int n_vectors, realtype *c, N_Vector *X, N_Vector z)
{
  const sunindextype n = NV_LENGTH_S (z);
  double *zs = NV_DATA_S (z);

  for (sunindextype i = 0; i < n; i++) /* z may be one of X */
    {
      double sum = c[0] * NV_Ith_S (X[0], i);

      for (int k = 1; k < n_vectors; k++)
        sum += c[k] * NV_Ith_S (X[k], i);
      zs[i] = sum;
    }
  return 0;
}

static int
scale_add_multi (int n_vectors, realtype *a, N_Vector x, N_Vector *Y, N_Vector *Z)
{
  for (int k = 0; k < n_vectors; k++)
    linear_sum (a[k], x, 1, Y[k], Z[k]);
  return 0;
}

static int
scale_array (int n_vectors, realtype *c, N_Vector *X, N_Vector *Z)
{
  for (int k = 0; k < n_vectors; k++)
    scale (c[k], X[k], Z[k]);
  return 0;
}

N_Vector
s2p_cell_vector_new (guint n, SUNContext context)
{
  N_Vector vector = N_VNew_Serial (n, context);

  if (vector == NULL)
    return NULL;
  vector->ops->nvlinearsum = linear_sum;
  vector->ops->nvscale = scale;
  vector->ops->nvconst = set_all;
  vector->ops->nvwrmsnorm = weighted_norm;
  vector->ops->nvlinearcombination = linear_combination;
  vector->ops->nvscaleaddmulti = scale_add_multi;
  vector->ops->nvscalevectorarray = scale_array;
  return vector;
}

static SUNLinearSolver_Type
solver_type (SUNLinearSolver solver)
{
  return SUNLINEARSOLVER_DIRECT;
}

static int
solver_ready (SUNLinearSolver solver)
{
  return SUNLS_SUCCESS;
}

static int
solver_setup (SUNLinearSolver solver, SUNMatrix matrix)
{
  return SUNLS_SUCCESS; /* factored where gamma is known */
}

static int
solver_solve (SUNLinearSolver solver, SUNMatrix matrix, N_Vector x, N_Vector b, realtype tolerance)
{
  const S2pCellSystem *system = solver->content;

  s2p_jacobian_solve (system->layout, &system->factors, NV_DATA_S (b), NV_DATA_S (x));
  return SUNLS_SUCCESS;
}

static int
solver_free (SUNLinearSolver solver)
{
  solver->content = NULL; /* the caller's */
  SUNLinSolFreeEmpty (solver);
  return SUNLS_SUCCESS;
}

SUNLinearSolver
s2p_cell_solver_new (const S2pCellSystem *system, SUNContext context)
{
  SUNLinearSolver solver = SUNLinSolNewEmpty (context);

  if (solver == NULL)
    return NULL;
  solver->ops->gettype = solver_type;
  solver->ops->initialize = solver_ready;
  solver->ops->setup = solver_setup;
  solver->ops->solve = solver_solve;
  solver->ops->free = solver_free;
  solver->content = (void *) system;
  return solver;
}

static SUNMatrix_ID
matrix_id (SUNMatrix matrix)
{
  return SUNMATRIX_CUSTOM;
}

static void
matrix_free (SUNMatrix matrix)
{
  SUNMatFreeEmpty (matrix);
}

SUNMatrix
s2p_cell_matrix_new (SUNContext context)
{
  SUNMatrix matrix = SUNMatNewEmpty (context);

  if (matrix == NULL)
    return NULL;
  matrix->ops->getid = matrix_id;
  matrix->ops->destroy = matrix_free;
  return matrix;
}
