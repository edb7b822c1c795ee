/* Import of tables as people really keep them: odd headers, quoted numbers, slips of the pen. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "recording/features.h"
#include "recording/import.h"

#define DATA S2P_TEST_DATA "/recordings/odd/"

/* What the files hold, in ms. */
static const double train_a[] = { 12.5, 63, 112.5, 164, 213.5, 263, 314.5, 363.5 },
  train_b[] = { 20, 31.5, 44, 180.5, 191, 204.5, 340, 352.5, 365, 500.5, 511 },
  train_c[] = { 35.5, 90, 150.5, 201, 290.5 };

static S2pSpikeTrain *
train_at (const S2pRecordings *recordings, guint i)
{
  assert_true (i < recordings->trains->len);
  return g_ptr_array_index (recordings->trains, i);
}

static void
assert_times (const S2pSpikeTrain *train, const double *times, gsize n)
{
  assert_int_equal (train->n_spikes, n);
  for (gsize i = 0; i < n; i++)
    assert_true (fabs (train->times[i] - times[i]) < 1e-9);
}

static S2pRecordings *
read_file (const char *file, S2pTableLayout layout)
{
  g_autofree char *path = g_strconcat (DATA, file, NULL);
  g_autoptr (GError) error = NULL;
  const S2pImportOptions options = { .layout = layout };
  S2pRecordings *recordings = s2p_recordings_read (path, &options, &error);

  if (recordings == NULL)
    fail_msg ("%s", error->message);
  return recordings;
}

static S2pRecordings *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  S2pRecordings *recordings = s2p_recordings_parse ("text", text, strlen (text), NULL, &error);

  if (recordings == NULL)
    fail_msg ("%s\n%.300s", error->message, text);
  return recordings;
}

static void
assert_refused (const char *text, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pRecordings) none = s2p_recordings_parse ("text", text, strlen (text), NULL, &error);

  if (none != NULL)
    fail_msg ("accepted: %.300s", text);
  if (strstr (error->message, reason) == NULL)
    fail_msg ("'%s' does not say '%s'", error->message, reason);
}

static void
assert_note (GPtrArray *notes, const char *words)
{
  for (guint i = 0; i < s2p_notes_count (notes); i++)
    if (strstr (s2p_notes_at (notes, i)->text, words) != NULL)
      return;
  fail_msg ("no note says '%s'", words);
}

static void
numbered_units_are_columns (void **state)
{
  static const struct {
    const char *file, *first_id;
    S2pUnit     unit;
  } files[] = {
    { "columns_units_semicolon_s.csv", "Unit 1", S2P_UNIT_S },
    { "columns_neurons_whole_us.csv", "Neuron 1", S2P_UNIT_US },
    { "columns_time_and_units_s.csv", "unit1", S2P_UNIT_S },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (S2pRecordings) recordings = read_file (files[i].file, S2P_LAYOUT_GUESS);

      assert_int_equal (recordings->layout, S2P_LAYOUT_COLUMN_PER_UNIT);
      assert_int_equal (recordings->unit, files[i].unit);
      assert_int_equal (recordings->trains->len, 3);
      assert_string_equal (train_at (recordings, 0)->id, files[i].first_id);
      assert_times (train_at (recordings, 0), train_a, 5);
      assert_times (train_at (recordings, 1), train_b, 5);
      assert_times (train_at (recordings, 2), train_c, 5);
      if (strstr (files[i].file, "time") != NULL)
        {
          assert_note (recordings->notes, "column 1 is named a time");
          assert_false (recordings->unit_guessed);
        }
    }
}

static void
fractions_are_no_ids (void **state)
{
  g_autoptr (S2pRecordings) names = parse ("unit,cell name,other\n0.1,0.2,0.4\n0.5,0.6,0.7\n0.9,1.1,1.3\n"),
    lists = parse ("g_Na,spiking_times\n1.5,\"[1, 50, 99]\"\n2.5,\"[2, 50, 98]\"\n");

  assert_int_equal (names->layout, S2P_LAYOUT_COLUMN_PER_UNIT);
  assert_int_equal (names->trains->len, 3);
  assert_string_equal (train_at (lists, 0)->id, "1");
  assert_refused ("time,cell1,cell2\n0.1,0.2,-0.3\n0.2,0.1,0.1\n0.3,0.3,0\n0.4,-0.1,0.2\n0.5,0.1,0\n",
                  "a sampled trace");
}

/* A quoted field is one number, if it can be, and no list. */
static void
quoted_numbers_are_numbers (void **state)
{
  g_autoptr (S2pRecordings) columns = read_file ("columns_quoted_decimal_comma_s.csv", S2P_LAYOUT_GUESS),
    column = read_file ("column_quoted_decimal_comma_s.csv", S2P_LAYOUT_GUESS),
    events = read_file ("events_quoted_thousands_us.csv", S2P_LAYOUT_GUESS),
    lists = parse ("ID,spiking_times\n1,\"12,50\"\n2,\"12,50,99\"\n3,\"1,200,800\"\n4,\"5,7,8,9\"\n"),
    pairs = parse ("ID,spiking_times\n1,\"12.5, 50\"\n2,\"12.5, 99\"\n");

  assert_int_equal (columns->layout, S2P_LAYOUT_COLUMN_PER_UNIT);
  assert_true (columns->decimal_comma);
  assert_int_equal (columns->trains->len, 3);
  assert_times (train_at (columns, 1), train_b, 5);
  assert_int_equal (column->layout, S2P_LAYOUT_SINGLE_COLUMN);
  assert_times (train_at (column, 0), train_b, G_N_ELEMENTS (train_b));
  assert_int_equal (events->layout, S2P_LAYOUT_SPIKE_PER_ROW);
  assert_int_equal (events->trains->len, 3);
  assert_times (train_at (events, 0), train_a, G_N_ELEMENTS (train_a));
  assert_int_equal (lists->layout, S2P_LAYOUT_LIST_PER_ROW);
  assert_int_equal (lists->trains->len, 4);
  assert_int_equal (train_at (lists, 0)->n_spikes, 2);
  assert_true (train_at (lists, 2)->times[2] == 800);
  assert_int_equal (pairs->trains->len, 2);
  assert_true (train_at (pairs, 1)->times[1] == 99);
  assert_refused ("time_ms\n\"83\"\n\"450\"\n\"999\"\n\"1,044\"\n\"1,203\"\n\"1,777\"\n",
                  "without a comma between the thousands");
}

/* One odd cell changes neither the layout nor what the other cells mean. */
static void
a_slip_costs_one_cell (void **state)
{
  static const struct {
    const char *file;
    guint       lost; /* 0: none */
    const char *note;
  } files[] = {
    { "column_slip_letter_s.txt", 1, "(first in line 3, column 1: '0,O315'); left out" },
    { "column_slip_point_s.txt", 0, "(first in line 8, column 1: '0.3400'); read as it stands" },
    { "column_slip_unit_s.txt", 6, "(first in line 8, column 1: '0,3400 s'); left out" },
    { "column_slip_comma_s.txt", 0, "(first in line 8, column 1: '0,3400'); read as it stands" },
  };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (files); i++)
    {
      gsize at = i / 2, n = 0;
      g_autoptr (S2pRecordings) recordings =
        read_file (files[at].file, i % 2 == 0 ? S2P_LAYOUT_GUESS : S2P_LAYOUT_SINGLE_COLUMN);
      double times[G_N_ELEMENTS (train_b)];

      for (gsize j = 0; j < G_N_ELEMENTS (train_b); j++)
        if (files[at].lost == 0 || j != files[at].lost)
          times[n++] = train_b[j];
      assert_int_equal (recordings->layout, S2P_LAYOUT_SINGLE_COLUMN);
      assert_int_equal (recordings->unit, S2P_UNIT_S);
      assert_false (recordings->unit_guessed);
      assert_int_equal (recordings->trains->len, 1);
      assert_times (train_at (recordings, 0), times, n);
      assert_note (train_at (recordings, 0)->notes, files[at].note);
    }
}

static void
a_comma_that_may_stand_between_thousands_is_left_out (void **state)
{
  g_autoptr (S2pRecordings) whole =
    parse ("time_ms\n83\n450\n780\n820\n900\n950\n985\n999\n1,044\n"),
    german = parse ("944,5\n1.044,9\n1.244,0\n2.300,9\n"),
    first = parse ("1O,5\n12,5\n63,1\n112,5\n164,2\n180,4\n");

  assert_int_equal (whole->trains->len, 1);
  assert_int_equal (train_at (whole, 0)->n_spikes, 8);
  assert_true (train_at (whole, 0)->times[7] == 999);
  assert_note (train_at (whole, 0)->notes, "(first in line 10, column 1: '1,044'); left out");
  assert_true (train_at (first, 0)->times[0] == 12.5);
  assert_refused ("time_ms\n83\n450\n999\n1,044\n1,203\n1,888\n2,100\n",
                  "'1,044' in line 5, column 1); write numbers without a comma between the thousands");
  assert_int_equal (german->trains->len, 1);
  assert_true (train_at (german, 0)->times[0] == 944.5 && train_at (german, 0)->times[3] == 2300.9);
  assert_note (first->notes, "the first line ('1O,5') is no number");
}

static void
times_in_any_order_are_sorted (void **state)
{
  static const char *files[] = { "column_descending_ms.csv", "column_shuffled_ms.csv",
                                 "column_shuffled_decimal_comma_s.csv" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (S2pRecordings) recordings = read_file (files[i], S2P_LAYOUT_GUESS);

      assert_int_equal (recordings->layout, S2P_LAYOUT_SINGLE_COLUMN);
      assert_false (recordings->unit_guessed);
      assert_times (train_at (recordings, 0), train_b, G_N_ELEMENTS (train_b));
      assert_note (train_at (recordings, 0)->notes, "have been sorted");
    }
  assert_refused ("time_ms,soma\n0.1,-60\n0.25,-62\n0.3,-58\n0.47,-59\n0.52,-61\n0.6,-57.5\n", "voltage trace");
  assert_refused ("time_ms\n-60\n-62\n-58\n-59\n-61\n-57\n-58.5\n-56\n", "voltage trace");
  assert_refused ("soma\n20\n11\n35\n18\n40\n12\n31\n", "in no order");
}

static void
large_whole_numbers_may_be_samples (void **state)
{
  g_autoptr (S2pRecordings) sorted = read_file ("events_spike_sorter.csv", S2P_LAYOUT_GUESS),
    small = parse ("83\n450\n780\n1820\n");

  assert_int_equal (sorted->layout, S2P_LAYOUT_SPIKE_PER_ROW);
  assert_int_equal (sorted->trains->len, 3);
  assert_true (sorted->unit_guessed);
  assert_note (sorted->notes, "look like sample numbers, as spike sorters write them: if they are, "
               "set the unit to samples");
  assert_note (small->notes, "if these are sample numbers, set the unit to samples");
}

static void
notes_and_refusals_know_their_line (void **state)
{
  static const struct { const char *text; gsize line; } refused[] = {
    { "ID,spiking_times\na,\"[1, 2, 3]\"\nb,\"[1, 2\"\n", 3 },
    { "ID,spiking_times\na,\"[1, 2, 3]\"\n\nb,\"[1, ..., 9]\"\n", 4 },
    { "a,b\n1,2\n3,4\n5,\"6\n7,8\n", 4 },
    { "# of today\nday\n2024-05-01\n2024-05-02\n2024-05-03\n", 3 },
    { "-60\n-61\n-60\n-59\n-62\n-58\n", 0 },
  };
  g_autoptr (S2pRecordings) lists = parse ("# x\nID,spiking_times\na,\"[1, 2, 3, 4]\"\nb,\"[1]\"\n"),
    events = parse ("unit,time_ms\na,1\na,9\na,5\na,7\nb,1\nb,2\nb,2\nb,4\nc,2\n");

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL, copy = NULL;
      g_autoptr (S2pRecordings) none = s2p_recordings_parse ("text", refused[i].text, strlen (refused[i].text), NULL, &error);

      assert_null (none);
      copy = g_error_copy (error);
      assert_int_equal (s2p_error_line (copy), refused[i].line);
    }
  assert_int_equal (s2p_error_line (NULL), 0);
  assert_int_equal (s2p_notes_at (train_at (lists, 1)->notes, 0)->line, 4);
  assert_int_equal (s2p_notes_at (train_at (events, 0)->notes, 0)->line, 4);
  assert_int_equal (s2p_notes_at (train_at (events, 1)->notes, 0)->line, 8);
  assert_int_equal (s2p_notes_at (train_at (events, 2)->notes, 0)->line, 0); /* a train of many lines */
}

static void
it_is_said_which_column_is_what (void **state)
{
  g_autoptr (S2pRecordings) events = parse ("# x\nnote,time_ms,unit,trial\nx,1,a,1\nx,2,a,1\nx,4,a,1\nx,2,a,2\nx,3,a,2\n"),
    columns = parse ("a,b\n1,2\n3,4\n5,6\n7,9\n");

  assert_int_equal (events->first_line, 3);
  assert_int_equal (events->time_column, 1);
  assert_int_equal (events->id_column, 2);
  assert_int_equal (events->trial_column, 3);
  assert_int_equal (columns->first_line, 2);
  assert_int_equal (columns->time_column, S2P_NO_COLUMN);
  assert_int_equal (columns->id_column, S2P_NO_COLUMN);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (numbered_units_are_columns),
    cmocka_unit_test (fractions_are_no_ids),
    cmocka_unit_test (quoted_numbers_are_numbers),
    cmocka_unit_test (a_slip_costs_one_cell),
    cmocka_unit_test (times_in_any_order_are_sorted),
    cmocka_unit_test (large_whole_numbers_may_be_samples),
    cmocka_unit_test (notes_and_refusals_know_their_line),
    cmocka_unit_test (it_is_said_which_column_is_what),
    cmocka_unit_test (a_comma_that_may_stand_between_thousands_is_left_out),
  };

  setlocale (LC_ALL, "");
  return cmocka_run_group_tests_name ("recording-odd", tests, NULL, NULL);
}
