#include "inference/domain.h"
#include "base/number.h"
#include "base/words.h"
#include "inference/windows.h"
#include "recording/features.h"
#include <math.h>
#include <stdlib.h>

#define MOST_CHANGE 0.3 /* decades of the rate between the windows of a recording */
#define SMALLEST 0.1 /* distance that is as good as none: a regular train that has settled is as regular as a foreign one */

G_STATIC_ASSERT (S2P_ACTIVITY_SPIKING == 1 && S2P_ACTIVITY_BURSTING == 2);

static void
clear_sample (S2pRhythmSample *sample)
{
  g_clear_pointer (&sample->points, g_free);
  g_clear_pointer (&sample->kinds, g_free);
}

void
s2p_domain_free (S2pDomain *domain)
{
  if (domain == NULL)
    return;
  for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
    {
      clear_sample (&domain->spaces[i].own);
      clear_sample (&domain->spaces[i].foreign);
    }
  g_free (domain->model);
  g_free (domain);
}

/* Distance to the third nearest point. */
static double
nearest (const S2pRhythmSample *sample, guint dimensions, const float *point, guint *votes)
{
  float best[S2P_DOMAIN_NEIGHBOURS];
  guint of[S2P_DOMAIN_NEIGHBOURS] = { 0 };
  const guint last = S2P_DOMAIN_NEIGHBOURS - 1;

  for (guint k = 0; k <= last; k++)
    best[k] = INFINITY;
  for (guint i = 0; i < sample->n; i++)
    {
      const float *other = sample->points + (gsize) i * dimensions;
      float sum = 0;
      guint k = last;

      for (guint j = 0; j < dimensions && sum < best[last]; j++)
        sum += (point[j] - other[j]) * (point[j] - other[j]);
      if (!(sum < best[last]))
        continue;
      for (; k > 0 && best[k - 1] > sum; k--)
        {
          best[k] = best[k - 1];
          of[k] = of[k - 1];
        }
      best[k] = sum;
      of[k] = i;
    }
  for (guint k = 0; k <= last && votes != NULL && sample->kinds != NULL && best[k] < INFINITY; k++)
    votes[sample->kinds[of[k]]]++;
  return sqrt (best[last]);
}

void
s2p_domain_distances (const S2pDomainSpace *space, guint dimensions, const double *measures, double *ratio, double *distance, guint *votes)
{
  float point[S2P_RHYTHM_MEASURES];

  for (guint j = 0; j < dimensions; j++)
    point[j] = (float) measures[j] / space->scale[j];
  *distance = nearest (&space->own, dimensions, point, NULL);
  *ratio = log ((*distance + SMALLEST) / (nearest (&space->foreign, dimensions, point, votes) + SMALLEST));
}

void
s2p_domain_values (const double *times, gsize n, guint *activity, double values[S2P_N_DOMAIN_RANGES])
{
  S2pFeatures features;

  s2p_features_compute (times, n, &features);
  *activity = features.activity;
  values[S2P_FOREIGN_RATE] = features.rate;
  values[S2P_FOREIGN_PERIOD] = 1000 / features.f_inter;
  values[S2P_FOREIGN_SPIKES] = features.spikes_per_burst;
  values[S2P_FOREIGN_DURATION] = features.burst_duration;
  values[S2P_FOREIGN_INTRA] = features.f_intra;
}

/* The measure that is furthest out of its range, by its factor. */
static void
find_measure (const S2pDomain *domain, const double *times, gsize n, S2pVerdict *verdict)
{
  double values[S2P_N_DOMAIN_RANGES], furthest = 0;
  guint activity;

  s2p_domain_values (times, n, &activity, values);
  for (guint i = 0; i < S2P_N_DOMAIN_RANGES; i++)
    {
      const float *range = domain->ranges[activity == S2P_ACTIVITY_BURSTING][i];
      double beyond;

      /* the rate of bursts and their spikes say more than the mean rate */
      if (!(range[1] > 0) || !(values[i] > 0) || (i == S2P_FOREIGN_RATE && isfinite (values[S2P_FOREIGN_PERIOD])))
        continue;
      beyond = MAX (log (values[i] / range[1]), log (range[0] / values[i]));
      if (!(beyond > furthest))
        continue;
      furthest = beyond;
      verdict->reason = i;
      verdict->value = values[i];
      verdict->low = range[0];
      verdict->high = range[1];
    }
}

/* Does more than half of the recording pass in intervals that the model does not have? */
static gboolean
is_too_slow (const S2pDomain *domain, const double *times, gsize n)
{
  double pauses = 0;

  for (gsize i = 1; i < n; i++)
    if (times[i] - times[i - 1] > domain->longest)
      pauses += times[i] - times[i - 1];
  return pauses > (times[n - 1] - times[0]) / 2;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* @rates: log10, of @n windows; sorted here. One odd window of many does not count. */
static gboolean
changes (double *rates, guint n)
{
  const guint odd = n > 4 ? 1 : 0;

  qsort (rates, n, sizeof *rates, compare);
  return rates[n - 1 - odd] - rates[odd] > MOST_CHANGE;
}

void
s2p_domain_judge (const S2pDomain *domain, const double *times, gsize n, S2pVerdict *verdict)
{
  guint n_outside = 0, votes[S2P_N_FOREIGN] = { 0 }, n_windows;
  S2pWindow windows[S2P_MOST_WINDOWS];
  double rates[S2P_MOST_WINDOWS];

  *verdict = (S2pVerdict) { .place = S2P_DOMAIN_UNKNOWN };
  if (n < S2P_FEWEST_SPIKES)
    return;
  n_windows = s2p_windows_cut (times, n, domain->window, S2P_DOMAIN_MOST_SPIKES, windows);
  for (guint i = 0; i < n_windows; i++)
    {
      double measures[S2P_RHYTHM_MEASURES], ratio, distance;
      guint own_votes[S2P_N_FOREIGN] = { 0 };
      const S2pRhythmSpace space = s2p_rhythm_measure (times + windows[i].begin, windows[i].end - windows[i].begin, measures);
      const S2pDomainSpace *known = &domain->spaces[space];

      rates[i] = measures[0];
      s2p_domain_distances (known, s2p_rhythm_dimensions (space), measures, &ratio, &distance, own_votes);
      if (ratio <= known->most_ratio && distance <= known->most_distance)
        continue;
      n_outside++;
      for (guint k = 0; k < S2P_N_FOREIGN; k++)
        votes[k] += own_votes[k];
    }
  verdict->place = S2P_DOMAIN_OUTSIDE;
  verdict->reason = S2P_FOREIGN_RHYTHM;
  if (2 * n_outside <= n_windows && !is_too_slow (domain, times, n))
    {
      if (changes (rates, n_windows))
        verdict->reason = S2P_FOREIGN_DRIFT;
      else
        verdict->place = S2P_DOMAIN_INSIDE;
      return;
    }
  for (guint k = 0; k < S2P_N_FOREIGN; k++)
    if (votes[k] > votes[verdict->reason])
      verdict->reason = k;
  if (verdict->reason == S2P_FOREIGN_RHYTHM)
    find_measure (domain, times, n, verdict);
}

static const char *const sentences[S2P_N_FOREIGN] = {
  [S2P_FOREIGN_RATE] = N_("mean rate %s Hz; trains of this model that fire alike have %s to %s Hz"),
  [S2P_FOREIGN_PERIOD] = N_("a burst every %s ms; trains of this model burst every %s to %s ms"),
  [S2P_FOREIGN_SPIKES] = N_("%s spikes in a burst; bursts of this model have %s to %s"),
  [S2P_FOREIGN_DURATION] = N_("bursts of %s ms; those of this model last %s to %s ms"),
  [S2P_FOREIGN_INTRA] = N_("%s Hz within bursts; in those of this model %s to %s Hz"),
  [S2P_FOREIGN_RANDOM] = N_("spikes come at random; this model fires in a rhythm"),
  [S2P_FOREIGN_IRREGULAR] = N_("intervals are irregular; this model keeps its rhythm"),
  [S2P_FOREIGN_RANDOM_BURSTS] = N_("bursts come irregularly; this model repeats its bursts"),
  [S2P_FOREIGN_ALTERNATING] = N_("short and long intervals alternate as in no train of this model"),
  [S2P_FOREIGN_DRIFT] = N_("the rate changes during the recording; this model keeps its rhythm"),
  [S2P_FOREIGN_RHYTHM] = N_("no train of this model has this rate together with this pattern of intervals"),
};

static char *
say_number (double value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  s2p_number_append_fixed (text, value, value < 1 ? 2 : value < 20 ? 1 : 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
s2p_verdict_say (const S2pVerdict *verdict, gboolean in_file)
{
  g_autofree char *value = NULL, *low = NULL, *high = NULL;
  const char *sentence;

  if (verdict->place != S2P_DOMAIN_OUTSIDE || verdict->reason >= S2P_N_FOREIGN)
    return NULL;
  sentence = in_file ? sentences[verdict->reason] : _(sentences[verdict->reason]);
  if (verdict->reason >= S2P_N_DOMAIN_RANGES)
    return g_strdup (sentence);
  value = say_number (verdict->value);
  low = say_number (verdict->low);
  high = say_number (verdict->high);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (sentence, value, low, high);
#pragma GCC diagnostic pop
}
