#include "inference/adapter.h"
#include <string.h>
#include "base/error.h"

static gboolean
is_adapted (const S2pTensor *tensor)
{
  return tensor->role == S2P_TENSOR_WEIGHT && tensor->n_dims == 2 && strstr (tensor->name, ".attention.") == NULL && !g_str_has_prefix (tensor->name, "pooler.score");
}

S2pAdapter *
s2p_adapter_new (const S2pLayout *base, guint rank)
{
  S2pAdapter *adapter = g_new0 (S2pAdapter, 1);

  adapter->rank = rank;
  adapter->layout = g_new0 (S2pLayout, 1);
  adapter->layout->shape = base->shape;
  adapter->pairs = g_new0 (S2pAdapterPair, base->n_tensors);
  adapter->buffers = g_new0 (S2pAdapterBuffer, base->n_tensors);
  for (guint i = 0; i < base->n_tensors; i++)
    if (is_adapted (&base->tensors[i]))
      {
        const S2pTensor *tensor = &base->tensors[i];
        g_autofree char *name = g_strndup (tensor->name, strlen (tensor->name) - strlen (".weight"));
        S2pAdapterPair *pair = &adapter->pairs[adapter->n_pairs++];

        *pair = (S2pAdapterPair) { .weight = tensor->offset, .n_out = tensor->dims[0], .n_in = tensor->dims[1] };
        pair->a = s2p_layout_append (adapter->layout, name, ".lora_A", S2P_TENSOR_WEIGHT, rank, pair->n_in);
        pair->b = s2p_layout_append (adapter->layout, name, ".lora_B", S2P_TENSOR_WEIGHT, pair->n_out, rank);
      }
  for (guint i = 0; i < base->n_tensors; i++)
    if (base->tensors[i].role == S2P_TENSOR_BUFFER)
      {
        const S2pTensor *tensor = &base->tensors[i];
        const gsize own = s2p_layout_append (adapter->layout, tensor->name, "", S2P_TENSOR_BUFFER, tensor->dims[0], tensor->n_dims == 2 ? tensor->dims[1] : 0);

        adapter->buffers[adapter->n_buffers++] = (S2pAdapterBuffer) { .own = own, .base = tensor->offset, .size = tensor->size };
      }
  return adapter;
}

void
s2p_adapter_free (S2pAdapter *adapter)
{
  if (!adapter)
    return;
  s2p_layout_free (adapter->layout);
  g_free (adapter->pairs);
  g_free (adapter->buffers);
  g_free (adapter);
}

void
s2p_adapter_merge (const S2pAdapter *adapter, const S2pLayout *layout, const real *base, const real *own, real *merged)
{
  memcpy (merged, base, layout->n_values * sizeof *merged);
  for (guint i = 0; i < adapter->n_pairs; i++)
    {
      const S2pAdapterPair *pair = &adapter->pairs[i];

      s2p_gemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) pair->n_out, (int) pair->n_in, (int) adapter->rank, (real) 1 / (real) adapter->rank, own + pair->b,
                (int) adapter->rank, own + pair->a, (int) pair->n_in, 1, merged + pair->weight, (int) pair->n_in);
    }
  for (guint i = 0; i < adapter->n_buffers; i++)
    memcpy (merged + adapter->buffers[i].base, own + adapter->buffers[i].own, adapter->buffers[i].size * sizeof *merged);
}

gboolean
s2p_adapter_save (const S2pAdapter *adapter, const float *own, const S2pNetwork *merged, const S2pNetwork *base, const char *base_file, const char *path, GError **error)
{
  g_autoptr (GHashTable) texts = s2p_network_texts (merged, S2P_ADAPTER_FORMAT);
  S2pSafetensor *list = s2p_tensor_list (adapter->layout, own, "");
  gboolean saved;

  g_hash_table_replace (texts, g_strdup ("rank"), g_strdup_printf ("%u", adapter->rank));
  g_hash_table_replace (texts, g_strdup ("base"), g_strdup (base_file));
  g_hash_table_replace (texts, g_strdup ("base_checksum"), s2p_network_checksum (base));
  saved = s2p_safetensors_write (path, list, adapter->layout->n_tensors, texts, error);
  s2p_tensor_list_free (list, adapter->layout->n_tensors);
  return saved;
}

/* The weights that the adapters in @file belong to. */
static S2pNetwork *
load_base (const S2pSafetensors *file, const char *path, GError **error)
{
  const char *name = s2p_safetensors_metadata (file, "base");
  g_autofree char *folder = g_path_get_dirname (path), *base_path = NULL, *checksum = NULL;
  g_autoptr (S2pNetwork) base = NULL;

  if (name == NULL || *name == '\0' || strchr (name, '/') != NULL)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s: “base”, the name of the weights that these adapters belong to, is missing or wrong", path);
      return NULL;
    }
  base_path = g_build_filename (folder, name, NULL);
  base = s2p_network_load_whole (base_path, error);
  if (base == NULL)
    {
      g_prefix_error (error, "%s needs the weights it was made from: ", path);
      return NULL;
    }
  checksum = s2p_network_checksum (base);
  if (g_strcmp0 (checksum, s2p_safetensors_metadata (file, "base_checksum")) != 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s was made from other weights than those in %s: train it again, or put the right ones there", path, base_path);
      return NULL;
    }
  return g_steal_pointer (&base);
}

S2pNetwork *
s2p_adapter_load (const S2pSafetensors *file, const char *path, GError **error)
{
  g_autoptr (S2pNetwork) base = load_base (file, path, error), network = NULL;
  g_autoptr (S2pAdapter) adapter = NULL;
  g_autofree float *own = NULL;
  guint64 rank;

  if (base == NULL || !s2p_safetensors_number (file, "rank", 1, S2P_ADAPTER_MAX_RANK, &rank, error))
    return NULL;
  network = s2p_network_new_from_texts (file, &base->layout->shape, path, error);
  if (network == NULL)
    return NULL;
  adapter = s2p_adapter_new (base->layout, (guint) rank);
  own = g_new0 (float, adapter->layout->n_values);
  if (!s2p_tensors_read (file, adapter->layout, "", own, error))
    return NULL;
  s2p_adapter_merge (adapter, base->layout, base->values, own, network->values);
  return s2p_network_check (network, path, error) ? g_steal_pointer (&network) : NULL;
}
