/* The scale of stacked traces: a bar beside the lowest row, or small axes. For trace.c. */
#pragma once
#include "plot/panel.h"
#include "plot/trace.h"

G_BEGIN_DECLS

/* The values' axis of one row as it lies on the panel, for pixels <-> values. */
S2pAxis s2p_trace_values        (const S2pTrace *trace, gsize row, const S2pPanel *panel);

void    s2p_trace_measure_scale (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas,
                                 S2pInsets *outside);
void    s2p_trace_draw_scale    (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas);
double  s2p_trace_row_indent    (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas);

G_END_DECLS
