/* What verbs write into a folder: "run" and "export" of a session, others their tables. */
#pragma once
#include "cli/cli.h"

G_BEGIN_DECLS

enum { S2P_CLI_MOST_FIGURES = 20 }; /* recordings that get a picture of their own */

/* FALSE, and a note, where the user gave none. */
gboolean s2p_cli_check_folder  (const char *folder);
/* Makes it where it is missing; says why where it cannot. */
gboolean s2p_cli_make_folder   (const char *folder);

/* A file of the folder. Takes ownership of @text. Errors: S2P_ERROR_FILE. */
gboolean s2p_cli_write_text    (const char *folder, const char *name, char *text, GError **error);

/* features.csv, dics.csv, population.csv, simulation.csv and closeness.csv (those for which there is something), the overview,
 * and a picture for each of the first recordings that have been simulated. Errors: S2P_ERROR_FILE. */
gboolean s2p_cli_write_results (const S2pSession *session, S2pNeuron *neuron, const char *folder, GError **error);

G_END_DECLS
