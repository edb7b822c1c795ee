/* What the program is, who it owes what, and what one may do with it. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

void s2p_about_show (GtkWindow *parent);

G_END_DECLS
