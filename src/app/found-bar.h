/* Offers unsaved work of an earlier run: to be restored, or discarded with an Undo. Must lie within an AdwToastOverlay. */
#pragma once
#include <adwaita.h>
#include "app/recovery.h"

G_BEGIN_DECLS

#define S2P_TYPE_FOUND_BAR (s2p_found_bar_get_type ())
G_DECLARE_FINAL_TYPE (S2pFoundBar, s2p_found_bar, S2P, FOUND_BAR, AdwBin)

/* A part of the window's template: what it offers comes after. */
void s2p_found_bar_set_recovery (S2pFoundBar *bar, S2pRecovery *recovery);

G_END_DECLS
