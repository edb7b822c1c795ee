/* A network: its shape, its parameters, and what it was trained for; in memory and as a file. */
#pragma once
#include "inference/layout.h"
#include "inference/real.h"
#include "inference/safetensors.h"

G_BEGIN_DECLS

typedef struct {
  S2pLayout  *layout;
  real       *values;   /* layout->n_values, aligned to 64 bytes */
  char       *model;    /* name of the neuron model */
  double      window;   /* length of the recordings it was trained on, ms */
  GHashTable *notes;    /* utf8 -> utf8: how it was made, for people; saved and loaded with it */
  gpointer    memory;   /* of values */
} S2pNetwork;

/* Parameters are zero, deviations one, the range of the DICs 0 .. 1. @shape must have passed s2p_shape_check. */
S2pNetwork *s2p_network_new  (const S2pShape *shape, const char *model, double window);
void        s2p_network_free (S2pNetwork *network); /* accepts NULL */

gboolean    s2p_network_save (const S2pNetwork *network, const char *path, GError **error);
/* Refuses files that lack a tensor or have it in another shape, and values that are not finite. Of adapters
 * (inference/adapter.h), the network that they make of the weights beside them. */
S2pNetwork *s2p_network_load (const char *path, GError **error);
/* The same, but no adapters. */
S2pNetwork *s2p_network_load_whole (const char *path, GError **error);

/* SHA-256 of all parameters, in hexadecimal. Free with g_free. */
char       *s2p_network_checksum (const S2pNetwork *network);

/* For inference/adapter.c. The metadata of a file of @format; a network of what a file's metadata say, without its
 * parameters; whether parameters can be used (@path is for the message). */
GHashTable *s2p_network_texts          (const S2pNetwork *network, const char *format);
S2pNetwork *s2p_network_new_from_texts (const S2pSafetensors *file, const S2pShape *shape, const char *path, GError **error);
gboolean    s2p_network_check          (const S2pNetwork *network, const char *path, GError **error);

/* The shape as texts "d_model", ... in a file's metadata, and back (checked). */
void        s2p_shape_to_texts   (const S2pShape *shape, GHashTable *texts);
gboolean    s2p_shape_from_texts (const S2pSafetensors *file, S2pShape *shape, GError **error);

/* The tensors of @values (laid out by @layout), for writing; names get @prefix. Free with s2p_tensor_list_free. */
S2pSafetensor *s2p_tensor_list      (const S2pLayout *layout, const float *values, const char *prefix);
void           s2p_tensor_list_free (S2pSafetensor *list, guint n);
/* Reads all tensors of @layout, named with @prefix, into @values. */
gboolean       s2p_tensors_read     (const S2pSafetensors *file, const S2pLayout *layout, const char *prefix,
                                     float *values, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pNetwork, s2p_network_free)

G_END_DECLS
