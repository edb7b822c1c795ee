/* From a file of recordings to a file of conductances, by the program itself: 5,000 recordings of some 50 spikes,
 * 16 cells for each. The published program took 124 s on a machine of this size.
 *
 *     bench-pipeline FOLDER      the recordings are made once, in FOLDER
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include "base/random.h"

#define N_RECORDINGS 5000
#define N_CELLS 16
#define N_RUNS 5
#define N_CHECKED 100
#define PUBLISHED_SECONDS 124.0
#define DURATION 3000.0 /* ms */

/* A regular train, or bursts of two to six spikes; 1 ms of jitter. Some 50 spikes either way. */
static void
append_train (GString *text, guint number)
{
  S2pRandom random;
  double interval, pause, now;
  guint in_burst, at = 0;

  s2p_random_init (&random, 1, S2P_RANDOM_TARGET, number, 0);
  in_burst = number % 2 ? 1 : 2 + (guint) s2p_random_below (&random, 5);
  interval = 8 + 8 * s2p_random_uniform (&random);
  pause = number % 2 ? 35 + 45 * s2p_random_uniform (&random) : 80 + 150 * s2p_random_uniform (&random);
  now = pause * s2p_random_uniform (&random);
  g_string_append_printf (text, "%u,\"[", number + 1);
  for (gboolean first = TRUE; now < DURATION; first = FALSE)
    {
      g_string_append_printf (text, first ? "%.4f" : ", %.4f", now);
      now += (++at % in_burst ? interval : pause) + fabs (s2p_random_normal (&random));
    }
  g_string_append (text, "]\"\n");
}

static gboolean
make_recordings (const char *path)
{
  g_autoptr (GString) text = g_string_new ("ID,spiking_times\n");

  for (guint i = 0; i < N_RECORDINGS; i++)
    append_train (text, i);
  return g_file_set_contents (path, text->str, text->len, NULL);
}

static double
processor_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 1e-6 * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* 100 checked cells of one recording, for each of those that come with the program. */
static gboolean
bench_checked (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "one.csv", NULL), *cells = g_build_filename (folder, "checked.csv", NULL), *all = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv", &all, NULL, NULL))
    return FALSE;
  lines = g_strsplit (all, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      const char *const command[] = { S2P_CLI, "generate", path, "--model", "stg", "--checked", "--size", G_STRINGIFY (N_CHECKED), "-o", cells, NULL };
      g_autofree char *one = g_strdup_printf ("%s\n%s\n", lines[0], lines[i]), *name = g_strndup (lines[i], strcspn (lines[i], ","));
      double start, before;
      int status;

      if (!g_file_set_contents (path, one, -1, NULL))
        return FALSE;
      start = g_get_monotonic_time () / 1e6;
      before = processor_seconds ();
      if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL) || status != 0)
        return FALSE;
      printf ("%d checked STG cells, recording %s: %.2f s (processor time %.2f s)\n", N_CHECKED, name, g_get_monotonic_time () / 1e6 - start, processor_seconds () - before);
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autofree char *recordings = NULL, *populations = NULL;
  double wall[N_RUNS], busy[N_RUNS];

  if (argc != 2)
    {
      fprintf (stderr, "usage: bench-pipeline FOLDER\n");
      return 2;
    }
  recordings = g_build_filename (argv[1], "recordings.csv", NULL);
  populations = g_build_filename (argv[1], "populations.csv", NULL);
  g_setenv ("SPIKE2POP_DATA", S2P_SOURCE_ROOT, FALSE);
  if (!g_file_test (recordings, G_FILE_TEST_EXISTS) && !make_recordings (recordings))
    {
      fprintf (stderr, "cannot write %s\n", recordings);
      return 1;
    }
  for (guint i = 0; i < N_RUNS; i++)
    {
      const char *const command[] = { S2P_CLI, "generate", recordings, "--model", "stg", "--size", G_STRINGIFY (N_CELLS), "-o", populations, NULL };
      const double start = g_get_monotonic_time () / 1e6, before = processor_seconds ();
      int status;

      if (!g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL) || status != 0)
        {
          fprintf (stderr, "generate failed\n");
          return 1;
        }
      wall[i] = g_get_monotonic_time () / 1e6 - start;
      busy[i] = processor_seconds () - before;
    }
  qsort (wall, N_RUNS, sizeof *wall, compare);
  qsort (busy, N_RUNS, sizeof *busy, compare);
  printf ("%d recordings x %d cells, CSV to CSV, %u processors: best %.2f s, median %.2f s (processor time %.2f s)\n", N_RECORDINGS, N_CELLS,
          g_get_num_processors (), wall[0], wall[N_RUNS / 2], busy[N_RUNS / 2]);
  printf ("  published program: %.0f s; %.0f times faster (best: %.0f times)\n", PUBLISHED_SECONDS, PUBLISHED_SECONDS / wall[N_RUNS / 2],
          PUBLISHED_SECONDS / wall[0]);
  return bench_checked (argv[1]) ? 0 : 1;
}
