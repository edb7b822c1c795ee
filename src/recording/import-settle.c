#include "recording/import-settle.h"
#include <math.h>
#include <stdlib.h>
#include "base/error.h"
#include "base/words.h"
#include "recording/import-refuse.h"
#include "recording/import-unit.h"

#define MOST_INTERVALS 200000 /* that the unit is guessed from */
#define LARGE_NUMBER 30000    /* whole times beyond it may count samples: a second at 30 kHz */
#define STRANGE 2.0           /* powers of ten from typical intervals, to be worth a note */

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Intervals from trains spread over the whole file, in the file's unit. */
static S2pIntervals
intervals_of (GPtrArray *trains, const S2pSample *sample)
{
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (double));
  S2pIntervals found = { .whole = TRUE };
  guint stride = trains->len / 1000 + 1;
  double sum = 0.0;

  for (guint i = 0; i < trains->len && intervals->len < MOST_INTERVALS; i += stride)
    {
      const S2pSpikeTrain *train = g_ptr_array_index (trains, i);

      for (gsize j = 1; j < train->n_spikes && intervals->len < MOST_INTERVALS; j++)
        {
          double interval = train->times[j] - train->times[j - 1];

          found.whole = found.whole && train->times[j] == floor (train->times[j]);
          g_array_append_val (intervals, interval);
          sum += interval;
        }
    }
  for (guint i = 0; i < sample->cells->len; i++)
    {
      const S2pCell *cell = &g_array_index (sample->cells, S2pCell, i);

      if (cell->kind == S2P_CELL_NUMBER)
        found.decimals = MAX (found.decimals, cell->decimals);
    }
  found.n_intervals = intervals->len;
  if (intervals->len > 0)
    {
      qsort (intervals->data, intervals->len, sizeof (double), compare);
      found.median = g_array_index (intervals, double, intervals->len / 2);
      found.mean = sum / intervals->len;
    }
  return found;
}

/* Three digits, without an exponent for what neurons do. */
static char *
show (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, value >= 100 && value < 1e9 ? "%.0f" : "%.3g",
                                    value));
}

/* Whole numbers may be those of samples. */
static void
note_samples (GPtrArray *trains, GPtrArray *notes)
{
  double largest = 0;

  for (guint i = 0; i < trains->len; i++)
    {
      const S2pSpikeTrain *train = g_ptr_array_index (trains, i);

      if (train->n_spikes > 0)
        largest = MAX (largest, train->times[train->n_spikes - 1]);
    }
  s2p_notes_add (notes, 0, "%s", largest > LARGE_NUMBER
                 ? _("such large whole numbers look like sample numbers, as spike sorters write them: if they are, set the "
                     "unit to samples and give the sampling rate")
                 : _("if these are sample numbers, set the unit to samples and give the sampling rate"));
}

static gboolean
are_dates (GPtrArray *trains)
{
  double min = INFINITY, max = -INFINITY;
  gboolean whole = TRUE;

  for (guint i = 0; i < trains->len; i++)
    {
      const S2pSpikeTrain *train = g_ptr_array_index (trains, i);

      if (train->n_spikes == 0)
        continue;
      min = MIN (min, train->times[0]);
      max = MAX (max, train->times[train->n_spikes - 1]);
      whole = whole && train->times[0] == floor (train->times[0]);
    }
  return s2p_looks_like_dates (min, max, whole);
}

/* Which unit the times are in: given, named, by convention (lists: ms), or guessed. */
static gboolean
settle (const char *name, const S2pImportOptions *options, const S2pPlan *plan,
        const S2pSample *sample, gboolean all_named, S2pRecordings *recordings, GError **error)
{
  S2pIntervals intervals = intervals_of (recordings->trains, sample);
  gboolean list = plan->layout == S2P_LAYOUT_LIST_PER_ROW;
  S2pUnit likely = s2p_unit_guess (&intervals);
  g_autofree char *interval = NULL, *rate = NULL;

  recordings->unit = options->unit != S2P_UNIT_GUESS ? options->unit : plan->unit;
  recordings->unit_guessed = recordings->unit == S2P_UNIT_GUESS && !all_named;
  if (recordings->unit == S2P_UNIT_SAMPLES && !(options->rate_hz > 0.0 && isfinite (options->rate_hz)))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("the times of %s are sample numbers: the "
                   "sampling rate is needed, in samples a second"), name);
      return FALSE;
    }
  if (all_named)
    {
      if (recordings->unit == S2P_UNIT_GUESS)
        recordings->unit = S2P_UNIT_MS;
      return TRUE;
    }
  if (recordings->unit_guessed && are_dates (recordings->trains))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s is no table of spike times: the numbers "
                   "look like dates (seconds since 1970, or year-month-day); if they are spike "
                   "times, set the unit"), name);
      return FALSE;
    }
  if (recordings->unit_guessed)
    recordings->unit = list ? S2P_UNIT_MS : likely;
  if (intervals.n_intervals == 0 || intervals.mean <= 0)
    {
      if (recordings->unit_guessed && !list)
        {
          recordings->unit = S2P_UNIT_MS;
          s2p_notes_add (recordings->notes, 0, _("times read as milliseconds: no header names the unit, and no train has an "
                                                 "interval to guess it from; set the unit if it is another"));
        }
      return TRUE;
    }

  interval = show (intervals.median * s2p_unit_in_ms (recordings->unit, options->rate_hz));
  rate = show (1000.0 / (intervals.mean * s2p_unit_in_ms (recordings->unit, options->rate_hz)));
  if (recordings->unit_guessed && !list)
    {
      s2p_notes_add (recordings->notes, 0, _("times read as %s (no header names the unit): median interspike interval %s ms, "
                                             "mean rate %s Hz; set the unit if it is another"),
                     s2p_unit_title (recordings->unit), interval, rate);
      if (intervals.whole)
        note_samples (recordings->trains, recordings->notes);
    }
  else if (recordings->unit != S2P_UNIT_SAMPLES && likely != recordings->unit
           && s2p_unit_strangeness (&intervals, recordings->unit)
              > s2p_unit_strangeness (&intervals, likely) + STRANGE)
    s2p_notes_add (recordings->notes, 0, recordings->unit_guessed
                   ? _("times read as %s (the convention of this layout): median interspike interval %s ms, which is strange; "
                       "set the unit if they are %s")
                   : _("times read as %s: median interspike interval %s ms, which is strange; set the unit if they are %s"),
                   s2p_unit_title (recordings->unit), interval, s2p_unit_title (likely));
  return TRUE;
}

static gboolean
are_all_named (const GArray *units)
{
  for (guint i = 0; i < units->len; i++)
    if (g_array_index (units, S2pUnit, i) == S2P_UNIT_GUESS)
      return FALSE;
  return TRUE;
}

static gboolean
scale_times (const char *name, S2pRecordings *recordings, const GArray *units, S2pUnit given,
             double rate_hz, GError **error)
{
  for (guint i = 0; i < recordings->trains->len; i++)
    {
      S2pSpikeTrain *train = g_ptr_array_index (recordings->trains, i);
      S2pUnit named = g_array_index (units, S2pUnit, i),
              unit = given != S2P_UNIT_GUESS || named == S2P_UNIT_GUESS ? recordings->unit : named;
      double scale;

      if (unit == S2P_UNIT_SAMPLES && !(rate_hz > 0.0 && isfinite (rate_hz)))
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("the times of %s (%s) are sample numbers: "
                       "the sampling rate is needed, in samples a second"), name, train->id);
          return FALSE;
        }
      scale = s2p_unit_in_ms (unit, rate_hz);
      for (gsize j = 0; j < train->n_spikes && scale != 1.0; j++)
        train->times[j] *= scale;
      if (train->n_spikes > 0 && (!isfinite (train->times[0])
                                  || !isfinite (train->times[train->n_spikes - 1])))
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s: the times of %s are too large to be "
                       "spike times"), name, train->id);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
s2p_settle_unit (const char *name, const S2pImportOptions *options, const S2pPlan *plan,
                 const S2pSample *sample, const GArray *column_units, S2pRecordings *recordings,
                 GError **error)
{
  gboolean all_named = options->unit == S2P_UNIT_GUESS && are_all_named (column_units);

  return settle (name, options, plan, sample, all_named, recordings, error)
    && scale_times (name, recordings, column_units, options->unit, options->rate_hz, error);
}
