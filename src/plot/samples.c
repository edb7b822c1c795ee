#include "plot/samples.h"
#include <math.h>

enum { LANES = 8, BLOCK = S2P_SUMMARY_BLOCK };

double
s2p_samples_get (const S2pSamples *samples, gsize i)
{
  return samples->floats ? samples->floats[i] : samples->doubles[i];
}

gsize
s2p_samples_from (const S2pSamples *samples, double x)
{
  const double place = (x - samples->start) / samples->step;
  gsize below;

  if (!(place > 0))
    return 0;
  if (!(place < samples->n))
    return samples->n;
  below = (gsize) place;
  return below + (below < place); /* the next whole number: columns of many rows are looked up here, and ceil () is a call */
}

/* Comparisons with NAN are false, so NANs drop out; infinities are caught by the caller. Lanes are
 * kept apart for the compiler's vectors. */
static void
float_extremes (const float *values, gsize n, float *least, float *greatest)
{
  float low[LANES], high[LANES];
  gsize i = 0;

  for (int lane = 0; lane < LANES; lane++)
    low[lane] = *least, high[lane] = *greatest;
  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      {
        float value = values[i + lane];
        low[lane] = value < low[lane] ? value : low[lane];
        high[lane] = value > high[lane] ? value : high[lane];
      }
  for (; i < n; i++)
    {
      low[0] = values[i] < low[0] ? values[i] : low[0];
      high[0] = values[i] > high[0] ? values[i] : high[0];
    }
  for (int lane = 0; lane < LANES; lane++)
    {
      *least = MIN (*least, low[lane]);
      *greatest = MAX (*greatest, high[lane]);
    }
}

static void
double_extremes (const double *values, gsize n, double *least, double *greatest)
{
  for (gsize i = 0; i < n; i++)
    {
      *least = values[i] < *least ? values[i] : *least;
      *greatest = values[i] > *greatest ? values[i] : *greatest;
    }
}

static void
scan (const S2pSamples *samples, gsize begin, gsize end, double *least, double *greatest)
{
  double low = INFINITY, high = -INFINITY;

  if (begin >= end)
    return;
  if (samples->floats)
    {
      float float_low = INFINITY, float_high = -INFINITY;
      float_extremes (samples->floats + begin, end - begin, &float_low, &float_high);
      low = float_low, high = float_high;
    }
  else
    double_extremes (samples->doubles + begin, end - begin, &low, &high);
  if (isinf (low) || isinf (high)) /* no finite sample, or an infinite one among others */
    {
      low = INFINITY, high = -INFINITY;
      for (gsize i = begin; i < end; i++)
        {
          double value = s2p_samples_get (samples, i);
          if (isfinite (value))
            low = MIN (low, value), high = MAX (high, value);
        }
    }
  *least = MIN (*least, low);
  *greatest = MAX (*greatest, high);
}

S2pSummary *
s2p_summary_new (const S2pSamples *samples)
{
  S2pSummary *summary = g_new0 (S2pSummary, 1);

  summary->n_blocks = samples->n / BLOCK;
  summary->least = g_new (float, summary->n_blocks + 1);
  summary->greatest = g_new (float, summary->n_blocks + 1);
  for (gsize block = 0; block < summary->n_blocks; block++)
    {
      double low = INFINITY, high = -INFINITY;
      scan (samples, block * BLOCK, (block + 1) * BLOCK, &low, &high);
      summary->least[block] = (float) low;
      summary->greatest[block] = (float) high;
    }
  return summary;
}

void
s2p_summary_free (S2pSummary *summary)
{
  if (!summary)
    return;
  g_free (summary->least);
  g_free (summary->greatest);
  g_free (summary);
}

void
s2p_samples_extremes (const S2pSamples *samples, gsize begin, gsize end, double *least, double *greatest)
{
  gsize first = (begin + BLOCK - 1) / BLOCK, last = end / BLOCK;

  if (!samples->summary || first >= last)
    {
      scan (samples, begin, end, least, greatest);
      return;
    }
  scan (samples, begin, first * BLOCK, least, greatest);
  for (gsize block = first; block < last; block++)
    {
      *least = MIN (*least, samples->summary->least[block]);
      *greatest = MAX (*greatest, samples->summary->greatest[block]);
    }
  scan (samples, last * BLOCK, end, least, greatest);
}

void
s2p_samples_columns (const S2pSamples *samples, const gsize *edges, gsize n_columns, double *least,
                     double *greatest)
{
  gboolean by_blocks = samples->summary && edges[n_columns] - edges[0] >= 3 * BLOCK * n_columns;

  for (gsize column = 0; column < n_columns; column++)
    {
      gsize begin = edges[column], end = edges[column + 1];

      least[column] = INFINITY;
      greatest[column] = -INFINITY;
      if (by_blocks && column > 0)
        begin = MIN ((begin + BLOCK - 1) / BLOCK * BLOCK, edges[n_columns]);
      if (by_blocks && column + 1 < n_columns)
        end = MIN ((end + BLOCK - 1) / BLOCK * BLOCK, edges[n_columns]);
      if (begin >= end)
        continue;
      if (by_blocks && column > 0)
        {
          /* The sample before is not in the summary: reach to what the last column holds instead. */
          s2p_samples_extremes (samples, begin, end, &least[column], &greatest[column]);
          if (least[column] <= greatest[column] && least[column - 1] <= greatest[column - 1])
            {
              least[column] = MIN (least[column], greatest[column - 1]);
              greatest[column] = MAX (greatest[column], least[column - 1]);
            }
          continue;
        }
      if (begin > 0)
        {
          double before = s2p_samples_get (samples, begin - 1);
          if (isfinite (before))
            least[column] = greatest[column] = before;
        }
      s2p_samples_extremes (samples, begin, end, &least[column], &greatest[column]);
    }
}
