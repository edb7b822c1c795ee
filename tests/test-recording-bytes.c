/* The edges of the import: numbers, rows in pieces, large inputs, damaged files, words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/random.h"
#include "recording/csv-rows.h"
#include "recording/import.h"
#include "recording/number-scan.h"

#define DATA S2P_TEST_DATA "/recordings/"

static void
numbers_are_read_exactly (void **state)
{
  S2pRandom random;
  double value;

  s2p_random_init (&random, 1, S2P_RANDOM_AUGMENT, 0, 0);
  for (guint i = 0; i < 200000; i++)
    {
      char text[64];
      guint digits = 1 + (guint) s2p_random_below (&random, 20), length = 0;
      guint point = (guint) s2p_random_below (&random, digits + 1);

      if (i % 3 == 0)
        text[length++] = '-';
      for (guint j = 0; j < digits; j++)
        {
          if (j == point)
            text[length++] = '.';
          text[length++] = (char) ('0' + s2p_random_below (&random, 10));
        }
      if (i % 5 == 0)
        length += (guint) g_snprintf (text + length, 8, "e%d", (int) s2p_random_below (&random, 60) - 30);
      text[length] = '\0';
      assert_int_equal (s2p_scan_number (text, length, '.', &value), S2P_SCAN_NUMBER);
      if (value != g_ascii_strtod (text, NULL))
        fail_msg ("%s is read as %.17g", text, value);
    }
}

static void
only_numbers_are_numbers (void **state)
{
  static const struct {
    const char *text;
    S2pScan     scan;
    double      value;
  } cases[] = {
    { "12.5", S2P_SCAN_NUMBER, 12.5 }, { " +.5 ", S2P_SCAN_NUMBER, 0.5 }, { "5.", S2P_SCAN_NUMBER, 5 },
    { "-1.5E+02", S2P_SCAN_NUMBER, -150 }, { "0", S2P_SCAN_NUMBER, 0 },
    { "00000000000000000000012", S2P_SCAN_NUMBER, 12 }, { "1e-400", S2P_SCAN_NUMBER, 0 },
    { "", S2P_SCAN_EMPTY, 0 }, { "  ", S2P_SCAN_EMPTY, 0 }, { "NaN", S2P_SCAN_NOT_FINITE, 0 },
    { "-inf", S2P_SCAN_NOT_FINITE, 0 }, { "NA", S2P_SCAN_NOT_FINITE, 0 },
    { "1e400", S2P_SCAN_NOT_FINITE, 0 }, { "1,5", S2P_SCAN_TEXT, 0 }, { "0x1F", S2P_SCAN_TEXT, 0 },
    { "1.2.3", S2P_SCAN_TEXT, 0 }, { ".", S2P_SCAN_TEXT, 0 }, { "12ms", S2P_SCAN_TEXT, 0 },
    { "1 2", S2P_SCAN_TEXT, 0 }, { "1e", S2P_SCAN_TEXT, 0 }, { "--5", S2P_SCAN_TEXT, 0 },
  };
  double value;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      value = -1;
      if (s2p_scan_number (cases[i].text, strlen (cases[i].text), '.', &value) != cases[i].scan)
        fail_msg ("'%s'", cases[i].text);
      if (cases[i].scan == S2P_SCAN_NUMBER)
        assert_true (value == cases[i].value);
    }
  assert_int_equal (s2p_scan_number ("12,25", 5, ',', &value), S2P_SCAN_NUMBER);
  assert_true (value == 12.25);
  assert_int_equal (s2p_scan_number ("1,00000000000000000000001", 25, ',', &value), S2P_SCAN_NUMBER);
  assert_true (value == 1);
  assert_int_equal (s2p_scan_decimals ("12.250", 6, '.'), 3);
}

static void
log_field (gpointer data, const char *text, gsize length, gsize line, guint column)
{
  g_string_append_printf (data, "%zu.%u<%.*s> ", line, column, (int) length, text);
}

static void
log_row_end (gpointer data, gsize line)
{
  g_string_append_printf (data, "/%zu\n", line);
}

static GString *
log_of (const char *text, gsize length, gsize piece, char separator)
{
  static const S2pCsvCallbacks callbacks = { log_field, log_row_end, NULL };
  GString *log = g_string_new (NULL);
  g_autoptr (S2pCsvRows) rows = s2p_csv_rows_new (separator, &callbacks, log);

  for (gsize i = 0; i < length; i += piece)
    assert_true (s2p_csv_rows_feed (rows, text + i, MIN (piece, length - i)));
  s2p_csv_rows_finish (rows);
  return log;
}

static void
rows_do_not_depend_on_the_pieces (void **state)
{
  static const char text[] =
    "a,b\r\n"
    "  # \"comment, with a quote\r\n"
    "\"x\r\ny\",\"say \"\"hi\"\"\"\r\n"
    "\r\n"
    "1,,2\r3 ,#no comment\n"
    "last,\"line\"";
  static const char expected[] =
    "1.1<a> 1.2<b> /1\n"
    "3.1<x\r\ny> 3.2<say \"hi\"> /3\n"
    "6.1<1> 6.2<> 6.3<2> /6\n"
    "7.1<3> 7.2<#no comment> /7\n"
    "8.1<last> 8.2<line> /8\n";

  for (gsize piece = 1; piece <= sizeof text; piece++)
    {
      g_autoptr (GString) log = log_of (text, sizeof text - 1, piece, ',');

      assert_string_equal (log->str, expected);
    }
  for (gsize piece = 1; piece < 20; piece++)
    {
      g_autoptr (GString) log = log_of (" 1 \t 2\n3\t\t4  \n", 13, piece, ' ');

      assert_string_equal (log->str, "1.1<1> 1.2<2> /1\n2.1<3> 2.2<4> /2\n");
    }
}

/* More than the piece that is read at a time, with spikes, fields and line ends on its borders. */
static void
large_inputs_lose_nothing (void **state)
{
  enum { N = 300000 };
  const char *start[] = { "id,spiking_times\r\n1,\"[", "spike_time_ms\r\n", "# times in ms\n" },
             *between[] = { ", ", "\r\n", " " }, *end[] = { "]\"\r\n", "\r\n", "\n" };
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "s2p-test-XXXXXX", NULL);
  int file = g_mkstemp (path);

  assert_true (file >= 0);
  close (file);
  for (guint form = 0; form < 3; form++)
    {
      g_autoptr (GString) text = g_string_new (start[form]);
      g_autoptr (S2pRecordings) parsed = NULL, read = NULL;
      const S2pSpikeTrain *train;

      for (guint i = 0; i < N; i++)
        g_string_append_printf (text, "%s%u.%03u", i > 0 ? between[form] : "", 10 * i + i % 7, i % 1000);
      g_string_append (text, end[form]);
      parsed = s2p_recordings_parse ("text", text->str, text->len, NULL, NULL);
      assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
      read = s2p_recordings_read (path, NULL, NULL);
      assert_non_null (parsed);
      assert_non_null (read);
      assert_int_equal (parsed->trains->len, 1);
      train = g_ptr_array_index (parsed->trains, 0);
      assert_int_equal (train->n_spikes, N);
      for (guint i = 0; i < N; i++)
        assert_true (fabs (train->times[i] - (10 * i + i % 7 + (i % 1000) / 1000.0)) < 1e-9);
      assert_memory_equal (train->times, ((S2pSpikeTrain *) g_ptr_array_index (read->trains, 0))->times,
                           N * sizeof (double));
    }
  g_unlink (path);
}

static void
assert_valid_or_refused (const char *text, gsize length, const S2pImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pRecordings) recordings = s2p_recordings_parse ("damaged", text, length, options, &error);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  if (recordings == NULL)
    {
      assert_non_null (error);
      assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  assert_null (error);
  assert_true (recordings->trains->len > 0);
  for (guint i = 0; i < recordings->notes->len; i++)
    assert_true (g_utf8_validate (s2p_notes_at (recordings->notes, i)->text, -1, NULL));
  for (guint i = 0; i < recordings->trains->len; i++)
    {
      const S2pSpikeTrain *train = g_ptr_array_index (recordings->trains, i);

      assert_true (g_utf8_validate (train->id, -1, NULL));
      assert_true (g_hash_table_add (ids, train->id));
      for (gsize j = 0; j < train->n_spikes; j++)
        assert_true (isfinite (train->times[j]) && (j == 0 || train->times[j] >= train->times[j - 1]));
      for (guint j = 0; j < s2p_notes_count (train->notes); j++)
        assert_true (g_utf8_validate (s2p_notes_at (train->notes, j)->text, -1, NULL));
    }
}

/* Every file of the test data, damaged again and again in ways that hurt parsers. */
static void
damaged_files_never_do_harm (void **state)
{
  static const char *folders[] = { DATA "good", DATA "bad" };
  static const char *hurtful[] = { "\"", ",", "[", "]", "\n", "\r", "\t", ";", "-", "e", "#", "(", ".",
                                   "nan", "1e308", "e999", "\xff", "\xc3", "9999999999999999999999", " " };

  for (guint folder = 0; folder < 2; folder++)
    {
      g_autoptr (GDir) dir = g_dir_open (folders[folder], 0, NULL);
      const char *name;

      assert_non_null (dir);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folders[folder], name, NULL), *text = NULL;
          gsize length;
          S2pRandom random;

          assert_true (g_file_get_contents (path, &text, &length, NULL));
          /* The seed is the name, so the damage does not depend on the order of the folder. */
          s2p_random_init (&random, g_str_hash (name), S2P_RANDOM_AUGMENT, 0, 0);
          for (guint round = 0; round < 50; round++)
            {
              g_autoptr (GString) damaged = g_string_new_len (text, (gssize) length);
              guint n = 1 + (guint) s2p_random_below (&random, 6);
              const S2pImportOptions options = {
                .layout = round % 2 == 0 ? S2P_LAYOUT_GUESS : 1 + s2p_random_below (&random, 5),
                .unit = s2p_random_below (&random, 5), .rate_hz = 1000,
              };

              for (guint i = 0; i < n && damaged->len > 0; i++)
                {
                  gssize at = (gssize) s2p_random_below (&random, damaged->len);

                  switch (s2p_random_below (&random, 4))
                    {
                    case 0:
                      damaged->str[at] = (char) s2p_random_below (&random, 256);
                      break;
                    case 1:
                      g_string_erase (damaged, at, 1 + (gssize) s2p_random_below (
                        &random, MIN (damaged->len - (gsize) at, 40)));
                      break;
                    case 2:
                      g_string_truncate (damaged, (gsize) at);
                      break;
                    default:
                      g_string_insert (damaged, at, hurtful[s2p_random_below (&random,
                                                                              G_N_ELEMENTS (hurtful))]);
                    }
                }
              assert_valid_or_refused (damaged->str, damaged->len, &options);
            }
        }
    }
}

static void
files_that_cannot_be_read_are_told_apart (void **state)
{
  g_autoptr (GError) error = NULL;

  assert_null (s2p_recordings_read (DATA "nowhere.csv", NULL, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  g_clear_error (&error);
  assert_null (s2p_recordings_read (DATA, NULL, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  assert_non_null (strstr (error->message, "folder"));
}

static void
words_of_the_command_line (void **state)
{
  S2pTableLayout layout;
  S2pUnit unit;
  g_autoptr (GError) error = NULL;

  for (guint i = S2P_LAYOUT_LIST_PER_ROW; i <= S2P_LAYOUT_SINGLE_COLUMN; i++)
    {
      assert_true (s2p_layout_parse (s2p_layout_name (i), &layout, NULL));
      assert_int_equal (layout, i);
    }
  for (guint i = S2P_UNIT_MS; i <= S2P_UNIT_SAMPLES; i++)
    {
      assert_true (s2p_unit_parse (s2p_unit_name (i), &unit, NULL));
      assert_int_equal (unit, i);
    }
  assert_true (s2p_unit_parse ("µs", &unit, NULL) && unit == S2P_UNIT_US);
  assert_false (s2p_layout_parse ("matrix", &layout, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
  assert_non_null (strstr (error->message, "list, events, columns, lines, column"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (numbers_are_read_exactly),
    cmocka_unit_test (only_numbers_are_numbers),
    cmocka_unit_test (rows_do_not_depend_on_the_pieces),
    cmocka_unit_test (large_inputs_lose_nothing),
    cmocka_unit_test (damaged_files_never_do_harm),
    cmocka_unit_test (words_of_the_command_line),
    cmocka_unit_test (files_that_cannot_be_read_are_told_apart),
  };

  setlocale (LC_ALL, "");
  return cmocka_run_group_tests_name ("recording-bytes", tests, NULL, NULL);
}
