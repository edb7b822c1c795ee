/* Wrong usage and bad input on the command line: exit status, a message that helps, and nothing written. */
#include "cli-program.h"
#include <string.h>
#include <unistd.h>

#define EXAMPLES S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv"
#define BAD S2P_TEST_DATA "/recordings/bad/"
#define CONNOR_STEVENS S2P_TEST_DATA "/models/connor-stevens.model"

typedef struct {
  int         status;
  const char *arguments;
  const char *says; /* part of the message */
} Case;

/* cells.csv: three good cells. Others: see set_up (). */
static const Case cases[] = {
  /* usage */
  { 2, "", "Usage" },
  { 2, "frobnicate", "no verb “frobnicate”" },
  { 2, "features", "RECORDINGS" },
  { 2, "features a b", "too many" },
  { 2, "features --frobnicate " EXAMPLES, "--frobnicate" },
  { 2, "features " EXAMPLES " --layout diagonal", "list, events, columns, lines, column" },
  { 2, "features " EXAMPLES " --unit minutes", "ms, s, us, samples" },
  { 2, "features " EXAMPLES " --unit samples", "--rate" },
  { 2, "features " EXAMPLES " --rate nan", "--rate" },
  { 2, "features " EXAMPLES " -o ''", "-o needs" },
  { 2, "infer " EXAMPLES " --jobs 0", "between 1 and 1024" },
  { 2, "infer " EXAMPLES " --jobs=-1", "between 1 and 1024" },
  { 2, "infer " EXAMPLES " --jobs 10000", "between 1 and 1024" },
  { 2, "generate", "recordings or --dics" },
  { 2, "generate " EXAMPLES " --dics=1,2", "recordings or --dics" },
  { 2, "generate --dics=1", "two numbers" },
  { 2, "generate --dics=1,2,3", "two numbers" },
  { 2, "generate --dics=nan,2", "two numbers" },
  { 2, "generate --dics=a,b", "“a,b”" },
  { 2, "generate --dics=1,2 --checked", "--checked needs recordings" },
  { 2, "generate " EXAMPLES " --checked --point", "exclude" },
  { 2, "generate " EXAMPLES " --tolerance 3", "give --checked" },
  { 2, "generate " EXAMPLES " --budget 3", "give --checked" },
  { 2, "generate " EXAMPLES " --checked --tolerance 0", "tolerance" },
  { 2, "generate " EXAMPLES " --checked --tolerance 51", "tolerance" },
  { 2, "generate " EXAMPLES " --checked --budget 0", "simulations" },
  { 2, "generate --dics=1,2 --size 0", "--size" },
  { 2, "generate --dics=1,2 --size 99999999999", "--size" },
  { 2, "generate --dics=1,2 --rounds 0", "--rounds" },
  { 2, "generate --dics=1,2 --seed abc", "--seed" },
  { 2, "generate --dics=1,2 --method guess", "exact or fixed-point" },
  { 2, "generate --dics=1,2 --compensate A", "two conductances" },
  { 2, "generate --dics=1,2 --compensate A,A", "two different" },
  { 2, "generate --dics=1,2 --compensate A,Q", "“Q” is no conductance" },
  { 2, "generate --dics=1,2 --compensate A,leak", "“leak” cannot" },
  { 2, "dics cells.csv --voltage 1000", "mV" },
  { 2, "dics cells.csv --voltage abc", "--voltage" },
  { 2, "curves cells.csv", "--outdir" },
  { 2, "curves cells.csv --outdir x --step 0", "steps of 0 mV" },
  { 2, "curves cells.csv --outdir x --from=-20 --to=-50", "voltages must lie" },
  { 1, "curves cells.csv --outdir x --id nobody", "no cell has the ID “nobody”" },
  { 2, "reach", "--outdir" },
  { 2, "reach --outdir x --pair A", "two conductances" },
  { 2, "reach --outdir x --pair A,H --pair A,leak", "“leak” cannot" },
  { 2, "reach --outdir x --all --pair A,H", "--all or --pair" },
  { 2, "reach --outdir x --step 0", "step" },
  { 2, "reach --outdir x --step nan", "step" },
  { 2, "reach --outdir x --draws 0", "draws" },
  { 2, "reach --outdir x --at-most A", "“A”" },
  { 2, "reach --outdir x --at-most Q=1", "“Q” is no conductance" },
  { 2, "reach --outdir x --method guess", "exact or fixed-point" },
  { 2, "reach --outdir x --rounds 0", "--rounds" },
  { 2, "simulate cells.csv --engine slow", "cvode or fast" },
  { 2, "simulate cells.csv --duration 0", "--duration" },
  { 2, "simulate cells.csv --duration 1e9", "--duration" },
  { 2, "simulate cells.csv --transient 6000", "--transient" },
  { 2, "simulate cells.csv --rtol 0", "--rtol" },
  { 2, "simulate cells.csv --noise=-1", "--noise" },
  { 2, "simulate cells.csv --step 0", "--step" },
  { 2, "simulate cells.csv --step 0.0005 --engine fast", "at least 0.001" },
  { 2, "simulate cells.csv --traces same -o same", "two files" },
  { 2, "run " EXAMPLES, "--outdir" },
  { 2, "run " EXAMPLES " --outdir x --size 0", "--size" },
  { 2, "run " EXAMPLES " --outdir x --engine slow", "“slow”" },
  { 2, "dataset", "-o needs" },
  { 2, "dataset -o x --populations 0", "--populations" },
  { 2, "dataset -o x --size 5000", "--size" },
  { 2, "dataset -o x --shard 3/2", "“3/2”" },
  { 2, "dataset -o x --shard 1/2x", "“1/2x”" },
  { 2, "dataset -o x --shard=1/-1", "“1/-1”" },
  { 2, "train cells.csv", "-o needs" },
  { 2, "train -o x", "DATASET" },
  { 2, "train cells.csv -o x --samples nan", "--samples" },
  { 2, "train cells.csv -o x --minutes=-1", "--minutes" },
  { 2, "train cells.csv -o x --rate 2", "--rate" },
  { 2, "train cells.csv -o x --batch 1", "--batch" },
  { 2, "evaluate", "DATASET" },
  { 2, "evaluate cells.csv --populations=-1", "--populations" },
  { 2, "evaluate cells.csv --report page.doc", ".pdf" },
  { 2, "robustness", "DATASET" },
  { 2, "robustness cells.csv --limit 0", "--limit" },
  { 2, "robustness cells.csv --report page.doc", ".pdf" },
  /* recordings */
  { 1, "features missing.csv", "missing.csv" },
  { 1, "features .", "folder" },
  { 1, "features empty.csv", "empty" },
  { 1, "infer " BAD "voltage_trace.csv", "voltage" },
  { 1, "generate " BAD "prose.txt", "prose.txt" },
  { 1, "run " BAD "picture.png --outdir x", "picture" },
  { 1, "generate silent.csv", "silent" },
  /* models */
  { 1, "generate --dics=1,2 --model frog", "no neuron model “frog”" },
  { 1, "generate --dics=1,2 --model ./frog.model", "frog.model" },
  { 1, "generate --dics=1,2 --model cells.csv", "cells.csv" },
  { 1, "infer " EXAMPLES " --model " CONNOR_STEVENS, "no weights for the model connor-stevens" },
  { 1, "generate --dics=4,5 --model " CONNOR_STEVENS, "cannot be reached" },
  { 1, "generate --dics=1e300,5", "1e+300" },
  /* populations */
  { 1, "simulate missing.csv", "missing.csv" },
  { 1, "simulate .", "folder" },
  { 1, "simulate empty.csv", "empty" },
  { 1, "simulate semicolons.csv", "semicolons" },
  { 1, "simulate " EXAMPLES, "g_Na" },
  { 1, "simulate cells.csv --model da", "no population of the model da" },
  { 1, "simulate nan.csv", "row 3 (ID 1), column g_CaT: “nan”" },
  { 1, "simulate negative.csv", "row 3 (ID 1), column g_A: “-5”" },
  { 1, "simulate blank.csv", "row 3 (ID 1), column g_H: “”" },
  { 1, "simulate zero-leak.csv", "row 3 (ID 1), column g_leak" },
  { 1, "simulate short.csv", "row 3: 8 fields" },
  { 1, "dics no-column.csv", "no column g_Na" },
  { 1, "dics header.csv", "no cells" },
  { 1, "dics binary.csv", "binary.csv" },
  /* output */
  { 1, "features " EXAMPLES " -o missing/x", "missing/x" },
  { 1, "features " EXAMPLES " -o .", "directory" },
  { 1, "infer " EXAMPLES " -o cells.csv/x", "cells.csv/x" },
  { 1, "generate --dics=4,5 -o /proc/x", "/proc/x" },
  { 1, "simulate cells.csv --engine fast --duration 10 --traces missing/x", "missing/x" },
  { 1, "run " EXAMPLES " --outdir cells.csv", "cells.csv" },
  { 1, "dataset -o missing/x", "missing/x" },
  { 1, "train cells.csv -o missing/x", "missing/x" },
  { 1, "features " EXAMPLES " -o /dev/full", "/dev/full" },
  /* data sets and weights */
  { 1, "train cells.csv -o x", "cells.csv" },
  { 1, "train missing.s2p -o x", "missing.s2p" },
  { 1, "evaluate cells.csv", "cells.csv" },
  { 1, "evaluate cells.csv --weights cells.csv", "cells.csv" },
};

#define HEADER "ID,g_Na,g_Kd,g_CaT,g_CaS,g_KCa,g_A,g_H,g_leak\n"
#define GOOD "1,4727,82,4.5,8.3,125,494,0.17,0.0073\n"

static int
set_up (void **state)
{
  static const struct { const char *name, *text; } files[] = {
    { "cells.csv", HEADER GOOD GOOD GOOD },
    { "nan.csv", HEADER GOOD "1,4727,82,nan,8.3,125,494,0.17,0.0073\n" },
    { "negative.csv", HEADER GOOD "1,4727,82,4.5,8.3,125,-5,0.17,0.0073\n" },
    { "blank.csv", HEADER GOOD "1,4727,82,4.5,8.3,125,494,,0.0073\n" },
    { "zero-leak.csv", HEADER GOOD "1,4727,82,4.5,8.3,125,494,0.17,0\n" },
    { "short.csv", HEADER GOOD "1,4727,82,4.5,8.3,125,494,0.17\n" },
    { "no-column.csv", "ID,g_Kd,g_CaT,g_CaS,g_KCa,g_A,g_H,g_leak\n1,82,4.5,8.3,125,494,0.17,0.0073\n" },
    { "header.csv", HEADER },
    { "empty.csv", "" },
    { "semicolons.csv", "ID;g_Na;g_Kd\n1;4000,5;100\n" },
    { "binary.csv", "\x7f" "ELF\x02\x01\n\x03\"\x04,\"\x05\x06\n" },
    { "silent.csv", "ID,spiking_times\n1,\"[100, 200]\"\n" },
  };

  if (cli_set_up (state) != 0)
    return 1;
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    folder_write (*state, files[i].name, files[i].text);
  return 0;
}

static void
every_mistake_is_named (void **state)
{
  const guint before = folder_count (*state, "");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Ran) ran = cli_run (*state, "%s", cases[i].arguments);

      if (ran.status != cases[i].status)
        fail_msg ("%s: exit status %d, not %d: %s", cases[i].arguments, ran.status, cases[i].status, ran.err);
      if (ran.out_length != 0)
        fail_msg ("%s: writes “%.100s”", cases[i].arguments, ran.out);
      if (strstr (ran.err, cases[i].says) == NULL)
        fail_msg ("%s: “%s” does not say “%s”", cases[i].arguments, ran.err, cases[i].says);
      if (strstr (ran.err, "WARNING") != NULL || strstr (ran.err, "CRITICAL") != NULL)
        fail_msg ("%s: %s", cases[i].arguments, ran.err);
      if (folder_count (*state, "") != before)
        fail_msg ("%s: left a file behind", cases[i].arguments);
    }
}

static void
a_full_standard_output_is_a_failure (void **state)
{
  static const char *const commands[] = { "features " EXAMPLES, "infer " EXAMPLES, "generate --dics=4,5", "dics cells.csv",
                                          "simulate cells.csv --engine fast --duration 10", "--help", "infer --help", "--version" };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *line = g_strdup_printf ("SPIKE2POP_DATA='%s' '%s' %s >/dev/full", S2P_SOURCE_ROOT, S2P_CLI, commands[i]),
                      *quoted = g_shell_quote (line);
      g_auto (GStrv) argv = NULL;
      g_autofree char *shell = g_strdup_printf ("/bin/sh -c %s", quoted);
      int wait_status;

      assert_true (g_shell_parse_argv (shell, NULL, &argv, NULL));
      assert_true (g_spawn_sync (*state, argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &wait_status, NULL));
      if (g_spawn_check_wait_status (wait_status, NULL))
        fail_msg ("%s: no failure", commands[i]);
    }
}

/* Devices are written to; a link leads to its file; a file that cannot be made leaves the old one. */
static void
outputs_keep_what_is_there (void **state)
{
  g_autofree char *link = g_build_filename (*state, "link.csv", NULL), *text = NULL, *none = NULL;

  none = cli_output (*state, "dics cells.csv -o /dev/null");
  assert_false (g_file_test ("/dev/null", G_FILE_TEST_IS_REGULAR));
  folder_write (*state, "real.csv", "old");
  assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK) || symlink ("real.csv", link) == 0);
  g_free (cli_output (*state, "dics cells.csv -o link.csv"));
  assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  text = folder_read (*state, "real.csv", NULL);
  assert_true (g_str_has_prefix (text, "ID,"));
  g_clear_pointer (&text, g_free);
  folder_write (*state, "old.csv", "old");
  {
    g_auto (Ran) ran = cli_run (*state, "dics nan.csv -o old.csv");
    assert_int_equal (ran.status, 1);
  }
  text = folder_read (*state, "old.csv", NULL);
  assert_string_equal (text, "old");
}

/* Some recordings without a population: the others' rows are written all the same, and the status says so. */
static void
what_can_be_done_is_done (void **state)
{
  g_autoptr (GPtrArray) table = NULL;
  g_auto (Ran) ran = { 0 };

  folder_write (*state, "mixed.csv", "ID,spiking_times\nquiet,\"[100, 200]\"\nloud,\"[0, 90, 181, 271, 362, 452, 543]\"\n");
  ran = cli_run (*state, "generate mixed.csv --size 3");
  assert_int_equal (ran.status, 1);
  assert_non_null (strstr (ran.err, "recording quiet: silent"));
  table = table_parse (ran.out);
  assert_int_equal (table->len, 4);
  assert_string_equal (table_text (table, 0, "ID"), "loud");
}

static void
every_verb_has_help (void **state)
{
  static const char *const verbs[] = { "features", "infer", "generate", "dics", "simulate", "run", "curves", "reach", "dataset", "train", "evaluate" };
  g_autofree char *all = cli_output (*state, "--help");

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *text = cli_output (*state, "%s --help", verbs[i]), *name = g_strdup_printf ("spike2pop-cli %s [OPTION", verbs[i]);

      assert_non_null (strstr (all, verbs[i]));
      assert_non_null (strstr (text, name));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_mistake_is_named),
    cmocka_unit_test (a_full_standard_output_is_a_failure),
    cmocka_unit_test (outputs_keep_what_is_there),
    cmocka_unit_test (what_can_be_done_is_done),
    cmocka_unit_test (every_verb_has_help),
  };

  return cmocka_run_group_tests_name ("cli-errors", tests, set_up, cli_tear_down);
}
