/* The loops of the forward pass that are no matrix products, and that over the points of a density.
 *
 * Compiled once for each generation of processors; s2p_kernels() picks by what the processor can do.
 * Arrays are row-major; T rows (tokens), d columns; H heads of d/H columns each.
 */
#pragma once
#include "inference/real.h"

G_BEGIN_DECLS

typedef struct { real mean_x, mean_y, scale_x, scale_y, slant, height; } S2pMixtureTerm;

typedef struct {
  const char *name;

  /* Every row of y [rows, d] becomes @bias [d]. */
  void (*fill_rows) (real *y, const real *bias, guint rows, guint d);

  /* y[t] = weight x[t] + bias + position t, with x[t] = (features[t] - mean) / std.
   * features, x [n, S2P_N_FEATURES]; weight [d, S2P_N_FEATURES]; positions [n or more, d]. One sequence. */
  void (*embed) (const real *features, const real *mean, const real *std, const real *weight, const real *bias,
                 const real *positions, guint n, guint d, real *x, real *y);

  /* Softmax attention of one sequence of n tokens. qkv [n, 3 d] (queries, keys, values), out [n, d].
   * Per head and token the largest score and 1 / sum of exponentials are left in peak and scale
   * [H, stride] for the backward pass. scratch: (n + 1) * 16 numbers, aligned to 64 bytes. */
  void (*attention) (const real *qkv, guint n, guint d, guint n_heads, real *out, real *peak, real *scale,
                     gsize stride, real *scratch);

  /* Layer norm of sum = residual + x + offset: out = hat * gain + bias with hat = (sum - mean) / deviation.
   * offset [d]; x [rows, d] is replaced by hat; rstd [rows] = 1 / deviation. */
  void (*add_norm) (const real *residual, real *x, const real *offset, const real *gain, const real *bias,
                    guint rows, guint d, real *rstd, real *out);

  /* x += offset; y = gelu (x), in its tanh form (Hendrycks & Gimpel 2016). offset [d]; x, y [rows, d];
   * y may be x. */
  void (*gelu) (real *x, const real *offset, guint rows, guint d, real *y);

  /* Attention pooling of one sequence: share = softmax (x score), out = sum_t share[t] x[t].
   * x [n, d], score [d], share [n], out [d]. */
  void (*pool) (const real *x, const real *score, guint n, guint d, real *share, real *out);

  /* A mixture of @n_terms normals at n points (x, y): values = sum of exp (height - (z^2 + v^2) / 2) with
   * z = (x - mean_x) scale_x and v = (y - mean_y) scale_y - slant z. Sums below 1e-37 hold no sense. */
  void (*mixture) (const S2pMixtureTerm *terms, guint n_terms, const real *x, const real *y, gsize n, real *values);
} S2pKernels;

const S2pKernels *s2p_kernels (void);

G_END_DECLS
