#include "plot/figure.h"
#include <math.h>

typedef struct {
  S2pPanel panel;
  guint    row, column, row_span, column_span;
} Cell;

/* Sizes of the plot areas and of the room around them. */
typedef struct {
  double before_column[S2P_MOST_COLUMNS], after_column[S2P_MOST_COLUMNS], width[S2P_MOST_COLUMNS];
  double before_row[S2P_MOST_ROWS], after_row[S2P_MOST_ROWS], height[S2P_MOST_ROWS];
} Grid;

S2pFigure *
s2p_figure_new (guint n_rows, guint n_columns)
{
  S2pFigure *figure = g_new0 (S2pFigure, 1);

  figure->theme = s2p_theme_get (S2P_THEME_LIGHT);
  figure->n_rows = CLAMP (n_rows, 1, S2P_MOST_ROWS);
  figure->n_columns = CLAMP (n_columns, 1, S2P_MOST_COLUMNS);
  for (guint i = 0; i < S2P_MOST_ROWS; i++)
    figure->row_weight[i] = 1;
  for (guint i = 0; i < S2P_MOST_COLUMNS; i++)
    figure->column_weight[i] = 1;
  figure->cells = g_ptr_array_new_with_free_func (g_free);
  return figure;
}

void
s2p_figure_free (S2pFigure *figure)
{
  if (!figure)
    return;
  g_ptr_array_unref (figure->cells);
  g_free (figure);
}

S2pPanel *
s2p_figure_add (S2pFigure *figure, guint row, guint column, guint row_span, guint column_span)
{
  Cell *cell = g_new0 (Cell, 1);

  cell->row = MIN (row, figure->n_rows - 1);
  cell->column = MIN (column, figure->n_columns - 1);
  cell->row_span = CLAMP (row_span, 1, figure->n_rows - cell->row);
  cell->column_span = CLAMP (column_span, 1, figure->n_columns - cell->column);
  g_ptr_array_add (figure->cells, cell);
  return &cell->panel;
}

/* From the first plot area of a span to the end of its last. */
static double
spanned (const double *size, const double *before, const double *after, guint first, guint span, double gap)
{
  double sum = size[first];

  for (guint i = first + 1; i < first + span; i++)
    sum += after[i - 1] + gap + before[i] + size[i];
  return sum;
}

/* Shares what is left of @total between the areas. */
static void
share (double *size, const double *before, const double *after, const double *weight, guint n, double gap,
       double total)
{
  double left = total - gap * (n - 1), weights = 0;

  for (guint i = 0; i < n; i++)
    {
      left -= before[i] + after[i];
      weights += MAX (weight[i], 0);
    }
  for (guint i = 0; i < n; i++)
    size[i] = weights > 0 ? MAX (left, 0) * MAX (weight[i], 0) / weights : 0;
}

/* Margins depend on numbers, numbers on sizes, sizes on margins: three rounds settle it. */
static void
lay_out (S2pFigure *figure, S2pCanvas *canvas, double width, double height, double gap, Grid *grid)
{
  *grid = (Grid) { 0 };
  for (int round = 0; round < 3; round++)
    {
      Grid need = { 0 };

      share (grid->width, grid->before_column, grid->after_column, figure->column_weight, figure->n_columns,
             gap, width);
      share (grid->height, grid->before_row, grid->after_row, figure->row_weight, figure->n_rows, gap, height);
      for (guint i = 0; i < figure->cells->len; i++)
        {
          Cell *cell = g_ptr_array_index (figure->cells, i);
          guint last_column = cell->column + cell->column_span - 1, last_row = cell->row + cell->row_span - 1;
          S2pInsets insets;

          s2p_panel_measure (&cell->panel, canvas,
                             spanned (grid->width, grid->before_column, grid->after_column, cell->column,
                                      cell->column_span, gap),
                             spanned (grid->height, grid->before_row, grid->after_row, cell->row,
                                      cell->row_span, gap),
                             &insets);
          need.before_column[cell->column] = MAX (need.before_column[cell->column], insets.left);
          need.after_column[last_column] = MAX (need.after_column[last_column], insets.right);
          need.before_row[cell->row] = MAX (need.before_row[cell->row], insets.top);
          need.after_row[last_row] = MAX (need.after_row[last_row], insets.bottom);
        }
      *grid = need;
    }
  share (grid->width, grid->before_column, grid->after_column, figure->column_weight, figure->n_columns, gap,
         width);
  share (grid->height, grid->before_row, grid->after_row, figure->row_weight, figure->n_rows, gap, height);
}

static double
offset (const double *size, const double *before, const double *after, guint index, double gap)
{
  double sum = before[0];

  for (guint i = 0; i < index; i++)
    sum += size[i] + after[i] + gap + before[i + 1];
  return sum;
}

void
s2p_figure_draw (S2pFigure *figure, cairo_t *cr, double width, double height)
{
  const S2pTheme *theme = figure->theme;
  double margin = 2 * theme->gap, gap = 2.5 * theme->gap, top = margin, title;
  S2pCanvas canvas;
  Grid grid;

  cairo_save (cr);
  s2p_canvas_init (&canvas, cr, theme, figure->pixels);
  s2p_canvas_colour (&canvas, &theme->background, 1);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  if (figure->title)
    {
      s2p_canvas_measure (&canvas, S2P_TEXT_TITLE, figure->title, 0, NULL, &title);
      s2p_canvas_text (&canvas, S2P_TEXT_TITLE, figure->title, width - 2 * margin, margin, margin, 0, 0, 0);
      top += title + 1.5 * theme->gap;
    }

  lay_out (figure, &canvas, width - 2 * margin, height - top - margin, gap, &grid);
  for (guint i = 0; i < figure->cells->len; i++)
    {
      Cell *cell = g_ptr_array_index (figure->cells, i);
      guint last_column = cell->column + cell->column_span - 1, last_row = cell->row + cell->row_span - 1;
      S2pRect area = {
        margin + offset (grid.width, grid.before_column, grid.after_column, cell->column, gap),
        top + offset (grid.height, grid.before_row, grid.after_row, cell->row, gap),
        spanned (grid.width, grid.before_column, grid.after_column, cell->column, cell->column_span, gap),
        spanned (grid.height, grid.before_row, grid.after_row, cell->row, cell->row_span, gap),
      };
      S2pInsets room = { grid.before_column[cell->column], grid.after_column[last_column],
                         grid.before_row[cell->row], grid.after_row[last_row] };

      s2p_panel_place (&cell->panel, &area, &room);
      s2p_panel_draw (&cell->panel, &canvas);
    }
  s2p_canvas_clear (&canvas);
  cairo_restore (cr);
}

S2pPanel *
s2p_figure_panel_at (S2pFigure *figure, double x, double y)
{
  for (guint i = 0; i < figure->cells->len; i++)
    {
      Cell *cell = g_ptr_array_index (figure->cells, i);
      const S2pRect *area = &cell->panel.area;
      if (x >= area->x && x <= area->x + area->width && y >= area->y && y <= area->y + area->height)
        return &cell->panel;
    }
  return NULL;
}
