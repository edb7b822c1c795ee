/* The forward pass against a plain one, the error density, and recordings to DICs. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "base/random.h"
#include "inference/forward.h"
#include "inference/infer.h"
#include "inference/processor.h"
#include "inference/tokens.h"

extern const S2pKernels s2p_kernels_any;
#ifdef S2P_KERNELS_X86
extern const S2pKernels s2p_kernels_v3, s2p_kernels_v4;
#endif

/* The builds of the hand-written loops that this processor can run. */
static guint
usable_kernels (const S2pKernels **kernels)
{
  guint n = 0;

  kernels[n++] = &s2p_kernels_any;
#ifdef S2P_KERNELS_X86
  if (s2p_processor () >= S2P_PROCESSOR_V3)
    kernels[n++] = &s2p_kernels_v3;
  if (s2p_processor () >= S2P_PROCESSOR_V4)
    kernels[n++] = &s2p_kernels_v4;
#endif
  return n;
}

static S2pNetwork *
random_network (guint n_heads, guint64 seed)
{
  const S2pShape shape = { .d_model = 32, .n_heads = n_heads, .n_blocks = 2, .d_hidden = 40, .d_latent = 24,
                           .d_head_hidden = 16, .n_head_blocks = 2, .max_tokens = 40 };
  S2pNetwork *network = s2p_network_new (&shape, "stg", 1000);
  S2pRandom random;

  s2p_random_init (&random, seed, S2P_RANDOM_WEIGHTS, 0, 0);
  for (gsize i = 0; i < network->layout->n_trained; i++)
    network->values[i] = (real) (0.25 * s2p_random_normal (&random));
  network->values[network->layout->input_mean] = 3;
  network->values[network->layout->range_low] = -20;
  network->values[network->layout->range_high] = 20;
  network->values[network->layout->range_high + 1] = 20;
  return network;
}

/* ---- The forward pass, written as in the textbook and in double precision ---- */

static void
plain_linear (const S2pNetwork *n, const S2pLinear *l, const double *x, double *y)
{
  for (guint o = 0; o < l->n_out; o++)
    {
      y[o] = n->values[l->bias + o];
      for (guint i = 0; i < l->n_in; i++)
        y[o] += n->values[l->weight + o * l->n_in + i] * x[i];
    }
}

static void
plain_norm (const S2pNetwork *n, const S2pNorm *norm, double *x)
{
  double mean = 0, variance = 0;

  for (guint i = 0; i < norm->size; i++)
    mean += x[i] / norm->size;
  for (guint i = 0; i < norm->size; i++)
    variance += (x[i] - mean) * (x[i] - mean) / norm->size;
  for (guint i = 0; i < norm->size; i++)
    x[i] = (x[i] - mean) / sqrt (variance + 1e-5) * n->values[norm->weight + i] + n->values[norm->bias + i];
}

static void
plain_perceptron (const S2pNetwork *n, const S2pPerceptron *mlp, double *x)
{
  double hidden[64], out[64];

  plain_linear (n, &mlp->first, x, hidden);
  for (guint i = 0; i < mlp->first.n_out; i++)
    hidden[i] = 0.5 * hidden[i] * (1 + tanh (sqrt (2 / G_PI) * (hidden[i] + 0.044715 * pow (hidden[i], 3))));
  plain_linear (n, &mlp->second, hidden, out);
  for (guint i = 0; i < mlp->norm.size; i++)
    x[i] += out[i];
  plain_norm (n, &mlp->norm, x);
}

static void
plain_attention (const S2pNetwork *n, const S2pBlock *block, guint n_tokens, double x[][64])
{
  const guint d = n->layout->shape.d_model, n_heads = n->layout->shape.n_heads, size = d / n_heads;
  double qkv[64][192], attended[64] = { 0 }, out[64];

  for (guint t = 0; t < n_tokens; t++)
    plain_linear (n, &block->in_proj, x[t], qkv[t]);
  for (guint t = 0; t < n_tokens; t++)
    {
      for (guint h = 0; h < n_heads; h++)
        {
          double scores[64], sum = 0;

          for (guint j = 0; j < n_tokens; j++)
            {
              double s = 0;

              for (guint c = h * size; c < (h + 1) * size; c++)
                s += qkv[t][c] * qkv[j][d + c];
              sum += scores[j] = exp (s / sqrt (size));
            }
          for (guint c = h * size; c < (h + 1) * size; c++)
            {
              attended[c] = 0;
              for (guint j = 0; j < n_tokens; j++)
                attended[c] += scores[j] / sum * qkv[j][2 * d + c];
            }
        }
      plain_linear (n, &block->out_proj, attended, out);
      for (guint c = 0; c < d; c++)
        x[t][c] += out[c];
      plain_norm (n, &block->norm, x[t]);
    }
}

/* outputs: class 2, metrics 5, density 48 */
static void
plain_forward (const S2pNetwork *n, const real *features, guint n_tokens, double *outputs)
{
  const S2pLayout *layout = n->layout;
  const guint d = layout->shape.d_model, l = layout->shape.d_latent;
  double x[64][64], latents[S2P_N_HEADS][64], pooled[64] = { 0 }, latent[64], share[64], sum = 0;

  for (guint t = 0; t < n_tokens; t++)
    {
      double f[S2P_N_FEATURES];

      for (guint c = 0; c < S2P_N_FEATURES; c++)
        f[c] = (features[S2P_N_FEATURES * t + c] - n->values[layout->input_mean + c]) / n->values[layout->input_std + c];
      plain_linear (n, &layout->embedder, f, x[t]);
      for (guint c = 0; c < d; c++)
        x[t][c] += c % 2 ? cos (t * pow (1e4, -(c - 1.0) / d)) : sin (t * pow (1e4, -(double) c / d));
    }
  for (guint i = 0; i < layout->shape.n_blocks; i++)
    {
      plain_attention (n, &layout->blocks[i], n_tokens, x);
      for (guint t = 0; t < n_tokens; t++)
        plain_perceptron (n, &layout->blocks[i].mlp, x[t]);
    }
  for (guint t = 0; t < n_tokens; t++)
    {
      double s = 0;

      for (guint c = 0; c < d; c++)
        s += x[t][c] * n->values[layout->score + c];
      sum += share[t] = exp (s);
    }
  for (guint t = 0; t < n_tokens; t++)
    for (guint c = 0; c < d; c++)
      pooled[c] += share[t] / sum * x[t][c];
  plain_linear (n, &layout->latent, pooled, latent);
  for (guint i = 0; i < S2P_N_HEADS; i++)
    {
      memcpy (latents[i], latent, sizeof latent);
      for (guint c = 0; c < l && i == S2P_HEAD_DENSITY; c++)
        latents[i][c] += n->values[layout->mix_metrics + c] * latents[S2P_HEAD_METRICS][c] +
                         n->values[layout->mix_class + c] * latents[S2P_HEAD_CLASS][c];
      for (guint j = 0; j < layout->shape.n_head_blocks; j++)
        plain_perceptron (n, &layout->heads[i].blocks[j], latents[i]);
      plain_linear (n, &layout->heads[i].out, latents[i], outputs);
      outputs += s2p_head_specs[i].n_out;
    }
}

static void
forward_pass_agrees_with_the_plain_one (void **state)
{
  static const guint32 offsets[] = { 0, 3, 20, 60, 61, 77 };
  enum { N = G_N_ELEMENTS (offsets) - 1, T = 77 };
  const guint heads[] = { 8, 4, 2, 1 };
  real features[S2P_N_FEATURES * T];
  S2pRandom random;

  s2p_random_init (&random, 5, S2P_RANDOM_TARGET, 0, 0);
  for (guint i = 0; i < S2P_N_FEATURES * T; i++)
    features[i] = (real) (3 + s2p_random_normal (&random));
  for (guint h = 0; h < G_N_ELEMENTS (heads); h++)
    for (gboolean keep = FALSE; keep <= TRUE; keep++)
      {
        g_autoptr (S2pNetwork) network = random_network (heads[h], h);
        g_autofree real *transposed = g_new0 (real, network->layout->n_values);
        g_autoptr (S2pWorkspace) w = s2p_workspace_new (network->layout, 100, 10, keep);
        const S2pBatch batch = { .n_sequences = N, .offsets = offsets, .features = features };

        s2p_transpose (network->layout, network->values, transposed);
        s2p_forward (network->layout, network->values, transposed, &batch, w);
        for (guint s = 0; s < N; s++)
          {
            double plain[S2P_N_CLASSES + S2P_N_METRICS + S2P_N_DENSITY], *expected = plain;

            plain_forward (network, features + S2P_N_FEATURES * offsets[s], offsets[s + 1] - offsets[s], plain);
            for (guint i = 0; i < S2P_N_HEADS; i++)
              for (guint c = 0; c < s2p_head_specs[i].n_out; c++)
                assert_true (fabs (w->raw[i][s * s2p_head_specs[i].n_out + c] - *expected++) < 5e-5);
          }
      }
}

static void
every_build_adds_up_mixtures (void **state)
{
  static const S2pMixtureTerm terms[] = { { 1, 2, 0.5f, 2, 0.7f, 0 }, { -3, 4, 1, 0.25f, -1.5f, -2 }, { 0, 0, 3, 3, 0, -0.1f } };
  const S2pKernels *kernels[3];
  const guint n_kernels = usable_kernels (kernels);
  real x[70], y[70], values[71];

  for (guint i = 0; i < 70; i++)
    {
      x[i] = (real) (i % 10) - 5;
      y[i] = (real) (i / 10) - 2;
    }
  for (guint k = 0; k < n_kernels; k++)
    for (guint n = 1; n <= 70; n++)
      {
        values[n] = -1;
        kernels[k]->mixture (terms, G_N_ELEMENTS (terms), x, y, n, values);
        for (guint i = 0; i < n; i++)
          {
            double sum = 0;

            for (guint term = 0; term < G_N_ELEMENTS (terms); term++)
              {
                const double z = (x[i] - terms[term].mean_x) * terms[term].scale_x, v = (y[i] - terms[term].mean_y) * terms[term].scale_y - z * terms[term].slant;

                sum += exp (terms[term].height - (z * z + v * v) / 2);
              }
            assert_true (fabs (values[i] / sum - 1) < 2e-5);
          }
        assert_true (values[n] == -1);
      }
}

/* Every build gives what the library's own functions give, in all lengths around full vectors. */
static void
every_build_of_the_loops_agrees (void **state)
{
  const S2pKernels *kernels[3];
  guint n_kernels = usable_kernels (kernels);
  real x[140], y[140], offset[70];

  for (guint k = 0; k < n_kernels; k++)
    for (guint n = 1; n <= 70; n++)
      {
        for (guint i = 0; i < n; i++)
          {
            x[i] = (real) (((int) i - 35) * 0.71 * (1 + (n == 70) * 100));
            x[n + i] = -x[i];
            offset[i] = (real) i / 64;
          }
        memset (y, 0, sizeof y);
        kernels[k]->gelu (x, offset, 2, n, y);
        for (guint i = 0; i < 2 * n; i++)
          {
            double v = x[i], g = 0.5 * v * (1 + tanh (sqrt (2 / G_PI) * (v + 0.044715 * v * v * v)));

            assert_true (fabs (v - (i < n ? 1 : -1) * ((int) (i % n) - 35) * 0.71 * (1 + (n == 70) * 100) -
                               (i % n) / 64.0) < 1e-3);
            assert_true (fabs (y[i] - g) <= 1e-6 * (1 + fabs (v)));
          }
        assert_true (n == 70 || y[2 * n] == 0);
      }
}

static void
every_build_of_attention_agrees (void **state)
{
  enum { D = 32, MAX = 37 };
  const S2pKernels *kernels[3];
  guint n_kernels = usable_kernels (kernels);
  real qkv[MAX * 3 * D], first[MAX * D], out[MAX * D], peak[8 * MAX], scale[8 * MAX];
  _Alignas (64) real scratch[(MAX + 1) * 16];
  S2pRandom random;

  s2p_random_init (&random, 8, S2P_RANDOM_TARGET, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (qkv); i++)
    qkv[i] = (real) (3 * s2p_random_normal (&random));
  for (guint heads = 1; heads <= 8; heads *= 2)
    for (guint n = 1; n <= MAX; n += 3)
      for (guint k = 0; k < n_kernels; k++)
        {
          kernels[k]->attention (qkv, n, D, heads, k ? out : first, peak, scale, MAX, scratch);
          for (guint i = 0; k && i < n * D; i++)
            assert_true (fabsf (out[i] - first[i]) < 2e-5f);
        }
}

static void
tokens_are_log_intervals_and_differences (void **state)
{
  const double times[] = { 5, 15, 15, 115 };
  real features[9];
  const double mean = (2 * log (11) * 0.5 + log (101)) / 3;

  s2p_tokens_fill (times, 4, features);
  assert_true (fabs (features[0] - log (11)) < 1e-6 && features[1] == 0);
  assert_true (features[3] == 0 && fabs (features[4] + log (11)) < 1e-6);
  assert_true (fabs (features[6] - log (101)) < 1e-6 && fabs (features[7] - log (101)) < 1e-6);
  for (guint i = 0; i < 3; i++) /* a thousandth of a unit from the mean is as good as seen */
    assert_true (fabs (features[3 * i + 2] - asinh ((features[3 * i] - mean) * 1e4)) < 1e-4);
}

static void
draw_train (guint64 seed, double interval, double *times, gsize n)
{
  S2pRandom random;

  s2p_random_init (&random, seed, S2P_RANDOM_TARGET, 1, 0);
  for (gsize i = 0; i < n; i++)
    times[i] = (i ? times[i - 1] : 100) + interval * (0.2 + 1.6 * s2p_random_uniform (&random));
}

/* A recording gets the same answer alone, among others, and shifted in time. */
static void
answers_do_not_depend_on_the_batch (void **state)
{
  enum { N = 200 };
  g_autoptr (S2pNetwork) network = random_network (4, 1);
  g_autoptr (S2pInferenceWorkspace) workspace = s2p_inference_workspace_new (network);
  static double times[N][41];
  S2pSpikes trains[N];
  S2pInference together[N], alone;

  for (guint i = 0; i < N; i++)
    {
      gsize n = i % 41;

      draw_train (i, 20, times[i], n);
      trains[i] = (S2pSpikes) { times[i], n };
    }
  s2p_network_infer (workspace, trains, N, together);
  for (guint i = 0; i < N; i++)
    {
      double shifted[41];

      for (gsize j = 0; j < trains[i].n; j++)
        shifted[j] = times[i][j] + 4096;
      s2p_network_infer (workspace, &(S2pSpikes) { shifted, trains[i].n }, 1, &alone);
      assert_int_equal (alone.available, trains[i].n >= 4);
      assert_int_equal (together[i].available, alone.available);
      if (!alone.available)
        {
          assert_true (alone.g_s == 0 && alone.sd_g_s == 0 && alone.n_windows == 0);
          continue;
        }
      assert_int_equal (alone.n_windows, 1);
      assert_true (fabs (alone.g_s - together[i].g_s) < 1e-4);
      assert_true (fabs (alone.sd_g_u / together[i].sd_g_u - 1) < 1e-4);
      assert_true (fabs (alone.p_spiking + alone.p_bursting - 1) < 1e-12);
    }
}

/* Windows of 1000 ms (the network's) of a train of 5 s, taken by hand. */
static void
long_recordings_are_averaged_over_windows (void **state)
{
  g_autoptr (S2pNetwork) network = random_network (4, 2);
  g_autoptr (S2pInferenceWorkspace) workspace = s2p_inference_workspace_new (network);
  double times[126], mean = 0, moment = 0;
  S2pInference whole, part;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    times[i] = 40.0 * i + 7 * sin (i * i);
  times[0] = 0;
  times[125] = 5000;
  s2p_network_infer (workspace, &(S2pSpikes) { times, 126 }, 1, &whole);
  assert_int_equal (whole.n_windows, 5);
  for (guint i = 0; i < 5; i++)
    {
      gsize begin = 0, end;

      while (times[begin] < 1000 * i)
        begin++;
      for (end = begin; end < 126 && times[end] < 1000 * i + 1000; end++)
        ;
      s2p_network_infer (workspace, &(S2pSpikes) { times + begin, end - begin }, 1, &part);
      assert_int_equal (part.n_windows, 1);
      mean += part.g_s / 5;
      moment += (part.sd_g_s * part.sd_g_s + part.g_s * part.g_s) / 5;
    }
  assert_true (fabs (mean - whole.g_s) < 1e-4);
  assert_true (fabs (sqrt (moment - mean * mean) - whole.sd_g_s) < 1e-3);
}

/* Very long, very fast and very slow trains: bounded work, finite answers. */
static void
extreme_recordings_are_answered (void **state)
{
  g_autoptr (S2pNetwork) network = random_network (4, 3);
  g_autoptr (S2pInferenceWorkspace) workspace = s2p_inference_workspace_new (network);
  const double intervals[] = { 1e-3, 1, 50, 700, 3e5 };
  const gsize counts[] = { 4, 5, 41, 42, 43, 20000 };
  g_autofree double *times = g_new (double, 20000);

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    for (guint j = 0; j < G_N_ELEMENTS (counts); j++)
      {
        S2pInference result;

        draw_train (i, intervals[i], times, counts[j]);
        s2p_network_infer (workspace, &(S2pSpikes) { times, counts[j] }, 1, &result);
        assert_true (result.available && result.n_windows >= 1 && result.n_windows <= 16);
        assert_true (isfinite (result.g_s) && isfinite (result.g_u) && result.sd_g_s > 0 && result.sd_g_u > 0);
      }
  memset (times, 0, 20000 * sizeof *times); /* all at once */
  s2p_network_infer (workspace, &(S2pSpikes) { times, 20000 }, 1, &(S2pInference) { 0 });
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (forward_pass_agrees_with_the_plain_one),
    cmocka_unit_test (every_build_of_the_loops_agrees),
    cmocka_unit_test (every_build_adds_up_mixtures),
    cmocka_unit_test (every_build_of_attention_agrees),
    cmocka_unit_test (tokens_are_log_intervals_and_differences),
    cmocka_unit_test (answers_do_not_depend_on_the_batch),
    cmocka_unit_test (long_recordings_are_averaged_over_windows),
    cmocka_unit_test (extreme_recordings_are_answered),
  };

  return cmocka_run_group_tests_name ("inference", tests, NULL, NULL);
}
