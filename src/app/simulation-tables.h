/* The tables of the simulation page. What they show is looked up when it is shown: call s2p_table_refresh () after a change. */
#pragma once
#include "app/entry-rows.h"
#include "app/table.h"

G_BEGIN_DECLS

/* A row a recording, with a check box for whether it is used. */
GtkWidget *s2p_simulation_table_new  (void);
/* A reference to @rows is taken. */
void       s2p_simulation_table_show (S2pTable *table, S2pEntryRows *rows);

/* A row a cell that could not be simulated, with the reason. */
GtkWidget *s2p_failed_table_new      (void);
/* The failed cells of all entries of @session; returns how many there are. */
guint      s2p_failed_table_show     (S2pTable *table, const S2pSession *session);

/* Whether @firing is that of @entry's population with these settings. */
gboolean   s2p_firing_is_of          (const S2pEntry *entry, const S2pSettings *settings);

G_END_DECLS
