/* V (t) of the first cells of a population. Immutable, counted references; never saved, since the same options give
 * the same traces.
 */
#pragma once
#include "plot/samples.h"
#include "simulation/simulation.h"

G_BEGIN_DECLS

typedef struct {
  guint        n;          /* cells */
  gsize        length;     /* values of each */
  double       step;       /* ms */
  float      **v;          /* n rows of mV from t = 0 on; NULL for a cell that failed */
  S2pSummary **summaries;  /* n; of each row, for drawing; NULL with it */
} S2pTraces;

S2pTraces *s2p_traces_new   (guint n, gsize length, double step); /* no rows yet */
S2pTraces *s2p_traces_ref   (S2pTraces *traces);
void       s2p_traces_unref (S2pTraces *traces); /* accepts NULL */

/* Bytes that traces of @n cells need. */
guint64    s2p_traces_size  (guint64 n, double duration, double step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pTraces, s2p_traces_unref)

G_END_DECLS
