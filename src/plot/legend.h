/* The legend of a panel: one line of samples and words above the plot, more where it is narrow. It
 * never covers data. Layers name the entries; without entries there is no legend. */
#pragma once
#include "plot/panel.h"

G_BEGIN_DECLS

/* Height with the space below it, 0 without entries. */
double s2p_legend_height (const S2pPanel *panel, S2pCanvas *canvas);
void   s2p_legend_draw   (const S2pPanel *panel, S2pCanvas *canvas, double top);

/* Entry @wanted of a layer that has texts for roles: those that are @present and have one. @line: see S2pLegendEntry. FALSE: no more. */
gboolean s2p_legend_of_roles (const char *const texts[S2P_N_ROLES], const gboolean present[S2P_N_ROLES], gboolean line,
                              guint wanted, S2pLegendEntry *entry);

G_END_DECLS
