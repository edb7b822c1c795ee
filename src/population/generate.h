/* Cells with wanted DICs at threshold (thesis, Algorithm 4).
 *
 * Step 1 samples conductances relative to g_leak and solves three of them for spontaneous firing; step 2
 * solves two for the target (g_s, g_u). A draw with a negative conductance is thrown away and drawn again.
 * A cell depends on (options, target, recording, instance) and on nothing else.
 */
#pragma once
#include "population/compensation.h"

G_BEGIN_DECLS

typedef struct {
  guint64         seed;
  S2pCompensation method;
  guint           rounds;     /* of the fixed point */
  gboolean        own_pair;   /* solve for pair[] instead of the model's rule */
  guint           pair[2];
  guint           max_draws;  /* per cell, before its target is called unreachable */
  GCancellable   *cancellable; /* borrowed, or NULL: looked at between draws */
} S2pGenerateOptions;

void s2p_generate_options_init (S2pGenerateOptions *options); /* exact, the model's rule, seed 0 */

/* "A,H" -> options->pair. Errors: S2P_ERROR_ARGUMENT. */
gboolean s2p_generate_options_set_pair (S2pGenerateOptions *options, const S2pModel *model, const char *names, GError **error);

/* "A,H" of their own pair, NULL for the model's rule. Free with g_free. */
char    *s2p_generate_options_pair     (const S2pGenerateOptions *options, const S2pModel *model);

/* The two conductances that are solved for where the target is @g_s. The model must have [generation]. */
const guint *s2p_generate_pair (const S2pGenerateOptions *options, const S2pModel *model, double g_s);

typedef struct {
  guint64 draws;
  guint64 negative, no_solution;   /* this draw cannot reach the target: proven */
  guint64 not_converged, singular; /* nothing is known; the pair does not act on both DICs */
} S2pDrawCounts;

void s2p_draw_counts_add (S2pDrawCounts *sum, const S2pDrawCounts *counts);

/* Step 1 alone: the spontaneous cell of a draw, whatever its target. One with a negative conductance is no failure yet: step 2
 * may solve for it again. */
S2pSolveOutcome s2p_generate_spontaneous (const S2pDicPoint *point, const S2pGenerateOptions *options, guint64 recording, guint32 instance, guint draw, double *g);

/* What a draw is before it is judged: used for counting (reachability, tables), too. */
S2pSolveOutcome s2p_generate_draw (const S2pDicPoint *point, const S2pGenerateOptions *options, double g_s, double g_u,
                                   guint64 recording, guint32 instance, guint draw, double *g);

/* One cell with all conductances >= 0, in @g [n_conductances]. @counts is added to, also on failure.
 * Errors: S2P_ERROR_MODEL
 * where the model says nothing of generation; S2P_ERROR_UNREACHABLE, with the share of draws that failed and why; S2P_ERROR_NUMERICAL where all that is
 * known of all draws is that no solution was found; S2P_ERROR_CANCELLED. */
gboolean s2p_generate_cell (const S2pDicPoint *point, const S2pGenerateOptions *options, double g_s, double g_u,
                            guint64 recording, guint32 instance, double *g, S2pDrawCounts *counts, GError **error);

G_END_DECLS
