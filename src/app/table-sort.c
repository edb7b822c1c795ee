/* Sorting a table by the heads of its columns. What a column is sorted by is asked for once for all rows and kept until the
 * table is refreshed: comparing is then a matter of numbers.
 */
#include "app/table-private.h"
#include <math.h>
#include <string.h>

static void
free_keys (S2pTableColumn *column)
{
  g_clear_pointer (&column->numbers, g_free);
  g_clear_pointer (&column->keys, g_strfreev);
}

void
s2p_table_forget_keys (S2pTable *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    free_keys (self->columns->pdata[i]);
}

static double
number_of (const S2pTableColumn *column, guint row)
{
  const S2pTableSource *source = &column->table->source;

  if (column->kind == S2P_COLUMN_CHECK)
    return source->checked != NULL && source->checked (source->data, row, column->index) ? 0 : 1;
  return source->number (source->data, row, column->index);
}

/* "2" stands before "10". */
static char *
key_of (const S2pTableColumn *column, guint row, GString *text)
{
  const S2pTableSource *source = &column->table->source;

  g_string_truncate (text, 0);
  source->text (source->data, row, column->index, text);
  return g_utf8_collate_key_for_filename (text->str, text->len);
}

static void
make_keys (S2pTableColumn *column)
{
  const S2pTableSource *source = &column->table->source;
  g_autoptr (GString) text = g_string_new (NULL);

  if (column->kind == S2P_COLUMN_CHECK || (column->kind == S2P_COLUMN_NUMBER && source->number != NULL))
    {
      column->numbers = g_new (double, MAX (1, source->n_rows));
      for (guint i = 0; i < source->n_rows; i++)
        column->numbers[i] = number_of (column, i);
      return;
    }
  column->keys = g_new0 (char *, source->n_rows + 1);
  for (guint i = 0; i < source->n_rows; i++)
    column->keys[i] = key_of (column, i, text);
}

/* What is not known comes last, whatever the direction. */
static int
compare_numbers (double a, double b, int direction)
{
  if (isnan (a) || isnan (b))
    return direction * (!!isnan (a) - !!isnan (b));
  return (a > b) - (a < b);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  S2pTableColumn *column = data;
  const guint row_a = s2p_row_number (a), row_b = s2p_row_number (b), n = column->table->source.n_rows;

  if (column->table->probe != NULL)
    return column->table->probe == column ? -1 : 0;
  if (row_a >= n || row_b >= n)
    return 0;
  if (column->numbers == NULL && column->keys == NULL)
    make_keys (column);
  if (column->numbers != NULL)
    return compare_numbers (column->numbers[row_a], column->numbers[row_b], column->table->direction < 0 ? -1 : 1);
  return strcmp (column->keys[row_a], column->keys[row_b]);
}

GtkSorter *
s2p_table_column_sorter (S2pTableColumn *column)
{
  return GTK_SORTER (gtk_custom_sorter_new (compare_rows, column, NULL));
}

/* GTK 4.8 does not tell by which column it sorts, nor in which direction. So each column is asked to say "before" of any
 * two rows: what the view makes of that tells. The view sorts by the last chosen column, then by those chosen before. */
int
s2p_table_direction (S2pTable *self)
{
  g_autoptr (S2pRow) a = g_object_new (S2P_TYPE_ROW, NULL), b = g_object_new (S2P_TYPE_ROW, NULL);
  int direction = 0;

  for (guint i = 0; i < self->columns->len && direction == 0; i++)
    {
      self->probe = self->columns->pdata[i];
      direction = -gtk_sorter_compare (gtk_column_view_get_sorter (self->view), a, b);
    }
  self->probe = NULL;
  return direction;
}

static gboolean
is_in_order (S2pTable *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sorted));
  g_autoptr (S2pRow) before = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (S2pRow) row = g_list_model_get_item (G_LIST_MODEL (self->sorted), i);

      if (before != NULL)
        {
          const GtkOrdering order = gtk_sorter_compare (sorter, before, row);
          if (order == GTK_ORDERING_LARGER || (order == GTK_ORDERING_EQUAL && s2p_row_number (before) > s2p_row_number (row)))
            return FALSE;
        }
      g_set_object (&before, row);
    }
  return TRUE;
}

void
s2p_table_sort_again (S2pTable *self)
{
  if (self->direction == 0 || is_in_order (self))
    return;
  for (guint i = 0; i < self->columns->len; i++)
    gtk_sorter_changed (((S2pTableColumn *) self->columns->pdata[i])->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}
