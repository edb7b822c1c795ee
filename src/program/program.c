#include "program/program.h"
#include "base/error.h"
#include "base/words.h"
#include "inference/blas.h"
#include <cblas.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#define CORE_VARIABLE "OPENBLAS_CORETYPE"
#define MODEL_SUFFIX ".model"

/* An OpenBLAS that is older than the processor multiplies at a fifth of its speed unless it is told what to use before
 * the program is loaded: so the program is loaded once more. */
static void
load_again_for_speed (char **argv)
{
  const char *core = s2p_blas_better_core ();

  if (core == NULL || g_getenv (CORE_VARIABLE) != NULL || !g_setenv (CORE_VARIABLE, core, TRUE))
    return;
  execv ("/proc/self/exe", argv); /* returns only where it cannot: then it is merely slower */
}

static void
use_language (void)
{
  const char *folder = g_getenv ("SPIKE2POP_LOCALE"); /* of a build that is not installed */

  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C"); /* messages quote numbers as options and files take them */
  bindtextdomain (S2P_TEXT_DOMAIN, folder != NULL ? folder : S2P_LOCALE_DIR);
  bind_textdomain_codeset (S2P_TEXT_DOMAIN, "UTF-8");
  textdomain (S2P_TEXT_DOMAIN);
}

void
s2p_program_start (char **argv)
{
  load_again_for_speed (argv);
  use_language ();
  openblas_set_num_threads (1); /* the workers share out the work; threads within threads would fight */
}

char *
s2p_program_data_path (const char *folder, const char *file)
{
  const char *data = g_getenv ("SPIKE2POP_DATA");
  const char *root = data != NULL ? data : S2P_DATA_DIR;
  g_autofree char *path = g_build_filename (root, folder, file, NULL),
                  *of_source = g_build_filename (root, "data", folder, file, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) || !g_file_test (of_source, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path)
                                                                                                : g_steal_pointer (&of_source);
}

gboolean
s2p_program_model_is_file (const char *name)
{
  return strchr (name, G_DIR_SEPARATOR) != NULL || strchr (name, '.') != NULL;
}

char *
s2p_program_recordings_path (const char *file)
{
  char *path = s2p_program_data_path ("recordings", file);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  return s2p_program_data_path ("data" G_DIR_SEPARATOR_S "recordings", file); /* in the source tree */
}

char *
s2p_program_model_path (const char *name, GError **error)
{
  g_autofree char *file = NULL, *path = NULL;

  if (s2p_program_model_is_file (name))
    return g_strdup (name);
  file = g_strconcat (name, MODEL_SUFFIX, NULL);
  path = s2p_program_data_path ("models", file);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("there is no neuron model “%s” (%s is missing); give stg, da or the path of a model file"), name, path);
  return NULL;
}

S2pModel *
s2p_program_load_model (const char *name, GError **error)
{
  g_autofree char *path = s2p_program_model_path (name, error);

  return path != NULL ? s2p_model_load (path, error) : NULL;
}

char *
s2p_program_weights_path (const S2pModel *model)
{
  g_autofree char *file = g_strconcat (model->name, ".safetensors", NULL);

  return s2p_program_data_path ("weights", file);
}

S2pNeuron *
s2p_program_load_neuron (const char *name, GError **error)
{
  S2pModel *model = s2p_program_load_model (name, error);
  g_autofree char *weights = model != NULL ? s2p_program_weights_path (model) : NULL;

  return model != NULL ? s2p_neuron_new (model, weights, error) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char **
s2p_program_model_names (void)
{
  g_autofree char *path = s2p_program_data_path ("models", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *file;

  while (folder != NULL && (file = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (file, MODEL_SUFFIX))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (MODEL_SUFFIX)));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
