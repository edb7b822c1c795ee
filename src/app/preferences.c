#include "app/preferences.h"
#include "app/application.h"
#include <string.h>

#define MOST_MODEL_FILES 10

static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, S2P_APPLICATION_ID, TRUE) : NULL;

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

void
s2p_preferences_get_window (int *width, int *height, gboolean *maximized)
{
  g_autoptr (GSettings) kept = open_settings ();

  if (kept == NULL)
    return;
  g_settings_get (kept, "window-size", "(ii)", width, height);
  *maximized = g_settings_get_boolean (kept, "window-maximized");
}

void
s2p_preferences_set_window (int width, int height, gboolean maximized)
{
  g_autoptr (GSettings) kept = open_settings ();

  if (kept == NULL)
    return;
  if (!maximized) /* else the size to go back to stays */
    g_settings_set (kept, "window-size", "(ii)", width, height);
  g_settings_set_boolean (kept, "window-maximized", maximized);
}

char *
s2p_preferences_get_folder (void)
{
  g_autoptr (GSettings) kept = open_settings ();
  g_autoptr (GVariant) path = kept != NULL ? g_settings_get_value (kept, "folder") : NULL;

  return path != NULL && *g_variant_get_bytestring (path) != '\0' ? g_variant_dup_bytestring (path, NULL) : NULL;
}

void
s2p_preferences_set_folder (const char *path)
{
  g_autoptr (GSettings) kept = open_settings ();

  if (kept != NULL)
    g_settings_set_value (kept, "folder", g_variant_new_bytestring (path));
}

static char **
model_files (GSettings *kept)
{
  g_autoptr (GVariant) files = g_settings_get_value (kept, "model-files");

  return g_variant_dup_bytestring_array (files, NULL);
}

char **
s2p_preferences_get_model_files (void)
{
  g_autoptr (GSettings) kept = open_settings ();
  g_auto (GStrv) files = kept != NULL ? model_files (kept) : NULL;
  g_autoptr (GStrvBuilder) there = g_strv_builder_new ();

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (g_file_test (files[i], G_FILE_TEST_IS_REGULAR))
      g_strv_builder_add (there, files[i]);
  return g_strv_builder_end (there);
}

void
s2p_preferences_add_model_file (const char *path)
{
  g_autoptr (GSettings) kept = open_settings ();
  g_auto (GStrv) files = kept != NULL ? model_files (kept) : NULL;
  const char *next[MOST_MODEL_FILES] = { path };
  guint n = 1;

  if (kept == NULL)
    return;
  for (guint i = 0; files[i] != NULL && n < MOST_MODEL_FILES; i++)
    if (strcmp (files[i], path) != 0)
      next[n++] = files[i];
  g_settings_set_value (kept, "model-files", g_variant_new_bytestring_array (next, n));
}

/* --- settings of a session: one dictionary, so that what is not in it has the program's own default --- */

static void
take_bytes (GVariantDict *values, const char *key, char **text)
{
  g_autoptr (GVariant) value = g_variant_dict_lookup_value (values, key, G_VARIANT_TYPE_BYTESTRING);

  if (value == NULL)
    return;
  g_free (*text);
  *text = *g_variant_get_bytestring (value) != '\0' ? g_variant_dup_bytestring (value, NULL) : NULL;
}

gboolean
s2p_preferences_get_settings (S2pSettings *settings)
{
  g_autoptr (GSettings) kept = open_settings ();
  g_autoptr (GVariant) all = kept != NULL ? g_settings_get_value (kept, "session") : NULL;
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (all);

  if (all == NULL || g_variant_n_children (all) == 0 || !g_variant_dict_contains (&values, "model"))
    return FALSE;
  take_bytes (&values, "model", &settings->model);
  take_bytes (&values, "pair", &settings->pair);
  g_variant_dict_lookup (&values, "size", "u", &settings->size);
  g_variant_dict_lookup (&values, "seed", "t", &settings->seed);
  g_variant_dict_lookup (&values, "at-mean", "b", &settings->at_mean);
  g_variant_dict_lookup (&values, "checked", "b", &settings->checked);
  g_variant_dict_lookup (&values, "tolerance", "d", &settings->tolerance);
  g_variant_dict_lookup (&values, "budget", "u", &settings->budget);
  g_variant_dict_lookup (&values, "cells", "u", &settings->cells);
  g_variant_dict_lookup (&values, "duration", "d", &settings->duration);
  g_variant_dict_lookup (&values, "transient", "d", &settings->transient);
  g_variant_dict_lookup (&values, "step", "d", &settings->step);
  g_variant_dict_lookup (&values, "noise", "d", &settings->noise);
  g_variant_dict_lookup (&values, "traces", "b", &settings->traces);
  g_variant_dict_lookup (&values, "reference", "b", &settings->reference);
  return settings->model != NULL;
}

void
s2p_preferences_set_settings (const S2pSettings *settings)
{
  g_autoptr (GSettings) kept = open_settings ();
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);

  if (kept == NULL)
    return;
  g_variant_dict_insert_value (&values, "model", g_variant_new_bytestring (settings->model));
  g_variant_dict_insert_value (&values, "pair", g_variant_new_bytestring (settings->pair != NULL ? settings->pair : ""));
  g_variant_dict_insert (&values, "size", "u", settings->size);
  g_variant_dict_insert (&values, "seed", "t", settings->seed);
  g_variant_dict_insert (&values, "at-mean", "b", settings->at_mean);
  g_variant_dict_insert (&values, "checked", "b", settings->checked);
  g_variant_dict_insert (&values, "tolerance", "d", settings->tolerance);
  g_variant_dict_insert (&values, "budget", "u", settings->budget);
  g_variant_dict_insert (&values, "cells", "u", settings->cells);
  g_variant_dict_insert (&values, "duration", "d", settings->duration);
  g_variant_dict_insert (&values, "transient", "d", settings->transient);
  g_variant_dict_insert (&values, "step", "d", settings->step);
  g_variant_dict_insert (&values, "noise", "d", settings->noise);
  g_variant_dict_insert (&values, "traces", "b", settings->traces);
  g_variant_dict_insert (&values, "reference", "b", settings->reference);
  g_settings_set_value (kept, "session", g_variant_dict_end (&values));
}
