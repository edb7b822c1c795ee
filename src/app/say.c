#include "app/say.h"
#include "base/words.h"
#include "picture/numbers.h"
#include <math.h>

char *
s2p_say_seconds (double seconds)
{
  g_autofree char *hours = s2p_picture_fixed (seconds / 3600, 1);

  if (!(seconds >= 1))
    return g_strdup (_("less than 1 s"));
  if (seconds < 60)
    return g_strdup_printf (_("about %.0f s"), ceil (seconds));
  if (seconds < 3600)
    return g_strdup_printf (_("about %.0f min"), ceil (seconds / 60));
  return g_strdup_printf (_("about %s h"), hours);
}

char *
s2p_say_cells (guint64 cells)
{
  return g_strdup_printf (S2P_PLURAL ("%lu cell", "%lu cells", (gulong) cells), (gulong) cells);
}

char *
s2p_say_progress (guint64 done, guint64 total)
{
  return g_strdup_printf (_("%lu of %lu cells"), (gulong) done, (gulong) total);
}

char *
s2p_say_recordings (guint recordings)
{
  return g_strdup_printf (S2P_PLURAL ("%u recording", "%u recordings", recordings), recordings);
}
