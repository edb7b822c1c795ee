/* The steps by which s2p_model_parse () goes from text to model; for src/model only. */
#pragma once
#include "model/model.h"
#include "model/model-text.h"

G_BEGIN_DECLS

/* The voltages, mV, over which formulas must be finite and time constants positive. As many to a mV as the simulators
 * tabulate: published formulas with a hole, 0 / 0, have it at -43.2 as well as at -40. */
#define S2P_CHECKED_V_MIN -120
#define S2P_CHECKED_V_MAX 80
#define S2P_CHECKED_PER_MV 10

/* No section that a model does not have. */
gboolean s2p_model_check_sections (const S2pModelText *text, GError **error);
/* Which ions, conductances and gates there are: names only. */
gboolean s2p_model_read_skeleton  (const S2pModelText *text, S2pModel *model, GError **error);
/* Of the finished model: formulas finite where a cell can go, no steady state without a gate. */
gboolean s2p_model_check_formulas (const S2pModelText *text, const S2pModel *model, GError **error);
/* No line that nobody asked for. */
gboolean s2p_model_check_lines    (const S2pModelText *text, GError **error);

S2pTextSection *s2p_model_conductance_section (const S2pModelText *text, const S2pModel *model, guint index);
/* The line "<before><gate><after> = ..." of a conductance, or NULL. */
S2pTextLine    *s2p_model_gate_line (const S2pModelText *text, const S2pModel *model, const S2pGate *gate, const char *before, const char *after);

#define S2P_CONDUCTANCE_PREFIX "conductance "
#define S2P_ION_PREFIX "ion "

G_END_DECLS
