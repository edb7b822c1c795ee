#include "app/simulation-need.h"
#include "app/simulation-tables.h"
#include <unistd.h>

/* ms simulated in 1 s of one processor, from the benchmark: cautious, and good for a first word only. */
#define FAST_RATE 1.2e6
#define REFERENCE_RATE 60e3
#define LEAST_SECONDS 0.2 /* what is over sooner tells nothing of the speed */

void
s2p_speed_init (S2pSpeed *speed)
{
  const guint n_threads = MAX (2, g_get_num_processors ()) - 1;

  *speed = (S2pSpeed) { .rate = { FAST_RATE * n_threads, REFERENCE_RATE * n_threads } };
}

void
s2p_speed_watch (S2pSpeed *speed, const S2pSession *session, const S2pProgress *progress)
{
  const gint64 now = g_get_monotonic_time ();
  const double seconds = (now - speed->started) / 1e6;

  if (progress->running && !speed->running)
    {
      speed->running = TRUE;
      speed->reference = session->settings.reference;
      speed->amount = session->settings.duration;
      speed->started = now;
    }
  if (progress->running)
    {
      speed->done = progress->done;
      speed->total = progress->total;
    }
  else if (speed->running)
    {
      speed->running = FALSE;
      if (seconds > LEAST_SECONDS && speed->done == speed->total)
        speed->rate[speed->reference] = speed->total * speed->amount / seconds;
    }
}

guint64
s2p_memory_of_machine (void)
{
  const long pages = sysconf (_SC_PHYS_PAGES), size = sysconf (_SC_PAGESIZE);

  return pages > 0 && size > 0 ? (guint64) pages * size : G_MAXUINT64;
}

void
s2p_need_compute (S2pNeed *need, const S2pSession *session, const S2pSpeed *speed)
{
  const S2pSettings *settings = &session->settings;

  *need = (S2pNeed) { .memory = s2p_memory_of_machine () };
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];
      const guint cells = entry->used ? s2p_entry_cells_to_simulate (entry, settings) : 0;

      need->recordings += cells > 0;
      need->cells += cells;
      if (cells > 0 && s2p_firing_is_of (entry, settings))
        {
          need->fresh_recordings++;
          need->fresh_cells += cells;
          need->failed += s2p_firing_n_failed (entry->firing);
        }
    }
  if (settings->traces)
    need->traces_size = s2p_traces_size (need->cells, settings->duration, settings->step);
  need->seconds = need->cells * settings->duration / speed->rate[settings->reference];
}
