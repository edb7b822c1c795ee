/* Text made by several threads, written in order. */
#include "cli/cli.h"

#define MOST_PER_TASK 16 /* one after the other in one thread ... */
#define ENOUGH_TEXT (1 << 20) /* ... or what makes so much */

typedef struct {
  S2pCliAppend  append;
  gconstpointer data;
  guint         from, n, per_task; /* of this round */
  GString     **texts;   /* of the tasks */
} Round;

static void
make_text (guint task, gpointer data)
{
  const Round *round = data;
  const guint from = round->from + task * round->per_task, end = MIN (from + round->per_task, round->from + round->n);

  for (guint i = from; i < end && !s2p_cli_interrupted (); i++)
    round->append (round->texts[task], i, round->data);
}

gboolean
s2p_cli_append_all (S2pOutput *output, S2pPool *pool, const char *what, guint n, S2pCliAppend append, gconstpointer data, GError **error)
{
  const guint most_tasks = 2 * s2p_pool_size (pool);
  g_autofree GString **texts = g_new (GString *, most_tasks);
  g_autoptr (S2pCliProgress) progress = s2p_cli_progress_new (what, n);
  Round round = { append, data, 0, 0, 1, texts };
  gboolean stopped = FALSE;

  for (guint i = 0; i < most_tasks; i++)
    texts[i] = g_string_new (NULL);
  while (round.from < n && !stopped)
    {
      gsize made = 0;
      guint n_tasks;

      round.n = MIN (n - round.from, most_tasks * round.per_task);
      n_tasks = (round.n + round.per_task - 1) / round.per_task;
      s2p_pool_run (pool, n_tasks, make_text, &round);
      for (guint i = 0; i < n_tasks; i++)
        {
          made += texts[i]->len;
          s2p_output_take (output, texts[i]);
        }
      round.from += round.n;
      round.per_task = CLAMP (ENOUGH_TEXT / (made / round.n + 1), 1, MOST_PER_TASK);
      s2p_cli_progress_add (progress, round.n);
      stopped = s2p_cli_stopped (error);
    }
  for (guint i = 0; i < most_tasks; i++)
    g_string_free (texts[i], TRUE);
  return !stopped;
}
