#include "inference/network.h"
#include <math.h>
#include <stddef.h>
#include <string.h>
#include "base/error.h"
#include "base/number.h"
#include "inference/adapter.h"

#define FORMAT "spike2pop network 2"
#define EARLIER_FORMAT "spike2pop network 1" /* a mean and a deviation instead of a density */

static const struct { const char *name; gsize offset; } shape_fields[] = {
  { "d_model", offsetof (S2pShape, d_model) },
  { "n_heads", offsetof (S2pShape, n_heads) },
  { "n_blocks", offsetof (S2pShape, n_blocks) },
  { "d_hidden", offsetof (S2pShape, d_hidden) },
  { "d_latent", offsetof (S2pShape, d_latent) },
  { "d_head_hidden", offsetof (S2pShape, d_head_hidden) },
  { "n_head_blocks", offsetof (S2pShape, n_head_blocks) },
  { "max_tokens", offsetof (S2pShape, max_tokens) },
};

void
s2p_shape_to_texts (const S2pShape *shape, GHashTable *texts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shape_fields); i++)
    g_hash_table_replace (texts, g_strdup (shape_fields[i].name),
                          g_strdup_printf ("%u", G_STRUCT_MEMBER (guint, shape, shape_fields[i].offset)));
}

gboolean
s2p_shape_from_texts (const S2pSafetensors *file, S2pShape *shape, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shape_fields); i++)
    {
      guint64 number;

      if (!s2p_safetensors_number (file, shape_fields[i].name, 0, G_MAXUINT, &number, error))
        return FALSE;
      G_STRUCT_MEMBER (guint, shape, shape_fields[i].offset) = (guint) number;
    }
  return s2p_shape_check (shape, error);
}

S2pNetwork *
s2p_network_new (const S2pShape *shape, const char *model, double window)
{
  S2pNetwork *network = g_new0 (S2pNetwork, 1);
  const S2pLayout *layout = network->layout = s2p_layout_new (shape);
  const gsize deviations[][2] = { { layout->input_std, S2P_N_FEATURES },
                                  { layout->range_high, S2P_N_DICS },
                                  { layout->metrics_std, S2P_N_METRICS } };

  network->memory = g_malloc0_n (layout->n_values + 16, sizeof (real));
  network->values = (real *) (((guintptr) network->memory + 63) & ~(guintptr) 63);
  for (gsize i = 0; i < G_N_ELEMENTS (deviations); i++)
    for (gsize j = 0; j < deviations[i][1]; j++)
      network->values[deviations[i][0] + j] = 1;
  network->model = g_strdup (model);
  network->window = window;
  network->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return network;
}

void
s2p_network_free (S2pNetwork *network)
{
  if (!network)
    return;
  s2p_layout_free (network->layout);
  g_free (network->memory);
  g_free (network->model);
  g_clear_pointer (&network->notes, g_hash_table_unref);
  g_free (network);
}

S2pSafetensor *
s2p_tensor_list (const S2pLayout *layout, const float *values, const char *prefix)
{
  S2pSafetensor *list = g_new0 (S2pSafetensor, layout->n_tensors);

  for (guint i = 0; i < layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &layout->tensors[i];

      list[i] = (S2pSafetensor) { .name = g_strconcat (prefix, tensor->name, NULL),
                                  .n_dims = tensor->n_dims,
                                  .dims = { tensor->dims[0], tensor->dims[1] },
                                  .data = values + tensor->offset };
    }
  return list;
}

void
s2p_tensor_list_free (S2pSafetensor *list, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free ((char *) list[i].name);
  g_free (list);
}

gboolean
s2p_tensors_read (const S2pSafetensors *file, const S2pLayout *layout, const char *prefix, float *values,
                  GError **error)
{
  for (guint i = 0; i < layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &layout->tensors[i];
      g_autofree char *name = g_strconcat (prefix, tensor->name, NULL);
      const gsize dims[] = { tensor->dims[0], tensor->dims[1] };

      if (!s2p_safetensors_get (file, name, dims, tensor->n_dims, values + tensor->offset, error))
        return FALSE;
      for (gsize j = 0; j < tensor->size; j++)
        if (!isfinite (values[tensor->offset + j]))
          {
            g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "Tensor “%s” holds a value that is no finite number",
                         name);
            return FALSE;
          }
    }
  return TRUE;
}

static void
copy_text (gpointer key, gpointer value, gpointer table)
{
  g_hash_table_replace (table, g_strdup (key), g_strdup (value));
}

GHashTable *
s2p_network_texts (const S2pNetwork *network, const char *format)
{
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GString) window = g_string_new (NULL);

  g_hash_table_foreach (network->notes, copy_text, texts);
  s2p_shape_to_texts (&network->layout->shape, texts);
  s2p_number_append (window, network->window);
  g_hash_table_replace (texts, g_strdup ("format"), g_strdup (format));
  g_hash_table_replace (texts, g_strdup ("model"), g_strdup (network->model));
  g_hash_table_replace (texts, g_strdup ("window_ms"), g_strdup (window->str));
  return texts;
}

gboolean
s2p_network_save (const S2pNetwork *network, const char *path, GError **error)
{
  g_autoptr (GHashTable) texts = s2p_network_texts (network, FORMAT);
  S2pSafetensor *list = s2p_tensor_list (network->layout, network->values, "");
  gboolean saved = s2p_safetensors_write (path, list, network->layout->n_tensors, texts, error);

  s2p_tensor_list_free (list, network->layout->n_tensors);
  return saved;
}

char *
s2p_network_checksum (const S2pNetwork *network)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < network->layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &network->layout->tensors[i];

      for (gsize j = 0; j < tensor->size; j++)
        {
          const float value = network->values[tensor->offset + j];
          guint32 word;

          memcpy (&word, &value, sizeof word);
          word = GUINT32_TO_LE (word);
          g_checksum_update (checksum, (const guchar *) &word, sizeof word);
        }
    }
  return g_strdup (g_checksum_get_string (checksum));
}

gboolean
s2p_network_check (const S2pNetwork *network, const char *path, GError **error)
{
  S2pDicRange range;

  for (guint i = 0; i < network->layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &network->layout->tensors[i];

      if (g_str_has_suffix (tensor->name, ".std") && tensor->role == S2P_TENSOR_BUFFER)
        for (gsize j = 0; j < tensor->size; j++)
          if (!(network->values[tensor->offset + j] > 0))
            {
              g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s: a deviation in “%s” is not above 0", path, tensor->name);
              return FALSE;
            }
    }
  s2p_layout_range (network->layout, network->values, &range);
  if (!s2p_dic_range_check (&range))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s: the range of g_s or g_u is empty", path);
      return FALSE;
    }
  return TRUE;
}

S2pNetwork *
s2p_network_new_from_texts (const S2pSafetensors *file, const S2pShape *shape, const char *path, GError **error)
{
  const char *model = s2p_safetensors_metadata (file, "model"), *window_text = s2p_safetensors_metadata (file, "window_ms");
  S2pNetwork *network;
  double window;

  if (!model || !window_text || !s2p_number_parse (window_text, &window) || window <= 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s: “model” or “window_ms” is missing or wrong", path);
      return NULL;
    }
  network = s2p_network_new (shape, model, window);
  g_hash_table_foreach (s2p_safetensors_texts (file), copy_text, network->notes);
  return network;
}

static S2pNetwork *
load_whole (const S2pSafetensors *file, const char *path, GError **error)
{
  g_autoptr (S2pNetwork) network = NULL;
  const char *format = s2p_safetensors_metadata (file, "format");
  S2pShape shape;

  if (g_strcmp0 (format, EARLIER_FORMAT) == 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s was made by an earlier version of the program and knows no densities; train it again, or use the weights "
                   "that come with the program", path);
      return NULL;
    }
  if (g_strcmp0 (format, FORMAT) != 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s does not hold a network of this program (no “format”: “%s”)", path, FORMAT);
      return NULL;
    }
  if (!s2p_shape_from_texts (file, &shape, error))
    return NULL;
  network = s2p_network_new_from_texts (file, &shape, path, error);
  if (!network || !s2p_tensors_read (file, network->layout, "", network->values, error) || !s2p_network_check (network, path, error))
    return NULL;
  return g_steal_pointer (&network);
}

S2pNetwork *
s2p_network_load_whole (const char *path, GError **error)
{
  g_autoptr (S2pSafetensors) file = s2p_safetensors_read (path, error);

  return file ? load_whole (file, path, error) : NULL;
}

S2pNetwork *
s2p_network_load (const char *path, GError **error)
{
  g_autoptr (S2pSafetensors) file = s2p_safetensors_read (path, error);

  if (!file)
    return NULL;
  if (g_strcmp0 (s2p_safetensors_metadata (file, "format"), S2P_ADAPTER_FORMAT) == 0)
    return s2p_adapter_load (file, path, error);
  return load_whole (file, path, error);
}
