/* Reading and writing of safetensors files: named arrays of numbers in one file.
 *
 * Layout (github.com/huggingface/safetensors): 8 bytes little-endian length of the header; the header,
 * a JSON object of name -> { dtype, shape, data_offsets } with the texts of "__metadata__"; the data.
 * Only F32 tensors are written and handed out. A file is checked whole before anything is used.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define S2P_SAFETENSORS_MAX_DIMS 8

typedef struct _S2pSafetensors S2pSafetensors;

typedef struct {
  const char  *name;
  guint        n_dims;
  gsize        dims[S2P_SAFETENSORS_MAX_DIMS];
  const float *data;
} S2pSafetensor;

/* Replaces @path in one step. @metadata (nullable): utf8 -> utf8. */
gboolean        s2p_safetensors_write    (const char *path, const S2pSafetensor *tensors, guint n_tensors,
                                          GHashTable *metadata, GError **error);

S2pSafetensors *s2p_safetensors_read     (const char *path, GError **error);
void            s2p_safetensors_free     (S2pSafetensors *file); /* accepts NULL */

/* Copies the F32 tensor @name to @data; it must have exactly these dimensions. */
gboolean        s2p_safetensors_get      (const S2pSafetensors *file, const char *name, const gsize *dims,
                                          guint n_dims, float *data, GError **error);
/* A text of the metadata, or NULL. */
const char     *s2p_safetensors_metadata (const S2pSafetensors *file, const char *key);
/* The same as a whole number in [min, max]; it must be there. */
gboolean        s2p_safetensors_number   (const S2pSafetensors *file, const char *key, guint64 min, guint64 max,
                                          guint64 *number, GError **error);
/* All of the metadata: utf8 -> utf8. */
GHashTable     *s2p_safetensors_texts    (const S2pSafetensors *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pSafetensors, s2p_safetensors_free)

G_END_DECLS
