/* The tables of a session as CSV text: the one place that knows their columns. Numbers in the C locale; what is not
 * known is an empty field. Each function appends; a header ends with its line.
 */
#pragma once
#include "session/session.h"

G_BEGIN_DECLS

void s2p_table_append_field  (GString *text, const char *field); /* quoted where needed (RFC 4180) */
void s2p_table_append_spikes (GString *text, const double *times, gsize n); /* "[t1, t2, ...]" as in the published layout (not quoted) */

/* ID,spikes,duration_ms,activity,rate_hz,cv_isi,f_intra_hz,f_inter_hz,burst_ms,spikes_per_burst */
void s2p_features_table_header   (GString *text);
void s2p_features_table_row      (GString *text, const S2pSpikeTrain *train, const S2pFeatures *features);

/* ID,g_s,g_u,sd_g_s,sd_g_u,activity: mean and standard deviations of the density, as the published program's users know them; then
 * correlation,mode_g_s,mode_g_u and of the regions of highest density (inference/density-regions.h) that hold 50 and 90 %
 * area_50,low_g_s_50,high_g_s_50,low_g_u_50,high_g_u_50,area_90,... A row takes a tenth of a millisecond.
 * Last in_domain,reason: 1, or 0 where the model could not have fired so, and why; empty where it is not known. */
void s2p_inference_table_header  (GString *text);
void s2p_inference_table_row     (GString *text, const S2pEntry *entry);

/* The same with built_g_s,built_g_u before in_domain: means over the cells, empty where there are none */
void s2p_estimate_table_header   (GString *text);
void s2p_estimate_table_row      (GString *text, const S2pEntry *entry);

/* The published layout: ID,g_<conductance>,... a row a cell. With @checked how close each comes to the recording, too (recording/likeness.h):
 * ...,distance,rate_off,f_inter_off,burst_off,spikes_per_burst_off,tolerance_used, where rates and durations are off by a share of the recorded
 * one, and tolerance_used is 1 for a cell that is off as much as it may be. Empty for cells that were not checked. */
void s2p_population_table_header (GString *text, const S2pModel *model, gboolean checked);
void s2p_population_table_rows   (GString *text, const char *id, const S2pPopulation *population, gboolean checked);

/* ID,g_<conductance>,...,spiking_times as the published program writes simulations: a row for each cell simulated */
void s2p_firing_table_header     (GString *text, const S2pModel *model);
void s2p_firing_table_rows       (GString *text, const char *id, const S2pPopulation *population, const S2pFiring *firing);

/* ID,cell,activity,same_activity,distance,rate_hz,... : the recording (no cell, no distance), then the cells, from 1;
 * same_activity is 1 or 0. A cell that failed has no more than its number. */
void s2p_closeness_table_header  (GString *text);
void s2p_closeness_table_rows    (GString *text, const S2pRecording *recording, const S2pFiring *firing);

/* Whole tables of all used entries of a session that have what the table shows. */
char *s2p_session_features_csv   (const S2pSession *session);
char *s2p_session_estimates_csv  (const S2pSession *session);
char *s2p_session_population_csv (const S2pSession *session, const S2pModel *model);
char *s2p_session_firing_csv     (const S2pSession *session, const S2pModel *model);
char *s2p_session_closeness_csv  (const S2pSession *session);

G_END_DECLS
