/* The network's forward pass on a batch of sequences of different lengths, without padding.
 *
 * The tokens of all sequences stand one after another: linear layers are one matrix product over
 * all of them, and attention goes sequence by sequence. A workspace holds every intermediate result;
 * its owner uses it from one thread at a time.
 */
#pragma once
#include "inference/kernels.h"
#include "inference/layout.h"

G_BEGIN_DECLS

/* Sequence i has the tokens [offsets[i], offsets[i + 1]), at least one. */
typedef struct {
  guint          n_sequences;
  const guint32 *offsets;   /* n_sequences + 1, from 0 */
  const real    *features;  /* [T, features], as s2p_tokens_fill leaves them */
} S2pBatch;

typedef struct {
  real *pre;  /* [rows, hidden], before gelu */
  real *act;  /* [rows, hidden], after */
  real *hat;  /* [rows, size], normalised sum */
  real *rstd; /* [rows] */
  real *out;  /* [rows, size] */
} S2pPerceptronState;

typedef struct {
  real *qkv;          /* [T, 3 d] */
  real *attended;     /* [T, d] */
  real *peak, *scale; /* [H, capacity] */
  real *hat;          /* [T, d] */
  real *rstd;         /* [T] */
  real *out;          /* [T, d] */
  S2pPerceptronState mlp;
} S2pBlockState;

typedef struct {
  guint     max_tokens, max_sequences; /* of a batch */
  gboolean  keep;      /* blocks have their own memory, as the backward pass needs */
  real     *positions; /* [shape.max_tokens, d] */
  real     *x;         /* [T, features], standardised features */
  real     *embedded;  /* [T, d] */
  S2pBlockState blocks[S2P_MAX_BLOCKS];
  real     *share;     /* [T], of the pooling */
  real     *pooled;    /* [B, d] */
  real     *latent;    /* [B, l] */
  real     *mixed;     /* [B, l] */
  S2pPerceptronState heads[S2P_N_HEADS][S2P_MAX_HEAD_BLOCKS];
  real     *raw[S2P_N_HEADS]; /* [B, n_out]: logits; standardised metrics; numbers for s2p_density_read */
  real     *scratch;   /* of the attention */
  gpointer  memory;
} S2pWorkspace;

/* Sequences may have shape.max_tokens tokens each; a batch @max_tokens together. */
S2pWorkspace *s2p_workspace_new  (const S2pLayout *layout, guint max_tokens, guint max_sequences, gboolean keep);
void          s2p_workspace_free (S2pWorkspace *workspace); /* accepts NULL */

/* Writes the weights as [inputs, outputs], each at the place of the original: the products are faster so. */
void          s2p_transpose      (const S2pLayout *layout, const real *values, real *transposed);

/* Fills @workspace from @batch with the parameters @values and the same as s2p_transpose leaves them
 * (layout->n_values numbers each). */
void          s2p_forward        (const S2pLayout *layout, const real *values, const real *transposed,
                                  const S2pBatch *batch, S2pWorkspace *workspace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pWorkspace, s2p_workspace_free)

G_END_DECLS
