#include "training/backward-kernels.h"
#include "inference/layout.h"
#include "inference/vector.h"

/* S2P_KERNELS_SYMBOL: the name of this build's table, given by meson.build. */
extern const S2pBackwardKernels S2P_KERNELS_SYMBOL;

static void
column_sum (const real *restrict d_y, guint rows, guint d, real *restrict d_bias)
{
  for (guint t = 0; t < rows; t++, d_y += d)
#pragma omp simd
    for (guint c = 0; c < d; c++)
      d_bias[c] += d_y[c];
}

static void
embed (const real *restrict x, const real *restrict d_y, guint n, guint d, real *restrict d_weight,
       real *restrict d_bias)
{
  real w[S2P_N_FEATURES][S2P_MAX_WIDTH] = { { 0 } };

  for (guint t = 0; t < n; t++, d_y += d, x += S2P_N_FEATURES)
#pragma omp simd
    for (guint c = 0; c < d; c++)
      {
        for (guint f = 0; f < S2P_N_FEATURES; f++)
          w[f][c] += d_y[c] * x[f];
        d_bias[c] += d_y[c];
      }
  for (guint c = 0; c < d; c++)
    for (guint f = 0; f < S2P_N_FEATURES; f++)
      d_weight[S2P_N_FEATURES * c + f] += w[f][c];
}

/* With p the softmax of scores s = q k / sqrt size, and r[i] = sum_c d_out[i, c] out[i, c]:
 *   d_s = p (d_out v - r);  d_q = d_s k;  d_k = d_s q;  d_v = p d_out.
 * The probabilities are computed again rather than kept. First with queries as lanes, for d_q and r,
 * then with keys as lanes, for d_k and d_v: neither needs a sum across lanes. */
S2P_ALWAYS_INLINE void
attention_head (const real *restrict qkv, const real *restrict out, const real *restrict peak,
                const real *restrict scale, const real *restrict d_out, guint n, guint d, guint size,
                real *restrict d_qkv, real *restrict r)
{
  const gsize row = 3 * (gsize) d;
  const real *keys = qkv + d, *values = qkv + 2 * d;
  const real shrink = 1 / (real) sqrt ((double) size);

  for (guint first = 0; first < n; first += S2P_LANES)
    {
      const guint used = MIN (S2P_LANES, n - first);
      S2pVector q[S2P_MAX_HEAD_SIZE], g[S2P_MAX_HEAD_SIZE], d_q[S2P_MAX_HEAD_SIZE], dot = { 0 }, top = { 0 }, inverse = { 0 };

      vector_gather (out + (gsize) first * d, d, used, size, 1, q);
      vector_gather (d_out + (gsize) first * d, d, used, size, 1, g);
      for (guint k = 0; k < size; k++)
        {
          dot += q[k] * g[k];
          d_q[k] = (S2pVector) { 0 };
        }
      vector_gather (qkv + first * row, row, used, size, shrink, q);
      memcpy (&top, peak + first, used * sizeof *peak);
      memcpy (&inverse, scale + first, used * sizeof *scale);
      memcpy (r + first, &dot, used * sizeof *r);
      for (guint j = 0; j < n; j++)
        {
          const real *restrict key = keys + j * row, *restrict value = values + j * row;
          S2pVector s = q[0] * key[0], d_p = g[0] * value[0], d_s;

          for (guint k = 1; k < size; k++)
            {
              s += q[k] * key[k];
              d_p += g[k] * value[k];
            }
          d_s = vector_exp (s - top) * inverse * (d_p - dot);
          for (guint k = 0; k < size; k++)
            d_q[k] += d_s * key[k];
        }
      vector_scatter (d_q, row, used, size, shrink, d_qkv + first * row);
    }
  for (guint first = 0; first < n; first += S2P_LANES)
    {
      const guint used = MIN (S2P_LANES, n - first);
      S2pVector key[S2P_MAX_HEAD_SIZE], value[S2P_MAX_HEAD_SIZE], d_key[S2P_MAX_HEAD_SIZE], d_value[S2P_MAX_HEAD_SIZE];

      vector_gather (keys + first * row, row, used, size, shrink, key);
      vector_gather (values + first * row, row, used, size, 1, value);
      for (guint k = 0; k < size; k++)
        d_key[k] = d_value[k] = (S2pVector) { 0 };
      for (guint i = 0; i < n; i++)
        {
          const real *restrict q = qkv + i * row, *restrict g = d_out + (gsize) i * d;
          S2pVector s = key[0] * q[0], d_p = value[0] * g[0], p, d_s;

          for (guint k = 1; k < size; k++)
            {
              s += key[k] * q[k];
              d_p += value[k] * g[k];
            }
          p = vector_exp (s - peak[i]) * scale[i];
          d_s = p * (d_p - r[i]);
          for (guint k = 0; k < size; k++)
            {
              d_value[k] += p * g[k];
              d_key[k] += d_s * q[k];
            }
        }
      vector_scatter (d_key, row, used, size, shrink, d_qkv + d + first * row);
      vector_scatter (d_value, row, used, size, 1, d_qkv + 2 * d + first * row);
    }
}

static void
attention (const real *qkv, const real *out, const real *peak, const real *scale, gsize stride, const real *d_out,
           guint n, guint d, guint n_heads, real *d_qkv, real *scratch)
{
  const guint size = d / n_heads;

  for (guint h = 0; h < n_heads; h++)
    {
      switch (size) /* a constant size lets the compiler keep the accumulators in registers */
        {
        case 4:
          attention_head (qkv, out, peak, scale, d_out, n, d, 4, d_qkv, scratch);
          break;
        case 8:
          attention_head (qkv, out, peak, scale, d_out, n, d, 8, d_qkv, scratch);
          break;
        case 16:
          attention_head (qkv, out, peak, scale, d_out, n, d, 16, d_qkv, scratch);
          break;
        default:
          attention_head (qkv, out, peak, scale, d_out, n, d, 32, d_qkv, scratch);
        }
      qkv += size;
      out += size;
      d_out += size;
      d_qkv += size;
      peak += stride;
      scale += stride;
    }
}

static void
norm (const real *hat, const real *restrict rstd, const real *restrict gain, const real *d_out, guint rows,
      guint d, real *d_sum, real *restrict d_gain, real *restrict d_bias)
{
  for (guint t = 0; t < rows; t++, hat += d, d_out += d, d_sum += d)
    {
      real mean = 0, slope = 0;

#pragma omp simd reduction(+ : mean, slope)
      for (guint c = 0; c < d; c++)
        {
          const real g = d_out[c] * gain[c];

          mean += g;
          slope += g * hat[c];
          d_gain[c] += d_out[c] * hat[c];
          d_bias[c] += d_out[c];
        }
      mean /= (real) d;
      slope /= (real) d;
#pragma omp simd
      for (guint c = 0; c < d; c++)
        d_sum[c] = rstd[t] * (d_out[c] * gain[c] - mean - hat[c] * slope);
    }
}

S2P_ALWAYS_INLINE S2pVector
gelu_slope (S2pVector x)
{
  const real a = (real) 1.5957691216057308, b = (real) 0.044715;
  S2pVector share = 1 / (1 + vector_exp (-a * (x + b * x * x * x)));

  return share + x * share * (1 - share) * a * (1 + 3 * b * x * x);
}

static void
gelu (const real *x, const real *d_y, gsize n, real *d_x)
{
  gsize i = 0;

  for (; i + S2P_LANES <= n; i += S2P_LANES)
    vector_store (d_x + i, vector_load (d_y + i) * gelu_slope (vector_load (x + i)));
  if (i < n)
    {
      S2pVector v = { 0 }, g = { 0 };

      memcpy (&v, x + i, (n - i) * sizeof *x);
      memcpy (&g, d_y + i, (n - i) * sizeof *x);
      g *= gelu_slope (v);
      memcpy (d_x + i, &g, (n - i) * sizeof *d_x);
    }
}

static void
pool (const real *restrict x, const real *restrict score, const real *restrict share, const real *restrict d_out,
      guint n, guint d, real *restrict d_x, real *restrict d_score)
{
  real mean = 0;

  for (guint t = 0; t < n; t++)
    {
      const real *restrict row = x + (gsize) t * d;
      real dot = 0;

#pragma omp simd reduction(+ : dot)
      for (guint c = 0; c < d; c++)
        dot += row[c] * d_out[c];
      mean += share[t] * dot;
      d_x[(gsize) t * d] = dot; /* kept here until its row is written below */
    }
  for (guint t = 0; t < n; t++)
    {
      const real *restrict row = x + (gsize) t * d;
      real *restrict d_row = d_x + (gsize) t * d;
      const real p = share[t], d_s = p * (d_row[0] - mean);

#pragma omp simd
      for (guint c = 0; c < d; c++)
        {
          d_row[c] = p * d_out[c] + d_s * score[c];
          d_score[c] += d_s * row[c];
        }
    }
}

const S2pBackwardKernels S2P_KERNELS_SYMBOL = {
  .name = G_STRINGIFY (S2P_KERNELS_SYMBOL),
  .column_sum = column_sum,
  .embed = embed,
  .attention = attention,
  .norm = norm,
  .gelu = gelu,
  .pool = pool,
};
