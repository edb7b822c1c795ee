#include "app/table-private.h"
#include "base/words.h"

G_DEFINE_FINAL_TYPE (S2pTable, s2p_table, GTK_TYPE_WIDGET)

enum { SELECTED, TOGGLED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- selection --- */

static guint
row_at (S2pTable *self, guint position)
{
  g_autoptr (S2pRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  return row != NULL ? s2p_row_number (row) : G_MAXUINT;
}

/* Where a row is shown. */
static guint
position_of (S2pTable *self, guint row)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (self->direction == 0)
    return row < n ? row : G_MAXUINT;
  for (guint i = 0; i < n; i++)
    if (row_at (self, i) == row)
      return i;
  return G_MAXUINT;
}

/* Of several selected rows, the one where the user was before; else the first. */
static guint
find_current (S2pTable *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);
  const guint before = self->current != G_MAXUINT ? position_of (self, self->current) : G_MAXUINT;

  if (gtk_bitset_is_empty (selected))
    return G_MAXUINT;
  if (before != G_MAXUINT && gtk_bitset_contains (selected, before))
    return self->current;
  return row_at (self, gtk_bitset_get_minimum (selected));
}

static void
on_selection_changed (S2pTable *self)
{
  const guint current = find_current (self), before = self->current;

  if (self->silent)
    return;
  self->current = current;
  if (current != before)
    g_signal_emit (self, signals[SELECTED], 0, current);
}

static void
show_row (S2pTable *self, guint position)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      gtk_widget_activate_action (child, "list.scroll-to-item", "u", position);
}

void
s2p_table_select (S2pTable *self, guint row)
{
  const guint position = row != G_MAXUINT ? position_of (self, row) : G_MAXUINT;

  if (row == self->current && (row == G_MAXUINT || (position != G_MAXUINT && gtk_selection_model_is_selected (self->selection, position))))
    return;
  self->silent = TRUE;
  if (position == G_MAXUINT)
    gtk_selection_model_unselect_all (self->selection);
  else
    gtk_selection_model_select_item (self->selection, position, TRUE);
  self->silent = FALSE;
  self->current = position != G_MAXUINT ? row : G_MAXUINT;
  if (position != G_MAXUINT)
    show_row (self, position);
}

/* --- copying --- */

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_table_copy (S2P_TABLE (widget), g_str_equal (action, "table.copy-all"));
}

static void
show_menu (S2pTable *self, double x, double y)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_right_click (S2pTable *self, int n_press, double x, double y)
{
  show_menu (self, x, y);
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  show_menu (S2P_TABLE (widget), gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
  return TRUE;
}

/* --- the object --- */

static void
s2p_table_dispose (GObject *object)
{
  S2pTable *self = S2P_TABLE (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (s2p_table_parent_class)->dispose (object);
}

static void
drop_source (S2pTable *self)
{
  if (self->source.free_data != NULL)
    self->source.free_data (self->source.data);
  self->source = (S2pTableSource) { 0 };
}

static void
s2p_table_finalize (GObject *object)
{
  S2pTable *self = S2P_TABLE (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->rows);
  g_clear_object (&self->filler);
  g_clear_object (&self->view);
  drop_source (self);
  g_ptr_array_unref (self->columns);
  g_hash_table_unref (self->cells);
  g_free (self->name);
  G_OBJECT_CLASS (s2p_table_parent_class)->finalize (object);
}

static void
s2p_table_class_init (S2pTableClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_table_dispose;
  G_OBJECT_CLASS (class)->finalize = s2p_table_finalize;
  signals[SELECTED] = g_signal_new ("selected", S2P_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[TOGGLED] = g_signal_new ("toggled", S2P_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "table.copy-all", NULL, copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_CONTROL_MASK, "table.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
}

static void
add_menu (S2pTable *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_menu_append (menu, _("_Copy"), "table.copy");
  g_menu_append (menu, _("Copy _All Rows"), "table.copy-all");
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_right_click), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
on_sorter_changed (S2pTable *self)
{
  self->direction = s2p_table_direction (self);
}

/* Who sorts wants to see what comes first. */
static void
on_sorted (S2pTable *self)
{
  if (!self->silent && self->source.n_rows > 0)
    show_row (self, 0);
}

static void
s2p_table_init (S2pTable *self)
{
  GtkSorter *sorter;

  self->current = G_MAXUINT;
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_table_column_free);
  self->cells = g_hash_table_new (NULL, NULL);
  self->rows = s2p_rows_new ();
  self->view = g_object_ref_sink (GTK_COLUMN_VIEW (gtk_column_view_new (NULL)));
  sorter = gtk_column_view_get_sorter (self->view);
  g_signal_connect_object (sorter, "changed", G_CALLBACK (on_sorter_changed), self, G_CONNECT_SWAPPED); /* before the list sorts */
  self->sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->rows)), g_object_ref (sorter));
  g_signal_connect_object (sorter, "changed", G_CALLBACK (on_sorted), self, G_CONNECT_SWAPPED); /* and after it */
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->sorted))));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (on_selection_changed), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, self->selection);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  add_menu (self);
}

GtkWidget *
s2p_table_new (const char *name, const S2pColumn *columns, guint n)
{
  S2pTable *self = g_object_new (S2P_TYPE_TABLE, NULL);

  self->name = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  s2p_table_set_columns (self, columns, n);
  return GTK_WIDGET (self);
}

/* --- what is shown --- */

static void
drop_rows (S2pTable *self)
{
  self->silent = TRUE;
  s2p_rows_resize (self->rows, 0);
  self->silent = FALSE;
  self->current = G_MAXUINT;
  s2p_table_forget_keys (self);
}

/* Where no column takes the room that is left, an empty one does: narrower columns than the view is wide are drawn by GTK 4.8
 * as if they had been scrolled too far. */
static void
fill_up (S2pTable *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (((const S2pTableColumn *) self->columns->pdata[i])->expand)
      return;
  self->filler = gtk_column_view_column_new (NULL, gtk_signal_list_item_factory_new ());
  gtk_column_view_column_set_expand (self->filler, TRUE);
  gtk_column_view_append_column (self->view, self->filler);
}

void
s2p_table_set_columns (S2pTable *self, const S2pColumn *columns, guint n)
{
  drop_rows (self);
  drop_source (self);
  for (guint i = 0; i < self->columns->len; i++)
    gtk_column_view_remove_column (self->view, ((S2pTableColumn *) self->columns->pdata[i])->view);
  if (self->filler != NULL)
    gtk_column_view_remove_column (self->view, self->filler);
  g_clear_object (&self->filler);
  g_ptr_array_set_size (self->columns, 0);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->columns, s2p_table_column_new (self, i, &columns[i]));
  for (guint i = 0; i < n; i++)
    s2p_table_column_show (self->columns->pdata[i]);
  fill_up (self);
}

void
s2p_table_set_source (S2pTable *self, const S2pTableSource *source)
{
  const gboolean other_size = source->n_rows != self->source.n_rows;

  drop_source (self);
  self->source = *source;
  if (other_size)
    {
      s2p_table_select (self, G_MAXUINT);
      s2p_table_forget_keys (self);
      self->silent = TRUE;
      s2p_rows_resize (self->rows, source->n_rows); /* what is there already stays: making widgets takes its time */
      self->silent = FALSE;
    }
  s2p_table_refresh (self);
}

void
s2p_table_refresh (S2pTable *self)
{
  GHashTableIter iter;
  gpointer item, column;

  s2p_table_forget_keys (self);
  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &item, &column))
    s2p_table_fill_cell (column, item);
  self->silent = TRUE;
  s2p_table_sort_again (self);
  self->silent = FALSE;
}

void
s2p_table_sort (S2pTable *self, guint column, gboolean descending)
{
  if (column < self->columns->len)
    gtk_column_view_sort_by_column (self->view, ((S2pTableColumn *) self->columns->pdata[column])->view, descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}
