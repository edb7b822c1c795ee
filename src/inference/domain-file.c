#include "inference/domain.h"
#include "base/error.h"
#include "base/number.h"
#include "base/words.h"
#include "inference/safetensors.h"
#include <math.h>
#include <string.h>

#define FORMAT "spike2pop-domain-1"
#define MOST_POINTS 100000
#define SUFFIX ".safetensors"

static const char *const space_names[S2P_N_RHYTHM_SPACES] = { "plain", "bursts" };

enum { OWN, FOREIGN, KINDS, SCALE, LIMITS, N_PER_SPACE };

static const char *const tensor_names[N_PER_SPACE] = { "own", "foreign", "kinds", "scale", "limits" };

char *
s2p_domain_path (const char *weights)
{
  const gsize length = g_str_has_suffix (weights, SUFFIX) ? strlen (weights) - strlen (SUFFIX) : strlen (weights);

  return g_strdup_printf ("%.*s-domain" SUFFIX, (int) length, weights);
}

/* --- writing --- */

gboolean
s2p_domain_save (const S2pDomain *domain, GHashTable *notes, const char *path, GError **error)
{
  S2pSafetensor tensors[S2P_N_RHYTHM_SPACES * N_PER_SPACE + 2];
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GString) window = g_string_new (NULL);
  GHashTableIter iter;
  gpointer key, value;
  guint n = 0;

  for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
    {
      const S2pDomainSpace *space = &domain->spaces[i];
      const guint dimensions = s2p_rhythm_dimensions (i);
      float *kinds = g_new (float, MAX (1, space->foreign.n)), *limits = g_new (float, 2);
      const S2pSafetensor own[N_PER_SPACE] = {
        [OWN] = { .n_dims = 2, .dims = { space->own.n, dimensions }, .data = space->own.points },
        [FOREIGN] = { .n_dims = 2, .dims = { space->foreign.n, dimensions }, .data = space->foreign.points },
        [KINDS] = { .n_dims = 1, .dims = { space->foreign.n }, .data = kinds },
        [SCALE] = { .n_dims = 1, .dims = { dimensions }, .data = space->scale },
        [LIMITS] = { .n_dims = 1, .dims = { 2 }, .data = limits },
      };

      for (guint k = 0; k < space->foreign.n; k++)
        kinds[k] = space->foreign.kinds[k];
      limits[0] = space->most_ratio;
      limits[1] = space->most_distance;
      g_ptr_array_add (owned, kinds);
      g_ptr_array_add (owned, limits);
      for (guint k = 0; k < N_PER_SPACE; k++)
        {
          char *name = g_strdup_printf ("%s.%s", space_names[i], tensor_names[k]);

          g_ptr_array_add (owned, name);
          tensors[n] = own[k];
          tensors[n++].name = name;
        }
      for (guint k = OWN; k <= FOREIGN; k++)
        {
          char *name = g_strdup_printf ("n_%s_%s", space_names[i], tensor_names[k]);

          g_ptr_array_add (owned, name);
          g_hash_table_insert (texts, name, g_strdup_printf ("%u", k == OWN ? space->own.n : space->foreign.n));
        }
    }
  tensors[n++] = (S2pSafetensor) { .name = "ranges", .n_dims = 3, .dims = { 2, S2P_N_DOMAIN_RANGES, 2 }, .data = &domain->ranges[0][0][0] };
  tensors[n++] = (S2pSafetensor) { .name = "longest", .n_dims = 1, .dims = { 1 }, .data = &domain->longest };
  g_hash_table_insert (texts, (char *) "format", g_strdup (FORMAT));
  g_hash_table_insert (texts, (char *) "model", g_strdup (domain->model));
  s2p_number_append (window, domain->window);
  g_hash_table_insert (texts, (char *) "window", g_strdup (window->str));
  if (notes != NULL)
    for (g_hash_table_iter_init (&iter, notes); g_hash_table_iter_next (&iter, &key, &value);)
      g_hash_table_insert (texts, key, g_strdup (value));
  return s2p_safetensors_write (path, tensors, n, texts, error);
}

/* --- reading --- */

static gboolean
damaged (const char *path, const char *what, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s: “%s” cannot be right; make the file again with “spike2pop-cli domain”"), name, what);
  return FALSE;
}

static gboolean
get (const S2pSafetensors *file, const char *path, const char *name, const gsize *dims, guint n_dims, float *to, GError **error)
{
  gsize n = 1;

  for (guint i = 0; i < n_dims; i++)
    n *= dims[i];
  if (!s2p_safetensors_get (file, name, dims, n_dims, to, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!isfinite (to[i]))
      return damaged (path, name, error);
  return TRUE;
}

static gboolean
read_sample (const S2pSafetensors *file, const char *path, guint index, guint which, S2pRhythmSample *sample, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", space_names[index], tensor_names[which]);
  g_autofree char *number = g_strdup_printf ("n_%s_%s", space_names[index], tensor_names[which]);
  g_autofree char *kinds_name = g_strdup_printf ("%s.%s", space_names[index], tensor_names[KINDS]);
  g_autofree float *kinds = NULL;
  gsize dims[] = { 0, s2p_rhythm_dimensions (index) };
  guint64 n;

  if (!s2p_safetensors_number (file, number, S2P_DOMAIN_NEIGHBOURS, MOST_POINTS, &n, error))
    return FALSE;
  dims[0] = sample->n = (guint) n;
  sample->points = g_new (float, dims[0] * dims[1]);
  if (!get (file, path, name, dims, 2, sample->points, error))
    return FALSE;
  if (which == OWN)
    return TRUE;
  sample->kinds = g_new (guint8, n);
  kinds = g_new (float, n);
  if (!get (file, path, kinds_name, dims, 1, kinds, error))
    return FALSE;
  for (guint i = 0; i < sample->n; i++)
    {
      if (!(kinds[i] >= 0 && kinds[i] < S2P_N_FOREIGN))
        return damaged (path, kinds_name, error);
      sample->kinds[i] = (guint8) kinds[i];
    }
  return TRUE;
}

static gboolean
read_space (const S2pSafetensors *file, const char *path, guint index, S2pDomainSpace *space, GError **error)
{
  g_autofree char *scale = g_strdup_printf ("%s.%s", space_names[index], tensor_names[SCALE]);
  g_autofree char *limits_name = g_strdup_printf ("%s.%s", space_names[index], tensor_names[LIMITS]);
  const gsize dimensions = s2p_rhythm_dimensions (index), two = 2;
  float limits[2];

  if (!read_sample (file, path, index, OWN, &space->own, error) || !read_sample (file, path, index, FOREIGN, &space->foreign, error)
      || !get (file, path, scale, &dimensions, 1, space->scale, error) || !get (file, path, limits_name, &two, 1, limits, error))
    return FALSE;
  for (gsize j = 0; j < dimensions; j++)
    if (!(space->scale[j] > 0))
      return damaged (path, scale, error);
  space->most_ratio = limits[0];
  space->most_distance = limits[1];
  return TRUE;
}

S2pDomain *
s2p_domain_load (const char *path, GError **error)
{
  g_autoptr (S2pSafetensors) file = s2p_safetensors_read (path, error);
  g_autoptr (S2pDomain) domain = g_new0 (S2pDomain, 1);
  const gsize dims[] = { 2, S2P_N_DOMAIN_RANGES, 2 }, one = 1;
  const char *model, *window;

  if (file == NULL)
    return NULL;
  model = s2p_safetensors_metadata (file, "model");
  window = s2p_safetensors_metadata (file, "window");
  if (g_strcmp0 (s2p_safetensors_metadata (file, "format"), FORMAT) != 0 || model == NULL)
    {
      damaged (path, "format", error);
      return NULL;
    }
  if (window == NULL || !s2p_number_parse (window, &domain->window) || !(domain->window > 0 && domain->window < 1e9))
    {
      damaged (path, "window", error);
      return NULL;
    }
  domain->model = g_strdup (model);
  for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
    if (!read_space (file, path, i, &domain->spaces[i], error))
      return NULL;
  if (!get (file, path, "longest", &one, 1, &domain->longest, error))
    return NULL;
  return get (file, path, "ranges", dims, 3, &domain->ranges[0][0][0], error) ? g_steal_pointer (&domain) : NULL;
}
