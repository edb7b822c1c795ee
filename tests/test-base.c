/* Numbers as text, random streams, output files, small linear systems. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "base/elimination.h"
#include "base/error.h"
#include "base/number.h"
#include "base/output.h"
#include "base/random.h"

/* Philox4x32-10 known-answer vectors published with the Random123 library. */
static void
philox_gives_the_published_vectors (void **state)
{
  S2pRandom random = { .used = 4 };

  assert_int_equal (s2p_random_word (&random), 0x6627e8d5);
  assert_int_equal (s2p_random_word (&random), 0xe169c58d);
  assert_int_equal (s2p_random_word (&random), 0xbc57ac4c);
  assert_int_equal (s2p_random_word (&random), 0x9b00dbd8);

  random = (S2pRandom) { .key = { 0xffffffff, 0xffffffff },
                         .counter = { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
                         .used = 4 };
  assert_int_equal (s2p_random_word (&random), 0x408f276d);
  assert_int_equal (s2p_random_word (&random), 0x41c83b0e);
  assert_int_equal (s2p_random_word (&random), 0xa20bc7c6);
  assert_int_equal (s2p_random_word (&random), 0x6d5451fd);
}

static void
streams_repeat_and_differ (void **state)
{
  S2pRandom a, b, other;

  s2p_random_init (&a, 7, S2P_RANDOM_POPULATION, 3, 11);
  s2p_random_init (&b, 7, S2P_RANDOM_POPULATION, 3, 11);
  s2p_random_init (&other, 7, S2P_RANDOM_POPULATION, 3, 12);
  for (int i = 0; i < 100; i++)
    {
      guint32 word = s2p_random_word (&a);
      assert_int_equal (word, s2p_random_word (&b));
      assert_true (word != s2p_random_word (&other));
    }
}

/* Means and variances within five standard errors of their exact values (the streams are fixed). */
static void
distributions_have_their_moments (void **state)
{
  enum { N = 200000 };
  const double shape = 27, scale = 1 / 2571.4;
  double u = 0, uu = 0, z = 0, zz = 0, g = 0, gg = 0;
  S2pRandom random;

  s2p_random_init (&random, 1, S2P_RANDOM_TARGET, 0, 0);
  for (int i = 0; i < N; i++)
    {
      double x = s2p_random_uniform (&random), y = s2p_random_normal (&random),
             v = s2p_random_gamma (&random, shape, scale) / (shape * scale);
      assert_true (x >= 0 && x < 1);
      u += x, uu += x * x, z += y, zz += y * y, g += v, gg += v * v;
    }
  assert_true (fabs (u / N - 0.5) < 5 * sqrt (1 / 12.0 / N));
  assert_true (fabs (uu / N - 1 / 3.0) < 5 * sqrt (4 / 45.0 / N));
  assert_true (fabs (z / N) < 5 / sqrt (N));
  assert_true (fabs (zz / N - 1) < 5 * sqrt (2.0 / N));
  assert_true (fabs (g / N - 1) < 5 * sqrt (1 / shape / N));
  assert_true (fabs (gg / N - g / N * (g / N) - 1 / shape) < 5 * (1 / shape) * sqrt (2.5 / N));
}

static void
below_is_even (void **state)
{
  guint counts[7] = { 0 };
  S2pRandom random;

  s2p_random_init (&random, 1, S2P_RANDOM_ORDER, 0, 0);
  for (int i = 0; i < 70000; i++)
    counts[s2p_random_below (&random, 7)]++;
  for (int i = 0; i < 7; i++)
    assert_true (fabs (counts[i] - 10000.0) < 5 * sqrt (10000));
}

static void
numbers_survive_text (void **state)
{
  static const double values[] = { 0.1, 1.0 / 3, 1e-300, 123456789.123456789, -0.0, 5e-324, 3057.0500000002075 };
  g_autoptr (GString) text = g_string_new (NULL);
  double back;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_string_truncate (text, 0);
      s2p_number_append (text, values[i]);
      assert_true (s2p_number_parse (text->str, &back));
      assert_true (back == values[i]);
    }
  g_string_truncate (text, 0);
  s2p_number_append (text, 0.1);
  assert_string_equal (text->str, "0.1");
  g_string_truncate (text, 0);
  s2p_number_append (text, NAN);
  s2p_number_append (text, INFINITY);
  assert_string_equal (text->str, "");
}

/* The fast way of writing gives what the C library gives, to the last digit. */
static void
numbers_are_written_as_the_library_would (void **state)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[400], format[8];
  S2pRandom random;

  s2p_random_init (&random, 3, S2P_RANDOM_TARGET, 0, 0);
  for (guint i = 0; i < 200000; i++)
    {
      const guint decimals = i % 10;
      double value = (s2p_random_uniform (&random) - 0.5) * pow (10, 24 * s2p_random_uniform (&random) - 7);

      if (i % 4 == 0) /* few digits; ties */
        value = round (value * 64) / 64;
      g_ascii_formatd (buffer, sizeof buffer, "%.15g", value);
      if (g_ascii_strtod (buffer, NULL) != value)
        g_ascii_formatd (buffer, sizeof buffer, "%.17g", value);
      g_string_truncate (text, 0);
      s2p_number_append (text, value);
      assert_string_equal (text->str, buffer);

      g_snprintf (format, sizeof format, "%%.%uf", decimals);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      g_string_truncate (text, 0);
      s2p_number_append_fixed (text, value, decimals);
      assert_string_equal (text->str, buffer[0] == '-' && strspn (buffer + 1, "0.") == strlen (buffer + 1) ? buffer + 1 : buffer);
    }
}

static void
powers_of_ten_and_their_neighbours_survive_text (void **state)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[64];

  for (int exponent = -8; exponent <= 18; exponent++)
    for (int side = -1; side <= 1; side++)
      {
        double value = g_ascii_strtod ((g_snprintf (buffer, sizeof buffer, "1e%d", exponent), buffer), NULL), back;

        value = side == 0 ? value : nextafter (value, side * INFINITY);
        g_string_truncate (text, 0);
        s2p_number_append (text, value);
        assert_true (s2p_number_parse (text->str, &back) && back == value);
        g_ascii_formatd (buffer, sizeof buffer, side == 0 ? "%.15g" : "%.17g", value);
        assert_string_equal (text->str, buffer);
      }
}

static void
only_whole_finite_numbers_are_read (void **state)
{
  static const char *bad[] = { "", " ", "1,5", "1 2", "nan", "inf", "0x", "12ms", "1e999" };
  double value;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_false (s2p_number_parse (bad[i], &value));
  assert_true (s2p_number_parse (" -2.5e3 ", &value));
  assert_true (value == -2500);
}

static char *
folder_for_test (void)
{
  GError *error = NULL;
  char *folder = g_dir_make_tmp ("s2p-XXXXXX", &error);

  assert_null (error);
  return folder;
}

static void
assert_content (const char *path, const char *wanted)
{
  g_autofree char *content = NULL;

  assert_true (g_file_get_contents (path, &content, NULL, NULL));
  assert_string_equal (content, wanted);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
files_appear_whole_or_not_at_all (void **state)
{
  g_autofree char *folder = folder_for_test (), *path = g_build_filename (folder, "table.csv", NULL), *link = g_build_filename (folder, "link.csv", NULL);
  S2pOutput *output = s2p_output_new_file (path, NULL);

  s2p_output_write (output, "one", 3);
  assert_false (g_file_test (path, G_FILE_TEST_EXISTS)); /* not before it is closed */
  assert_true (s2p_output_close (output, NULL));
  s2p_output_free (output);
  assert_content (path, "one");
  output = s2p_output_new_file (path, NULL);
  s2p_output_write (output, "two", 3);
  s2p_output_free (output); /* given up */
  assert_content (path, "one");
  assert_int_equal (symlink ("table.csv", link), 0);
  output = s2p_output_new_file (link, NULL);
  s2p_output_write (output, "three", 5);
  assert_true (s2p_output_close (output, NULL));
  s2p_output_free (output);
  assert_content (path, "three");
  assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  assert_int_equal (count_files (folder), 2); /* nothing left beside them */
  g_unlink (link);
  g_unlink (path);
  g_rmdir (folder);
}

static void
what_cannot_be_written_is_said (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = folder_for_test ();
  S2pOutput *output;

  assert_null (s2p_output_new_file (folder, &error)); /* a folder */
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  assert_non_null (strstr (error->message, folder));
  g_clear_error (&error);
  assert_null (s2p_output_new_file ("/no/such/folder/file", &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  g_clear_error (&error);
  output = s2p_output_new_file ("/dev/full", &error); /* a device stays a device */
  assert_non_null (output);
  s2p_output_write (output, "x", 1);
  assert_false (s2p_output_close (output, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  s2p_output_free (output);
  assert_false (g_file_test ("/dev/full", G_FILE_TEST_IS_REGULAR));
  g_rmdir (folder);
}

/* A x = b with a known x, ill scaled as conductances are. */
static void
elimination_solves (void **state)
{
  const double A[3][3] = { { -0.00233, 0.0249, 5.82 }, { 0.000207, 0.0405, 0.1 }, { 0.0001, -0.00418, 28.9 } }, x[3] = { 8000, 400, 0.4 };
  S2pAugmented M = { { 0 } };
  gboolean singular;
  double solution[3];

  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      {
        M[i][j] = A[i][j];
        M[i][3] += A[i][j] * x[j];
      }
  s2p_eliminate (3, 3, M, &singular);
  assert_false (singular);
  s2p_back_substitute (3, M, solution);
  for (guint i = 0; i < 3; i++)
    assert_true (fabs (solution[i] / x[i] - 1) < 1e-12);
  S2pAugmented twice = { { 1, 2, 3 }, { 2, 4, 6 } };
  s2p_eliminate (2, 2, twice, &singular);
  assert_true (singular);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (philox_gives_the_published_vectors),
    cmocka_unit_test (streams_repeat_and_differ),
    cmocka_unit_test (distributions_have_their_moments),
    cmocka_unit_test (below_is_even),
    cmocka_unit_test (numbers_survive_text),
    cmocka_unit_test (numbers_are_written_as_the_library_would),
    cmocka_unit_test (powers_of_ten_and_their_neighbours_survive_text),
    cmocka_unit_test (only_whole_finite_numbers_are_read),
    cmocka_unit_test (files_appear_whole_or_not_at_all),
    cmocka_unit_test (what_cannot_be_written_is_said),
    cmocka_unit_test (elimination_solves),
  };

  setlocale (LC_ALL, "");
  return cmocka_run_group_tests_name ("base", tests, NULL, NULL);
}
