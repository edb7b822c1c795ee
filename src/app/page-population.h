/* Model, size, seed, solved conductances; the DIC plane; generation with progress; the table of cells. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_PAGE_POPULATION (s2p_page_population_get_type ())
G_DECLARE_FINAL_TYPE (S2pPagePopulation, s2p_page_population, S2P, PAGE_POPULATION, AdwBin)

GtkWidget *s2p_page_population_new (S2pDocument *document);

G_END_DECLS
