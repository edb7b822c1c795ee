#pragma once
#include <gtk/gtk.h>

/* What GTK 4.8 tells assistive technology wrongly, put right for a widget and all that is in it. Call it once, when they are
 * there; what changes later is followed.
 *
 * - A button with a mnemonic is called “_Save Save”: it is called “Save”.
 * - A button with an icon is called “GtkImage” or “GtkMenuButton”: it is called as its tooltip says.
 * - The button inside a drop-down is called “GtkToggleButton”: it is called as the label beside it says.
 * - Pictures on buttons and rows are told of beside their words: they are left out.
 * - What a stack or a revealer does not show is told of as if it were seen: it is hidden. */
void s2p_accessible_mend (GtkWidget *widget);
