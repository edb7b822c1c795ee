#include "training/activity-fit.h"
#include "training/evaluate.h"
#include "base/elimination.h"
#include <math.h>

#define N S2P_ACTIVITY_MAP_TERMS
#define ROUNDS 30
#define RIDGE 1e-6 /* per sample: keeps the system regular where one type is missing or the types separate */

static GByteArray *
find_bursting (const S2pDataset *dataset)
{
  GByteArray *bursting = g_byte_array_sized_new (s2p_dataset_size (dataset));

  for (gsize i = 0; i < s2p_dataset_size (dataset); i++)
    {
      S2pSample sample;
      S2pFeatures features;
      g_autofree double *times = NULL;
      guint8 bursts;

      s2p_dataset_get (dataset, i, &sample);
      times = s2p_sample_times (&sample);
      s2p_features_compute (times, sample.n_spikes, &features);
      bursts = features.activity == S2P_ACTIVITY_BURSTING;
      g_byte_array_append (bursting, &bursts, 1);
    }
  return bursting;
}

void
s2p_activity_map_fit (S2pActivityMap *map, const S2pDataset *dataset, double *log_likelihood)
{
  g_autoptr (GByteArray) bursting = find_bursting (dataset);
  double likelihood = 0;

  *map = (S2pActivityMap) { { 0 } };
  for (guint round = 0; round < ROUNDS; round++)
    {
      S2pAugmented normal = { { 0 } }; /* [Hessian | gradient] */
      double step[N];
      gboolean singular;

      likelihood = 0;
      for (guint i = 0; i < bursting->len; i++)
        {
          S2pSample sample;
          double terms[N], p, weight;

          s2p_dataset_get (dataset, i, &sample);
          s2p_activity_map_terms (sample.g_s, sample.g_u, terms);
          p = s2p_activity_map_bursting (map, sample.g_s, sample.g_u);
          weight = p * (1 - p);
          likelihood += log (MAX (bursting->data[i] ? p : 1 - p, 1e-300));
          for (guint j = 0; j < N; j++)
            {
              normal[j][N] += (bursting->data[i] - p) * terms[j];
              for (guint k = 0; k < N; k++)
                normal[j][k] += weight * terms[j] * terms[k];
            }
        }
      for (guint j = 0; j < N; j++)
        {
          normal[j][j] += RIDGE * bursting->len;
          normal[j][N] -= RIDGE * bursting->len * map->term[j];
        }
      s2p_eliminate (N, N, normal, &singular);
      if (singular) /* an empty set */
        break;
      s2p_back_substitute (N, normal, step);
      for (guint j = 0; j < N; j++)
        map->term[j] += step[j];
    }
  if (log_likelihood != NULL)
    *log_likelihood = bursting->len > 0 ? likelihood / bursting->len : 0;
}
