/* How much a train may differ from a recording, and how much it does. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include "base/random.h"
#include "recording/distance.h"
#include "recording/likeness.h"

enum { MOST = 4000 };

/* Bursts of @in_burst spikes 10 ms apart, one every @period ms, each onset off by a normal of @jitter ms; @in_burst 1: regular spikes. */
static gsize
train (double *times, guint n_bursts, guint in_burst, double period, double jitter, guint stream)
{
  S2pRandom random;
  gsize n = 0;

  s2p_random_init (&random, 1, S2P_RANDOM_AUGMENT, stream, 0);
  for (guint i = 0; i < n_bursts; i++)
    {
      const double onset = 7 + i * period + jitter * s2p_random_normal (&random);

      for (guint k = 0; k < in_burst; k++)
        times[n++] = onset + 10 * k;
    }
  return n;
}

static S2pCloseness
measure (const S2pLikeness *likeness, const double *times, gsize n)
{
  S2pCloseness closeness;

  s2p_likeness_measure (likeness, times, n, &closeness);
  return closeness;
}

static void
a_recording_is_like_itself (void **state)
{
  for (guint in_burst = 1; in_burst <= 5; in_burst += 4)
    {
      double times[MOST];
      const gsize n = train (times, 30, in_burst, 150, 3, in_burst);
      S2pLikeness likeness;
      S2pCloseness closeness;

      s2p_likeness_init (&likeness, times, n, 0.05);
      closeness = measure (&likeness, times, n);
      assert_int_equal (closeness.activity, in_burst == 1 ? S2P_ACTIVITY_SPIKING : S2P_ACTIVITY_BURSTING);
      assert_float_equal (closeness.worst, 0, 0);
    }
}

/* A clock has no variability of its own: the floor counts. */
static void
the_floor_is_what_a_clock_may_be_off (void **state)
{
  double times[MOST], other[MOST];
  S2pLikeness likeness;
  S2pCloseness closeness;
  gsize n = train (times, 40, 1, 50, 0, 0);

  s2p_likeness_init (&likeness, times, n, 0.04);
  assert_float_equal (likeness.tolerance[S2P_LIKE_RATE], 0.04, 1e-12);
  assert_true (isnan (likeness.tolerance[S2P_LIKE_F_INTER]) && isnan (likeness.tolerance[S2P_LIKE_SPIKES_PER_BURST]));
  n = train (other, 40, 1, 50 * exp (0.03), 0, 0);
  closeness = measure (&likeness, other, n);
  assert_float_equal (closeness.off[S2P_LIKE_RATE], -0.03, 1e-9);
  assert_true (closeness.worst >= 0.75 - 1e-9 && closeness.worst < 1);
  n = train (other, 40, 1, 50 * exp (0.05), 0, 0);
  closeness = measure (&likeness, other, n);
  assert_true (closeness.worst >= 1.25 - 1e-9);
  n = train (other, 8, 5, 250, 0, 0); /* as many spikes, in bursts */
  closeness = measure (&likeness, other, n);
  assert_true (closeness.worst == INFINITY && closeness.worst_measure == S2P_N_LIKE);
  closeness = measure (&likeness, other, 0);
  assert_true (closeness.worst == INFINITY && closeness.activity == S2P_ACTIVITY_SILENT);
}

/* Two standard errors: of many intervals with a deviation of 8 %, 16 % / sqrt (their number). */
static void
what_varies_may_be_off_more (void **state)
{
  double times[MOST], expected;
  S2pLikeness likeness;
  S2pFeatures features;
  gsize n = train (times, 60, 1, 50, 3, 5);

  s2p_features_compute (times, n, &features);
  expected = 2 * features.cv_isi / sqrt (n - 1.0);
  assert_int_equal (features.activity, S2P_ACTIVITY_SPIKING);
  s2p_likeness_init (&likeness, times, n, 0.001);
  assert_float_equal (likeness.tolerance[S2P_LIKE_RATE], expected, 1e-12);
  assert_true (expected > 0.01 && expected < 0.03);

  n = train (times, 25, 4, 200, 12, 6);
  s2p_likeness_init (&likeness, times, n, 0.001);
  assert_int_equal (likeness.features.activity, S2P_ACTIVITY_BURSTING);
  /* 23 bursts are kept; differences of two normals of 12 ms have a deviation of 17 ms */
  assert_float_equal (likeness.tolerance[S2P_LIKE_F_INTER], 2 * 17.0 / 200 / sqrt (22), 0.4 * 2 * 17.0 / 200 / sqrt (22));
  assert_float_equal (likeness.tolerance[S2P_LIKE_BURST_DURATION], 0.002, 1e-9); /* they are all alike */
  assert_float_equal (likeness.tolerance[S2P_LIKE_SPIKES_PER_BURST], 0.25, 1e-12);
  assert_true (isnan (likeness.tolerance[S2P_LIKE_RATE]));
}

/* The distance that is allowed is that of another realisation of the same process, not of the recording less its noise. */
static void
another_realisation_is_like_the_recording (void **state)
{
  guint like = 0;

  for (guint i = 0; i < 40; i++)
    {
      double times[MOST], other[MOST];
      const gsize n = train (times, 40, 4, 200, 4, 100 + i), m = train (other, 40, 4, 200, 4, 200 + i);
      S2pLikeness likeness;

      s2p_likeness_init (&likeness, times, n, 0.01);
      like += measure (&likeness, other, m).worst <= 1;
    }
  assert_true (like >= 36);
}

static void
bursts_are_measured_one_by_one (void **state)
{
  double times[MOST], other[MOST];
  S2pLikeness likeness;
  S2pCloseness closeness;
  gsize n = train (times, 20, 5, 300, 0, 0);

  s2p_likeness_init (&likeness, times, n, 0.05);
  n = train (other, 20, 6, 300, 0, 0); /* a spike more */
  closeness = measure (&likeness, other, n);
  assert_float_equal (closeness.off[S2P_LIKE_SPIKES_PER_BURST], 1, 1e-12);
  assert_float_equal (closeness.off[S2P_LIKE_BURST_DURATION], log (5.0 / 4), 1e-12);
  assert_float_equal (closeness.worst, 1 / 0.25, 1e-9);
  assert_int_equal (closeness.worst_measure, S2P_LIKE_SPIKES_PER_BURST);
  n = train (other, 20, 5, 300 * exp (0.03), 0, 0);
  closeness = measure (&likeness, other, n);
  assert_float_equal (closeness.off[S2P_LIKE_F_INTER], -0.03, 1e-9);
  assert_true (closeness.worst < 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_recording_is_like_itself),
    cmocka_unit_test (the_floor_is_what_a_clock_may_be_off),
    cmocka_unit_test (what_varies_may_be_off_more),
    cmocka_unit_test (another_realisation_is_like_the_recording),
    cmocka_unit_test (bursts_are_measured_one_by_one),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
