/* Every derivative of the network against central differences, in double precision. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/random.h"
#include "training/loss.h"

#define STEP 1e-5
#define TOLERANCE 1e-6

static const guint32 offsets[] = { 0, 1, 4, 21, 26, 44 };
enum { N_SEQUENCES = G_N_ELEMENTS (offsets) - 1, N_TOKENS = 44 };

typedef struct {
  S2pLayout     *layout;
  S2pWorkspace  *state;
  S2pBatch       batch;
  S2pLabel       labels[N_SEQUENCES];
  S2pLossWeights weights;
  double         features[S2P_N_FEATURES * N_TOKENS];
  double        *values, *transposed;
} Case;

static void
case_init (Case *c, guint n_heads, guint64 seed)
{
  const S2pShape shape = { .d_model = 32, .n_heads = n_heads, .n_blocks = 2, .d_hidden = 24, .d_latent = 8,
                           .d_head_hidden = 12, .n_head_blocks = 2, .max_tokens = 20 };
  S2pRandom random;

  s2p_random_init (&random, seed, S2P_RANDOM_WEIGHTS, 0, 0);
  assert_true (s2p_shape_check (&shape, NULL));
  c->layout = s2p_layout_new (&shape);
  c->state = s2p_workspace_new (c->layout, N_TOKENS, N_SEQUENCES, TRUE);
  c->values = g_new (double, c->layout->n_values);
  c->transposed = g_new0 (double, c->layout->n_values);
  for (gsize i = 0; i < c->layout->n_values; i++)
    c->values[i] = 0.3 * s2p_random_normal (&random);
  for (guint i = 0; i < c->layout->n_tensors; i++)
    if (g_str_has_suffix (c->layout->tensors[i].name, ".std"))
      for (gsize j = 0; j < c->layout->tensors[i].size; j++)
        c->values[c->layout->tensors[i].offset + j] = 0.5 + s2p_random_uniform (&random);
  memcpy (c->values + c->layout->range_low, (double[]) { -3, 0 }, 2 * sizeof (double));
  memcpy (c->values + c->layout->range_high, (double[]) { 2, 4 }, 2 * sizeof (double));
  for (gsize i = 0; i < G_N_ELEMENTS (c->features); i++)
    c->features[i] = s2p_random_normal (&random);
  for (guint i = 0; i < N_SEQUENCES; i++)
    {
      c->labels[i].class = i % 2;
      for (guint j = 0; j < S2P_N_DICS; j++)
        c->labels[i].dics[j] = (float) (j == 0 ? -3 + 5 * s2p_random_uniform (&random) : 4 * s2p_random_uniform (&random));
      for (guint j = 0; j < S2P_N_METRICS; j++)
        c->labels[i].metrics[j] = j == 3 && i == 1 ? NAN : s2p_random_normal (&random);
    }
  c->weights = (S2pLossWeights) { .lambda_metrics = 0.7, .lambda_class = 1.3, .of_class = { 0.6, 2.5 } };
  c->batch = (S2pBatch) { .n_sequences = N_SEQUENCES, .offsets = offsets, .features = c->features };
}

static void
case_clear (Case *c)
{
  s2p_workspace_free (c->state);
  s2p_layout_free (c->layout);
  g_free (c->values);
  g_free (c->transposed);
}

static double
total_loss (Case *c)
{
  S2pLossParts parts = { 0 };

  s2p_transpose (c->layout, c->values, c->transposed);
  s2p_forward (c->layout, c->values, c->transposed, &c->batch, c->state);
  s2p_loss (c->layout, c->values, c->state, c->labels, N_SEQUENCES, &c->weights, 1, &parts, NULL);
  return parts.total / N_SEQUENCES;
}

static void
check_all_parameters (guint n_heads, guint64 seed)
{
  Case c;
  S2pLossParts parts = { 0 };
  g_autoptr (S2pBackwardWorkspace) workspace = NULL;
  g_autofree double *gradient = NULL;

  case_init (&c, n_heads, seed);
  workspace = s2p_backward_workspace_new (c.layout, N_TOKENS, N_SEQUENCES);
  gradient = g_new0 (double, c.layout->n_trained);
  s2p_transpose (c.layout, c.values, c.transposed);
  s2p_forward (c.layout, c.values, c.transposed, &c.batch, c.state);
  s2p_loss (c.layout, c.values, c.state, c.labels, N_SEQUENCES, &c.weights, 1.0 / N_SEQUENCES, &parts, workspace);
  s2p_backward (c.layout, c.values, &c.batch, c.state, workspace, gradient);
  for (guint i = 0; i < c.layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &c.layout->tensors[i];
      double error = 0, size = 0;

      if (tensor->role == S2P_TENSOR_BUFFER)
        continue;
      for (gsize j = tensor->offset; j < tensor->offset + tensor->size; j += 1 + tensor->size / 97)
        {
          double value = c.values[j], up, down, slope;

          c.values[j] = value + STEP;
          up = total_loss (&c);
          c.values[j] = value - STEP;
          down = total_loss (&c);
          c.values[j] = value;
          slope = (up - down) / (2 * STEP);
          error = fmax (error, fabs (slope - gradient[j]));
          size = fmax (size, fabs (slope));
        }
      if (!(size > 1e-6) || !(error <= TOLERANCE * fmax (size, 3e-3)))
        fail_msg ("%s: derivative off by %g, largest is %g", tensor->name, error, size);
    }
  case_clear (&c);
}

static void
all_parameters_heads_of_4 (void **state)
{
  check_all_parameters (8, 1);
}

static void
all_parameters_heads_of_8 (void **state)
{
  check_all_parameters (4, 2);
}

static void
all_parameters_heads_of_16 (void **state)
{
  check_all_parameters (2, 3);
}

static void
all_parameters_heads_of_32 (void **state)
{
  check_all_parameters (1, 4);
}

/* With the balance, a class that is nine times as rare counts as much in the sum; and of an even draw nothing changes. */
static void
classes_are_balanced (void **state)
{
  double of_class[S2P_N_CLASSES];

  s2p_loss_balance ((gsize[]) { 900, 100 }, of_class);
  assert_true (fabs (900 * of_class[0] - 100 * of_class[1]) < 1e-9 && fabs (900 * of_class[0] + 100 * of_class[1] - 1000) < 1e-9);
  s2p_loss_balance ((gsize[]) { 50, 50 }, of_class);
  assert_true (of_class[0] == 1 && of_class[1] == 1);
  s2p_loss_balance ((gsize[]) { 50, 0 }, of_class);
  assert_true (of_class[0] == 1 && of_class[1] == 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (all_parameters_heads_of_4),
    cmocka_unit_test (all_parameters_heads_of_8),
    cmocka_unit_test (all_parameters_heads_of_16),
    cmocka_unit_test (all_parameters_heads_of_32),
    cmocka_unit_test (classes_are_balanced),
  };

  return cmocka_run_group_tests_name ("training-gradient", tests, NULL, NULL);
}
