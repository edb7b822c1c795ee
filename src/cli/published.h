/* The published network's scores (weights/published.csv), which two verbs show beside ours. */
#pragma once
#include "training/scores.h"

G_BEGIN_DECLS

/* Fills the published column. Without the table there are no such numbers to show, which is no mistake. */
gboolean s2p_cli_take_published (S2pScores *scores, const char *model, GError **error);

G_END_DECLS
