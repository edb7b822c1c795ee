/* The tables of the population page. What they show is looked up when it is shown: call s2p_table_refresh () after a change. */
#pragma once
#include "app/entry-rows.h"
#include "app/table.h"

G_BEGIN_DECLS

GtkWidget *s2p_recordings_table_new  (void);
/* A reference to @rows is taken. */
void       s2p_recordings_table_show (S2pTable *table, S2pEntryRows *rows);

GtkWidget *s2p_cells_table_new       (void);
/* Columns for the conductances of @model, and with @checked for how close cells are; @population: (nullable) a reference is taken. */
void       s2p_cells_table_use_model (S2pTable *table, const S2pModel *model, gboolean checked);
void       s2p_cells_table_show      (S2pTable *table, S2pPopulation *population);

/* Whether @population was made with these settings (its size is not looked at where there are no cells). */
gboolean   s2p_population_is_of      (const S2pPopulation *population, const S2pSettings *settings);

G_END_DECLS
