/* Bands and lines along x: the spread of a curve over a population, or shares that fill a whole. */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

typedef struct {
  S2pLayer      layer;
  const double *x;          /* [n] ascending (borrowed, as all) */
  const double *low, *high; /* [n] the band; NULL for none */
  const double *line;       /* [n] NULL for none */
  gsize         n;
  S2pRole       role;       /* its colour ... */
  gboolean      shaded;     /* ... or that of the ramp of heat.h ... */
  double        shade;      /* ... here */
  double        opacity;    /* of the band */
  gboolean      dashed;
  const char   *legend;     /* markup; NULL for none */
} S2pBand;

/* A band of the role's colour, see-through, without a line. */
void s2p_band_init (S2pBand *band, const double *x, const double *low, const double *high, gsize n, S2pRole role);

G_END_DECLS
