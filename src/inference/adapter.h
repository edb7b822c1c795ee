/* Low-rank adapters: a trained network, taught another neuron model without changing it.
 *
 * Each linear layer outside attention gets W + B A / r with A [r, inputs] and B [outputs, r] (Hu et al. 2022; r = 32 and
 * the factor 1 / r as in the thesis, section 5.7); all else stays as it was, but for the statistics of the inputs and
 * measures and the range of the DICs, which are the new model's. The result is an ordinary network: adapters cost
 * nothing in use. A file holds only what is new, with the name and the checksum of the weights that it belongs to;
 * s2p_network_load joins the two.
 */
#pragma once
#include "inference/network.h"

G_BEGIN_DECLS

#define S2P_ADAPTER_RANK 32
#define S2P_ADAPTER_MAX_RANK 256

typedef struct { gsize a, b, weight; guint n_out, n_in; } S2pAdapterPair; /* places of A and B, and of W in the network */
typedef struct { gsize own, base, size; } S2pAdapterBuffer;

typedef struct {
  guint             rank;
  S2pLayout        *layout;  /* table of "NAME.lora_A", "NAME.lora_B" and the statistics */
  S2pAdapterPair   *pairs;
  guint             n_pairs;
  S2pAdapterBuffer *buffers;
  guint             n_buffers;
} S2pAdapter;

S2pAdapter *s2p_adapter_new   (const S2pLayout *base, guint rank);
void        s2p_adapter_free  (S2pAdapter *adapter); /* accepts NULL */

/* The network that the adapters @own [adapter->layout->n_values] make of @base; @base and @merged laid out by @layout. */
void        s2p_adapter_merge (const S2pAdapter *adapter, const S2pLayout *layout, const real *base, const real *own, real *merged);

/* Saves @own; model, window and notes are those of @merged. @base_file: name of the file that holds @base, in the same
 * folder. */
gboolean    s2p_adapter_save  (const S2pAdapter *adapter, const float *own, const S2pNetwork *merged, const S2pNetwork *base, const char *base_file, const char *path,
                               GError **error);
/* @file has the adapters' format; @path is where it lies. */
S2pNetwork *s2p_adapter_load  (const S2pSafetensors *file, const char *path, GError **error);
#define S2P_ADAPTER_FORMAT "spike2pop adapter 1"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pAdapter, s2p_adapter_free)

G_END_DECLS
