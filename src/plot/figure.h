/* A figure: panels on a grid, drawn to any cairo context at any size, or saved.
 *
 * Plot areas line up: panels of one column share their left and right edges, those of one row their
 * top and bottom, whatever their labels need. Weights share out the room that is left to the areas.
 */
#pragma once
#include "plot/panel.h"

G_BEGIN_DECLS

enum { S2P_MOST_ROWS = 16, S2P_MOST_COLUMNS = 16 };

typedef struct {
  const S2pTheme *theme;  /* borrowed; light unless set */
  const char     *title;  /* markup, borrowed; NULL for none */
  double          pixels; /* device pixels per unit of length; 0: ask the cairo context */
  guint           n_rows, n_columns;
  double          row_weight[S2P_MOST_ROWS], column_weight[S2P_MOST_COLUMNS]; /* 1 unless set */
  GPtrArray      *cells;  /* private */
} S2pFigure;

S2pFigure *s2p_figure_new      (guint n_rows, guint n_columns);
void       s2p_figure_free     (S2pFigure *figure); /* accepts NULL */

/* A new panel over @row_span x @column_span cells of the grid; belongs to @figure. */
S2pPanel  *s2p_figure_add      (S2pFigure *figure, guint row, guint column, guint row_span, guint column_span);

/* Lays out and draws the whole figure into (0, 0) .. (@width, @height), background included. */
void       s2p_figure_draw     (S2pFigure *figure, cairo_t *cr, double width, double height);

/* The panel whose plot area holds a point of the last drawing, or NULL. */
S2pPanel  *s2p_figure_panel_at (S2pFigure *figure, double x, double y);

/* Writes the figure as SVG, PDF or PNG (two pixels a point), by the ending of @path. The file appears
 * whole or not at all. Sizes in points (1/72 inch), 1 .. 5000. Fails with S2P_ERROR_ARGUMENT for an
 * unknown ending or a size out of range, S2P_ERROR_FILE where the file cannot be written. */
gboolean   s2p_figure_save     (S2pFigure *figure, const char *path, double width, double height,
                                GError **error);

/* FALSE, with the same error, where the ending of @path is not known: for asking before long work. */
gboolean   s2p_figure_can_save (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pFigure, s2p_figure_free)

G_END_DECLS
