/* The domain of a model that is made up: what it fires is known, so what must be flagged is known, too. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "training/dataset-format.h"
#include "training/domain-fit.h"
#include "training/foreign.h"

#define WINDOW 2000.0

/* A data set of regular trains of 8 to 16 Hz, @n populations of one cell. */
static S2pDataset *
made_up (guint n)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "s2p-XXXXXX.s2p", NULL);
  const char *const paths[] = { path, NULL };
  const S2pDatasetHeader header = { .magic = "S2PDATA1", .model = "made-up", .seed = 1, .n_populations = n, .size = 1, .n_shards = 1, .window = WINDOW, .step = 0.1 };
  S2pDatasetBlock block = { S2P_DATASET_BLOCK_MAGIC, 0, n, n, 0 };
  g_autoptr (GByteArray) records = g_byte_array_new (), file = g_byte_array_new ();
  S2pDataset *dataset;

  g_close (g_mkstemp (path), NULL);
  for (guint i = 0; i < n; i++)
    {
      S2pDatasetRecord record = { .population = i };
      S2pRandom random;
      float times[64];
      double interval, t;

      s2p_random_init (&random, 3, S2P_RANDOM_DOMAIN, i, 99);
      interval = 1000 / (8 * pow (2, s2p_random_uniform (&random)));
      for (t = interval * s2p_random_uniform (&random); t < WINDOW; t += interval)
        times[record.n_spikes++] = (float) t;
      g_byte_array_append (records, (const guint8 *) &record, sizeof record);
      g_byte_array_append (records, (const guint8 *) times, record.n_spikes * sizeof (float));
    }
  block.n_bytes = records->len;
  g_byte_array_append (file, (const guint8 *) &header, sizeof header);
  g_byte_array_append (file, (const guint8 *) &block, sizeof block);
  g_byte_array_append (file, records->data, records->len);
  assert_true (g_file_set_contents (path, (const char *) file->data, file->len, NULL));
  dataset = s2p_dataset_open_shards (paths, NULL);
  assert_non_null (dataset);
  g_unlink (path); /* the map stays */
  return dataset;
}

static double
share (const S2pFlagged *flagged)
{
  assert_true (flagged->n > 50);
  return (double) flagged->flagged / flagged->n;
}

static void
own_trains_pass_and_others_do_not (void **state)
{
  g_autoptr (S2pDataset) dataset = made_up (1000);
  const S2pDomainFit fit = { .seed = 5, .n_points = 400, .n_held = 600 };
  S2pDomainReport report;
  g_autoptr (S2pDomain) domain = s2p_domain_fit (&fit, dataset, &report, NULL), again = s2p_domain_fit (&fit, dataset, NULL, NULL);
  double times[100];
  S2pVerdict verdict;

  assert_string_equal (domain->model, "made-up");
  assert_float_equal (domain->window, WINDOW, 0);
  assert_true (share (&report.clean) <= 0.011);
  assert_true (share (&report.noisy) <= 0.03);
  for (guint kind = S2P_FOREIGN_RANDOM; kind < S2P_FOREIGN_RHYTHM; kind++)
    if (share (&report.foreign[kind]) < (kind == S2P_FOREIGN_RANDOM || kind == S2P_FOREIGN_RANDOM_BURSTS ? 0.9 : 0.4)) /* others may be close to regular */
      fail_msg ("of kind %u, only %g are flagged", kind, share (&report.foreign[kind]));
  assert_true (domain->ranges[0][S2P_FOREIGN_RATE][0] > 7.9f && domain->ranges[0][S2P_FOREIGN_RATE][1] < 16.1f);
  assert_true (domain->spaces[0].most_ratio == again->spaces[0].most_ratio); /* the same seed, the same domain */
  assert_memory_equal (domain->spaces[0].own.points, again->spaces[0].own.points, (gsize) domain->spaces[0].own.n * S2P_RHYTHM_PLAIN_MEASURES * sizeof (float));

  for (guint i = 0; i < 100; i++)
    times[i] = 90 * i;
  s2p_domain_judge (domain, times, 100, &verdict);
  assert_int_equal (verdict.place, S2P_DOMAIN_INSIDE);
  for (guint i = 0; i < 100; i++)
    times[i] = 20 * i;
  s2p_domain_judge (domain, times, 100, &verdict);
  assert_int_equal (verdict.place, S2P_DOMAIN_OUTSIDE);
  assert_int_equal (verdict.reason, S2P_FOREIGN_RATE);
  assert_float_equal (verdict.value, 50, 1e-9);
  for (guint i = 0; i < 100; i++) /* a space that no train of this model is in */
    times[i] = 400 * (i / 5) + 10 * (i % 5);
  s2p_domain_judge (domain, times, 100, &verdict);
  assert_int_equal (verdict.place, S2P_DOMAIN_OUTSIDE);
}

static void
a_set_that_is_too_small_is_refused (void **state)
{
  g_autoptr (S2pDataset) none = made_up (0);
  const S2pDomainFit fit = { .n_points = 100, .n_held = 100 };
  GError *error = NULL;

  assert_null (s2p_domain_fit (&fit, none, NULL, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FORMAT));
  g_clear_error (&error);
}

static void
foreign_trains_are_what_they_are_called (void **state)
{
  float times[2000];

  for (guint kind = S2P_FOREIGN_RANDOM; kind < S2P_N_FOREIGN; kind++)
    for (guint i = 0; i < 200; i++)
      {
        S2pRandom random;
        gsize n;

        s2p_random_init (&random, 1, S2P_RANDOM_DOMAIN, i, kind);
        n = s2p_foreign_draw (&random, kind, WINDOW, 2000, times);
        assert_true (n <= 2000);
        for (gsize j = 1; j < n; j++)
          assert_true (times[j] >= times[j - 1] && times[j] >= 0);
        if (kind == S2P_FOREIGN_ALTERNATING && n > 4)
          assert_float_equal (times[3] - times[2], times[1] - times[0], 0.01);
        if (kind == S2P_FOREIGN_DRIFT && n > 12)
          assert_true (fabsf ((times[n - 1] - times[n - 2]) / (times[1] - times[0]) - 1) > 1e-4f);
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (foreign_trains_are_what_they_are_called), cmocka_unit_test (own_trains_pass_and_others_do_not), cmocka_unit_test (a_set_that_is_too_small_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
