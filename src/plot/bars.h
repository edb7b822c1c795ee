/* A histogram: bars of equal width over a range, several series stacked one on the other. */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

enum { S2P_MOST_STACKED = 4 };

typedef struct {
  S2pLayer      layer;
  const double *heights;  /* [n_series, n_bins], >= 0 (borrowed); the first series lies lowest */
  guint         n_series, n_bins;
  double        low, high; /* that the bins fill */
  S2pRole       roles[S2P_MOST_STACKED];
  const char   *legend[S2P_MOST_STACKED]; /* markup, borrowed; NULL for none */
} S2pBars;

void s2p_bars_init (S2pBars *bars, const double *heights, guint n_series, guint n_bins, double low, double high);

G_END_DECLS
