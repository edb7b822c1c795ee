#include "training/dataset.h"
#include "training/dataset-format.h"
#include "base/error.h"
#include <string.h>

struct _S2pDataset {
  GPtrArray       *files;   /* (element-type GMappedFile) */
  S2pDatasetHeader header;
  GPtrArray       *records; /* (element-type S2pDatasetRecord), inside the maps */
  GArray          *blocks;  /* (element-type S2pDatasetBlock) */
};

void
s2p_dataset_free (S2pDataset *dataset)
{
  if (dataset == NULL)
    return;
  g_ptr_array_unref (dataset->files);
  g_ptr_array_unref (dataset->records);
  g_array_unref (dataset->blocks);
  g_free (dataset);
}

static gboolean
fail (const char *path, const char *what, GError **error)
{
  g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s: %s", path, what);
  return FALSE;
}

/* Lists the records of one block; every length is checked against what is left, every population against those of the block. */
static gboolean
list_records (S2pDataset *dataset, const char *at, const char *end, const S2pDatasetBlock *block)
{
  for (guint32 i = 0; i < block->n_records; i++)
    {
      const S2pDatasetRecord *record = (gconstpointer) at;

      if ((gsize) (end - at) < sizeof *record || (gsize) (end - at) - sizeof *record < (gsize) record->n_spikes * sizeof (float))
        return FALSE;
      if (record->population - block->first_population >= block->n_populations || record->population >= dataset->header.n_populations)
        return FALSE;
      g_ptr_array_add (dataset->records, (gpointer) record);
      at += sizeof *record + (gsize) record->n_spikes * sizeof (float);
    }
  return at == end;
}

static gboolean
add_file (S2pDataset *dataset, const char *path, GError **error)
{
  GError *local = NULL;
  GMappedFile *file = g_mapped_file_new (path, FALSE, &local);
  const char *at, *end;
  S2pDatasetHeader header;

  if (file == NULL)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, "cannot read the data set: %s", local->message);
      g_error_free (local);
      return FALSE;
    }
  g_ptr_array_add (dataset->files, file);
  at = g_mapped_file_get_contents (file);
  end = at + g_mapped_file_get_length (file);
  if ((gsize) (end - at) < sizeof header || memcmp (at, S2P_DATASET_MAGIC, 8) != 0)
    return fail (path, "this is no data set of spike trains (make one with “spike2pop-cli dataset”)", error);
  memcpy (&header, at, sizeof header);
  header.model[sizeof header.model - 1] = '\0';
  if (dataset->files->len == 1)
    dataset->header = header;
  else if (strcmp (header.model, dataset->header.model) != 0 || header.seed != dataset->header.seed
           || header.n_populations != dataset->header.n_populations || header.size != dataset->header.size || header.window != dataset->header.window)
    return fail (path, "this is a shard of another data set than the first file", error);
  for (at += sizeof header; at < end;)
    {
      S2pDatasetBlock block;

      if ((gsize) (end - at) < sizeof block)
        return fail (path, "the last block is cut short: finish the data set by running its command again", error);
      memcpy (&block, at, sizeof block);
      at += sizeof block;
      if (block.magic != S2P_DATASET_BLOCK_MAGIC || block.n_bytes > (gsize) (end - at) || !list_records (dataset, at, at + block.n_bytes, &block))
        return fail (path, "a block is damaged or cut short: run the command that makes the data set again", error);
      g_array_append_val (dataset->blocks, block);
      at += block.n_bytes;
    }
  return TRUE;
}

S2pDataset *
s2p_dataset_open_shards (const char *const *paths, GError **error)
{
  g_autoptr (S2pDataset) dataset = g_new0 (S2pDataset, 1);

  dataset->files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_mapped_file_unref);
  dataset->records = g_ptr_array_new ();
  dataset->blocks = g_array_new (FALSE, FALSE, sizeof (S2pDatasetBlock));
  for (guint i = 0; paths[i] != NULL; i++)
    if (!add_file (dataset, paths[i], error))
      return NULL;
  return g_steal_pointer (&dataset);
}

gsize
s2p_dataset_size (const S2pDataset *dataset)
{
  return dataset->records->len;
}

double
s2p_dataset_window (const S2pDataset *dataset)
{
  return dataset->header.window;
}

guint64
s2p_dataset_seed (const S2pDataset *dataset)
{
  return dataset->header.seed;
}

const char *
s2p_dataset_model (const S2pDataset *dataset)
{
  return dataset->header.model;
}

guint
s2p_dataset_cells (const S2pDataset *dataset)
{
  return dataset->header.size;
}

guint32
s2p_dataset_populations (const S2pDataset *dataset)
{
  return dataset->header.n_populations;
}

gboolean
s2p_dataset_holds (const S2pDataset *dataset, guint32 population)
{
  for (guint i = 0; i < dataset->blocks->len; i++)
    {
      const S2pDatasetBlock *block = &g_array_index (dataset->blocks, S2pDatasetBlock, i);

      if (population >= block->first_population && population - block->first_population < block->n_populations)
        return TRUE;
    }
  return FALSE;
}

void
s2p_dataset_get (const S2pDataset *dataset, gsize index, S2pSample *sample)
{
  const S2pDatasetRecord *record = dataset->records->pdata[index];

  sample->population = record->population;
  sample->g_s = record->g_s;
  sample->g_u = record->g_u;
  sample->n_spikes = record->n_spikes;
  sample->times = (const float *) (record + 1);
}
