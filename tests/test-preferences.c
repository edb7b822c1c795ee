/* What is remembered from one start to the next, with the schema of the program and without. Settings are held in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include "app/preferences.h"

static void
set_all (S2pSettings *settings)
{
  *settings = (S2pSettings) { .model = g_strdup ("/home/me/mod\xe8le.model"), .size = 77, .seed = G_MAXUINT64, .pair = g_strdup ("A,H"), .at_mean = TRUE, .checked = TRUE, .tolerance = 0.07, .budget = 31, .cells = 5,
                              .duration = 1234.5, .transient = 12.25, .step = 0.125, .noise = 3, .traces = FALSE, .reference = TRUE };
}

static void
defaults_are_kept_where_nothing_is_remembered (void **state)
{
  g_autoptr (S2pSession) session = s2p_session_new ();
  g_autofree char *folder = s2p_preferences_get_folder ();
  g_auto (GStrv) files = s2p_preferences_get_model_files ();
  int width = 1, height = 2;
  gboolean maximized = TRUE;

  assert_false (s2p_preferences_get_settings (&session->settings));
  assert_int_equal (session->settings.size, 16);
  assert_null (folder);
  assert_non_null (files);
  assert_null (files[0]);
  s2p_preferences_get_window (&width, &height, &maximized);
  if (g_getenv ("GSETTINGS_SCHEMA_DIR") == NULL) /* nobody knows better */
    assert_true (width == 1 && height == 2 && maximized);
  else
    assert_true (width == 1280 && height == 800 && !maximized);
}

static void
what_is_told_to_nobody_is_forgotten (void **state)
{
  S2pSettings settings;

  set_all (&settings);
  s2p_preferences_set_window (800, 600, TRUE);
  s2p_preferences_set_folder ("/tmp");
  s2p_preferences_add_model_file ("/tmp/x.model");
  s2p_preferences_set_settings (&settings);
  s2p_settings_clear (&settings);
  defaults_are_kept_where_nothing_is_remembered (state);
}

static void
settings_come_back (void **state)
{
  g_autoptr (S2pSession) session = s2p_session_new ();
  const S2pSettings *got = &session->settings;
  S2pSettings settings;

  set_all (&settings);
  s2p_preferences_set_settings (&settings);
  assert_true (s2p_preferences_get_settings (&session->settings));
  assert_string_equal (got->model, settings.model);
  assert_string_equal (got->pair, "A,H");
  assert_int_equal (got->size, 77);
  assert_true (got->seed == G_MAXUINT64);
  assert_int_equal (got->cells, 5);
  assert_true (got->duration == 1234.5 && got->transient == 12.25 && got->step == 0.125 && got->noise == 3);
  assert_true (got->checked && got->tolerance == 0.07 && got->budget == 31);
  assert_true (got->at_mean && !got->traces && got->reference);
  g_clear_pointer (&settings.pair, g_free);
  s2p_preferences_set_settings (&settings);
  assert_true (s2p_preferences_get_settings (&session->settings));
  assert_null (got->pair);
  s2p_settings_clear (&settings);
}

static void
window_and_folder_come_back (void **state)
{
  g_autofree char *folder = NULL;
  int width, height;
  gboolean maximized;

  s2p_preferences_set_window (900, 700, FALSE);
  s2p_preferences_set_window (1920, 1080, TRUE); /* the size to go back to stays */
  s2p_preferences_get_window (&width, &height, &maximized);
  assert_true (width == 900 && height == 700 && maximized);
  s2p_preferences_set_folder ("/data/r\xe9sultats");
  folder = s2p_preferences_get_folder ();
  assert_string_equal (folder, "/data/r\xe9sultats");
}

static void
model_files_are_few_and_there (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("spike2pop-preferences-XXXXXX", NULL);
  char *paths[12];
  g_auto (GStrv) files = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      paths[i] = g_strdup_printf ("%s/%u.model", folder, i);
      assert_true (g_file_set_contents (paths[i], "", 0, NULL));
      s2p_preferences_add_model_file (paths[i]);
    }
  s2p_preferences_add_model_file (paths[5]); /* comes to the front, once */
  g_unlink (paths[11]);
  files = s2p_preferences_get_model_files ();
  assert_int_equal (g_strv_length (files), 9);
  assert_string_equal (files[0], paths[5]);
  assert_string_equal (files[1], paths[10]);
  assert_string_equal (files[8], paths[2]);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_unlink (paths[i]);
      g_free (paths[i]);
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest without[] = {
    cmocka_unit_test (defaults_are_kept_where_nothing_is_remembered),
    cmocka_unit_test (what_is_told_to_nobody_is_forgotten),
  };
  const struct CMUnitTest with[] = {
    cmocka_unit_test (defaults_are_kept_where_nothing_is_remembered),
    cmocka_unit_test (settings_come_back),
    cmocka_unit_test (window_and_folder_come_back),
    cmocka_unit_test (model_files_are_few_and_there),
  };

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  if (argc == 1)
    {
      g_unsetenv ("GSETTINGS_SCHEMA_DIR");
      g_setenv ("XDG_DATA_DIRS", "/nowhere", TRUE);
      g_setenv ("XDG_DATA_HOME", "/nowhere", TRUE);
      return cmocka_run_group_tests (without, NULL, NULL);
    }
  g_setenv ("GSETTINGS_SCHEMA_DIR", argv[1], TRUE);
  return cmocka_run_group_tests (with, NULL, NULL);
}
