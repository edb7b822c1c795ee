/* The command line from data sets to weights and scores, and what Ctrl-C leaves behind. */
#include "cli-program.h"
#include <math.h>
#include <string.h>

static void
append_file (const char *folder, GByteArray *bytes, const char *name, gsize skip)
{
  gsize length;
  g_autofree char *data = folder_read (folder, name, &length);

  assert_true (length > skip);
  g_byte_array_append (bytes, (const guint8 *) data + skip, length - skip);
}

static void
assert_same_file (const char *folder, const char *a, const char *b)
{
  gsize n_a, n_b;
  g_autofree char *bytes_a = folder_read (folder, a, &n_a), *bytes_b = folder_read (folder, b, &n_b);

  assert_int_equal (n_a, n_b);
  assert_memory_equal (bytes_a, bytes_b, n_a);
}

/* "whole.s2p": 60 populations of 4 cells. */
static int
set_up (void **state)
{
  if (cli_set_up (state) != 0)
    return 1;
  g_free (cli_output (*state, "dataset --populations 60 --size 4 --seed 12 --jobs 1 -o whole.s2p"));
  return 0;
}

static void
data_set_does_not_depend_on_threads (void **state)
{
  g_free (cli_output (*state, "dataset --populations 60 --size 4 --seed 12 --jobs 16 -o many.s2p"));
  assert_same_file (*state, "whole.s2p", "many.s2p");
}

/* The records of all shards one after the other are those of the whole; a header is 72 bytes. */
static void
shards_equal_the_whole (void **state)
{
  enum { HEADER = 72 };
  g_autoptr (GByteArray) parts = g_byte_array_new ();
  gsize length;
  g_autofree char *whole = folder_read (*state, "whole.s2p", &length);

  for (guint shard = 1; shard <= 3; shard++)
    {
      g_autofree char *name = g_strdup_printf ("part-%u.s2p", shard);

      g_free (cli_output (*state, "dataset --populations 60 --size 4 --seed 12 --shard %u/3 -o %s", shard, name));
      append_file (*state, parts, name, HEADER);
    }
  assert_int_equal (parts->len, length - HEADER);
  assert_memory_equal (parts->data, whole + HEADER, parts->len);
}

/* The program was killed: what it had written of FILE.part, cut anywhere, is gone on from. */
static void
a_killed_data_set_goes_on (void **state)
{
  static const double shares[] = { 0.1, 0.5, 0.93 };
  gsize length;
  g_autofree char *whole = folder_read (*state, "whole.s2p", &length);

  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autofree char *path = g_build_filename (*state, "killed.s2p.part", NULL);

      assert_true (g_file_set_contents (path, whole, (gssize) (shares[i] * length), NULL));
      g_free (cli_output (*state, "dataset --populations 60 --size 4 --seed 12 -o killed.s2p"));
      assert_same_file (*state, "whole.s2p", "killed.s2p");
      assert_int_equal (folder_count (*state, "killed.s2p."), 0);
    }
}

static void
a_part_of_another_plan_is_refused (void **state)
{
  gsize length;
  g_autofree char *whole = folder_read (*state, "whole.s2p", &length), *path = g_build_filename (*state, "other.s2p.part", NULL);
  g_auto (Ran) ran = { 0 };

  assert_true (g_file_set_contents (path, whole, (gssize) length / 2, NULL));
  ran = cli_run (*state, "dataset --populations 60 --size 4 --seed 13 -o other.s2p");
  assert_int_equal (ran.status, 1);
  assert_non_null (strstr (ran.err, "other.s2p.part"));
  assert_int_equal (folder_count (*state, "other.s2p"), 1);
}

static void
a_stopped_data_set_keeps_what_is_done (void **state)
{
  g_auto (Ran) ran = cli_interrupt (*state, "dataset --populations 1000000 -o long.s2p --jobs 2");

  assert_int_equal (ran.status, 1);
  assert_non_null (strstr (ran.err, "goes on from there"));
  assert_int_equal (folder_count (*state, "long.s2p"), 1);
  assert_int_equal (folder_count (*state, "long.s2p.part"), 1);
}

static void
a_stopped_simulation_leaves_the_old_file (void **state)
{
  g_autofree char *none = cli_output (*state, "generate --dics=4,5 --size 5000 -o cells.csv"), *text = NULL;
  g_auto (Ran) ran = { 0 };

  folder_write (*state, "spikes.csv", "old");
  ran = cli_interrupt (*state, "simulate cells.csv -o spikes.csv --jobs 2");
  assert_int_equal (ran.status, 1);
  assert_non_null (strstr (ran.err, "interrupted"));
  assert_int_equal (folder_count (*state, "spikes.csv"), 1);
  text = folder_read (*state, "spikes.csv", NULL);
  assert_string_equal (text, "old");
  assert_string_equal (none, "");
}

/* Of the table that evaluate writes; NAN where the field is empty. */
static double
score (GPtrArray *table, const char *activity, const char *quantity)
{
  for (guint row = 0; row + 1 < table->len; row++)
    if (strcmp (table_text (table, row, "activity"), activity) == 0 && strcmp (table_text (table, row, "quantity"), quantity) == 0)
      return table_text (table, row, "value")[0] != '\0' ? table_number (table, row, "value") : NAN;
  fail_msg ("no row %s of %s", quantity, activity);
  return NAN;
}

static void
weights_are_trained_and_scored (void **state)
{
  g_autofree char *none = cli_output (*state, "train whole.s2p -o weights.safetensors --samples 0.002 --batch 64 --seed 4"),
                  *scores = cli_output (*state, "evaluate whole.s2p --model stg --weights weights.safetensors --populations 3 --size 4");
  g_autoptr (GPtrArray) table = table_parse (scores);
  static const char *const groups[] = { "all", "spiking", "bursting" };
  double recordings = 0;

  assert_string_equal (none, "");
  assert_true (g_str_has_prefix (scores, "activity,quantity,value,standard_error,n,published\n"));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      assert_true (score (table, groups[i], "error_g_s") > 0 && score (table, groups[i], "error_g_s") < 40);
      assert_true (score (table, groups[i], "class_right") >= 0 && score (table, groups[i], "class_right") <= 1);
      assert_true (score (table, groups[i], "within_50") >= 0 && score (table, groups[i], "within_50") <= score (table, groups[i], "within_90"));
      recordings += i > 0 ? score (table, groups[i], "recordings") : 0;
    }
  assert_float_equal (score (table, "all", "recordings"), recordings, 0);
  assert_true (recordings > 180 && recordings <= 240);
  assert_float_equal (score (table, "all", "populations"), 3, 0);
  assert_float_equal (score (table, "all", "populations_built") + score (table, "all", "populations_unreachable"), 3, 0);

  /* the program's own weights know the test better than a minute's training does; the published ones stand beside */
  g_autofree char *own = cli_output (*state, "evaluate whole.s2p --populations 0 --report page.pdf");
  g_autoptr (GPtrArray) better = table_parse (own);

  assert_true (score (better, "bursting", "error_g_s") < score (table, "bursting", "error_g_s"));
  assert_true (score (better, "all", "class_right") > 0.95);
  assert_non_null (strstr (own, ",4.69000\n"));
  assert_int_equal (folder_count (*state, "page.pdf"), 1);
}

static void
scores_do_not_depend_on_threads (void **state)
{
  g_free (cli_output (*state, "evaluate whole.s2p --populations 5 --size 4 --jobs 1 -o one.csv"));
  g_free (cli_output (*state, "evaluate whole.s2p --populations 5 --size 4 --jobs 7 -o many.csv"));
  assert_same_file (*state, "one.csv", "many.csv");
}

static void
noise_is_scored (void **state)
{
  g_autofree char *one = cli_output (*state, "robustness whole.s2p --limit 20 --jobs 1"), *none = cli_output (*state, "robustness whole.s2p --limit 20 --jobs 5 -o noise.csv --report noise.pdf"),
                  *many = folder_read (*state, "noise.csv", NULL);
  g_autoptr (GPtrArray) table = table_parse (one);

  assert_true (g_str_has_prefix (one, "noise,strength,unit,activity,recordings,unread,error_g_s,error_g_u,minus_log_density,within_50,within_90,class_right,entropy,area_90\n"));
  assert_string_equal (none, "");
  assert_string_equal (one, many);
  assert_string_equal (table_text (table, 0, "noise"), "none");
  assert_float_equal (table_number (table, 0, "recordings"), 20, 0);
  assert_string_equal (table_text (table, table->len - 2, "error_g_s"), ""); /* a train that no neuron fired */
  assert_int_equal (folder_count (*state, "noise.pdf"), 1);
}

static void
training_does_not_depend_on_threads (void **state)
{
  g_free (cli_output (*state, "train whole.s2p -o one.safetensors --samples 0.001 --seed 9 --jobs 1"));
  g_free (cli_output (*state, "train whole.s2p -o many.safetensors --samples 0.001 --seed 9 --jobs 16"));
  assert_same_file (*state, "one.safetensors", "many.safetensors");
}

static void
a_stopped_training_goes_on (void **state)
{
  g_auto (Ran) ran = cli_interrupt (*state, "train whole.s2p -o stopped.safetensors --samples 100 --seed 9"), refused = { 0 };

  assert_int_equal (ran.status, 1);
  assert_non_null (strstr (ran.err, "loss"));
  assert_non_null (strstr (ran.err, "go on from stopped.safetensors.checkpoint"));
  assert_int_equal (folder_count (*state, "stopped.safetensors"), 1);
  g_free (cli_output (*state, "train whole.s2p -o stopped.safetensors --samples 0.000001 --seed 9")); /* it has learnt longer than that */
  assert_int_equal (folder_count (*state, "stopped.safetensors"), 2);
  refused = cli_run (*state, "train part-1.s2p -o stopped.safetensors --samples 0.001 --seed 9");
  assert_int_equal (refused.status, 1);
  assert_non_null (strstr (refused.err, "another data set"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (data_set_does_not_depend_on_threads),
    cmocka_unit_test (shards_equal_the_whole),
    cmocka_unit_test (a_killed_data_set_goes_on),
    cmocka_unit_test (a_part_of_another_plan_is_refused),
    cmocka_unit_test (a_stopped_data_set_keeps_what_is_done),
    cmocka_unit_test (a_stopped_simulation_leaves_the_old_file),
    cmocka_unit_test (weights_are_trained_and_scored),
    cmocka_unit_test (scores_do_not_depend_on_threads),
    cmocka_unit_test (noise_is_scored),
    cmocka_unit_test (training_does_not_depend_on_threads),
    cmocka_unit_test (a_stopped_training_goes_on),
  };

  return cmocka_run_group_tests_name ("cli-training", tests, set_up, cli_tear_down);
}
