/* Makes spike trains of the rows of a table, once the layout is known. */
#pragma once
#include <glib.h>
#include "recording/import-layout.h"

G_BEGIN_DECLS

typedef struct _S2pRowReader S2pRowReader;

/* @plan and @dialect must outlive the reader; @name stands for the file in messages. */
S2pRowReader *s2p_row_reader_new    (const char *name, const S2pPlan *plan, const S2pDialect *dialect);
void          s2p_row_reader_free   (S2pRowReader *reader);

gboolean      s2p_row_reader_feed   (S2pRowReader *reader, const char *text, gsize length, GError **error);

/* The trains, times still in the file's unit, ids unique. @units: S2pUnit that the name of each
 * train's column gives (all S2P_UNIT_GUESS but for columns that name one). Notes on the whole go to
 * @notes. Fails where too much could not be read or nothing is left. */
GPtrArray    *s2p_row_reader_finish (S2pRowReader *reader, GArray **units, GPtrArray *notes,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pRowReader, s2p_row_reader_free)

G_END_DECLS
