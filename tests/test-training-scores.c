/* Scores of a network: tests of ranks that a fair density passes and others do not, errors with populations as units, tables. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include "made-trials.h"
#include "base/error.h"
#include "training/fair-sample.h"
#include "training/scores.h"

enum { N = 1200, EACH = 2, POPULATION = 4 };

static double
value (const S2pScores *scores, S2pScoreGroup group, const char *quantity)
{
  const S2pScore *score = s2p_scores_find (scores, group, quantity);

  if (score == NULL)
    fail_msg ("there is no %s of group %d", quantity, group);
  return score->value;
}

static S2pScores *
scores_of (S2pTrial trials[N], double width)
{
  make_trials (trials, N, EACH, width);
  return s2p_scores_new (trials, N, EACH, 1, NULL, 0);
}

/* The test of an even spread, and how much of the ranks lies in the two bins at the ends. */
static void
ends (const S2pScores *scores, const char *rank, double *p, double *share)
{
  g_autofree char *test = g_strdup_printf ("rank_%s_p", rank), *first = g_strdup_printf ("rank_%s_01", rank), *last = g_strdup_printf ("rank_%s_10", rank);

  *p = value (scores, S2P_SCORES_ALL, test);
  *share = value (scores, S2P_SCORES_ALL, first) + value (scores, S2P_SCORES_ALL, last);
}

static void
ranks_of_a_fair_density_are_even (void **state)
{
  g_autofree S2pTrial *trials = g_new0 (S2pTrial, N);
  g_autoptr (S2pScores) scores = scores_of (trials, 1);
  static const char *const ranks[] = { "g_s", "g_u", "level" };

  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      double p, share, sum = 0;

      ends (scores, ranks[i], &p, &share);
      assert_true (p > 0.02 && fabs (share - 0.2) < 0.05);
      for (guint bin = 1; bin <= S2P_RANK_BINS; bin++)
        {
          g_autofree char *name = g_strdup_printf ("rank_%s_%02u", ranks[i], bin);

          sum += value (scores, S2P_SCORES_ALL, name);
        }
      assert_true (fabs (sum - 1) < 1e-12);
    }
  /* as many as there are populations: two recordings of one are no two witnesses */
  assert_int_equal (s2p_scores_find (scores, S2P_SCORES_ALL, "rank_g_s_p")->n, N / EACH);
  for (guint i = 0; i < S2P_COVERAGE_POINTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("within_%u", s2p_coverage_percent (i));
      const S2pScore *score = s2p_scores_find (scores, S2P_SCORES_ALL, name);

      assert_true (fabs (score->value - s2p_coverage_percent (i) / 100.0) < 3.5 * score->error);
      assert_true (score->error > 0.004 && score->error < 0.025); /* sqrt (p (1 - p) / 600) */
    }
}

static void
ranks_tell_too_narrow_from_too_wide (void **state)
{
  g_autofree S2pTrial *trials = g_new0 (S2pTrial, N);
  g_autoptr (S2pScores) narrow = scores_of (trials, 1.6), wide = NULL;
  double p, share;

  ends (narrow, "g_s", &p, &share);
  assert_true (p < 1e-6 && share > 0.3); /* a U */
  ends (narrow, "g_u", &p, &share);
  assert_true (p < 1e-6 && share > 0.3);
  assert_true (value (narrow, S2P_SCORES_ALL, "rank_level_10") > 0.2);
  assert_true (value (narrow, S2P_SCORES_ALL, "within_90") < 0.75);

  wide = scores_of (trials, 0.6);
  ends (wide, "g_s", &p, &share);
  assert_true (p < 1e-6 && share < 0.1); /* a hill */
  assert_true (value (wide, S2P_SCORES_ALL, "rank_level_10") < 0.03);
  assert_true (value (wide, S2P_SCORES_ALL, "within_50") > 0.7);
}

static void
tails_of_chi_square_are_known (void **state)
{
  for (double x = 0.1; x < 60; x *= 1.7)
    {
      double even = exp (-x / 2); /* in closed form for an even number of degrees */

      assert_true (fabs (s2p_chi_square_tail (x, 1) - erfc (sqrt (x / 2))) < 1e-14);
      assert_true (fabs (s2p_chi_square_tail (x, 2) - even) < 1e-14);
      assert_true (fabs (s2p_chi_square_tail (x, 6) - even * (1 + x / 2 + x * x / 8)) < 1e-14);
    }
  assert_true (fabs (s2p_chi_square_tail (16.918977604620448, 9) - 0.05) < 1e-12);
  assert_true (s2p_chi_square_tail (0, 9) == 1);
}

static void
too_few_are_not_tested (void **state)
{
  double chi_square, p;

  assert_false (s2p_even_spread_test ((gsize[]) { 5, 4, 5, 5 }, 4, &chi_square, &p));
  assert_true (isnan (chi_square) && isnan (p));
  assert_true (s2p_even_spread_test ((gsize[]) { 10, 20, 15, 15 }, 4, &chi_square, &p));
  assert_true (fabs (chi_square - 50.0 / 15) < 1e-12);
}

/* Every item has the chance 1 / largest, whatever the size of its group. */
static void
a_fair_sample_favours_none (void **state)
{
  static const guint32 groups[] = { 4, 9, 9, 2, 2, 2, 2, 7 };
  enum { DRAWS = 4000, LARGEST = 5 };
  guint counts[G_N_ELEMENTS (groups)] = { 0 };

  for (guint64 seed = 0; seed < DRAWS; seed++)
    {
      gsize chosen[G_N_ELEMENTS (groups)];
      const gsize n = s2p_fair_sample (groups, G_N_ELEMENTS (groups), LARGEST, seed, chosen);

      assert_true (n <= 4);
      for (gsize i = 0; i < n; i++)
        {
          counts[chosen[i]]++;
          assert_true (i == 0 || groups[chosen[i]] != groups[chosen[i - 1]]);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    assert_true (abs ((int) counts[i] - DRAWS / LARGEST) < 110); /* 4.3 deviations */
}

static void
errors_take_groups_as_units (void **state)
{
  const double pairs[] = { 1, 1, 3, 3, NAN, 8, 8 }, singles[] = { 1, 3, 8 };
  const guint32 of_pairs[] = { 0, 0, 1, 1, 1, 2, 2 }, of_singles[] = { 0, 1, 2 };
  double mean, error, mean_single, error_single;

  assert_int_equal (s2p_grouped_mean (pairs, of_pairs, 7, &mean, &error), 6);
  assert_int_equal (s2p_grouped_mean (singles, of_singles, 3, &mean_single, &error_single), 3);
  assert_true (fabs (mean - 4) < 1e-12 && fabs (mean_single - 4) < 1e-12);
  assert_true (fabs (error - error_single) < 1e-12); /* saying everything twice makes nothing surer */
  assert_true (fabs (error_single - sqrt (13.0 / 3)) < 1e-12); /* variance 13, three of them */
  s2p_grouped_mean (singles, of_singles, 1, &mean, &error);
  assert_true (mean == 1 && isnan (error));
  assert_int_equal (s2p_grouped_mean (pairs + 4, of_pairs, 1, &mean, &error), 0);
  assert_true (isnan (mean));
}

/* 3 spiking recordings, of which one is called bursting; 2 bursting ones, both right; a silent one. */
static S2pScores *
small_scores (void)
{
  S2pTrial trials[6] = { 0 };
  S2pPopulationScore populations[] = {
    { S2P_POPULATION_BUILT, S2P_ACTIVITY_SPIKING, 15, 12, { 16, 16, 16, 0.8 }, { 16, 10, 10, 0.4 } },
    { S2P_POPULATION_BUILT, S2P_ACTIVITY_SPIKING, 15, 3, { 16, 16, 8, 1.2 }, { 0, 0, 0, NAN } },
    { S2P_POPULATION_UNREACHABLE, S2P_ACTIVITY_BURSTING, 15, 15, { 0, 0, 0, NAN }, { 0, 0, 0, NAN } },
    { S2P_POPULATION_BUILT, S2P_ACTIVITY_BURSTING, 15, 0, { 16, 16, 4, NAN }, { 16, 10, 9, NAN } },
    { S2P_POPULATION_NOT_TRIED },
  };

  for (guint i = 0; i < 5; i++)
    {
      trials[i] = (S2pTrial) { .population = i, .activity = i < 3 ? S2P_ACTIVITY_SPIKING : S2P_ACTIVITY_BURSTING, .says_bursting = i > 1, .mean_g_s = i, .log_density = -2 };
      for (guint m = 0; m < S2P_N_MEASURES; m++)
        {
          trials[i].measure[m] = (m == 0) == (i < 3) ? 10 : NAN;
          trials[i].said[m] = 10 + i;
        }
    }
  return s2p_scores_new (trials, 6, 16, 1, populations, G_N_ELEMENTS (populations));
}

static void
scores_are_those_of_the_trials (void **state)
{
  g_autoptr (S2pScores) scores = small_scores ();
  const S2pScoreGroup all = S2P_SCORES_ALL, spiking = S2P_SCORES_SPIKING, bursting = S2P_SCORES_BURSTING;
  const struct { S2pScoreGroup group; const char *quantity; double value; } wanted[] = {
    { all, "recordings", 5 }, { spiking, "recordings", 3 }, { bursting, "recordings", 2 },
    { all, "error_g_s", 2 }, { spiking, "error_g_s", 1 }, { bursting, "error_g_s", 3.5 }, { bursting, "minus_log_density", 2 },
    { all, "class_right", 0.8 }, { spiking, "class_right", 2.0 / 3 }, { bursting, "class_right", 1 }, { all, "balanced_accuracy", 5.0 / 6 },
    { spiking, "precision", 1 }, { bursting, "precision", 2.0 / 3 },
    { spiking, "error_rate_hz", 1 }, { spiking, "relative_rate_hz", 0.1 }, { bursting, "error_burst_ms", 3.5 }, { bursting, "relative_spikes_per_burst", 0.35 },
    { all, "populations", 4 }, { all, "populations_built", 3 }, { all, "populations_unreachable", 1 }, { bursting, "populations_unreachable", 1 },
    { all, "populations_compared", 2 }, { all, "r_vr_median", 1 }, { spiking, "r_vr_median", 1 },
    { all, "same_activity", 1.75 / 3 }, { spiking, "same_activity", 0.75 }, { bursting, "same_activity", 0.25 },
    { all, "own_same_activity", 0.5 }, { spiking, "own_same_activity", 0.5 },
    { all, "checked_r_vr_median", 0.4 }, { all, "checked_same_activity", 0.95 }, { bursting, "checked_same_activity", 0.9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (!(fabs (value (scores, wanted[i].group, wanted[i].quantity) - wanted[i].value) < 1e-12))
      fail_msg ("%s of group %d is %g, not %g", wanted[i].quantity, wanted[i].group, value (scores, wanted[i].group, wanted[i].quantity), wanted[i].value);
  assert_null (s2p_scores_find (scores, spiking, "balanced_accuracy"));
  assert_null (s2p_scores_find (scores, all, "error_rate_hz"));
  assert_true (isnan (value (scores, all, "rank_g_s_p"))); /* too few */
  assert_true (isnan (value (scores, bursting, "r_vr_median")));
}

static void
the_table_has_what_is_known (void **state)
{
  g_autoptr (S2pScores) scores = small_scores ();
  g_autoptr (GString) text = g_string_new (NULL);
  GError *error = NULL;
  guint n_commas = 0;

  assert_true (s2p_scores_take_published (scores, "# a remark, with commas, in it\nmodel,activity,quantity,value\nstg,spiking,error_g_s,4.50\r\nda,spiking,error_g_u,7\nstg,all,not_ours,1\n",
                                          "published.csv", "stg", &error));
  s2p_scores_append_csv (scores, text);
  assert_true (g_str_has_prefix (text->str, "activity,quantity,value,standard_error,n,published\nall,recordings,5.00000,,5,\n"));
  assert_non_null (strstr (text->str, "\nspiking,error_g_s,1.00000,0.57735,3,4.50000\n"));
  assert_non_null (strstr (text->str, "\nspiking,error_g_u,0.00000,0.00000,3,\n"));
  assert_non_null (strstr (text->str, "\nall,rank_g_s_p,,,")); /* not known: an empty field */
  assert_null (strstr (text->str, "nan"));
  for (const char *c = text->str; *c != '\0'; c++)
    if (*c == '\n')
      {
        assert_true (n_commas == 5);
        n_commas = 0;
      }
    else
      n_commas += *c == ',';

  assert_false (s2p_scores_take_published (scores, "model,activity,quantity,value\nstg,all,error_g_s\n", "published.csv", "stg", &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FORMAT) && strstr (error->message, "published.csv, line 2") != NULL);
  g_clear_error (&error);
}

/* Cells that fire exactly as the recording are at no distance from it. */
static void
cells_are_compared_with_their_recording (void **state)
{
  double times[40], late[40];
  S2pWitness witness = { times, 40, S2P_ACTIVITY_SPIKING, 0.5 };
  S2pSimulatedCell cells[3] = { 0 };
  S2pBuiltScore score;

  for (guint i = 0; i < 40; i++)
    {
      times[i] = 50 * i;
      late[i] = 300 + 50 * i;
    }
  for (guint i = 0; i < 3; i++)
    cells[i].spikes = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_vals (cells[0].spikes, times, 40);
  g_array_append_vals (cells[1].spikes, late, 40);
  s2p_evaluate_cells (&witness, cells, 3, &score); /* the third is silent: it has no distance */
  assert_int_equal (score.cells, 3);
  assert_int_equal (score.same_activity, 2);
  assert_true (fabs (score.r_vr) < 1e-6);
  witness.own_distance = NAN;
  s2p_evaluate_cells (&witness, cells, 3, &score);
  assert_true (isnan (score.r_vr));
  for (guint i = 0; i < 3; i++)
    g_array_unref (cells[i].spikes);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (ranks_of_a_fair_density_are_even),
    cmocka_unit_test (ranks_tell_too_narrow_from_too_wide),
    cmocka_unit_test (tails_of_chi_square_are_known),
    cmocka_unit_test (too_few_are_not_tested),
    cmocka_unit_test (a_fair_sample_favours_none),
    cmocka_unit_test (errors_take_groups_as_units),
    cmocka_unit_test (scores_are_those_of_the_trials),
    cmocka_unit_test (the_table_has_what_is_known),
    cmocka_unit_test (cells_are_compared_with_their_recording),
  };

  return cmocka_run_group_tests_name ("training-scores", tests, NULL, NULL);
}
