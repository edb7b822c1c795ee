#include "inference/layout.h"
#include "base/error.h"

#define ALIGNMENT 16 /* numbers: every tensor starts on a full vector */

const S2pHeadSpec s2p_head_specs[S2P_N_HEADS] = {
  [S2P_HEAD_CLASS] = { "class", S2P_N_CLASSES, S2P_INPUT_LATENT },
  [S2P_HEAD_METRICS] = { "metrics", S2P_N_METRICS, S2P_INPUT_LATENT },
  [S2P_HEAD_DENSITY] = { "density", S2P_N_DENSITY, S2P_INPUT_MIXED },
};

void
s2p_shape_init_default (S2pShape *shape)
{
  *shape = (S2pShape) {
    .d_model = 64, .n_heads = 8, .n_blocks = 4, .d_hidden = 64, .d_latent = 32,
    .d_head_hidden = 64, .n_head_blocks = 2, .max_tokens = 256,
  };
}

gboolean
s2p_shape_check (const S2pShape *shape, GError **error)
{
  const struct { const char *name; guint value, min, max; } limits[] = {
    { "d_model", shape->d_model, 8, S2P_MAX_WIDTH },
    { "n_heads", shape->n_heads, 1, 64 },
    { "n_blocks", shape->n_blocks, 1, S2P_MAX_BLOCKS },
    { "d_hidden", shape->d_hidden, 8, 2048 },
    { "d_latent", shape->d_latent, 8, 512 },
    { "d_head_hidden", shape->d_head_hidden, 8, 2048 },
    { "n_head_blocks", shape->n_head_blocks, 1, S2P_MAX_HEAD_BLOCKS },
    { "max_tokens", shape->max_tokens, 4, 4096 },
  };
  guint size;

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    if (limits[i].value < limits[i].min || limits[i].value > limits[i].max)
      {
        g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, "Network shape: %s is %u, but must lie in %u..%u",
                     limits[i].name, limits[i].value, limits[i].min, limits[i].max);
        return FALSE;
      }
  size = shape->d_model / shape->n_heads;
  if (shape->d_model % 8 || shape->d_model % shape->n_heads || (size != 4 && size != 8 && size != 16 && size != S2P_MAX_HEAD_SIZE))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT,
                   "Network shape: d_model %u in %u heads; a head must have 4, 8, 16 or 32 numbers",
                   shape->d_model, shape->n_heads);
      return FALSE;
    }
  return TRUE;
}

gsize
s2p_layout_append (S2pLayout *layout, const char *prefix, const char *suffix, S2pTensorRole role, guint rows, guint columns)
{
  S2pTensor tensor = { .role = role, .n_dims = columns ? 2 : 1, .dims = { rows, columns } };

  g_snprintf (tensor.name, sizeof tensor.name, "%s%s", prefix, suffix);
  tensor.size = (gsize) rows * MAX (columns, 1);
  tensor.offset = layout->n_values;
  layout->n_values += (tensor.size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (role != S2P_TENSOR_BUFFER)
    layout->n_trained = layout->n_values;
  layout->tensors = g_renew (S2pTensor, layout->tensors, layout->n_tensors + 1);
  layout->tensors[layout->n_tensors++] = tensor;
  return tensor.offset;
}

static S2pLinear
add_linear (S2pLayout *layout, const char *prefix, const char *name, guint n_out, guint n_in)
{
  g_autofree char *path = g_strconcat (prefix, name, NULL);
  S2pLinear linear = { .n_out = n_out, .n_in = n_in };

  linear.weight = s2p_layout_append (layout, path, ".weight", S2P_TENSOR_WEIGHT, n_out, n_in);
  linear.bias = s2p_layout_append (layout, path, ".bias", S2P_TENSOR_BIAS, n_out, 0);
  return linear;
}

static S2pNorm
add_norm (S2pLayout *layout, const char *prefix, const char *name, guint size)
{
  g_autofree char *path = g_strconcat (prefix, name, NULL);
  S2pNorm norm = { .size = size };

  norm.weight = s2p_layout_append (layout, path, ".weight", S2P_TENSOR_BIAS, size, 0);
  norm.bias = s2p_layout_append (layout, path, ".bias", S2P_TENSOR_BIAS, size, 0);
  return norm;
}

static S2pPerceptron
add_perceptron (S2pLayout *layout, const char *prefix, const char *norm_name, guint size,
                guint hidden)
{
  S2pPerceptron mlp;

  mlp.first = add_linear (layout, prefix, ".mlp.0", hidden, size);
  mlp.second = add_linear (layout, prefix, ".mlp.2", size, hidden);
  mlp.norm = add_norm (layout, prefix, norm_name, size);
  return mlp;
}

static void
add_encoder (S2pLayout *layout)
{
  const S2pShape *shape = &layout->shape;

  layout->embedder = add_linear (layout, "embedder", "", shape->d_model, S2P_N_FEATURES);
  for (guint i = 0; i < shape->n_blocks; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("blocks.%u", i);
      S2pBlock *block = &layout->blocks[i];

      block->in_proj = add_linear (layout, prefix, ".attention.in_proj", 3 * shape->d_model, shape->d_model);
      block->out_proj = add_linear (layout, prefix, ".attention.out_proj", shape->d_model, shape->d_model);
      block->norm = add_norm (layout, prefix, ".norm1", shape->d_model);
      block->mlp = add_perceptron (layout, prefix, ".norm2", shape->d_model, shape->d_hidden);
    }
  layout->score = s2p_layout_append (layout, "pooler.score", ".weight", S2P_TENSOR_WEIGHT, 1, shape->d_model);
  layout->latent = add_linear (layout, "pooler", ".latent", shape->d_latent, shape->d_model);
}

static void
add_heads (S2pLayout *layout)
{
  const S2pShape *shape = &layout->shape;

  layout->mix_metrics = s2p_layout_append (layout, "mix", ".metrics", S2P_TENSOR_BIAS, shape->d_latent, 0);
  layout->mix_class = s2p_layout_append (layout, "mix", ".class", S2P_TENSOR_BIAS, shape->d_latent, 0);
  for (guint i = 0; i < S2P_N_HEADS; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("heads.%s", s2p_head_specs[i].name);

      for (guint j = 0; j < shape->n_head_blocks; j++)
        {
          g_autofree char *path = g_strdup_printf ("%s.%u", prefix, j);

          layout->heads[i].blocks[j] = add_perceptron (layout, path, ".norm", shape->d_latent,
                                                       shape->d_head_hidden);
        }
      layout->heads[i].out = add_linear (layout, prefix, ".out", s2p_head_specs[i].n_out, shape->d_latent);
    }
}

static void
add_statistics (S2pLayout *layout)
{
  const struct { const char *name; guint size; gsize *mean, *std; } rows[] = {
    { "input", S2P_N_FEATURES, &layout->input_mean, &layout->input_std },
    { "metrics", S2P_N_METRICS, &layout->metrics_mean, &layout->metrics_std },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      *rows[i].mean = s2p_layout_append (layout, rows[i].name, ".mean", S2P_TENSOR_BUFFER, rows[i].size, 0);
      *rows[i].std = s2p_layout_append (layout, rows[i].name, ".std", S2P_TENSOR_BUFFER, rows[i].size, 0);
    }
  layout->range_low = s2p_layout_append (layout, "range", ".low", S2P_TENSOR_BUFFER, S2P_N_DICS, 0);
  layout->range_high = s2p_layout_append (layout, "range", ".high", S2P_TENSOR_BUFFER, S2P_N_DICS, 0);
}

S2pLayout *
s2p_layout_new (const S2pShape *shape)
{
  S2pLayout *layout = g_new0 (S2pLayout, 1);

  layout->shape = *shape;
  add_encoder (layout);
  add_heads (layout);
  add_statistics (layout); /* last, so that the trained numbers are one range */
  return layout;
}

void
s2p_layout_free (S2pLayout *layout)
{
  if (!layout)
    return;
  g_free (layout->tensors);
  g_free (layout);
}

gsize
s2p_layout_count (const S2pLayout *layout)
{
  gsize n = 0;

  for (guint i = 0; i < layout->n_tensors; i++)
    if (layout->tensors[i].role != S2P_TENSOR_BUFFER)
      n += layout->tensors[i].size;
  return n;
}

void
s2p_layout_range (const S2pLayout *layout, const real *values, S2pDicRange *range)
{
  const real *low = values + layout->range_low, *high = values + layout->range_high;

  *range = (S2pDicRange) { .g_s_min = low[0], .g_s_max = high[0], .g_u_min = low[1], .g_u_max = high[1] };
}
