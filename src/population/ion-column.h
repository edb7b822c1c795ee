/* What a conductance that depends on the model's one ion does to g_s and g_u, as a fast function of the concentration.
 *
 * Its column of S * g_leak is a (c) + b (c) c', with the ion's steady state c and its slope c'; a and b depend on nothing else at
 * a given voltage. They are tabulated from the DICs themselves: polynomials on panels of a sixteenth of an octave,
 * checked when they are made to 1e-12 of the panel's greatest value; where that fails, and beyond the panels, the model's formulas are
 * evaluated. So the table changes nothing but the time it takes.
 */
#pragma once
#include "model/dics.h"

G_BEGIN_DECLS

typedef struct _S2pIonColumn S2pIonColumn;

enum { S2P_COLUMN_S, S2P_COLUMN_U, S2P_COLUMN_S_SLOPE, S2P_COLUMN_U_SLOPE, S2P_COLUMN_SIZE };

/* Borrows @point, whose model has one ion. Immutable: share it between threads. */
S2pIonColumn *s2p_ion_column_new      (const S2pDicPoint *point, guint conductance);
void          s2p_ion_column_free     (S2pIonColumn *column); /* accepts NULL */
/* a and b at @concentration. */
void          s2p_ion_column_evaluate (const S2pIonColumn *column, double concentration, double value[S2P_COLUMN_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pIonColumn, s2p_ion_column_free)

G_END_DECLS
