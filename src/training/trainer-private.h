/* What trainer.c, train-batch.c and checkpoint.c share. */
#pragma once
#include "training/labels.h"
#include "training/trainer.h"

G_BEGIN_DECLS

/* What one thread needs to work on slices; handed around by the queue. */
typedef struct {
  S2pWorkspace         *state;
  S2pBackwardWorkspace *backward; /* NULL for validation only */
  real                 *features;
  guint32              *offsets;
  S2pLabel             *labels;
  double               *times;
} S2pTrainWorker;

struct _S2pTrainer {
  const S2pSample *samples;
  gsize            n_samples;
  double           window;
  S2pTrainConfig   config;
  S2pNetwork      *network;     /* the weights in use */
  S2pAdapter      *adapter;     /* NULL: the weights themselves are trained */
  real            *own, *own_gradient; /* the adapters' numbers */
  const S2pLayout *layout;      /* of what is trained: the network's or the adapters' */
  real            *values;      /* what is trained: the network's, or own */
  real            *transposed;  /* the same, for s2p_forward */
  S2pAdamWState    optimiser;
  S2pLabel        *labels;      /* n_samples; of silent ones not set */
  guint32         *used;        /* what an epoch draws, shuffled for @epoch: sample + n_samples * copy */
  gsize            n_used, n_trained_on; /* entries; samples among them */
  guint32         *validation;  /* indices of samples to validate on */
  gsize            n_validation;
  guint64          epoch;       /* of the order in @used */
  double           seconds;     /* of training so far, earlier runs included */
  real            *gradients;   /* n_slices of layout->n_trained */
  GAsyncQueue     *workers;     /* idle ones: S2pTrainWorker */
};

typedef struct { guint32 sample, version; } S2pDraw; /* the version names the draws of the augmentation */

S2pTrainWorker *s2p_train_worker_take (S2pTrainer *trainer);
void            s2p_train_worker_free (S2pTrainWorker *worker);

/* Gradient of the mean loss over @draws [batch_size] into the first slice's; @parts: sums. */
void s2p_train_batch (S2pTrainer *trainer, const S2pDraw *draws, S2pParallelFor parallel, gpointer pool,
                      S2pLossParts *parts);

/* Of the adapters, from the gradient of the network's weights: W = W0 + B A / r. */
void s2p_adapter_gradient (const S2pAdapter *adapter, const real *own, const real *gradient, real *own_gradient);

gboolean s2p_checkpoint_save (const S2pTrainer *trainer, const char *path, GError **error);

G_END_DECLS
