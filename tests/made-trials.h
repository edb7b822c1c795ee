/* Trials as a network of known fairness would leave them: the truth is drawn from a density that is wider than what the network
 * says by a known factor. */
#pragma once
#include <math.h>
#include <string.h>
#include "base/random.h"
#include "training/trial.h"

/* One normal, well inside the range. */
static inline void
make_density (double g_s, double g_u, double sd, S2pDensity *density)
{
  *density = (S2pDensity) { .range = { -20, 20, 0, 20 } };
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    density->components[k] = (S2pComponent) { .weight = k == 0, .mean = { g_s, g_u }, .sd = { sd, sd }, .correlation = 0.3 };
}

/* Trials [n], @each to a population, spiking or bursting in turns of populations; @width: of the truth, in the network's deviations. */
static inline void
make_trials (S2pTrial *trials, guint n, guint each, double width)
{
  for (guint i = 0; i < n; i++)
    {
      const gboolean bursts = i / each % 2;
      S2pFeatures features = { .activity = bursts ? S2P_ACTIVITY_BURSTING : S2P_ACTIVITY_SPIKING, .rate = 10, .burst_duration = 50, .f_intra = 60, .f_inter = 2, .spikes_per_burst = 5 };
      S2pInference answer = { .available = TRUE, .p_bursting = bursts, .p_spiking = !bursts, .rate = 11, .burst_duration = 45, .f_intra = 60, .f_inter = 2.5, .spikes_per_burst = 5 };
      S2pDensity truth;
      S2pSample sample = { .population = i / each };
      S2pRandom random;
      double g_s, g_u;

      s2p_random_init (&random, 3, S2P_RANDOM_POPULATION, i / each, 0);
      answer.g_s = -8 + 16 * s2p_random_uniform (&random);
      answer.g_u = 8 + 4 * s2p_random_uniform (&random);
      answer.sd_g_s = answer.sd_g_u = 0.5 + s2p_random_uniform (&random);
      make_density (answer.g_s, answer.g_u, answer.sd_g_s, &answer.density);
      make_density (answer.g_s, answer.g_u, answer.sd_g_s * width, &truth);
      s2p_density_draw (&truth, 77, sample.population, 0, &g_s, &g_u); /* one truth a population */
      sample.g_s = (float) g_s;
      sample.g_u = (float) g_u;
      s2p_trial_fill (&trials[i], &sample, &features, &answer, 5, i);
    }
}
