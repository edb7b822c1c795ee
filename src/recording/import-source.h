/* Where the bytes of a table come from: a file, or memory. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;   /* for messages */
  int         file;   /* -1: memory */
  const char *data;
  gsize       length;
} S2pSource;

/* Fails with S2P_ERROR_FILE where there is nothing that could be read. @name: as in S2pSource; borrowed. */
gboolean s2p_source_open  (S2pSource *source, const char *path, const char *name, GError **error);
void     s2p_source_close (S2pSource *source);

/* Fills @buffer as far as the source goes. @got is less than @size at the end only. */
gboolean s2p_source_read  (S2pSource *source, char *buffer, gsize size, gsize *got, GError **error);

G_END_DECLS
