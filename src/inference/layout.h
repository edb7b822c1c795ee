/* The shape of the network, and where each of its parameters lives.
 *
 * All parameters stand in one array; a table says name, size and place of each tensor, so that
 * reading, writing, averaging and optimising are single loops. Weights are [outputs, inputs] as in
 * torch.nn.Linear, and the names are those that a PyTorch user would expect.
 * Architecture: Brandoit 2025 (master's thesis, ULiège), Figure 5.8 and Table 6.1.
 */
#pragma once
#include "inference/density.h"

G_BEGIN_DECLS

#define S2P_N_FEATURES 3     /* of an interval: inference/tokens.h */
#define S2P_MAX_WIDTH 512    /* of d_model; the kernels have room for it on the stack */
#define S2P_MAX_HEAD_SIZE 32 /* d_model / n_heads */
#define S2P_MAX_BLOCKS 12
#define S2P_MAX_HEAD_BLOCKS 8
#define S2P_N_CLASSES 2      /* spiking, bursting */
#define S2P_N_METRICS 5      /* rate, burst duration, intra-burst and inter-burst frequency, spikes per burst */
#define S2P_N_DICS 2         /* g_s, g_u */
#define S2P_N_DENSITY (S2P_N_COMPONENTS * S2P_COMPONENT_NUMBERS)

typedef struct {
  guint d_model;        /* width of a token; a multiple of 8 */
  guint n_heads;        /* of attention; d_model / n_heads is 4, 8, 16 or 32 */
  guint n_blocks;
  guint d_hidden;       /* of the perceptron in a block */
  guint d_latent;       /* what a recording is reduced to */
  guint d_head_hidden;  /* of the perceptrons in the heads */
  guint n_head_blocks;
  guint max_tokens;     /* longest sequence the network was trained on */
} S2pShape;

typedef enum {
  S2P_TENSOR_WEIGHT, /* trained, with weight decay */
  S2P_TENSOR_BIAS,   /* trained, without: biases, norms, mixing vectors */
  S2P_TENSOR_BUFFER, /* not trained: statistics of the training set, range of the DICs */
} S2pTensorRole;

typedef struct {
  char          name[64];
  guint         n_dims;
  guint         dims[2];
  S2pTensorRole role;
  gsize         offset, size; /* in numbers */
} S2pTensor;

typedef struct { gsize weight, bias; guint n_out, n_in; } S2pLinear;
typedef struct { gsize weight, bias; guint size; } S2pNorm;
typedef struct { S2pLinear first, second; S2pNorm norm; } S2pPerceptron; /* norm (x + second gelu first x) */
typedef struct { S2pLinear in_proj, out_proj; S2pNorm norm; S2pPerceptron mlp; } S2pBlock;
typedef struct { S2pPerceptron blocks[S2P_MAX_HEAD_BLOCKS]; S2pLinear out; } S2pHead;

/* The heads, in the order in which they are computed. */
typedef enum { S2P_HEAD_CLASS, S2P_HEAD_METRICS, S2P_HEAD_DENSITY, S2P_N_HEADS } S2pHeadId;
/* What a head reads: the latent; the latent with the class and metric latents mixed in. */
typedef enum { S2P_INPUT_LATENT, S2P_INPUT_MIXED } S2pHeadInput;
typedef struct { const char *name; guint n_out; S2pHeadInput input; } S2pHeadSpec;
extern const S2pHeadSpec s2p_head_specs[S2P_N_HEADS];

typedef struct {
  S2pShape   shape;
  S2pTensor *tensors;
  guint      n_tensors;
  gsize      n_trained;  /* numbers [0, n_trained) are trained */
  gsize      n_values;   /* all of them, buffers included */
  S2pLinear  embedder;
  S2pBlock   blocks[S2P_MAX_BLOCKS];
  gsize      score;      /* [1, d_model]: attention pooling */
  S2pLinear  latent;
  gsize      mix_metrics, mix_class; /* [d_latent] */
  S2pHead    heads[S2P_N_HEADS];
  gsize      input_mean, input_std, metrics_mean, metrics_std; /* buffers */
  gsize      range_low, range_high; /* buffers: [2], of g_s and g_u */
} S2pLayout;

void       s2p_shape_init_default (S2pShape *shape);
gboolean   s2p_shape_check        (const S2pShape *shape, GError **error);

/* @shape must have passed s2p_shape_check. */
S2pLayout *s2p_layout_new         (const S2pShape *shape);
void       s2p_layout_free        (S2pLayout *layout); /* accepts NULL */
/* The range that the densities fill, from the parameters @values. */
void       s2p_layout_range       (const S2pLayout *layout, const real *values, S2pDicRange *range);
/* Appends one tensor, its name @prefix and @suffix, and returns its place; trained ones come before buffers. @columns 0: a
 * vector. For who builds a table of tensors. */
gsize      s2p_layout_append       (S2pLayout *layout, const char *prefix, const char *suffix, S2pTensorRole role, guint rows, guint columns);
gsize      s2p_layout_count       (const S2pLayout *layout); /* trained numbers, without padding */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pLayout, s2p_layout_free)

G_END_DECLS
