/* Reachability maps of a linear and of a non-linear pair at the thesis's settings (81 x 41 points, 1000 draws a point), on one thread. */
#include <stdlib.h>
#include <time.h>
#include "population/reachability.h"

static double
thread_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

int
main (void)
{
  static const char *const names[][2] = { { "A", "H" }, { "CaS", "H" }, { "CaT", "CaS" } };
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pModel) model = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", &error);
  S2pReachabilityOptions options;

  if (model == NULL)
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  s2p_reachability_options_init (&options);
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      const guint pair[1][2] = { { s2p_model_conductance (model, names[k][0]), s2p_model_conductance (model, names[k][1]) } };
      const double start = thread_seconds ();
      g_autoptr (S2pReachability) maps = s2p_reachability_new (model, &options, pair, 1, NULL);
      double sum = 0, seconds;

      for (guint i = 0; i < s2p_reachability_n_parts (maps); i++)
        s2p_reachability_part (i, maps);
      seconds = thread_seconds () - start;
      for (guint i = 0; i < maps->n_s * maps->n_u; i++)
        sum += maps->maps[0].share[i];
      g_print ("  %-8s %-8s %8.2f s of processor time, %6.1f ns a solve; mean share %.3f\n", names[k][0], names[k][1], seconds,
               1e9 * seconds / (maps->n_s * maps->n_u) / options.draws, sum / (maps->n_s * maps->n_u));
    }
  return EXIT_SUCCESS;
}
