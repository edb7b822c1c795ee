/* The entries of a session that are the rows of a table or the points of a plot, by their streams: a row stays that of its
 * entry whatever is added or removed, and the entry is looked up when it is asked for. Counted references: a table may
 * still hold the rows of before.
 */
#pragma once
#include "app/document.h"

G_BEGIN_DECLS

typedef struct {
  S2pDocument *document; /* a reference */
  GArray      *streams;  /* (element-type guint64) ascending */
} S2pEntryRows;

/* All entries as they are now; with @used those that are used only. */
S2pEntryRows   *s2p_entry_rows_new     (S2pDocument *document, gboolean used);
S2pEntryRows   *s2p_entry_rows_ref     (S2pEntryRows *rows);
void            s2p_entry_rows_unref   (S2pEntryRows *rows); /* accepts NULL */

gboolean        s2p_entry_rows_equal   (const S2pEntryRows *a, const S2pEntryRows *b);
/* NULL where the entry is gone, or there is no such row. */
const S2pEntry *s2p_entry_rows_get     (const S2pEntryRows *rows, guint row);
/* Of the document's current entry; G_MAXUINT where it is none of them. */
guint           s2p_entry_rows_current (const S2pEntryRows *rows);
/* Makes the entry of @row the current one; nothing where there is no such row. */
void            s2p_entry_rows_go_to   (const S2pEntryRows *rows, guint row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pEntryRows, s2p_entry_rows_unref)

G_END_DECLS
