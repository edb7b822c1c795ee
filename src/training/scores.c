#include "training/scores.h"
#include <math.h>
#include <stdlib.h>
#include "training/fair-sample.h"

/* What is summed up, of one group. */
typedef struct {
  S2pScores      *scores;
  S2pScoreGroup   group;
  const S2pTrial *trials;
  const guint32  *populations; /* of each trial */
  gsize           n;
  double         *values;      /* [n], scratch */
} Group;

const char *
s2p_score_group_name (S2pScoreGroup group)
{
  return group == S2P_SCORES_ALL ? "all" : s2p_activity_name (group == S2P_SCORES_SPIKING ? S2P_ACTIVITY_SPIKING : S2P_ACTIVITY_BURSTING);
}

gboolean
s2p_score_group_has (S2pScoreGroup group, S2pActivity activity)
{
  return activity != S2P_ACTIVITY_SILENT && (group == S2P_SCORES_ALL || (activity == S2P_ACTIVITY_BURSTING) == (group == S2P_SCORES_BURSTING));
}

guint
s2p_coverage_percent (guint i)
{
  return i + 1 < S2P_COVERAGE_POINTS ? 10 * (i + 1) : 95;
}

static void G_GNUC_PRINTF (6, 7)
add (S2pScores *scores, S2pScoreGroup group, double value, double error, gsize n, const char *format, ...)
{
  S2pScore row = { .group = group, .value = value, .error = error, .n = n, .published = NAN };
  va_list arguments;

  va_start (arguments, format);
  g_vsnprintf (row.quantity, sizeof row.quantity, format, arguments);
  va_end (arguments);
  g_array_append_val (scores->rows, row);
}

S2pScores *
s2p_scores_new_empty (const char *const *quantities, guint n)
{
  S2pScores *scores = g_new0 (S2pScores, 1);

  scores->rows = g_array_new (FALSE, FALSE, sizeof (S2pScore));
  for (guint i = 0; i < n * S2P_N_SCORE_GROUPS; i++)
    add (scores, (S2pScoreGroup) (i % S2P_N_SCORE_GROUPS), NAN, NAN, 0, "%s", quantities[i / S2P_N_SCORE_GROUPS]);
  return scores;
}

/* group->values: NAN where a trial does not count. */
static void
add_mean (Group *group, const char *quantity)
{
  double mean, error;
  gsize n;

  for (gsize i = 0; i < group->n; i++)
    if (!s2p_score_group_has (group->group, group->trials[i].activity))
      group->values[i] = NAN;
  n = s2p_grouped_mean (group->values, group->populations, group->n, &mean, &error);
  add (group->scores, group->group, mean, error, n, "%s", quantity);
}

static int
ascending (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Median of @values [@n] that are finite, and half of what lies between the values that hold about two thirds of the medians
 * of other samples (ranks n / 2 +- sqrt (n) / 2). */
static gsize
median_of (double *values, gsize n, double *median, double *error)
{
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      values[kept++] = values[i];
  qsort (values, kept, sizeof *values, ascending);
  *median = *error = NAN;
  if (kept == 0)
    return 0;
  *median = (values[(kept - 1) / 2] + values[kept / 2]) / 2;
  if (kept > 4)
    {
      const double half = sqrt ((double) kept) / 2, middle = (double) (kept - 1) / 2;

      *error = (values[(gsize) MIN (middle + half + 0.5, (double) (kept - 1))] - values[(gsize) MAX (middle - half + 0.5, 0)]) / 2;
    }
  return kept;
}

static void
add_errors (Group *group)
{
  for (gsize i = 0; i < group->n; i++)
    group->values[i] = fabs (group->trials[i].mean_g_s - group->trials[i].g_s);
  add_mean (group, "error_g_s");
  for (gsize i = 0; i < group->n; i++)
    group->values[i] = fabs (group->trials[i].mean_g_u - group->trials[i].g_u);
  add_mean (group, "error_g_u");
  for (gsize i = 0; i < group->n; i++)
    group->values[i] = -group->trials[i].log_density;
  add_mean (group, "minus_log_density");
}

static void
add_coverage (Group *group)
{
  for (guint point = 0; point < S2P_COVERAGE_POINTS; point++)
    {
      char name[16];

      for (gsize i = 0; i < group->n; i++)
        group->values[i] = group->trials[i].level < s2p_coverage_percent (point) / 100.0;
      g_snprintf (name, sizeof name, "within_%u", s2p_coverage_percent (point));
      add_mean (group, name);
    }
}

static void
add_ranks (Group *group, const gsize *chosen, gsize n_chosen)
{
  static const char *const names[S2P_N_RANKS] = { "g_s", "g_u", "level" };

  for (guint rank = 0; rank < S2P_N_RANKS; rank++)
    {
      gsize counts[S2P_RANK_BINS] = { 0 }, n = 0;
      double chi_square, p;

      for (gsize i = 0; i < n_chosen; i++)
        {
          const S2pTrial *trial = &group->trials[chosen[i]];

          if (!s2p_score_group_has (group->group, trial->activity))
            continue;
          counts[trial->rank[rank] * S2P_RANK_BINS / (S2P_RANK_DRAWS + 1)]++;
          n++;
        }
      s2p_even_spread_test (counts, S2P_RANK_BINS, &chi_square, &p);
      add (group->scores, group->group, chi_square, NAN, n, "rank_%s_chi2", names[rank]);
      add (group->scores, group->group, p, NAN, n, "rank_%s_p", names[rank]);
      for (guint bin = 0; bin < S2P_RANK_BINS; bin++)
        {
          const double share = n > 0 ? (double) counts[bin] / (double) n : NAN;

          add (group->scores, group->group, share, sqrt (share * (1 - share) / (double) n), n, "rank_%s_%02u", names[rank], bin + 1);
        }
    }
}

static void
add_classes (Group *group)
{
  for (gsize i = 0; i < group->n; i++)
    group->values[i] = group->trials[i].says_bursting == (group->trials[i].activity == S2P_ACTIVITY_BURSTING);
  add_mean (group, "class_right");
  if (group->group == S2P_SCORES_ALL)
    {
      double sum[2] = { 0 };
      gsize n[2] = { 0 };

      for (gsize i = 0; i < group->n; i++)
        if (isfinite (group->values[i]))
          {
            const gboolean bursting = group->trials[i].activity == S2P_ACTIVITY_BURSTING;

            sum[bursting] += group->values[i];
            n[bursting]++;
          }
      add (group->scores, group->group, n[0] > 0 && n[1] > 0 ? (sum[0] / (double) n[0] + sum[1] / (double) n[1]) / 2 : NAN, NAN, n[0] + n[1], "balanced_accuracy");
      return;
    }

  const gboolean bursting = group->group == S2P_SCORES_BURSTING;
  double mean, error;
  gsize n;

  for (gsize i = 0; i < group->n; i++)
    {
      const S2pTrial *trial = &group->trials[i];

      group->values[i] = trial->activity == S2P_ACTIVITY_SILENT || trial->says_bursting != bursting ? NAN : s2p_score_group_has (group->group, trial->activity);
    }
  n = s2p_grouped_mean (group->values, group->populations, group->n, &mean, &error);
  add (group->scores, group->group, mean, error, n, "precision");
}

static void
add_measures (Group *group)
{
  static const char *const names[S2P_N_MEASURES] = { "rate_hz", "burst_ms", "f_intra_hz", "f_inter_hz", "spikes_per_burst" };

  for (guint measure = 0; measure < S2P_N_MEASURES; measure++)
    {
      g_autofree char *name = g_strconcat ("error_", names[measure], NULL);
      double median, error;
      gsize n;

      if (group->group != (measure == S2P_MEASURE_RATE ? S2P_SCORES_SPIKING : S2P_SCORES_BURSTING))
        continue;
      for (gsize i = 0; i < group->n; i++)
        group->values[i] = fabs (group->trials[i].said[measure] - group->trials[i].measure[measure]);
      add_mean (group, name);
      for (gsize i = 0; i < group->n; i++)
        group->values[i] /= fabs (group->trials[i].measure[measure]);
      n = median_of (group->values, group->n, &median, &error);
      add (group->scores, group->group, median, error, n, "relative_%s", names[measure]);
    }
}

/* Of the populations of one group: R_VR and share of cells of the right activity, drawn or checked. */
static void
add_built (S2pScores *scores, S2pScoreGroup group, const S2pPopulationScore *populations, gsize n, gboolean checked)
{
  const char *prefix = checked ? "checked_" : "";
  g_autofree double *ratios = g_new (double, MAX (1, n)), *shares = g_new (double, MAX (1, n));
  g_autofree guint32 *units = g_new (guint32, MAX (1, n));
  double median, median_error, mean, mean_error;
  gsize cells = 0, asked = 0, n_ratios;

  for (gsize i = 0; i < n; i++)
    {
      const S2pBuiltScore *built = checked ? &populations[i].checked : &populations[i].drawn;
      const gboolean counts = s2p_score_group_has (group, populations[i].activity) && built->cells > 0;

      ratios[i] = counts ? built->r_vr : NAN;
      shares[i] = counts ? (double) built->same_activity / built->cells : NAN;
      units[i] = (guint32) i;
      cells += counts ? built->cells : 0;
      asked += s2p_score_group_has (group, populations[i].activity) ? built->asked : 0;
    }
  if (checked && asked == 0)
    return;
  if (checked)
    add (scores, group, (double) cells / asked, NAN, asked, "%sfound", prefix);
  s2p_grouped_mean (shares, units, n, &mean, &mean_error);
  n_ratios = median_of (ratios, n, &median, &median_error);
  add (scores, group, n_ratios, NAN, n, "%spopulations_compared", prefix);
  add (scores, group, median, median_error, n_ratios, "%sr_vr_median", prefix);
  add (scores, group, mean, mean_error, cells, "%ssame_activity", prefix);
}

static void
add_populations (S2pScores *scores, S2pScoreGroup group, const S2pPopulationScore *populations, gsize n)
{
  g_autofree double *own = g_new (double, MAX (1, n));
  g_autofree guint32 *units = g_new (guint32, MAX (1, n));
  gsize tried = 0, built = 0, unreachable = 0, n_own;
  double mean, error;

  for (gsize i = 0; i < n; i++)
    {
      const S2pPopulationScore *score = &populations[i];
      const gboolean counts = s2p_score_group_has (group, score->activity) && score->outcome != S2P_POPULATION_NOT_TRIED;

      tried += counts;
      built += counts && score->outcome == S2P_POPULATION_BUILT;
      unreachable += counts && score->outcome == S2P_POPULATION_UNREACHABLE;
      own[i] = counts && score->own_cells > 0 ? (double) score->own_same_activity / score->own_cells : NAN;
      units[i] = (guint32) i;
    }
  add (scores, group, (double) tried, NAN, n, "populations");
  add (scores, group, (double) built, NAN, n, "populations_built");
  add (scores, group, (double) unreachable, NAN, n, "populations_unreachable");
  add_built (scores, group, populations, n, FALSE);
  n_own = s2p_grouped_mean (own, units, n, &mean, &error);
  add (scores, group, mean, error, n_own, "own_same_activity");
  add_built (scores, group, populations, n, TRUE);
}

S2pScores *
s2p_scores_new (const S2pTrial *trials, gsize n, guint population_size, guint64 seed, const S2pPopulationScore *populations, gsize n_populations)
{
  S2pScores *scores = g_new0 (S2pScores, 1);
  g_autofree guint32 *units = g_new (guint32, MAX (1, n));
  g_autofree double *values = g_new (double, MAX (1, n));
  g_autofree gsize *chosen = g_new (gsize, MAX (1, n));
  gsize n_chosen;

  scores->rows = g_array_new (FALSE, FALSE, sizeof (S2pScore));
  for (gsize i = 0; i < n; i++)
    units[i] = trials[i].population;
  n_chosen = s2p_fair_sample (units, n, population_size, seed, chosen);
  for (S2pScoreGroup g = 0; g < S2P_N_SCORE_GROUPS; g++)
    {
      Group group = { scores, g, trials, units, n, values };
      gsize answered = 0;

      for (gsize i = 0; i < n; i++)
        answered += s2p_score_group_has (g, trials[i].activity);
      add (scores, g, (double) answered, NAN, answered, "recordings");
      add_errors (&group);
      add_coverage (&group);
      add_ranks (&group, chosen, n_chosen);
      add_classes (&group);
      add_measures (&group);
      add_populations (scores, g, populations, n_populations);
    }
  return scores;
}

void
s2p_scores_free (S2pScores *scores)
{
  if (scores == NULL)
    return;
  g_array_unref (scores->rows);
  g_free (scores);
}
