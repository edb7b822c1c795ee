#include "app/table-private.h"
#include <string.h>

struct _S2pRow {
  GObject parent;
  guint   number;
};

G_DEFINE_FINAL_TYPE (S2pRow, s2p_row, G_TYPE_OBJECT)

static void
s2p_row_class_init (S2pRowClass *class)
{
}

static void
s2p_row_init (S2pRow *self)
{
}

guint
s2p_row_number (const S2pRow *self)
{
  return self->number;
}

struct _S2pRows {
  GObject  parent;
  guint    n;
  S2pRow **rows; /* [n]; NULL where it has not been asked for */
};

static GType
get_item_type (GListModel *model)
{
  return S2P_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return S2P_ROWS (model)->n;
}

static gpointer
get_item (GListModel *model, guint position)
{
  S2pRows *self = S2P_ROWS (model);

  if (position >= self->n)
    return NULL;
  if (self->rows[position] == NULL)
    {
      self->rows[position] = g_object_new (S2P_TYPE_ROW, NULL);
      self->rows[position]->number = position;
    }
  return g_object_ref (self->rows[position]);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (S2pRows, s2p_rows, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
free_rows (S2pRow **rows, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_object (&rows[i]);
  g_free (rows);
}

static void
s2p_rows_finalize (GObject *object)
{
  S2pRows *self = S2P_ROWS (object);

  free_rows (self->rows, self->n);
  G_OBJECT_CLASS (s2p_rows_parent_class)->finalize (object);
}

static void
s2p_rows_class_init (S2pRowsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = s2p_rows_finalize;
}

static void
s2p_rows_init (S2pRows *self)
{
}

S2pRows *
s2p_rows_new (void)
{
  return g_object_new (S2P_TYPE_ROWS, NULL);
}

void
s2p_rows_resize (S2pRows *self, guint n)
{
  S2pRow **rows = self->rows;
  const guint before = self->n, kept = MIN (before, n);

  self->rows = g_new0 (S2pRow *, MAX (1, n));
  if (kept > 0)
    memcpy (self->rows, rows, kept * sizeof *rows);
  self->n = n;
  g_list_model_items_changed (G_LIST_MODEL (self), kept, before - kept, n - kept);
  for (guint i = kept; i < before; i++)
    g_clear_object (&rows[i]);
  g_free (rows);
}
