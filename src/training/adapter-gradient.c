#include "training/trainer-private.h"

void
s2p_adapter_gradient (const S2pAdapter *adapter, const real *own, const real *gradient, real *own_gradient)
{
  const int rank = (int) adapter->rank;
  const real factor = (real) 1 / (real) adapter->rank;

  for (guint i = 0; i < adapter->n_pairs; i++)
    {
      const S2pAdapterPair *pair = &adapter->pairs[i];
      const int n_out = (int) pair->n_out, n_in = (int) pair->n_in;
      const real *d_weight = gradient + pair->weight;

      /* d_A = B^T d_W / r; d_B = d_W A^T / r */
      s2p_gemm (CblasRowMajor, CblasTrans, CblasNoTrans, rank, n_in, n_out, factor, own + pair->b, rank, d_weight, n_in, 0, own_gradient + pair->a, n_in);
      s2p_gemm (CblasRowMajor, CblasNoTrans, CblasTrans, n_out, rank, n_in, factor, d_weight, n_in, own + pair->a, n_in, 0, own_gradient + pair->b, rank);
    }
}
