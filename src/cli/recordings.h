/* Recordings as the verbs use them: read with their options, inferred in parallel. */
#pragma once
#include "cli/cli.h"
#include "recording/import.h"

G_BEGIN_DECLS

/* --layout, --unit, --rate */
typedef struct { char *layout, *unit; double rate; } S2pCliImport;

#define S2P_CLI_IMPORT_ENTRIES(import)                                                                                                     \
  { "layout", 0, 0, G_OPTION_ARG_STRING, &(import)->layout, "list, events, columns, lines or column (default: guessed)", "LAYOUT" },        \
  { "unit", 0, 0, G_OPTION_ARG_STRING, &(import)->unit, "ms, s, us or samples (default: from the header, else guessed)", "UNIT" },           \
  { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &(import)->rate, "samples a second, for --unit samples", "HZ" }

void           s2p_cli_import_clear    (S2pCliImport *import);
/* A session of the recordings in @path; notes of the file and of its trains go to standard error. Usage errors set *status
 * to 2. */
S2pSession *s2p_cli_read_recordings (const char *path, const S2pCliImport *import, int *status);

/* Estimates of all recordings; with @at_mean all cells are to be built at the inferred mean. */
void        s2p_cli_estimate        (S2pSession *session, S2pNeuron *neuron, gboolean at_mean, S2pPool *pool);
/* A note on each recording that the model cannot fire, the first 20: work goes on with them, but not without a word. */
void        s2p_cli_report_verdicts (const S2pSession *session);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (S2pCliImport, s2p_cli_import_clear)

G_END_DECLS
