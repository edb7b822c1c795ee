#include "training/dataset-make.h"
#include "training/dataset-cells.h"
#include "training/dataset-format.h"
#include "base/error.h"
#include "base/random.h"
#include "recording/features.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CELLS_PER_BLOCK 64
#define MOST_POPULATIONS 10000000 /* their targets are held in memory */

struct _S2pDatasetMaker {
  const S2pModel  *model;
  S2pDatasetPlan   plan;
  S2pDicPoint     *threshold;
  S2pFastEngine   *engine;
  double          *targets;
  guint32          first, last;  /* populations of this shard: [first, last) */
  guint32          per_block;
  guint            done;
  char            *path, *part;
  int              file;
};

double *
s2p_dataset_targets (const S2pModel *model, guint64 seed, guint32 n)
{
  const double low[2] = { model->g_s_min, model->g_u_min }, high[2] = { model->g_s_max, model->g_u_max };
  double *targets = g_new (double, 2 * (gsize) n);
  g_autofree guint32 *strata = g_new (guint32, n);

  for (guint axis = 0; axis < 2; axis++)
    {
      S2pRandom random;

      s2p_random_init (&random, seed, S2P_RANDOM_TARGET, 0, axis);
      for (guint32 i = 0; i < n; i++)
        strata[i] = i;
      s2p_random_shuffle (&random, strata, n);
      for (guint32 i = 0; i < n; i++)
        targets[2 * (gsize) i + axis] = low[axis] + (high[axis] - low[axis]) * (strata[i] + s2p_random_uniform (&random)) / n;
    }
  return targets;
}

static void
fill_header (const S2pDatasetMaker *maker, S2pDatasetHeader *header)
{
  memset (header, 0, sizeof *header);
  memcpy (header->magic, S2P_DATASET_MAGIC, sizeof header->magic);
  g_strlcpy (header->model, maker->model->name, sizeof header->model);
  header->seed = maker->plan.seed;
  header->n_populations = maker->plan.n_populations;
  header->size = maker->plan.size;
  header->shard = maker->plan.shard;
  header->n_shards = maker->plan.n_shards;
  header->window = maker->model->duration - maker->model->transient;
  header->step = S2P_FAST_STEP;
}

static gboolean
fail_file (const S2pDatasetMaker *maker, const char *what, GError **error)
{
  int code = errno;

  g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, "cannot %s %s: %s", what, maker->part, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int file, gconstpointer data, gsize length)
{
  const char *at = data;

  while (length > 0)
    {
      gssize written = write (file, at, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      at += written;
      length -= written;
    }
  return TRUE;
}

/* Goes behind the last whole block of a file begun earlier, and cuts off the rest. */
static gboolean
go_on (S2pDatasetMaker *maker, GError **error)
{
  S2pDatasetHeader wanted, found;
  S2pDatasetBlock block;
  struct stat info;
  off_t at = sizeof found;

  fill_header (maker, &wanted);
  if (fstat (maker->file, &info) != 0)
    return fail_file (maker, "read", error);
  if (info.st_size < (off_t) sizeof found)
    {
      if (ftruncate (maker->file, 0) != 0 || lseek (maker->file, 0, SEEK_SET) != 0 || !write_all (maker->file, &wanted, sizeof wanted))
        return fail_file (maker, "write", error);
      return TRUE;
    }
  if (pread (maker->file, &found, sizeof found, 0) != sizeof found)
    return fail_file (maker, "read", error);
  if (memcmp (&found, &wanted, sizeof found) != 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, "%s was begun with other settings: remove it, or give the same ones", maker->part);
      return FALSE;
    }
  while (pread (maker->file, &block, sizeof block, at) == sizeof block && block.magic == S2P_DATASET_BLOCK_MAGIC
         && block.n_bytes <= (guint64) (info.st_size - at) - sizeof block)
    {
      at += sizeof block + block.n_bytes;
      maker->done++;
    }
  if (ftruncate (maker->file, at) != 0 || lseek (maker->file, at, SEEK_SET) != at)
    return fail_file (maker, "write", error);
  return TRUE;
}

S2pDatasetMaker *
s2p_dataset_maker_new (const S2pModel *model, const S2pDatasetPlan *plan, const char *path, GError **error)
{
  g_autoptr (S2pDatasetMaker) maker = g_new0 (S2pDatasetMaker, 1);

  maker->file = -1;
  if (plan->n_populations == 0 || plan->n_populations > MOST_POPULATIONS || plan->size == 0 || plan->size > 4096 || plan->n_shards == 0 || plan->shard >= plan->n_shards)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, "a data set needs 1 to %d populations, 1 to 4096 cells in each, and a shard k/n with k from 1 to n", MOST_POPULATIONS);
      return NULL;
    }
  if (!s2p_model_require_generation (model, error))
    return NULL;
  if (strlen (model->name) >= sizeof ((S2pDatasetHeader *) NULL)->model)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, "the name of the model “%s” is too long for a data set: give it one of at most %zu letters", model->name,
                   sizeof ((S2pDatasetHeader *) NULL)->model - 1);
      return NULL;
    }
  maker->model = model;
  maker->plan = *plan;
  maker->threshold = s2p_dic_point_new (model, model->threshold);
  maker->engine = s2p_fast_engine_new (model, S2P_FAST_STEP);
  maker->targets = s2p_dataset_targets (model, plan->seed, plan->n_populations);
  maker->per_block = MAX (1, CELLS_PER_BLOCK / plan->size);
  /* shards begin at a multiple of the block, so that their blocks are those of the whole */
  maker->first = (guint64) plan->n_populations * plan->shard / plan->n_shards / maker->per_block * maker->per_block;
  maker->last = plan->shard + 1 == plan->n_shards ? plan->n_populations
                : (guint64) plan->n_populations * (plan->shard + 1) / plan->n_shards / maker->per_block * maker->per_block;
  maker->path = g_strdup (path);
  maker->part = g_strconcat (path, ".part", NULL);
  maker->file = g_open (maker->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (maker->file < 0)
    {
      fail_file (maker, "write", error);
      return NULL;
    }
  return go_on (maker, error) ? g_steal_pointer (&maker) : NULL;
}

void
s2p_dataset_maker_free (S2pDatasetMaker *maker)
{
  if (maker == NULL)
    return;
  if (maker->file >= 0)
    close (maker->file);
  s2p_dic_point_free (maker->threshold);
  s2p_fast_engine_free (maker->engine);
  g_free (maker->targets);
  g_free (maker->path);
  g_free (maker->part);
  g_free (maker);
}

guint
s2p_dataset_maker_blocks (const S2pDatasetMaker *maker)
{
  return (maker->last - maker->first + maker->per_block - 1) / maker->per_block;
}

guint
s2p_dataset_maker_done (const S2pDatasetMaker *maker)
{
  return maker->done;
}

static void
append_records (GByteArray *bytes, S2pDatasetBlock *block, const S2pDatasetMaker *maker, guint32 population, const S2pSimulatedCell *cell)
{
  S2pDatasetRecord record = { population, (float) maker->targets[2 * (gsize) population], (float) maker->targets[2 * (gsize) population + 1], cell->spikes->len };

  if (cell->spikes->len < S2P_FEWEST_SPIKES)
    return;
  g_byte_array_append (bytes, (const guint8 *) &record, sizeof record);
  for (guint i = 0; i < cell->spikes->len; i++)
    {
      float time = (float) (g_array_index (cell->spikes, double, i) - maker->model->transient);
      g_byte_array_append (bytes, (const guint8 *) &time, sizeof time);
    }
  block->n_records++;
}

GBytes *
s2p_dataset_maker_make (const S2pDatasetMaker *maker, guint index, GCancellable *cancellable, GError **error)
{
  const guint n_conductances = maker->model->n_conductances;
  const guint32 first = maker->first + index * maker->per_block, last = MIN (first + maker->per_block, maker->last);
  const gsize most = (gsize) (last - first) * maker->plan.size;
  g_autofree double *g = g_new (double, most * n_conductances);
  g_autofree S2pSimulatedCell *cells = g_new0 (S2pSimulatedCell, most);
  g_autofree guint32 *populations = g_new (guint32, most);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  S2pDatasetBlock block = { S2P_DATASET_BLOCK_MAGIC, first, last - first, 0, 0 };
  S2pSimulationOptions simulation;
  gsize n = 0;

  s2p_simulation_options_init (&simulation, maker->model);
  for (guint32 population = first; population < last; population++)
    for (guint left = s2p_dataset_build_population (maker->threshold, maker->plan.seed, maker->targets + 2 * (gsize) population, population, maker->plan.size,
                                                    g + n * n_conductances); left > 0; left--)
      populations[n++] = population;
  if (!s2p_fast_run (maker->engine, g, n, &simulation, cells, cancellable, error))
    {
      for (gsize i = 0; i < n; i++)
        g_clear_pointer (&cells[i].spikes, g_array_unref);
      return NULL;
    }
  g_byte_array_append (bytes, (const guint8 *) &block, sizeof block);
  for (gsize i = 0; i < n; i++)
    {
      append_records (bytes, &block, maker, populations[i], &cells[i]);
      g_array_unref (cells[i].spikes);
    }
  block.n_bytes = bytes->len - sizeof block;
  memcpy (bytes->data, &block, sizeof block);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
s2p_dataset_maker_append (S2pDatasetMaker *maker, GBytes *block, GError **error)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (block, &length);

  if (!write_all (maker->file, data, length))
    return fail_file (maker, "write", error);
  maker->done++;
  return TRUE;
}

gboolean
s2p_dataset_maker_finish (S2pDatasetMaker *maker, GError **error)
{
  if (fsync (maker->file) != 0 || g_rename (maker->part, maker->path) != 0)
    return fail_file (maker, "finish", error);
  return TRUE;
}
