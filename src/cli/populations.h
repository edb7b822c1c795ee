/* Populations as the verbs make them: cells for a list of targets, in parallel. */
#pragma once
#include "cli/recordings.h"

G_BEGIN_DECLS

/* One population that is wanted: by a recording, or by the user. */
typedef struct {
  const char        *id;       /* borrowed, as is the next */
  const S2pEstimate *estimate; /* NULL: the user's own pair */
  S2pRecording      *recording; /* the same */
  S2pTarget          target;
} S2pCliTarget;

/* Options of the verbs that can check cells. */
typedef struct {
  gboolean wanted;
  double   tolerance; /* % */
  int      budget;
} S2pCliChecked;

#define S2P_CLI_CHECKED (S2pCliChecked) { FALSE, 100 * S2P_LIKE_FLOOR, S2P_CHECKED_BUDGET }
#define S2P_CLI_CHECKED_ENTRIES(checked) \
    { "checked", 0, 0, G_OPTION_ARG_NONE, &(checked)->wanted, "simulate each cell; deliver those that fire as the recording does", NULL }, \
    { "tolerance", 0, 0, G_OPTION_ARG_DOUBLE, &(checked)->tolerance, "how far rate or bursts of a checked cell may be off, unless the recording itself varies more (default: " G_STRINGIFY (S2P_LIKE_FLOOR_PERCENT) ")", "PERCENT" }, \
    { "budget", 0, 0, G_OPTION_ARG_INT, &(checked)->budget, "simulations for each checked cell, at most (default: " G_STRINGIFY (S2P_CHECKED_BUDGET) ")", "N" }
/* Paragraphs of --help. */
#define S2P_CLI_CHECKED_HELP \
  "With --checked each cell is simulated by the fast engine, over the model's own window. One of another activity type\n" \
  "is replaced; one whose rate or bursts are off is corrected by moving its pair (g_s, g_u) with the sampled conductances held, and\n" \
  "replaced where that fails. Delivered are cells that are off by no more than two standard errors of the recording's own mean\n" \
  "rate (spiking) or bursts a second, burst duration and spikes per burst (bursting), or by no more than --tolerance where the\n" \
  "recording varies less (twice that for the burst duration, a quarter of a spike per burst); and whose van Rossum distance is that of a recording\n" \
  "which is off so far. Cells that are not found with --budget simulations each are missing; the reasons are said, and the exit\n" \
  "status is 1. Columns that follow the conductances: distance (van Rossum), rate_off, f_inter_off, burst_off (as a share of the\n" \
  "recorded one), spikes_per_burst_off, tolerance_used (of the measure that is off most; 1: as much as may be)."

/* FALSE where options exclude each other or mean nothing, which is said. @at_mean: --point. */
gboolean      s2p_cli_checked_agrees    (const S2pCliChecked *checked, gboolean at_mean);
/* FALSE where an option is out of its range, which is said. *options is for generation with @generate. */
gboolean      s2p_cli_checked_options   (const S2pCliChecked *checked, const S2pGenerateOptions *generate, S2pCheckedOptions *options);

/* What all recordings, which have estimates, ask for; free with g_free. */
S2pCliTarget *s2p_cli_targets           (const S2pSession *session);
/* (element-type S2pPopulation) @size cells for each target; NULL after Ctrl-C. */
GPtrArray    *s2p_cli_populate          (S2pNeuron *neuron, const S2pGenerateOptions *options, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool);
/* The same, checked: for targets that are recordings. */
GPtrArray    *s2p_cli_populate_checked  (S2pNeuron *neuron, const S2pCheckedOptions *options, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool);
/* Notes for the user on what a population cost or why there is none, where there is something to say: the first few,
 * counted in *@notes. Returns TRUE where it is there, as large as it was asked for. */
gboolean      s2p_cli_report_population (const S2pCliTarget *target, const S2pPopulation *population, gsize *notes);
/* How many more notes there would have been. */
void          s2p_cli_report_rest       (gsize notes, gsize missing);

G_END_DECLS
