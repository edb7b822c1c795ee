/* The command line from recordings to populations and pictures: what goes in and what comes out. */
#include "cli-program.h"
#include <math.h>
#include <string.h>
#include "base/number.h"

#define EXAMPLES S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv"
#define SHORT_TRAINS S2P_TEST_DATA "/recordings/short_trains.csv"
#define CONNOR_STEVENS S2P_TEST_DATA "/models/connor-stevens.model"

#define FEATURES_HEADER "ID,spikes,duration_ms,activity,rate_hz,cv_isi,f_intra_hz,f_inter_hz,burst_ms,spikes_per_burst\n"
#define REGION(percent) "area_" percent ",low_g_s_" percent ",high_g_s_" percent ",low_g_u_" percent ",high_g_u_" percent
#define INFER_COLUMNS "ID,g_s,g_u,sd_g_s,sd_g_u,activity,correlation,mode_g_s,mode_g_u," REGION ("50") "," REGION ("90")
#define INFER_HEADER INFER_COLUMNS ",in_domain,reason\n"
#define STG_HEADER "ID,g_Na,g_Kd,g_CaT,g_CaS,g_KCa,g_A,g_H,g_leak"
#define DA_HEADER "ID,g_Na,g_Kd,g_CaL,g_CaN,g_ERG,g_NMDA,g_leak"

static void
assert_begins (const char *text, const char *beginning)
{
  if (!g_str_has_prefix (text, beginning))
    fail_msg ("“%.200s” does not begin with “%s”", text, beginning);
}

static void
features_of_trains_that_are_known (void **state)
{
  g_autofree char *out = NULL;
  g_autoptr (GPtrArray) table = NULL;

  /* 10 Hz; four bursts of three spikes 10 ms apart, every 200 ms; two spikes; none */
  folder_write (*state, "known.csv",
                "ID,spiking_times\n\"ten, \"\"regular\"\"\",\"[0, 100, 200, 300, 400, 500]\"\n"
                "bursts,\"[0, 10, 20, 200, 210, 220, 400, 410, 420, 600, 610, 620]\"\ntwo,\"[5, 6]\"\nnone,[]\n");
  out = cli_output (*state, "features known.csv");
  assert_begins (out, FEATURES_HEADER);
  table = table_parse (out);
  assert_int_equal (table->len, 5);
  assert_string_equal (table_text (table, 0, "ID"), "ten, \"regular\"");
  assert_string_equal (table_text (table, 0, "activity"), "spiking");
  assert_float_equal (table_number (table, 0, "rate_hz"), 10, 1e-9);
  assert_float_equal (table_number (table, 0, "cv_isi"), 0, 1e-9);
  assert_string_equal (table_text (table, 0, "burst_ms"), "");
  assert_string_equal (table_text (table, 1, "activity"), "bursting");
  assert_float_equal (table_number (table, 1, "duration_ms"), 620, 1e-9);
  assert_float_equal (table_number (table, 1, "f_intra_hz"), 150, 1e-9);
  assert_float_equal (table_number (table, 1, "f_inter_hz"), 5, 1e-9);
  assert_float_equal (table_number (table, 1, "burst_ms"), 20, 1e-9);
  assert_float_equal (table_number (table, 1, "spikes_per_burst"), 3, 1e-9);
  for (guint row = 2; row < 4; row++)
    assert_string_equal (table_text (table, row, "activity"), "silent");
  assert_float_equal (table_number (table, 3, "spikes"), 0, 0);
}

static void
inference_answers_for_each_recording (void **state)
{
  g_autofree char *out = cli_output (*state, "infer " EXAMPLES " --model stg");
  g_autoptr (GPtrArray) table = table_parse (out);

  assert_begins (out, INFER_HEADER);
  assert_int_equal (table->len, 6);
  for (guint row = 0; row < 5; row++)
    {
      const gboolean bursting = g_str_has_prefix (table_text (table, row, "ID"), "burst");

      assert_string_equal (table_text (table, row, "activity"), bursting ? "bursting" : "spiking");
      assert_true (bursting == (table_number (table, row, "g_s") < 1));
      assert_true (table_number (table, row, "sd_g_s") > 0 && table_number (table, row, "sd_g_u") > 0);
      assert_true (fabs (table_number (table, row, "correlation")) < 1);
      assert_true (table_number (table, row, "mode_g_s") > table_number (table, row, "low_g_s_50") && table_number (table, row, "mode_g_s") < table_number (table, row, "high_g_s_50"));
      assert_true (table_number (table, row, "mode_g_u") > table_number (table, row, "low_g_u_50") && table_number (table, row, "mode_g_u") < table_number (table, row, "high_g_u_50"));
      assert_true (table_number (table, row, "low_g_s_90") < table_number (table, row, "low_g_s_50") && table_number (table, row, "high_g_u_90") >= table_number (table, row, "high_g_u_50"));
      assert_true (table_number (table, row, "area_50") > 0 && table_number (table, row, "area_90") > 2 * table_number (table, row, "area_50"));
    }
}

/* The same rows for any number of threads, in any locale, to a file or to standard output. */
static void
same_seed_same_bytes (void **state)
{
  static const char *const commands[] = {
    "infer " EXAMPLES,
    "generate " EXAMPLES " --size 9 --seed 5",
    "generate " EXAMPLES " --size 3 --seed 5 --checked",
    "generate --dics=-4,6 --size 40 --seed 5",
    "generate --dics=2,3 --model da --size 40",
    "generate --dics=4,5 --size 10 --method fixed-point --rounds 8 --compensate CaS,H",
    "simulate cells.csv --engine fast --duration 700 --seed 3",
    "simulate cells.csv --engine fast --duration 700 --seed 3 --noise 4",
    "simulate cells.csv --duration 300 --seed 3",
    "simulate cells.csv --duration 300 --seed 3 --noise 4",
  };
  g_autofree char *cells = cli_output (*state, "generate " EXAMPLES " --size 14 -o cells.csv"), *before = NULL;

  assert_string_equal (cells, "");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *one = cli_output (*state, "%s --jobs 1", commands[i]), *many = cli_output (*state, "%s --jobs 16 -o many.csv", commands[i]),
                      *file = folder_read (*state, "many.csv", NULL);

      assert_string_equal (many, "");
      assert_string_equal (one, file);
      assert_true (before == NULL || strcmp (before, one) != 0); /* with noise and without */
      g_free (before);
      before = g_steal_pointer (&one);
    }
}

static void
another_seed_gives_other_cells (void **state)
{
  g_autofree char *one = cli_output (*state, "generate --dics=4,5 --seed 1"), *two = cli_output (*state, "generate --dics=4,5 --seed 2"),
                  *again = cli_output (*state, "generate --dics=4,5 --seed 1");

  assert_string_not_equal (one, two);
  assert_string_equal (one, again);
}

/* Checked cells say how close they are, within what was asked for; their table is read on like any other. */
static void
checked_cells_are_close (void **state)
{
  g_autofree char *none = cli_output (*state, "generate " EXAMPLES " --checked --size 3 --tolerance 4 -o close.csv"), *cells = folder_read (*state, "close.csv", NULL),
                  *dics = cli_output (*state, "dics close.csv");
  g_autoptr (GPtrArray) table = table_parse (cells);

  assert_string_equal (none, "");
  assert_begins (cells, STG_HEADER ",distance,rate_off,f_inter_off,burst_off,spikes_per_burst_off,tolerance_used\n");
  assert_begins (dics, STG_HEADER ",");
  assert_int_equal (table->len, 16);
  for (guint row = 0; row < 15; row++)
    {
      const gboolean bursting = g_str_has_prefix (table_text (table, row, "ID"), "burst");

      assert_true (table_number (table, row, "distance") >= 0 && table_number (table, row, "tolerance_used") <= 1);
      assert_true (fabs (table_number (table, row, bursting ? "f_inter_off" : "rate_off")) < 0.041);
      if (bursting)
        assert_true (fabs (table_number (table, row, "burst_off")) < 0.085 && fabs (table_number (table, row, "spikes_per_burst_off")) <= 0.5);
      else
        assert_string_equal (table_text (table, row, "burst_off"), "");
    }
}

/* What is missing is said, with the reasons, and is a failure. */
static void
what_cannot_be_checked_is_said (void **state)
{
  g_autoptr (GString) train = g_string_new ("ID,spiking_times\nfast,\"[0");
  g_auto (Ran) ran = { 0 };

  for (guint i = 1; i < 300; i++)
    g_string_append_printf (train, ", %u", 4 * i);
  g_string_append (train, "]\"\n");
  folder_write (*state, "fast.csv", train->str);
  ran = cli_run (*state, "generate fast.csv --checked --size 2 --budget 4");
  assert_int_equal (ran.status, 1);
  assert_string_equal (ran.out, "");
  assert_non_null (strstr (ran.err, "0 of 2 cells"));
  assert_non_null (strstr (ran.err, "candidates"));
}

static void
assert_positive_cells (const GPtrArray *table, guint n)
{
  assert_int_equal (table->len, n + 1);
  for (guint row = 0; row < n; row++)
    for (guint column = 1; ((char **) table->pdata[0])[column] != NULL; column++)
      {
        double g;
        assert_true (s2p_number_parse (((char **) table->pdata[row + 1])[column], &g) && g > 0);
      }
}

/* Each cell has the DICs that were inferred, by the verb that computes them. */
static void
cells_have_the_inferred_dics (void **state)
{
  g_autofree char *inferred = cli_output (*state, "infer " EXAMPLES), *none = cli_output (*state, "generate " EXAMPLES " --point --size 6 -o exact.csv"),
                  *dics = cli_output (*state, "dics exact.csv --model stg");
  g_autoptr (GPtrArray) wanted = table_parse (inferred), table = table_parse (dics);

  assert_string_equal (none, "");
  assert_begins (dics, STG_HEADER ",g_f,g_s,g_u\n");
  assert_int_equal (table->len, 31);
  for (guint row = 0; row < 30; row++)
    {
      const guint recording = row / 6;
      const double g_s = table_number (wanted, recording, "g_s"), g_u = table_number (wanted, recording, "g_u");

      assert_string_equal (table_text (table, row, "ID"), table_text (wanted, recording, "ID"));
      assert_float_equal (table_number (table, row, "g_s"), CLAMP (g_s, -20, 20), 1e-8);
      assert_float_equal (table_number (table, row, "g_u"), CLAMP (g_u, 0, 20), 1e-8);
    }
}

static void
dics_keeps_the_rows_and_replaces_its_own (void **state)
{
  g_autofree char *none = cli_output (*state, "generate --dics=3,4 --size 3 -o three.csv"), *once = NULL, *twice = NULL, *elsewhere = NULL, *own = NULL;

  once = cli_output (*state, "dics three.csv");
  folder_write (*state, "once.csv", once);
  twice = cli_output (*state, "dics once.csv --voltage=-51");
  elsewhere = cli_output (*state, "dics three.csv --voltage=-40");
  own = cli_output (*state, "dics once.csv --own-threshold");
  assert_string_equal (once, twice); /* -51 mV is the model's threshold */
  assert_string_not_equal (once, elsewhere);
  assert_begins (own, STG_HEADER ",g_f,g_s,g_u,threshold_mv\n");

  g_autoptr (GPtrArray) table = table_parse (own);

  for (guint row = 0; row < 3; row++)
    assert_in_range (-table_number (table, row, "threshold_mv"), 40, 60);
  assert_string_equal (none, "");
}

/* 16 positive cells a recording, of which at least 95 % fire as it does. */
static void
assert_cells_fire_as_recorded (const char *folder, const char *recordings)
{
  g_autofree char *features = cli_output (folder, "features '%s'", recordings), *cells = cli_output (folder, "generate '%s' --model stg", recordings),
                  *simulated = NULL, *again = NULL;
  g_autoptr (GPtrArray) recorded = table_parse (features), table = table_parse (cells), fired = NULL;
  guint same = 0;

  assert_begins (cells, STG_HEADER "\n");
  assert_positive_cells (table, 5 * 16);
  folder_write (folder, "cells.csv", cells);
  simulated = cli_output (folder, "simulate cells.csv --model stg --engine fast");
  assert_begins (simulated, STG_HEADER ",spiking_times\n");
  folder_write (folder, "simulated.csv", simulated);
  again = cli_output (folder, "features simulated.csv"); /* what we write is what we read */
  fired = table_parse (again);
  assert_int_equal (fired->len, table->len);
  for (guint row = 0; row < 80; row++)
    {
      assert_string_equal (table_text (table, row, "ID"), table_text (recorded, row / 16, "ID"));
      same += strcmp (table_text (fired, row, "activity"), table_text (recorded, row / 16, "activity")) == 0;
    }
  assert_true (same >= 76);
}

static void
cells_fire_as_the_bundled_recordings (void **state)
{
  assert_cells_fire_as_recorded (*state, EXAMPLES);
}

/* A second of each neuron, in the published layout. */
static void
cells_fire_as_short_recordings (void **state)
{
  assert_cells_fire_as_recorded (*state, SHORT_TRAINS);
}

/* Flagged, said, and worked on all the same. */
static void
what_the_model_cannot_fire_is_said (void **state)
{
  g_autoptr (GString) text = g_string_new ("ID,spiking_times\n\"fast, regular\",\"[0");
  g_autofree char *own = cli_output (*state, "infer " EXAMPLES), *out = NULL;
  g_autoptr (GPtrArray) table = table_parse (own), foreign = NULL;
  g_auto (Ran) generated = { 0 };

  for (guint row = 0; row < 5; row++)
    {
      assert_string_equal (table_text (table, row, "in_domain"), "1");
      assert_string_equal (table_text (table, row, "reason"), "");
    }
  for (guint i = 1; i < 100; i++)
    g_string_append_printf (text, ", %u", 25 * i);
  g_string_append (text, "]\"\nquiet,\"[1, 2]\"\n");
  folder_write (*state, "foreign.csv", text->str);
  out = cli_output (*state, "infer foreign.csv");
  foreign = table_parse (out);
  assert_string_equal (table_text (foreign, 0, "in_domain"), "0");
  assert_begins (table_text (foreign, 0, "reason"), "mean rate 40 Hz; ");
  assert_string_equal (table_text (foreign, 1, "in_domain"), "");
  generated = cli_run (*state, "generate foreign.csv --size 3");
  assert_true (strstr (generated.err, "recording fast, regular: this neuron model cannot fire so (mean rate 40 Hz; ") != NULL);
  assert_begins (generated.out, STG_HEADER "\n\"fast, regular\",");
}

static void
simulation_comes_back_as_recordings (void **state)
{
  g_autofree char *none = cli_output (*state, "generate --dics=-6,8 --size 4 -o four.csv"), *simulated = cli_output (*state, "simulate four.csv --engine fast"),
                  *slow = NULL, *inferred = NULL;
  g_autoptr (GPtrArray) table = NULL, fast_table = NULL, slow_table = NULL;

  assert_string_equal (none, "");
  folder_write (*state, "four-fired.csv", simulated);
  inferred = cli_output (*state, "infer four-fired.csv");
  table = table_parse (inferred);
  assert_int_equal (table->len, 5);
  for (guint row = 0; row < 4; row++)
    {
      assert_string_equal (table_text (table, row, "activity"), "bursting");
      assert_float_equal (table_number (table, row, "g_s"), -6, 6); /* roughly: any weights of ours must do */
    }
  slow = cli_output (*state, "simulate four-fired.csv --duration 500"); /* spiking_times of before are replaced */
  fast_table = table_parse (simulated);
  slow_table = table_parse (slow);
  assert_begins (slow, STG_HEADER ",spiking_times\n");
  assert_string_not_equal (table_text (fast_table, 0, "spiking_times"), table_text (slow_table, 0, "spiking_times"));
  assert_begins (table_text (slow_table, 0, "spiking_times"), "[");
}

static void
traces_have_a_row_a_step (void **state)
{
  static const char *const engines[] = { "cvode", "fast" };

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *cells = cli_output (*state, "generate --dics=4,5 --size 2 -o two.csv"),
                      *none = cli_output (*state, "simulate two.csv --engine %s --duration 50 --step 0.1 --traces traces.csv -o spikes.csv", engines[i]),
                      *text = folder_read (*state, "traces.csv", NULL);
      g_autoptr (GPtrArray) table = table_parse (text);

      assert_begins (text, "t_ms,V_1_mV,V_2_mV\n0,-70.000,-70.000\n0.1,");
      assert_int_equal (table->len, 502);
      for (guint row = 0; row < 501; row++)
        {
          assert_float_equal (table_number (table, row, "t_ms"), row * 0.1, 1e-9);
          assert_true (fabs (table_number (table, row, "V_2_mV")) < 120);
        }
      assert_true (cells[0] == '\0' && none[0] == '\0');
    }
}

static void
run_writes_tables_and_pictures (void **state)
{
  static const struct { const char *name, *beginning; } files[] = {
    { "features.csv", "ID,spikes,duration_ms,activity,rate_hz,cv_isi,f_intra_hz,f_inter_hz,burst_ms,spikes_per_burst\n" },
    { "dics.csv", INFER_COLUMNS ",built_g_s,built_g_u,in_domain,reason\n" }, { "population.csv", STG_HEADER "\n" }, { "simulation.csv", STG_HEADER ",spiking_times\n" },
    { "overview.svg", "<?xml" }, { "overview.png", "\x89PNG\r\n\x1a\n" },
    { "population-02-a_b.svg", "<?xml" }, { "population-02-a_b.png", "\x89PNG\r\n\x1a\n" },
  };
  g_autofree char *one = NULL, *two = NULL;

  folder_write (*state, "pair.csv", "ID,spiking_times\n../up,\"[0, 90, 181, 271, 362, 452, 543, 633, 724]\"\na/b,\"[0, 80, 160, 240, 320, 401, 480]\"\n");
  one = cli_output (*state, "run pair.csv --size 4 --outdir new/one --seed 8 --jobs 1");
  two = cli_output (*state, "run pair.csv --size 4 --outdir two --seed 8 --jobs 16");
  assert_string_equal (one, "");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_build_filename ("new", "one", files[i].name, NULL), *other = g_build_filename ("two", files[i].name, NULL), *a = NULL, *b = NULL;
      gsize n_a, n_b;

      a = folder_read (*state, name, &n_a);
      b = folder_read (*state, other, &n_b);
      assert_begins (a, files[i].beginning);
      assert_true (n_a > 150 && n_a == n_b);
      assert_memory_equal (a, b, n_a);
    }
  assert_int_equal (folder_count (*state, "up"), 0); /* an ID cannot lead out of the folder */

  g_autofree char *simulation = folder_read (*state, "two/simulation.csv", NULL);
  g_autoptr (GPtrArray) table = table_parse (simulation);

  assert_int_equal (table->len, 9);
  assert_string_equal (table_text (table, 7, "ID"), "a/b");
}

/* Curves at the model's threshold are what "dics" says; of one cell, median and bands are that cell's. */
static void
curves_agree_with_dics (void **state)
{
  static const char *const names[] = { "curves", "weights", "sensitivity" };
  g_autofree char *cells = cli_output (*state, "generate --dics=-4,6 --size 1 -o one.csv"), *dics = cli_output (*state, "dics one.csv --own-threshold"),
                  *none = cli_output (*state, "curves one.csv --from=-52 --to=-50 --step 1 --outdir one"), *text = folder_read (*state, "one/curves.csv", NULL),
                  *thresholds = folder_read (*state, "one/thresholds.csv", NULL), *weights = folder_read (*state, "one/weights.csv", NULL),
                  *sensitivity = folder_read (*state, "one/sensitivity.csv", NULL);
  g_autoptr (GPtrArray) expected = table_parse (dics), table = table_parse (text), own = table_parse (thresholds), shares = table_parse (weights),
                        matrix = table_parse (sensitivity), cell = NULL;
  g_autofree char *conductances = folder_read (*state, "one.csv", NULL);
  double g_s = 0;

  assert_true (cells[0] == '\0' && none[0] == '\0');
  assert_int_equal (table->len, 4);
  assert_float_equal (table_number (table, 1, "v_mv"), -51, 0);
  assert_float_equal (table_number (table, 1, "g_f_median"), table_number (expected, 0, "g_f"), 1e-12);
  assert_float_equal (table_number (table, 1, "g_s_p5"), -4, 1e-8);
  assert_float_equal (table_number (table, 1, "g_u_p95"), 6, 1e-8);
  assert_float_equal (table_number (table, 1, "g_t_p25"), table_number (expected, 0, "g_f") + 2, 1e-8);
  assert_string_equal (table_text (own, 0, "threshold_mv"), table_text (expected, 0, "threshold_mv"));
  assert_int_equal (shares->len, 1 + 12 * 3); /* eleven gates and calcium */
  for (guint row = 0; row + 1 < shares->len; row++)
    assert_float_equal (table_number (shares, row, "fast") + table_number (shares, row, "slow") + table_number (shares, row, "ultraslow"), 1, 1e-12);
  cell = table_parse (conductances);
  for (guint row = 8; row < 16; row++) /* S g = DICs */
    {
      assert_string_equal (table_text (matrix, row, "timescale"), "slow");
      g_s += table_number (matrix, row, "median") * table_number (cell, 0, table_text (matrix, row, "conductance"));
    }
  assert_float_equal (g_s, -4, 1e-8);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *svg = g_strdup_printf ("one/%s.svg", names[i]), *pdf = g_strdup_printf ("one/%s.pdf", names[i]), *drawn = folder_read (*state, svg, NULL),
                      *printed = folder_read (*state, pdf, NULL);

      assert_begins (drawn, "<?xml");
      assert_begins (printed, "%PDF");
    }
}

static void
reach_writes_a_table_and_pictures (void **state)
{
  static const char *const files[] = { "reach.csv", "reach-share.svg", "reach-cost.png" };
  g_autofree char *one = cli_output (*state, "reach --step 10 --draws 9 --outdir reach-1 --jobs 1"), *many = cli_output (*state, "reach --all --step 10 --draws 9 --outdir reach-5 --jobs 5"),
                  *pair = cli_output (*state, "reach --model da --step 5 --draws 9 --pair ERG,Kd --dark --outdir reach-da"), *text = folder_read (*state, "reach-1/reach.csv", NULL),
                  *drawn = folder_read (*state, "reach-da/reach-ERG-Kd.png", NULL);
  g_autoptr (GPtrArray) table = table_parse (text);

  assert_true (one[0] == '\0' && many[0] == '\0' && pair[0] == '\0' && drawn[0] != '\0');
  assert_begins (text, "pair,g_s,g_u,share,cost\n\"Na,Kd\",-20,0,0,\n");
  assert_int_equal (table->len, 1 + 21 * 5 * 3);
  assert_string_equal (table_text (table, table->len - 2, "pair"), "A,H");
  assert_float_equal (table_number (table, table->len - 2, "share"), 1, 0); /* at (20, 20) */
  assert_true (table_number (table, table->len - 2, "cost") > 0.1);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *here = g_build_filename ("reach-1", files[i], NULL), *there = g_build_filename ("reach-5", files[i], NULL), *a = NULL, *b = NULL;
      gsize n_a, n_b;

      a = folder_read (*state, here, &n_a);
      b = folder_read (*state, there, &n_b);
      assert_true (n_a == n_b);
      assert_memory_equal (a, b, n_a);
    }
}

/* A third model, which no line of the program knows, and which has no weights. */
static void
another_model_by_path (void **state)
{
  g_autofree char *none = cli_output (*state, "generate --dics=-4.47831,-0.0762379 --model " CONNOR_STEVENS " --size 3 -o crab.csv"),
                  *dics = cli_output (*state, "dics crab.csv --model " CONNOR_STEVENS), *spikes = NULL;
  g_autoptr (GPtrArray) table = table_parse (dics), simulated = NULL;

  assert_string_equal (none, "");
  assert_begins (dics, "ID,g_Na,g_Kd,g_A,g_leak,g_f,g_s,g_u\n");
  for (guint row = 0; row < 3; row++)
    {
      assert_float_equal (table_number (table, row, "g_s"), -4.47831, 1e-8);
      assert_float_equal (table_number (table, row, "g_u"), -0.0762379, 1e-8);
    }
  spikes = cli_output (*state, "simulate crab.csv --model " CONNOR_STEVENS);
  simulated = table_parse (spikes);
  for (guint row = 0; row < 3; row++)
    assert_true (strlen (table_text (simulated, row, "spiking_times")) > 30);
}

static void
populations_of_the_dopaminergic_model (void **state)
{
  g_autofree char *out = cli_output (*state, "generate --dics=-3,5 --model da --size 5");
  g_autoptr (GPtrArray) table = table_parse (out);

  assert_begins (out, DA_HEADER "\n");
  assert_positive_cells (table, 5);
  assert_string_equal (table_text (table, 4, "ID"), "1");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (features_of_trains_that_are_known),
    cmocka_unit_test (inference_answers_for_each_recording),
    cmocka_unit_test (what_the_model_cannot_fire_is_said),
    cmocka_unit_test (same_seed_same_bytes),
    cmocka_unit_test (another_seed_gives_other_cells),
    cmocka_unit_test (checked_cells_are_close),
    cmocka_unit_test (what_cannot_be_checked_is_said),
    cmocka_unit_test (cells_have_the_inferred_dics),
    cmocka_unit_test (dics_keeps_the_rows_and_replaces_its_own),
    cmocka_unit_test (cells_fire_as_the_bundled_recordings),
    cmocka_unit_test (cells_fire_as_short_recordings),
    cmocka_unit_test (simulation_comes_back_as_recordings),
    cmocka_unit_test (traces_have_a_row_a_step),
    cmocka_unit_test (run_writes_tables_and_pictures),
    cmocka_unit_test (curves_agree_with_dics),
    cmocka_unit_test (reach_writes_a_table_and_pictures),
    cmocka_unit_test (another_model_by_path),
    cmocka_unit_test (populations_of_the_dopaminergic_model),
  };

  return cmocka_run_group_tests_name ("cli", tests, cli_set_up, cli_tear_down);
}
