/* What can be saved from the results, beside the single plots: asks for a file (export.h). */
#pragma once
#include <gtk/gtk.h>
#include "session/session.h"
#include "session/traces.h"

G_BEGIN_DECLS

/* How close each cell comes to the recording: of one, nothing happens where it has no firing; and of all that are used. */
void s2p_results_export_table  (GtkWidget *widget, const S2pEntry *entry); /* @entry: (nullable) */
void s2p_results_export_all    (GtkWidget *widget);
/* The cells of all recordings with their spike times, in the published layout. */
void s2p_results_export_spikes (GtkWidget *widget);
/* Spikes, traces, conductances and scatter of one in one figure. @entry, @traces: (nullable). */
void s2p_results_export_figure (GtkWidget *widget, const S2pEntry *entry, const S2pModel *model, S2pTraces *traces);

G_END_DECLS
