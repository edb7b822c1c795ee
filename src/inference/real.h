/* The number type of the network.
 *
 * The product computes in float. The test programs compile the same sources with S2P_REAL_DOUBLE
 * and check every derivative against differences, for which float is too coarse.
 */
#pragma once
#include <cblas.h>
#include <glib.h>

G_BEGIN_DECLS

#ifdef S2P_REAL_DOUBLE
typedef double real;
#define s2p_gemm cblas_dgemm
#else
typedef float real;
#define s2p_gemm cblas_sgemm
#endif

/* Rows that go through a matrix product at a time: OpenBLAS multiplies blocks of this size without
 * copying them first, which for our narrow matrices saves a quarter of the time. */
#define S2P_PRODUCT_ROWS 64

G_END_DECLS
