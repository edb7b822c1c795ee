/* Dynamic input conductances (Drion et al. 2015; thesis, eqs. 2.10-2.14 and Appendix C.1).
 *
 * At one voltage V: g_f, g_s, g_u = S g, in units of g_leak, where S [3][n_conductances] by rows is the
 * sensitivity matrix (already divided by g_leak). The slope of each gating variable is shared between two
 * neighbouring timescales by the logarithm of its time constant (eq. 2.12); the slope of the membrane
 * current itself is fast. A gate that depends on an ion brings a second term, d inf/d ion * d ion_inf/dV,
 * weighted by the ion's own time constant; ion_inf (V) is the ion's steady state with the calcium currents
 * at their steady state, driving force included. That is the only way in which S depends on g.
 *
 * A point is immutable: share it between threads. @g: n_conductances values, g[leak] > 0.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

typedef struct _S2pDicPoint S2pDicPoint;

S2pDicPoint    *s2p_dic_point_new   (const S2pModel *model, double V); /* borrows the model */
void            s2p_dic_point_free  (S2pDicPoint *point);              /* accepts NULL */
const S2pModel *s2p_dic_point_model (const S2pDicPoint *point);

/* Steady-state ion concentrations and their slopes d/dV, n_ions each. */
void s2p_dic_point_ions        (const S2pDicPoint *point, const double *g, double *concentration, double *slope);
/* S with the ions as given (not necessarily those of g): what the fixed-point iteration needs. */
void s2p_dic_point_sensitivity_with (const S2pDicPoint *point, double g_leak, const double *concentration,
                                     const double *slope, double *S);
void s2p_dic_point_sensitivity (const S2pDicPoint *point, const double *g, double *S);
void s2p_dic_point_values      (const S2pDicPoint *point, const double *g, double dics[S2P_N_TIMESCALES]);
/* The values, and the exact derivatives d DIC / d g [3][n_conductances] with g_leak held: S, plus what
 * a conductance does through the ions. */
void s2p_dic_point_jacobian    (const S2pDicPoint *point, const double *g, double dics[S2P_N_TIMESCALES], double *J);

/* Shares of the slope of a gate, or of an ion, on the timescales (eq. 2.12); their sum is 1. */
void s2p_dic_point_gate_weights (const S2pDicPoint *point, guint gate, double weights[S2P_N_TIMESCALES]);
void s2p_dic_point_ion_weights  (const S2pDicPoint *point, guint ion, double weights[S2P_N_TIMESCALES]);

/* The cell's own threshold: the first zero of g_f + g_s + g_u, coming from -100 mV, at which it falls
 * (thesis, eq. 2.13), searched up to 0 mV. FALSE where there is none. */
gboolean s2p_dic_threshold (const S2pModel *model, const double *g, double *V);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pDicPoint, s2p_dic_point_free)

G_END_DECLS
