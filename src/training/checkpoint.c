/* A checkpoint is a safetensors file with four versions of every tensor: the weights, the two moments
 * of AdamW and the running mean; where the run stands is in its metadata. */
#include <string.h>
#include "base/error.h"
#include "base/number.h"
#include "training/trainer-private.h"

#define FORMAT "spike2pop checkpoint 2"
#define N_VERSIONS 4

static const char *const prefixes[N_VERSIONS] = { "weights.", "adamw.mean.", "adamw.square.", "average." };

/* A number for the samples, so that a checkpoint is not continued on others. */
static guint64
fingerprint (const S2pTrainer *trainer)
{
  guint64 hash = 14695981039346656037u; /* FNV-1a over count, targets and spike counts */

  for (gsize i = 0; i < trainer->n_samples; i++)
    {
      guint32 words[4] = { trainer->samples[i].population, trainer->samples[i].n_spikes, 0, 0 };

      memcpy (&words[2], &trainer->samples[i].g_s, 4);
      memcpy (&words[3], &trainer->samples[i].g_u, 4);
      for (guint j = 0; j < 4; j++)
        hash = (hash ^ words[j]) * 1099511628211u;
    }
  return hash;
}

static guint
adapter_rank (const S2pTrainer *trainer)
{
  return trainer->adapter != NULL ? trainer->adapter->rank : 0;
}

static void
set_number (GHashTable *texts, const char *key, guint64 number)
{
  g_hash_table_replace (texts, g_strdup (key), g_strdup_printf ("%" G_GUINT64_FORMAT, number));
}

gboolean
s2p_checkpoint_save (const S2pTrainer *trainer, const char *path, GError **error)
{
  const S2pLayout *layout = trainer->layout;
  const real *versions[N_VERSIONS] = { trainer->values, trainer->optimiser.mean, trainer->optimiser.square,
                                       trainer->optimiser.average };
  g_autofree S2pSafetensor *all = g_new0 (S2pSafetensor, N_VERSIONS * layout->n_tensors);
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GString) seconds = g_string_new (NULL);
  gboolean saved;

  for (guint v = 0; v < N_VERSIONS; v++)
    {
      S2pSafetensor *list = s2p_tensor_list (layout, versions[v], prefixes[v]);

      memcpy (all + v * layout->n_tensors, list, layout->n_tensors * sizeof *list);
      g_free (list); /* the names live on in @all */
    }
  s2p_shape_to_texts (&layout->shape, texts);
  s2p_number_append (seconds, trainer->seconds);
  g_hash_table_replace (texts, g_strdup ("format"), g_strdup (FORMAT));
  g_hash_table_replace (texts, g_strdup ("seconds"), g_strdup (seconds->str));
  set_number (texts, "step", trainer->optimiser.step);
  set_number (texts, "seed", trainer->config.seed);
  set_number (texts, "batch_size", trainer->config.batch_size);
  set_number (texts, "n_slices", trainer->config.n_slices);
  set_number (texts, "rank", adapter_rank (trainer));
  set_number (texts, "samples", fingerprint (trainer));
  saved = s2p_safetensors_write (path, all, N_VERSIONS * layout->n_tensors, texts, error);
  s2p_tensor_list_free (g_steal_pointer (&all), N_VERSIONS * layout->n_tensors);
  return saved;
}

static gboolean
check_fits (const S2pTrainer *trainer, const S2pSafetensors *file, const char *path, GError **error)
{
  const struct { const char *key, *what; guint64 wanted; } rows[] = {
    { "seed", "seed", trainer->config.seed },
    { "batch_size", "batch size", trainer->config.batch_size },
    { "n_slices", "number of slices", trainer->config.n_slices },
    { "rank", "rank of the adapters", adapter_rank (trainer) },
    { "samples", "data set", fingerprint (trainer) },
  };
  S2pShape shape;

  if (g_strcmp0 (s2p_safetensors_metadata (file, "format"), FORMAT) != 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s is no checkpoint of a training run", path);
      return FALSE;
    }
  if (!s2p_shape_from_texts (file, &shape, error))
    return FALSE;
  if (memcmp (&shape, &trainer->network->layout->shape, sizeof shape) != 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, "%s is of a network of another shape", path);
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint64 number;

      if (!s2p_safetensors_number (file, rows[i].key, 0, G_MAXUINT64, &number, error))
        return FALSE;
      if (number != rows[i].wanted)
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT,
                       "%s is of a run with another %s; go on with the same, or begin anew without it", path,
                       rows[i].what);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
s2p_trainer_resume (S2pTrainer *trainer, const char *path, GError **error)
{
  g_autoptr (S2pSafetensors) file = s2p_safetensors_read (path, error);
  const S2pLayout *layout = trainer->layout;
  real *versions[N_VERSIONS] = { trainer->values, trainer->optimiser.mean, trainer->optimiser.square,
                                 trainer->optimiser.average };
  g_autofree float *read = NULL;
  const char *text;
  guint64 step;
  double seconds;

  if (!file || !check_fits (trainer, file, path, error) ||
      !s2p_safetensors_number (file, "step", 0, G_MAXUINT64 / trainer->config.batch_size, &step, error))
    return FALSE;
  text = s2p_safetensors_metadata (file, "seconds");
  if (!text || !s2p_number_parse (text, &seconds) || seconds < 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s: “seconds” is missing or wrong", path);
      return FALSE;
    }
  read = g_new0 (float, N_VERSIONS * layout->n_values);
  for (guint v = 0; v < N_VERSIONS; v++)
    if (!s2p_tensors_read (file, layout, prefixes[v], read + v * layout->n_values, error))
      return FALSE;
  for (guint v = 0; v < N_VERSIONS; v++)
    memcpy (versions[v], read + v * layout->n_values, layout->n_values * sizeof *read);
  if (trainer->adapter != NULL)
    s2p_adapter_merge (trainer->adapter, trainer->network->layout, trainer->config.base->values, trainer->own, trainer->network->values);
  trainer->optimiser.step = step;
  trainer->seconds = seconds;
  return TRUE;
}
