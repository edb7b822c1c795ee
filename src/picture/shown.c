#include "picture/shown.h"
#include "base/words.h"
#include <math.h>

#define LEAST_VIEW 100.0    /* ms, shown at first */
#define LONGEST_VIEW 3000.0 /* ms: single spikes stay visible ... */
#define BURSTS_IN_VIEW 4    /* ... but some bursts are seen whole */
#define LOW -80.0           /* mV, at least shown: a silent cell is no storm of microvolts */
#define HIGH 20.0

/* The spike at which a train is aligned: its first, or where it bursts the first of its first whole burst. */
static double
anchor (const double *times, gsize n)
{
  gsize begin, end;

  s2p_features_whole_bursts (times, n, &begin, &end);
  return times[begin < end ? begin : 0];
}

static double *
shifted (const double *times, gsize n, double zero)
{
  double *copy = g_new (double, MAX (1, n));

  for (gsize i = 0; i < n; i++)
    copy[i] = times[i] - zero;
  return copy;
}

/* The samples after the transient. They begin with a block of the summary, so that this still holds. */
static void
set_samples (S2pShownCell *cell, const S2pTraces *traces, double transient)
{
  const float *v = traces->v[cell->number];
  const S2pSummary *summary = traces->summaries[cell->number];
  gsize blocks = (gsize) (MAX (transient, 0) / traces->step) / S2P_SUMMARY_BLOCK, skipped;

  blocks = MIN (blocks, traces->length / S2P_SUMMARY_BLOCK);
  skipped = blocks * S2P_SUMMARY_BLOCK;
  cell->samples = (S2pSamples) { .floats = v + skipped, .n = traces->length - skipped, .start = skipped * traces->step - cell->zero, .step = traces->step };
  if (summary == NULL || summary->n_blocks < blocks)
    return;
  cell->summary = (S2pSummary) { summary->n_blocks - blocks, summary->least + blocks, summary->greatest + blocks };
  cell->samples.summary = &cell->summary;
}

static void
set_cell (S2pShownCell *cell, const S2pShown *shown, guint number)
{
  const S2pFiring *firing = shown->firing;
  const double transient = firing != NULL ? firing->options.transient : 0;

  cell->number = number;
  cell->firing = firing != NULL && number < firing->n ? &firing->cells[number] : NULL;
  cell->role = cell->firing != NULL && cell->firing->failure == NULL ? s2p_role_of_activity (cell->firing->features.activity) : S2P_ROLE_CELL;
  cell->name = g_strdup_printf (cell->firing == NULL ? _("cell %u (not simulated)") : cell->firing->failure != NULL ? _("cell %u (failed)") : _("cell %u"), number + 1);
  cell->zero = transient;
  if (cell->firing != NULL && cell->firing->failure == NULL)
    {
      cell->n_spikes = cell->firing->n_spikes;
      if (cell->n_spikes > 0)
        cell->zero = anchor (cell->firing->times, cell->n_spikes);
      cell->times = shifted (cell->firing->times, cell->n_spikes, cell->zero);
    }
  if (cell->firing != NULL && shown->traces != NULL && number < shown->traces->n && shown->traces->v[number] != NULL)
    set_samples (cell, shown->traces, transient);
}

/* From the time at which the recording is aligned. */
static double
recorded_length (const S2pShown *shown)
{
  const S2pSpikeTrain *train = shown->recording->train;

  return train->n_spikes > 0 ? shown->recorded[train->n_spikes - 1] : 0;
}

/* The time in which there are both recording and cells, from 0 on; all of it can be moved to. */
static void
set_ranges (S2pShown *shown)
{
  const S2pSpikeTrain *train = shown->recording->train;
  const double f_inter = shown->recording->features.f_inter, recorded = recorded_length (shown), /* NAN where there are no bursts: */
               longest = f_inter > 0 ? MAX (LONGEST_VIEW, BURSTS_IN_VIEW * 1000 / f_inter) : LONGEST_VIEW;
  double simulated = INFINITY, length;

  shown->extent = (S2pRange) { train->n_spikes > 0 ? MIN (shown->recorded[0], 0) : 0, MAX (recorded, 0) };
  for (guint i = 0; i < shown->n; i++)
    {
      const S2pShownCell *cell = &shown->cells[i];
      double begin, end;

      if (cell->firing == NULL || cell->firing->failure != NULL)
        continue;
      begin = shown->firing->options.transient - cell->zero;
      end = shown->firing->options.duration - cell->zero;
      if (cell->samples.n > 0)
        end = MAX (end, cell->samples.start + (cell->samples.n - 1) * cell->samples.step);
      shown->extent = s2p_range_with (s2p_range_with (shown->extent, begin), end);
      simulated = MIN (simulated, MAX (end, (end - begin) / 2)); /* some begin late; they are not waited for */
    }
  length = MAX (LEAST_VIEW, MIN (longest, train->n_spikes > 1 ? recorded : simulated));
  if (isfinite (simulated))
    length = MIN (length, simulated);
  shown->view = (S2pRange) { -0.01 * length, length };
  shown->extent = s2p_range_with (s2p_range_with (shown->extent, shown->view.low), shown->view.high);
}

static void
set_values (S2pShown *shown)
{
  shown->low = LOW;
  shown->high = HIGH;
  for (guint i = 0; i < shown->n; i++)
    if (shown->cells[i].samples.n > 0)
      {
        s2p_samples_extremes (&shown->cells[i].samples, 0, shown->cells[i].samples.n, &shown->low, &shown->high);
        shown->n_traced++;
      }
}

S2pShown *
s2p_shown_new (const S2pEntry *entry, S2pTraces *traces, const guint *order, guint n)
{
  const guint n_cells = entry->population != NULL ? entry->population->n : entry->firing != NULL ? entry->firing->n : 0;
  const S2pSpikeTrain *train = entry->recording->train;
  S2pShown *shown = g_new0 (S2pShown, 1);

  shown->recording = s2p_recording_ref (entry->recording);
  shown->firing = entry->firing != NULL ? s2p_firing_ref (entry->firing) : NULL;
  shown->traces = traces != NULL ? s2p_traces_ref (traces) : NULL;
  shown->recorded = shifted (train->times, train->n_spikes, train->n_spikes > 0 ? anchor (train->times, train->n_spikes) : 0);
  n = order == NULL ? MIN (n, n_cells) : n;
  shown->cells = g_new0 (S2pShownCell, MAX (1, n));
  for (guint i = 0; i < n; i++)
    {
      const guint number = order != NULL ? order[i] : i;

      if (number < n_cells)
        set_cell (&shown->cells[shown->n++], shown, number);
    }
  set_values (shown);
  set_ranges (shown);
  return shown;
}

void
s2p_shown_free (S2pShown *shown)
{
  for (guint i = 0; i < shown->n; i++)
    {
      g_free (shown->cells[i].name);
      g_free (shown->cells[i].times);
    }
  g_free (shown->cells);
  g_free (shown->recorded);
  s2p_recording_unref (shown->recording);
  s2p_firing_unref (shown->firing);
  s2p_traces_unref (shown->traces);
  g_free (shown);
}

gsize
s2p_shown_find (const S2pShown *shown, S2pThing thing)
{
  for (gsize i = 0; i < shown->n && thing.kind == S2P_THING_CELL; i++)
    if (shown->cells[i].number == thing.number)
      return i;
  return S2P_NONE;
}
