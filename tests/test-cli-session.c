/* Sessions on the command line: what "run" saves, "export" writes again, byte for byte. */
#include "cli-program.h"
#include <glib/gstdio.h>
#include <string.h>
#include "session/session-file.h"

#define TRAINS "ID,spiking_times\n../up,\"[0, 90, 181, 271, 362, 452, 543, 633, 724]\"\na/b,\"[0, 80, 160, 240, 320, 401, 480]\"\nfew,\"[1, 2]\"\n"

static const char *const files[] = {
  "features.csv", "dics.csv", "population.csv", "simulation.csv", "closeness.csv", "overview.svg", "overview.png",
  "population-01-___up.svg", "population-01-___up.png", "population-02-a_b.svg", "population-02-a_b.png",
};

static void
same_files (const char *folder, const char *one, const char *two)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_build_filename (one, files[i], NULL), *other = g_build_filename (two, files[i], NULL), *a = NULL, *b = NULL;
      gsize n_a, n_b;

      a = folder_read (folder, name, &n_a);
      b = folder_read (folder, other, &n_b);
      assert_true (n_a > 100 && n_a == n_b);
      assert_memory_equal (a, b, n_a);
    }
}

/* One recording is silent, so there are no cells for it, and the status says so. */
static void
run_all (const char *folder, const char *options)
{
  g_auto (Ran) ran = { 0 };

  folder_write (folder, "trains.csv", TRAINS);
  ran = cli_run (folder, "run trains.csv --size 3 --seed 8 %s", options);
  assert_int_equal (ran.status, 1);
  assert_non_null (strstr (ran.err, "tables and pictures are in"));
}

static S2pSession *
load (const char *folder, const char *name, char **model_text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  S2pSession *session = s2p_session_load (path, model_text, &error);

  if (session == NULL)
    fail_msg ("%s", error->message);
  return session;
}

static void
save (const char *folder, const char *name, const S2pSession *session)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_true (s2p_session_save (session, NULL, path, NULL));
}

static void
export_writes_what_run_wrote (void **state)
{
  g_autofree char *text = NULL, *out = NULL, *a = NULL, *b = NULL;
  g_autoptr (S2pSession) session = NULL;
  gsize n_a, n_b;

  run_all (*state, "--outdir ran --session study.spike2pop --compensate A,H --jobs 1 --checked --tolerance 8");
  session = load (*state, "study.spike2pop", &text);
  assert_null (text);
  assert_int_equal (session->entries->len, 3);
  assert_string_equal (session->settings.model, "stg");
  assert_string_equal (session->settings.pair, "A,H");
  assert_true (session->settings.size == 3 && session->settings.seed == 8 && !session->settings.at_mean && !session->settings.reference);
  assert_true (session->settings.checked && session->settings.tolerance == 0.08);
  assert_non_null (((S2pEntry *) session->entries->pdata[1])->population->checked);
  assert_int_equal (((S2pEntry *) session->entries->pdata[1])->firing->n, 3);

  out = cli_output (*state, "export study.spike2pop --outdir new/again");
  assert_string_equal (out, "");
  same_files (*state, "ran", "new/again");

  run_all (*state, "--outdir ran --session other.spike2pop --compensate A,H --jobs 16 --checked --tolerance 8");
  a = folder_read (*state, "study.spike2pop", &n_a);
  b = folder_read (*state, "other.spike2pop", &n_b);
  assert_int_equal (n_a, n_b);
  assert_memory_equal (a, b, n_a);
}

static void
a_session_brings_its_own_model (void **state)
{
  g_autofree char *model = NULL, *path = g_build_filename (*state, "mine.model", NULL), *text = NULL, *out = NULL;
  g_autoptr (S2pSession) session = NULL;

  assert_true (g_file_get_contents (S2P_SOURCE_ROOT "/models/stg.model", &model, NULL, NULL));
  folder_write (*state, "mine.model", model);
  run_all (*state, "--outdir own --session own.spike2pop --model ./mine.model --engine cvode --point");
  session = load (*state, "own.spike2pop", &text);
  assert_string_equal (text, model);
  assert_string_equal (session->settings.model, path);
  assert_true (session->settings.reference && session->settings.at_mean);
  assert_int_equal (g_unlink (path), 0);
  out = cli_output (*state, "export own.spike2pop --outdir own-again");
  same_files (*state, "own", "own-again");
}

/* A session that has only begun has fewer tables; one that leaves a recording out leaves it out here, too. */
static void
export_writes_what_there_is (void **state)
{
  g_autofree char *text = NULL, *out = NULL, *features = NULL;
  g_autoptr (S2pSession) session = NULL;
  g_autoptr (GPtrArray) table = NULL;

  run_all (*state, "--outdir ran --session study.spike2pop");
  session = load (*state, "study.spike2pop", &text);
  s2p_session_forget (session);
  ((S2pEntry *) session->entries->pdata[0])->used = FALSE;
  save (*state, "begun.spike2pop", session);
  out = cli_output (*state, "export begun.spike2pop --outdir begun");
  features = folder_read (*state, "begun/features.csv", NULL);
  table = table_parse (features);
  assert_int_equal (table->len, 3);
  assert_string_equal (table_text (table, 0, "ID"), "a/b");

  g_autofree char *folder = g_build_filename (*state, "begun", NULL);
  assert_int_equal (folder_count (folder, ""), 3); /* features and the overview */
}

static void
fails (const char *folder, int status, const char *arguments, const char *part)
{
  g_auto (Ran) ran = cli_run (folder, "%s", arguments);

  assert_string_equal (ran.out, "");
  if (ran.status != status || strstr (ran.err, part) == NULL)
    fail_msg ("“%s”: status %d, “%s” says nothing of “%s”", arguments, ran.status, ran.err, part);
}

static void
what_goes_wrong_is_said (void **state)
{
  g_autofree char *text = NULL;
  g_autoptr (S2pSession) session = NULL;

  run_all (*state, "--outdir ran --session study.spike2pop");
  session = load (*state, "study.spike2pop", &text);
  fails (*state, 2, "export study.spike2pop", "--outdir");
  fails (*state, 2, "export --outdir x", "SESSION");
  fails (*state, 2, "run trains.csv --outdir x --session ''", "--session");
  fails (*state, 1, "export trains.csv --outdir x", "no session");
  fails (*state, 1, "export missing.spike2pop --outdir x", "missing.spike2pop");
  fails (*state, 1, "export study.spike2pop --outdir trains.csv", "trains.csv");
  fails (*state, 1, "run trains.csv --size 1 --outdir y --session nowhere/study.spike2pop", "nowhere");

  g_free (session->settings.model);
  session->settings.model = g_strdup ("da");
  save (*state, "other.spike2pop", session);
  fails (*state, 1, "export other.spike2pop --outdir x", "another model");
  g_free (session->settings.model);
  session->settings.model = g_strdup ("/nowhere/mine.model");
  save (*state, "other.spike2pop", session);
  fails (*state, 1, "export other.spike2pop --outdir x", "/nowhere/mine.model");
  assert_int_equal (folder_count (*state, "x"), 0); /* nothing is made for what cannot be read */
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (export_writes_what_run_wrote),
    cmocka_unit_test (a_session_brings_its_own_model),
    cmocka_unit_test (export_writes_what_there_is),
    cmocka_unit_test (what_goes_wrong_is_said),
  };

  return cmocka_run_group_tests_name ("cli-session", tests, cli_set_up, cli_tear_down);
}
