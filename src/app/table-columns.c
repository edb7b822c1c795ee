/* The columns of a table: how their cells and heads look. */
#include "app/table-private.h"
#include <string.h>

enum { NARROWEST_TEXT = 10, WIDEST_TEXT = 60 }; /* characters */

S2pTableColumn *
s2p_table_column_new (S2pTable *table, guint index, const S2pColumn *spec)
{
  S2pTableColumn *column = g_new0 (S2pTableColumn, 1);

  column->table = table;
  column->index = index;
  column->title = g_strdup (spec->title);
  column->tooltip = g_strdup (spec->tooltip);
  column->kind = spec->kind;
  column->expand = spec->expand;
  return column;
}

void
s2p_table_column_free (S2pTableColumn *column)
{
  g_free (column->title);
  g_free (column->tooltip);
  g_free (column->numbers);
  g_strfreev (column->keys);
  g_clear_object (&column->view);
  g_free (column);
}

/* --- cells --- */

static guint
row_of (GtkListItem *item)
{
  return s2p_row_number (gtk_list_item_get_item (item));
}

static void
on_toggled (GtkCheckButton *button, GtkListItem *item)
{
  S2pTable *self = S2P_TABLE (gtk_widget_get_ancestor (GTK_WIDGET (button), S2P_TYPE_TABLE));

  if (self != NULL && gtk_list_item_get_item (item) != NULL)
    g_signal_emit_by_name (self, "toggled", row_of (item), gtk_check_button_get_active (button));
}

static void
setup (GtkListItemFactory *factory, GtkListItem *item, S2pTableColumn *column)
{
  GtkWidget *widget;

  if (column->kind == S2P_COLUMN_CHECK)
    {
      widget = gtk_check_button_new ();
      gtk_widget_set_halign (widget, GTK_ALIGN_CENTER);
      g_signal_connect (widget, "toggled", G_CALLBACK (on_toggled), item);
    }
  else
    {
      widget = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (widget), column->kind == S2P_COLUMN_NUMBER ? 1 : 0);
      if (column->kind == S2P_COLUMN_NUMBER)
        gtk_widget_add_css_class (widget, "numeric");
      else
        {
          gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
          gtk_label_set_width_chars (GTK_LABEL (widget), NARROWEST_TEXT);
          gtk_label_set_max_width_chars (GTK_LABEL (widget), WIDEST_TEXT);
        }
    }
  gtk_list_item_set_child (item, widget);
}

/* A check box is called by its column and what its row begins with: "Use, 12". */
static void
name_check (const S2pTableColumn *column, GtkWidget *check, guint row)
{
  const S2pTable *self = column->table;
  g_autoptr (GString) name = g_string_new (column->title);

  for (guint i = 0; i < self->columns->len; i++)
    if (((const S2pTableColumn *) self->columns->pdata[i])->kind == S2P_COLUMN_TEXT)
      {
        g_string_append (name, ", ");
        self->source.text (self->source.data, row, i, name);
        break;
      }
  if (g_strcmp0 (g_object_get_data (G_OBJECT (check), "name"), name->str) == 0)
    return; /* what is told anew travels to the screen reader, cell by cell */
  g_object_set_data_full (G_OBJECT (check), "name", g_strdup (name->str), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str, -1);
}

static void
set_tip (GtkWidget *widget, const char *tip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), tip) != 0)
    gtk_widget_set_tooltip_text (widget, tip);
}

void
s2p_table_fill_cell (S2pTableColumn *column, GtkListItem *item)
{
  const S2pTableSource *source = &column->table->source;
  const guint row = row_of (item);
  GtkWidget *widget = gtk_list_item_get_child (item);

  if (row >= source->n_rows)
    return;
  if (column->kind == S2P_COLUMN_CHECK)
    {
      g_signal_handlers_block_by_func (widget, on_toggled, item);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (widget), source->checked != NULL && source->checked (source->data, row, column->index));
      g_signal_handlers_unblock_by_func (widget, on_toggled, item);
      name_check (column, widget, row);
    }
  else
    {
      g_autoptr (GString) text = g_string_new (NULL);

      source->text (source->data, row, column->index, text);
      gtk_label_set_text (GTK_LABEL (widget), text->str);
      if (source->warns != NULL && source->warns (source->data, row, column->index))
        gtk_widget_add_css_class (widget, "warning");
      else
        gtk_widget_remove_css_class (widget, "warning");
    }
  set_tip (widget, source->tip != NULL ? source->tip (source->data, row, column->index) : NULL);
}

static void
bind (GtkListItemFactory *factory, GtkListItem *item, S2pTableColumn *column)
{
  g_hash_table_insert (column->table->cells, item, column);
  s2p_table_fill_cell (column, item);
}

static void
unbind (GtkListItemFactory *factory, GtkListItem *item, S2pTableColumn *column)
{
  g_hash_table_remove (column->table->cells, item);
}

/* --- heads --- */

/* "g_Na" is shown with a subscript; what is copied and what a file has is the plain name. */
static char *
title_markup (const char *title)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  const char *bar = strchr (escaped, '_');

  if (bar == NULL || strchr (escaped, ' ') != NULL)
    return g_steal_pointer (&escaped);
  return g_strdup_printf ("%.*s<span rise=\"-3000\" size=\"smaller\">%s</span>", (int) (bar - escaped), escaped, bar + 1);
}

static GtkWidget *
find_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *label = find_label (child);
      if (label != NULL)
        return label;
    }
  return NULL;
}

/* GtkColumnView of GTK 4.8 has no way to give a head a tooltip or to set its text to the right, so its widget is looked up:
 * the heads are the children of the view's first child, in the order of the columns. */
static void
dress_head (const S2pTableColumn *column)
{
  GtkWidget *head = gtk_widget_get_first_child (GTK_WIDGET (column->table->view)), *label;

  head = head != NULL ? gtk_widget_get_first_child (head) : NULL;
  for (guint i = 0; head != NULL && i < column->index; i++)
    head = gtk_widget_get_next_sibling (head);
  label = head != NULL ? find_label (head) : NULL;
  if (label == NULL)
    return;
  gtk_widget_set_tooltip_text (head, column->tooltip);
  gtk_label_set_use_markup (GTK_LABEL (label), TRUE);
  if (column->kind == S2P_COLUMN_NUMBER)
    gtk_widget_set_halign (gtk_widget_get_parent (label), GTK_ALIGN_END);
}

void
s2p_table_column_show (S2pTableColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autofree char *markup = title_markup (column->title);

  g_signal_connect (factory, "setup", G_CALLBACK (setup), column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), column);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), column);
  column->view = gtk_column_view_column_new (markup, factory);
  column->sorter = s2p_table_column_sorter (column);
  gtk_column_view_column_set_sorter (column->view, column->sorter);
  g_object_unref (column->sorter);
  gtk_column_view_column_set_resizable (column->view, TRUE);
  gtk_column_view_column_set_expand (column->view, column->expand);
  gtk_column_view_append_column (column->table->view, column->view);
  dress_head (column);
}
