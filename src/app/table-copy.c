/* A table as text for a spreadsheet: tab-separated, in the order that is shown. */
#include "app/table-private.h"
#include "base/number.h"

/* A tab or a line break within a field would make two of it. */
static void
append_clean (GString *text, const char *field)
{
  for (; *field != '\0'; field++)
    g_string_append_c (text, *field == '\t' || *field == '\n' || *field == '\r' ? ' ' : *field);
}

/* With the minus sign that other programs read. */
static void
use_plain_minus (GString *field)
{
  g_string_replace (field, "−", "-", 0);
}

/* A number in full, where one is shown; "3.1 ± 0.2" as it is. */
static void
append_field (GString *text, const S2pTableColumn *column, guint row, GString *field)
{
  const S2pTableSource *source = &column->table->source;
  double shown;

  if (column->kind == S2P_COLUMN_CHECK)
    {
      g_string_append_c (text, source->checked != NULL && source->checked (source->data, row, column->index) ? '1' : '0');
      return;
    }
  g_string_truncate (field, 0);
  source->text (source->data, row, column->index, field);
  if (column->kind == S2P_COLUMN_NUMBER)
    use_plain_minus (field);
  if (column->kind == S2P_COLUMN_NUMBER && source->number != NULL && s2p_number_parse (field->str, &shown))
    s2p_number_append (text, source->number (source->data, row, column->index));
  else
    append_clean (text, field->str);
}

static void
append_row (GString *text, S2pTable *self, guint row, GString *field)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\t');
      append_field (text, self->columns->pdata[i], row, field);
    }
  g_string_append_c (text, '\n');
}

static void
append_titles (GString *text, S2pTable *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\t');
      append_clean (text, ((S2pTableColumn *) self->columns->pdata[i])->title);
    }
  g_string_append_c (text, '\n');
}

void
s2p_table_copy (S2pTable *self, gboolean all)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_autoptr (GString) text = g_string_new (NULL), field = g_string_new (NULL);

  if (n == 0)
    return;
  all |= gtk_bitset_is_empty (selected);
  append_titles (text, self);
  for (guint i = 0; i < n; i++)
    if (all || gtk_bitset_contains (selected, i))
      {
        g_autoptr (S2pRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
        append_row (text, self, s2p_row_number (row), field);
      }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}
