/* The data set file. Little-endian, packed as written:
 *
 *   header   S2pDatasetHeader
 *   block*   S2pDatasetBlock, then n_bytes of records
 *   record   S2pDatasetRecord, then n_spikes float32: ms since the end of the transient
 *
 * Blocks stand in the order of their populations, so the bytes are the same for any number of threads, and
 * the blocks of all shards one after the other are the blocks of the whole. A block that is cut short (the
 * program was stopped while writing) is recognised and made again. Private to src/training.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define S2P_DATASET_MAGIC "S2PDATA1"
#define S2P_DATASET_BLOCK_MAGIC 0x4b4c4253u

typedef struct {
  char    magic[8];
  char    model[24];
  guint64 seed;
  guint32 n_populations, size; /* of the whole set; cells a population */
  guint32 shard, n_shards;
  double  window;              /* ms that every train covers */
  double  step;                /* of the engine, ms */
} S2pDatasetHeader;

typedef struct {
  guint32 magic, first_population, n_populations, n_records;
  guint64 n_bytes;
} S2pDatasetBlock;

typedef struct {
  guint32 population;
  float   g_s, g_u;
  guint32 n_spikes;
} S2pDatasetRecord;

G_END_DECLS
