/* Evenly spaced samples, and their extremes over stretches: what a dense trace is drawn from.
 *
 * A column of pixels that holds many samples shows the line from their least to their greatest, so
 * that no spike is lost however far one zooms out. A summary, made once for a trace, keeps these
 * extremes for blocks of samples and makes wide views cheap.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

enum { S2P_SUMMARY_BLOCK = 16 };

typedef struct {
  gsize  n_blocks;
  float *least, *greatest; /* of each block; +inf and -inf where nothing is finite */
} S2pSummary;

typedef struct {
  const float      *floats;  /* one of these two, n long (borrowed) */
  const double     *doubles;
  gsize             n;
  double            start, step; /* sample i lies at start + i * step, step > 0 */
  const S2pSummary *summary; /* borrowed; NULL for none */
} S2pSamples;

S2pSummary *s2p_summary_new  (const S2pSamples *samples);
void        s2p_summary_free (S2pSummary *summary); /* accepts NULL */

double      s2p_samples_get  (const S2pSamples *samples, gsize i);

/* The index of the first sample at or after @x, at most n. */
gsize       s2p_samples_from (const S2pSamples *samples, double x);

/* Widens *@least .. *@greatest by the finite samples [@begin, @end). */
void        s2p_samples_extremes (const S2pSamples *samples, gsize begin, gsize end, double *least,
                                  double *greatest);

/* Extremes of the columns: column c takes the samples [edges[c], edges[c + 1]), @edges ascending and
 * <= n, and reaches to the column before it so that neighbours join. An empty column, or one without a
 * finite sample, has least > greatest. With a summary and wide columns, edges are moved to the next
 * block: every sample is still in some column. */
void        s2p_samples_columns (const S2pSamples *samples, const gsize *edges, gsize n_columns,
                                 double *least, double *greatest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pSummary, s2p_summary_free)

G_END_DECLS
