#include "work/job.h"

/* Between two calls of progress: a bar that moves 30 times a second is smooth, and short tasks do not keep the loop busy. */
static const gint64 progress_interval = G_USEC_PER_SEC / 30;

struct _S2pWorkers {
  GMutex    mutex;
  GCond     wake;
  GThread **threads;
  guint     n_threads;
  gboolean  quit;
  GQueue    open;   /* jobs with tasks to hand out: the next one's first */
  GQueue    all;    /* jobs that are not finished with */
};

struct _S2pJob {
  S2pWorkers   *workers;   /* NULL once they are freed, which a callback of this job may do */
  S2pJobSpec    spec;
  GMainContext *context;
  GSource      *source;    /* the only way from a worker to the main context; woken by its ready time */
  /* with the mutex of the workers */
  guint         next, running, n_done;
  gboolean      cancelled;
  gboolean      told;      /* the source is to be woken for progress already */
  gint64        next_told; /* monotonic time before which progress is not told again */
  /* in the main context only */
  gboolean      calling;   /* within a callback: the job must outlive it */
  guint         n_reported;
};

typedef struct {
  GSource  source;
  S2pJob  *job;
} JobSource;

/* --- worker threads --- */

static void
put_in_order (GQueue *open, S2pJob *job)
{
  GList *later = open->head;

  while (later != NULL && ((S2pJob *) later->data)->spec.priority >= job->spec.priority)
    later = later->next;
  g_queue_insert_before (open, later, job);
}

static gboolean
is_over (const S2pJob *job)
{
  return job->cancelled ? job->running == 0 : job->n_done == job->spec.n_tasks;
}

/* With the mutex: lets the main context know what it does not know yet. */
static void
tell (S2pJob *job)
{
  if (is_over (job))
    g_source_set_ready_time (job->source, 0);
  else if (!job->cancelled && job->spec.progress != NULL && !job->told)
    {
      job->told = TRUE;
      g_source_set_ready_time (job->source, job->next_told);
    }
}

static gpointer
worker_main (gpointer data)
{
  S2pWorkers *workers = data;

  g_mutex_lock (&workers->mutex);
  for (;;)
    {
      S2pJob *job;
      guint index;

      while (!workers->quit && g_queue_is_empty (&workers->open))
        g_cond_wait (&workers->wake, &workers->mutex);
      if (workers->quit)
        break;
      job = g_queue_peek_head (&workers->open);
      index = job->next++;
      if (job->next == job->spec.n_tasks)
        g_queue_pop_head (&workers->open);
      job->running++;
      g_mutex_unlock (&workers->mutex);
      job->spec.task (index, job->spec.data);
      g_mutex_lock (&workers->mutex);
      job->running--;
      job->n_done++;
      tell (job);
    }
  g_mutex_unlock (&workers->mutex);
  return NULL;
}

/* --- the main context --- */

/* No task runs, no callback is under way: gives back all that is the job's. */
static void
finish (S2pJob *job)
{
  if (job->workers != NULL)
    {
      g_mutex_lock (&job->workers->mutex);
      g_queue_remove (&job->workers->all, job);
      g_mutex_unlock (&job->workers->mutex);
    }
  g_source_destroy (job->source);
  g_source_unref (job->source);
  if (job->spec.free_data != NULL)
    job->spec.free_data (job->spec.data);
  g_clear_object (&job->spec.cancellable);
  g_main_context_unref (job->context);
  g_free (job);
}

/* A callback may cancel the job, and even free the workers. */
static void
report (S2pJob *job, guint n_done)
{
  job->calling = TRUE;
  if (job->spec.progress != NULL && n_done > job->n_reported)
    {
      job->n_reported = n_done;
      job->spec.progress (job->spec.user_data, n_done);
    }
  if (n_done == job->spec.n_tasks && !job->cancelled && job->spec.done != NULL)
    job->spec.done (job->spec.user_data, job->spec.data);
  job->calling = FALSE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  S2pJob *job = ((JobSource *) source)->job;
  gboolean cancelled, over;
  guint n_done;

  g_mutex_lock (&job->workers->mutex);
  g_source_set_ready_time (source, -1);
  job->told = FALSE;
  job->next_told = g_get_monotonic_time () + progress_interval;
  cancelled = job->cancelled;
  over = is_over (job);
  n_done = job->n_done;
  g_mutex_unlock (&job->workers->mutex);

  if (!cancelled)
    report (job, n_done);
  if (over || job->workers == NULL)
    finish (job);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_functions = { .dispatch = dispatch };

/* With the mutex. What is under way goes on to its end; nothing is begun or told any more. */
static void
cancel (S2pJob *job)
{
  if (job->cancelled)
    return;
  job->cancelled = TRUE;
  g_queue_remove (&job->workers->open, job);
  tell (job);
}

/* --- for everybody --- */

S2pWorkers *
s2p_workers_new (guint n_threads)
{
  S2pWorkers *workers = g_new0 (S2pWorkers, 1);

  if (n_threads == 0)
    n_threads = MAX (g_get_num_processors (), 2) - 1;
  g_mutex_init (&workers->mutex);
  g_cond_init (&workers->wake);
  g_queue_init (&workers->open);
  g_queue_init (&workers->all);
  workers->n_threads = n_threads;
  workers->threads = g_new0 (GThread *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    workers->threads[i] = g_thread_new ("worker", worker_main, workers);
  return workers;
}

void
s2p_workers_free (S2pWorkers *workers)
{
  S2pJob *job;

  if (workers == NULL)
    return;
  g_mutex_lock (&workers->mutex);
  for (GList *link = workers->all.head; link != NULL; link = link->next)
    cancel (link->data);
  workers->quit = TRUE;
  g_cond_broadcast (&workers->wake);
  g_mutex_unlock (&workers->mutex);
  for (GList *link = workers->all.head; link != NULL; link = link->next)
    if ((job = link->data)->spec.cancellable != NULL)
      g_cancellable_cancel (job->spec.cancellable);

  for (guint i = 0; i < workers->n_threads; i++)
    g_thread_join (workers->threads[i]);
  while ((job = g_queue_pop_head (&workers->all)) != NULL)
    {
      job->workers = NULL;
      if (!job->calling)
        finish (job);
    }
  g_mutex_clear (&workers->mutex);
  g_cond_clear (&workers->wake);
  g_free (workers->threads);
  g_free (workers);
}

S2pJob *
s2p_job_start (S2pWorkers *workers, const S2pJobSpec *spec)
{
  S2pJob *job = g_new0 (S2pJob, 1);

  job->workers = workers;
  job->spec = *spec;
  if (spec->cancellable != NULL)
    g_object_ref (spec->cancellable);
  job->context = g_main_context_ref_thread_default ();
  job->source = g_source_new (&source_functions, sizeof (JobSource));
  ((JobSource *) job->source)->job = job;
  g_source_set_static_name (job->source, "job");
  g_source_set_priority (job->source, G_PRIORITY_DEFAULT_IDLE); /* input and drawing come first */
  g_source_attach (job->source, job->context);

  g_mutex_lock (&workers->mutex);
  g_queue_push_tail (&workers->all, job);
  if (spec->n_tasks > 0)
    {
      put_in_order (&workers->open, job);
      g_cond_broadcast (&workers->wake);
    }
  else
    tell (job);
  g_mutex_unlock (&workers->mutex);
  return job;
}

void
s2p_job_cancel (S2pJob *job)
{
  g_autoptr (GCancellable) cancellable = job->spec.cancellable != NULL ? g_object_ref (job->spec.cancellable) : NULL;

  g_mutex_lock (&job->workers->mutex);
  cancel (job);
  g_mutex_unlock (&job->workers->mutex);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}
