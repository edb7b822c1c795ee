#include "training/activity-fit.h"
#include "training/dataset-make.h"
#include "training/evaluate.h"

#define NODES S2P_MAP_NODES
#define PRIOR 1e-6 /* cells: where nothing was drawn, nothing fires */

typedef struct { guint16 spiking, bursting; } Counts;
typedef double Nodes[NODES][NODES];

/* [n_populations of the set] */
static Counts *
count (const S2pDataset *dataset)
{
  Counts *counts = g_new0 (Counts, s2p_dataset_populations (dataset));

  for (gsize i = 0; i < s2p_dataset_size (dataset); i++)
    {
      S2pSample sample;
      S2pFeatures features;
      g_autofree double *times = NULL;

      s2p_dataset_get (dataset, i, &sample);
      times = s2p_sample_times (&sample);
      s2p_features_compute (times, sample.n_spikes, &features);
      counts[sample.population].spiking += features.activity == S2P_ACTIVITY_SPIKING;
      counts[sample.population].bursting += features.activity == S2P_ACTIVITY_BURSTING;
    }
  return counts;
}

/* Shares @weight among the four nodes around a point at (@s, @u), in units of the nodes' distance. */
static void
splat (Nodes nodes, double s, double u, double weight)
{
  const guint i = MIN ((guint) s, NODES - 2), j = MIN ((guint) u, NODES - 2);
  const double beyond_s = s - i, beyond_u = u - j;

  nodes[j][i] += weight * (1 - beyond_s) * (1 - beyond_u);
  nodes[j][i + 1] += weight * beyond_s * (1 - beyond_u);
  nodes[j + 1][i] += weight * (1 - beyond_s) * beyond_u;
  nodes[j + 1][i + 1] += weight * beyond_s * beyond_u;
}

/* 1/4, 1/2, 1/4 along both axes; nothing comes from outside. */
static void
smooth (Nodes nodes)
{
  Nodes along;

  for (guint j = 0; j < NODES; j++)
    for (guint i = 0; i < NODES; i++)
      along[j][i] = nodes[j][i] / 2 + (i > 0 ? nodes[j][i - 1] / 4 : 0) + (i + 1 < NODES ? nodes[j][i + 1] / 4 : 0);
  for (guint j = 0; j < NODES; j++)
    for (guint i = 0; i < NODES; i++)
      nodes[j][i] = along[j][i] / 2 + (j > 0 ? along[j - 1][i] / 4 : 0) + (j + 1 < NODES ? along[j + 1][i] / 4 : 0);
}

void
s2p_activity_map_fit (S2pActivityMap *map, const S2pModel *model, const S2pDataset *dataset)
{
  const guint32 n = s2p_dataset_populations (dataset);
  g_autofree Counts *counts = count (dataset);
  g_autofree double *targets = s2p_dataset_targets (model, s2p_dataset_seed (dataset), n);
  Nodes all = { { 0 } }, spiking = { { 0 } }, bursting = { { 0 } };

  map->range = (S2pDicRange) { model->g_s_min, model->g_s_max, model->g_u_min, model->g_u_max };
  for (guint32 i = 0; i < n; i++)
    if (s2p_dataset_holds (dataset, i))
      {
        const double s = (targets[2 * (gsize) i] - model->g_s_min) / (model->g_s_max - model->g_s_min) * (NODES - 1),
                     u = (targets[2 * (gsize) i + 1] - model->g_u_min) / (model->g_u_max - model->g_u_min) * (NODES - 1);

        splat (all, s, u, s2p_dataset_cells (dataset));
        splat (spiking, s, u, counts[i].spiking);
        splat (bursting, s, u, counts[i].bursting);
      }
  smooth (all);
  smooth (spiking);
  smooth (bursting);
  for (guint j = 0; j < NODES; j++)
    for (guint i = 0; i < NODES; i++)
      {
        map->spiking[j][i] = (float) (spiking[j][i] / (all[j][i] + PRIOR));
        map->bursting[j][i] = (float) (bursting[j][i] / (all[j][i] + PRIOR));
      }
}
