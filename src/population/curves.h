/* DIC curves of a population (thesis, Figures 2.10-2.13): how g_f, g_s, g_u and their sum g_t go with V, as median and bands
 * over the cells; each cell's own threshold; on which timescales each gate acts (weights of eq. 2.12); and the sensitivity matrix
 * at the model's threshold.
 *
 * Cut into parts as a plan (session/plan.h). Memory for a part: four numbers a cell.
 */
#pragma once
#include "model/dics.h"

G_BEGIN_DECLS

typedef enum { S2P_CURVE_F, S2P_CURVE_S, S2P_CURVE_U, S2P_CURVE_T, S2P_N_CURVES } S2pCurve;

/* The shares of the cells below: 5, 25, 50, 75, 95 %. */
enum { S2P_BAND_LEAST, S2P_BAND_LOW, S2P_BAND_MEDIAN, S2P_BAND_HIGH, S2P_BAND_MOST, S2P_N_BANDS };
extern const double s2p_band_shares[S2P_N_BANDS];

typedef struct {
  const S2pModel *model; /* borrowed */
  const double   *g;     /* [n_cells][n_conductances], borrowed */
  gsize           n_cells;
  guint           n_V;
  double          low, step;    /* mV */
  double        (*curves)[S2P_N_CURVES][S2P_N_BANDS]; /* [n_V], units of g_leak */
  guint           n_variables;  /* gates, then ions */
  double        (*weights)[S2P_N_TIMESCALES];         /* [n_V][n_variables], sum 1 */
  double         *thresholds;   /* [n_cells] mV, NAN: none */
  double        (*sensitivity)[S2P_N_TIMESCALES][S2P_N_BANDS]; /* [n_conductances], at the model's threshold */
} S2pCurves;

/* @n_cells > 0. Errors: S2P_ERROR_ARGUMENT for voltages that are no grid of 2 to 10000 within -200 .. 200 mV. */
S2pCurves *s2p_curves_new     (const S2pModel *model, const double *g, gsize n_cells, double low, double high, double step, GError **error);
guint      s2p_curves_n_parts (const S2pCurves *self);
void       s2p_curves_part    (guint index, gpointer self);
void       s2p_curves_free    (S2pCurves *self); /* accepts NULL */
/* "m_Na", "Ca"; free with g_free. */
char      *s2p_curves_variable (const S2pCurves *self, guint variable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pCurves, s2p_curves_free)

G_END_DECLS
