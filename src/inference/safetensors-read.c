#include <json-glib/json-glib.h>
#include <string.h>
#include "base/error.h"
#include "inference/safetensors.h"

#define MAX_HEADER (16u << 20) /* bytes; a header of ours has about 10 kB */
#define MAX_DEPTH 8            /* of the header's brackets: the JSON reader calls itself for each */
#define MAX_FILE ((gsize) 1 << 31)

typedef struct {
  char     *name;
  char     *dtype;
  guint     n_dims;
  gsize     dims[S2P_SAFETENSORS_MAX_DIMS];
  gsize     begin, end; /* bytes, from the start of the data */
} Entry;

struct _S2pSafetensors {
  char         *path;
  GMappedFile  *file;
  const guint8 *data;
  gsize         size;     /* of the data */
  GArray       *entries;  /* Entry */
  GHashTable   *metadata; /* utf8 -> utf8 */
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry->dtype);
}

void
s2p_safetensors_free (S2pSafetensors *file)
{
  if (!file)
    return;
  g_free (file->path);
  g_clear_pointer (&file->file, g_mapped_file_unref);
  g_clear_pointer (&file->entries, g_array_unref);
  g_clear_pointer (&file->metadata, g_hash_table_unref);
  g_free (file);
}

G_GNUC_PRINTF (3, 4) static gboolean
refuse (const S2pSafetensors *file, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s is no valid safetensors file: %s", file->path, text);
  return FALSE;
}

static gsize
dtype_bytes (const char *dtype)
{
  static const struct { const char *name; gsize bytes; } types[] = {
    { "F64", 8 }, { "F32", 4 }, { "F16", 2 }, { "BF16", 2 }, { "I64", 8 }, { "I32", 4 }, { "I16", 2 },
    { "I8", 1 }, { "U64", 8 }, { "U32", 4 }, { "U16", 2 }, { "U8", 1 }, { "BOOL", 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].name, dtype))
      return types[i].bytes;
  return 0;
}

static gboolean
brackets_are_shallow (const char *text, gsize length)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < length; i++)
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '{' || text[i] == '['))
      {
        if (++depth > MAX_DEPTH)
          return FALSE;
      }
    else if (!quoted && (text[i] == '}' || text[i] == ']') && depth > 0)
      depth--;
  return TRUE;
}

/* An array of whole numbers >= 0 under @key of @object. */
static gboolean
read_sizes (const S2pSafetensors *file, const char *name, JsonObject *object, const char *key, guint max,
            gsize *sizes, guint *n, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);
  JsonArray *array;

  if (!node || !JSON_NODE_HOLDS_ARRAY (node))
    return refuse (file, error, "tensor “%s” has no list “%s”", name, key);
  array = json_node_get_array (node);
  if (json_array_get_length (array) > max)
    return refuse (file, error, "“%s” of tensor “%s” has more than %u numbers", key, name, max);
  *n = json_array_get_length (array);
  for (guint i = 0; i < *n; i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (item) || json_node_get_value_type (item) != G_TYPE_INT64 || json_node_get_int (item) < 0)
        return refuse (file, error, "“%s” of tensor “%s” is no list of whole numbers", key, name);
      sizes[i] = (gsize) json_node_get_int (item);
    }
  return TRUE;
}

static gboolean
read_entry (S2pSafetensors *file, const char *name, JsonNode *node, GError **error)
{
  Entry entry = { 0 };
  JsonObject *object;
  JsonNode *dtype;
  gsize offsets[2], bytes;
  guint n;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (file, error, "“%s” does not describe a tensor", name);
  object = json_node_get_object (node);
  dtype = json_object_get_member (object, "dtype");
  if (!dtype || !JSON_NODE_HOLDS_VALUE (dtype) || json_node_get_value_type (dtype) != G_TYPE_STRING ||
      !(bytes = dtype_bytes (json_node_get_string (dtype))))
    return refuse (file, error, "tensor “%s” has no known dtype", name);
  if (!read_sizes (file, name, object, "shape", S2P_SAFETENSORS_MAX_DIMS, entry.dims, &entry.n_dims, error) ||
      !read_sizes (file, name, object, "data_offsets", 2, offsets, &n, error))
    return FALSE;
  if (n != 2 || offsets[0] > offsets[1] || offsets[1] > file->size)
    return refuse (file, error, "the data of tensor “%s” lies outside the file (cut short?)", name);
  for (guint i = 0; i < entry.n_dims; i++)
    if (!g_size_checked_mul (&bytes, bytes, entry.dims[i]))
      return refuse (file, error, "tensor “%s” is too large", name);
  if (bytes != offsets[1] - offsets[0])
    return refuse (file, error, "tensor “%s” has %zu bytes, its shape asks for %zu", name, offsets[1] - offsets[0],
                   bytes);
  entry.begin = offsets[0];
  entry.end = offsets[1];
  entry.name = g_strdup (name);
  entry.dtype = g_strdup (json_node_get_string (dtype));
  g_array_append_val (file->entries, entry);
  return TRUE;
}

static gboolean
read_metadata (S2pSafetensors *file, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (file, error, "“__metadata__” is no list of texts");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    {
      if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
        return refuse (file, error, "“%s” in “__metadata__” is no text", key);
      g_hash_table_replace (file->metadata, g_strdup (key), g_strdup (json_node_get_string (value)));
    }
  return TRUE;
}

static int
by_begin (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;

  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

/* The tensors must cover the data without overlap and without holes, as the format says. */
static gboolean
check_cover (S2pSafetensors *file, GError **error)
{
  gsize end = 0;

  g_array_sort (file->entries, by_begin);
  for (guint i = 0; i < file->entries->len; i++)
    {
      const Entry *entry = &g_array_index (file->entries, Entry, i);

      if (entry->begin != end)
        return refuse (file, error, "tensor “%s” %s", entry->name,
                       entry->begin < end ? "overlaps another" : "leaves a hole before it");
      end = entry->end;
    }
  if (end != file->size)
    return refuse (file, error, "%zu bytes of data follow the last tensor", file->size - end);
  return TRUE;
}

static gboolean
read_header (S2pSafetensors *file, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  JsonObjectIter iter;
  JsonNode *root, *node;
  const char *name;

  if (!g_utf8_validate (text, (gssize) length, NULL))
    return refuse (file, error, "the header is no UTF-8 text");
  if (!brackets_are_shallow (text, length))
    return refuse (file, error, "the header is nested too deeply");
  if (!json_parser_load_from_data (parser, text, (gssize) length, &local))
    return refuse (file, error, "the header is no JSON (%s)", local->message);
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return refuse (file, error, "the header is no JSON object");
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &name, &node))
    if (!(g_str_equal (name, "__metadata__") ? read_metadata (file, node, error)
                                             : read_entry (file, name, node, error)))
      return FALSE;
  return check_cover (file, error);
}

S2pSafetensors *
s2p_safetensors_read (const char *path, GError **error)
{
  g_autoptr (S2pSafetensors) file = g_new0 (S2pSafetensors, 1);
  g_autoptr (GError) local = NULL;
  const char *bytes;
  guint64 length;
  gsize size;

  file->path = g_strdup (path);
  file->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (file->entries, entry_clear);
  file->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  file->file = g_mapped_file_new (path, FALSE, &local);
  if (!file->file)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, "Cannot read %s: %s", path, local->message);
      return NULL;
    }
  bytes = g_mapped_file_get_contents (file->file);
  size = g_mapped_file_get_length (file->file);
  if (size < sizeof length || size > MAX_FILE)
    {
      refuse (file, error, "it has %zu bytes", size);
      return NULL;
    }
  memcpy (&length, bytes, sizeof length);
  length = GUINT64_FROM_LE (length);
  if (length > MAX_HEADER || length > size - sizeof length)
    {
      refuse (file, error, "a header of %" G_GUINT64_FORMAT " bytes in a file of %zu", length, size);
      return NULL;
    }
  file->data = (const guint8 *) bytes + sizeof length + length;
  file->size = size - sizeof length - (gsize) length;
  if (!read_header (file, bytes + sizeof length, (gsize) length, error))
    return NULL;
  return g_steal_pointer (&file);
}

static char *
dims_text (const gsize *dims, guint n_dims)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < n_dims; i++)
    g_string_append_printf (text, "%s%zu", i ? ", " : "", dims[i]);
  return g_string_free (g_string_append_c (text, ']'), FALSE);
}

gboolean
s2p_safetensors_get (const S2pSafetensors *file, const char *name, const gsize *dims, guint n_dims, float *data,
                     GError **error)
{
  const Entry *entry = NULL;

  for (guint i = 0; i < file->entries->len && !entry; i++)
    if (g_str_equal (g_array_index (file->entries, Entry, i).name, name))
      entry = &g_array_index (file->entries, Entry, i);
  if (!entry)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s lacks the tensor “%s”", file->path, name);
      return FALSE;
    }
  if (!g_str_equal (entry->dtype, "F32") || entry->n_dims != n_dims ||
      (n_dims > 0 && memcmp (entry->dims, dims, n_dims * sizeof *dims) != 0))
    {
      g_autofree char *is = dims_text (entry->dims, entry->n_dims), *wanted = dims_text (dims, n_dims);

      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s: tensor “%s” is %s %s, but should be F32 %s", file->path,
                   name, entry->dtype, is, wanted);
      return FALSE;
    }
  for (gsize i = 0; i < (entry->end - entry->begin) / sizeof *data; i++)
    {
      guint32 word;

      memcpy (&word, file->data + entry->begin + i * sizeof word, sizeof word);
      word = GUINT32_FROM_LE (word);
      memcpy (data + i, &word, sizeof word);
    }
  return TRUE;
}

const char *
s2p_safetensors_metadata (const S2pSafetensors *file, const char *key)
{
  return g_hash_table_lookup (file->metadata, key);
}

gboolean
s2p_safetensors_number (const S2pSafetensors *file, const char *key, guint64 min, guint64 max, guint64 *number,
                        GError **error)
{
  const char *text = s2p_safetensors_metadata (file, key);

  if (text && g_ascii_string_to_unsigned (text, 10, min, max, number, NULL))
    return TRUE;
  g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT,
               "%s: “%s” should be a whole number of %" G_GUINT64_FORMAT "..%" G_GUINT64_FORMAT ", but is %s%s%s",
               file->path, key, min, max, text ? "“" : "", text ? text : "missing", text ? "”" : "");
  return FALSE;
}

GHashTable *
s2p_safetensors_texts (const S2pSafetensors *file)
{
  return file->metadata;
}
