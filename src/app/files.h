/* The desktop's dialogs for opening and saving a session's files. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

/* Spike times, several at once, or a session. */
void s2p_files_ask_open (GtkWindow *window, S2pDocument *document);
/* A place for the session; its file is then saved. */
void s2p_files_ask_save (GtkWindow *window, S2pDocument *document);

G_END_DECLS
