/* The tables of a session as CSV text: the one place that knows their columns. Numbers in the C locale; what is not
 * known is an empty field. Each function appends; a header ends with its line.
 */
#pragma once
#include "session/session.h"

G_BEGIN_DECLS

void s2p_table_append_field (GString *text, const char *field); /* quoted where needed (RFC 4180) */

/* ID,n_spikes,duration_ms,activity,rate_hz,cv_isi,... of a recording */
void s2p_features_table_header   (GString *text);
void s2p_features_table_row      (GString *text, const S2pSpikeTrain *train, const S2pFeatures *features);

/* ID,g_s,g_u,sd_g_s,sd_g_u,activity,built_g_s,built_g_u */
void s2p_estimate_table_header   (GString *text);
void s2p_estimate_table_row      (GString *text, const S2pSpikeTrain *train, const S2pFeatures *features, const S2pEstimate *estimate);

/* The published layout: ID,g_<conductance>,... a row a cell */
void s2p_population_table_header (GString *text, const S2pModel *model);
void s2p_population_table_rows   (GString *text, const char *id, const S2pPopulation *population);

/* ID,cell,g_...,spiking_times as the published program writes simulations (see cli/verb-simulate.c) */
void s2p_firing_table_header     (GString *text, const S2pModel *model);
void s2p_firing_table_rows       (GString *text, const char *id, const S2pPopulation *population, const S2pFiring *firing);

/* ID,cell,activity,same_activity,distance,rate_hz,... : recording (cell empty) and cells side by side */
void s2p_closeness_table_header  (GString *text);
void s2p_closeness_table_rows    (GString *text, const S2pRecording *recording, const S2pFiring *firing);

/* Whole tables of all used entries of a session that have what the table shows. */
char *s2p_session_features_csv   (const S2pSession *session);
char *s2p_session_estimates_csv  (const S2pSession *session);
char *s2p_session_population_csv (const S2pSession *session, const S2pModel *model);
char *s2p_session_firing_csv     (const S2pSession *session, const S2pModel *model);
char *s2p_session_closeness_csv  (const S2pSession *session);

G_END_DECLS
