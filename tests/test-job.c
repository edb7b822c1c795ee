/* Jobs: order, progress, done, cancelling and freeing. Nothing here waits for time to pass: a gate holds a task where the
 * test wants it, and the main context is iterated until what is waited for is there.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include "work/job.h"

typedef struct {
  GMutex   mutex;
  GCond    changed;
  gboolean reached; /* a task stands before the gate */
  gboolean open;
} Gate;

/* What one job does and what was told of it. */
typedef struct {
  S2pJob       *job;
  GThread      *home;
  Gate          gate;
  int           gated;           /* the task that stops at the gate; -1: none */
  gint          n_run;           /* atomic */
  guint         n_progress, last_progress, n_done, n_freed;
  gboolean      cancel_in_progress, cancel_in_done, open_in_progress;
  S2pWorkers  **free_in_callback; /* workers to free in progress or done */
  GString      *log;             /* of tasks, in the order of their running */
  char          name;
  GCancellable *cancellable;
} Watch;

static Watch *
watch_new (void)
{
  Watch *watch = g_new0 (Watch, 1);

  g_mutex_init (&watch->gate.mutex);
  g_cond_init (&watch->gate.changed);
  watch->home = g_thread_self ();
  watch->gated = -1;
  return watch;
}

static void
watch_free (Watch *watch)
{
  g_mutex_clear (&watch->gate.mutex);
  g_cond_clear (&watch->gate.changed);
  g_clear_object (&watch->cancellable);
  g_free (watch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->open = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->mutex);
}

static void
wait_until_reached (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  while (!gate->reached)
    g_cond_wait (&gate->changed, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
task (guint index, gpointer data)
{
  Watch *watch = data;
  Gate *gate = &watch->gate;

  if ((int) index == watch->gated)
    {
      g_mutex_lock (&gate->mutex);
      gate->reached = TRUE;
      g_cond_broadcast (&gate->changed);
      while (!gate->open)
        g_cond_wait (&gate->changed, &gate->mutex);
      g_mutex_unlock (&gate->mutex);
    }
  if (watch->log != NULL)
    g_string_append_c (watch->log, watch->name); /* with one worker only */
  g_atomic_int_inc (&watch->n_run);
}

static void
on_progress (gpointer user_data, guint n_done)
{
  Watch *watch = user_data;

  assert_ptr_equal (g_thread_self (), watch->home);
  assert_true (n_done > watch->last_progress);
  assert_int_equal (watch->n_done, 0);
  assert_int_equal (watch->n_freed, 0);
  watch->n_progress++;
  watch->last_progress = n_done;
  if (watch->cancel_in_progress)
    s2p_job_cancel (watch->job);
  if (watch->open_in_progress)
    open_gate (&watch->gate);
  if (watch->free_in_callback != NULL)
    g_clear_pointer (watch->free_in_callback, s2p_workers_free);
}

static void
on_done (gpointer user_data, gpointer data)
{
  Watch *watch = user_data;

  assert_ptr_equal (data, watch);
  assert_ptr_equal (g_thread_self (), watch->home);
  assert_int_equal (watch->n_freed, 0);
  watch->n_done++;
  if (watch->cancel_in_done)
    s2p_job_cancel (watch->job);
  if (watch->free_in_callback != NULL)
    g_clear_pointer (watch->free_in_callback, s2p_workers_free);
  assert_int_equal (watch->n_freed, 0); /* the data is done's until it returns */
}

static void
on_free (gpointer data)
{
  Watch *watch = data;

  assert_ptr_equal (g_thread_self (), watch->home);
  watch->n_freed++;
}

static void
start (S2pWorkers *workers, Watch *watch, guint n_tasks, int priority, gboolean progress)
{
  S2pJobSpec spec = {
    .n_tasks = n_tasks, .task = task, .data = watch, .free_data = on_free, .priority = priority,
    .cancellable = watch->cancellable, .progress = progress ? on_progress : NULL, .done = on_done, .user_data = watch,
  };

  watch->job = s2p_job_start (workers, &spec);
}

static void
iterate_until_freed (const Watch *watch)
{
  while (watch->n_freed == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Runs all that the main context still has, and a whole other job after it: what has not come by then never comes. */
static void
nothing_more_comes (S2pWorkers *workers)
{
  g_autoptr (Watch) other = watch_new ();

  start (workers, other, 100, -1000, TRUE);
  iterate_until_freed (other);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
every_task_runs_and_done_comes_once (void **state)
{
  static const guint threads[] = { 0, 1, 2, 16 }, n_tasks[] = { 1, 2, 3, 1009 };

  for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
    for (guint j = 0; j < G_N_ELEMENTS (n_tasks); j++)
      {
        g_autoptr (S2pWorkers) workers = s2p_workers_new (threads[k]);
        g_autoptr (Watch) watch = watch_new ();

        start (workers, watch, n_tasks[j], 0, j % 2 == 0);
        assert_int_equal (watch->n_progress + watch->n_done + watch->n_freed, 0);
        iterate_until_freed (watch);
        nothing_more_comes (workers);
        assert_int_equal (watch->n_run, n_tasks[j]);
        assert_int_equal (watch->n_done, 1);
        assert_int_equal (watch->n_freed, 1);
        assert_int_equal (watch->last_progress, j % 2 == 0 ? n_tasks[j] : 0);
      }
}

static void
no_tasks_is_done_from_the_main_loop (void **state)
{
  g_autoptr (S2pWorkers) workers = s2p_workers_new (2);
  g_autoptr (Watch) watch = watch_new ();

  start (workers, watch, 0, 0, TRUE);
  assert_int_equal (watch->n_done, 0);
  iterate_until_freed (watch);
  nothing_more_comes (workers);
  assert_true (watch->n_done == 1 && watch->n_freed == 1 && watch->n_progress == 0);
}

static void
higher_priority_first_then_the_oldest (void **state)
{
  static const struct { char name; int priority; } jobs[] = { { 'a', 0 }, { 'b', -3 }, { 'c', 5 }, { 'd', 0 }, { 'e', 5 }, { 'f', -3 } };
  g_autoptr (S2pWorkers) workers = s2p_workers_new (1);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (Watch) first = watch_new ();
  Watch *watches[G_N_ELEMENTS (jobs)];

  first->log = log;
  first->name = '0';
  first->gated = 0;
  start (workers, first, 3, 0, FALSE);
  wait_until_reached (&first->gate);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      watches[i] = watch_new ();
      watches[i]->log = log;
      watches[i]->name = jobs[i].name;
      start (workers, watches[i], 2, jobs[i].priority, FALSE);
    }
  open_gate (&first->gate);
  iterate_until_freed (first);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      iterate_until_freed (watches[i]);
      assert_int_equal (watches[i]->n_done, 1);
      watch_free (watches[i]);
    }
  assert_string_equal (log->str, "0" "ccee" "00" "aadd" "bbff"); /* what runs is not interrupted */
}

static void
progress_of_many_tasks_is_one_call (void **state)
{
  enum { N = 20000 };
  g_autoptr (S2pWorkers) workers = s2p_workers_new (3);
  g_autoptr (Watch) blocked = watch_new (), followed = watch_new ();
  gint64 begun = g_get_monotonic_time (), longest;

  start (workers, blocked, N, 0, TRUE); /* a main loop that is busy until all is over */
  while (g_atomic_int_get (&blocked->n_run) < N)
    g_thread_yield ();
  iterate_until_freed (blocked);
  assert_in_range (blocked->n_progress, 1, 4); /* more than 1: the last task of a thread had run, but was not counted yet */
  assert_true (blocked->last_progress == N && blocked->n_done == 1);

  start (workers, followed, N, 0, TRUE); /* and one that waits for nothing else */
  iterate_until_freed (followed);
  longest = g_get_monotonic_time () - begun;
  assert_in_range (followed->n_progress, 1, longest * 30 / G_USEC_PER_SEC + 3);
  assert_true (followed->last_progress == N && followed->n_done == 1);
}

static void
cancel_in_the_middle (void **state)
{
  g_autoptr (S2pWorkers) workers = s2p_workers_new (1);
  g_autoptr (Watch) watch = watch_new ();

  watch->gated = 5;
  watch->cancellable = g_cancellable_new ();
  start (workers, watch, 1000, 0, TRUE);
  wait_until_reached (&watch->gate);
  s2p_job_cancel (watch->job);
  assert_true (g_cancellable_is_cancelled (watch->cancellable));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_int_equal (watch->n_freed, 0); /* a task is running on it */
  open_gate (&watch->gate);
  iterate_until_freed (watch);
  nothing_more_comes (workers);
  assert_int_equal (watch->n_run, 6);
  assert_int_equal (watch->n_progress + watch->n_done, 0);
  assert_int_equal (watch->n_freed, 1);
}

/* All that was to be told waits in the main context when the job is cancelled. */
static void
cancel_when_the_result_is_there_but_not_told (void **state)
{
  g_autoptr (S2pWorkers) workers = s2p_workers_new (2);
  g_autoptr (Watch) watch = watch_new (), waiting = watch_new ();

  start (workers, watch, 50, 0, TRUE);
  while (g_atomic_int_get (&watch->n_run) < 50)
    g_thread_yield ();
  s2p_job_cancel (watch->job);
  nothing_more_comes (workers);
  iterate_until_freed (watch);
  assert_int_equal (watch->n_progress + watch->n_done, 0);
  assert_int_equal (watch->n_freed, 1);

  start (workers, waiting, 0, 0, TRUE);
  s2p_job_cancel (waiting->job);
  iterate_until_freed (waiting);
  nothing_more_comes (workers);
  assert_true (waiting->n_done == 0 && waiting->n_freed == 1);
}

static void
cancel_from_within_callbacks (void **state)
{
  g_autoptr (S2pWorkers) workers = s2p_workers_new (1);
  g_autoptr (Watch) middle = watch_new (), end = watch_new (), done = watch_new ();

  middle->gated = 1;
  middle->cancel_in_progress = middle->open_in_progress = TRUE;
  start (workers, middle, 100, 0, TRUE);
  iterate_until_freed (middle);
  nothing_more_comes (workers);
  assert_true (middle->n_progress == 1 && middle->n_done == 0 && middle->n_freed == 1 && middle->n_run == 2);

  end->cancel_in_progress = TRUE;
  start (workers, end, 1, 0, TRUE);
  iterate_until_freed (end);
  nothing_more_comes (workers);
  assert_true (end->n_progress == 1 && end->n_done == 0 && end->n_freed == 1);

  done->cancel_in_done = TRUE;
  start (workers, done, 3, 0, TRUE);
  iterate_until_freed (done);
  nothing_more_comes (workers);
  assert_true (done->n_done == 1 && done->n_freed == 1);
}

static void
look_at_cancellable (guint index, gpointer data)
{
  Watch *watch = data;

  g_atomic_int_inc (&watch->n_run);
  while (!g_cancellable_is_cancelled (watch->cancellable))
    g_thread_yield ();
}

static void
free_with_running_and_waiting_jobs (void **state)
{
  S2pWorkers *workers = s2p_workers_new (2);
  g_autoptr (Watch) running = watch_new (), waiting = watch_new (), told = watch_new ();
  S2pJobSpec spec = { .n_tasks = 10, .task = look_at_cancellable, .data = running, .free_data = on_free, .progress = on_progress,
                      .done = on_done, .user_data = running };

  start (workers, told, 0, 0, TRUE);
  running->cancellable = spec.cancellable = g_cancellable_new ();
  s2p_job_start (workers, &spec);
  while (g_atomic_int_get (&running->n_run) < 2)
    g_thread_yield ();
  start (workers, waiting, 10, 0, TRUE);
  s2p_workers_free (workers);
  assert_true (running->n_run == 2 && running->n_freed == 1);
  assert_true (waiting->n_run == 0 && waiting->n_freed == 1);
  assert_true (told->n_freed == 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_int_equal (running->n_progress + running->n_done + waiting->n_progress + waiting->n_done + told->n_done, 0);
  assert_true (running->n_freed == 1 && waiting->n_freed == 1 && told->n_freed == 1);
  s2p_workers_free (NULL);
}

static void
free_from_within_callbacks (void **state)
{
  for (guint progress = 0; progress < 2; progress++)
    {
      S2pWorkers *workers = s2p_workers_new (2);
      g_autoptr (Watch) watch = watch_new (), other = watch_new ();

      watch->free_in_callback = &workers;
      start (workers, watch, 4, 1, progress);
      start (workers, other, 100, -1, FALSE);
      iterate_until_freed (watch);
      assert_null (workers);
      iterate_until_freed (other);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      assert_int_equal (watch->n_progress, progress);
      assert_int_equal (watch->n_done, !progress);
      assert_true (watch->n_freed == 1 && other->n_freed == 1);
    }
}

/* Who cancels the cancellable by himself gets his tasks ended early, and is told. */
static void
a_cancelled_cancellable_only_tells_the_tasks (void **state)
{
  g_autoptr (S2pWorkers) workers = s2p_workers_new (2);
  g_autoptr (Watch) watch = watch_new ();

  watch->cancellable = g_cancellable_new ();
  g_cancellable_cancel (watch->cancellable);
  start (workers, watch, 7, 0, TRUE);
  iterate_until_freed (watch);
  assert_true (watch->n_run == 7 && watch->n_done == 1 && watch->last_progress == 7);
  assert_int_equal (G_OBJECT (watch->cancellable)->ref_count, 1);
}

static void
callbacks_come_in_the_context_of_the_start (void **state)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (S2pWorkers) workers = s2p_workers_new (2);
  g_autoptr (Watch) watch = watch_new ();

  g_main_context_push_thread_default (context);
  start (workers, watch, 20, 0, TRUE);
  g_main_context_pop_thread_default (context);
  nothing_more_comes (workers); /* the default context knows nothing of it */
  assert_int_equal (watch->n_progress + watch->n_done + watch->n_freed, 0);
  while (watch->n_freed == 0)
    g_main_context_iteration (context, TRUE);
  assert_true (watch->n_done == 1 && watch->last_progress == 20);
}

/* Starts and cancels as a person who moves a slider does, with results falling in between. */
static void
many_superseded_jobs (void **state)
{
  enum { JOBS = 2000 };
  g_autoptr (S2pWorkers) workers = s2p_workers_new (3);
  Watch *watches[JOBS];
  guint n_done = 0;

  for (guint i = 0; i < JOBS; i++)
    {
      watches[i] = watch_new ();
      start (workers, watches[i], 1 + i % 7, (int) (i % 3), TRUE);
      if (i % 4 != 0)
        g_main_context_iteration (NULL, FALSE);
      if (watches[i]->n_done == 0 && i % 5 != 0)
        {
          guint told = watches[i]->n_progress;

          s2p_job_cancel (watches[i]->job);
          watches[i]->n_done = 1000 + told;
        }
    }
  for (guint i = 0; i < JOBS; i++)
    {
      iterate_until_freed (watches[i]);
      if (watches[i]->n_done >= 1000)
        assert_int_equal (watches[i]->n_progress, watches[i]->n_done - 1000);
      else
        n_done += watches[i]->n_done;
    }
  assert_in_range (n_done, JOBS / 5, JOBS);
  for (guint i = 0; i < JOBS; i++)
    {
      assert_int_equal (watches[i]->n_freed, 1);
      watch_free (watches[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_task_runs_and_done_comes_once),
    cmocka_unit_test (no_tasks_is_done_from_the_main_loop),
    cmocka_unit_test (higher_priority_first_then_the_oldest),
    cmocka_unit_test (progress_of_many_tasks_is_one_call),
    cmocka_unit_test (cancel_in_the_middle),
    cmocka_unit_test (cancel_when_the_result_is_there_but_not_told),
    cmocka_unit_test (cancel_from_within_callbacks),
    cmocka_unit_test (free_with_running_and_waiting_jobs),
    cmocka_unit_test (free_from_within_callbacks),
    cmocka_unit_test (a_cancelled_cancellable_only_tells_the_tasks),
    cmocka_unit_test (callbacks_come_in_the_context_of_the_start),
    cmocka_unit_test (many_superseded_jobs),
  };

  return cmocka_run_group_tests_name ("job", tests, NULL, NULL);
}
