/* The models on which the population tests run, and what they check of a cell. */
#pragma once
#include "base/random.h"
#include "population/generate.h"

typedef struct {
  S2pModel    *model;
  S2pDicPoint *point;
} Neuron;

enum { STG, DA, CONNOR_STEVENS, N_NEURONS };

static Neuron neurons[N_NEURONS];

static inline int
load_neurons (void **state)
{
  static const char *paths[N_NEURONS] = {
    S2P_SOURCE_ROOT "/models/stg.model", S2P_SOURCE_ROOT "/models/da.model", S2P_TEST_DATA "/models/connor-stevens.model",
  };

  for (guint i = 0; i < N_NEURONS; i++)
    {
      if ((neurons[i].model = s2p_model_load (paths[i], NULL)) == NULL)
        return -1;
      neurons[i].point = s2p_dic_point_new (neurons[i].model, neurons[i].model->threshold);
    }
  return 0;
}

static inline int
free_neurons (void **state)
{
  for (guint i = 0; i < N_NEURONS; i++)
    {
      s2p_dic_point_free (neurons[i].point);
      s2p_model_free (neurons[i].model);
    }
  return 0;
}

static inline double
distance_from_target (const Neuron *neuron, const double *g, double g_s, double g_u)
{
  double dics[S2P_N_TIMESCALES];

  s2p_dic_point_values (neuron->point, g, dics);
  return hypot (dics[S2P_SLOW] - g_s, dics[S2P_ULTRASLOW] - g_u);
}

static inline void
random_target (const Neuron *neuron, S2pRandom *random, double *g_s, double *g_u)
{
  const S2pModel *model = neuron->model;

  *g_s = model->g_s_min + (model->g_s_max - model->g_s_min) * s2p_random_uniform (random);
  *g_u = model->g_u_min + (model->g_u_max - model->g_u_min) * s2p_random_uniform (random);
}

static inline void
assert_all_positive (const Neuron *neuron, const double *g)
{
  for (guint i = 0; i < neuron->model->n_conductances; i++)
    assert_true (g[i] >= 0 && isfinite (g[i]));
}
