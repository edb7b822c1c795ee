#include "work/pool.h"

struct _S2pPool {
  GMutex    mutex;
  GCond     started, finished;
  GThread **threads;
  guint     n_threads;   /* besides the caller */
  guint     loop;        /* counts loops, so that a thread sees a new one */
  guint     working;     /* threads still in the loop */
  gboolean  quit;
  S2pTask   task;
  gpointer  data;
  guint     n_tasks;
  guint     next;        /* atomic */
};

static void
work_along (S2pPool *pool)
{
  guint index;

  while ((index = g_atomic_int_add (&pool->next, 1)) < pool->n_tasks)
    pool->task (index, pool->data);
}

static gpointer
thread_main (gpointer data)
{
  S2pPool *pool = data;
  guint seen = 0;

  g_mutex_lock (&pool->mutex);
  for (;;)
    {
      while (pool->loop == seen && !pool->quit)
        g_cond_wait (&pool->started, &pool->mutex);
      if (pool->quit)
        break;
      seen = pool->loop;
      g_mutex_unlock (&pool->mutex);
      work_along (pool);
      g_mutex_lock (&pool->mutex);
      if (--pool->working == 0)
        g_cond_signal (&pool->finished);
    }
  g_mutex_unlock (&pool->mutex);
  return NULL;
}

S2pPool *
s2p_pool_new (guint n_threads)
{
  S2pPool *pool = g_new0 (S2pPool, 1);

  if (n_threads == 0)
    n_threads = g_get_num_processors ();
  g_mutex_init (&pool->mutex);
  g_cond_init (&pool->started);
  g_cond_init (&pool->finished);
  pool->n_threads = n_threads - 1;
  pool->threads = g_new0 (GThread *, n_threads);
  for (guint i = 0; i < pool->n_threads; i++)
    pool->threads[i] = g_thread_new ("worker", thread_main, pool);
  return pool;
}

void
s2p_pool_free (S2pPool *pool)
{
  if (pool == NULL)
    return;
  g_mutex_lock (&pool->mutex);
  pool->quit = TRUE;
  g_cond_broadcast (&pool->started);
  g_mutex_unlock (&pool->mutex);
  for (guint i = 0; i < pool->n_threads; i++)
    g_thread_join (pool->threads[i]);
  g_mutex_clear (&pool->mutex);
  g_cond_clear (&pool->started);
  g_cond_clear (&pool->finished);
  g_free (pool->threads);
  g_free (pool);
}

guint
s2p_pool_size (const S2pPool *pool)
{
  return pool->n_threads + 1;
}

void
s2p_pool_run (S2pPool *pool, guint n_tasks, S2pTask task, gpointer data)
{
  g_mutex_lock (&pool->mutex);
  pool->task = task;
  pool->data = data;
  pool->n_tasks = n_tasks;
  pool->next = 0;
  pool->working = pool->n_threads;
  pool->loop++;
  g_cond_broadcast (&pool->started);
  g_mutex_unlock (&pool->mutex);
  work_along (pool);
  g_mutex_lock (&pool->mutex);
  while (pool->working > 0)
    g_cond_wait (&pool->finished, &pool->mutex);
  g_mutex_unlock (&pool->mutex);
}
