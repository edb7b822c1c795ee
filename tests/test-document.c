/* The document: the steps of the window without the window. Everything that it does in the background is waited for by
 * running the main loop until a state is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "app/document.h"
#include "session/session-file.h"

#define EXAMPLES S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv"

typedef struct {
  S2pWorkers  *workers;
  S2pDocument *document;
  guint        changes;   /* all flags seen */
  char        *message;   /* the last one */
  guint        undo;
  char        *folder;
} Desk;

static void
on_changed (Desk *desk, guint changes)
{
  desk->changes |= changes;
}

static void
on_message (Desk *desk, const char *text, guint undo)
{
  g_free (desk->message);
  desk->message = g_strdup (text);
  desk->undo = undo;
}

static int
set_up (void **state)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->workers = s2p_workers_new (2);
  desk->document = s2p_document_new (desk->workers);
  desk->folder = g_dir_make_tmp ("spike2pop-document-XXXXXX", NULL);
  g_signal_connect_swapped (desk->document, "changed", G_CALLBACK (on_changed), desk);
  g_signal_connect_swapped (desk->document, "message", G_CALLBACK (on_message), desk);
  *state = desk;
  return 0;
}

static int
tear_down (void **state)
{
  Desk *desk = *state;
  g_autoptr (GDir) folder = g_dir_open (desk->folder, 0, NULL);
  const char *name;

  g_signal_handlers_disconnect_by_data (desk->document, desk);
  g_object_unref (desk->document);
  s2p_workers_free (desk->workers);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (desk->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (desk->folder);
  g_free (desk->folder);
  g_free (desk->message);
  g_free (desk);
  return 0;
}

#define wait_until(condition) while (!(condition)) g_main_context_iteration (NULL, TRUE)

static const S2pEntry *
entry (Desk *desk, guint i)
{
  return s2p_document_session (desk->document)->entries->pdata[i];
}

static guint
n_entries (Desk *desk)
{
  return s2p_document_session (desk->document)->entries->len;
}

static gboolean
is_running (Desk *desk, S2pWorkKind kind)
{
  S2pProgress progress;

  s2p_document_get_progress (desk->document, kind, &progress);
  return progress.running;
}

static gboolean
is_idle (Desk *desk)
{
  for (guint kind = 0; kind < S2P_N_WORKS; kind++)
    if (is_running (desk, kind))
      return FALSE;
  return TRUE;
}

static void
open_path (Desk *desk, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  s2p_document_open_files (desk->document, &file, 1);
  wait_until (is_idle (desk));
}

static void
set_size (Desk *desk, guint size, guint64 seed)
{
  S2pSettings settings = { 0 };
  g_autoptr (GError) error = NULL;

  s2p_settings_copy (&settings, &s2p_document_session (desk->document)->settings);
  settings.size = size;
  settings.seed = seed;
  assert_true (s2p_document_set_settings (desk->document, &settings, &error));
  s2p_settings_clear (&settings);
}

static void
test_from_file_to_traces (void **state)
{
  Desk *desk = *state;
  S2pTraces *traces;

  assert_true (s2p_document_is_empty (desk->document));
  assert_null (s2p_document_current (desk->document));
  open_path (desk, EXAMPLES);
  assert_int_equal (n_entries (desk), 5);
  assert_int_equal (s2p_document_n_files (desk->document), 1);
  assert_true (s2p_document_file (desk->document, 0)->preview->len > 0);
  assert_ptr_equal (s2p_document_current (desk->document), entry (desk, 0));
  for (guint i = 0; i < 5; i++)
    assert_true (entry (desk, i)->estimated && entry (desk, i)->estimate.inference.available);

  set_size (desk, 3, 7);
  s2p_document_generate (desk->document);
  assert_true (is_running (desk, S2P_WORK_POPULATE));
  wait_until (is_idle (desk));
  for (guint i = 0; i < 5; i++)
    assert_int_equal (entry (desk, i)->population->n, 3);
  assert_int_equal (entry (desk, 0)->population->seed, 7);

  s2p_document_simulate (desk->document);
  wait_until (is_idle (desk));
  for (guint i = 0; i < 5; i++)
    {
      assert_int_equal (entry (desk, i)->firing->n, 3);
      assert_true (entry (desk, i)->firing->cells[0].n_spikes > 3);
    }
  traces = s2p_document_traces (desk->document);
  assert_non_null (traces);
  assert_int_equal (traces->n, 3);
  assert_int_equal (traces->length, s2p_trace_length (5000, s2p_document_session (desk->document)->settings.step));
}

static void
test_cancel (void **state)
{
  Desk *desk = *state;

  open_path (desk, EXAMPLES);
  set_size (desk, 50000, 1);
  s2p_document_generate (desk->document);
  desk->changes = 0;
  wait_until (desk->changes & S2P_CHANGED_WORK); /* some of it is done */
  assert_true (is_running (desk, S2P_WORK_POPULATE));
  s2p_document_cancel (desk->document, S2P_WORK_POPULATE);
  assert_true (is_idle (desk));
  set_size (desk, 2, 1);
  s2p_document_generate (desk->document); /* the late end of the first must not come in between */
  wait_until (is_idle (desk));
  for (guint i = 0; i < 5; i++)
    assert_int_equal (entry (desk, i)->population->n, 2);

  s2p_document_simulate (desk->document);
  s2p_document_cancel (desk->document, S2P_WORK_SIMULATE);
  for (guint i = 0; i < 5; i++)
    assert_null (entry (desk, i)->firing);
}

static void
test_undo (void **state)
{
  Desk *desk = *state;
  guint64 streams[2];
  guint first;

  open_path (desk, EXAMPLES);
  for (guint i = 0; i < 2; i++)
    streams[i] = entry (desk, i + 1)->recording->stream;
  s2p_document_set_current (desk->document, streams[0]);
  s2p_document_remove (desk->document, streams, 2);
  first = desk->undo;
  assert_true (first > 0);
  assert_int_equal (n_entries (desk), 3);
  assert_int_equal (s2p_document_current (desk->document)->recording->stream, 0); /* the one looked at is gone */
  s2p_document_set_used (desk->document, &(guint64) { 0 }, 1, FALSE);
  assert_false (entry (desk, 0)->used);
  assert_int_equal (s2p_document_current (desk->document)->recording->stream, 3); /* one that is used */
  s2p_document_undo_to (desk->document, first);
  assert_int_equal (n_entries (desk), 5);
  assert_true (entry (desk, 0)->used);
  s2p_document_undo_to (desk->document, first); /* once only */
  assert_int_equal (n_entries (desk), 5);
  s2p_document_redo (desk->document);
  assert_int_equal (n_entries (desk), 3);
  s2p_document_redo (desk->document);
  assert_false (entry (desk, 0)->used);
  assert_false (s2p_document_can_redo (desk->document));
  s2p_document_undo (desk->document);
  s2p_document_undo (desk->document);
  s2p_document_undo (desk->document); /* the opening itself */
  assert_int_equal (n_entries (desk), 0);
  assert_int_equal (s2p_document_n_files (desk->document), 0);
}

static void
test_settings_survive_undo (void **state)
{
  Desk *desk = *state;

  open_path (desk, EXAMPLES);
  s2p_document_remove (desk->document, &(guint64) { 0 }, 1);
  set_size (desk, 77, 5);
  s2p_document_undo (desk->document);
  assert_int_equal (s2p_document_session (desk->document)->settings.size, 77);
}

static void
test_other_target (void **state)
{
  Desk *desk = *state;
  S2pSettings settings = { 0 };

  open_path (desk, EXAMPLES);
  set_size (desk, 2, 3);
  s2p_document_generate (desk->document);
  wait_until (is_idle (desk));
  s2p_settings_copy (&settings, &s2p_document_session (desk->document)->settings);
  settings.at_mean = !settings.at_mean;
  assert_true (s2p_document_set_settings (desk->document, &settings, NULL));
  s2p_settings_clear (&settings);
  wait_until (is_idle (desk));
  assert_null (entry (desk, 0)->population);
  assert_true (entry (desk, 0)->estimated);
  s2p_document_undo_to (desk->document, desk->undo);
  assert_int_equal (entry (desk, 0)->population->n, 2);
  assert_false (s2p_document_session (desk->document)->settings.at_mean);
}

/* Checked cells come with their closeness; a search that would go on for hours ends when it is cancelled; another way of making them is told apart. */
static void
test_checked (void **state)
{
  Desk *desk = *state;
  S2pSettings settings = { 0 };
  S2pProgress progress;
  gint64 asked;

  open_path (desk, EXAMPLES);
  set_size (desk, 2, 3);
  s2p_settings_copy (&settings, &s2p_document_session (desk->document)->settings);
  settings.checked = TRUE;
  settings.tolerance = 2;
  assert_false (s2p_document_set_settings (desk->document, &settings, NULL));
  settings.tolerance = 0.06;
  assert_true (s2p_document_set_settings (desk->document, &settings, NULL));
  s2p_document_generate (desk->document);
  s2p_document_get_progress (desk->document, S2P_WORK_POPULATE, &progress);
  assert_true (progress.running && progress.total == 10);
  wait_until (is_idle (desk));
  for (guint i = 0; i < 5; i++)
    {
      const S2pPopulation *population = entry (desk, i)->population;

      assert_true (population->n == 2 && population->checked != NULL && population->checked->tolerance == 0.06);
      assert_true (population->checked->closeness[1].worst <= 1 && population->checked->closeness[1].activity == entry (desk, i)->recording->features.activity);
    }
  settings.size = 1000;
  settings.tolerance = S2P_LIKE_LEAST_FLOOR;
  settings.budget = S2P_CHECKED_MOST_BUDGET;
  assert_true (s2p_document_set_settings (desk->document, &settings, NULL));
  s2p_document_generate (desk->document);
  s2p_document_cancel (desk->document, S2P_WORK_POPULATE);
  asked = g_get_monotonic_time ();
  settings.checked = FALSE; /* the workers are free for this */
  settings.size = 3;
  assert_true (s2p_document_set_settings (desk->document, &settings, NULL));
  s2p_document_generate (desk->document);
  wait_until (is_idle (desk));
  assert_true (g_get_monotonic_time () - asked < 20 * G_USEC_PER_SEC);
  for (guint i = 0; i < 5; i++)
    assert_true (entry (desk, i)->population->n == 3 && entry (desk, i)->population->checked == NULL);
  s2p_settings_clear (&settings);
}

static void
test_other_layout (void **state)
{
  Desk *desk = *state;
  S2pImportOptions options = { .unit = S2P_UNIT_S };
  double duration;
  guint id;

  open_path (desk, EXAMPLES);
  id = s2p_document_file (desk->document, 0)->id;
  duration = entry (desk, 0)->recording->features.duration;
  s2p_document_set_import_options (desk->document, id, &options);
  assert_true (is_running (desk, S2P_WORK_IMPORT));
  wait_until (is_idle (desk));
  assert_int_equal (n_entries (desk), 5);
  assert_int_equal (entry (desk, 0)->recording->stream, 0); /* so that the cells are those of the command line */
  assert_true (fabs (entry (desk, 0)->recording->features.duration - 1000 * duration) < 1e-6 * duration * 1000);
  s2p_document_undo (desk->document);
  wait_until (is_idle (desk));
  assert_true (fabs (entry (desk, 0)->recording->features.duration - duration) < 1e-9);
}

static void
test_bad_files (void **state)
{
  Desk *desk = *state;
  g_autofree char *path = g_build_filename (desk->folder, "letter.csv", NULL);

  assert_true (g_file_set_contents (path, "Dear colleague,\nplease find no spikes here\n", -1, NULL));
  open_path (desk, path);
  assert_int_equal (n_entries (desk), 0);
  assert_non_null (s2p_document_file (desk->document, 0)->error);
  assert_non_null (desk->message);
  open_path (desk, EXAMPLES);
  assert_int_equal (n_entries (desk), 5); /* the bad one does no harm */
  g_remove (path);
  s2p_document_set_import_options (desk->document, s2p_document_file (desk->document, 0)->id, &(S2pImportOptions) { .unit = S2P_UNIT_MS });
  wait_until (is_idle (desk));
  assert_non_null (s2p_document_file (desk->document, 0)->error); /* it has vanished */
}

static void
test_reading_stopped (void **state)
{
  Desk *desk = *state;
  g_autoptr (GFile) file = g_file_new_for_path (EXAMPLES);

  s2p_document_open_files (desk->document, &file, 1);
  s2p_document_cancel (desk->document, S2P_WORK_IMPORT);
  assert_false (s2p_document_file (desk->document, 0)->reading);
  assert_non_null (s2p_document_file (desk->document, 0)->error);
  open_path (desk, EXAMPLES); /* once more */
  assert_int_equal (s2p_document_n_files (desk->document), 1);
  assert_int_equal (n_entries (desk), 5);
  s2p_document_undo (desk->document);
  s2p_document_undo (desk->document); /* before the first */
  assert_true (s2p_document_is_empty (desk->document));

  s2p_document_open_files (desk->document, &file, 1);
  s2p_document_undo (desk->document); /* while it is being read */
  assert_true (is_idle (desk));
  s2p_document_redo (desk->document);
  wait_until (is_idle (desk));
  assert_int_equal (n_entries (desk), 5);
}

static void
test_models (void **state)
{
  Desk *desk = *state;
  g_autofree char *before = NULL;

  open_path (desk, EXAMPLES);
  s2p_document_set_model (desk->document, "da");
  wait_until (is_idle (desk));
  assert_string_equal (s2p_document_session (desk->document)->settings.model, "da");
  assert_true (s2p_document_session (desk->document)->settings.duration == 12000);
  s2p_document_set_model (desk->document, EXAMPLES); /* no model: stays */
  assert_string_equal (s2p_document_session (desk->document)->settings.model, "da");
  assert_non_null (s2p_document_neuron (desk->document, NULL));
  s2p_document_set_model (desk->document, S2P_TEST_DATA "/models/connor-stevens.model");
  assert_non_null (s2p_document_neuron (desk->document, NULL));
  assert_null (s2p_document_neuron (desk->document, NULL)->network);
  assert_non_null (s2p_document_neuron (desk->document, NULL)->missing);
  s2p_document_undo (desk->document);
  s2p_document_undo (desk->document);
  wait_until (is_idle (desk));
  assert_string_equal (s2p_document_session (desk->document)->settings.model, "stg");
  assert_true (s2p_document_session (desk->document)->settings.duration == 5000);
  assert_true (entry (desk, 0)->estimated);
}

static void
test_session_file (void **state)
{
  Desk *desk = *state;
  g_autofree char *path = g_build_filename (desk->folder, "study" S2P_SESSION_SUFFIX, NULL), *title = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  S2pTraces *traces;
  float v;

  open_path (desk, EXAMPLES);
  set_size (desk, 2, 3);
  s2p_document_generate (desk->document);
  wait_until (is_idle (desk));
  s2p_document_simulate (desk->document);
  wait_until (is_idle (desk));
  v = s2p_document_traces (desk->document)->v[1][12345];
  assert_true (s2p_document_is_modified (desk->document));
  s2p_document_save (desk->document, path);
  wait_until (!s2p_document_is_modified (desk->document));
  assert_string_equal (s2p_document_path (desk->document), path);
  title = s2p_document_title (desk->document);
  assert_string_equal (title, "study");

  s2p_document_clear (desk->document);
  assert_true (s2p_document_is_empty (desk->document));
  s2p_document_open_files (desk->document, &file, 1);
  wait_until (n_entries (desk) == 5);
  assert_false (s2p_document_is_modified (desk->document));
  assert_int_equal (entry (desk, 4)->population->n, 2);
  assert_int_equal (entry (desk, 4)->firing->n, 2);
  assert_int_equal (s2p_document_n_files (desk->document), 1);
  traces = s2p_document_traces (desk->document); /* made again */
  assert_null (traces);
  wait_until ((traces = s2p_document_traces (desk->document)) != NULL);
  assert_true (traces->v[1][12345] == v);
}

/* A session keeps the text of the user's own model: what becomes of the file does not matter. */
static void
save_as (Desk *desk, const char *name, char **path)
{
  *path = g_build_filename (desk->folder, name, NULL);
  s2p_document_save (desk->document, *path);
  wait_until (!s2p_document_is_saving (desk->document));
}

static void
open_session (Desk *desk, const char *path, guint n)
{
  s2p_document_open_session (desk->document, path);
  wait_until (g_strcmp0 (s2p_document_path (desk->document), path) == 0 && n_entries (desk) == n);
}

/* What is undone takes the name of its file with it: a save never writes one session over another's file. */
static void
test_undo_keeps_files_apart (void **state)
{
  Desk *desk = *state;
  g_autofree char *a = NULL, *b = NULL;

  open_path (desk, EXAMPLES);
  save_as (desk, "a" S2P_SESSION_SUFFIX, &a);
  s2p_document_remove (desk->document, &(guint64) { 0 }, 1);
  save_as (desk, "b" S2P_SESSION_SUFFIX, &b);
  open_session (desk, a, 5);
  assert_false (s2p_document_is_modified (desk->document));
  s2p_document_undo (desk->document); /* the opening of a */
  assert_int_equal (n_entries (desk), 4);
  assert_string_equal (s2p_document_path (desk->document), b);
  assert_false (s2p_document_is_modified (desk->document));
  s2p_document_redo (desk->document);
  assert_string_equal (s2p_document_path (desk->document), a);
  assert_int_equal (n_entries (desk), 5);

  s2p_document_remove (desk->document, &(guint64) { 1 }, 1);
  s2p_document_save (desk->document, a); /* two at once: the last one counts */
  s2p_document_remove (desk->document, &(guint64) { 2 }, 1);
  s2p_document_save (desk->document, a);
  s2p_document_clear (desk->document); /* a new session does not take the name */
  wait_until (!s2p_document_is_saving (desk->document));
  assert_null (s2p_document_path (desk->document));
  open_session (desk, a, 3);
}

/* Work on cells that are about to be others comes to nothing. */
static void
test_work_on_what_is_gone (void **state)
{
  Desk *desk = *state;
  S2pSettings settings = { 0 };

  open_path (desk, EXAMPLES);
  set_size (desk, 20, 1);
  s2p_document_generate (desk->document);
  wait_until (is_idle (desk));
  s2p_document_simulate (desk->document);
  set_size (desk, 3, 1);
  s2p_document_generate (desk->document);
  s2p_document_simulate (desk->document); /* not now */
  wait_until (is_idle (desk));
  for (guint i = 0; i < 5; i++)
    {
      assert_int_equal (entry (desk, i)->population->n, 3);
      assert_null (entry (desk, i)->firing);
    }
  s2p_document_simulate (desk->document);
  s2p_settings_copy (&settings, &s2p_document_session (desk->document)->settings);
  settings.at_mean = TRUE;
  assert_true (s2p_document_set_settings (desk->document, &settings, NULL));
  s2p_settings_clear (&settings);
  wait_until (is_idle (desk));
  for (guint i = 0; i < 5; i++)
    assert_true (entry (desk, i)->population == NULL && entry (desk, i)->firing == NULL && entry (desk, i)->estimated);
}

static void
test_late_files (void **state)
{
  Desk *desk = *state;
  g_autofree char *path = NULL, *broken = g_build_filename (desk->folder, "broken" S2P_SESSION_SUFFIX, NULL);
  g_autoptr (GFile) csv = g_file_new_for_path (EXAMPLES), session = g_file_new_for_path (broken);
  GFile *both[] = { csv, session };

  open_path (desk, EXAMPLES);
  save_as (desk, "c" S2P_SESSION_SUFFIX, &path);
  s2p_document_open_session (desk->document, path); /* too late: a new session is begun before it has been read */
  s2p_document_clear (desk->document);
  assert_true (g_file_set_contents (broken, "no session", -1, NULL));
  s2p_document_open_files (desk->document, both, 2); /* the session decides, and is none */
  g_clear_pointer (&desk->message, g_free);
  wait_until (desk->message != NULL);
  assert_true (s2p_document_is_empty (desk->document));
}

static void
test_own_model_travels (void **state)
{
  Desk *desk = *state;
  g_autofree char *model = g_build_filename (desk->folder, "own.model", NULL), *path = g_build_filename (desk->folder, "own" S2P_SESSION_SUFFIX, NULL), *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);

  assert_true (g_file_get_contents (S2P_TEST_DATA "/models/connor-stevens.model", &text, NULL, NULL));
  assert_true (g_file_set_contents (model, text, -1, NULL));
  open_path (desk, EXAMPLES);
  s2p_document_set_model (desk->document, model);
  s2p_document_save (desk->document, path);
  wait_until (!s2p_document_is_modified (desk->document));
  for (guint turn = 0; turn < 2; turn++)
    {
      if (turn == 0)
        assert_true (g_file_set_contents (model, "no model any more", -1, NULL));
      else
        g_remove (model);
      s2p_document_clear (desk->document);
      s2p_document_open_files (desk->document, &file, 1);
      wait_until (n_entries (desk) == 5);
      assert_non_null (s2p_document_neuron (desk->document, NULL));
      assert_string_equal (s2p_document_session (desk->document)->settings.model, model);
    }
  s2p_document_set_model (desk->document, "stg");
  s2p_document_set_model (desk->document, model); /* chosen anew: what is there now counts, and nothing is */
  assert_string_equal (s2p_document_session (desk->document)->settings.model, "stg");
}

static void
test_leaving_during_work (void **state)
{
  Desk *desk = *state;

  open_path (desk, EXAMPLES);
  set_size (desk, 20000, 1);
  s2p_document_generate (desk->document); /* tear_down frees the document while workers are busy */
  assert_true (is_running (desk, S2P_WORK_POPULATE));
}

/* A folder of its own for the models of sessions whose files are gone. */
static int
make_cache (void **state)
{
  *state = g_dir_make_tmp ("spike2pop-cache-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", *state, TRUE);
  return 0;
}

static int
remove_cache (void **state)
{
  char *arguments[] = { "rm", "-rf", *state, NULL };

  g_spawn_sync (NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (*state);
  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (test_from_file_to_traces, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_cancel, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_undo, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_settings_survive_undo, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_other_target, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_checked, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_other_layout, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_bad_files, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_reading_stopped, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_models, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_session_file, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_undo_keeps_files_apart, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_work_on_what_is_gone, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_late_files, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_own_model_travels, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_leaving_during_work, set_up, tear_down),
  };

  g_setenv ("SPIKE2POP_DATA", S2P_SOURCE_ROOT, TRUE);
  return cmocka_run_group_tests (tests, make_cache, remove_cache);
}
