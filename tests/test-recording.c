/* Features of a spike train and the distance of two. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include "base/random.h"
#include "recording/distance.h"
#include "recording/features.h"
#include "recording/spike-train.h"

#define assert_near(a, b, tolerance) assert_true (fabs ((a) - (b)) <= (tolerance))

/* Four bursts of 2, 3, 4 and 2 spikes; the two in the middle are whole. */
static const double bursts[] = { 0, 10, 200, 210, 220, 400, 408, 416, 424, 600, 610 };

static S2pFeatures
features_of (const double *times, gsize n)
{
  S2pFeatures features;

  s2p_features_compute (times, n, &features);
  return features;
}

static void
regular_firing_is_spiking (void **state)
{
  static const double times[] = { 100, 150, 200, 250, 300 };
  S2pFeatures f = features_of (times, G_N_ELEMENTS (times));

  assert_int_equal (f.n_spikes, 5);
  assert_int_equal (f.activity, S2P_ACTIVITY_SPIKING);
  assert_true (f.duration == 200);
  assert_near (f.rate, 20, 1e-12);
  assert_true (f.cv_isi == 0);
  assert_true (isnan (f.f_intra) && isnan (f.f_inter));
  assert_true (isnan (f.burst_duration) && isnan (f.spikes_per_burst));
}

static void
three_spikes_are_silence_and_four_are_not (void **state)
{
  static const double times[] = { 100, 150, 200, 250 };

  for (gsize n = 0; n <= 3; n++)
    assert_int_equal (features_of (times, n).activity, S2P_ACTIVITY_SILENT);
  assert_int_equal (features_of (times, 4).activity, S2P_ACTIVITY_SPIKING);
  assert_true (isnan (features_of (times, 0).duration));
  assert_true (features_of (times, 1).duration == 0);
  assert_true (isnan (features_of (times, 1).rate) && isnan (features_of (times, 1).cv_isi));
  assert_near (features_of (times, 2).rate, 20, 1e-12);
  assert_true (isnan (features_of (times, 2).cv_isi)); /* one interval does not vary */
  assert_true (features_of (times, 3).cv_isi == 0);
  assert_near (features_of (times, 3).rate, 20, 1e-12);
}

static void
cv_of_a_tenth_is_still_spiking (void **state)
{
  /* Intervals 90 and 110 in turn: mean 100, standard deviation exactly 10. */
  static const double at[] = { 0, 90, 200, 290, 400 }, above[] = { 0, 89.9, 200, 289.9, 400 };

  assert_true (features_of (at, 5).cv_isi == 0.1);
  assert_int_equal (features_of (at, 5).activity, S2P_ACTIVITY_SPIKING);
  assert_int_equal (features_of (above, 5).activity, S2P_ACTIVITY_BURSTING);
  /* Intervals 1, 2, 3: population deviation sqrt (2 / 3), not the sample one of 1. */
  assert_near (features_of ((double[]) { 0, 1, 3, 6 }, 4).cv_isi, sqrt (2 / 3.0) / 2, 1e-15);
}

static void
bursts_are_measured_without_the_first_and_last (void **state)
{
  S2pFeatures f = features_of (bursts, G_N_ELEMENTS (bursts));
  gsize begin, end;

  assert_int_equal (f.activity, S2P_ACTIVITY_BURSTING);
  assert_near (f.burst_duration, (20 + 24) / 2.0, 1e-12);
  assert_near (f.spikes_per_burst, 3.5, 1e-12);
  assert_near (f.f_intra, (3 / 20.0 + 4 / 24.0) / 2 * 1000, 1e-9);
  assert_near (f.f_inter, 1000 / 200.0, 1e-12);
  s2p_features_whole_bursts (bursts, G_N_ELEMENTS (bursts), &begin, &end);
  assert_int_equal (begin, 2);
  assert_int_equal (end, 9);
}

static void
measures_without_enough_bursts_are_missing (void **state)
{
  gsize begin, end;
  S2pFeatures two = features_of (bursts, 5), three = features_of (bursts, 9);
  /* A single spike between two bursts: a burst without duration. */
  static const double lone[] = { 0, 10, 200, 400, 410, 420 };
  S2pFeatures alone = features_of (lone, 6);

  assert_int_equal (two.activity, S2P_ACTIVITY_BURSTING);
  assert_true (isnan (two.f_intra) && isnan (two.f_inter) && isnan (two.spikes_per_burst));
  s2p_features_whole_bursts (bursts, 5, &begin, &end);
  assert_int_equal (begin, 0);
  assert_int_equal (end, 5);

  assert_near (three.spikes_per_burst, 3, 0);
  assert_near (three.f_intra, 150, 1e-9);
  assert_true (isnan (three.f_inter)); /* one whole burst has no period */

  assert_true (isnan (alone.f_intra) && alone.burst_duration == 0 && alone.spikes_per_burst == 1);

  s2p_features_whole_bursts ((double[]) { 0, 50, 100, 150 }, 4, &begin, &end);
  assert_true (begin == 0 && end == 4);
  s2p_features_whole_bursts (NULL, 0, &begin, &end);
  assert_true (begin == 0 && end == 0);
}

static gsize
random_train (guint instance, double *times, gsize limit)
{
  gsize n;
  double t = 0;
  S2pRandom random;

  s2p_random_init (&random, 5, S2P_RANDOM_AUGMENT, 0, instance);
  n = 1 + s2p_random_below (&random, limit);
  for (gsize i = 0; i < n; i++)
    times[i] = t += -20 * log (1 - s2p_random_uniform (&random));
  return n;
}

static double
double_sum (const double *a, gsize n_a, const double *b, gsize n_b, double tau)
{
  double sum = 0;

  for (gsize i = 0; i < n_a; i++)
    for (gsize j = 0; j < n_b; j++)
      sum += exp (-fabs (a[i] - b[j]) / tau);
  return sum;
}

static void
van_rossum_is_the_double_sum (void **state)
{
  double x[80], y[80];

  for (guint i = 0; i < 200; i++)
    {
      gsize n_x = random_train (2 * i, x, 80), n_y = random_train (2 * i + 1, y, 80);
      double tau = exp (0.05 * i - 3), /* 0.05 ... 1000 ms */
             expected = sqrt ((double_sum (x, n_x, x, n_x, tau) + double_sum (y, n_y, y, n_y, tau)
                               - 2 * double_sum (x, n_x, y, n_y, tau)) / (2 * tau)),
             distance = s2p_van_rossum (x, n_x, y, n_y, tau);

      assert_near (distance, expected, 1e-9 * (1 + expected));
      assert_near (distance, s2p_van_rossum (y, n_y, x, n_x, tau), 1e-12 * (1 + expected));
      assert_true (s2p_van_rossum (x, n_x, x, n_x, tau) == 0);
      assert_near (s2p_van_rossum (x, n_x, NULL, 0, tau),
                   sqrt (double_sum (x, n_x, x, n_x, tau) / (2 * tau)), 1e-9 * (1 + expected));
    }
  assert_true (s2p_van_rossum (NULL, 0, NULL, 0, 1) == 0);
}

/* The definition: both trains filtered with exp (-t / tau) / tau, squared difference integrated
 * (midpoint rule; all spikes stand on borders of its steps). */
static void
van_rossum_is_the_integral_of_its_definition (void **state)
{
  static const double x[] = { 1, 5, 6, 20 }, y[] = { 2, 5, 13 };
  const double tau = 4, step = 0.01;
  double integral = 0;

  for (double t = step / 2; t < 150; t += step)
    {
      double difference = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (x); i++)
        difference += t >= x[i] ? exp (-(t - x[i]) / tau) / tau : 0;
      for (gsize i = 0; i < G_N_ELEMENTS (y); i++)
        difference -= t >= y[i] ? exp (-(t - y[i]) / tau) / tau : 0;
      integral += difference * difference * step;
    }
  assert_near (s2p_van_rossum (x, 4, y, 3, tau), sqrt (integral), 1e-6);
}

static void
activities_are_aligned_before_they_are_compared (void **state)
{
  double shifted[G_N_ELEMENTS (bursts)];
  static const double tonic[] = { 0, 50, 100, 150, 200 }, slower[] = { 1000, 1060, 1120, 1180 };
  const double tau = (190 + 8) / 2.0; /* of all intervals of the reference */

  for (gsize i = 0; i < G_N_ELEMENTS (bursts); i++)
    shifted[i] = bursts[i] + 1024;
  shifted[0] += 3; /* in the first burst, which is dropped */
  assert_true (s2p_activity_distance (bursts, 11, shifted, 11) == 0);

  assert_near (s2p_activity_distance (tonic, 5, slower, 4),
               s2p_van_rossum (tonic, 5, (double[]) { 0, 60, 120, 180 }, 4, 50), 1e-12);
  assert_near (s2p_activity_distance (bursts, 11, tonic, 5),
               s2p_van_rossum ((double[]) { 0, 10, 20, 200, 208, 216, 224 }, 7, tonic, 5,
                               tau), 1e-12);
  assert_true (isnan (s2p_activity_distance (tonic, 1, tonic, 5)));
  assert_true (isnan (s2p_activity_distance (tonic, 5, NULL, 0)));
}

static void
trains_own_their_times_and_notes (void **state)
{
  g_autoptr (S2pSpikeTrain) train = s2p_spike_train_new ("a", g_new0 (double, 3), 3);

  assert_string_equal (train->id, "a");
  assert_null (train->notes);
  assert_int_equal (s2p_notes_count (train->notes), 0);
  s2p_notes_add (s2p_spike_train_notes (train), 7, "line %d", 7);
  s2p_notes_add (s2p_spike_train_notes (train), 0, "again");
  assert_int_equal (s2p_notes_count (train->notes), 2);
  assert_string_equal (s2p_notes_at (train->notes, 0)->text, "line 7");
  assert_int_equal (s2p_notes_at (train->notes, 0)->line, 7);
  s2p_spike_train_free (NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (regular_firing_is_spiking),
    cmocka_unit_test (three_spikes_are_silence_and_four_are_not),
    cmocka_unit_test (cv_of_a_tenth_is_still_spiking),
    cmocka_unit_test (bursts_are_measured_without_the_first_and_last),
    cmocka_unit_test (measures_without_enough_bursts_are_missing),
    cmocka_unit_test (van_rossum_is_the_double_sum),
    cmocka_unit_test (van_rossum_is_the_integral_of_its_definition),
    cmocka_unit_test (activities_are_aligned_before_they_are_compared),
    cmocka_unit_test (trains_own_their_times_and_notes),
  };

  setlocale (LC_ALL, "");
  return cmocka_run_group_tests_name ("recording", tests, NULL, NULL);
}
