#include "training/trainer.h"
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "training/trainer-private.h"

void
s2p_train_config_init (S2pTrainConfig *config)
{
  *config = (S2pTrainConfig) {
    .seed = 1, .minutes = 60, .batch_size = 128, .n_slices = 4,
    .learning_rate = 1.5e-3, .last_rate = 0.01, .warm_up = 0.02,
    .adamw = { .beta1 = 0.9, .beta2 = 0.98, .weight_decay = 0.04, .clip = 1, .ema = 0.999 },
    .loss = { .lambda_metrics = 0.1, .lambda_class = 1 },
    .least_bursting = 0.25, .rank = S2P_ADAPTER_RANK, .validation_share = 0.03, .validation_limit = 4096,
  };
  s2p_augmentation_init (&config->augmentation);
}

#define MOST_COPIES 64u /* of a bursting train in an epoch */

static gboolean
check_config (const S2pTrainConfig *config, double window, GError **error)
{
  const struct { gboolean right; const char *what; } checks[] = {
    { window > 0 && isfinite (window), "the recordings must have a length" },
    { config->n_samples > 0 || (config->minutes > 0 && isfinite (config->minutes)), "the run needs a length" },
    { config->batch_size >= 1 && config->batch_size <= 1 << 16, "the batch size must lie in 1..65536" },
    { config->n_slices >= 1 && config->n_slices <= 256, "the number of slices must lie in 1..256" },
    { config->learning_rate > 0 && config->learning_rate < 1, "the learning rate must lie in 0..1" },
    { config->warm_up >= 0 && config->warm_up < 1, "the warm-up must be a share of the run" },
    { config->least_bursting >= 0 && config->least_bursting <= 0.5, "the least share of bursting trains must lie in 0..0.5" },
    { s2p_dic_range_check (&config->range), "the ranges of g_s and g_u are not given" },
    { config->rank >= 1 && config->rank <= S2P_ADAPTER_MAX_RANK, "the rank of the adapters must lie in 1..256" },
    { config->validation_share >= 0 && config->validation_share < 1, "the validation share must lie in 0..1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (!checks[i].right)
      {
        g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, "Training: %s", checks[i].what);
        return FALSE;
      }
  return TRUE;
}

/* The components start evenly spread and wide, so that each finds something to do. */
static void
spread_components (const S2pLayout *layout, real *values)
{
  real *bias = values + layout->heads[S2P_HEAD_DENSITY].out.bias;

  for (guint k = 0; k < S2P_N_COMPONENTS; k++, bias += S2P_COMPONENT_NUMBERS)
    {
      const double across = S2P_N_COMPONENTS / 2, x = (k / 2 + 0.5) / across * 2 - 1, y = k % 2 ? 0.4 : -0.4;
      const double numbers[S2P_COMPONENT_NUMBERS] = { 0, atanh (x), atanh (y), 1.2, 1.2, 0 };

      for (guint j = 0; j < S2P_COMPONENT_NUMBERS; j++)
        bias[j] = (real) numbers[j];
    }
}

/* As torch.nn.Linear starts: uniform within 1 / sqrt (inputs), weights and biases alike; norms start
 * as no change. */
static void
draw_weights (S2pTrainer *trainer)
{
  const S2pLayout *layout = trainer->network->layout;
  real *values = trainer->network->values;
  double range = 0;
  S2pRandom random;

  s2p_random_init (&random, trainer->config.seed, S2P_RANDOM_WEIGHTS, 0, 0);
  for (guint i = 0; i < layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &layout->tensors[i];
      gboolean norm = strstr (tensor->name, "norm") != NULL, mix = g_str_has_prefix (tensor->name, "mix.");

      if (tensor->role == S2P_TENSOR_BUFFER)
        continue;
      if (tensor->n_dims == 2)
        range = 1 / sqrt (tensor->dims[1]); /* stays for the bias, which follows its weight */
      for (gsize j = 0; j < tensor->size; j++)
        values[tensor->offset + j] =
          norm ? (g_str_has_suffix (tensor->name, ".weight") ? 1 : 0)
               : mix ? (real) 0.5 : (real) (range * (2 * s2p_random_uniform (&random) - 1));
    }
  spread_components (layout, values);
}

static void
store_range (S2pTrainer *trainer)
{
  const S2pLayout *layout = trainer->network->layout;
  const S2pDicRange *range = &trainer->config.range;
  real *low = trainer->network->values + layout->range_low, *high = trainer->network->values + layout->range_high;

  low[0] = (real) range->g_s_min;
  high[0] = (real) range->g_s_max;
  low[1] = (real) range->g_u_min;
  high[1] = (real) range->g_u_max;
}

/* Whole populations go to one side, by a draw that is named by the population. */
static gboolean
is_for_validation (const S2pTrainConfig *config, guint32 population)
{
  S2pRandom random;

  s2p_random_init (&random, config->seed, S2P_RANDOM_ORDER, population, G_MAXUINT32);
  return s2p_random_uniform (&random) < config->validation_share;
}

/* How often an epoch draws each bursting train. */
static guint
count_copies (const S2pTrainer *trainer, gsize n_bursting)
{
  const double share = trainer->config.least_bursting, others = (double) (trainer->n_trained_on - n_bursting);
  const double most = MIN (MOST_COPIES, floor ((double) G_MAXUINT32 / (double) trainer->n_samples));

  return n_bursting > 0 ? (guint) CLAMP (ceil (share / (1 - share) * others / (double) n_bursting), 1, most) : 1;
}

/* Appends the further copies of bursting trains to @used. */
static void
repeat_bursting (S2pTrainer *trainer)
{
  gsize n_bursting = 0;
  guint copies;

  for (gsize i = 0; i < trainer->n_trained_on; i++)
    n_bursting += trainer->labels[trainer->used[i]].class;
  copies = count_copies (trainer, n_bursting);
  trainer->used = g_renew (guint32, trainer->used, trainer->n_used + (copies - 1) * n_bursting);
  for (guint copy = 1; copy < copies; copy++)
    for (gsize i = 0; i < trainer->n_trained_on; i++)
      if (trainer->labels[trainer->used[i]].class)
        trainer->used[trainer->n_used++] = (guint32) (trainer->used[i] + copy * trainer->n_samples);
}

/* After the copies: by how often each class is drawn. */
static void
balance_classes (S2pTrainer *trainer)
{
  gsize counts[S2P_N_CLASSES] = { 0 };

  for (gsize i = 0; i < trainer->n_used; i++)
    counts[trainer->labels[trainer->used[i] % trainer->n_samples].class]++;
  s2p_loss_balance (counts, trainer->config.loss.of_class);
}

static gboolean
split_samples (S2pTrainer *trainer, GError **error)
{
  trainer->labels = g_new0 (S2pLabel, trainer->n_samples);
  trainer->used = g_new (guint32, trainer->n_samples);
  trainer->validation = g_new (guint32, trainer->n_samples);
  for (gsize i = 0; i < trainer->n_samples; i++)
    if (s2p_label_compute (&trainer->samples[i], &trainer->labels[i]))
      {
        if (is_for_validation (&trainer->config, trainer->samples[i].population))
          trainer->validation[trainer->n_validation++] = (guint32) i;
        else
          trainer->used[trainer->n_used++] = (guint32) i;
      }
  trainer->n_trained_on = trainer->n_used;
  if (trainer->n_used == 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT,
                   "Training: none of the %zu samples is left to train on (all silent, or all for validation)",
                   trainer->n_samples);
      return FALSE;
    }
  if (trainer->n_validation > trainer->config.validation_limit)
    {
      /* evenly spaced ones, so that all parts of the data set are seen */
      for (gsize i = 0; i < trainer->config.validation_limit; i++)
        trainer->validation[i] = trainer->validation[i * trainer->n_validation / trainer->config.validation_limit];
      trainer->n_validation = trainer->config.validation_limit;
    }
  repeat_bursting (trainer);
  balance_classes (trainer);
  return TRUE;
}

/* As usual: A drawn, B zero, so that the network starts as its base. The statistics are already in the network. */
static void
start_adapters (S2pTrainer *trainer)
{
  S2pNetwork *network = trainer->network;
  const S2pAdapter *adapter = trainer->adapter = s2p_adapter_new (network->layout, trainer->config.rank);
  S2pRandom random;

  trainer->own = g_new0 (real, adapter->layout->n_values);
  trainer->own_gradient = g_new0 (real, adapter->layout->n_values);
  s2p_random_init (&random, trainer->config.seed, S2P_RANDOM_WEIGHTS, 0, 0);
  for (guint i = 0; i < adapter->n_pairs; i++)
    for (gsize j = 0; j < (gsize) adapter->rank * adapter->pairs[i].n_in; j++)
      trainer->own[adapter->pairs[i].a + j] = (real) ((2 * s2p_random_uniform (&random) - 1) / sqrt (adapter->pairs[i].n_in));
  for (guint i = 0; i < adapter->n_buffers; i++)
    memcpy (trainer->own + adapter->buffers[i].own, network->values + adapter->buffers[i].base, adapter->buffers[i].size * sizeof (real));
  s2p_adapter_merge (adapter, network->layout, trainer->config.base->values, trainer->own, network->values);
}

static void
start_optimiser (S2pTrainer *trainer)
{
  trainer->layout = trainer->adapter != NULL ? trainer->adapter->layout : trainer->network->layout;
  trainer->values = trainer->adapter != NULL ? trainer->own : trainer->network->values;
  trainer->transposed = g_new0 (real, trainer->network->layout->n_values);
  trainer->optimiser.mean = g_new0 (real, trainer->layout->n_values);
  trainer->optimiser.square = g_new0 (real, trainer->layout->n_values);
  trainer->optimiser.average = g_memdup2 (trainer->values, trainer->layout->n_values * sizeof (real));
  trainer->gradients = g_new0 (real, trainer->config.n_slices * trainer->network->layout->n_trained);
}

S2pTrainer *
s2p_trainer_new (const S2pSample *samples, gsize n, double window, const char *model, const S2pShape *shape,
                 const S2pTrainConfig *config, GError **error)
{
  g_autoptr (S2pTrainer) trainer = NULL;

  if (config->base != NULL)
    shape = &config->base->layout->shape;
  if (!s2p_shape_check (shape, error) || !check_config (config, window, error))
    return NULL;
  if (n > G_MAXUINT32)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, "Training: more than %u samples", G_MAXUINT32);
      return NULL;
    }
  trainer = g_new0 (S2pTrainer, 1);
  trainer->samples = samples;
  trainer->n_samples = n;
  trainer->window = window;
  trainer->config = *config;
  trainer->epoch = G_MAXUINT64;
  trainer->workers = g_async_queue_new_full ((GDestroyNotify) s2p_train_worker_free);
  trainer->network = s2p_network_new (shape, model, window);
  if (!split_samples (trainer, error))
    return NULL;
  s2p_statistics_fill (trainer->network->layout, samples, trainer->labels, trainer->used, trainer->n_trained_on, trainer->network->values);
  store_range (trainer);
  if (config->base != NULL)
    start_adapters (trainer);
  else
    draw_weights (trainer);
  start_optimiser (trainer);
  return g_steal_pointer (&trainer);
}

void
s2p_trainer_free (S2pTrainer *trainer)
{
  if (!trainer)
    return;
  s2p_network_free (trainer->network);
  s2p_adapter_free (trainer->adapter);
  g_free (trainer->own);
  g_free (trainer->own_gradient);
  g_free (trainer->transposed);
  g_free (trainer->optimiser.mean);
  g_free (trainer->optimiser.square);
  g_free (trainer->optimiser.average);
  g_free (trainer->labels);
  g_free (trainer->used);
  g_free (trainer->validation);
  g_free (trainer->gradients);
  g_clear_pointer (&trainer->workers, g_async_queue_unref);
  g_free (trainer);
}

/* A matrix of fewer columns gives those that it has; the others begin at 0: the network then starts as it was. */
static gboolean
take_tensor (const S2pSafetensors *file, const S2pTensor *tensor, real *values)
{
  const guint rows = tensor->dims[0], columns = tensor->dims[1];
  const gsize whole[] = { rows, columns };
  g_autofree float *part = NULL;

  if (s2p_safetensors_get (file, tensor->name, whole, tensor->n_dims, values, NULL))
    return TRUE;
  part = g_new0 (float, tensor->size);
  for (guint fewer = columns; tensor->n_dims == 2 && fewer-- > 1;)
    if (s2p_safetensors_get (file, tensor->name, (const gsize[]) { rows, fewer }, 2, part, NULL))
      {
        for (guint i = 0; i < tensor->size; i++)
          values[i] = i % columns < fewer ? part[i / columns * fewer + i % columns] : 0;
        return TRUE;
      }
  return FALSE;
}

gboolean
s2p_trainer_begin_with (S2pTrainer *trainer, const char *path, GError **error)
{
  g_autoptr (S2pSafetensors) file = s2p_safetensors_read (path, error);
  const S2pLayout *layout = trainer->layout;
  guint taken = 0;

  if (!file)
    return FALSE;
  for (guint i = 0; i < layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &layout->tensors[i];

      if (tensor->role != S2P_TENSOR_BUFFER) /* statistics are of the data */
        taken += take_tensor (file, tensor, trainer->values + tensor->offset);
    }
  if (taken == 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s holds nothing that this network could begin with: give weights of the same shape", path);
      return FALSE;
    }
  memcpy (trainer->optimiser.average, trainer->values, layout->n_values * sizeof (real));
  if (trainer->adapter != NULL)
    s2p_adapter_merge (trainer->adapter, trainer->network->layout, trainer->config.base->values, trainer->own, trainer->network->values);
  return TRUE;
}

gsize
s2p_trainer_n_used (const S2pTrainer *trainer)
{
  return trainer->n_trained_on;
}

S2pNetwork *
s2p_trainer_network (S2pTrainer *trainer)
{
  const S2pLayout *layout = trainer->network->layout;
  S2pNetwork *network = s2p_network_new (&layout->shape, trainer->network->model, trainer->window);

  if (trainer->adapter != NULL)
    s2p_adapter_merge (trainer->adapter, layout, trainer->config.base->values, trainer->optimiser.average, network->values);
  else
    memcpy (network->values, trainer->optimiser.average, layout->n_values * sizeof (real));
  return network;
}

gboolean
s2p_trainer_save (S2pTrainer *trainer, const S2pNetwork *network, const char *base_file, const char *path, GError **error)
{
  if (trainer->adapter == NULL)
    return s2p_network_save (network, path, error);
  return s2p_adapter_save (trainer->adapter, trainer->optimiser.average, network, trainer->config.base, base_file, path, error);
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* The order of an epoch depends on its number alone. */
static void
shuffle (S2pTrainer *trainer, guint64 epoch)
{
  S2pRandom random;

  if (trainer->epoch == epoch)
    return;
  qsort (trainer->used, trainer->n_used, sizeof *trainer->used, by_value);
  s2p_random_init (&random, trainer->config.seed, S2P_RANDOM_ORDER, epoch, 0);
  s2p_random_shuffle (&random, trainer->used, trainer->n_used);
  trainer->epoch = epoch;
}

static void
draw_batch (S2pTrainer *trainer, S2pDraw *draws)
{
  guint64 position = trainer->optimiser.step * trainer->config.batch_size;

  for (guint i = 0; i < trainer->config.batch_size; i++, position++)
    {
      const guint64 epoch = position / trainer->n_used;
      guint32 entry;

      shuffle (trainer, epoch);
      entry = trainer->used[position % trainer->n_used];
      draws[i] = (S2pDraw) { .sample = (guint32) (entry % trainer->n_samples), .version = (guint32) (epoch * MOST_COPIES + entry / trainer->n_samples) };
    }
}

static double
share_done (const S2pTrainer *trainer)
{
  const S2pTrainConfig *config = &trainer->config;

  if (config->n_samples > 0)
    return (double) (trainer->optimiser.step * config->batch_size) / (double) config->n_samples;
  return trainer->seconds / (60 * config->minutes);
}

typedef struct {
  const S2pTrainRun *run;
  double       last_report, last_validation, last_checkpoint; /* seconds */
  guint64      reported_step;
  S2pLossParts loss; /* sums since the last report */
} Reporter;

static void
report (S2pTrainer *trainer, Reporter *reporter, double rate, double norm, gboolean last)
{
  const S2pTrainRun *run = reporter->run;
  const gboolean validate = trainer->n_validation > 0 && run->progress &&
                            (last || trainer->seconds - reporter->last_validation >= run->validate_seconds);
  double samples = (double) (trainer->optimiser.step - reporter->reported_step) * trainer->config.batch_size;
  double done = share_done (trainer), passed = trainer->seconds - reporter->last_report;
  S2pTrainProgress progress = {
    .step = trainer->optimiser.step,
    .samples = trainer->optimiser.step * trainer->config.batch_size,
    .done = MIN (done, 1),
    .seconds = trainer->seconds,
    .seconds_left = done > 0 ? MAX (trainer->seconds * (1 - done) / done, 0) : 0,
    .samples_per_second = passed > 0 ? samples / passed : 0,
    .learning_rate = rate,
    .gradient_norm = norm,
    .has_validation = validate,
  };

  if (!run->progress || (!validate && !last && passed < run->report_seconds))
    return;
  samples = MAX (samples, 1);
  progress.loss = (S2pLossParts) { .density = reporter->loss.density / samples, .metrics = reporter->loss.metrics / samples,
                                   .class = reporter->loss.class / samples, .total = reporter->loss.total / samples };
  if (validate)
    {
      s2p_trainer_validate (trainer, run->parallel, run->pool, &progress.validation);
      reporter->last_validation = trainer->seconds;
    }
  run->progress (&progress, run->data);
  reporter->last_report = trainer->seconds;
  reporter->reported_step = trainer->optimiser.step;
  reporter->loss = (S2pLossParts) { 0 };
}

/* Returns the norm of the gradient. */
static double
step (S2pTrainer *trainer, double rate)
{
  double norm;

  if (trainer->adapter == NULL)
    return s2p_adamw_step (trainer->layout, &trainer->config.adamw, rate, trainer->gradients, trainer->values, &trainer->optimiser);
  s2p_adapter_gradient (trainer->adapter, trainer->own, trainer->gradients, trainer->own_gradient);
  norm = s2p_adamw_step (trainer->layout, &trainer->config.adamw, rate, trainer->own_gradient, trainer->own, &trainer->optimiser);
  s2p_adapter_merge (trainer->adapter, trainer->network->layout, trainer->config.base->values, trainer->own, trainer->network->values);
  return norm;
}

gboolean
s2p_trainer_run (S2pTrainer *trainer, const S2pTrainRun *run, GError **error)
{
  const S2pTrainConfig *config = &trainer->config;
  g_autofree S2pDraw *draws = g_new (S2pDraw, config->batch_size);
  const double before = trainer->seconds;
  const gint64 start = g_get_monotonic_time ();
  Reporter reporter = { .run = run, .last_report = before, .last_validation = before, .last_checkpoint = before,
                        .reported_step = trainer->optimiser.step };
  double rate = 0, norm = 0;
  gboolean cancelled = FALSE;

  while (share_done (trainer) < 1 && !(cancelled = g_cancellable_is_cancelled (run->cancellable)))
    {
      draw_batch (trainer, draws);
      s2p_train_batch (trainer, draws, run->parallel, run->pool, &reporter.loss);
      /* a trifle ahead, so that the first rate is not 0 */
      rate = s2p_learning_rate (config->learning_rate, config->last_rate, config->warm_up,
                                share_done (trainer) + 1e-6);
      norm = step (trainer, rate);
      if (!isfinite (norm))
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_NUMERICAL,
                       "Training broke down at step %" G_GUINT64_FORMAT
                       " (the gradient is no finite number); start again with a lower learning rate",
                       trainer->optimiser.step);
          return FALSE;
        }
      trainer->seconds = before + (double) (g_get_monotonic_time () - start) * 1e-6;
      report (trainer, &reporter, rate, norm, FALSE);
      if (run->checkpoint && trainer->seconds - reporter.last_checkpoint >= run->checkpoint_seconds)
        {
          if (!s2p_checkpoint_save (trainer, run->checkpoint, error))
            return FALSE;
          reporter.last_checkpoint = trainer->seconds;
        }
    }
  if (run->checkpoint && !s2p_checkpoint_save (trainer, run->checkpoint, error))
    return FALSE;
  if (cancelled)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_CANCELLED, "Training was stopped at step %" G_GUINT64_FORMAT "%s%s",
                   trainer->optimiser.step, run->checkpoint ? "; it can go on from " : "",
                   run->checkpoint ? run->checkpoint : "");
      return FALSE;
    }
  report (trainer, &reporter, rate, norm, TRUE);
  return TRUE;
}
