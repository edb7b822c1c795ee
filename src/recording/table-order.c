#include "recording/table-order.h"
#include "recording/column-role.h"

#define ORDERED_COLUMNS 0.6

S2pRowOrder
s2p_order_of_rows (const S2pSample *sample, guint first_column)
{
  S2pRowOrder order = { 0 };
  guint width = 0;

  for (guint row = sample->data_row; row < sample->rows->len; row++)
    {
      const S2pCell *before = NULL;
      guint n_cells = g_array_index (sample->rows, S2pRow, row).n_cells;
      gboolean empty = FALSE;

      order.ragged = order.ragged || (width > 0 && n_cells != width);
      width = n_cells;
      for (guint column = first_column; column < n_cells; column++)
        {
          const S2pCell *cell = s2p_sample_cell (sample, row, column);

          empty = empty || cell->kind == S2P_CELL_EMPTY;
          if (cell->kind != S2P_CELL_NUMBER)
            continue;
          order.gaps = order.gaps || empty;
          if (before != NULL)
            {
              order.steps++;
              order.up += cell->value > before->value;
            }
          before = cell;
        }
    }
  return order;
}

gboolean
s2p_column_is_counter (const S2pColumn *c)
{
  return c->even && c->step == 1 && (c->first == 0 || c->first == 1) && c->n_empty == 0;
}

gboolean
s2p_column_may_be_ids (const S2pColumn *c)
{
  return c->n_whole * 10 >= c->n_numbers * 9;
}

gboolean
s2p_columns_are_units (const S2pSample *sample)
{
  guint n_units = 0;

  for (guint column = 0; column < sample->n_columns; column++)
    {
      S2pColumn c;

      if (!s2p_column_is_one_unit (s2p_sample_name (sample, column)))
        continue;
      s2p_sample_describe_column (sample, column, &c);
      if (c.n_lists > 0 || c.n_texts > c.n_numbers)
        return FALSE;
      n_units += c.n_numbers > 0;
    }
  return n_units > 1;
}

gboolean
s2p_columns_are_ordered (const S2pSample *sample)
{
  guint considered = 0, ordered = 0;

  for (guint column = 0; column < sample->n_columns; column++)
    {
      S2pColumn c;
      gsize steps;

      s2p_sample_describe_column (sample, column, &c);
      steps = c.n_up + c.n_down + c.n_same;
      if (steps == 0)
        continue;
      considered++;
      ordered += (double) c.n_up >= S2P_IN_ORDER * (double) steps;
    }
  return considered > 0 && (double) ordered > ORDERED_COLUMNS * considered;
}

gboolean
s2p_a_column_repeats (const S2pSample *sample, guint first_column)
{
  for (guint column = first_column; column < sample->n_columns; column++)
    {
      S2pColumn c;

      s2p_sample_describe_column (sample, column, &c);
      if (c.n_numbers > 4 && c.n_distinct * 2 <= c.n_numbers)
        return TRUE;
    }
  return FALSE;
}

S2pUnitOrder
s2p_order_within_units (const S2pSample *sample, guint ids, guint times)
{
  g_autoptr (GHashTable) last = g_hash_table_new (g_str_hash, g_str_equal);
  S2pUnitOrder order = { 0 };

  for (guint row = sample->data_row; row < sample->rows->len; row++)
    {
      const S2pCell *a = s2p_sample_cell (sample, row, ids), *t = s2p_sample_cell (sample, row, times);
      const S2pCell *before;

      if (a == NULL || t == NULL || t->kind != S2P_CELL_NUMBER)
        continue;
      before = g_hash_table_lookup (last, a->text);
      if (before != NULL)
        {
          order.up += t->value > before->value;
          order.down += t->value < before->value;
          order.same += t->value == before->value;
        }
      g_hash_table_insert (last, (gpointer) a->text, (gpointer) t);
    }
  return order;
}

gboolean
s2p_columns_are_unit_and_time (const S2pSample *sample, guint ids, guint times)
{
  S2pColumn id, time;
  S2pUnitOrder order;
  gsize steps;
  gboolean labels;

  s2p_sample_describe_column (sample, ids, &id);
  s2p_sample_describe_column (sample, times, &time);
  labels = id.n_texts * 10 >= s2p_sample_n_data_rows (sample) * 9 && id.n_dates == 0;
  if (!labels && (id.n_whole * 10 < s2p_sample_n_data_rows (sample) * 9 || id.min < -1
                  || id.n_distinct * 2 > id.n_numbers))
    return FALSE;
  if (time.n_numbers * 10 < s2p_sample_n_data_rows (sample) * 9 || time.n_numbers < 2)
    return FALSE;
  if (time.even && time.n_numbers > 4 && id.n_down > 0)
    return FALSE; /* counts on a grid of bins */
  order = s2p_order_within_units (sample, ids, times);
  steps = order.up + order.down + order.same;
  if (steps < 3 && s2p_sample_name (sample, times) != NULL)
    return FALSE; /* any table of properties looks so */
  if (steps == 0)
    return labels;
  return (double) (order.up + order.same) >= S2P_IN_ORDER * (double) steps && order.up >= order.same;
}
