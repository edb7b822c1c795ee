/* From spike trains to dynamic input conductances: the use of a trained network.
 *
 * A recording longer than those the network was trained on is read in up to 16 evenly spaced windows
 * of that length, and their densities are averaged (not multiplied: windows of one cell tell much the same, so
 * reading more of them must not make the answer surer than one is). Batches of any size run in bounded memory. The same batch gives the same bits; in
 * other company a recording's answer may differ by the rounding of the matrix products (about 1e-6).
 */
#pragma once
#include <gio/gio.h>
#include "inference/network.h"

G_BEGIN_DECLS

typedef struct {
  const double *times; /* ms, ascending and finite */
  gsize         n;
} S2pSpikes;

typedef struct {
  gboolean available;          /* FALSE: 3 spikes or fewer; the rest is then 0 */
  guint    n_windows;
  double   g_s, g_u;           /* mean of the density */
  double   sd_g_s, sd_g_u;     /* its standard deviations */
  double   correlation;        /* of g_s and g_u in it */
  double   p_spiking, p_bursting; /* class probabilities */
  double   rate;               /* Hz; means for a spiking train */
  double   burst_duration;     /* ms; this and what follows mean something for a bursting train */
  double   f_intra, f_inter;   /* Hz */
  double   spikes_per_burst;
  S2pDensity density;          /* of (g_s, g_u) */
} S2pInference;

typedef struct _S2pInferenceWorkspace S2pInferenceWorkspace;

/* For one thread at a time; @network must live as long and stay as it is. */
S2pInferenceWorkspace *s2p_inference_workspace_new  (const S2pNetwork *network);
void                   s2p_inference_workspace_free (S2pInferenceWorkspace *workspace); /* accepts NULL */
/* Once cancelled, s2p_network_infer () ends within some milliseconds and its results mean nothing. Borrowed; NULL: none. */
void                   s2p_inference_workspace_set_cancellable (S2pInferenceWorkspace *workspace, GCancellable *cancellable);

/* @results [@n] is written whole. */
void s2p_network_infer (S2pInferenceWorkspace *workspace, const S2pSpikes *trains, gsize n, S2pInference *results);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pInferenceWorkspace, s2p_inference_workspace_free)

G_END_DECLS
