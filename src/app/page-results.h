/* Recording and cells side by side: traces, conductances, scatter, and the table of closeness. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_PAGE_RESULTS (s2p_page_results_get_type ())
G_DECLARE_FINAL_TYPE (S2pPageResults, s2p_page_results, S2P, PAGE_RESULTS, AdwBin)

GtkWidget *s2p_page_results_new (S2pDocument *document);

G_END_DECLS
