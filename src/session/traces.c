#include "session/traces.h"

S2pTraces *
s2p_traces_new (guint n, gsize length, double step)
{
  S2pTraces *traces = g_atomic_rc_box_new0 (S2pTraces);

  traces->n = n;
  traces->length = length;
  traces->step = step;
  traces->v = g_new0 (float *, MAX (1, n));
  traces->summaries = g_new0 (S2pSummary *, MAX (1, n));
  return traces;
}

S2pTraces *
s2p_traces_ref (S2pTraces *traces)
{
  return g_atomic_rc_box_acquire (traces);
}

static void
clear (gpointer data)
{
  S2pTraces *traces = data;

  for (guint i = 0; i < traces->n; i++)
    {
      g_free (traces->v[i]);
      s2p_summary_free (traces->summaries[i]);
    }
  g_free (traces->v);
  g_free (traces->summaries);
}

void
s2p_traces_unref (S2pTraces *traces)
{
  if (traces != NULL)
    g_atomic_rc_box_release_full (traces, clear);
}

guint64
s2p_traces_size (guint64 n, double duration, double step)
{
  const guint64 length = s2p_trace_length (duration, step), n_blocks = length / S2P_SUMMARY_BLOCK;

  return n * (length + 2 * n_blocks) * sizeof (float); /* the values, and least and greatest of each block */
}
