/* The cells of a data set again: what its trains were simulated from, to simulate them otherwise.
 *
 * The file holds no conductances, and need not: a cell is fully determined by seed, population and instance. Silent cells were left
 * out, so which instance a train is comes out by simulating its population as the set was made. A train that comes out the same
 * proves that its cell is the right one; where none does, the model file is another than it was then.
 */
#pragma once
#include "population/generate.h"
#include "simulation/fast.h"
#include "training/dataset.h"

G_BEGIN_DECLS

/* Cells [@size, n_conductances] of one population as data sets have them, into @g; how many (0: its target cannot be reached). */
guint    s2p_dataset_build_population (const S2pDicPoint *threshold, guint64 seed, const double target[2], guint32 population, guint size, double *g);

typedef struct _S2pDatasetCells S2pDatasetCells;

typedef struct {
  gboolean found;    /* a cell with the train's spikes, each within S2P_SAME_SPIKE */
  gboolean exact;    /* and every bit of it */
  guint32  instance;
} S2pFoundCell;

/* Other processors may round the last bits otherwise, which grow until a spike is seen a little earlier or later. */
#define S2P_SAME_SPIKE 0.5 /* ms */

/* @model and @dataset are borrowed. Errors: S2P_ERROR_ARGUMENT where they do not belong together, S2P_ERROR_MODEL. */
S2pDatasetCells *s2p_dataset_cells_new  (const S2pDataset *dataset, const S2pModel *model, GError **error);
void             s2p_dataset_cells_free (S2pDatasetCells *cells); /* accepts NULL */

/* The cells of the samples @indices [@n]: conductances into @g [n, n_conductances], which is written where a cell is found. Fast in company: four
 * populations of 16 go through the engine at once. Any thread. */
gboolean s2p_dataset_cells_find     (const S2pDatasetCells *cells, const gsize *indices, gsize n, double *g, S2pFoundCell *found, GCancellable *cancellable, GError **error);

/* Simulates cells that were found, as the set was made but with noise of @sigma, uA/cm2, on the stream (the set's seed, population, instance);
 * spikes [@n] (ms since the end of the transient; element-type double) are given where found, else NULL; the caller unrefs them. */
gboolean s2p_dataset_cells_simulate (const S2pDatasetCells *cells, const gsize *indices, const S2pFoundCell *found, const double *g, gsize n, double sigma,
                                     GArray **spikes, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pDatasetCells, s2p_dataset_cells_free)

G_END_DECLS
