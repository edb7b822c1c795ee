/* The foot of a page's controls: what will be done, the button that does it, its progress with a way to cancel, and the
 * button that leads to the next page.
 *
 * Signal "start": the button was pressed.
 */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_WORK_BAR (s2p_work_bar_get_type ())
G_DECLARE_FINAL_TYPE (S2pWorkBar, s2p_work_bar, S2P, WORK_BAR, AdwBin)

/* @start, @next: labels with mnemonics. @next_page: the name of the page that @next shows (window.h). */
void s2p_work_bar_set_up (S2pWorkBar *bar, S2pDocument *document, S2pWorkKind kind, const char *start, const char *next, const char *next_page);
/* @note: one sentence on what there is to do, or why it cannot be done. @done: all is there, the next page is the next step. */
void s2p_work_bar_set_state (S2pWorkBar *bar, const char *note, gboolean warn, gboolean can_start, gboolean done);

G_END_DECLS
