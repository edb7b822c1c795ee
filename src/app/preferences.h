/* What the program remembers from one start to the next (GSettings). Where its schema is not installed nothing is
 * remembered: what is asked for is then the default, and what is told is forgotten. */
#pragma once
#include "session/session.h"

G_BEGIN_DECLS

void     s2p_preferences_get_window (int *width, int *height, gboolean *maximized);
void     s2p_preferences_set_window (int width, int height, gboolean maximized);

/* Of the file that was opened or saved last; NULL: none yet. Free with g_free. */
char    *s2p_preferences_get_folder (void);
void     s2p_preferences_set_folder (const char *path);

/* The user's own model files that are still there, the latest first: NULL-terminated, free with g_strfreev. */
char   **s2p_preferences_get_model_files (void);
void     s2p_preferences_add_model_file  (const char *path);

/* Puts what is remembered in place of the values in @settings; FALSE: nothing is. The values are not checked. */
gboolean s2p_preferences_get_settings (S2pSettings *settings);
void     s2p_preferences_set_settings (const S2pSettings *settings);

G_END_DECLS
