#include "inference/kernels.h"
#include "inference/layout.h"
#include "inference/vector.h"

/* S2P_KERNELS_SYMBOL: the name of this build's table, given by meson.build. */
extern const S2pKernels S2P_KERNELS_SYMBOL;

#define NORM_EPSILON ((real) 1e-5)

static void
fill_rows (real *restrict y, const real *restrict bias, guint rows, guint d)
{
  for (guint t = 0; t < rows; t++)
    memcpy (y + (gsize) t * d, bias, d * sizeof *y);
}

static void
embed (const real *restrict features, const real *mean, const real *std, const real *restrict weight,
       const real *restrict bias, const real *restrict positions, guint n, guint d, real *restrict x,
       real *restrict y)
{
  real w[S2P_N_FEATURES][S2P_MAX_WIDTH], inverse[S2P_N_FEATURES];

  for (guint f = 0; f < S2P_N_FEATURES; f++)
    {
      inverse[f] = 1 / std[f];
      for (guint c = 0; c < d; c++)
        w[f][c] = weight[S2P_N_FEATURES * c + f];
    }
  for (guint t = 0; t < n; t++, x += S2P_N_FEATURES, features += S2P_N_FEATURES, positions += d, y += d)
    {
      for (guint f = 0; f < S2P_N_FEATURES; f++)
        x[f] = (features[f] - mean[f]) * inverse[f];
#pragma omp simd
      for (guint c = 0; c < d; c++)
        {
          real sum = bias[c] + positions[c];

          for (guint f = 0; f < S2P_N_FEATURES; f++)
            sum += w[f][c] * x[f];
          y[c] = sum;
        }
    }
}

/* Lanes are queries: each key and value is read once per S2P_LANES queries and broadcast, and the
 * softmax needs no sum across lanes. */
S2P_ALWAYS_INLINE void
attention_head (const real *restrict qkv, guint n, guint d, guint size, real *restrict out, real *restrict peak,
                real *restrict scale, real *restrict scratch)
{
  const gsize row = 3 * (gsize) d;
  const real *keys = qkv + d, *values = qkv + 2 * d;
  const real shrink = 1 / (real) sqrt ((double) size);

  for (guint first = 0; first < n; first += S2P_LANES)
    {
      const guint used = MIN (S2P_LANES, n - first);
      S2pVector q[S2P_MAX_HEAD_SIZE], sum = { 0 }, top = sum - (real) 1e30, inverse;

      vector_gather (qkv + first * row, row, used, size, shrink, q);
      for (guint j = 0; j < n; j++)
        {
          const real *restrict key = keys + j * row;
          S2pVector s = q[0] * key[0];

          for (guint k = 1; k < size; k++)
            s += q[k] * key[k];
          vector_store (scratch + (gsize) j * S2P_LANES, s);
          top = vector_max (top, s);
        }
      for (guint k = 0; k < size; k++)
        q[k] = (S2pVector) { 0 }; /* from here on, the weighted sum of the values */
      for (guint j = 0; j < n; j++)
        {
          const real *restrict value = values + j * row;
          S2pVector p = vector_exp (vector_load (scratch + (gsize) j * S2P_LANES) - top);

          sum += p;
          for (guint k = 0; k < size; k++)
            q[k] += p * value[k];
        }
      inverse = 1 / sum;
      for (guint k = 0; k < size; k++)
        q[k] *= inverse;
      vector_scatter (q, d, used, size, 1, out + (gsize) first * d);
      memcpy (peak + first, &top, used * sizeof *peak);
      memcpy (scale + first, &inverse, used * sizeof *scale);
    }
}

static void
attention (const real *qkv, guint n, guint d, guint n_heads, real *out, real *peak, real *scale, gsize stride,
           real *scratch)
{
  const guint size = d / n_heads;

  for (guint h = 0; h < n_heads; h++, qkv += size, out += size, peak += stride, scale += stride)
    switch (size) /* a constant size lets the compiler keep the accumulators in registers */
      {
      case 4:
        attention_head (qkv, n, d, 4, out, peak, scale, scratch);
        break;
      case 8:
        attention_head (qkv, n, d, 8, out, peak, scale, scratch);
        break;
      case 16:
        attention_head (qkv, n, d, 16, out, peak, scale, scratch);
        break;
      default:
        attention_head (qkv, n, d, 32, out, peak, scale, scratch);
      }
}

S2P_ALWAYS_INLINE void
add_norm_rows (const real *restrict residual, real *restrict x, const real *restrict offset, const real *restrict gain,
               const real *restrict bias, guint rows, guint d, real *restrict rstd, real *restrict out)
{
  for (guint t = 0; t < rows; t++, residual += d, x += d, out += d)
    {
      real mean = 0, variance = 0, r;

#pragma omp simd reduction(+ : mean)
      for (guint c = 0; c < d; c++)
        {
          x[c] += residual[c] + offset[c];
          mean += x[c];
        }
      mean /= (real) d;
#pragma omp simd reduction(+ : variance)
      for (guint c = 0; c < d; c++)
        variance += (x[c] - mean) * (x[c] - mean);
      r = 1 / (real) sqrt (variance / (real) d + NORM_EPSILON);
      rstd[t] = r;
#pragma omp simd
      for (guint c = 0; c < d; c++)
        {
          x[c] = (x[c] - mean) * r;
          out[c] = x[c] * gain[c] + bias[c];
        }
    }
}

static void
add_norm (const real *residual, real *x, const real *offset, const real *gain, const real *bias, guint rows, guint d, real *rstd, real *out)
{
  if (d == 64) /* the usual width: a row stays in registers */
    add_norm_rows (residual, x, offset, gain, bias, rows, 64, rstd, out);
  else
    add_norm_rows (residual, x, offset, gain, bias, rows, d, rstd, out);
}

S2P_ALWAYS_INLINE S2pVector
gelu_vector (S2pVector x)
{
  /* x (1 + tanh u) / 2 = x / (1 + exp (-2 u)), u = sqrt (2 / pi) (x + 0.044715 x^3) */
  S2pVector u2 = (real) 1.5957691216057308 * (x + (real) 0.044715 * x * x * x);

  return x / (1 + vector_exp (-u2));
}

static void
gelu (real *x, const real *restrict offset, guint rows, guint d, real *y)
{
  for (guint t = 0; t < rows; t++, x += d, y += d)
    {
      guint c = 0;

      for (; c + S2P_LANES <= d; c += S2P_LANES)
        {
          S2pVector v = vector_load (x + c) + vector_load (offset + c);

          vector_store (x + c, v);
          vector_store (y + c, gelu_vector (v));
        }
      if (c < d)
        {
          S2pVector v = { 0 }, o = { 0 };

          memcpy (&v, x + c, (d - c) * sizeof *x);
          memcpy (&o, offset + c, (d - c) * sizeof *x);
          v += o;
          memcpy (x + c, &v, (d - c) * sizeof *x);
          v = gelu_vector (v);
          memcpy (y + c, &v, (d - c) * sizeof *y);
        }
    }
}

static void
pool (const real *restrict x, const real *restrict score, guint n, guint d, real *restrict share,
      real *restrict out)
{
  real top = -INFINITY, sum = 0;

  for (guint t = 0; t < n; t++)
    {
      const real *restrict row = x + (gsize) t * d;
      real s = 0;

#pragma omp simd reduction(+ : s)
      for (guint c = 0; c < d; c++)
        s += row[c] * score[c];
      share[t] = s;
      top = s > top ? s : top;
    }
  for (guint t = 0; t < n; t++)
    {
      share[t] = (real) exp (share[t] - top);
      sum += share[t];
    }
  memset (out, 0, d * sizeof *out);
  for (guint t = 0; t < n; t++)
    {
      const real *restrict row = x + (gsize) t * d;
      const real p = share[t] / sum;

      share[t] = p;
#pragma omp simd
      for (guint c = 0; c < d; c++)
        out[c] += p * row[c];
    }
}

/* Some vectors at a time, so that one's sums need not wait for the other's. */
#define MIXTURE_VECTORS 4

static void
mixture (const S2pMixtureTerm *terms, guint n_terms, const real *x, const real *y, gsize n, real *values)
{
  enum { POINTS = MIXTURE_VECTORS * S2P_LANES };

  for (gsize i = 0; i < n; i += POINTS)
    {
      const gsize used = MIN (POINTS, n - i);
      S2pVector a[MIXTURE_VECTORS] = { 0 }, b[MIXTURE_VECTORS] = { 0 }, sum[MIXTURE_VECTORS] = { 0 };

      memcpy (a, x + i, used * sizeof *x);
      memcpy (b, y + i, used * sizeof *y);
      for (guint k = 0; k < n_terms; k++)
        for (guint v = 0; v < MIXTURE_VECTORS; v++)
          {
            const S2pVector z = (a[v] - terms[k].mean_x) * terms[k].scale_x, w = (b[v] - terms[k].mean_y) * terms[k].scale_y - z * terms[k].slant;

            sum[v] += vector_exp ((z * z + w * w) * (real) -0.5 + terms[k].height);
          }
      memcpy (values + i, sum, used * sizeof *values);
    }
}

const S2pKernels S2P_KERNELS_SYMBOL = {
  .name = G_STRINGIFY (S2P_KERNELS_SYMBOL),
  .fill_rows = fill_rows,
  .embed = embed,
  .attention = attention,
  .add_norm = add_norm,
  .gelu = gelu,
  .pool = pool,
  .mixture = mixture,
};
