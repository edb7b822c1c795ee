/* How fast the network answers and learns on one core, and which share of the processor's rate for
 * matrix products it reaches. Not part of the tests: build the target bench-network and run it. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "base/random.h"
#include "inference/blas.h"
#include "inference/infer.h"
#include "inference/kernels.h"
#include "training/loss.h"

#define N_RECORDINGS 5000
#define N_INTERVALS 50
#define ROUNDS 5

/* Of this thread: what else runs on the machine is not to count. */
static double
seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static S2pNetwork *
random_network (void)
{
  S2pShape shape;
  S2pNetwork *network;
  S2pRandom random;

  s2p_shape_init_default (&shape);
  network = s2p_network_new (&shape, "bench", 1e6);
  s2p_random_init (&random, 1, S2P_RANDOM_WEIGHTS, 0, 0);
  for (gsize i = 0; i < network->layout->n_trained; i++)
    network->values[i] = (real) (0.1 * s2p_random_normal (&random));
  return network;
}

static double
time_inference (const S2pNetwork *network)
{
  g_autoptr (S2pInferenceWorkspace) workspace = s2p_inference_workspace_new (network);
  g_autofree double *times = g_new (double, N_RECORDINGS * (N_INTERVALS + 1));
  g_autofree S2pSpikes *trains = g_new (S2pSpikes, N_RECORDINGS);
  g_autofree S2pInference *results = g_new (S2pInference, N_RECORDINGS);
  double best = G_MAXDOUBLE;
  S2pRandom random;

  s2p_random_init (&random, 1, S2P_RANDOM_TARGET, 0, 0);
  for (guint i = 0; i < N_RECORDINGS; i++)
    {
      double *train = times + i * (N_INTERVALS + 1);

      trains[i] = (S2pSpikes) { train, N_INTERVALS + 1 };
      for (guint j = 0; j <= N_INTERVALS; j++)
        train[j] = j ? train[j - 1] + 80 * s2p_random_uniform (&random) : 0;
    }
  for (guint round = 0; round < ROUNDS; round++)
    {
      double start = seconds ();

      s2p_network_infer (workspace, trains, N_RECORDINGS, results);
      best = MIN (best, seconds () - start);
    }
  return best / N_RECORDINGS;
}

/* Forward and backward pass of @tokens at a time, per recording. */
static double
time_learning (const S2pNetwork *network, guint tokens)
{
  const guint n = tokens / N_INTERVALS, rounds = 1 + 400 / n;
  const S2pLayout *layout = network->layout;
  g_autoptr (S2pWorkspace) state = s2p_workspace_new (layout, tokens, n, TRUE);
  g_autoptr (S2pBackwardWorkspace) backward = s2p_backward_workspace_new (layout, tokens, n);
  g_autofree real *features = g_new (real, S2P_N_FEATURES * tokens), *gradient = g_new0 (real, layout->n_trained);
  g_autofree real *transposed = g_new0 (real, layout->n_values);
  g_autofree guint32 *offsets = g_new (guint32, n + 1);
  g_autofree S2pLabel *labels = g_new0 (S2pLabel, n);
  const S2pBatch batch = { .n_sequences = n, .offsets = offsets, .features = features };
  const S2pLossWeights weights = { 1, 1, { 1, 1 } };
  double best = G_MAXDOUBLE;
  S2pLossParts parts = { 0 };
  S2pRandom random;

  s2p_random_init (&random, 2, S2P_RANDOM_TARGET, 0, 0);
  for (guint i = 0; i < S2P_N_FEATURES * tokens; i++)
    features[i] = (real) s2p_random_normal (&random);
  for (guint i = 0; i <= n; i++)
    offsets[i] = i * N_INTERVALS;
  s2p_transpose (layout, network->values, transposed);
  for (guint round = 0; round < ROUNDS; round++)
    {
      double start = seconds ();

      for (guint i = 0; i < rounds; i++)
        {
          s2p_forward (layout, network->values, transposed, &batch, state);
          s2p_loss (layout, network->values, state, labels, n, &weights, 1e-3, &parts, backward);
          s2p_backward (layout, network->values, &batch, state, backward, gradient);
        }
      best = MIN (best, seconds () - start);
    }
  return best / rounds / n;
}

/* Rate of x [rows, n_in] weight [n_out, n_in]^T, in operations per second. */
static double
product_rate (guint rows, guint n_out, guint n_in)
{
  const double work = 2.0 * rows * n_out * n_in;
  const guint rounds = (guint) (2e9 / work) + 1;
  g_autofree real *x = g_new0 (real, rows * n_in), *weight = g_new0 (real, n_out * n_in), *y = g_new0 (real, rows * n_out);
  double best = G_MAXDOUBLE;

  for (guint round = 0; round < ROUNDS; round++)
    {
      double start = seconds ();

      for (guint i = 0; i < rounds; i++)
        s2p_gemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) rows, (int) n_out, (int) n_in, 1, x, (int) n_in, weight,
                  (int) n_in, 0, y, (int) n_out);
      best = MIN (best, seconds () - start);
    }
  return work * rounds / best;
}

int
main (void)
{
  g_autoptr (S2pNetwork) network = random_network ();
  const S2pShape *shape = &network->layout->shape;
  const guint d = shape->d_model;
  const guint products[][2] = { { 3 * d, d }, { d, d }, { shape->d_hidden, d }, { d, shape->d_hidden } };
  double work = 0, ideal = 0, forward, learning;
  const char *better = s2p_blas_better_core ();

  openblas_set_num_threads (1);
  printf ("network: %" G_GSIZE_FORMAT " parameters; loops: %s; OpenBLAS: %s\n", s2p_layout_count (network->layout),
          s2p_kernels ()->name, openblas_get_corename ());
  if (better)
    printf ("  (OpenBLAS does not know this processor: run with OPENBLAS_CORETYPE=%s)\n", better);
  for (gsize i = 0; i < G_N_ELEMENTS (products); i++)
    {
      const double one = 2.0 * 1000 * products[i][0] * products[i][1], rate = product_rate (1000, products[i][0], products[i][1]);

      printf ("product of 1000 tokens with a %u x %u matrix: %.1f Gflop/s\n", products[i][0], products[i][1], rate / 1e9);
      work += shape->n_blocks * one / 1000 * N_INTERVALS;
      ideal += shape->n_blocks * one / 1000 * N_INTERVALS / rate;
    }
  forward = time_inference (network);
  learning = time_learning (network, 500);
  printf ("inference: %.1f us a recording of %u intervals, %.2f s for %u, on one core\n", forward * 1e6, N_INTERVALS,
          forward * N_RECORDINGS, N_RECORDINGS);
  printf ("  matrix products: %.1f Gflop/s, %.0f %% of their rate alone\n", work / forward / 1e9, 100 * ideal / forward);
  printf ("training: %.0f us a recording, %.0f a second on one core; %.1f Gflop/s, %.0f %% of the products' rate\n",
          learning * 1e6, 1 / learning, 3 * work / learning / 1e9, 100 * 3 * ideal / learning);
  return 0;
}
