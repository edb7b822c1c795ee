/* dataset: simulated spike trains with known DICs, for training and for tests. */
#include "cli/cli.h"
#include "base/error.h"
#include "program/program.h"
#include "training/dataset-make.h"
#include <stdio.h>

#define BLOCKS_IN_FLIGHT 32 /* blocks made before they are appended: bounds the memory */

typedef struct {
  const S2pDatasetMaker *maker;
  guint                  first;
  GBytes                *blocks[BLOCKS_IN_FLIGHT];
  S2pCliProgress        *progress;
} Batch;

static void
make_block (guint index, gpointer data)
{
  Batch *batch = data;

  if (s2p_cli_interrupted ())
    return;
  batch->blocks[index] = s2p_dataset_maker_make (batch->maker, batch->first + index, NULL, NULL);
  s2p_cli_progress_add (batch->progress, 1);
}

static gboolean
make_all (S2pDatasetMaker *maker, S2pPool *pool, GError **error)
{
  const guint total = s2p_dataset_maker_blocks (maker);
  g_autoptr (S2pCliProgress) progress = s2p_cli_progress_new ("data set", total - s2p_dataset_maker_done (maker));
  gboolean good = TRUE;

  while (good && s2p_dataset_maker_done (maker) < total)
    {
      Batch batch = { maker, s2p_dataset_maker_done (maker), { NULL }, progress };
      guint n = MIN (BLOCKS_IN_FLIGHT, total - batch.first);

      s2p_pool_run (pool, n, make_block, &batch);
      for (guint i = 0; i < n; i++)
        {
          if (batch.blocks[i] == NULL && good)
            {
              good = FALSE;
              g_set_error (error, S2P_ERROR, S2P_ERROR_CANCELLED, "stopped after %u of %u blocks; the same command goes on from there", s2p_dataset_maker_done (maker), total);
            }
          good = good && s2p_dataset_maker_append (maker, batch.blocks[i], error);
          g_clear_pointer (&batch.blocks[i], g_bytes_unref);
        }
    }
  return good && s2p_dataset_maker_finish (maker, error);
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  int populations = 25000, size = 16, status;
  g_autofree char *shard = NULL;
  const GOptionEntry entries[] = {
    { "populations", 'n', 0, G_OPTION_ARG_INT, &populations, "populations of the whole set (default: 25000)", "N" },
    { "size", 0, 0, G_OPTION_ARG_INT, &size, "cells a population (default: 16)", "N" },
    { "shard", 0, 0, G_OPTION_ARG_STRING, &shard, "make part K of N only; the parts together equal the whole", "K/N" },
    { 0 },
  };
  S2pDatasetPlan plan = { .n_shards = 1 };
  GError *error = NULL;

  if (!s2p_cli_parse (&s2p_verb_dataset, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_FILE | S2P_CLI_SEED | S2P_CLI_JOBS, 0, 0, &status))
    return status;
  if (shard != NULL)
    {
      int k, n, length = 0;

      if (sscanf (shard, "%d/%d%n", &k, &n, &length) != 2 || shard[length] != '\0' || k < 1 || k > n)
        {
          s2p_cli_note ("--shard takes K/N with K from 1 to N, not “%s”", shard);
          return S2P_CLI_USAGE;
        }
      plan.shard = k - 1;
      plan.n_shards = n;
    }
  if (populations < 1 || size < 1 || size > 4096)
    {
      s2p_cli_note ("--populations must be positive, and --size lie between 1 and 4096");
      return S2P_CLI_USAGE;
    }
  plan.seed = common.seed;
  plan.n_populations = populations;
  plan.size = size;

  g_autoptr (S2pModel) model = s2p_program_load_model (common.model, &error);
  g_autoptr (S2pDatasetMaker) maker = model != NULL ? s2p_dataset_maker_new (model, &plan, common.output, &error) : NULL;
  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);

  if (maker == NULL)
    return s2p_cli_fail (error);
  s2p_cli_catch_interrupt ();
  return make_all (maker, pool, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_dataset = {
  "dataset", "", "Simulate spike trains with known DICs, to train and to test on",
  "Targets are drawn by Latin hypercube over the model's DIC range. Ctrl-C stops with what is done kept in FILE.part;\n"
  "the same command goes on from there. FILE is binary, and read by “train” and “evaluate”.", run,
};
