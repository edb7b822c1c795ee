/* Drawing the two axes of a panel, and the room that takes. */
#pragma once
#include "plot/panel.h"

G_BEGIN_DECLS

/* Widens @insets by what the axes need outside the panel's area as it is now placed. */
void s2p_axis_measure_x (const S2pPanel *panel, S2pCanvas *canvas, S2pInsets *insets);
void s2p_axis_measure_y (const S2pPanel *panel, S2pCanvas *canvas, S2pInsets *insets);

void s2p_axis_draw_x    (const S2pPanel *panel, S2pCanvas *canvas);
void s2p_axis_draw_y    (const S2pPanel *panel, S2pCanvas *canvas);

G_END_DECLS
