/* Short vectors of the width that the processor has, for the hand-written loops.
 *
 * Uses the vector extension of GCC and Clang, so the same source serves every processor: the files
 * that include this are compiled several times (see meson.build) and the best is picked at run time.
 */
#pragma once
#include <math.h>
#include <string.h>
#if defined(__AVX__)
#include <immintrin.h>
#endif
#include "inference/real.h"

#if defined(__AVX512F__)
#define S2P_VECTOR_BYTES 64
#elif defined(__AVX__)
#define S2P_VECTOR_BYTES 32
#else
#define S2P_VECTOR_BYTES 16
#endif
#define S2P_LANES (S2P_VECTOR_BYTES / (int) sizeof (real))

typedef real S2pVector __attribute__ ((vector_size (S2P_VECTOR_BYTES)));

static inline S2pVector
vector_load (const real *x)
{
  S2pVector v;

  memcpy (&v, x, sizeof v);
  return v;
}

static inline void
vector_store (real *x, S2pVector v)
{
  memcpy (x, &v, sizeof v);
}

static inline S2pVector
vector_max (S2pVector a, S2pVector b)
{
#if !defined(S2P_REAL_DOUBLE) && defined(__AVX512F__)
  return (S2pVector) _mm512_max_ps ((__m512) a, (__m512) b);
#elif !defined(S2P_REAL_DOUBLE) && defined(__AVX__)
  return (S2pVector) _mm256_max_ps ((__m256) a, (__m256) b);
#else
  for (int l = 0; l < S2P_LANES; l++)
    a[l] = a[l] > b[l] ? a[l] : b[l];
  return a;
#endif
}

static inline S2pVector
vector_min (S2pVector a, S2pVector b)
{
#if !defined(S2P_REAL_DOUBLE) && defined(__AVX512F__)
  return (S2pVector) _mm512_min_ps ((__m512) a, (__m512) b);
#elif !defined(S2P_REAL_DOUBLE) && defined(__AVX__)
  return (S2pVector) _mm256_min_ps ((__m256) a, (__m256) b);
#else
  for (int l = 0; l < S2P_LANES; l++)
    a[l] = a[l] < b[l] ? a[l] : b[l];
  return a;
#endif
}

#ifdef S2P_REAL_DOUBLE

static inline S2pVector
vector_exp (S2pVector x)
{
  for (int l = 0; l < S2P_LANES; l++)
    x[l] = exp (x[l]);
  return x;
}

#else

/* exp by 2^t = 2^n 2^f with n whole and |f| <= 1/2; 2^f by the polynomial through the Chebyshev
 * points, 2^n by the exponent bits. The relative error is below 2e-7 (1 + |x| / 2). Arguments beyond
 * what float can hold are moved to the border. */
static inline S2pVector
vector_exp (S2pVector x)
{
  const S2pVector zero = { 0 };
  S2pVector t = x * 1.44269504088896341f, n, f, p;

#if defined(__AVX512F__)
  n = (S2pVector) _mm512_roundscale_ps ((__m512) t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#else
  typedef gint32 Bits __attribute__ ((vector_size (S2P_VECTOR_BYTES)));
  const float round_to_whole = 12582912.0f; /* 1.5 * 2^23: adding it leaves n in the low bits */
  S2pVector shifted;

  t = vector_min (vector_max (t, zero - 126.0f), zero + 127.0f);
  shifted = t + round_to_whole;
  n = shifted - round_to_whole;
#endif
  f = t - n;
  p = zero + 0.0013390863364671234f;
  p = p * f + 0.009676031918322054f;
  p = p * f + 0.05550357114219078f;
  p = p * f + 0.2402210748530834f;
  p = p * f + 0.6931471880262288f;
  p = p * f + 1.0000000754548972f;
#if defined(__AVX512F__)
  return (S2pVector) _mm512_scalef_ps ((__m512) p, (__m512) n);
#else
  return (S2pVector) ((Bits) p + ((Bits) shifted << 23));
#endif
}

#endif

#define S2P_ALWAYS_INLINE static inline __attribute__ ((always_inline))

#if !defined(S2P_REAL_DOUBLE) && defined(__AVX__)

typedef gint32 S2pLanes __attribute__ ((vector_size (S2P_VECTOR_BYTES)));

/* Transposes every 8 x 8 square of v[8]: lane l of v[k] changes place with lane k of v[l], within
 * groups of 8 lanes. */
S2P_ALWAYS_INLINE void
vector_transpose_8 (S2pVector *v)
{
#if S2P_VECTOR_BYTES == 64
  const S2pLanes lower[3] = { { 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30 },
                              { 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29 },
                              { 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27 } };
  const S2pLanes upper[3] = { { 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31 },
                              { 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31 },
                              { 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31 } };
#else
  const S2pLanes lower[3] = { { 0, 8, 2, 10, 4, 12, 6, 14 }, { 0, 1, 8, 9, 4, 5, 12, 13 }, { 0, 1, 2, 3, 8, 9, 10, 11 } };
  const S2pLanes upper[3] = { { 1, 9, 3, 11, 5, 13, 7, 15 }, { 2, 3, 10, 11, 6, 7, 14, 15 }, { 4, 5, 6, 7, 12, 13, 14, 15 } };
#endif

#pragma GCC unroll 3
  for (int stage = 0; stage < 3; stage++)
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++)
      if (!(i & (1 << stage)))
        {
          const S2pVector a = v[i], b = v[i + (1 << stage)];

          v[i] = __builtin_shuffle (a, b, lower[stage]);
          v[i + (1 << stage)] = __builtin_shuffle (a, b, upper[stage]);
        }
}

#endif

/* Columns of up to S2P_LANES rows as vectors: lane l of v[k] = factor x[l * row + k], k < size. Lanes
 * from @used on hold no sense. */
S2P_ALWAYS_INLINE void
vector_gather (const real *x, gsize row, guint used, guint size, real factor, S2pVector *v)
{
#if !defined(S2P_REAL_DOUBLE) && defined(__AVX__)
  if (size % 8 == 0)
    {
      for (guint k = 0; k < size; k += 8)
        {
#pragma GCC unroll 8
          for (guint i = 0; i < 8; i++)
            {
              const float *first = x + MIN (i, used - 1) * row + k;
#if S2P_VECTOR_BYTES == 64
              const float *second = x + MIN (i + 8, used - 1) * row + k;

              v[k + i] = (S2pVector) _mm512_insertf32x8 (_mm512_castps256_ps512 (_mm256_loadu_ps (first)),
                                                         _mm256_loadu_ps (second), 1);
#else
              v[k + i] = vector_load (first);
#endif
            }
          vector_transpose_8 (v + k);
        }
      for (guint k = 0; k < size; k++)
        v[k] *= factor;
      return;
    }
#endif
  for (guint k = 0; k < size; k++)
    v[k] = (S2pVector) { 0 };
  for (guint l = 0; l < used; l++)
    for (guint k = 0; k < size; k++)
      v[k][l] = x[l * row + k] * factor;
}

/* The way back: x[l * row + k] = factor * lane l of v[k], for l < used. */
S2P_ALWAYS_INLINE void
vector_scatter (S2pVector *v, gsize row, guint used, guint size, real factor, real *x)
{
#if !defined(S2P_REAL_DOUBLE) && defined(__AVX__)
  if (size % 8 == 0)
    {
      for (guint k = 0; k < size; k += 8)
        {
#pragma GCC unroll 8
          for (guint i = 0; i < 8; i++)
            v[k + i] *= factor;
          vector_transpose_8 (v + k);
#pragma GCC unroll 8
          for (guint i = 0; i < 8; i++)
            {
#if S2P_VECTOR_BYTES == 64
              if (i < used)
                _mm256_storeu_ps (x + i * row + k, _mm512_castps512_ps256 ((__m512) v[k + i]));
              if (i + 8 < used)
                _mm256_storeu_ps (x + (i + 8) * row + k, _mm512_extractf32x8_ps ((__m512) v[k + i], 1));
#else
              if (i < used)
                vector_store (x + i * row + k, v[k + i]);
#endif
            }
        }
      return;
    }
#endif
  for (guint l = 0; l < used; l++)
    for (guint k = 0; k < size; k++)
      x[l * row + k] = v[k][l] * factor;
}
