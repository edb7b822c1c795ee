#include "training/trial.h"
#include <math.h>

static void
fill_ranks (S2pTrial *trial, const S2pDensity *density, guint64 seed, guint64 index)
{
  S2pDensityForm form;

  s2p_density_form (density, &form);
  for (guint32 i = 0; i < S2P_RANK_DRAWS; i++)
    {
      double g_s, g_u;

      s2p_density_draw (density, seed, index, i, &g_s, &g_u);
      trial->rank[S2P_RANK_G_S] += g_s < trial->g_s;
      trial->rank[S2P_RANK_G_U] += g_u < trial->g_u;
      trial->rank[S2P_RANK_LEVEL] += s2p_density_form_log (&form, g_s, g_u) > trial->log_density;
    }
}

void
s2p_trial_fill (S2pTrial *trial, const S2pSample *sample, const S2pFeatures *features, const S2pInference *answer, guint64 seed, guint64 index)
{
  const double measures[S2P_N_MEASURES] = { features->rate, features->burst_duration, features->f_intra, features->f_inter, features->spikes_per_burst },
               said[S2P_N_MEASURES] = { answer->rate, answer->burst_duration, answer->f_intra, answer->f_inter, answer->spikes_per_burst };
  S2pDensityLevels levels;

  *trial = (S2pTrial) { .population = sample->population };
  if (!answer->available)
    return;
  trial->activity = features->activity;
  trial->says_bursting = answer->p_bursting > answer->p_spiking;
  trial->g_s = sample->g_s;
  trial->g_u = sample->g_u;
  trial->mean_g_s = answer->g_s;
  trial->mean_g_u = answer->g_u;
  trial->sd_g_s = answer->sd_g_s;
  trial->sd_g_u = answer->sd_g_u;
  trial->log_density = s2p_density_log (&answer->density, sample->g_s, sample->g_u);
  s2p_density_levels (&answer->density, &levels);
  trial->level = s2p_density_level (&levels, trial->log_density);
  fill_ranks (trial, &answer->density, seed, index);
  for (guint i = 0; i < S2P_N_MEASURES; i++)
    {
      const gboolean counts = (i == S2P_MEASURE_RATE) == (features->activity == S2P_ACTIVITY_SPIKING);

      trial->measure[i] = counts ? measures[i] : NAN;
      trial->said[i] = said[i];
    }
}
