/* Unsaved work that is kept: written, found by the next, restored, discarded; never taken from one that runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include "app/recovery.h"

#define EXAMPLES S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv"
#define wait_until(condition) while (!(condition)) g_main_context_iteration (NULL, TRUE)

typedef struct {
  S2pWorkers  *workers;
  S2pDocument *document;
  S2pRecovery *recovery;
  char        *root, *folder;
  guint        n_messages;
  gboolean     finished;
} Desk;

static void
on_message (Desk *desk, const char *text, guint undo)
{
  desk->n_messages++;
}

static void
start (Desk *desk)
{
  desk->document = s2p_document_new (desk->workers);
  desk->recovery = s2p_recovery_new (desk->document, desk->workers, desk->folder);
  g_signal_connect_swapped (desk->document, "message", G_CALLBACK (on_message), desk);
  desk->finished = FALSE;
}

static void
set_finished (gpointer desk)
{
  ((Desk *) desk)->finished = TRUE;
}

/* As a window does when it closes. */
static void
end (Desk *desk)
{
  s2p_recovery_finish (desk->recovery, set_finished, desk);
  wait_until (desk->finished);
  g_signal_handlers_disconnect_by_data (desk->document, desk);
  g_clear_object (&desk->recovery);
  g_clear_object (&desk->document);
}

static void
add_recordings (Desk *desk)
{
  g_autoptr (GFile) file = g_file_new_for_path (EXAMPLES);

  s2p_document_open_files (desk->document, &file, 1);
  wait_until (s2p_document_session (desk->document)->entries->len > 0);
}

static guint
n_recordings (Desk *desk)
{
  return s2p_document_session (desk->document)->entries->len;
}

/* Files in the folder whose names end so. */
static guint
count (Desk *desk, const char *ending)
{
  g_autoptr (GDir) files = g_dir_open (desk->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    n += g_str_has_suffix (name, ending);
  return n;
}

static gboolean
is_offered (Desk *desk)
{
  g_autoptr (GDateTime) when = s2p_recovery_found (desk->recovery);

  return when != NULL;
}

/* What a run with unsaved work leaves. */
static void
leave_work (Desk *desk)
{
  start (desk);
  add_recordings (desk);
  end (desk);
  assert_int_equal (count (desk, ".spike2pop"), 1);
}

static int
set_up (void **state)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->workers = s2p_workers_new (2);
  desk->root = g_dir_make_tmp ("spike2pop-recovery-XXXXXX", NULL);
  desk->folder = g_build_filename (desk->root, "state", NULL);
  *state = desk;
  return 0;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) files = g_dir_open (path, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_remove (file);
    }
  g_rmdir (path);
}

static int
tear_down (void **state)
{
  Desk *desk = *state;

  s2p_workers_free (desk->workers);
  remove_folder (desk->folder);
  remove_folder (desk->root);
  g_free (desk->folder);
  g_free (desk->root);
  g_free (desk);
  return 0;
}

static void
nothing_is_kept_of_nothing (void **state)
{
  Desk *desk = *state;

  start (desk);
  assert_false (is_offered (desk));
  end (desk);
  assert_false (g_file_test (desk->folder, G_FILE_TEST_EXISTS));
}

static void
work_is_kept_soon_after_a_change (void **state)
{
  Desk *desk = *state;

  start (desk);
  add_recordings (desk);
  wait_until (count (desk, ".spike2pop") == 1); /* without anybody asking for it */
  end (desk);
}

static void
unsaved_work_comes_back (void **state)
{
  Desk *desk = *state;
  g_autofree char *path = g_build_filename (desk->root, "mine.spike2pop", NULL);
  guint n;

  start (desk);
  add_recordings (desk);
  n = n_recordings (desk);
  end (desk);
  start (desk);
  assert_true (is_offered (desk));
  assert_int_equal (n_recordings (desk), 0); /* it is for the user to say */
  s2p_recovery_restore (desk->recovery);
  wait_until (n_recordings (desk) > 0);
  assert_int_equal (n_recordings (desk), n);
  assert_true (s2p_document_is_modified (desk->document));
  assert_false (is_offered (desk));
  assert_int_equal (count (desk, ".spike2pop"), 1); /* until it is saved */
  s2p_document_save (desk->document, path);
  wait_until (!s2p_document_is_modified (desk->document));
  end (desk);
  assert_int_equal (count (desk, ".spike2pop"), 0);
  assert_int_equal (count (desk, ".lock"), 0);
}

static void
work_of_one_that_runs_is_left_alone (void **state)
{
  Desk *desk = *state;
  Desk other = { .workers = desk->workers, .folder = desk->folder };

  start (desk);
  add_recordings (desk);
  s2p_recovery_finish (desk->recovery, set_finished, desk);
  wait_until (desk->finished && count (desk, ".spike2pop") == 1);
  start (&other);
  assert_false (is_offered (&other));
  end (&other);
  g_signal_handlers_disconnect_by_data (desk->document, desk);
  g_clear_object (&desk->recovery);
  g_clear_object (&desk->document);
  start (desk);
  assert_true (is_offered (desk));
  end (desk);
}

static void
discarded_work_can_be_had_again_until_forgotten (void **state)
{
  Desk *desk = *state;

  leave_work (desk);
  start (desk);
  s2p_recovery_discard (desk->recovery);
  assert_false (is_offered (desk));
  s2p_recovery_undiscard (desk->recovery);
  assert_true (is_offered (desk));
  s2p_recovery_discard (desk->recovery);
  assert_int_equal (count (desk, ".spike2pop"), 1);
  s2p_recovery_forget (desk->recovery);
  assert_int_equal (count (desk, ".spike2pop"), 0);
  s2p_recovery_undiscard (desk->recovery);
  assert_false (is_offered (desk));
  end (desk);
}

static void
work_that_is_not_looked_at_stays (void **state)
{
  Desk *desk = *state;

  leave_work (desk);
  start (desk);
  add_recordings (desk);
  end (desk);
  assert_int_equal (count (desk, ".spike2pop"), 2);
}

static void
restoring_loses_nothing_of_what_there_is (void **state)
{
  Desk *desk = *state;
  guint64 all[2];
  guint n;

  leave_work (desk);
  start (desk);
  add_recordings (desk);
  n = n_recordings (desk);
  for (guint i = 0; i < 2; i++)
    all[i] = ((const S2pEntry *) s2p_document_session (desk->document)->entries->pdata[i])->recording->stream;
  s2p_document_remove (desk->document, all, 2);
  assert_int_equal (n_recordings (desk), n - 2);
  s2p_recovery_restore (desk->recovery);
  wait_until (n_recordings (desk) == n);
  assert_true (is_offered (desk));
  s2p_recovery_restore (desk->recovery);
  wait_until (n_recordings (desk) == n - 2);
  assert_true (is_offered (desk));
  end (desk);
}

static void
a_damaged_copy_is_said_and_changes_nothing (void **state)
{
  Desk *desk = *state;
  g_autofree char *path = g_build_filename (desk->folder, "unsaved-x.spike2pop", NULL);

  g_mkdir (desk->folder, 0700);
  assert_true (g_file_set_contents (path, "no session", -1, NULL));
  start (desk);
  assert_true (is_offered (desk));
  s2p_recovery_restore (desk->recovery);
  wait_until (desk->n_messages > 0);
  assert_int_equal (n_recordings (desk), 0);
  assert_true (is_offered (desk)); /* to be discarded */
  end (desk);
}

static void
remains_of_a_crash_in_the_middle_are_removed (void **state)
{
  Desk *desk = *state;
  g_autofree char *path = g_build_filename (desk->folder, "unsaved-x.spike2pop", NULL), *half = g_strconcat (path, ".Ab3x9Q", NULL);

  g_mkdir (desk->folder, 0700);
  assert_true (g_file_set_contents (path, "", -1, NULL) && g_file_set_contents (half, "half", -1, NULL));
  start (desk);
  assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  end (desk);
}

static void
a_folder_that_cannot_be_made_is_said_once (void **state)
{
  Desk *desk = *state;

  assert_true (g_file_set_contents (desk->folder, "a file, no folder", -1, NULL));
  start (desk);
  add_recordings (desk);
  end (desk);
  assert_int_equal (desk->n_messages, 1);
  g_unlink (desk->folder);
}

int
main (void)
{
#define on_a_desk(test) cmocka_unit_test_setup_teardown (test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    on_a_desk (nothing_is_kept_of_nothing),
    on_a_desk (work_is_kept_soon_after_a_change),
    on_a_desk (unsaved_work_comes_back),
    on_a_desk (work_of_one_that_runs_is_left_alone),
    on_a_desk (discarded_work_can_be_had_again_until_forgotten),
    on_a_desk (work_that_is_not_looked_at_stays),
    on_a_desk (restoring_loses_nothing_of_what_there_is),
    on_a_desk (a_damaged_copy_is_said_and_changes_nothing),
    on_a_desk (remains_of_a_crash_in_the_middle_are_removed),
    on_a_desk (a_folder_that_cannot_be_made_is_said_once),
  };

  g_setenv ("SPIKE2POP_DATA", S2P_SOURCE_ROOT, TRUE);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
