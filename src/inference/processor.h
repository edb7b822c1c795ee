/* Which build of the hand-written loops this processor can run. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum { S2P_PROCESSOR_ANY, S2P_PROCESSOR_V3, S2P_PROCESSOR_V4 } S2pProcessor;

static inline S2pProcessor
s2p_processor (void)
{
#ifdef S2P_KERNELS_X86
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
      __builtin_cpu_supports ("avx512cd") && __builtin_cpu_supports ("avx512dq") &&
      __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("bmi2"))
    return S2P_PROCESSOR_V4;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma") && __builtin_cpu_supports ("bmi2"))
    return S2P_PROCESSOR_V3;
#endif
  return S2P_PROCESSOR_ANY;
}

G_END_DECLS
