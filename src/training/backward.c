#include "training/backward.h"
#include <string.h>
#include "training/backward-kernels.h"

#define ALIGNMENT 16

static void
lay_out (S2pBackwardWorkspace *w, const S2pLayout *layout, gsize tokens, gsize sequences, real *base, gsize *used)
{
  const S2pShape *shape = &layout->shape;
  const gsize latents = sequences * shape->d_latent;
  struct { real **place; gsize size; } pieces[] = {
    { &w->d_raw[0], sequences * s2p_head_specs[0].n_out },
    { &w->d_raw[1], sequences * s2p_head_specs[1].n_out },
    { &w->d_raw[2], sequences * s2p_head_specs[2].n_out },
    { &w->d_rows[0], tokens * shape->d_model },
    { &w->d_rows[1], tokens * shape->d_model },
    { &w->d_rows[2], tokens * shape->d_model },
    { &w->d_wide, tokens * MAX (3 * shape->d_model, shape->d_hidden) },
    { &w->d_latent, latents },
    { &w->d_mixed, latents },
    { &w->d_last[0], latents },
    { &w->d_last[1], latents },
    { &w->d_last[2], latents },
    { &w->d_head[0], latents },
    { &w->d_head[1], latents },
    { &w->d_head_wide, sequences * shape->d_head_hidden },
    { &w->d_pooled, sequences * shape->d_model },
  };

  G_STATIC_ASSERT (S2P_N_HEADS == 3);
  *used = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      *pieces[i].place = base ? base + *used : NULL;
      *used += (pieces[i].size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}

S2pBackwardWorkspace *
s2p_backward_workspace_new (const S2pLayout *layout, guint max_tokens, guint max_sequences)
{
  S2pBackwardWorkspace *w = g_new0 (S2pBackwardWorkspace, 1);
  gsize used;

  lay_out (w, layout, max_tokens, max_sequences, NULL, &used);
  w->memory = g_malloc0_n (used + ALIGNMENT, sizeof (real));
  lay_out (w, layout, max_tokens, max_sequences, (real *) (((guintptr) w->memory + 63) & ~(guintptr) 63), &used);
  return w;
}

void
s2p_backward_workspace_free (S2pBackwardWorkspace *workspace)
{
  if (!workspace)
    return;
  g_free (workspace->memory);
  g_free (workspace);
}

/* Of y = x weight^T + bias. d_x (nullable) = beta d_x + d_y weight. */
static void
linear_backward (const S2pBackwardKernels *k, const S2pLinear *linear, const real *values, const real *x,
                 const real *d_y, guint rows, real beta, real *d_x, real *gradient)
{
  const guint n_out = linear->n_out, n_in = linear->n_in;

  k->column_sum (d_y, rows, n_out, gradient + linear->bias);
  for (guint first = 0; first < rows; first += S2P_PRODUCT_ROWS)
    {
      const int n = (int) MIN (rows - first, S2P_PRODUCT_ROWS);
      const real *d_part = d_y + (gsize) first * n_out;

      s2p_gemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) n_out, (int) n_in, n, 1, d_part, (int) n_out,
                x + (gsize) first * n_in, (int) n_in, 1, gradient + linear->weight, (int) n_in);
      if (d_x)
        s2p_gemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n, (int) n_in, (int) n_out, 1, d_part, (int) n_out,
                  values + linear->weight, (int) n_in, beta, d_x + (gsize) first * n_in, (int) n_in);
    }
}

/* d_x may be d_out. */
static void
perceptron_backward (const S2pBackwardKernels *k, const S2pPerceptron *mlp, const real *values, const real *x,
                     const S2pPerceptronState *state, const real *d_out, guint rows, real *d_wide, real *d_x,
                     real *gradient)
{
  k->norm (state->hat, state->rstd, values + mlp->norm.weight, d_out, rows, mlp->norm.size, d_x,
           gradient + mlp->norm.weight, gradient + mlp->norm.bias);
  linear_backward (k, &mlp->second, values, state->act, d_x, rows, 0, d_wide, gradient);
  k->gelu (state->pre, d_wide, (gsize) rows * mlp->first.n_out, d_wide);
  linear_backward (k, &mlp->first, values, x, d_wide, rows, 1, d_x, gradient);
}

/* Through one head; the derivative of its input is left in w->d_head[0]. */
static void
head_backward (const S2pBackwardKernels *k, const S2pLayout *layout, const real *values, guint id, const real *input,
               guint n, const S2pWorkspace *state, S2pBackwardWorkspace *w, real *gradient)
{
  const S2pHead *head = &layout->heads[id];
  const guint last = layout->shape.n_head_blocks - 1;

  /* d_last already holds what others that read the last latent want of it */
  linear_backward (k, &head->out, values, state->heads[id][last].out, w->d_raw[id], n, 1, w->d_last[id], gradient);
  memcpy (w->d_head[0], w->d_last[id], (gsize) n * layout->shape.d_latent * sizeof (real));
  for (guint j = last + 1; j-- > 0;)
    perceptron_backward (k, &head->blocks[j], values, j ? state->heads[id][j - 1].out : input, &state->heads[id][j],
                         w->d_head[0], n, w->d_head_wide, w->d_head[0], gradient);
}

static void
add (real *restrict sum, const real *restrict x, gsize n)
{
#pragma omp simd
  for (gsize i = 0; i < n; i++)
    sum[i] += x[i];
}

static void
mix_backward (const S2pLayout *layout, const real *values, guint n, const S2pWorkspace *state,
              S2pBackwardWorkspace *w, real *gradient)
{
  const guint l = layout->shape.d_latent, last = layout->shape.n_head_blocks - 1;
  const struct { S2pHeadId head; gsize mix; } terms[] = {
    { S2P_HEAD_METRICS, layout->mix_metrics }, { S2P_HEAD_CLASS, layout->mix_class } };

  for (gsize i = 0; i < G_N_ELEMENTS (terms); i++)
    for (guint s = 0; s < n; s++)
      for (guint c = 0; c < l; c++)
        {
          const real d = w->d_mixed[s * l + c];

          gradient[terms[i].mix + c] += d * state->heads[terms[i].head][last].out[s * l + c];
          w->d_last[terms[i].head][s * l + c] += d * values[terms[i].mix + c];
        }
}

/* Heads in reverse order, so that each has collected what later heads want of its last latent. */
static void
decoder_backward (const S2pBackwardKernels *k, const S2pLayout *layout, const real *values, guint n,
                  const S2pWorkspace *state, S2pBackwardWorkspace *w, real *gradient)
{
  const gsize size = (gsize) n * layout->shape.d_latent;

  memset (w->d_latent, 0, size * sizeof (real));
  for (guint i = 0; i < S2P_N_HEADS; i++)
    memset (w->d_last[i], 0, size * sizeof (real));
  for (guint i = S2P_N_HEADS; i-- > 0;)
    switch (s2p_head_specs[i].input)
      {
      case S2P_INPUT_MIXED:
        head_backward (k, layout, values, i, state->mixed, n, state, w, gradient);
        memcpy (w->d_mixed, w->d_head[0], size * sizeof (real));
        mix_backward (layout, values, n, state, w, gradient);
        add (w->d_latent, w->d_mixed, size);
        break;
      case S2P_INPUT_LATENT:
        head_backward (k, layout, values, i, state->latent, n, state, w, gradient);
        add (w->d_latent, w->d_head[0], size);
      }
}

static void
block_backward (const S2pBackwardKernels *k, const S2pLayout *layout, const real *values, const S2pBatch *batch,
                guint index, const real *x, const S2pWorkspace *state, S2pBackwardWorkspace *w, real *gradient)
{
  const S2pBlock *block = &layout->blocks[index];
  const S2pBlockState *s = &state->blocks[index];
  const guint d = layout->shape.d_model, n_tokens = batch->offsets[batch->n_sequences];
  real *d_x = w->d_rows[0], *d_attended = w->d_rows[1];

  perceptron_backward (k, &block->mlp, values, s->out, &s->mlp, d_x, n_tokens, w->d_wide, d_x, gradient);
  k->norm (s->hat, s->rstd, values + block->norm.weight, d_x, n_tokens, d, d_x, gradient + block->norm.weight,
           gradient + block->norm.bias);
  linear_backward (k, &block->out_proj, values, s->attended, d_x, n_tokens, 0, d_attended, gradient);
  for (guint i = 0; i < batch->n_sequences; i++)
    {
      const gsize first = batch->offsets[i];

      k->attention (s->qkv + first * 3 * d, s->attended + first * d, s->peak + first, s->scale + first,
                    state->max_tokens, d_attended + first * d, batch->offsets[i + 1] - batch->offsets[i], d,
                    layout->shape.n_heads, w->d_wide + first * 3 * d, state->scratch);
    }
  linear_backward (k, &block->in_proj, values, x, w->d_wide, n_tokens, 1, d_x, gradient);
}

void
s2p_backward (const S2pLayout *layout, const real *values, const S2pBatch *batch, const S2pWorkspace *state,
              S2pBackwardWorkspace *w, real *gradient)
{
  const S2pBackwardKernels *k = s2p_backward_kernels ();
  const guint d = layout->shape.d_model, n = batch->n_sequences, n_blocks = layout->shape.n_blocks;

  g_return_if_fail (state->keep);
  decoder_backward (k, layout, values, n, state, w, gradient);
  linear_backward (k, &layout->latent, values, state->pooled, w->d_latent, n, 0, w->d_pooled, gradient);
  for (guint i = 0; i < n; i++)
    {
      const gsize first = batch->offsets[i];

      k->pool (state->blocks[n_blocks - 1].mlp.out + first * d, values + layout->score, state->share + first,
               w->d_pooled + (gsize) i * d, batch->offsets[i + 1] - batch->offsets[i], d, w->d_rows[0] + first * d,
               gradient + layout->score);
    }
  for (guint i = n_blocks; i-- > 0;)
    block_backward (k, layout, values, batch, i, i ? state->blocks[i - 1].mlp.out : state->embedded, state, w,
                    gradient);
  k->embed (state->x, w->d_rows[0], batch->offsets[n], d, gradient + layout->embedder.weight,
            gradient + layout->embedder.bias);
}
