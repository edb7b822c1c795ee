/* A sentence for the user on a table or on a train in it, and the line that it speaks of. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint64 line;  /* of the file, from 1; 0: of no single line */
  char   *text;
} S2pNote;

GPtrArray     *s2p_notes_new (void);                        /* (element-type S2pNote) */
void           s2p_notes_add (GPtrArray *notes, guint64 line, const char *format, ...) G_GNUC_PRINTF (3, 4);
guint          s2p_notes_count (const GPtrArray *notes);    /* @notes: (nullable) */
const S2pNote *s2p_notes_at  (const GPtrArray *notes, guint index);

G_END_DECLS
