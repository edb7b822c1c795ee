#include "base/elimination.h"
#include <math.h>
#include <string.h>

#define SMALLEST_PIVOT 1e-10 /* of columns scaled to 1 */

/* The largest element of each column becomes 1; returns the product of the scales. */
static double
scale_columns (guint n_rows, guint n_columns, S2pAugmented M, double *scales)
{
  double product = 1;

  for (guint j = 0; j < n_columns; j++)
    {
      scales[j] = 0;
      for (guint i = 0; i < n_rows; i++)
        scales[j] = fmax (scales[j], fabs (M[i][j]));
      product *= scales[j];
      for (guint i = 0; i < n_rows && scales[j] > 0; i++)
        M[i][j] /= scales[j];
    }
  return product;
}

double
s2p_eliminate (guint n_rows, guint n_columns, S2pAugmented M, gboolean *singular)
{
  double scales[S2P_MAX_ROWS], determinant = scale_columns (n_rows, n_columns, M, scales);

  *singular = FALSE;
  for (guint k = 0; k < n_columns; k++)
    {
      double row[S2P_MAX_ROWS + 1];
      guint pivot = k;

      for (guint i = k + 1; i < n_rows; i++)
        if (fabs (M[i][k]) > fabs (M[pivot][k]))
          pivot = i;
      if (pivot != k)
        {
          memcpy (row, M[k], sizeof row);
          memcpy (M[k], M[pivot], sizeof row);
          memcpy (M[pivot], row, sizeof row);
          determinant = -determinant;
        }
      determinant *= M[k][k];
      if (!(fabs (M[k][k]) > SMALLEST_PIVOT))
        *singular = TRUE;
      for (guint i = k + 1; i < n_rows && M[k][k] != 0; i++)
        {
          double factor = M[i][k] / M[k][k];
          for (guint j = k + 1; j <= n_columns; j++)
            M[i][j] -= factor * M[k][j];
        }
    }
  for (guint j = 0; j < n_columns; j++) /* back to the unknowns as they were */
    for (guint i = 0; i <= j; i++)
      M[i][j] *= scales[j];
  return determinant;
}

void
s2p_back_substitute (guint n_columns, S2pAugmented M, double *x)
{
  for (guint k = n_columns; k-- > 0;)
    {
      x[k] = M[k][n_columns];
      for (guint j = k + 1; j < n_columns; j++)
        x[k] -= M[k][j] * x[j];
      x[k] /= M[k][k];
    }
}
