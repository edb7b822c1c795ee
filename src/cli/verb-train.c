/* train: a network from a data set of simulated spike trains. */
#include "cli/cli.h"
#include "training/activity-fit.h"
#include "training/trainer.h"
#include "base/error.h"
#include <stdio.h>
#include <unistd.h>

typedef struct {
  GCancellable *cancellable;
  gboolean      terminal;
} Watcher;

static void
run_parallel (gpointer pool, guint n_tasks, void (*task) (guint index, gpointer data), gpointer data)
{
  s2p_pool_run (pool, n_tasks, task, data);
}

static void
print_validation (const S2pValidation *validation)
{
  fprintf (stderr, "  on %u held-out recordings: spiking |g_s| %.2f |g_u| %.2f, %.3f nats, bursting |g_s| %.3f |g_u| %.3f %.3f nats, all %.3f nats, class %.2f %%\n",
           validation->n, validation->spiking.g_s, validation->spiking.g_u, validation->spiking.minus_log_density, validation->bursting.g_s, validation->bursting.g_u,
           validation->bursting.minus_log_density, validation->all.minus_log_density, 100 * validation->class_right);
}

/* Step by step on a terminal; elsewhere only what the held-out recordings say, every few minutes. */
static void
on_progress (const S2pTrainProgress *progress, gpointer data)
{
  Watcher *watcher = data;

  if (s2p_cli_interrupted ())
    g_cancellable_cancel (watcher->cancellable);
  if (!watcher->terminal && !progress->has_validation)
    return;
  fprintf (stderr, "%s%5.1f %%  step %" G_GUINT64_FORMAT "  %.2f M samples  %.0f/s  loss %.3f (density %.3f, class %.4f, measures %.4f)  rate %.1e  %.0f min left%s",
           watcher->terminal ? "\r" : "", 100 * progress->done, progress->step, progress->samples / 1e6, progress->samples_per_second, progress->loss.total,
           progress->loss.density, progress->loss.class, progress->loss.metrics, progress->learning_rate, progress->seconds_left / 60,
           watcher->terminal && !progress->has_validation ? "   " : "\n");
  if (progress->has_validation)
    print_validation (&progress->validation);
}

/* Notes that travel with the weights: how they were made. */
static void
describe (S2pNetwork *network, const S2pModel *model, const S2pDataset *dataset, const S2pTrainConfig *config, gsize n_used, const S2pValidation *validation)
{
  GHashTable *notes = network->notes;
  S2pActivityMap map;

  g_hash_table_insert (notes, g_strdup ("training_seed"), g_strdup_printf ("%" G_GUINT64_FORMAT, config->seed));
  g_hash_table_insert (notes, g_strdup ("dataset_seed"), g_strdup_printf ("%" G_GUINT64_FORMAT, s2p_dataset_seed (dataset)));
  g_hash_table_insert (notes, g_strdup ("dataset_trains"), g_strdup_printf ("%" G_GSIZE_FORMAT " (%" G_GSIZE_FORMAT " trained on)", s2p_dataset_size (dataset), n_used));
  g_hash_table_insert (notes, g_strdup ("validation"),
                       g_strdup_printf ("spiking g_s %.3f g_u %.3f %.3f nats, bursting g_s %.3f g_u %.3f %.3f nats, class %.4f", validation->spiking.g_s, validation->spiking.g_u,
                                        validation->spiking.minus_log_density, validation->bursting.g_s, validation->bursting.g_u, validation->bursting.minus_log_density,
                                        validation->class_right));
  s2p_activity_map_fit (&map, model, dataset);
  s2p_activity_map_set (network, &map);
}

/* Better now than after an hour. */
static gboolean
can_write (const char *path, GError **error)
{
  g_autoptr (S2pOutput) output = s2p_output_new_file (path, error);

  return output != NULL;
}

static S2pTrainer *
open_trainer (const S2pDataset *dataset, const S2pModel *model, S2pTrainConfig *config, const char *begin_with, GArray *samples, GError **error)
{
  g_autoptr (S2pTrainer) trainer = NULL;
  S2pShape shape;

  config->range = (S2pDicRange) { model->g_s_min, model->g_s_max, model->g_u_min, model->g_u_max };
  g_array_set_size (samples, s2p_dataset_size (dataset));
  for (gsize i = 0; i < s2p_dataset_size (dataset); i++)
    s2p_dataset_get (dataset, i, &g_array_index (samples, S2pSample, i));
  s2p_shape_init_default (&shape);
  trainer = s2p_trainer_new ((const S2pSample *) samples->data, samples->len, s2p_dataset_window (dataset), s2p_dataset_model (dataset), &shape, config, error);
  if (trainer == NULL || (begin_with != NULL && !s2p_trainer_begin_with (trainer, begin_with, error)))
    return NULL;
  return g_steal_pointer (&trainer);
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_autofree char *checkpoint = NULL, *own_checkpoint = NULL, *begin_with = NULL, *adapt = NULL;
  S2pTrainConfig config;
  double millions = 0;
  int status, batch, rank = S2P_ADAPTER_RANK;
  GError *error = NULL;

  s2p_train_config_init (&config);
  config.minutes = 60;
  batch = config.batch_size;
  const GOptionEntry entries[] = {
    { "minutes", 0, 0, G_OPTION_ARG_DOUBLE, &config.minutes, "length of the run (default: 60)", "MIN" },
    { "samples", 0, 0, G_OPTION_ARG_DOUBLE, &millions, "length of the run in millions of samples, instead of minutes", "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &batch, "samples of one step", "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &config.learning_rate, "highest learning rate", "R" },
    { "begin-with", 0, 0, G_OPTION_ARG_FILENAME, &begin_with, "weights, or adapters, to begin with (default: random ones)", "FILE" },
    { "adapt", 0, 0, G_OPTION_ARG_FILENAME, &adapt, "train adapters to these weights and leave them as they are", "FILE" },
    { "rank", 0, 0, G_OPTION_ARG_INT, &rank, "rank of the adapters (default: 32)", "R" },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &checkpoint, "where the state is kept (default: the output with .checkpoint)", "FILE" },
    { 0 },
  };

  if (!s2p_cli_parse (&s2p_verb_train, &argc, &argv, entries, &common, S2P_CLI_FILE | S2P_CLI_SEED | S2P_CLI_JOBS, 1, -1, &status))
    return status;
  if (batch < 8 || batch > 65536)
    {
      s2p_cli_note ("--batch must lie between 8 and 65536");
      return S2P_CLI_USAGE;
    }
  if (!(millions >= 0 && millions <= 1e9) || !(config.minutes > 0) || !(config.learning_rate > 0 && config.learning_rate < 1))
    {
      s2p_cli_note ("--minutes must be positive, --samples lie between 0 and 1e9 (millions), --rate between 0 and 1");
      return S2P_CLI_USAGE;
    }
  if (rank < 1 || rank > S2P_ADAPTER_MAX_RANK)
    {
      s2p_cli_note ("--rank must lie between 1 and %d", S2P_ADAPTER_MAX_RANK);
      return S2P_CLI_USAGE;
    }
  config.batch_size = batch;
  config.rank = rank;
  config.seed = common.seed;
  config.n_samples = (guint64) (millions * 1e6);
  own_checkpoint = checkpoint != NULL ? g_strdup (checkpoint) : g_strconcat (common.output, ".checkpoint", NULL);

  if (!can_write (common.output, &error) || !can_write (own_checkpoint, &error))
    return s2p_cli_fail (error);

  g_autoptr (S2pNetwork) base = adapt != NULL ? s2p_network_load_whole (adapt, &error) : NULL;
  g_autoptr (S2pDataset) dataset = adapt == NULL || base != NULL ? s2p_dataset_open_shards ((const char *const *) argv + 1, &error) : NULL;
  g_autoptr (S2pNeuron) neuron = dataset != NULL ? s2p_cli_load_neuron (s2p_dataset_model (dataset), 0, &error) : NULL;
  config.base = base;

  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (S2pSample));
  g_autoptr (S2pTrainer) trainer = neuron != NULL ? open_trainer (dataset, neuron->model, &config, begin_with, samples, &error) : NULL;
  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watcher watcher = { cancellable, isatty (STDERR_FILENO) };
  S2pTrainRun train = {
    .parallel = run_parallel, .pool = pool, .cancellable = cancellable, .checkpoint = own_checkpoint, .checkpoint_seconds = 120,
    .report_seconds = watcher.terminal ? 1 : 20, .validate_seconds = 180, .progress = on_progress, .data = &watcher,
  };
  g_autofree char *base_name = adapt != NULL ? g_path_get_basename (adapt) : NULL;
  S2pValidation validation;

  if (trainer == NULL)
    return s2p_cli_fail (error);
  if (g_file_test (own_checkpoint, G_FILE_TEST_EXISTS) && !s2p_trainer_resume (trainer, own_checkpoint, &error))
    return s2p_cli_fail (error);
  s2p_cli_catch_interrupt ();
  if (!s2p_trainer_run (trainer, &train, &error))
    {
      if (watcher.terminal)
        fputc ('\n', stderr);
      return s2p_cli_fail (error); /* a stopped run names its checkpoint */
    }
  s2p_trainer_validate (trainer, run_parallel, pool, &validation);

  g_autoptr (S2pNetwork) network = s2p_trainer_network (trainer);

  describe (network, neuron->model, dataset, &config, s2p_trainer_n_used (trainer), &validation);
  return s2p_trainer_save (trainer, network, base_name, common.output, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_train = {
  "train", "DATASET...", "Train a network on data sets (shards of one set)",
  "FILE gets the weights (safetensors); with --adapt, low-rank adapters alone: keep the weights that they belong to in\n"
  "the same folder. Ctrl-C stops the run with its state written; the same command goes on from there. Put the weights\n"
  "at weights/MODEL.safetensors of the program's data to infer with them.", run,
};
