/* What runs in the background, in a few words in the header bar, with a button that cancels it. */
#pragma once
#include <adwaita.h>
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_WORK_STATUS (s2p_work_status_get_type ())
G_DECLARE_FINAL_TYPE (S2pWorkStatus, s2p_work_status, S2P, WORK_STATUS, AdwBin)

/* A part of the window's template: what it shows comes after. */
void     s2p_work_status_set_document (S2pWorkStatus *status, S2pDocument *document);

/* Work that the user has begun, and may end: cells that are generated or simulated. */
gboolean s2p_work_can_cancel (S2pDocument *document);
void     s2p_work_cancel     (S2pDocument *document);

G_END_DECLS
