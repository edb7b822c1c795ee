/* Import: files of every layout give the trains that were written, and what is no table of spike
 * times is refused for the right reason. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "recording/import.h"

#define DATA S2P_TEST_DATA "/recordings/"

/* What all the good files hold, in ms. */
static const double train_a[] = { 12.5, 63, 112.5, 164, 213.5, 263, 314.5, 363.5 },
  train_b[] = { 20, 31.5, 44, 180.5, 191, 204.5, 340, 352.5, 365, 500.5, 511 },
  train_c[] = { 35.5, 90, 150.5, 201, 290.5 };
static const struct {
  const char   *id;
  const double *times;
  gsize         n;
} truth[] = {
  { "a", train_a, G_N_ELEMENTS (train_a) },
  { "b", train_b, G_N_ELEMENTS (train_b) },
  { "c", train_c, G_N_ELEMENTS (train_c) },
};

static S2pSpikeTrain *
train_at (const S2pRecordings *recordings, guint i)
{
  assert_true (i < recordings->trains->len);
  return g_ptr_array_index (recordings->trains, i);
}

static void
assert_train (const S2pSpikeTrain *train, gsize expected)
{
  assert_int_equal (train->n_spikes, truth[expected].n);
  for (gsize i = 0; i < train->n_spikes; i++)
    assert_true (fabs (train->times[i] - truth[expected].times[i]) < 1e-9);
}

static void
assert_truth (const S2pRecordings *recordings, gboolean ids)
{
  assert_int_equal (recordings->trains->len, 3);
  for (guint i = 0; i < 3; i++)
    {
      assert_train (train_at (recordings, i), i);
      if (ids)
        assert_string_equal (train_at (recordings, i)->id, truth[i].id);
    }
}

static S2pRecordings *
parse_with (const char *text, const S2pImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  S2pRecordings *recordings = s2p_recordings_parse ("text", text, strlen (text), options, &error);

  if (recordings == NULL)
    fail_msg ("%s\n%.300s", error->message, text);
  return recordings;
}

static S2pRecordings *
parse (const char *text)
{
  return parse_with (text, NULL);
}

static void
assert_refused (const char *text, const S2pImportOptions *options, int code, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pRecordings) none = s2p_recordings_parse ("text", text, strlen (text), options, &error);

  if (none != NULL)
    fail_msg ("accepted: %.300s", text);
  assert_true (g_error_matches (error, S2P_ERROR, code));
  if (strstr (error->message, reason) == NULL)
    fail_msg ("'%s' does not say '%s'", error->message, reason);
}

static gboolean
has_note (GPtrArray *notes, const char *words)
{
  for (guint i = 0; i < s2p_notes_count (notes); i++)
    if (strstr (s2p_notes_at (notes, i)->text, words) != NULL)
      return TRUE;
  return FALSE;
}

static void
assert_note (GPtrArray *notes, const char *words)
{
  if (!has_note (notes, words))
    fail_msg ("no note says '%s'", words);
}

static void
good_files_give_the_trains_they_hold (void **state)
{
  static const struct {
    const char *file;
    S2pTableLayout   layout;
    S2pUnit     unit;
    gboolean    guessed; /* the unit */
  } files[] = {
    { "list_published_ms.csv", S2P_LAYOUT_LIST_PER_ROW, S2P_UNIT_MS, TRUE },
    { "list_simulated_ms.csv", S2P_LAYOUT_LIST_PER_ROW, S2P_UNIT_MS, TRUE },
    { "list_tabs_unquoted_ms.tsv", S2P_LAYOUT_LIST_PER_ROW, S2P_UNIT_MS, FALSE },
    { "list_commas_unquoted_ms.csv", S2P_LAYOUT_LIST_PER_ROW, S2P_UNIT_MS, TRUE },
    { "list_semicolon_decimal_comma_s.csv", S2P_LAYOUT_LIST_PER_ROW, S2P_UNIT_S, FALSE },
    { "list_numpy_wrapped_ms.csv", S2P_LAYOUT_LIST_PER_ROW, S2P_UNIT_MS, TRUE },
    { "list_numpy2_ms.csv", S2P_LAYOUT_LIST_PER_ROW, S2P_UNIT_MS, TRUE },
    { "list_before_id_s.csv", S2P_LAYOUT_LIST_PER_ROW, S2P_UNIT_S, FALSE },
    { "events_by_time_s.csv", S2P_LAYOUT_SPIKE_PER_ROW, S2P_UNIT_S, FALSE },
    { "events_by_unit_us.csv", S2P_LAYOUT_SPIKE_PER_ROW, S2P_UNIT_US, FALSE },
    { "events_samples.txt", S2P_LAYOUT_SPIKE_PER_ROW, S2P_UNIT_SAMPLES, FALSE },
    { "events_bare_s.txt", S2P_LAYOUT_SPIKE_PER_ROW, S2P_UNIT_S, TRUE },
    { "columns_ms.csv", S2P_LAYOUT_COLUMN_PER_UNIT, S2P_UNIT_MS, TRUE },
    { "columns_semicolon_decimal_comma_s.csv", S2P_LAYOUT_COLUMN_PER_UNIT, S2P_UNIT_S, TRUE },
    { "columns_nan_s.tsv", S2P_LAYOUT_COLUMN_PER_UNIT, S2P_UNIT_S, FALSE },
    { "columns_indexed_ms.csv", S2P_LAYOUT_COLUMN_PER_UNIT, S2P_UNIT_MS, TRUE },
    { "lines_ms.txt", S2P_LAYOUT_TRAIN_PER_LINE, S2P_UNIT_MS, FALSE },
    { "lines_scientific_s.csv", S2P_LAYOUT_TRAIN_PER_LINE, S2P_UNIT_S, TRUE },
    { "column_b_s.txt", S2P_LAYOUT_SINGLE_COLUMN, S2P_UNIT_S, TRUE },
    { "column_b_ms_cr.txt", S2P_LAYOUT_SINGLE_COLUMN, S2P_UNIT_MS, FALSE },
    { "column_b_decimal_comma_s.txt", S2P_LAYOUT_SINGLE_COLUMN, S2P_UNIT_S, TRUE },
    { "column_b_micro.csv", S2P_LAYOUT_SINGLE_COLUMN, S2P_UNIT_US, FALSE },
    { "column_b_savetxt_s.txt", S2P_LAYOUT_SINGLE_COLUMN, S2P_UNIT_S, TRUE },
  };
  const S2pImportOptions rate = { .rate_hz = 2000 };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strconcat (DATA "good/", files[i].file, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (S2pRecordings) recordings = s2p_recordings_read (path, &rate, &error);

      if (recordings == NULL)
        fail_msg ("%s", error->message);
      assert_int_equal (recordings->layout, files[i].layout);
      assert_int_equal (recordings->unit, files[i].unit);
      assert_int_equal (recordings->unit_guessed, files[i].guessed);
      assert_true (recordings->layout_guessed);
      if (files[i].layout == S2P_LAYOUT_SINGLE_COLUMN)
        {
          assert_int_equal (recordings->trains->len, 1);
          assert_train (train_at (recordings, 0), 1);
        }
      else
        assert_truth (recordings, TRUE);
      if (files[i].guessed && files[i].layout != S2P_LAYOUT_LIST_PER_ROW)
        assert_note (recordings->notes, "median interspike interval");
    }
}

/* One table in every dress. */
static void
add_number (GString *text, double ms, gboolean seconds, gboolean comma)
{
  char buffer[40];
  char *point;

  g_ascii_formatd (buffer, sizeof buffer, seconds ? "%.4f" : "%.1f", seconds ? ms / 1000 : ms);
  point = strchr (buffer, '.');
  if (comma)
    *point = ',';
  g_string_append (text, buffer);
}

static void
every_separator_line_end_and_layout (void **state)
{
  static const char separators[] = { ',', ';', '\t', ' ' };
  static const char *ends[] = { "\n", "\r\n", "\r" };
  static const S2pTableLayout layouts[] = { S2P_LAYOUT_SPIKE_PER_ROW, S2P_LAYOUT_COLUMN_PER_UNIT,
                                       S2P_LAYOUT_TRAIN_PER_LINE };

  for (guint dress = 0; dress < 3 * 4 * 3 * 2 * 2 * 2 * 2; dress++)
    {
      guint bits = dress;
      S2pTableLayout layout = layouts[bits % 3];
      char separator = separators[(bits /= 3) % 4];
      const char *end = ends[(bits /= 4) % 3];
      gboolean comma = (bits /= 3) % 2, seconds = (bits /= 2) % 2, mark = (bits /= 2) % 2,
               header = (bits /= 2) % 2;
      g_autoptr (GString) text = g_string_new (mark ? "\xef\xbb\xbf" : "");
      g_autoptr (S2pRecordings) recordings = NULL;

      if ((comma && separator == ',') || (separator == ' ' && layout == S2P_LAYOUT_COLUMN_PER_UNIT))
        continue; /* cannot be told apart; cannot be written */
      g_string_append_printf (text, "# a comment, \"with\" [all]; sorts%s%s", end, end);
      if (header && layout == S2P_LAYOUT_SPIKE_PER_ROW)
        g_string_append_printf (text, "cell%ctime_%s%s", separator, seconds ? "s" : "ms", end);
      if (header && layout == S2P_LAYOUT_COLUMN_PER_UNIT)
        g_string_append_printf (text, "a%cb%cc%s", separator, separator, end);
      for (gsize row = 0; layout == S2P_LAYOUT_COLUMN_PER_UNIT && row < truth[1].n; row++)
        for (guint i = 0; i < 3; i++)
          {
            if (row < truth[i].n)
              add_number (text, truth[i].times[row], seconds, comma);
            if (i < 2)
              g_string_append_c (text, separator);
            else
              g_string_append (text, end);
          }
      for (guint i = 0; layout != S2P_LAYOUT_COLUMN_PER_UNIT && i < 3; i++)
        for (gsize j = 0; j < truth[i].n; j++)
          {
            if (layout == S2P_LAYOUT_SPIKE_PER_ROW || j == 0)
              g_string_append (text, truth[i].id);
            g_string_append_c (text, separator);
            add_number (text, truth[i].times[j], seconds, comma);
            if (layout == S2P_LAYOUT_SPIKE_PER_ROW || j + 1 == truth[i].n)
              g_string_append (text, end);
          }

      recordings = parse (text->str);
      assert_int_equal (recordings->layout, layout);
      assert_int_equal (recordings->separator, separator);
      assert_int_equal (recordings->decimal_comma, comma);
      assert_int_equal (recordings->unit, seconds ? S2P_UNIT_S : S2P_UNIT_MS);
      assert_truth (recordings, header || layout != S2P_LAYOUT_COLUMN_PER_UNIT);
    }
}

static void
bad_files_are_refused_with_the_reason (void **state)
{
  static const struct {
    const char *file, *reason;
  } files[] = {
    { "voltage_trace.csv", "a sampled trace" },
    { "voltage_trace_bare.txt", "a sampled trace" },
    { "voltage_two_cells.csv", "a sampled trace" },
    { "voltage_uneven_steps.csv", "voltage trace" },
    { "voltage_column.txt", "voltage trace" },
    { "voltage_ramps.txt", "voltage trace" },
    { "current_positive.txt", "in no order" },
    { "counts_matrix.csv", "binned spike counts" },
    { "counts_with_bins.csv", "binned counts" },
    { "counts_with_bins_bare.csv", "binned counts" },
    { "counts_column.txt", "binned spike counts" },
    { "raster_zeros_ones.csv", "binned counts" },
    { "dates.csv", "line 2, column 1 holds a date" },
    { "dates_german.csv", "line 2, column 1 holds a date" },
    { "seconds_since_1970.txt", "look like dates" },
    { "intervals.txt", "intervals between spikes" },
    { "time_axis.txt", "time axis" },
    { "row_numbers.txt", "row numbers" },
    { "prose.txt", "only text" },
    { "readme.md", "only text" },
    { "data.json", "JSON" },
    { "page.html", "web page" },
    { "empty.csv", "empty" },
    { "blank_lines.csv", "no line but empty ones" },
    { "header_only.csv", "no line of numbers" },
    { "empty_lists.csv", "no spike times" },
    { "binary.dat", "binary" },
    { "floats.bin", "binary" },
    { "picture.png", "PNG" },
    { "archive.xlsx", "Excel" },
    { "utf16.csv", "UTF-16" },
    { "utf16_without_mark.csv", "UTF-16" },
    { "quote_never_closed.csv", "line 3: a quote" },
    { "list_abbreviated.csv", "line 2: the list of times is abbreviated" },
    { "list_cut_off.csv", "line 3: the list of times has no closing bracket" },
    { "mostly_unreadable.csv", "'lost' in line 5, column 2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strconcat (DATA "bad/", files[i].file, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (S2pRecordings) none = s2p_recordings_read (path, NULL, &error);

      if (none != NULL)
        fail_msg ("%s is accepted", files[i].file);
      assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FORMAT));
      if (strstr (error->message, files[i].reason) == NULL)
        fail_msg ("'%s' does not say '%s'", error->message, files[i].reason);
    }
}

static void
defects_are_noted_with_line_and_column (void **state)
{
  g_autoptr (S2pRecordings) recordings = s2p_recordings_read (DATA "good/defects.csv", NULL, NULL);
  static const double sorted[] = { 10, 20, 30, 40, 50 };

  assert_non_null (recordings);
  assert_int_equal (recordings->trains->len, 7);
  assert_int_equal (train_at (recordings, 0)->n_spikes, 5);
  for (guint i = 0; i < 5; i++)
    assert_true (train_at (recordings, 0)->times[i] == sorted[i]);
  assert_note (train_at (recordings, 0)->notes, "first in line 4, column 2) and have been sorted");
  assert_note (train_at (recordings, 1)->notes, "1 spike is at the time of the spike before (first in line 9");
  assert_int_equal (train_at (recordings, 1)->n_spikes, 4);
  assert_note (train_at (recordings, 2)->notes, "2 times are before 0 (first in line 11, column 2)");
  assert_true (train_at (recordings, 2)->times[0] == -15.5);
  assert_note (train_at (recordings, 3)->notes, "2 cells are not a finite number (first in line 16, column 2)");
  assert_int_equal (train_at (recordings, 3)->n_spikes, 4);
  assert_note (train_at (recordings, 4)->notes, "1 cell could not be read as a time (first in line 22, column 2: '2O')");
  assert_note (train_at (recordings, 5)->notes, "only 2 spikes");
  assert_note (train_at (recordings, 6)->notes, "only 1 spike:");
}

static void
units_are_named_given_or_guessed (void **state)
{
  static const char *header[] = { "spike_time_ms", "time (s)", "Spike Time [µs]", "spikeTimesMs", "t_us",
                                  "seconds", "spike_samples" };
  static const S2pUnit unit[] = { S2P_UNIT_MS, S2P_UNIT_S, S2P_UNIT_US, S2P_UNIT_MS, S2P_UNIT_US,
                                  S2P_UNIT_S, S2P_UNIT_SAMPLES };
  const S2pImportOptions as_samples = { .unit = S2P_UNIT_SAMPLES, .rate_hz = 20000 },
                         as_ms = { .unit = S2P_UNIT_MS }, no_rate = { .unit = S2P_UNIT_SAMPLES };
  g_autoptr (S2pRecordings) samples = parse_with ("100\n1700\n3900\n5000\n", &as_samples),
    given = parse_with ("time (s)\n0.1\n0.2\n0.35\n", &as_ms),
    strange = parse ("ID,spiking_times\n1,\"[0.1, 0.2, 0.35, 0.5]\"\n"),
    micro = parse ("10500\n60100\n112900\n162000\n"),
    comment = parse ("# times in s\n10.5\n11.5\n13\n14\n"),
    mixed = parse ("left (s),right (ms)\n0.01,20\n0.05,31\n0.12,44\n");

  for (gsize i = 0; i < G_N_ELEMENTS (header); i++)
    {
      g_autofree char *text = g_strconcat (header[i], "\n100\n200\n350\n", NULL);
      const S2pImportOptions rate = { .rate_hz = 1000 };
      g_autoptr (S2pRecordings) recordings = parse_with (text, &rate);

      assert_int_equal (recordings->unit, unit[i]);
      assert_false (recordings->unit_guessed);
      assert_false (has_note (recordings->notes, "no header names the unit"));
    }
  assert_true (train_at (samples, 0)->times[1] == 85);
  assert_true (train_at (given, 0)->times[0] == 0.1);
  assert_int_equal (strange->unit, S2P_UNIT_MS);
  assert_note (strange->notes, "which is strange; set the unit if they are seconds");
  assert_int_equal (micro->unit, S2P_UNIT_US);
  assert_int_equal (comment->unit, S2P_UNIT_S);
  assert_true (fabs (train_at (mixed, 0)->times[2] - 120) < 1e-9);
  assert_true (train_at (mixed, 1)->times[2] == 44);
  assert_refused ("100\n1700\n3900\n", &no_rate, S2P_ERROR_ARGUMENT, "sampling rate is needed");
  assert_refused ("samples\n100\n1700\n3900\n", NULL, S2P_ERROR_ARGUMENT, "sampling rate is needed");
}

static void
regular_firing_is_no_time_axis (void **state)
{
  g_autoptr (GString) list = g_string_new ("ID,spiking_times\n1,\""), column = g_string_new (NULL);
  g_autoptr (S2pRecordings) recordings = NULL, obeyed = NULL;
  const S2pImportOptions claim = { .layout = S2P_LAYOUT_SINGLE_COLUMN };

  for (guint i = 0; i < 2000; i++)
    {
      g_string_append_printf (list, "%s%u.%04u", i == 0 ? "[" : ", ", 3000 + 33 * i, 12u);
      g_string_append_printf (column, "%u\n", 5 + 20 * i);
    }
  g_string_append (list, "]\"\n");
  recordings = parse (list->str);
  assert_int_equal (train_at (recordings, 0)->n_spikes, 2000);
  assert_refused (column->str, NULL, S2P_ERROR_FORMAT, "time axis");
  obeyed = parse_with (column->str, &claim);
  assert_int_equal (train_at (obeyed, 0)->n_spikes, 2000);
  g_string_truncate (column, strlen ("5\n25\n45\n65\n85\n"));
  s2p_recordings_free (g_steal_pointer (&recordings));
  recordings = parse (column->str);
  assert_int_equal (train_at (recordings, 0)->n_spikes, 5);
}

static void
ids_are_unique_and_kept (void **state)
{
  g_autoptr (S2pRecordings) recordings =
    parse ("ID,g_Na,spiking_times\n7,1.5,\"[1, 50, 99]\"\n7,1.5,\"[2, 50, 99]\"\n7/2,1.5,\"[3, 50, 99]\"\n"
           "7,2.5,\"[4, 50, 99]\"\n8,1,\"[]\"\n");
  g_autoptr (S2pRecordings) trials =
    parse ("trial,unit,time_s\n1,a,0.1\n1,a,0.2\n1,b,0.15\n2,a,0.1\n2,a,0.4\n2,b,0.3\n");
  static const char *ids[] = { "7", "7/2", "7/2/2", "7/3", "8" };

  for (guint i = 0; i < 5; i++)
    assert_string_equal (train_at (recordings, i)->id, ids[i]);
  assert_true (train_at (recordings, 3)->times[0] == 4);
  assert_int_equal (train_at (recordings, 4)->n_spikes, 0);
  assert_note (recordings->notes, "'7/2' and so on");
  assert_int_equal (trials->trains->len, 4);
  assert_string_equal (train_at (trials, 2)->id, "a/2");
}

static void
lists_come_in_many_forms (void **state)
{
  static const char *lists[] = { "\"[12.5, 63.0, 112.5]\"", "[12.5, 63.0, 112.5]", "\"(12.5, 63, 112.5)\"",
                                 "\"12.5, 63, 112.5\"", "\"array([12.5, 63., 112.5])\"",
                                 "\"(np.float64(12.5), np.float64(63.0), np.float64(112.5))\"",
                                 "\"[12.5\n 63.0\n 112.5]\"", "\"[12.5; 63; 112.5,]\"", "[ 12.5 , 63 , 112.5 ]" };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *text = g_strdup_printf ("ID,spiking_times\nx,%s\ny,%s\n", lists[i], lists[i]);
      g_autoptr (S2pRecordings) recordings = parse (text);

      assert_int_equal (recordings->trains->len, 2);
      for (guint j = 0; j < 2; j++)
        {
          const S2pSpikeTrain *train = train_at (recordings, j);

          assert_int_equal (train->n_spikes, 3);
          assert_true (train->times[0] == 12.5 && train->times[1] == 63 && train->times[2] == 112.5);
          assert_false (has_note (train->notes, "could not be read"));
        }
    }
}

/* What this program itself writes, and what lies about in a laboratory. */
static void
other_tables_are_refused (void **state)
{
  assert_refused ("ID,g_Na,g_Kd,g_leak\n1,4000,100,0.01\n1,4100,110,0.012\n2,3000,90,0.009\n", NULL,
                  S2P_ERROR_FORMAT, "conductances");
  assert_refused ("ID,spikes,duration_ms,activity,rate_hz,cv_isi,spikes_per_burst\n"
                  "1,30,1000,bursting,30,0.8,5\n2,10,900,spiking,10,0.02,\n3,33,990,bursting,31,0.7,5\n",
                  NULL, S2P_ERROR_FORMAT, "duration_ms");
  assert_refused ("ID,g_s,g_u,activity\n1,-4,5,bursting\n2,3,4,spiking\n3,8,5,spiking\n", NULL,
                  S2P_ERROR_FORMAT, "no table of spike times");
  assert_refused ("mouse,age,weight\na,12,30\nb,14,28\nc,13,35\n", NULL, S2P_ERROR_FORMAT,
                  "no table of spike times");
  assert_refused ("unit,bin,spikes\n1,0,0\n1,1,2\n1,2,0\n1,3,0\n1,4,1\n1,5,0\n1,6,1\n1,7,1\n1,8,0\n"
                  "1,9,3\n1,10,0\n1,11,0\n", NULL, S2P_ERROR_FORMAT, "binned spike counts");
  assert_refused ("isi_ms\n12.5\n63\n80\n90\n100\n", NULL, S2P_ERROR_FORMAT, "'isi_ms'");
  assert_refused ("0 1 0 2 0 0 1 1 0\n", NULL, S2P_ERROR_FORMAT, "line 1 are in no order");
}

static void
ambiguous_commas_are_said_and_can_be_settled (void **state)
{
  const S2pImportOptions events = { .layout = S2P_LAYOUT_SPIKE_PER_ROW };
  g_autoptr (S2pRecordings) decimal = parse ("12,5\n63,0\n112,5\n164,2\n"),
    pairs = parse ("1,8\n1,120\n1,1043\n2,15\n2,300\n"),
    told = parse_with ("12,5\n63,0\n112,5\n164,2\n", &events),
    lines = parse ("12,5 63,0 112,5\n20,0 31,5 44,0\n"),
    quoted = parse ("\"12,5\",\"13,7\"\n\"63,0\",\"31,5\"\n\"112,5\",\"44,0\"\n");

  assert_true (decimal->decimal_comma && decimal->trains->len == 1);
  assert_true (train_at (decimal, 0)->times[0] == 12.5);
  assert_note (decimal->notes, "one spike per row");
  assert_int_equal (pairs->trains->len, 2);
  assert_true (train_at (pairs, 0)->times[2] == 1043);
  assert_note (pairs->notes, "a single column");
  assert_int_equal (told->layout, S2P_LAYOUT_SPIKE_PER_ROW);
  assert_true (train_at (lines, 1)->times[2] == 44);
  assert_int_equal (quoted->layout, S2P_LAYOUT_COLUMN_PER_UNIT);
  assert_true (train_at (quoted, 1)->times[0] == 13.7);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (good_files_give_the_trains_they_hold),
    cmocka_unit_test (every_separator_line_end_and_layout),
    cmocka_unit_test (bad_files_are_refused_with_the_reason),
    cmocka_unit_test (defects_are_noted_with_line_and_column),
    cmocka_unit_test (units_are_named_given_or_guessed),
    cmocka_unit_test (regular_firing_is_no_time_axis),
    cmocka_unit_test (ids_are_unique_and_kept),
    cmocka_unit_test (lists_come_in_many_forms),
    cmocka_unit_test (other_tables_are_refused),
    cmocka_unit_test (ambiguous_commas_are_said_and_can_be_settled),
  };

  setlocale (LC_ALL, "");
  return cmocka_run_group_tests_name ("recording-import", tests, NULL, NULL);
}
