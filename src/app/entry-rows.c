#include "app/entry-rows.h"
#include <string.h>

S2pEntryRows *
s2p_entry_rows_new (S2pDocument *document, gboolean used)
{
  const GPtrArray *entries = s2p_document_session (document)->entries;
  S2pEntryRows *rows = g_rc_box_new (S2pEntryRows);

  *rows = (S2pEntryRows) { g_object_ref (document), g_array_sized_new (FALSE, FALSE, sizeof (guint64), entries->len) };
  for (guint i = 0; i < entries->len; i++)
    {
      const S2pEntry *entry = entries->pdata[i];
      if (entry->used || !used)
        g_array_append_val (rows->streams, entry->recording->stream);
    }
  return rows;
}

S2pEntryRows *
s2p_entry_rows_ref (S2pEntryRows *rows)
{
  return g_rc_box_acquire (rows);
}

static void
clear (gpointer data)
{
  S2pEntryRows *rows = data;

  g_object_unref (rows->document);
  g_array_unref (rows->streams);
}

void
s2p_entry_rows_unref (S2pEntryRows *rows)
{
  if (rows != NULL)
    g_rc_box_release_full (rows, clear);
}

gboolean
s2p_entry_rows_equal (const S2pEntryRows *a, const S2pEntryRows *b)
{
  const guint n = a->streams->len;

  return n == b->streams->len && (n == 0 || memcmp (a->streams->data, b->streams->data, n * sizeof (guint64)) == 0);
}

const S2pEntry *
s2p_entry_rows_get (const S2pEntryRows *rows, guint row)
{
  return row < rows->streams->len ? s2p_session_find (s2p_document_session (rows->document), g_array_index (rows->streams, guint64, row)) : NULL;
}

guint
s2p_entry_rows_current (const S2pEntryRows *rows)
{
  const S2pEntry *current = s2p_document_current (rows->document);

  for (guint i = 0; current != NULL && i < rows->streams->len; i++)
    if (g_array_index (rows->streams, guint64, i) == current->recording->stream)
      return i;
  return G_MAXUINT;
}

void
s2p_entry_rows_go_to (const S2pEntryRows *rows, guint row)
{
  if (row < rows->streams->len)
    s2p_document_set_current (rows->document, g_array_index (rows->streams, guint64, row));
}
