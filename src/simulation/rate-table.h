/* The functions of V of a model on a fine grid, with their slopes: what one evaluation of its equations needs, in one
 * pass over one row. Cubic Hermite between grid points, so values and slopes are continuous and Newton's method
 * converges; interpolation error about 1e-9 of a function's range. Outside the grid the formulas themselves.
 *
 * Columns: inf_alone of all relaxing gates in their order, then 1 / tau of the same; inf_alone of the instant gates;
 * of each kinetic scheme of n gates A (n x n, by rows), then b. Private to src/simulation.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

#define S2P_RATE_MAX_COLUMNS (S2P_MAX_CONDUCTANCES * (S2P_MAX_GATES_PER_CONDUCTANCE * S2P_MAX_GATES_PER_CONDUCTANCE + S2P_MAX_GATES_PER_CONDUCTANCE))

typedef struct {
  const S2pModel *model;
  guint   n_columns, n_relaxing, n_instant;
  guint  *column;   /* [n_gates] inf_alone of a gate (1 / tau: n_relaxing further on); of a kinetic gate: A of its scheme */
  double *grid;     /* [rows][2][n_columns]: values, slopes times the grid step */
} S2pRateTable;

S2pRateTable *s2p_rate_table_new  (const S2pModel *model);
void          s2p_rate_table_free (S2pRateTable *table); /* accepts NULL */

/* slope may be NULL. */
void          s2p_rate_table_look (const S2pRateTable *table, double V, double *value, double *slope);
/* The formulas themselves: what the table holds between its grid points, too, but for the interpolation error. */
void          s2p_rate_table_exact (const S2pRateTable *table, double V, double *value, double *slope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pRateTable, s2p_rate_table_free)

G_END_DECLS
