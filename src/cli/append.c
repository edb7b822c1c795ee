/* Text made by several threads, written in order. */
#include "cli/cli.h"

#define PER_TASK 16 /* one after the other in one thread */

typedef struct {
  S2pCliAppend  append;
  gconstpointer data;
  guint         from, n; /* of this round */
  GString     **texts;   /* of the tasks */
} Round;

static void
make_text (guint task, gpointer data)
{
  const Round *round = data;
  const guint from = round->from + task * PER_TASK, end = MIN (from + PER_TASK, round->from + round->n);

  for (guint i = from; i < end && !s2p_cli_interrupted (); i++)
    round->append (round->texts[task], i, round->data);
}

gboolean
s2p_cli_append_all (S2pOutput *output, S2pPool *pool, const char *what, guint n, S2pCliAppend append, gconstpointer data, GError **error)
{
  const guint most_tasks = 2 * s2p_pool_size (pool);
  g_autofree GString **texts = g_new (GString *, most_tasks);
  g_autoptr (S2pCliProgress) progress = s2p_cli_progress_new (what, n);
  Round round = { append, data, 0, 0, texts };
  gboolean stopped = FALSE;

  for (guint i = 0; i < most_tasks; i++)
    texts[i] = g_string_new (NULL);
  for (; round.from < n && !stopped; round.from += round.n)
    {
      guint n_tasks;

      round.n = MIN (n - round.from, most_tasks * PER_TASK);
      n_tasks = (round.n + PER_TASK - 1) / PER_TASK;
      s2p_pool_run (pool, n_tasks, make_text, &round);
      for (guint i = 0; i < n_tasks; i++)
        s2p_output_take (output, texts[i]);
      s2p_cli_progress_add (progress, round.n);
      stopped = s2p_cli_stopped (error);
    }
  for (guint i = 0; i < most_tasks; i++)
    g_string_free (texts[i], TRUE);
  return !stopped;
}
