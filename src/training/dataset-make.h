/* Makes a data set: targets by Latin hypercube over the model's DIC range (McKay et al. 1979; thesis, 5.4.1),
 * a population for each, every cell simulated by the fast engine.
 *
 * A maker writes PATH.part and renames it to PATH when all blocks are there; a maker on an existing PATH.part of
 * the same plan goes on after its last whole block. Blocks may be made on any thread; they are appended in order.
 */
#pragma once
#include "model/model.h"

G_BEGIN_DECLS

typedef struct {
  guint64 seed;
  guint32 n_populations; /* of the whole set */
  guint32 size;          /* cells a population */
  guint32 shard, n_shards; /* this file holds part shard of 0 .. n_shards-1 */
} S2pDatasetPlan;

typedef struct _S2pDatasetMaker S2pDatasetMaker;

/* Errors: S2P_ERROR_FILE; S2P_ERROR_ARGUMENT where PATH.part belongs to another plan. */
S2pDatasetMaker *s2p_dataset_maker_new    (const S2pModel *model, const S2pDatasetPlan *plan, const char *path, GError **error);
void             s2p_dataset_maker_free   (S2pDatasetMaker *maker); /* accepts NULL; what is not finished stays for later */
guint            s2p_dataset_maker_blocks (const S2pDatasetMaker *maker); /* in this shard */
guint            s2p_dataset_maker_done   (const S2pDatasetMaker *maker); /* appended already */
/* The bytes of one block; any thread. Targets that cannot be reached are left out. NULL with S2P_ERROR_CANCELLED. */
GBytes          *s2p_dataset_maker_make   (const S2pDatasetMaker *maker, guint block, GCancellable *cancellable, GError **error);
/* Appends block number s2p_dataset_maker_done (). */
gboolean         s2p_dataset_maker_append (S2pDatasetMaker *maker, GBytes *block, GError **error);
gboolean         s2p_dataset_maker_finish (S2pDatasetMaker *maker, GError **error);

/* Target of every population of the whole set: n_populations (g_s, g_u) pairs. Free with g_free. */
double          *s2p_dataset_targets      (const S2pModel *model, guint64 seed, guint32 n_populations);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pDatasetMaker, s2p_dataset_maker_free)

G_END_DECLS
