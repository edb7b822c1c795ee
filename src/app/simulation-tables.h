/* The tables of the simulation page. What they show is looked up when it is shown: call s2p_table_refresh () after a change. */
#pragma once
#include "app/document.h"
#include "app/table.h"

G_BEGIN_DECLS

/* A row a recording, with a check box for whether it is used. */
GtkWidget *s2p_simulation_table_new  (void);
/* @streams: (element-type guint64) the entries that are rows; a reference is taken. */
void       s2p_simulation_table_show (S2pTable *table, S2pDocument *document, GArray *streams);

/* A row a cell that could not be simulated, with the reason. */
GtkWidget *s2p_failed_table_new      (void);
/* The failed cells of all entries of @session; returns how many there are. */
guint      s2p_failed_table_show     (S2pTable *table, const S2pSession *session);

/* Cells of @entry that are simulated with these settings; 0 where there are none. */
guint      s2p_cells_to_simulate     (const S2pEntry *entry, const S2pSettings *settings);
/* Whether @firing is that of @entry's population with these settings. */
gboolean   s2p_firing_is_of          (const S2pEntry *entry, const S2pSettings *settings);

G_END_DECLS
