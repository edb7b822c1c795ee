/* Recordings that a model cannot fire: flagged with a reason that names what is odd; its own trains are not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "base/random.h"
#include "inference/domain.h"
#include "recording/import.h"

#define MOST 4000

static const char *const models[] = { "stg", "da" };

static S2pDomain *
load (const char *model)
{
  g_autofree char *path = g_strdup_printf (S2P_SOURCE_ROOT "/weights/%s-domain.safetensors", model);
  GError *error = NULL;
  S2pDomain *domain = s2p_domain_load (path, &error);

  assert_null (error);
  assert_string_equal (domain->model, model);
  return domain;
}

typedef struct { double times[MOST]; gsize n; } Train;

static void
add (Train *train, double time)
{
  assert_true (train->n < MOST);
  train->times[train->n++] = time;
}

static void
regular (Train *train, double interval, double length)
{
  train->n = 0;
  for (double t = 0; t < length; t += interval)
    add (train, t);
}

static void
bursts (Train *train, double period, guint spikes, double interval, double length)
{
  train->n = 0;
  for (double onset = 0; onset < length; onset += period)
    for (guint i = 0; i < spikes; i++)
      add (train, onset + i * interval);
}

static void
poisson (Train *train, S2pRandom *random, double interval, double length)
{
  train->n = 0;
  for (double t = 0; t < length; t -= interval * log1p (-s2p_random_uniform (random)))
    add (train, t);
}

static S2pVerdict
judge (const S2pDomain *domain, const Train *train)
{
  S2pVerdict verdict;

  s2p_domain_judge (domain, train->times, train->n, &verdict);
  return verdict;
}

/* The reason as in a file. */
static void
assert_foreign (const S2pDomain *domain, const Train *train, S2pForeign reason, const char *beginning)
{
  const S2pVerdict verdict = judge (domain, train);
  g_autofree char *said = s2p_verdict_say (&verdict, TRUE);

  assert_int_equal (verdict.place, S2P_DOMAIN_OUTSIDE);
  assert_int_equal (verdict.reason, reason);
  if (!g_str_has_prefix (said, beginning))
    fail_msg ("“%s” does not begin with “%s”", said, beginning);
}

static void
what_is_odd_is_named (void **state)
{
  g_autoptr (S2pDomain) stg = load ("stg"), da = load ("da");
  g_autofree Train *train = g_new0 (Train, 1);

  regular (train, 25, 10000);
  assert_foreign (stg, train, S2P_FOREIGN_RATE, "mean rate 40 Hz; trains of this model");
  regular (train, 5, 10000);
  assert_foreign (da, train, S2P_FOREIGN_RATE, "mean rate 200 Hz; ");
  regular (train, 8000, 200000);
  assert_foreign (da, train, S2P_FOREIGN_RATE, "mean rate 0.12 Hz; ");
  bursts (train, 500, 6, 12, 30000);
  assert_foreign (stg, train, S2P_FOREIGN_PERIOD, "a burst every 500 ms; trains of this model burst every ");
  bursts (train, 3000, 5, 15, 60000); /* slower than a window sees */
  assert_foreign (stg, train, S2P_FOREIGN_PERIOD, "a burst every 3000 ms; ");
  train->n = 0;
  for (double t = 0; t < 30000; t += 70 * pow (3, t / 30000)) /* each window is regular */
    add (train, t);
  assert_foreign (stg, train, S2P_FOREIGN_DRIFT, "the rate changes");
  train->n = 0;
  for (guint i = 0; i < 60; i++)
    add (train, 80 * i + (i % 2 ? 30 : 0));
  assert_foreign (stg, train, S2P_FOREIGN_ALTERNATING, "short and long intervals alternate");
}

static void
random_trains_are_flagged (void **state)
{
  g_autofree Train *train = g_new0 (Train, 1);

  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    {
      g_autoptr (S2pDomain) domain = load (models[m]);
      guint flagged = 0, said = 0;

      for (guint i = 0; i < 50; i++)
        {
          S2pRandom random;
          S2pVerdict verdict;

          s2p_random_init (&random, 4711, S2P_RANDOM_DOMAIN, i, 0);
          poisson (train, &random, 20 * pow (10, i / 50.0), 30000); /* 50 to 5 Hz */
          verdict = judge (domain, train);
          flagged += verdict.place == S2P_DOMAIN_OUTSIDE;
          said += verdict.place == S2P_DOMAIN_OUTSIDE && verdict.reason >= S2P_FOREIGN_RANDOM && verdict.reason <= S2P_FOREIGN_RANDOM_BURSTS;
        }
      assert_in_range (flagged, 48, 50);
      assert_in_range (said, 45, 50);
    }
}

/* Cells that were simulated for this table alone. */
static void
own_trains_are_not_flagged (void **state)
{
  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    {
      g_autofree char *path = g_strdup_printf (S2P_TEST_DATA "/domain/%s.csv", models[m]);
      g_autoptr (S2pDomain) domain = load (models[m]);
      g_autoptr (S2pRecordings) own = s2p_recordings_read (path, NULL, NULL);
      guint flagged = 0;

      assert_true (own->trains->len >= 60);
      for (guint i = 0; i < own->trains->len; i++)
        {
          const S2pSpikeTrain *train = own->trains->pdata[i];
          S2pVerdict verdict;

          s2p_domain_judge (domain, train->times, train->n_spikes, &verdict);
          assert_int_not_equal (verdict.place, S2P_DOMAIN_UNKNOWN);
          flagged += verdict.place == S2P_DOMAIN_OUTSIDE;
        }
      assert_in_range (flagged, 0, 3);
    }
}

/* Jitter, lost spikes, length and time of the recording are no reason. */
static void
what_a_laboratory_does_is_no_reason (void **state)
{
  g_autoptr (S2pDomain) stg = load ("stg"), da = load ("da");
  g_autoptr (S2pRecordings) bundled = s2p_recordings_read (S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv", NULL, NULL);
  g_autofree Train *train = g_new0 (Train, 1);
  guint flagged = 0;

  for (guint i = 0; i < bundled->trains->len; i++)
    {
      const S2pSpikeTrain *of = bundled->trains->pdata[i];
      S2pVerdict verdict;

      s2p_domain_judge (stg, of->times, of->n_spikes, &verdict);
      assert_int_equal (verdict.place, S2P_DOMAIN_INSIDE);
      s2p_domain_judge (stg, of->times, 10, &verdict);
      assert_int_equal (verdict.place, S2P_DOMAIN_INSIDE);
    }
  for (guint i = 0; i < 40; i++)
    {
      const double interval = i % 2 ? 70 : 1000;
      S2pRandom random;

      s2p_random_init (&random, 815, S2P_RANDOM_DOMAIN, i, 0);
      train->n = 0;
      for (double t = 1e6; t < 1e6 + 30000; t += interval)
        if (s2p_random_uniform (&random) > 0.02)
          add (train, t + s2p_random_normal (&random));
      flagged += judge (i % 2 ? stg : da, train).place == S2P_DOMAIN_OUTSIDE;
    }
  assert_in_range (flagged, 0, 1);
}

static void
odd_trains_have_a_verdict (void **state)
{
  static const double one_time[] = { 5, 5, 5, 5, 5 }, far[] = { -1e300, 0, 1, 1e300 }, three[] = { 1, 2, 3 };
  g_autoptr (S2pDomain) domain = load ("stg");
  S2pVerdict verdict;

  s2p_domain_judge (domain, three, 3, &verdict);
  assert_int_equal (verdict.place, S2P_DOMAIN_UNKNOWN);
  assert_null (s2p_verdict_say (&verdict, FALSE));
  s2p_domain_judge (domain, one_time, 5, &verdict);
  assert_int_equal (verdict.place, S2P_DOMAIN_OUTSIDE);
  s2p_domain_judge (domain, far, 4, &verdict);
  assert_int_equal (verdict.place, S2P_DOMAIN_OUTSIDE);
  assert_true (isfinite (verdict.value + verdict.low + verdict.high));
}

static void
every_reason_has_its_sentence (void **state)
{
  for (guint reason = 0; reason < S2P_N_FOREIGN; reason++)
    {
      const S2pVerdict verdict = { S2P_DOMAIN_OUTSIDE, reason, 12.34, 0.5, 1234.5 };
      g_autofree char *said = s2p_verdict_say (&verdict, TRUE);

      assert_true (strlen (said) > 20 && strchr (said, '%') == NULL && strchr (said, ',') == NULL);
      assert_true ((strstr (said, "12.3") != NULL && strstr (said, "0.50") != NULL && strstr (said, "1234") != NULL) == (reason < S2P_N_DOMAIN_RANGES));
    }
}

static void
a_file_comes_back_and_a_damaged_one_does_not (void **state)
{
  g_autoptr (S2pDomain) domain = load ("da"), back = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "s2p-XXXXXX-domain.safetensors", NULL), *beside = s2p_domain_path ("/a/b.safetensors");
  const int fd = g_mkstemp (path);
  GError *error = NULL;

  assert_string_equal (beside, "/a/b-domain.safetensors");
  assert_true (g_close (fd, NULL) && s2p_domain_save (domain, NULL, path, NULL));
  back = s2p_domain_load (path, NULL);
  for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
    {
      const S2pDomainSpace *a = &domain->spaces[i], *b = &back->spaces[i];
      const gsize dimensions = s2p_rhythm_dimensions (i);

      assert_int_equal (a->own.n, b->own.n);
      assert_memory_equal (a->own.points, b->own.points, a->own.n * dimensions * sizeof (float));
      assert_memory_equal (a->foreign.points, b->foreign.points, a->foreign.n * dimensions * sizeof (float));
      assert_memory_equal (a->foreign.kinds, b->foreign.kinds, a->foreign.n);
      assert_memory_equal (a->scale, b->scale, dimensions * sizeof (float));
      assert_true (a->most_ratio == b->most_ratio && a->most_distance == b->most_distance);
    }
  assert_true (domain->longest == back->longest && domain->window == back->window);
  assert_memory_equal (domain->ranges, back->ranges, sizeof domain->ranges);
  domain->spaces[0].foreign.kinds[7] = S2P_N_FOREIGN;
  assert_true (s2p_domain_save (domain, NULL, path, NULL));
  assert_null (s2p_domain_load (path, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FORMAT) && strstr (error->message, "kinds") != NULL);
  g_clear_error (&error);
  domain->spaces[0].foreign.kinds[7] = 0;
  domain->spaces[1].own.points[0] = NAN;
  assert_true (s2p_domain_save (domain, NULL, path, NULL));
  assert_null (s2p_domain_load (path, &error));
  assert_true (strstr (error->message, "own") != NULL);
  g_clear_error (&error);
  assert_null (s2p_domain_load (S2P_SOURCE_ROOT "/weights/stg.safetensors", &error)); /* another kind of file */
  g_clear_error (&error);
  g_unlink (path);
}

static void
measures_of_rhythms_that_are_known (void **state)
{
  g_autofree Train *train = g_new0 (Train, 1);
  double m[S2P_RHYTHM_MEASURES];

  regular (train, 100, 2050);
  assert_int_equal (s2p_rhythm_measure (train->times, train->n, m), S2P_RHYTHM_PLAIN);
  assert_float_equal (m[0], 1, 1e-9);              /* 10 Hz */
  assert_float_equal (m[1], log10 (0.03), 1e-6);   /* no variation */
  for (guint i = 2; i < 13; i++)
    assert_float_equal (m[i], i >= 5 && i < 10 ? 2 : 0, 1e-9); /* all intervals of 100 ms; nothing varies */
  bursts (train, 200, 4, 10, 2000);
  assert_int_equal (s2p_rhythm_measure (train->times, train->n, m), S2P_RHYTHM_BURSTS);
  assert_float_equal (m[10], 0, 1e-9);             /* repeats after four intervals */
  assert_float_equal (m[13], log10 (200), 1e-9);
  assert_float_equal (m[14], log10 (4), 1e-9);
  assert_float_equal (m[15], log10 (0.03), 1e-6);
  assert_float_equal (m[17], 30.0 / 200, 1e-9);
  assert_float_equal (m[18], log10 (4000.0 / 30), 1e-9);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (measures_of_rhythms_that_are_known), cmocka_unit_test (what_is_odd_is_named),
    cmocka_unit_test (random_trains_are_flagged),          cmocka_unit_test (own_trains_are_not_flagged),
    cmocka_unit_test (what_a_laboratory_does_is_no_reason), cmocka_unit_test (odd_trains_have_a_verdict),
    cmocka_unit_test (every_reason_has_its_sentence),      cmocka_unit_test (a_file_comes_back_and_a_damaged_one_does_not),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
