/* The derivative of a loss with respect to every trained parameter, from a forward pass that was
 * kept (s2p_workspace_new with keep) and the derivatives of the loss with respect to the outputs. */
#pragma once
#include "inference/forward.h"

G_BEGIN_DECLS

/* d_raw[head] [B, n_out] are the derivatives with respect to the raw outputs of the heads. */
typedef struct {
  real *d_raw[S2P_N_HEADS];
  real *d_rows[3];           /* [T, d]: three derivatives in flight */
  real *d_wide;              /* [T, max (3 d, hidden)] */
  real *d_latent, *d_mixed, *d_last[S2P_N_HEADS]; /* [B, l] */
  real *d_head[2], *d_head_wide; /* [B, l], [B, head hidden] */
  real *d_pooled;            /* [B, d] */
  real *memory;
} S2pBackwardWorkspace;

S2pBackwardWorkspace *s2p_backward_workspace_new  (const S2pLayout *layout, guint max_tokens, guint max_sequences);
void                  s2p_backward_workspace_free (S2pBackwardWorkspace *workspace); /* accepts NULL */

/* Adds to @gradient (layout->n_trained numbers). */
void s2p_backward (const S2pLayout *layout, const real *values, const S2pBatch *batch, const S2pWorkspace *state,
                   S2pBackwardWorkspace *workspace, real *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pBackwardWorkspace, s2p_backward_workspace_free)

G_END_DECLS
