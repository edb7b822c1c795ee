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

#ifdef S2P_REAL_DOUBLE

static inline S2pVector
vector_exp (S2pVector x)
{
  for (int l = 0; l < S2P_LANES; l++)
    x[l] = exp (x[l]);
  return x;
}

#else

/* exp with a relative error below 2e-7 on [-87, 88]; arguments outside are moved to the border.
 * x = n ln 2 + r with n whole: exp r by a polynomial on |r| <= ln 2 / 2, 2^n by its exponent bits. */
static inline S2pVector
vector_exp (S2pVector x)
{
  typedef gint32 Bits __attribute__ ((vector_size (S2P_VECTOR_BYTES)));
  const float round_to_whole = 12582912.0f; /* 1.5 * 2^23: adding it leaves n in the low bits */
  S2pVector shifted, n, r, p, zero = { 0 };

  x = vector_max (x, zero - 87.0f);
  x = -vector_max (-x, zero - 88.0f);
  shifted = x * 1.44269504088896341f + round_to_whole;
  n = shifted - round_to_whole;
  r = x - n * 0.693359375f;      /* ln 2 in two parts, the first exact in few bits */
  r = r + n * 2.12194440e-4f;
  p = zero + 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return (S2pVector) ((Bits) p + ((Bits) shifted << 23));
}

#endif
