/* How a network stands noise, on one page: errors, nats and coverage against the strength of each noise, one small panel for each,
 * with the published network's figures without noise, and how wide the density is for trains that no neuron fired.
 */
#pragma once
#include "model/model.h"
#include "picture/sheet.h"
#include "training/robustness.h"

G_BEGIN_DECLS

/* @rows: of s2p_robustness_rows. @published: scores whose published column is shown, or NULL. Nothing is borrowed. */
S2pSheet *s2p_noise_page_new (const S2pModel *model, const S2pNoiseRow *rows, guint n, const S2pScores *published);

G_END_DECLS
