/* What infer says of the density of each recording: on a grid, as outlines, and at given pairs. */
#include "cli-program.h"
#include <math.h>
#include <string.h>

#define EXAMPLES S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv"
#define SHORT_TRAINS S2P_TEST_DATA "/recordings/short_trains.csv"
#define QUIET "quiet,\"[1, 2]\"\n"

/* The examples and one recording that is silent. */
static void
write_recordings (const char *folder)
{
  g_autofree char *text = NULL, *all = NULL;

  assert_true (g_file_get_contents (EXAMPLES, &text, NULL, NULL));
  all = g_strconcat (text, QUIET, NULL);
  folder_write (folder, "recordings.csv", all);
}

static GPtrArray *
read_table (const char *folder, const char *name)
{
  g_autofree char *text = folder_read (folder, name, NULL);

  return table_parse (text);
}

static void
a_grid_holds_all_of_each_density (void **state)
{
  enum { ACROSS = 50, UP = 40 };
  const double area = 40.0 / ACROSS * 20.0 / UP;
  g_autofree char *plain = NULL, *out = NULL, *twice = NULL, *again = NULL;
  g_autoptr (GPtrArray) inferred = NULL, table = NULL;

  write_recordings (*state);
  plain = cli_output (*state, "infer recordings.csv");
  out = cli_output (*state, "infer recordings.csv --density density.csv --grid %dx%d", ACROSS, UP);
  assert_string_equal (out, plain);
  inferred = table_parse (out);
  table = read_table (*state, "density.csv");
  assert_int_equal (table->len, 1 + 5 * ACROSS * UP); /* none of the silent one */
  for (guint i = 0; i < 5; i++)
    {
      double sum = 0, s = 0, u = 0;

      for (guint row = i * ACROSS * UP; row < (i + 1) * ACROSS * UP; row++)
        {
          const double share = table_number (table, row, "density") * area;

          assert_string_equal (table_text (table, row, "ID"), table_text (inferred, i, "ID"));
          sum += share;
          s += share * table_number (table, row, "g_s");
          u += share * table_number (table, row, "g_u");
        }
      assert_true (fabs (sum - 1) < 1e-5);
      assert_true (fabs (s - table_number (inferred, i, "g_s")) < 0.05 && fabs (u - table_number (inferred, i, "g_u")) < 0.05);
    }
  assert_true (table_number (table, 0, "g_s") == -19.6 && table_number (table, 0, "g_u") == 0.25);
  twice = cli_output (*state, "infer recordings.csv --density one.csv --grid %dx%d --jobs 1 -o table.csv", ACROSS, UP);
  g_free (twice);
  twice = folder_read (*state, "one.csv", NULL);
  again = folder_read (*state, "density.csv", NULL);
  assert_string_equal (twice, again);
}

/* Twice the area of a part that begins at @from; *@next is the row behind it. */
static double
area_of_part (const GPtrArray *table, guint from, guint *next)
{
  const double s0 = table_number (table, from, "g_s"), u0 = table_number (table, from, "g_u");
  double twice = 0;

  for (guint row = from;; row++)
    {
      const double s = table_number (table, row, "g_s") - s0, u = table_number (table, row, "g_u") - u0;
      const gboolean last = row + 2 == table->len || strcmp (table_text (table, row, "ID"), table_text (table, row + 1, "ID")) != 0
                            || strcmp (table_text (table, row, "part"), table_text (table, row + 1, "part")) != 0
                            || strcmp (table_text (table, row, "probability"), table_text (table, row + 1, "probability")) != 0;

      if (last)
        {
          assert_true (s == 0 && u == 0); /* closed */
          *next = row + 1;
          return twice / 2;
        }
      twice += s * (table_number (table, row + 1, "g_u") - u0) - (table_number (table, row + 1, "g_s") - s0) * u;
    }
}

static void
outlines_go_around_the_regions (void **state)
{
  g_autofree char *out = NULL;
  g_autoptr (GPtrArray) inferred = NULL, table = NULL;
  double areas[5][2] = { { 0 } };
  guint entry = 0;

  write_recordings (*state);
  out = cli_output (*state, "infer recordings.csv --regions regions.csv");
  inferred = table_parse (out);
  table = read_table (*state, "regions.csv");
  for (guint row = 0; row + 1 < table->len;)
    {
      const gboolean wide = table_number (table, row, "probability") == 0.9;

      assert_true (wide || table_number (table, row, "probability") == 0.5);
      while (strcmp (table_text (table, row, "ID"), table_text (inferred, entry, "ID")) != 0)
        assert_true (++entry < 5);
      areas[entry][wide] += area_of_part (table, row, &row);
    }
  for (guint i = 0; i < 5; i++)
    {
      assert_true (fabs (areas[i][0] / table_number (inferred, i, "area_50") - 1) < 0.02);
      assert_true (fabs (areas[i][1] / table_number (inferred, i, "area_90") - 1) < 0.02);
    }
}

static void
pairs_get_density_and_level (void **state)
{
  g_autofree char *inferred_text = NULL, *pairs = NULL, *out = NULL, *file = NULL, *continental = NULL, *none = NULL;
  g_autoptr (GPtrArray) inferred = NULL, table = NULL;

  write_recordings (*state);
  inferred_text = cli_output (*state, "infer recordings.csv");
  inferred = table_parse (inferred_text);
  /* the mode, a corner of the range, a pair beyond it, one of a silent recording; columns in any order, others among them */
  pairs = g_strdup_printf ("\xef\xbb\xbfg_u,why,ID,g_s\n%s,mode,burst-2,%s\n20,corner,burst-2,20\n5,beyond,tonic-1,20.5\n3,silent,quiet,2\n\n%s,mode,tonic-2,%s\n",
                           table_text (inferred, 3, "mode_g_u"), table_text (inferred, 3, "mode_g_s"), table_text (inferred, 2, "mode_g_u"), table_text (inferred, 2, "mode_g_s"));
  folder_write (*state, "pairs.csv", pairs);
  out = cli_output (*state, "infer recordings.csv --at pairs.csv");
  assert_true (g_str_has_prefix (out, "ID,g_s,g_u,log_density,level\n"));
  table = table_parse (out);
  assert_int_equal (table->len, 6);
  for (guint row = 0; row < 5; row += 4)
    assert_true (table_number (table, row, "level") < 0.002);
  assert_string_equal (table_text (table, 4, "ID"), "tonic-2");
  assert_true (table_number (table, 0, "log_density") > log (0.5 / table_number (inferred, 3, "area_50")));
  assert_true (table_number (table, 1, "level") > 0.99 && table_number (table, 1, "log_density") < -10);
  assert_string_equal (table_text (table, 2, "log_density"), "");
  assert_true (table_number (table, 2, "level") == 1 && table_number (table, 2, "g_s") == 20.5);
  assert_string_equal (table_text (table, 3, "log_density"), "");
  assert_string_equal (table_text (table, 3, "level"), "");

  none = cli_output (*state, "infer recordings.csv --at pairs.csv -o answers.csv --jobs 1");
  assert_string_equal (none, "");
  file = folder_read (*state, "answers.csv", NULL);
  assert_string_equal (file, out);

  folder_write (*state, "pairs.csv", "ID;g_s;g_u\nburst-1;-3,5;5\n");
  continental = cli_output (*state, "infer recordings.csv --at pairs.csv");
  assert_true (g_str_has_prefix (continental, "ID,g_s,g_u,log_density,level\nburst-1,-3.5,5,-1."));
}

/* As many as the regions promise: of pairs on a fine grid, weighted with their density. */
static void
levels_are_those_of_the_regions (void **state)
{
  g_autoptr (GString) pairs = g_string_new ("ID,g_s,g_u\n");
  g_autofree char *none = NULL, *out = NULL;
  g_autoptr (GPtrArray) inferred = NULL, table = NULL;
  double held[2] = { 0 }, area[2] = { 0 };
  const double step = 0.05;

  none = cli_output (*state, "infer " EXAMPLES " -o table.csv");
  inferred = read_table (*state, "table.csv");
  for (double s = table_number (inferred, 1, "low_g_s_90") - 0.5; s < table_number (inferred, 1, "high_g_s_90") + 0.5; s += step)
    for (double u = table_number (inferred, 1, "low_g_u_90") - 0.5; u < table_number (inferred, 1, "high_g_u_90") + 0.5; u += step)
      g_string_append_printf (pairs, "burst-1,%d.%03de-0,%d.%03d\n", (int) s, (int) (fabs (s - (int) s) * 1000), (int) u, (int) ((u - (int) u) * 1000));
  folder_write (*state, "pairs.csv", pairs->str);
  out = cli_output (*state, "infer " EXAMPLES " --at pairs.csv");
  table = table_parse (out);
  for (guint row = 0; row + 1 < table->len; row++)
    for (guint k = 0; k < 2; k++)
      if (table_number (table, row, "level") < (k == 0 ? 0.5 : 0.9))
        {
          held[k] += exp (table_number (table, row, "log_density")) * step * step;
          area[k] += step * step;
        }
  assert_true (fabs (held[0] - 0.5) < 0.02 && fabs (held[1] - 0.9) < 0.02);
  assert_true (fabs (area[0] / table_number (inferred, 1, "area_50") - 1) < 0.03 && fabs (area[1] / table_number (inferred, 1, "area_90") - 1) < 0.03);
}

static void
mistakes_are_named (void **state)
{
  static const struct { const char *pairs, *options; int status; const char *message; } cases[] = {
    { "ID,g_s,g_u\nburst-1,1,2\nburst-9,1,2\n", "--at pairs.csv", 1, "pairs.csv, line 3: there is no recording with the ID “burst-9”" },
    { "ID,g_s,g_u\nburst-1,1,2\n\nburst-1,abc,2\n", "--at pairs.csv", 1, "pairs.csv, line 4, column g_s: “abc” is no number" },
    { "ID,g_s,g_u\nburst-1,1,nan\n", "--at pairs.csv", 1, "pairs.csv, line 2, column g_u: “nan” is no number" },
    { "ID,g_s,g_u\nburst-1,1,\n", "--at pairs.csv", 1, "line 2, column g_u: “” is no number" },
    { "ID,g_s,g_u\nburst-1,1\n", "--at pairs.csv", 1, "line 2: there is no field for the column g_u" },
    { "ID,g_s\nburst-1,1\n", "--at pairs.csv", 1, "no column g_u" },
    { "ID,g_s,g_u\n", "--at pairs.csv", 1, "no rows" },
    { "", "--at pairs.csv", 1, "empty" },
    { "", "--at missing.csv", 1, "missing.csv" },
    { "", "--at=", 2, "--at" },
    { "", "--grid 10x10", 2, "--density" },
    { "", "--density d.csv --grid 10", 2, "100x80" },
    { "", "--density d.csv --grid 0x5", 2, "100x80" },
    { "", "--density d.csv --grid 10x99999", 2, "1000" },
    { "", "--density d.csv --grid 10x-5", 2, "100x80" },
    { "", "--density d.csv --regions d.csv", 2, "different" },
    { "", "--density d.csv -o d.csv", 2, "different" },
    { "", "--density missing/d.csv", 1, "missing/d.csv" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Ran) ran = { 0 };

      folder_write (*state, "pairs.csv", cases[i].pairs);
      ran = cli_run (*state, "infer " EXAMPLES " %s", cases[i].options);
      if (ran.status != cases[i].status || strstr (ran.err, cases[i].message) == NULL)
        fail_msg ("“%s” with %s: %d, %s", cases[i].pairs, cases[i].options, ran.status, ran.err);
      assert_string_equal (ran.out, "");
      assert_int_equal (folder_count (*state, "d.csv"), 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (mistakes_are_named),
    cmocka_unit_test (a_grid_holds_all_of_each_density),
    cmocka_unit_test (outlines_go_around_the_regions),
    cmocka_unit_test (pairs_get_density_and_level),
    cmocka_unit_test (levels_are_those_of_the_regions),
  };

  return cmocka_run_group_tests_name ("cli-infer", tests, cli_set_up, cli_tear_down);
}
