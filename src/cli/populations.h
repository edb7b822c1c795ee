/* Populations as the verbs make them: cells for a list of targets, in parallel. */
#pragma once
#include "cli/recordings.h"

G_BEGIN_DECLS

/* One population that is wanted: by a recording, or by the user. */
typedef struct {
  const char        *id;       /* borrowed, as is the next */
  const S2pEstimate *estimate; /* NULL: the user's own pair */
  S2pTarget          target;
} S2pCliTarget;

/* What all recordings, which have estimates, ask for; free with g_free. */
S2pCliTarget *s2p_cli_targets           (const S2pSession *session);
/* (element-type S2pPopulation) @size cells for each target; NULL after Ctrl-C. */
GPtrArray    *s2p_cli_populate          (S2pNeuron *neuron, const S2pGenerateOptions *options, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool);
/* Notes for the user on what a population cost or why there is none, where there is something to say: the first few,
 * counted in *@notes. Returns TRUE where there is one. */
gboolean      s2p_cli_report_population (const S2pCliTarget *target, const S2pPopulation *population, gsize *notes);
/* How many more notes there would have been. */
void          s2p_cli_report_rest       (gsize notes, gsize missing);

G_END_DECLS
