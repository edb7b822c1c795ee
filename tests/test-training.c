/* Optimiser, augmentation, and whole training runs on a small made-up data set. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "inference/infer.h"
#include "training/activity-fit.h"
#include "training/dataset-make.h"
#include "training/trainer-private.h"

#define WINDOW 1000.0

typedef struct {
  S2pSample samples[480];
  float     times[480][64];
  S2pShape  shape;
  S2pTrainConfig config;
  char     *folder, *checkpoint;
} Setting;

/* Two kinds of trains whose intervals tell their targets: steady ones (g_s < 0) and bursts of
 * three to five spikes. */
static void
make_sample (guint i, S2pSample *sample, float *times)
{
  S2pRandom random;
  double u, v, now = 0;
  guint n = 0;

  s2p_random_init (&random, 11, S2P_RANDOM_TARGET, i / 4, 0); /* populations of 4 */
  u = s2p_random_uniform (&random), v = s2p_random_uniform (&random);
  s2p_random_init (&random, 11, S2P_RANDOM_POPULATION, i, 0);
  now = 30 * s2p_random_uniform (&random);
  while (now < WINDOW && n < 64)
    {
      gboolean inside = i / 4 % 2 && (n + 1) % (3 + i / 8 % 3);

      times[n++] = (float) now;
      now += (i / 4 % 2 ? (inside ? 5 + 5 * u : 60 + 200 * v) : 20 + 30 * u) * (1 + 0.01 * s2p_random_normal (&random));
    }
  *sample = (S2pSample) { .population = i / 4, .g_s = (float) (i / 4 % 2 ? 10 * u : -10 * u), .g_u = (float) (8 * v),
                          .n_spikes = n, .times = times };
  if (i % 60 == 59)
    sample->n_spikes = i % 3; /* a silent one now and then */
}

static int
set_up (void **state)
{
  Setting *s = g_new0 (Setting, 1);

  for (guint i = 0; i < G_N_ELEMENTS (s->samples); i++)
    make_sample (i, &s->samples[i], s->times[i]);
  s->shape = (S2pShape) { .d_model = 16, .n_heads = 2, .n_blocks = 1, .d_hidden = 16, .d_latent = 16,
                          .d_head_hidden = 16, .n_head_blocks = 1, .max_tokens = 63 };
  s2p_train_config_init (&s->config);
  s->config.n_samples = 64 * 20;
  s->config.batch_size = 64;
  s->config.n_slices = 4;
  s->config.validation_share = 0.1;
  s->config.range = (S2pDicRange) { -10, 10, 0, 8 };
  s->folder = g_dir_make_tmp ("s2p-training-XXXXXX", NULL);
  s->checkpoint = g_build_filename (s->folder, "run.safetensors", NULL);
  *state = s;
  return 0;
}

static int
tear_down (void **state)
{
  Setting *s = *state;

  g_remove (s->checkpoint);
  g_rmdir (s->folder);
  g_free (s->folder);
  g_free (s->checkpoint);
  g_free (s);
  return 0;
}

static S2pTrainer *
new_trainer (Setting *s)
{
  GError *error = NULL;
  S2pTrainer *trainer = s2p_trainer_new (s->samples, G_N_ELEMENTS (s->samples), WINDOW, "toy", &s->shape, &s->config,
                                         &error);

  assert_null (error);
  return trainer;
}

static void
assert_same_weights (S2pTrainer *a, S2pTrainer *b)
{
  g_autoptr (S2pNetwork) x = s2p_trainer_network (a), y = s2p_trainer_network (b);

  assert_memory_equal (x->values, y->values, x->layout->n_values * sizeof (real));
}

/* All tasks, the last first, on two threads. */
typedef struct { gint left; void (*task) (guint, gpointer); gpointer data; } Backwards;

static gpointer
work_backwards (gpointer data)
{
  Backwards *job = data;

  for (gint i; (i = g_atomic_int_add (&job->left, -1) - 1) >= 0;)
    job->task ((guint) i, job->data);
  return NULL;
}

static void
backwards (gpointer pool, guint n_tasks, void (*task) (guint, gpointer), gpointer data)
{
  Backwards job = { (gint) n_tasks, task, data };
  GThread *helper = g_thread_new ("helper", work_backwards, &job);

  work_backwards (&job);
  g_thread_join (helper);
}

static void
weights_do_not_depend_on_threads (void **state)
{
  Setting *s = *state;
  g_autoptr (S2pTrainer) one = new_trainer (s), two = new_trainer (s);
  const S2pTrainRun serial = { .progress = NULL }, threads = { .parallel = backwards };

  assert_true (s2p_trainer_run (one, &serial, NULL));
  assert_true (s2p_trainer_run (two, &threads, NULL));
  assert_same_weights (one, two);
}

static void
stop_at_step_7 (const S2pTrainProgress *progress, gpointer cancellable)
{
  if (progress->step == 7)
    g_cancellable_cancel (cancellable);
}

static void
a_stopped_run_goes_on_to_the_same_weights (void **state)
{
  Setting *s = *state;
  g_autoptr (S2pTrainer) whole = new_trainer (s), first = new_trainer (s), second = new_trainer (s);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const S2pTrainRun plain = { .progress = NULL };
  const S2pTrainRun stopped = { .cancellable = cancellable, .checkpoint = s->checkpoint, .checkpoint_seconds = 1e9,
                                .validate_seconds = 1e9, .progress = stop_at_step_7, .data = cancellable };

  assert_true (s2p_trainer_run (whole, &plain, NULL));
  assert_false (s2p_trainer_run (first, &stopped, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_CANCELLED));
  assert_true (s2p_trainer_resume (second, s->checkpoint, NULL));
  assert_true (s2p_trainer_run (second, &plain, NULL));
  assert_same_weights (whole, second);
}

static void
a_checkpoint_of_another_run_is_refused (void **state)
{
  Setting *s = *state;
  g_autoptr (S2pTrainer) trainer = new_trainer (s), same = new_trainer (s);
  const S2pTrainRun run = { .checkpoint = s->checkpoint, .checkpoint_seconds = 1e9 };
  const struct { guint64 *number; const char *word; } changes[] = { { &s->config.seed, "seed" } };
  guint *const sizes[] = { &s->config.batch_size, &s->config.n_slices, &s->shape.d_hidden };
  const char *const words[] = { "batch size", "slices", "shape" };

  s->config.n_samples = 64;
  assert_true (s2p_trainer_run (trainer, &run, NULL));
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (S2pTrainer) other = NULL;
      g_autoptr (GError) error = NULL;
      const char *word = i == 0 ? changes[0].word : i < 4 ? words[i - 1] : "data set";

      if (i == 0)
        ++*changes[0].number;
      else if (i < 4)
        *sizes[i - 1] *= 2;
      else
        s->samples[3].g_u += 1;
      other = new_trainer (s);
      assert_false (s2p_trainer_resume (other, s->checkpoint, &error));
      assert_non_null (strstr (error->message, word));
      if (i == 0)
        --*changes[0].number;
      else if (i < 4)
        *sizes[i - 1] /= 2;
      else
        s->samples[3].g_u -= 1;
    }
}

static void
keep_validation (const S2pTrainProgress *progress, gpointer data)
{
  if (progress->has_validation)
    *(S2pValidation *) data = progress->validation;
}

/* g_s can be read off the intervals: errors far below that of the mean, 2.5, in unseen populations
 * too, and the saved network answers as the trained one. */
static void
a_small_network_learns (void **state)
{
  Setting *s = *state;
  g_autofree char *path = g_build_filename (s->folder, "weights.safetensors", NULL);
  g_autoptr (S2pTrainer) trainer = NULL;
  g_autoptr (S2pNetwork) network = NULL, loaded = NULL;
  g_autoptr (S2pInferenceWorkspace) workspace = NULL;
  S2pValidation validation = { 0 };
  const S2pTrainRun run = { .validate_seconds = 1e9, .progress = keep_validation, .data = &validation };
  double error_g_s = 0, error_g_u = 0;
  guint n = 0, n_bursting = 0;

  s->config.n_samples = 64 * 1500;
  s->config.learning_rate = 5e-3;
  s->config.adamw.ema = 0.99;
  trainer = new_trainer (s);
  assert_true (s2p_trainer_run (trainer, &run, NULL));
  assert_true (validation.n > 20 && validation.spiking.n + validation.bursting.n == validation.n);
  assert_true (validation.class_right == 1);
  assert_true (validation.spiking.g_s < 0.5 && validation.bursting.g_s < 0.5);

  network = s2p_trainer_network (trainer);
  assert_true (s2p_network_save (network, path, NULL));
  loaded = s2p_network_load (path, NULL);
  g_remove (path);
  assert_non_null (loaded);
  assert_string_equal (loaded->model, "toy");
  assert_true (loaded->window == WINDOW);
  workspace = s2p_inference_workspace_new (loaded);
  for (guint i = 0; i < G_N_ELEMENTS (s->samples); i++)
    {
      const S2pSample *sample = &s->samples[i];
      double times[64];
      S2pInference result;

      for (guint j = 0; j < sample->n_spikes; j++)
        times[j] = sample->times[j];
      s2p_network_infer (workspace, &(S2pSpikes) { times, sample->n_spikes }, 1, &result);
      if (!result.available)
        continue;
      n++;
      error_g_s += fabs (result.g_s - sample->g_s);
      assert_true ((result.p_bursting > 0.5) == (sample->g_s > 0));
      if (sample->g_s > 0) /* the intervals of the others do not tell g_u */
        {
          n_bursting++;
          error_g_u += fabs (result.g_u - sample->g_u);
        }
    }
  assert_true (n > 400 && error_g_s / n < 0.3);
  assert_true (n_bursting > 200 && error_g_u / n_bursting < 1);
}

/* The network that adapters make is linear in A and in B, so differences of any width are exact. */
static double
plain_product (const S2pAdapter *adapter, const S2pLayout *layout, const real *base, const real *own, const real *slopes)
{
  g_autofree real *merged = g_new0 (real, layout->n_values);
  double sum = 0;

  s2p_adapter_merge (adapter, layout, base, own, merged);
  for (guint i = 0; i < layout->n_tensors; i++)
    for (gsize j = 0; j < layout->tensors[i].size && layout->tensors[i].role != S2P_TENSOR_BUFFER; j++)
      sum += (double) slopes[layout->tensors[i].offset + j] * (merged[layout->tensors[i].offset + j] - base[layout->tensors[i].offset + j]);
  return sum;
}

static void
slopes_of_adapters_are_those_of_differences (void **state)
{
  Setting *s = *state;
  g_autoptr (S2pLayout) layout = s2p_layout_new (&s->shape);
  g_autoptr (S2pAdapter) adapter = s2p_adapter_new (layout, 3);
  g_autofree real *base = g_new0 (real, layout->n_values), *slopes = g_new0 (real, layout->n_values), *own = g_new0 (real, adapter->layout->n_values),
                  *gradient = g_new0 (real, adapter->layout->n_values);
  S2pRandom random;

  s2p_random_init (&random, 3, S2P_RANDOM_WEIGHTS, 0, 0);
  for (gsize i = 0; i < layout->n_trained; i++)
    slopes[i] = (real) s2p_random_normal (&random);
  for (gsize i = 0; i < adapter->layout->n_trained; i++)
    own[i] = (real) s2p_random_normal (&random);
  s2p_adapter_gradient (adapter, own, slopes, gradient);
  assert_int_equal (adapter->n_pairs, 1 + 2 + 1 + 3 * 3); /* embedder, one block, latent, three heads of one block */
  for (guint i = 0; i < adapter->layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &adapter->layout->tensors[i];

      for (gsize j = 0; j < tensor->size && tensor->role != S2P_TENSOR_BUFFER; j += 1 + tensor->size / 7)
        {
          const gsize at = tensor->offset + j;
          const real value = own[at];
          double up, down;

          own[at] = value + 1;
          up = plain_product (adapter, layout, base, own, slopes);
          own[at] = value - 1;
          down = plain_product (adapter, layout, base, own, slopes);
          own[at] = value;
          assert_true (fabs ((up - down) / 2 - gradient[at]) < 1e-3 * (1 + fabs (gradient[at])));
        }
    }
}

/* A network that has learnt the toy is taught another with its DICs the other way round. */
static void
adapters_teach_another_model (void **state)
{
  Setting *s = *state;
  g_autofree char *base_path = g_build_filename (s->folder, "base.safetensors", NULL), *path = g_build_filename (s->folder, "adapters.safetensors", NULL);
  g_autoptr (S2pTrainer) first = NULL, second = NULL, again = NULL;
  g_autoptr (S2pNetwork) base = NULL, adapted = NULL, loaded = NULL;
  g_autoptr (GError) error = NULL;
  S2pValidation before, validation = { 0 };
  const S2pTrainRun run = { .validate_seconds = 1e9, .checkpoint = s->checkpoint, .checkpoint_seconds = 1e9, .progress = keep_validation, .data = &validation };

  s->config.n_samples = 64 * 300;
  s->config.learning_rate = 5e-3;
  s->config.adamw.ema = 0.99;
  first = new_trainer (s);
  assert_true (s2p_trainer_run (first, &(S2pTrainRun) { .progress = NULL }, NULL));
  base = s2p_trainer_network (first);
  assert_true (s2p_network_save (base, base_path, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (s->samples); i++)
    s->samples[i].g_s = -s->samples[i].g_s;
  s->config.base = base;
  s->config.rank = 4;
  s->config.learning_rate = 2e-2;
  second = new_trainer (s);
  s2p_trainer_validate (second, NULL, NULL, &before);
  assert_true (s2p_trainer_run (second, &run, NULL));
  assert_true (validation.all.minus_log_density < before.all.minus_log_density - 1 && validation.all.g_s < before.all.g_s / 2);

  /* what stays has stayed; the file holds the rest, and finds the base again */
  adapted = s2p_trainer_network (second);
  for (guint i = 0; i < base->layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &base->layout->tensors[i];
      const gboolean same = memcmp (base->values + tensor->offset, adapted->values + tensor->offset, tensor->size * sizeof (real)) == 0;

      if (tensor->role != S2P_TENSOR_BUFFER)
        assert_int_equal (same, tensor->role == S2P_TENSOR_BIAS || strstr (tensor->name, "attention") != NULL || g_str_has_prefix (tensor->name, "pooler.score"));
    }
  assert_true (s2p_trainer_save (second, adapted, "base.safetensors", path, NULL));
  loaded = s2p_network_load (path, NULL);
  assert_non_null (loaded);
  assert_memory_equal (loaded->values, adapted->values, loaded->layout->n_values * sizeof (real));
  assert_true (loaded->window == WINDOW);

  /* a run goes on with the same rank only */
  again = new_trainer (s);
  assert_true (s2p_trainer_resume (again, s->checkpoint, NULL));
  assert_same_weights (second, again);
  s2p_trainer_free (g_steal_pointer (&again));
  s->config.rank = 3;
  again = new_trainer (s);
  assert_false (s2p_trainer_resume (again, s->checkpoint, &error));
  assert_non_null (strstr (error->message, "rank"));
  g_clear_error (&error);

  base->values[base->layout->latent.bias] += 1;
  assert_true (s2p_network_save (base, base_path, NULL));
  assert_null (s2p_network_load (path, &error));
  assert_non_null (strstr (error->message, "other weights"));
  g_clear_error (&error);
  g_remove (base_path);
  assert_null (s2p_network_load (path, &error));
  assert_non_null (strstr (error->message, "base.safetensors"));
  g_remove (path);
}

/* Rare bursting trains are drawn more often; the rest once an epoch. */
static void
rare_bursting_is_drawn_more_often (void **state)
{
  Setting *s = *state;
  g_autoptr (S2pTrainer) natural = NULL, balanced = NULL;
  gsize n_bursting = 0, n_spiking = 0, entries = 0;

  s->config.validation_share = 0;
  for (guint i = 0; i < G_N_ELEMENTS (s->samples); i++)
    if (s->samples[i].g_s > 0 && i % 48 >= 8 && s->samples[i].n_spikes > 3)
      s->samples[i].n_spikes = 2; /* silent: a sixth of the bursting ones is left */
  s->config.least_bursting = 0;
  natural = new_trainer (s);
  s->config.least_bursting = 0.4;
  balanced = new_trainer (s);
  assert_int_equal (natural->n_used, s2p_trainer_n_used (natural));
  assert_int_equal (s2p_trainer_n_used (balanced), s2p_trainer_n_used (natural));
  for (gsize i = 0; i < balanced->n_used; i++)
    *(balanced->labels[balanced->used[i] % G_N_ELEMENTS (s->samples)].class ? &n_bursting : &n_spiking) += 1;
  entries = n_bursting + n_spiking;
  /* what is still rarer counts more in the class loss, the density's stays as it is */
  assert_true (fabs (balanced->config.loss.of_class[1] * n_bursting - balanced->config.loss.of_class[0] * n_spiking) < 1e-9);
  assert_true (balanced->config.loss.of_class[1] > 1 && natural->config.loss.of_class[1] > 2 * balanced->config.loss.of_class[1]);
  assert_true (n_bursting >= 0.4 * entries && n_bursting < 0.5 * entries);
  for (gsize i = 0; i < natural->n_used; i++)
    n_spiking -= !natural->labels[natural->used[i]].class;
  assert_int_equal (n_spiking, 0);
}

static void
a_run_away_rate_is_an_error (void **state)
{
  Setting *s = *state;
  g_autoptr (S2pTrainer) trainer = NULL;
  const S2pTrainRun run = { .progress = NULL };
  g_autoptr (GError) error = NULL;

  s->samples[0].g_s = INFINITY; /* stands for any breakdown */
  s->config.validation_share = 0;
  s->config.batch_size = 470;
  trainer = new_trainer (s);
  assert_false (s2p_trainer_run (trainer, &run, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_NUMERICAL));
}

static void
settings_out_of_range_are_refused (void **state)
{
  Setting *s = *state;
  g_autoptr (GError) error = NULL;

  s->config.n_slices = 0;
  assert_null (s2p_trainer_new (s->samples, 10, WINDOW, "toy", &s->shape, &s->config, &error));
  assert_non_null (strstr (error->message, "slices"));
  g_clear_error (&error);
  s->config.n_slices = 4;
  s->shape.n_heads = 3;
  assert_null (s2p_trainer_new (s->samples, 10, WINDOW, "toy", &s->shape, &s->config, &error));
  assert_non_null (strstr (error->message, "d_model"));
  g_clear_error (&error);
  s->shape.n_heads = 2;
  s->config.range.g_u_max = 0;
  assert_null (s2p_trainer_new (s->samples, 10, WINDOW, "toy", &s->shape, &s->config, &error));
  assert_non_null (strstr (error->message, "ranges"));
  g_clear_error (&error);
  s->config.range.g_u_max = 8;
  assert_null (s2p_trainer_new (s->samples, 0, WINDOW, "toy", &s->shape, &s->config, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
}

static void
augmented_trains_are_trains (void **state)
{
  S2pAugmentation all, none;
  float times[100];
  double out[200];
  gsize shortest = 100, few = 0, foreign = 0, lost = 0, kept = 0;
  S2pRandom random;

  for (guint i = 0; i < 100; i++)
    times[i] = 10 * (float) i;
  s2p_augmentation_init (&all);
  none = all;
  none.whole_share = none.clean_share = 1;
  none.settled_share = 0;
  s2p_random_init (&random, 1, S2P_RANDOM_AUGMENT, 0, 0);
  assert_int_equal (s2p_augment (&none, &random, times, 100, WINDOW, 100, out), 100);
  for (guint i = 0; i < 100; i++)
    assert_true (out[i] == times[i]);
  for (guint round = 0; round < 2000; round++)
    {
      gsize n;

      s2p_random_init (&random, 1, S2P_RANDOM_AUGMENT, round, 0);
      n = s2p_augment (&all, &random, times, 100, WINDOW, 80, out);
      assert_true (n >= 4 && n <= 80);
      shortest = MIN (shortest, n);
      few += n < 20;
      for (gsize i = 1; i < n; i++)
        assert_true (out[i] >= out[i - 1]);
    }
  assert_true (shortest >= 8 && shortest <= 11); /* ten spikes, less lost ones */
  assert_true (few > 120 && few < 200);          /* a quarter of the draws, log 2 / log 10 of them */
  all.whole_share = 1;
  all.clean_share = 0;
  for (guint pass = 0; pass < 2; pass++)
    {
      all.foreign_share = pass;
      all.jitter = all.drift_share = all.uneven_share = 0;
      for (guint round = 0; round < 2000; round++)
        {
          s2p_random_init (&random, 2, S2P_RANDOM_AUGMENT, round, 0);
          kept = s2p_augment (&all, &random, times, 100, WINDOW, 200, out);
          if (pass == 0)
            lost += 100 - kept; /* 5 % at a strength of 1/2 on average */
          for (gsize i = 0; i < kept; i++)
            foreign += fmod (out[i], 10) != 0;
        }
      assert_true (lost > 4600 && lost < 5400);
      assert_true (pass == 0 ? foreign == 0 : foreign > 4400 && foreign < 5300);
    }
  all.foreign_share = 0;
  /* A train that slows down by a per mille: half of the draws have settled at its last interval. */
  for (guint i = 0; i < 100; i++)
    times[i] = 10 * (float) i + 5e-5f * (float) (i * i);
  none.settled_share = 0.5;
  for (guint round = 0, settled = 0; round < 400; round++)
    {
      s2p_random_init (&random, 4, S2P_RANDOM_AUGMENT, round, 0);
      assert_int_equal (s2p_augment (&none, &random, times, 100, WINDOW, 100, out), 100);
      if (fabs (out[1] - out[0] - (out[99] - out[98])) < 1e-9)
        settled++;
      else
        assert_true (out[50] == times[50]);
      assert_true (round < 399 || (settled > 160 && settled < 240));
    }
  /* Bursts stay what they are. */
  for (guint i = 0; i < 100; i++)
    times[i] = 10 * (float) i - 4 * (float) (i % 3);
  none.settled_share = 1;
  assert_int_equal (s2p_augment (&none, &random, times, 100, WINDOW, 100, out), 100);
  for (guint i = 0; i < 100; i++)
    assert_true (out[i] == times[i]);
  for (guint i = 0; i < 100; i++)
    times[i] = 10 * (float) i;
  /* what is nearly silent stays audible */
  for (guint round = 0; round < 200; round++)
    {
      s2p_random_init (&random, 3, S2P_RANDOM_AUGMENT, round, 0);
      assert_int_equal (s2p_augment (&all, &random, times, 4, WINDOW, 100, out), 4);
    }
}

/* Three steps of one weight, computed by hand from the formulas of the paper. */
static void
adamw_is_as_published (void **state)
{
  const S2pShape shape = { .d_model = 8, .n_heads = 1, .n_blocks = 1, .d_hidden = 8, .d_latent = 8,
                           .d_head_hidden = 8, .n_head_blocks = 1, .max_tokens = 4 };
  const S2pAdamW settings = { .beta1 = 0.9, .beta2 = 0.98, .weight_decay = 0.04, .clip = 0, .ema = 0.5 };
  const double gradients[] = { 0.5, -2, 1 }, rate = 0.1;
  g_autoptr (S2pLayout) layout = s2p_layout_new (&shape);
  g_autofree real *values = g_new0 (real, layout->n_values), *gradient = g_new0 (real, layout->n_values);
  S2pAdamWState optimiser = { .mean = g_new0 (real, layout->n_values), .square = g_new0 (real, layout->n_values),
                              .average = g_new0 (real, layout->n_values) };
  const gsize weight = layout->embedder.weight, bias = layout->embedder.bias;
  double w = 1, b = 1, m = 0, v = 0, average = 0;

  values[weight] = values[bias] = 1;
  for (guint i = 0; i < 3; i++)
    {
      double step, ema = fmin (0.5, (2.0 + i) / (11.0 + i));

      gradient[weight] = gradient[bias] = (real) gradients[i];
      assert_true (fabs (s2p_adamw_step (layout, &settings, rate, gradient, values, &optimiser) -
                         sqrt (2) * fabs (gradients[i])) < 1e-6);
      m = 0.9 * m + 0.1 * gradients[i];
      v = 0.98 * v + 0.02 * gradients[i] * gradients[i];
      step = rate * m / (1 - pow (0.9, i + 1)) / (sqrt (v / (1 - pow (0.98, i + 1))) + 1e-8);
      w = w * (1 - rate * 0.04) - step;
      b -= step;
      average += (1 - ema) * (w - average);
      assert_true (fabs (values[weight] - w) < 1e-5);
      assert_true (fabs (values[bias] - b) < 1e-5);
      assert_true (fabs (optimiser.average[weight] - average) < 1e-5);
    }
  g_free (optimiser.mean);
  g_free (optimiser.square);
  g_free (optimiser.average);
}

static void
gradients_are_clipped_by_their_norm (void **state)
{
  const S2pShape shape = { .d_model = 8, .n_heads = 1, .n_blocks = 1, .d_hidden = 8, .d_latent = 8,
                           .d_head_hidden = 8, .n_head_blocks = 1, .max_tokens = 4 };
  const S2pAdamW settings = { .beta1 = 0, .beta2 = 0, .clip = 1 };
  g_autoptr (S2pLayout) layout = s2p_layout_new (&shape);
  g_autofree real *arrays = g_new0 (real, 5 * layout->n_values);
  S2pAdamWState optimiser = { .mean = arrays, .square = arrays + layout->n_values,
                              .average = arrays + 2 * layout->n_values };
  real *gradient = arrays + 3 * layout->n_values;

  gradient[0] = 3;
  gradient[1] = -4;
  assert_true (fabs (s2p_adamw_step (layout, &settings, 0.1, gradient, arrays + 4 * layout->n_values, &optimiser) - 5) < 1e-6);
  assert_true (fabs (optimiser.mean[0] - 0.6) < 1e-6 && fabs (optimiser.mean[1] + 0.8) < 1e-6);
}

static void
the_rate_warms_up_and_falls (void **state)
{
  assert_true (fabs (s2p_learning_rate (2, 0.01, 0.1, 0.05) - 1) < 1e-12);
  assert_true (fabs (s2p_learning_rate (2, 0.01, 0.1, 0.1) - 2) < 1e-12);
  assert_true (fabs (s2p_learning_rate (2, 0.01, 0.1, 0.55) - 1.01) < 1e-12);
  assert_true (fabs (s2p_learning_rate (2, 0.01, 0.1, 1) - 0.02) < 1e-12);
  assert_true (fabs (s2p_learning_rate (2, 0.01, 0.1, 7) - 0.02) < 1e-12);
}

/* Before anything is written or much memory is asked for. */
static void
impossible_data_sets_are_refused (void **state)
{
  static const S2pDatasetPlan plans[] = {
    { 1, 0, 16, 0, 1 }, { 1, 2000000000, 16, 0, 1 }, { 1, 10, 0, 0, 1 }, { 1, 10, 5000, 0, 1 }, { 1, 10, 16, 2, 2 }, { 1, 10, 16, 0, 0 },
  };
  g_autofree char *folder = g_dir_make_tmp ("s2p-XXXXXX", NULL), *path = g_build_filename (folder, "set", NULL);
  g_autoptr (S2pModel) model = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", NULL);

  for (gsize i = 0; i <= G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (GError) error = NULL;
      const S2pDatasetPlan sound = { 1, 10, 16, 0, 1 };

      if (i == G_N_ELEMENTS (plans))
        {
          g_free (model->name);
          model->name = g_strdup ("a-name-of-a-model-as-long-as-that");
        }
      assert_null (s2p_dataset_maker_new (model, i < G_N_ELEMENTS (plans) ? &plans[i] : &sound, path, &error));
      assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
    }
  assert_int_equal (g_rmdir (folder), 0); /* nothing lies in it */
}

/* The DA model is silent at high g_s and g_u, bursts in a valley at low ones and spikes between (as 54,000 cells have shown); a set of
 * 384 populations of one cell tells that much. What the set does not hold does not count: here, the other shards. */
static void
the_activity_map_tells_where_cells_fire (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("s2p-XXXXXX", NULL), *path = g_build_filename (folder, "set", NULL);
  g_autoptr (S2pModel) model = s2p_model_load (S2P_SOURCE_ROOT "/models/da.model", NULL);
  const S2pDatasetPlan plan = { 5, 1152, 1, 0, 3 };
  g_autoptr (S2pDatasetMaker) maker = NULL;
  g_autoptr (S2pDataset) dataset = NULL;
  S2pActivityMap map;
  guint held = 0;

  maker = s2p_dataset_maker_new (model, &plan, path, NULL);
  assert_non_null (maker);
  for (guint i = 0; i < s2p_dataset_maker_blocks (maker); i++)
    {
      g_autoptr (GBytes) block = s2p_dataset_maker_make (maker, i, NULL, NULL);

      assert_true (s2p_dataset_maker_append (maker, block, NULL));
    }
  assert_true (s2p_dataset_maker_finish (maker, NULL));
  dataset = s2p_dataset_open_shards ((const char *[]) { path, NULL }, NULL);
  assert_non_null (dataset);
  assert_int_equal (s2p_dataset_cells (dataset), 1);
  for (guint32 i = 0; i < s2p_dataset_populations (dataset); i++)
    held += s2p_dataset_holds (dataset, i);
  assert_int_equal (held, 384);
  s2p_activity_map_fit (&map, model, dataset);
  assert_true (s2p_activity_map_share (&map, S2P_ACTIVITY_SPIKING, 0, 9) > 0.9);
  assert_true (s2p_activity_map_share (&map, S2P_ACTIVITY_SILENT, 12, 16) > 0.9);
  assert_true (s2p_activity_map_share (&map, S2P_ACTIVITY_BURSTING, -5, 9) > 0.5);
  assert_int_equal (g_unlink (path), 0);
  assert_int_equal (g_rmdir (folder), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (weights_do_not_depend_on_threads, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_stopped_run_goes_on_to_the_same_weights, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_checkpoint_of_another_run_is_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_small_network_learns, set_up, tear_down),
    cmocka_unit_test_setup_teardown (slopes_of_adapters_are_those_of_differences, set_up, tear_down),
    cmocka_unit_test_setup_teardown (adapters_teach_another_model, set_up, tear_down),
    cmocka_unit_test_setup_teardown (rare_bursting_is_drawn_more_often, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_run_away_rate_is_an_error, set_up, tear_down),
    cmocka_unit_test_setup_teardown (settings_out_of_range_are_refused, set_up, tear_down),
    cmocka_unit_test (augmented_trains_are_trains),
    cmocka_unit_test (adamw_is_as_published),
    cmocka_unit_test (gradients_are_clipped_by_their_norm),
    cmocka_unit_test (the_rate_warms_up_and_falls),
    cmocka_unit_test (impossible_data_sets_are_refused),
    cmocka_unit_test (the_activity_map_tells_where_cells_fire),
  };

  openblas_set_num_threads (1);
  return cmocka_run_group_tests_name ("training", tests, NULL, NULL);
}
