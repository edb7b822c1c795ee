#include "inference/blas.h"
#include <cblas.h>
#include "inference/processor.h"

const char *
s2p_blas_better_core (void)
{
  static const char *const fallbacks[] = { "Generic", "Katmai", "Coppermine", "Northwood", "Prescott", "Banias",
                                           "Core2", "Penryn", "Dunnington", "Nehalem", "Sandybridge", "Atom",
                                           "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat" };
  const S2pProcessor processor = s2p_processor ();
  const char *picked = openblas_get_corename ();

  if (processor == S2P_PROCESSOR_ANY)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (fallbacks); i++)
    if (g_ascii_strcasecmp (picked, fallbacks[i]) == 0)
      return processor == S2P_PROCESSOR_V4 ? "SkylakeX" : "Haswell";
  return NULL;
}
