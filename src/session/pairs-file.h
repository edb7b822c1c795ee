/* A table of pairs (g_s, g_u) that are asked about: "is this pair compatible with that recording?"
 *
 * The first row names the columns ID, g_s and g_u, in any order and among others; any of the separators, decimal signs and
 * line ends that recordings may have. Several rows may have the same ID.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *id;       /* the file's own */
  double      g_s, g_u; /* finite */
  gsize       line;     /* of the file, from 1 */
} S2pPair;

typedef struct {
  GArray       *pairs; /* (element-type S2pPair) in the order of the file; one or more */
  GStringChunk *ids;
} S2pPairsFile;

/* Errors: S2P_ERROR_FILE; S2P_ERROR_FORMAT, with the line. */
S2pPairsFile *s2p_pairs_file_read (const char *path, GError **error);
void          s2p_pairs_file_free (S2pPairsFile *file); /* accepts NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pPairsFile, s2p_pairs_file_free)

G_END_DECLS
