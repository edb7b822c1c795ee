/* Traces: evenly sampled signals, V (t) say, as stacked rows on one time axis, the first on top.
 *
 * All rows share one range of values; a scale bar beside the lowest row says how much it is, or each
 * row has a small axis of its own where rows are tall enough. Where many samples share a pixel, the
 * pixel column shows their whole range (see samples.h).
 */
#pragma once
#include "plot/layer.h"
#include "plot/samples.h"

G_BEGIN_DECLS

typedef struct {
  S2pSamples  samples; /* x in the units of the panel's x axis */
  const char *name;    /* plain text (borrowed); NULL for none */
  S2pRole     role;
} S2pTraceRow;

typedef struct {
  S2pLayer           layer;
  const S2pTraceRow *rows;      /* borrowed */
  gsize              n_rows;
  double             low, high; /* values at bottom and top of a row; equal: fitted to all samples */
  const char        *unit;      /* of the values, markup: "mV" (borrowed); NULL for none */
  gboolean           own_axes;  /* a small axis for each row */
  gsize              highlight; /* a row; the others step back. S2P_NONE */
} S2pTrace;

void s2p_trace_init (S2pTrace *trace, const S2pTraceRow *rows, gsize n_rows, const char *unit);

G_END_DECLS
