/* Writing a file so that it is there whole or not at all.
 *
 * Text goes to a new file beside the wanted one, which replaces it in one step when closed (write, flush to disk,
 * rename). A writer that is freed without being closed leaves the old file as it was. A link is followed, and what is
 * no plain file (/dev/null, a named pipe) is written to as it comes.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _S2pOutput S2pOutput;

/* Errors: S2P_ERROR_FILE. */
S2pOutput *s2p_output_new_file (const char *path, GError **error);
/* Writes to an open file descriptor (standard output) as it comes; it is not closed. */
S2pOutput *s2p_output_new_fd   (int fd);
/* Appends. An error (disk full) is kept and reported by s2p_output_close (). */
void       s2p_output_write    (S2pOutput *output, const char *text, gsize length);
/* Writes @text and empties it. */
void       s2p_output_take     (S2pOutput *output, GString *text);
/* The new file, for a library that writes it by name instead; NULL where what is written to is no plain file. */
const char *s2p_output_temporary (const S2pOutput *output);
gboolean   s2p_output_close    (S2pOutput *output, GError **error);
void       s2p_output_free     (S2pOutput *output); /* accepts NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pOutput, s2p_output_free)

G_END_DECLS
