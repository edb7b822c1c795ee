/* Training of a network on simulated recordings.
 *
 * A run is a number of samples or of minutes. Each batch is cut into a fixed number of slices whose
 * gradients are summed in order, and every random draw is named by sample and epoch: the weights do
 * not depend on the number of threads, and (where the run is a number of samples) a run that was
 * stopped and goes on ends in the same bits as one that was not.
 */
#pragma once
#include <gio/gio.h>
#include "inference/adapter.h"
#include "training/augment.h"
#include "training/dataset.h"
#include "training/loss.h"
#include "training/optimiser.h"

G_BEGIN_DECLS

/* Calls @task for every index below @n_tasks, in any order and on any threads, and returns when all
 * are done. The library starts no threads: who calls it gives this. */
typedef void (*S2pParallelFor) (gpointer pool, guint n_tasks, void (*task) (guint index, gpointer data), gpointer data);

typedef struct {
  guint64         seed;
  guint64         n_samples;         /* of the whole run; 0: minutes count */
  double          minutes;
  guint           batch_size;        /* samples of one step */
  guint           n_slices;          /* parts of a batch that run side by side */
  double          learning_rate, last_rate; /* the highest; the last as a share of it */
  double          warm_up;           /* share of the run */
  S2pAdamW        adamw;
  S2pLossWeights  loss;              /* of_class comes from what is drawn */
  S2pAugmentation augmentation;
  double          least_bursting;    /* share of bursting trains in what is drawn: where they are fewer, each is drawn several times an epoch.
                                        Densities stay fair, as a recording's kind follows from the recording itself. */
  S2pDicRange     range;             /* that the densities fill: the model's */
  const S2pNetwork *base;            /* weights that stay; adapters to them are trained. NULL: all weights are trained */
  guint           rank;              /* of the adapters */
  double          validation_share;  /* of the populations */
  guint           validation_limit;  /* recordings, at most */
} S2pTrainConfig;

/* Of one activity: recordings, mean absolute errors of the mean, and mean -log density of the truth. */
typedef struct { guint n; double g_s, g_u, minus_log_density; } S2pErrors;

typedef struct {
  guint     n;                 /* recordings */
  S2pErrors all, spiking, bursting;
  double    class_right;       /* share */
} S2pValidation;

typedef struct {
  guint64       step, samples;
  double        done;          /* share of the run */
  double        seconds, seconds_left, samples_per_second;
  double        learning_rate, gradient_norm;
  S2pLossParts  loss;          /* means since the last report */
  gboolean      has_validation;
  S2pValidation validation;    /* of the averaged weights, on whole, clean trains */
} S2pTrainProgress;

/* How a run meets its surroundings; all but the intervals may be NULL. */
typedef struct {
  S2pParallelFor parallel; /* NULL: one slice after the other */
  gpointer       pool;
  GCancellable  *cancellable;
  const char    *checkpoint; /* path; written at intervals, at the end and when cancelled */
  double         checkpoint_seconds, report_seconds, validate_seconds;
  void         (*progress) (const S2pTrainProgress *progress, gpointer data);
  gpointer       data;
} S2pTrainRun;

typedef struct _S2pTrainer S2pTrainer;

void        s2p_train_config_init (S2pTrainConfig *config);

/* @samples [@n] and the times that they point to must live as long as the trainer. @window: length of
 * the recordings, ms. Silent samples are left out. config->base must live as long; its shape then counts, not @shape. */
S2pTrainer *s2p_trainer_new       (const S2pSample *samples, gsize n, double window, const char *model,
                                   const S2pShape *shape, const S2pTrainConfig *config, GError **error);
void        s2p_trainer_free      (S2pTrainer *trainer); /* accepts NULL */

/* Takes from the weights in @path what has the same name and size (matrices: or fewer columns); the rest stays as drawn. For a run that is to begin
 * where another ended, in whatever shape; with a base, they are adapters. */
gboolean    s2p_trainer_begin_with (S2pTrainer *trainer, const char *path, GError **error);

/* Goes on from a checkpoint; it must be of the same samples, shape, seed and batches. Nothing is
 * changed on failure. */
gboolean    s2p_trainer_resume    (S2pTrainer *trainer, const char *checkpoint, GError **error);

/* Until the run is done, or S2P_ERROR_CANCELLED with the checkpoint written. */
gboolean    s2p_trainer_run       (S2pTrainer *trainer, const S2pTrainRun *run, GError **error);

void        s2p_trainer_validate  (S2pTrainer *trainer, S2pParallelFor parallel, gpointer pool,
                                   S2pValidation *validation);

/* The averaged weights as a network, owned by the caller. */
S2pNetwork *s2p_trainer_network   (S2pTrainer *trainer);
/* Saves them, or the adapters alone where a base was given (@base_file: the name of its file, in the same folder).
 * @network: what s2p_trainer_network gave, with its notes. */
gboolean    s2p_trainer_save      (S2pTrainer *trainer, const S2pNetwork *network, const char *base_file, const char *path, GError **error);

gsize       s2p_trainer_n_used    (const S2pTrainer *trainer); /* samples trained on, without the validation set */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pTrainer, s2p_trainer_free)

G_END_DECLS
