/* A set of simulated spike trains with the DICs that they were built for.
 *
 * Made by dataset-make.h, read here through a memory map: a training run sees samples in any order
 * without loading the file. Trains are grouped by population: samples of one population share their
 * target (g_s, g_u) and must not be split between training and validation. Silent cells are left out.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _S2pDataset S2pDataset;

typedef struct {
  guint32      population;
  float        g_s, g_u;   /* the target of the population */
  guint32      n_spikes;
  const float *times;      /* n_spikes, ms since the end of the transient; valid while the set lives */
} S2pSample;

/* Opens one file, or shards of one set. Errors: S2P_ERROR_FILE, S2P_ERROR_FORMAT. */
S2pDataset *s2p_dataset_open_shards (const char *const *paths, GError **error); /* NULL-terminated */
void        s2p_dataset_free        (S2pDataset *dataset); /* accepts NULL */
gsize       s2p_dataset_size        (const S2pDataset *dataset);
/* Length of every recording, ms. */
double      s2p_dataset_window      (const S2pDataset *dataset);
guint64     s2p_dataset_seed        (const S2pDataset *dataset);
/* Cells that were to be made for each population, and whether population number @population was made here. */
guint       s2p_dataset_cells       (const S2pDataset *dataset);
gboolean    s2p_dataset_holds       (const S2pDataset *dataset, guint32 population);
guint32     s2p_dataset_populations (const S2pDataset *dataset); /* of the whole set */
void        s2p_dataset_get         (const S2pDataset *dataset, gsize index, S2pSample *sample);
const char *s2p_dataset_model       (const S2pDataset *dataset); /* name of the neuron model */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pDataset, s2p_dataset_free)

G_END_DECLS
