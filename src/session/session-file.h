/* A session in one file (SQLite): recordings, settings, seed, estimates, populations, spikes; no traces, which are
 * made again from these.
 *
 * A save writes a new file beside the old one and puts it in its place in one step: a crash in the middle leaves the old
 * one. A file is not trusted: sizes are bounded before anything is allocated, every number is checked. A model that is no
 * part of the program is kept within the file as text, so that a session opens where the model file is gone.
 */
#pragma once
#include <gio/gio.h>
#include "session/session.h"

G_BEGIN_DECLS

#define S2P_SESSION_SUFFIX ".spike2pop"

/* @model_text: (nullable) the text of the user's own model. Errors: S2P_ERROR_FILE. */
gboolean    s2p_session_save (const S2pSession *session, const char *model_text, const char *path, GError **error);
/* Errors: S2P_ERROR_FILE; S2P_ERROR_FORMAT for what is no session, is damaged, or was written by a newer program.
 * @model_text: (out) (nullable): free with g_free. */
S2pSession *s2p_session_load (const char *path, char **model_text, GError **error);
/* The cells of a file need not be those of the model that has its name: ask before they are used. Errors: S2P_ERROR_FORMAT. */
gboolean    s2p_session_fits (const S2pSession *session, const S2pModel *model, GError **error);

G_END_DECLS
