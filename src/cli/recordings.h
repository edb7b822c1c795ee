/* Recordings and networks as the verbs use them: read with their options, inferred in parallel. */
#pragma once
#include "cli/cli.h"
#include "inference/target.h"
#include "recording/features.h"
#include "recording/import.h"

G_BEGIN_DECLS

/* --layout, --unit, --rate */
typedef struct { char *layout, *unit; double rate; } S2pCliImport;

#define S2P_CLI_IMPORT_ENTRIES(import)                                                                                                     \
  { "layout", 0, 0, G_OPTION_ARG_STRING, &(import)->layout, "list, events, columns, lines or column (default: guessed)", "LAYOUT" },        \
  { "unit", 0, 0, G_OPTION_ARG_STRING, &(import)->unit, "ms, s, us or samples (default: from the header, else guessed)", "UNIT" },           \
  { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &(import)->rate, "samples a second, for --unit samples", "HZ" }

void           s2p_cli_import_clear    (S2pCliImport *import);
/* Reads @path; notes of the file and of its trains go to standard error. Usage errors set *status to 2. */
S2pRecordings *s2p_cli_read_recordings (const char *path, const S2pCliImport *import, int *status);

/* Weights of a model: weights/<name>.safetensors of the program's data. */
S2pNetwork    *s2p_cli_load_network    (const S2pModel *model, GError **error);
/* One result a train; free with g_free. */
S2pInference  *s2p_cli_infer           (const S2pNetwork *network, GPtrArray *trains, S2pPool *pool);

#define S2P_CLI_FEATURES_HEADER "ID,spikes,duration_ms,activity,rate_hz,cv_isi,f_intra_hz,f_inter_hz,burst_ms,spikes_per_burst\n"
/* A row of that table. */
void           s2p_cli_append_features (GString *text, const S2pSpikeTrain *train);

#define S2P_CLI_INFERENCE_HEADER "ID,g_s,g_u,sd_g_s,sd_g_u,activity"
/* A row of that table. */
void           s2p_cli_append_inference (GString *text, const S2pSpikeTrain *train, const S2pInference *inference);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (S2pCliImport, s2p_cli_import_clear)

G_END_DECLS
