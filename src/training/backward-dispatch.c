#include "inference/processor.h"
#include "training/backward-kernels.h"

extern const S2pBackwardKernels s2p_backward_kernels_any;
#ifdef S2P_KERNELS_X86
extern const S2pBackwardKernels s2p_backward_kernels_v3, s2p_backward_kernels_v4;
#endif

const S2pBackwardKernels *
s2p_backward_kernels (void)
{
  switch (s2p_processor ())
    {
#ifdef S2P_KERNELS_X86
    case S2P_PROCESSOR_V4:
      return &s2p_backward_kernels_v4;
    case S2P_PROCESSOR_V3:
      return &s2p_backward_kernels_v3;
#endif
    default:
      return &s2p_backward_kernels_any;
    }
}
