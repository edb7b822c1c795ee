/* What the verbs of spike2pop-cli share: options, exit status, input, output, progress.
 *
 * A verb is a function (argc, argv) -> exit status in a file of its own: 0 done, 1 could not (the reason on
 * standard error), 2 used wrongly. Tables go to -o FILE or standard output, everything else to standard error.
 */
#pragma once
#include "base/output.h"
#include "session/plan.h"
#include "work/pool.h"

G_BEGIN_DECLS

enum { S2P_CLI_DONE = 0, S2P_CLI_FAILED = 1, S2P_CLI_USAGE = 2 };

typedef struct {
  const char *name;
  const char *arguments; /* of the usage line: "RECORDINGS" */
  const char *summary;   /* one line of the list of verbs */
  const char *details;   /* below the options of --help */
  int       (*run) (int argc, char **argv);
} S2pVerb;

extern const S2pVerb s2p_verb_features, s2p_verb_infer, s2p_verb_generate, s2p_verb_dics, s2p_verb_simulate, s2p_verb_run, s2p_verb_export,
  s2p_verb_curves, s2p_verb_reach,
  s2p_verb_dataset, s2p_verb_train, s2p_verb_domain, s2p_verb_evaluate, s2p_verb_robustness;

/* Options that most verbs take; zeroed to begin with. */
typedef struct {
  char    *model;   /* --model NAME|FILE, "stg" unless given */
  char    *output;  /* -o FILE */
  gint64   seed;    /* --seed N */
  int      jobs;    /* --jobs N */
} S2pCliCommon;

typedef enum {
  S2P_CLI_MODEL = 1,
  S2P_CLI_OUTPUT = 2, /* -o FILE, else standard output */
  S2P_CLI_FILE = 4,   /* -o FILE, which must be given: the output is no table */
  S2P_CLI_SEED = 8,
  S2P_CLI_JOBS = 16,
} S2pCliWants;

void     s2p_cli_common_clear (S2pCliCommon *common);
/* Parses argv: the verb's own @entries and the wanted common ones; @n_least to @n_most arguments must stay (-1: any number).
 * FALSE: *status is what to return (0 after --help). */
gboolean s2p_cli_parse (const S2pVerb *verb, int *argc, char ***argv, const GOptionEntry *entries, S2pCliCommon *common,
                        S2pCliWants wants, int n_least, int n_most, int *status);

/* Prints "spike2pop-cli: message" to standard error and frees @error; returns the status it stands for. */
int      s2p_cli_fail (GError *error);
/* A note for the user on standard error. */
void     s2p_cli_note (const char *format, ...) G_GNUC_PRINTF (1, 2);

typedef enum {
  S2P_CLI_GENERATION = 1, /* the model must say how populations are built */
  S2P_CLI_NETWORK = 2,    /* there must be weights for it: weights/<name>.safetensors of the program's data */
} S2pCliNeeds;
/* The model with what is needed of it; without S2P_CLI_NETWORK weights are not even looked for. */
S2pNeuron *s2p_cli_load_neuron (const char *name, S2pCliNeeds needs, GError **error);
/* From here on Ctrl-C is caught, so that no file beside the wanted one stays behind. */
S2pOutput *s2p_cli_open_output (const S2pCliCommon *common, GError **error);
/* Writes @text once it is large. FALSE after Ctrl-C (S2P_ERROR_CANCELLED). */
gboolean   s2p_cli_pour        (S2pOutput *output, GString *text, GError **error);
/* Appends to @output what @append makes of 0 .. n-1, in this order; it is made by all threads of @pool, for some at a time: the
 * text of a thousand recordings need not fit into memory. @what: of the progress. FALSE after Ctrl-C. */
typedef void (*S2pCliAppend) (GString *text, guint index, gconstpointer data);
gboolean   s2p_cli_append_all  (S2pOutput *output, S2pPool *pool, const char *what, guint n, S2pCliAppend append, gconstpointer data, GError **error);
/* TRUE after Ctrl-C, with S2P_ERROR_CANCELLED set. */
gboolean   s2p_cli_stopped     (GError **error);

/* Progress on a terminal's standard error; nothing elsewhere. May be told from any thread. */
typedef struct _S2pCliProgress S2pCliProgress;
S2pCliProgress *s2p_cli_progress_new  (const char *what, guint64 total);
void            s2p_cli_progress_add  (S2pCliProgress *progress, guint64 done);
void            s2p_cli_progress_free (S2pCliProgress *progress); /* clears the line; accepts NULL */

/* Has Ctrl-C been pressed since s2p_cli_catch_interrupt ()? A second Ctrl-C ends the program. */
void     s2p_cli_catch_interrupt (void);
gboolean s2p_cli_interrupted     (void);

/* Does all parts of a plan (session/plan.h), with progress called @what. @cancellable is the plan's, cancelled after
 * Ctrl-C: then there is less to take from the plan. */
void     s2p_cli_run_plan (S2pPool *pool, const char *what, guint n_parts, S2pTask part, gpointer plan, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pCliProgress, s2p_cli_progress_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (S2pCliCommon, s2p_cli_common_clear)

G_END_DECLS
