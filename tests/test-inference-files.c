/* Weight files: what goes out comes in, and what is damaged is refused with its reason. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "base/random.h"
#include "inference/network.h"

typedef struct { char *folder, *path; } Place;

static int
set_up (void **state)
{
  Place *place = g_new0 (Place, 1);

  place->folder = g_dir_make_tmp ("s2p-files-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "file.safetensors", NULL);
  *state = place;
  return 0;
}

static int
tear_down (void **state)
{
  Place *place = *state;

  g_remove (place->path);
  g_rmdir (place->folder);
  g_free (place->folder);
  g_free (place->path);
  g_free (place);
  return 0;
}

static void
write_file (const char *path, guint64 length, const char *header, gsize n_header, gsize n_data)
{
  GByteArray *bytes = g_byte_array_new ();
  guint64 field = GUINT64_TO_LE (length);

  g_byte_array_append (bytes, (const guint8 *) &field, 8);
  g_byte_array_append (bytes, (const guint8 *) header, (guint) n_header);
  for (gsize i = 0; i < n_data; i++)
    g_byte_array_append (bytes, (const guint8 *) "\1", 1);
  assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  g_byte_array_unref (bytes);
}

static void
assert_refused (const char *path, const char *word)
{
  g_autoptr (GError) error = NULL;

  assert_null (s2p_safetensors_read (path, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FORMAT));
  if (!strstr (error->message, word) || !strstr (error->message, path))
    fail_msg ("“%s” not in: %s", word, error->message);
}

static void
tensors_survive (void **state)
{
  Place *place = *state;
  const float matrix[6] = { 1, -2.5f, 1e-30f, 3e38f, 0, 0.1f }, vector[2] = { 7, 8 }, single = 9;
  const S2pSafetensor tensors[] = { { "b", 2, { 2, 3 }, matrix }, { "a", 1, { 2 }, vector }, { "none", 0, { 0 }, &single } };
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (S2pSafetensors) file = NULL;
  g_autoptr (GError) error = NULL;
  float read[6];
  guint64 number;

  g_hash_table_insert (texts, "note", "quoted \"µ\" text");
  g_hash_table_insert (texts, "n", "41");
  assert_true (s2p_safetensors_write (place->path, tensors, 3, texts, NULL));
  file = s2p_safetensors_read (place->path, &error);
  assert_non_null (file);
  assert_true (s2p_safetensors_get (file, "b", (const gsize[]) { 2, 3 }, 2, read, NULL));
  assert_memory_equal (read, matrix, sizeof matrix);
  assert_true (s2p_safetensors_get (file, "a", (const gsize[]) { 2 }, 1, read, NULL));
  assert_memory_equal (read, vector, sizeof vector);
  assert_true (s2p_safetensors_get (file, "none", NULL, 0, read, NULL));
  assert_true (read[0] == 9);
  assert_string_equal (s2p_safetensors_metadata (file, "note"), "quoted \"µ\" text");
  assert_true (s2p_safetensors_number (file, "n", 0, 41, &number, NULL) && number == 41);

  assert_false (s2p_safetensors_number (file, "n", 0, 40, &number, NULL));
  assert_false (s2p_safetensors_number (file, "note", 0, 40, &number, NULL));
  assert_false (s2p_safetensors_number (file, "absent", 0, 40, &number, NULL));
  assert_false (s2p_safetensors_get (file, "b", (const gsize[]) { 3, 2 }, 2, read, &error));
  assert_non_null (strstr (error->message, "[2, 3]"));
  g_clear_error (&error);
  assert_false (s2p_safetensors_get (file, "c", (const gsize[]) { 3, 2 }, 2, read, &error));
  assert_non_null (strstr (error->message, "“c”"));
}

static void
damaged_headers_are_refused (void **state)
{
  Place *place = *state;
  const char *const whole = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
  const struct { const char *header; gsize n_data; const char *word; } cases[] = {
    { whole, 7, "outside the file" },
    { whole, 9, "follow the last tensor" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "asks for 12" },
    { "{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "dtype" },
    { "{\"a\":{\"dtype\":3,\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "dtype" },
    { "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "dtype" },
    { "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", 8, "shape" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "whole numbers" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}", 8, "whole numbers" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}}", 8, "more than 8" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}", 8, "too large" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "outside" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", 8, "outside" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,16]}}", 8, "more than 2" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
      "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12, "overlaps" },
    { "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "hole" },
    { "{\"__metadata__\":{\"k\":1}}", 0, "no text" },
    { "{\"__metadata__\":[]}", 0, "__metadata__" },
    { "[1]", 0, "object" },
    { "", 0, "object" },
    { "{\"a\":", 0, "JSON" },
    { "{\"a\":4}", 0, "does not describe" },
    { "{\"\xff\":4}", 0, "UTF-8" },
    { "{\"a\":[[[[[[[[[[[1]]]]]]]]]]]}", 0, "nested" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      write_file (place->path, strlen (cases[i].header), cases[i].header, strlen (cases[i].header), cases[i].n_data);
      assert_refused (place->path, cases[i].word);
    }
  write_file (place->path, G_MAXUINT64, whole, strlen (whole), 8);
  assert_refused (place->path, "header");
  write_file (place->path, strlen (whole) + 9, whole, strlen (whole), 8);
  assert_refused (place->path, "header");
  assert_true (g_file_set_contents (place->path, "1234567", 7, NULL));
  assert_refused (place->path, "7 bytes");
  assert_true (g_file_set_contents (place->path, "", 0, NULL));
  assert_refused (place->path, "0 bytes");
}

static void
a_missing_file_is_said (void **state)
{
  Place *place = *state;
  g_autoptr (GError) error = NULL;

  assert_null (s2p_network_load (place->path, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  assert_non_null (strstr (error->message, place->path));
  g_clear_error (&error);
  assert_false (s2p_safetensors_write ("/nowhere/at/all", NULL, 0, NULL, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
}

static S2pNetwork *
small_network (void)
{
  S2pShape shape;
  S2pNetwork *network;

  s2p_shape_init_default (&shape);
  shape.d_model = 16;
  shape.n_heads = 2;
  shape.n_blocks = 1;
  network = s2p_network_new (&shape, "stg", 2000);
  for (gsize i = 0; i < network->layout->n_trained; i++)
    network->values[i] = (real) i;
  return network;
}

static void
networks_survive (void **state)
{
  Place *place = *state;
  g_autoptr (S2pNetwork) network = small_network (), loaded = NULL;

  g_hash_table_insert (network->notes, g_strdup ("seed"), g_strdup ("7"));
  assert_true (s2p_network_save (network, place->path, NULL));
  loaded = s2p_network_load (place->path, NULL);
  assert_non_null (loaded);
  assert_memory_equal (&loaded->layout->shape, &network->layout->shape, sizeof (S2pShape));
  for (guint i = 0; i < network->layout->n_tensors; i++)
    {
      const S2pTensor *tensor = &network->layout->tensors[i];

      assert_memory_equal (loaded->values + tensor->offset, network->values + tensor->offset, tensor->size * sizeof (real));
    }
  assert_string_equal (loaded->model, "stg");
  assert_true (loaded->window == 2000);
  assert_string_equal (g_hash_table_lookup (loaded->notes, "seed"), "7");
}

static void
assert_load_fails (const char *path, const char *word)
{
  g_autoptr (GError) error = NULL;

  assert_null (s2p_network_load (path, &error));
  assert_non_null (error);
  if (!strstr (error->message, word))
    fail_msg ("“%s” not in: %s", word, error->message);
}

static void
networks_that_cannot_work_are_refused (void **state)
{
  Place *place = *state;
  g_autoptr (S2pNetwork) network = small_network ();
  const float number = 1;
  const S2pSafetensor other = { "a", 1, { 1 }, &number };
  g_autofree char *bytes = NULL;
  char *place_of_name;
  gsize length;

  assert_true (s2p_safetensors_write (place->path, &other, 1, NULL, NULL));
  assert_load_fails (place->path, "network of this program");

  network->values[network->layout->blocks[0].in_proj.weight + 5] = NAN;
  assert_true (s2p_network_save (network, place->path, NULL));
  assert_load_fails (place->path, "blocks.0.attention.in_proj.weight");
  network->values[network->layout->blocks[0].in_proj.weight + 5] = 0;

  network->values[network->layout->metrics_std + 2] = 0;
  assert_true (s2p_network_save (network, place->path, NULL));
  assert_load_fails (place->path, "metrics.std");
  network->values[network->layout->metrics_std + 2] = 1;

  network->layout->shape.d_hidden = 32; /* says so, but has 64 */
  assert_true (s2p_network_save (network, place->path, NULL));
  assert_load_fails (place->path, "mlp.0.weight");
  network->layout->shape.d_hidden = 64000;
  assert_true (s2p_network_save (network, place->path, NULL));
  assert_load_fails (place->path, "d_hidden");
  network->layout->shape.d_hidden = 64;

  assert_true (s2p_network_save (network, place->path, NULL));
  assert_true (g_file_get_contents (place->path, &bytes, &length, NULL));
  place_of_name = g_strstr_len (bytes + 8, 8000, "pooler.score");
  assert_non_null (place_of_name);
  place_of_name[0] = 'P';
  assert_true (g_file_set_contents (place->path, bytes, (gssize) length, NULL));
  assert_load_fails (place->path, "pooler.score.weight");
}

/* Any single byte of the header changed: an error or a network, never a crash. */
static void
damaged_files_do_no_harm (void **state)
{
  Place *place = *state;
  g_autoptr (S2pNetwork) network = small_network ();
  g_autofree char *bytes = NULL;
  gsize length;
  S2pRandom random;

  assert_true (s2p_network_save (network, place->path, NULL));
  assert_true (g_file_get_contents (place->path, &bytes, &length, NULL));
  s2p_random_init (&random, 1, S2P_RANDOM_ORDER, 0, 0);
  for (guint i = 0; i < 300; i++)
    {
      gsize at = s2p_random_below (&random, i % 3 ? 3000 : 12);
      char before = bytes[at];
      g_autoptr (GError) error = NULL;
      g_autoptr (S2pNetwork) loaded = NULL;

      bytes[at] = (char) s2p_random_word (&random);
      assert_true (g_file_set_contents (place->path, bytes, (gssize) (i % 5 ? length : s2p_random_below (&random, length)), NULL));
      loaded = s2p_network_load (place->path, &error);
      assert_true ((loaded == NULL) == (error != NULL));
      bytes[at] = before;
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (tensors_survive, set_up, tear_down),
    cmocka_unit_test_setup_teardown (damaged_headers_are_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_missing_file_is_said, set_up, tear_down),
    cmocka_unit_test_setup_teardown (networks_survive, set_up, tear_down),
    cmocka_unit_test_setup_teardown (networks_that_cannot_work_are_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown (damaged_files_do_no_harm, set_up, tear_down),
  };

  return cmocka_run_group_tests_name ("inference-files", tests, NULL, NULL);
}
