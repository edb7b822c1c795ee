/* The closeness table of the results: a row for each simulated cell, with how it fires, how far that is from the recording,
 * and its conductances; and the recording's own measures in words.
 */
#pragma once
#include "app/table.h"
#include "session/session.h"

G_BEGIN_DECLS

/* Empty, for cells of no model yet. */
GtkWidget *s2p_results_table_new       (void);
/* Columns for the conductances of @model; rows are dropped. */
void       s2p_results_table_set_model (S2pTable *table, const S2pModel *model);
/* The cells of @entry, the closest first. @order: [entry->firing->n], of s2p_firing_order (); NULL or an entry without
 * firing: no rows. Holds references, not @entry. */
void       s2p_results_table_set_cells (S2pTable *table, const S2pEntry *entry, const guint *order);
/* The first @most of @order [@n_cells], and @chosen after them where it is none of these. [*@n], free with g_free. */
guint     *s2p_results_shown_cells     (const guint *order, guint n_cells, guint most, guint chosen, guint *n);
/* How the recording fires, and how many of the cells do so. Free with g_free. */
char      *s2p_results_summary         (const S2pEntry *entry);

G_END_DECLS
