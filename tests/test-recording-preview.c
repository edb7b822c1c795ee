/* What the first lines of a table look like, cut as the import cuts them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>
#include <glib/gstdio.h>
#include "recording/import.h"
#include "recording/preview.h"

static char *folder, *path;

static int
make_folder (void **state)
{
  folder = g_dir_make_tmp ("preview-XXXXXX", NULL);
  path = g_build_filename (folder, "table.csv", NULL);
  return folder != NULL ? 0 : 1;
}

static int
remove_folder (void **state)
{
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return 0;
}

static GPtrArray *
preview_of (const char *text, gsize length, char separator)
{
  assert_true (g_file_set_contents (path, text, (gssize) length, NULL));
  return s2p_table_preview (path, separator, NULL);
}

static const S2pPreviewRow *
row_at (GPtrArray *rows, guint i)
{
  assert_true (i < rows->len);
  return g_ptr_array_index (rows, i);
}

/* @fields: joined by a stroke. */
static void
assert_row (GPtrArray *rows, guint i, gsize line, const char *fields)
{
  const S2pPreviewRow *row = row_at (rows, i);
  g_autofree char *joined = g_strjoinv ("|", row->fields);

  assert_int_equal (row->line, line);
  assert_string_equal (joined, fields);
  assert_int_equal (row->comment, fields[0] == '#');
}

static void
rows_have_the_lines_of_the_file (void **state)
{
  const char *text = "\xef\xbb\xbf# made by hand\r\n\r\nID,times\r\na,\"[1, 2,\r\n 3]\"\r\n  # and\r\nb,\"[4]\"\r\n";
  g_autoptr (GPtrArray) rows = preview_of (text, strlen (text), ',');

  assert_int_equal (rows->len, 5);
  assert_row (rows, 0, 1, "# made by hand");
  assert_row (rows, 1, 3, "ID|times");
  assert_row (rows, 2, 4, "a|[1, 2,   3]");
  assert_row (rows, 3, 6, "# and");
  assert_row (rows, 4, 7, "b|[4]");
}

static void
fields_are_cut_at_the_separator (void **state)
{
  const char *text = "1,5; 2\t3  4";
  static const struct { char separator; const char *fields; } cuts[] = {
    { ',', "1|5; 2 3  4" }, { ';', "1,5|2 3  4" }, { '\t', "1,5; 2|3  4" }, { ' ', "1,5;|2|3|4" }, { '\0', "1,5; 2 3  4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr (GPtrArray) rows = preview_of (text, strlen (text), cuts[i].separator);

      assert_int_equal (rows->len, 1);
      assert_row (rows, 0, 1, cuts[i].fields);
    }
}

/* What the import cuts a table into is what the preview shows. */
static void
the_separator_of_the_import_fits (void **state)
{
  static const char *files[] = { "unit;time (s)\n1;0,5\n1;0,75\n2;0,5\n2;0,875\n", "a\tb\n1.5\t2.5\n7\t8\n9.5\t10\n" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (S2pRecordings) recordings = s2p_recordings_parse ("text", files[i], strlen (files[i]), NULL, NULL);
      g_autoptr (GPtrArray) rows = NULL;

      assert_non_null (recordings);
      assert_int_equal (recordings->trains->len, 2);
      rows = preview_of (files[i], strlen (files[i]), recordings->separator);
      for (guint j = 0; j < rows->len; j++)
        assert_int_equal (g_strv_length (row_at (rows, j)->fields), 2);
    }
}

static void
only_the_beginning_is_shown (void **state)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = NULL;

  for (guint line = 1; line <= 1000; line++)
    {
      for (guint i = 0; i < 200; i++)
        g_string_append_printf (text, "%u,", line);
      g_string_append_c (text, '\n');
    }
  rows = preview_of (text->str, text->len, ',');
  assert_int_equal (rows->len, S2P_PREVIEW_LINES);
  assert_int_equal (row_at (rows, S2P_PREVIEW_LINES - 1)->line, S2P_PREVIEW_LINES);
  assert_int_equal (g_strv_length (row_at (rows, 0)->fields), S2P_PREVIEW_FIELDS);
}

static void
lines_further_down_may_be_asked_for (void **state)
{
  static const guint64 wanted[] = { 3, 31, 40000, 40001, 99999999 };
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = NULL;

  g_array_append_vals (lines, wanted, G_N_ELEMENTS (wanted));
  for (guint line = 1; line <= 50000; line++)
    g_string_append_printf (text, line == 40001 ? "# %u\n" : "%u\n", line);
  assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  rows = s2p_table_preview (path, '\0', lines);
  assert_int_equal (rows->len, S2P_PREVIEW_LINES + 3);
  assert_row (rows, 2, 3, "3");
  assert_row (rows, S2P_PREVIEW_LINES, 31, "31");
  assert_row (rows, S2P_PREVIEW_LINES + 1, 40000, "40000");
  assert_row (rows, S2P_PREVIEW_LINES + 2, 40001, "# 40001");
}

static void
a_separator_is_guessed_where_none_is_known (void **state)
{
  const char *text = "time;V\n0;-60,5\n0,1;-60,25\n0,2;-61\n";
  g_autoptr (GPtrArray) rows = preview_of (text, strlen (text), S2P_SEPARATOR_GUESS);

  assert_row (rows, 1, 2, "0|-60,5");
}

/* A field, and a line, that is longer than what is read at a time. */
static void
long_fields_are_cut (void **state)
{
  g_autoptr (GString) text = g_string_new ("a,\"");
  g_autoptr (GPtrArray) rows = NULL;
  const char *cut;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "µ ");
  g_string_append (text, "\"\nb,1\n");
  rows = preview_of (text->str, text->len, ',');
  assert_int_equal (rows->len, 2);
  cut = row_at (rows, 0)->fields[1];
  assert_int_equal (g_utf8_strlen (cut, -1), 80);
  assert_true (g_str_has_prefix (cut, "µ µ µ") && g_str_has_suffix (cut, "…"));
  assert_row (rows, 1, 2, "b|1");
}

static void
other_encodings_are_shown (void **state)
{
  const char *text = "Einheit,Zeit (\xb5s)\nZelle \xe4,12\n";
  g_autoptr (GPtrArray) rows = preview_of (text, strlen (text), ',');

  assert_row (rows, 0, 1, "Einheit|Zeit (µs)");
  assert_row (rows, 1, 2, "Zelle ä|12");
}

static void
an_id_is_read_as_it_is_shown (void **state)
{
  const char *text = "unit,time (ms)\nZelle \xe4,12\nZelle \xe4,15\nZelle \xe4,19\n";
  g_autoptr (S2pRecordings) recordings = s2p_recordings_parse ("text", text, strlen (text), NULL, NULL);

  assert_non_null (recordings);
  assert_string_equal (((S2pSpikeTrain *) recordings->trains->pdata[0])->id, "Zelle ä");
}

static void
what_cannot_be_read_has_no_rows (void **state)
{
  static const char binary[] = "\x7f" "ELF\0\1\2\3\0\0\0";
  g_autoptr (GPtrArray) none = NULL, of_folder = NULL, of_binary = NULL, of_pipe = NULL, of_empty = NULL;

  none = s2p_table_preview ("/nonexistent/table.csv", ',', NULL);
  of_folder = s2p_table_preview (folder, ',', NULL);
  of_binary = preview_of (binary, sizeof binary, ',');
  of_empty = preview_of ("", 0, ',');
  assert_int_equal (none->len + of_folder->len + of_binary->len + of_empty->len, 0);
  g_unlink (path);
  assert_int_equal (mkfifo (path, 0600), 0);
  of_pipe = s2p_table_preview (path, ',', NULL); /* does not wait for a writer */
  assert_int_equal (of_pipe->len, 0);
  g_unlink (path);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (rows_have_the_lines_of_the_file),
    cmocka_unit_test (fields_are_cut_at_the_separator),
    cmocka_unit_test (the_separator_of_the_import_fits),
    cmocka_unit_test (only_the_beginning_is_shown),
    cmocka_unit_test (lines_further_down_may_be_asked_for),
    cmocka_unit_test (a_separator_is_guessed_where_none_is_known),
    cmocka_unit_test (long_fields_are_cut),
    cmocka_unit_test (other_encodings_are_shown),
    cmocka_unit_test (an_id_is_read_as_it_is_shown),
    cmocka_unit_test (what_cannot_be_read_has_no_rows),
  };

  return cmocka_run_group_tests (tests, make_folder, remove_folder);
}
