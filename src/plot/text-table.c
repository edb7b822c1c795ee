#include "plot/text-table.h"
#include "plot/panel.h"

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  s2p_extent_add (extent, 0, 0);
  s2p_extent_add (extent, 1, 1);
}

static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
}

static gboolean
is_line_of_text (const S2pTextTable *table, guint row)
{
  for (guint column = 1; column < table->n_columns; column++)
    if (table->cells[row * table->n_columns + column])
      return FALSE;
  return TRUE;
}

/* Not clipped: the table begins where the labels of the panels below it do. */
static void
draw_outside (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  const S2pTextTable *table = (const S2pTextTable *) layer;
  const double left = panel->area.x - panel->room.left, width = panel->area.width + panel->room.left + panel->room.right,
               height = panel->area.height / table->n_rows, gap = canvas->theme->gap;

  for (guint row = 0; row < table->n_rows; row++)
    {
      const double top = panel->area.y + row * height;
      double end = 0;

      if (table->ruled && table->ruled[row])
        {
          s2p_canvas_colour (canvas, &canvas->theme->faint, 1);
          s2p_canvas_line (canvas, left, top, left + width, top, canvas->theme->axis_width);
        }
      for (guint column = 0; column < table->n_columns; column++)
        {
          const char *text = table->cells[row * table->n_columns + column];
          const double start = end, most = column == 0 && is_line_of_text (table, row) ? width : (table->right[column] - start) * width - gap;

          end = table->right[column];
          if (text)
            s2p_canvas_text (canvas, S2P_TEXT_BODY, text, most, left + (column == 0 ? start : end) * width, top + height / 2, column == 0 ? 0 : 1, 0.5, 0);
        }
    }
}

static const S2pLayerClass text_table_class = { .fit = fit, .draw = draw, .draw_outside = draw_outside };

void
s2p_text_table_init (S2pTextTable *table, const char *const *cells, guint n_rows, guint n_columns)
{
  *table = (S2pTextTable) { .layer = { &text_table_class }, .cells = cells, .n_rows = MAX (n_rows, 1), .n_columns = MIN (n_columns, S2P_MOST_TEXT_COLUMNS) };
  for (guint i = 0; i < table->n_columns; i++)
    table->right[i] = (i + 1.0) / table->n_columns;
}
