/* How good a network is, as one table of numbers: from the trials and populations of a test set.
 *
 * Rows are (activity of the recording, quantity); the names of quantities are those of the CSV file and stay as they are:
 *
 *   recordings                                how many trials have an answer
 *   error_g_s, error_g_u                      mean absolute error of the density's mean
 *   minus_log_density                         at the true pair, nats
 *   within_10, 20 ... 90, 95                  share of true pairs within the region of highest density that should hold so many per cent
 *   rank_X_chi2, rank_X_p, rank_X_01 ... 10   X = g_s, g_u, level: ranks of the truth among draws (training/trial.h), of one recording a
 *                                             population (training/fair-sample.h): test of an even spread, and the share of each bin
 *   class_right, precision                    share of recordings of this activity that are called so (for all: right), and of what is called so
 *   balanced_accuracy                         mean of class_right of both kinds
 *   error_rate_hz, error_burst_ms, ...        mean absolute error of a measure of activity; relative_...: median of |error| / true value
 *   populations, populations_built, populations_unreachable, populations_compared (those with an R_VR)
 *   r_vr_median, same_activity, own_same_activity, checked_r_vr_median, checked_same_activity (training/evaluate.h)
 */
#pragma once
#include "training/evaluate.h"
#include "training/trial.h"

G_BEGIN_DECLS

typedef enum { S2P_SCORES_ALL, S2P_SCORES_SPIKING, S2P_SCORES_BURSTING, S2P_N_SCORE_GROUPS } S2pScoreGroup;

enum { S2P_RANK_BINS = 10, S2P_COVERAGE_POINTS = 10 };

typedef struct {
  S2pScoreGroup group;
  char          quantity[40];
  double        value;     /* NAN: not known */
  double        error;     /* standard, with the population as the unit; NAN: none */
  gsize         n;         /* recordings, cells or populations that it was made from */
  double        published; /* of the published network, on its own test set; NAN: not known */
} S2pScore;

typedef struct {
  GArray *rows; /* (element-type S2pScore) */
} S2pScores;

/* @trials in the order of the data set; @population_size: s2p_dataset_cells. @seed names the choice of recordings for the tests. */
S2pScores      *s2p_scores_new       (const S2pTrial *trials, gsize n, guint population_size, guint64 seed, const S2pPopulationScore *populations, gsize n_populations);
/* A row of each quantity and group, with nothing known yet: to be told published numbers. */
S2pScores      *s2p_scores_new_empty (const char *const *quantities, guint n);
void            s2p_scores_free      (S2pScores *scores); /* accepts NULL */
/* NULL: there is no such row. */
const S2pScore *s2p_scores_find      (const S2pScores *scores, S2pScoreGroup group, const char *quantity);
/* "all", "spiking", "bursting" */
const char     *s2p_score_group_name (S2pScoreGroup group);
gboolean        s2p_score_group_has  (S2pScoreGroup group, S2pActivity activity);
/* Nominal share @i of the coverage, in per cent. */
guint           s2p_coverage_percent (guint i);

/* Fills the published column from the text of a table "model,activity,quantity,value" with that header; rows of other models are
 * passed over. Errors: S2P_ERROR_FORMAT, with @name and the line. */
gboolean        s2p_scores_take_published (S2pScores *scores, const char *text, const char *name, const char *model, GError **error);

/* activity,quantity,value,standard_error,n,published: a header, and a line a row. */
void            s2p_scores_append_csv (const S2pScores *scores, GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pScores, s2p_scores_free)

G_END_DECLS
