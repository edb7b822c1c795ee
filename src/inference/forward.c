#include "inference/forward.h"
#include <math.h>
#include <string.h>

#define ALIGNMENT 16 /* numbers, so that rows of common widths start on a full vector */

/* Hands out pieces of one block of memory; with no block yet it only counts. */
typedef struct { real *base; gsize used; } Arena;

static real *
take (Arena *arena, gsize size)
{
  real *piece = arena->base ? arena->base + arena->used : NULL;

  arena->used += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  return piece;
}

static S2pPerceptronState
take_perceptron (Arena *arena, const S2pPerceptron *mlp, gsize rows, gboolean keep)
{
  S2pPerceptronState state;

  state.pre = take (arena, rows * mlp->first.n_out);
  state.act = keep ? take (arena, rows * mlp->first.n_out) : state.pre;
  state.hat = take (arena, rows * mlp->norm.size);
  state.rstd = take (arena, rows);
  state.out = take (arena, rows * mlp->norm.size);
  return state;
}

static void
lay_out (S2pWorkspace *w, const S2pLayout *layout, Arena *arena)
{
  const S2pShape *shape = &layout->shape;
  const gsize tokens = w->max_tokens, sequences = w->max_sequences, d = shape->d_model;

  w->positions = take (arena, shape->max_tokens * d);
  w->x = take (arena, tokens * S2P_N_FEATURES);
  w->embedded = take (arena, tokens * d);
  for (guint i = 0; i < shape->n_blocks; i++)
    {
      S2pBlockState *block = &w->blocks[i];

      if (i > 0 && !w->keep)
        {
          *block = w->blocks[0];
          continue;
        }
      block->qkv = take (arena, tokens * 3 * d);
      block->attended = take (arena, tokens * d);
      block->peak = take (arena, tokens * shape->n_heads);
      block->scale = take (arena, tokens * shape->n_heads);
      block->hat = take (arena, tokens * d);
      block->rstd = take (arena, tokens);
      block->out = take (arena, tokens * d);
      block->mlp = take_perceptron (arena, &layout->blocks[i].mlp, tokens, w->keep);
    }
  w->share = take (arena, tokens);
  w->pooled = take (arena, sequences * d);
  w->latent = take (arena, sequences * shape->d_latent);
  w->mixed = take (arena, sequences * shape->d_latent);
  for (guint i = 0; i < S2P_N_HEADS; i++)
    {
      for (guint j = 0; j < shape->n_head_blocks; j++)
        w->heads[i][j] = take_perceptron (arena, &layout->heads[i].blocks[j], sequences, w->keep);
      w->raw[i] = take (arena, sequences * s2p_head_specs[i].n_out);
    }
  w->scratch = take (arena, (shape->max_tokens + 1) * ALIGNMENT);
}

/* Sinusoids of geometrically spaced wavelengths (Vaswani et al. 2017, section 3.5). */
static void
fill_positions (real *positions, guint n, guint d)
{
  for (guint t = 0; t < n; t++)
    for (guint c = 0; c < d; c++)
      {
        double angle = t * pow (10000.0, -(double) (c / 2 * 2) / d);

        positions[(gsize) t * d + c] = (real) (c % 2 ? cos (angle) : sin (angle));
      }
}

S2pWorkspace *
s2p_workspace_new (const S2pLayout *layout, guint max_tokens, guint max_sequences, gboolean keep)
{
  S2pWorkspace *w = g_new0 (S2pWorkspace, 1);
  Arena arena = { 0 };
  guintptr address;

  w->max_tokens = max_tokens;
  w->max_sequences = max_sequences;
  w->keep = keep;
  lay_out (w, layout, &arena);
  w->memory = g_malloc0_n (arena.used + ALIGNMENT, sizeof (real));
  address = ((guintptr) w->memory + 63) & ~(guintptr) 63;
  arena = (Arena) { .base = (real *) address };
  lay_out (w, layout, &arena);
  fill_positions (w->positions, layout->shape.max_tokens, layout->shape.d_model);
  return w;
}

void
s2p_workspace_free (S2pWorkspace *workspace)
{
  if (!workspace)
    return;
  g_free (workspace->memory);
  g_free (workspace);
}

void
s2p_transpose (const S2pLayout *layout, const real *values, real *transposed)
{
  for (guint i = 0; i < layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &layout->tensors[i];
      const guint rows = tensor->dims[0], columns = tensor->dims[1];
      const real *restrict from = values + tensor->offset;
      real *restrict to = transposed + tensor->offset;

      if (tensor->n_dims == 2)
        for (guint c = 0; c < columns; c++)
          for (guint r = 0; r < rows; r++)
            to[(gsize) c * rows + r] = from[(gsize) r * columns + c];
    }
}

/* What the layers need besides their input. */
typedef struct {
  const S2pKernels *k;
  const real       *values, *transposed;
} Parameters;

/* y [rows, n_out] = x [rows, n_in] weight^T + @beta y */
static void
product (const Parameters *p, const S2pLinear *linear, const real *x, guint rows, real beta, real *y)
{
  const guint n_in = linear->n_in, n_out = linear->n_out;

  for (guint first = 0; first < rows; first += S2P_PRODUCT_ROWS)
    s2p_gemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) MIN (rows - first, S2P_PRODUCT_ROWS), (int) n_out,
              (int) n_in, 1, x + (gsize) first * n_in, (int) n_in, p->transposed + linear->weight, (int) n_out, beta,
              y + (gsize) first * n_out, (int) n_out);
}

/* y [rows, n_out] = x [rows, n_in] weight^T + bias */
static void
linear (const Parameters *p, const S2pLinear *linear, const real *x, guint rows, real *y)
{
  p->k->fill_rows (y, p->values + linear->bias, rows, linear->n_out);
  product (p, linear, x, rows, 1, y);
}

static void
perceptron (const Parameters *p, const S2pPerceptron *mlp, const real *x, guint rows, S2pPerceptronState *state)
{
  const real *values = p->values;

  product (p, &mlp->first, x, rows, 0, state->pre);
  p->k->gelu (state->pre, values + mlp->first.bias, rows, mlp->first.n_out, state->act);
  product (p, &mlp->second, state->act, rows, 0, state->hat);
  p->k->add_norm (x, state->hat, values + mlp->second.bias, values + mlp->norm.weight, values + mlp->norm.bias, rows,
               mlp->norm.size, state->rstd, state->out);
}

static void
encode (const Parameters *p, const S2pLayout *layout, const S2pBatch *batch, S2pWorkspace *w)
{
  const S2pKernels *k = p->k;
  const guint d = layout->shape.d_model, n_tokens = batch->offsets[batch->n_sequences];
  const real *x = w->embedded;

  for (guint s = 0; s < batch->n_sequences; s++)
    {
      const gsize first = batch->offsets[s];

      k->embed (batch->features + first * S2P_N_FEATURES, p->values + layout->input_mean, p->values + layout->input_std,
                p->values + layout->embedder.weight, p->values + layout->embedder.bias, w->positions,
                batch->offsets[s + 1] - batch->offsets[s], d, w->x + first * S2P_N_FEATURES,
                w->embedded + first * d);
    }
  for (guint i = 0; i < layout->shape.n_blocks; i++)
    {
      const S2pBlock *block = &layout->blocks[i];
      S2pBlockState *state = &w->blocks[i];

      linear (p, &block->in_proj, x, n_tokens, state->qkv);
      for (guint s = 0; s < batch->n_sequences; s++)
        {
          const gsize first = batch->offsets[s];

          k->attention (state->qkv + first * 3 * d, batch->offsets[s + 1] - batch->offsets[s], d,
                        layout->shape.n_heads, state->attended + first * d, state->peak + first,
                        state->scale + first, w->max_tokens, w->scratch);
        }
      product (p, &block->out_proj, state->attended, n_tokens, 0, state->hat);
      k->add_norm (x, state->hat, p->values + block->out_proj.bias, p->values + block->norm.weight,
                   p->values + block->norm.bias, n_tokens, d, state->rstd, state->out);
      perceptron (p, &block->mlp, state->out, n_tokens, &state->mlp);
      x = state->mlp.out;
    }
  for (guint s = 0; s < batch->n_sequences; s++)
    {
      const gsize first = batch->offsets[s];

      k->pool (x + first * d, p->values + layout->score, batch->offsets[s + 1] - batch->offsets[s], d,
               w->share + first, w->pooled + (gsize) s * d);
    }
  linear (p, &layout->latent, w->pooled, batch->n_sequences, w->latent);
}

static void
decode (const Parameters *p, const S2pLayout *layout, guint n, S2pWorkspace *w)
{
  const real *values = p->values;
  const guint l = layout->shape.d_latent, last = layout->shape.n_head_blocks - 1;
  const real *mix_metrics = values + layout->mix_metrics, *mix_class = values + layout->mix_class;

  for (guint i = 0; i < S2P_N_HEADS; i++)
    {
      const S2pHead *head = &layout->heads[i];
      const real *x = w->latent;

      if (s2p_head_specs[i].input == S2P_INPUT_MIXED)
        {
          const real *metrics = w->heads[S2P_HEAD_METRICS][last].out, *class = w->heads[S2P_HEAD_CLASS][last].out;

          for (guint s = 0; s < n; s++)
            for (guint c = 0; c < l; c++)
              w->mixed[s * l + c] = w->latent[s * l + c] + mix_metrics[c] * metrics[s * l + c] +
                                    mix_class[c] * class[s * l + c];
          x = w->mixed;
        }
      for (guint j = 0; j <= last; j++)
        {
          perceptron (p, &head->blocks[j], x, n, &w->heads[i][j]);
          x = w->heads[i][j].out;
        }
      linear (p, &head->out, x, n, w->raw[i]);
    }
}

void
s2p_forward (const S2pLayout *layout, const real *values, const real *transposed, const S2pBatch *batch,
             S2pWorkspace *workspace)
{
  const Parameters parameters = { s2p_kernels (), values, transposed };

  g_return_if_fail (batch->n_sequences <= workspace->max_sequences);
  g_return_if_fail (batch->offsets[batch->n_sequences] <= workspace->max_tokens);
  encode (&parameters, layout, batch, workspace);
  decode (&parameters, layout, batch->n_sequences, workspace);
}
