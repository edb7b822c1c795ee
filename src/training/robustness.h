/* How a network stands noise: scores of one set of recordings, each spoilt in many ways and strengths (training/perturb.h), or
 * simulated again with noisy current (training/dataset-cells.h).
 *
 * The recordings are at most one of each population (training/fair-sample.h), so they are independent witnesses. The truth is the pair of
 * the cell, whatever was done to its train; the group is the activity of the clean train. Of trains that no neuron fired there is no
 * truth: what is told of them is how wide the density is, and neither errors nor calibration, which would mean nothing.
 *
 * Used as the plans of session/plan.h are: parts may be done by any threads in any order, the rows do not depend on them.
 */
#pragma once
#include <gio/gio.h>
#include "inference/infer.h"
#include "model/model.h"
#include "training/dataset.h"
#include "training/scores.h"

G_BEGIN_DECLS

enum { S2P_MOST_STRENGTHS = 6 };

typedef struct {
  const char *name, *unit;  /* of the CSV file; unit NULL: none */
  gboolean    simulated;    /* with noisy current; else spoilt as @perturbation says */
  gint        perturbation;
  gboolean    foreign;      /* no neuron fired it */
  guint       n;
  double      strength[S2P_MOST_STRENGTHS];
} S2pNoiseKind;

/* The first is "none": the recordings themselves. */
const S2pNoiseKind *s2p_noise_kinds (guint *n);

/* Means over the recordings of one group. NAN: not known, or without meaning. */
typedef struct {
  const S2pNoiseKind *kind;
  double        strength;
  S2pScoreGroup group;
  gsize         recordings;  /* that have an answer */
  gsize         unread;      /* that have too few spikes for one, or could not be spoilt so */
  double        error_g_s, error_g_u, minus_log_density, within_50, within_90;
  double        class_right; /* called what the clean train is */
  double        entropy;     /* of the density, nats: that of knowing nothing is the logarithm of the range's area */
  double        area_90;     /* of the range, the share that the region of 90 % covers */
} S2pNoiseRow;

typedef struct _S2pRobustness S2pRobustness;

/* At most @limit recordings of @dataset. All is borrowed but @cancellable (nullable). Errors: S2P_ERROR_ARGUMENT, S2P_ERROR_MODEL. */
S2pRobustness *s2p_robustness_new     (const S2pDataset *dataset, const S2pModel *model, const S2pNetwork *network, gsize limit, guint64 seed, GCancellable *cancellable, GError **error);
guint          s2p_robustness_n_parts (const S2pRobustness *robustness);
void           s2p_robustness_part    (guint index, gpointer robustness);
void           s2p_robustness_free    (S2pRobustness *robustness); /* accepts NULL */

/* Once all parts are done: [*@n], by kind, strength and group; free with g_free. */
S2pNoiseRow   *s2p_robustness_rows    (const S2pRobustness *robustness, guint *n);
/* How many recordings there were, of how many the cell could be built again, and of how many the train came out the same to the last bit. */
void           s2p_robustness_counts  (const S2pRobustness *robustness, gsize *recordings, gsize *rebuilt, gsize *exact);

/* NULL: there is no such row. */
const S2pNoiseRow *s2p_noise_rows_find (const S2pNoiseRow *rows, guint n, const S2pNoiseKind *kind, double strength, S2pScoreGroup group);

/* noise,strength,unit,activity,recordings,unread,error_g_s,error_g_u,minus_log_density,within_50,within_90,class_right,entropy,area_90:
 * a header, and a line a row. */
void           s2p_noise_rows_append_csv (const S2pNoiseRow *rows, guint n, GString *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pRobustness, s2p_robustness_free)

G_END_DECLS
