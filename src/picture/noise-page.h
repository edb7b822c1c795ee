/* How a network stands noise, on one page: errors, nats and coverage against the strength of each noise, one small panel for each,
 * with the published network's figures without noise, and how wide the density is for trains that no neuron fired.
 *
 * For a file of S2P_NOISE_PAGE_WIDTH x S2P_NOISE_PAGE_HEIGHT points (A4).
 */
#pragma once
#include "model/model.h"
#include "plot/figure.h"
#include "training/robustness.h"

G_BEGIN_DECLS

#define S2P_NOISE_PAGE_WIDTH 595.0
#define S2P_NOISE_PAGE_HEIGHT 842.0

typedef struct _S2pNoisePage S2pNoisePage;

/* @rows: of s2p_robustness_rows. @published: scores whose published column is shown, or NULL. Nothing is borrowed. */
S2pNoisePage *s2p_noise_page_new    (const S2pModel *model, const S2pNoiseRow *rows, guint n, const S2pScores *published);
void          s2p_noise_page_free   (S2pNoisePage *page); /* accepts NULL */
S2pFigure    *s2p_noise_page_figure (S2pNoisePage *page); /* borrowed */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pNoisePage, s2p_noise_page_free)

G_END_DECLS
