#include "training/trainer-private.h"
#include <math.h>
#include <string.h>
#include "inference/tokens.h"
#include "recording/features.h"

/* Tokens that go through the network together: their activations should stay in the processor's
 * second-level cache (bench-network shows the effect). */
#define CHUNK_TOKENS 512

typedef struct {
  S2pTrainer    *trainer;
  const S2pDraw *draws;
  S2pLossParts  *parts; /* one for each slice */
} BatchTask;

typedef struct {
  S2pTrainer    *trainer;
  const real    *values, *transposed; /* the averaged weights */
  S2pValidation *results;    /* one for each slice; sums */
} ValidationTask;

static guint
chunk_tokens (const S2pTrainer *trainer)
{
  return MAX (CHUNK_TOKENS, trainer->network->layout->shape.max_tokens);
}

S2pTrainWorker *
s2p_train_worker_take (S2pTrainer *trainer)
{
  S2pTrainWorker *worker = g_async_queue_try_pop (trainer->workers);
  const S2pLayout *layout = trainer->network->layout;
  const guint tokens = chunk_tokens (trainer), sequences = tokens / (S2P_FEWEST_SPIKES - 1);

  if (worker)
    return worker;
  worker = g_new0 (S2pTrainWorker, 1);
  worker->state = s2p_workspace_new (layout, tokens, sequences, TRUE);
  worker->backward = s2p_backward_workspace_new (layout, tokens, sequences);
  worker->features = g_new (real, S2P_N_FEATURES * tokens);
  worker->offsets = g_new0 (guint32, sequences + 1);
  worker->labels = g_new (S2pLabel, sequences);
  worker->times = g_new (double, layout->shape.max_tokens + 1);
  return worker;
}

void
s2p_train_worker_free (S2pTrainWorker *worker)
{
  if (!worker)
    return;
  s2p_workspace_free (worker->state);
  s2p_backward_workspace_free (worker->backward);
  g_free (worker->features);
  g_free (worker->offsets);
  g_free (worker->labels);
  g_free (worker->times);
  g_free (worker);
}

static S2pBatch
chunk_of (const S2pTrainWorker *worker, guint n)
{
  return (S2pBatch) { .n_sequences = n, .offsets = worker->offsets, .features = worker->features };
}

/* Appends worker->times [n_spikes] as sequence @n. */
static void
append_sequence (S2pTrainWorker *worker, guint n, gsize n_spikes, const S2pLabel *label)
{
  const guint32 first = worker->offsets[n];

  s2p_tokens_fill (worker->times, n_spikes, worker->features + (gsize) first * S2P_N_FEATURES);
  worker->offsets[n + 1] = first + (guint32) n_spikes - 1;
  worker->labels[n] = *label;
}

static gboolean
chunk_is_full (const S2pTrainWorker *worker, guint n, gsize n_spikes)
{
  return n == worker->state->max_sequences || worker->offsets[n] + n_spikes - 1 > worker->state->max_tokens;
}

static void
learn_chunk (S2pTrainer *trainer, S2pTrainWorker *worker, guint n, real *gradient, S2pLossParts *parts)
{
  const S2pLayout *layout = trainer->network->layout;
  const real *values = trainer->network->values;
  const S2pBatch batch = chunk_of (worker, n);

  if (n == 0)
    return;
  s2p_forward (layout, values, trainer->transposed, &batch, worker->state);
  s2p_loss (layout, values, worker->state, worker->labels, n, &trainer->config.loss, 1.0 / trainer->config.batch_size,
            parts, worker->backward);
  s2p_backward (layout, values, &batch, worker->state, worker->backward, gradient);
}

static void
learn_slice (guint slice, gpointer data)
{
  BatchTask *task = data;
  S2pTrainer *trainer = task->trainer;
  S2pTrainWorker *worker = s2p_train_worker_take (trainer);
  const S2pTrainConfig *config = &trainer->config;
  const S2pLayout *layout = trainer->network->layout;
  const guint first = (guint) ((guint64) config->batch_size * slice / config->n_slices);
  const guint end = (guint) ((guint64) config->batch_size * (slice + 1) / config->n_slices);
  real *gradient = trainer->gradients + slice * layout->n_trained;
  guint n = 0;

  memset (gradient, 0, layout->n_trained * sizeof *gradient);
  for (guint i = first; i < end; i++)
    {
      const S2pDraw *draw = &task->draws[i];
      const S2pSample *sample = &trainer->samples[draw->sample];
      gsize n_spikes;
      S2pRandom random;

      s2p_random_init (&random, config->seed, S2P_RANDOM_AUGMENT, draw->sample, draw->version);
      n_spikes = s2p_augment (&config->augmentation, &random, sample->times, sample->n_spikes, trainer->window,
                              layout->shape.max_tokens + 1, worker->times);
      if (chunk_is_full (worker, n, n_spikes))
        {
          learn_chunk (trainer, worker, n, gradient, &task->parts[slice]);
          n = 0;
        }
      append_sequence (worker, n++, n_spikes, &trainer->labels[draw->sample]);
    }
  learn_chunk (trainer, worker, n, gradient, &task->parts[slice]);
  g_async_queue_push (trainer->workers, worker);
}

static void
run_tasks (S2pParallelFor parallel, gpointer pool, guint n, void (*function) (guint, gpointer), gpointer data)
{
  if (parallel)
    parallel (pool, n, function, data);
  else
    for (guint i = 0; i < n; i++)
      function (i, data);
}

void
s2p_train_batch (S2pTrainer *trainer, const S2pDraw *draws, S2pParallelFor parallel, gpointer pool,
                 S2pLossParts *parts)
{
  const guint n_slices = trainer->config.n_slices;
  const gsize size = trainer->network->layout->n_trained;
  g_autofree S2pLossParts *slices = g_new0 (S2pLossParts, n_slices);
  BatchTask task = { .trainer = trainer, .draws = draws, .parts = slices };

  s2p_transpose (trainer->network->layout, trainer->network->values, trainer->transposed);
  run_tasks (parallel, pool, n_slices, learn_slice, &task);
  for (guint s = 0; s < n_slices; s++)
    {
      real *restrict sum = trainer->gradients, *restrict part = trainer->gradients + s * size;

      parts->density += slices[s].density;
      parts->metrics += slices[s].metrics;
      parts->class += slices[s].class;
      parts->total += slices[s].total;
      if (s > 0)
#pragma omp simd
        for (gsize i = 0; i < size; i++)
          sum[i] += part[i];
    }
}

static void
count_error (S2pErrors *errors, double g_s, double g_u, double minus_log_density)
{
  errors->n++;
  errors->minus_log_density += minus_log_density;
  errors->g_s += g_s;
  errors->g_u += g_u;
}

static void
validate_chunk (const ValidationTask *task, S2pTrainWorker *worker, guint n, S2pValidation *result)
{
  const S2pLayout *layout = task->trainer->network->layout;
  const S2pBatch batch = chunk_of (worker, n);
  S2pDicRange range;

  if (n == 0)
    return;
  s2p_layout_range (layout, task->values, &range);
  s2p_forward (layout, task->values, task->transposed, &batch, worker->state);
  for (guint i = 0; i < n; i++)
    {
      const S2pLabel *label = &worker->labels[i];
      const real *logits = worker->state->raw[S2P_HEAD_CLASS] + i * S2P_N_CLASSES;
      S2pDensity density;
      S2pDensityMoments mean;
      double minus_log_density;

      s2p_density_read (worker->state->raw[S2P_HEAD_DENSITY] + i * S2P_N_DENSITY, &range, &density);
      s2p_density_moments (&density, &mean);
      minus_log_density = -s2p_density_log (&density, label->dics[0], label->dics[1]);
      count_error (&result->all, fabs (mean.g_s - label->dics[0]), fabs (mean.g_u - label->dics[1]), minus_log_density);
      count_error (label->class ? &result->bursting : &result->spiking, fabs (mean.g_s - label->dics[0]), fabs (mean.g_u - label->dics[1]), minus_log_density);
      result->class_right += logits[label->class] > logits[!label->class];
    }
  result->n += n;
}

static void
validate_slice (guint slice, gpointer data)
{
  ValidationTask *task = data;
  S2pTrainer *trainer = task->trainer;
  S2pTrainWorker *worker = s2p_train_worker_take (trainer);
  const gsize max_spikes = trainer->network->layout->shape.max_tokens + 1;
  guint n = 0;

  for (gsize i = slice; i < trainer->n_validation; i += trainer->config.n_slices)
    {
      const S2pSample *sample = &trainer->samples[trainer->validation[i]];
      const gsize n_spikes = MIN (sample->n_spikes, max_spikes);

      if (chunk_is_full (worker, n, n_spikes))
        {
          validate_chunk (task, worker, n, &task->results[slice]);
          n = 0;
        }
      for (gsize j = 0; j < n_spikes; j++)
        worker->times[j] = sample->times[j];
      append_sequence (worker, n++, n_spikes, &trainer->labels[trainer->validation[i]]);
    }
  validate_chunk (task, worker, n, &task->results[slice]);
  g_async_queue_push (trainer->workers, worker);
}

static void
add_errors (S2pErrors *sum, const S2pErrors *part)
{
  sum->n += part->n;
  sum->g_s += part->g_s;
  sum->g_u += part->g_u;
  sum->minus_log_density += part->minus_log_density;
}

static void
mean_errors (S2pErrors *errors)
{
  errors->g_s /= MAX (errors->n, 1);
  errors->g_u /= MAX (errors->n, 1);
  errors->minus_log_density /= MAX (errors->n, 1);
}

void
s2p_trainer_validate (S2pTrainer *trainer, S2pParallelFor parallel, gpointer pool, S2pValidation *validation)
{
  const guint n_slices = trainer->config.n_slices;
  g_autofree S2pValidation *results = g_new0 (S2pValidation, n_slices);
  g_autoptr (S2pNetwork) network = s2p_trainer_network (trainer);
  g_autofree real *transposed = g_new0 (real, network->layout->n_values);
  ValidationTask task = { .trainer = trainer, .values = network->values, .transposed = transposed, .results = results };

  s2p_transpose (network->layout, network->values, transposed);
  run_tasks (parallel, pool, n_slices, validate_slice, &task);
  *validation = (S2pValidation) { 0 };
  for (guint s = 0; s < n_slices; s++)
    {
      validation->n += results[s].n;
      validation->class_right += results[s].class_right;
      add_errors (&validation->all, &results[s].all);
      add_errors (&validation->spiking, &results[s].spiking);
      add_errors (&validation->bursting, &results[s].bursting);
    }
  validation->class_right /= MAX (validation->n, 1);
  mean_errors (&validation->all);
  mean_errors (&validation->spiking);
  mean_errors (&validation->bursting);
}
