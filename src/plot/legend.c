#include "plot/legend.h"
#include "plot/heat.h"

enum { MOST_ENTRIES = 64 };

/* Lays the entries out, draws them where @draw, and returns the height. */
static double
flow (const S2pPanel *panel, S2pCanvas *canvas, double top, gboolean draw)
{
  const S2pTheme *theme = canvas->theme;
  double em = theme->text_size, sample = 1.8 * em, line = 0, x = panel->area.x, y = top;
  double right = panel->area.x + panel->area.width;
  guint n = 0;

  for (guint l = 0; l < panel->n_layers; l++)
    for (guint i = 0; panel->layers[l]->type->legend && n < MOST_ENTRIES; i++, n++)
      {
        S2pLegendEntry entry = { 0 };
        double width, height, most = MAX (panel->area.width - sample, 2 * em);

        if (!panel->layers[l]->type->legend (panel->layers[l], i, &entry))
          break;
        s2p_canvas_measure (canvas, S2P_TEXT_BODY, entry.text, most, &width, &height);
        if (x > panel->area.x && x + sample + width > right)
          {
            x = panel->area.x;
            y += line;
          }
        line = height;
        if (draw)
          {
            const S2pColour colour = entry.shaded ? s2p_heat_colour (theme, entry.shade) : theme->colour[entry.role];

            s2p_canvas_colour (canvas, &colour, entry.patch > 0 ? entry.patch : 1);
            if (entry.patch > 0)
              s2p_canvas_line (canvas, x, y + height / 2, x + 1.3 * em, y + height / 2, 0.8 * em);
            else if (entry.line)
              s2p_canvas_line (canvas, x, y + height / 2, x + 1.3 * em, y + height / 2,
                               theme->line_width * 1.6);
            else
              s2p_canvas_marker (canvas, theme->marker[entry.role], x + 0.65 * em, y + height / 2,
                                 theme->marker_radius);
            s2p_canvas_text (canvas, S2P_TEXT_BODY, entry.text, most, x + sample, y, 0, 0, 0);
          }
        x += sample + width + 1.5 * em;
      }
  return n > 0 ? y + line + theme->gap - top : 0;
}

double
s2p_legend_height (const S2pPanel *panel, S2pCanvas *canvas)
{
  return flow (panel, canvas, 0, FALSE);
}

void
s2p_legend_draw (const S2pPanel *panel, S2pCanvas *canvas, double top)
{
  flow (panel, canvas, top, TRUE);
}

gboolean
s2p_legend_of_roles (const char *const texts[S2P_N_ROLES], const gboolean present[S2P_N_ROLES], gboolean line,
                     guint wanted, S2pLegendEntry *entry)
{
  for (int role = 0; role < S2P_N_ROLES; role++)
    if (present[role] && texts[role] && wanted-- == 0)
      {
        *entry = (S2pLegendEntry) { .text = texts[role], .role = (S2pRole) role, .line = line };
        return TRUE;
      }
  return FALSE;
}
