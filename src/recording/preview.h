/* The first lines of a table, cut into fields: what a user looks at to see whether a file was understood. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

enum { S2P_PREVIEW_LINES = 30, S2P_PREVIEW_FIELDS = 16 };

typedef struct {
  gsize     line;     /* of the file, from 1 */
  gboolean  comment;  /* begins with # */
  char    **fields;   /* NULL-terminated, valid UTF-8, at most S2P_PREVIEW_FIELDS; long ones are cut with "…" */
} S2pPreviewRow;

#define S2P_SEPARATOR_GUESS '?' /* of a table that the import refuses */

/* (element-type S2pPreviewRow): rows of @path, cut at @separator as the import cuts them (NUL: one field); empty where it
 * cannot be read. The first S2P_PREVIEW_LINES, in any encoding that the import knows, and behind them those that begin at
 * one of @lines: (element-type guint64) (nullable), ascending. No more of the file is read than that takes. */
GPtrArray *s2p_table_preview (const char *path, char separator, const GArray *lines);

G_END_DECLS
