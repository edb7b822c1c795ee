/* Amounts in words, for sentences of the window. Free with g_free. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

char *s2p_say_seconds (double seconds); /* "less than 1 s", "about 12 s", "about 3 min", "about 2.5 h" */
char *s2p_say_cells   (guint64 cells);  /* "1 cell", "176 cells" */
char *s2p_say_progress (guint64 done, guint64 total); /* "45 of 176 cells" */
char *s2p_say_recordings (guint recordings);

G_END_DECLS
