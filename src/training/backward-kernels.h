/* The loops of the backward pass that are no matrix products; the counterpart of inference/kernels.h.
 *
 * d_y stands for the derivative of the loss with respect to y. Derivatives of parameters are added
 * to, all others are written.
 */
#pragma once
#include "inference/real.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;

  /* d_bias[c] += sum_t d_y[t, c] */
  void (*column_sum) (const real *d_y, guint rows, guint d, real *d_bias);

  /* Of embed: x [n, features] standardised, d_y [n, d]; d_weight [d, features], d_bias [d]. */
  void (*embed) (const real *x, const real *d_y, guint n, guint d, real *d_weight, real *d_bias);

  /* Of attention, one sequence: qkv, out, peak, scale as the forward pass left them, d_out [n, d] in,
   * d_qkv [n, 3 d] out. scratch: (n + 1) * 16 numbers, aligned to 64 bytes. */
  void (*attention) (const real *qkv, const real *out, const real *peak, const real *scale, gsize stride,
                     const real *d_out, guint n, guint d, guint n_heads, real *d_qkv, real *scratch);

  /* Of add_norm: d_sum [rows, d] is the derivative of both terms of the sum; may be d_out. */
  void (*norm) (const real *hat, const real *rstd, const real *gain, const real *d_out, guint rows, guint d,
                real *d_sum, real *d_gain, real *d_bias);

  /* Of gelu, n numbers: x before it; d_x may be d_y. */
  void (*gelu) (const real *x, const real *d_y, gsize n, real *d_x);

  /* Of pool, one sequence: d_out [d] in, d_x [n, d] out, d_score [d] added to. */
  void (*pool) (const real *x, const real *score, const real *share, const real *d_out, guint n, guint d,
                real *d_x, real *d_score);
} S2pBackwardKernels;

const S2pBackwardKernels *s2p_backward_kernels (void);

G_END_DECLS
