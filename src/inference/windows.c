#include "inference/windows.h"
#include "recording/features.h"
#include "recording/spike-train.h"
#include <math.h>

#define TOLERANCE 1.1 /* of what is read whole */

guint
s2p_windows_cut (const double *times, gsize n, double window, gsize max_spikes, S2pWindow *windows)
{
  const double start = times[0], duration = times[n - 1] - start;
  const double pieces = MAX (ceil (duration / window), ceil ((double) n / (double) max_spikes));
  const guint n_windows = (guint) CLAMP (pieces, 2, S2P_MOST_WINDOWS);

  if (n <= max_spikes && duration <= window * TOLERANCE)
    {
      windows[0] = (S2pWindow) { 0, n };
      return 1;
    }
  for (guint i = 0; i < n_windows; i++)
    {
      const double share = i / (n_windows - 1.0);
      gsize begin, end;

      if (duration > window)
        {
          const double from = start + share * (duration - window);

          begin = s2p_spikes_from (times, 0, n, from);
          end = s2p_spikes_from (times, 0, n, from + window);
        }
      else
        {
          begin = (gsize) (share * (double) (n - max_spikes));
          end = n;
        }
      begin = MIN (begin, n - S2P_FEWEST_SPIKES); /* slow trains: as long as it takes for some spikes */
      end = MIN (MAX (end, begin + S2P_FEWEST_SPIKES), begin + max_spikes);
      windows[i] = (S2pWindow) { begin, end };
    }
  return n_windows;
}
