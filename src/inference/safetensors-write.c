#include <json-glib/json-glib.h>
#include <string.h>
#include "base/error.h"
#include "inference/safetensors.h"

G_STATIC_ASSERT (sizeof (float) == 4);

static gsize
tensor_bytes (const S2pSafetensor *tensor)
{
  gsize size = sizeof (float);

  for (guint i = 0; i < tensor->n_dims; i++)
    size *= tensor->dims[i];
  return size;
}

static char *
build_header (const S2pSafetensor *tensors, guint n_tensors, GHashTable *metadata, gsize *length)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  gsize offset = 0;

  json_builder_begin_object (builder);
  if (metadata && g_hash_table_size (metadata) > 0)
    {
      g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (metadata), (GCompareFunc) strcmp);

      json_builder_set_member_name (builder, "__metadata__");
      json_builder_begin_object (builder);
      for (GList *l = keys; l; l = l->next)
        {
          json_builder_set_member_name (builder, l->data);
          json_builder_add_string_value (builder, g_hash_table_lookup (metadata, l->data));
        }
      json_builder_end_object (builder);
    }
  for (guint i = 0; i < n_tensors; i++)
    {
      json_builder_set_member_name (builder, tensors[i].name);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "dtype");
      json_builder_add_string_value (builder, "F32");
      json_builder_set_member_name (builder, "shape");
      json_builder_begin_array (builder);
      for (guint j = 0; j < tensors[i].n_dims; j++)
        json_builder_add_int_value (builder, (gint64) tensors[i].dims[j]);
      json_builder_end_array (builder);
      json_builder_set_member_name (builder, "data_offsets");
      json_builder_begin_array (builder);
      json_builder_add_int_value (builder, (gint64) offset);
      offset += tensor_bytes (&tensors[i]);
      json_builder_add_int_value (builder, (gint64) offset);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, length);
}

gboolean
s2p_safetensors_write (const char *path, const S2pSafetensor *tensors, guint n_tensors, GHashTable *metadata,
                       GError **error)
{
  gsize length;
  g_autofree char *header = build_header (tensors, n_tensors, metadata, &length);
  gsize padded = (length + 7) / 8 * 8; /* blanks after the header, so that the data is aligned */
  guint64 field = GUINT64_TO_LE ((guint64) padded);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) local = NULL;

  g_byte_array_append (bytes, (const guint8 *) &field, sizeof field);
  g_byte_array_append (bytes, (const guint8 *) header, (guint) length);
  for (; length < padded; length++)
    g_byte_array_append (bytes, (const guint8 *) " ", 1);
  for (guint i = 0; i < n_tensors; i++)
    {
      gsize start = bytes->len, size = tensor_bytes (&tensors[i]);

      g_byte_array_append (bytes, (const guint8 *) tensors[i].data, (guint) size);
      if (G_BYTE_ORDER == G_BIG_ENDIAN)
        for (gsize j = start; j < start + size; j += 4)
          {
            guint32 word;

            memcpy (&word, bytes->data + j, 4);
            word = GUINT32_TO_LE (word);
            memcpy (bytes->data + j, &word, 4);
          }
    }
  if (!g_file_set_contents_full (path, (const char *) bytes->data, bytes->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &local))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, "Cannot write %s: %s", path, local->message);
      return FALSE;
    }
  return TRUE;
}
