/* Populations as the verbs make them: cells for a list of targets, in parallel. */
#pragma once
#include "cli/recordings.h"
#include "population/generate.h"

G_BEGIN_DECLS

/* One population that is wanted: the DICs that a recording (or the user) asks for. */
typedef struct {
  const char *id;        /* borrowed */
  gboolean    available; /* FALSE: a silent recording has no target */
  double      g_s, g_u;
  S2pTargetChoice choice;  /* how it came from the inferred mean */
  double      mean_g_s, mean_g_u; /* which was this */
  guint64     recording; /* name of its random streams */
} S2pCliTarget;

typedef struct {
  guint         n;       /* cells: what was asked for, or 0 */
  double       *g;       /* [n][n_conductances] */
  S2pDrawCounts counts;
  GError       *error;   /* why there are none, or NULL */
} S2pCliPopulation;

/* Targets of all recordings (inference/target.h); free with g_free. Ids are borrowed from @recordings. With @at_mean
 * the inferred means themselves, held within the range of the model. */
S2pCliTarget     *s2p_cli_targets     (const S2pModel *model, const S2pNetwork *network, const S2pRecordings *recordings, const S2pInference *inferences,
                                       gboolean at_mean, S2pPool *pool);
/* @size cells for each target; free with s2p_cli_populations_free. Stops early after Ctrl-C. */
S2pCliPopulation *s2p_cli_populate    (const S2pModel *model, const S2pGenerateOptions *options, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool);
void              s2p_cli_populations_free (S2pCliPopulation *populations, gsize n);
/* Notes for the user on what a population cost or why there is none, where there is something to say: the first few,
 * counted in *@notes. Returns TRUE where there is one. */
gboolean          s2p_cli_report_population (const S2pCliTarget *target, const S2pCliPopulation *population, gsize *notes);
/* How many more notes there would have been. */
void              s2p_cli_report_rest       (gsize notes, gsize missing);
/* "ID,g,..." of one cell, the row not ended. */
void              s2p_cli_append_cell       (GString *text, const S2pModel *model, const char *id, const double *g);
/* ID and conductances of a population's cells as CSV rows. */
void              s2p_cli_append_population (GString *text, const S2pModel *model, const char *id, const S2pCliPopulation *population);

G_END_DECLS
