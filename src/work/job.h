/* Long work behind a window: a loop of tasks on worker threads, told about on the thread that started it.
 *
 * Workers take tasks one by one, of the job of the highest priority first and among equals of the oldest, so that short
 * work on what is looked at now does not wait for a long loop. Callbacks run in the main context that was the thread's
 * default when the job was started. Progress is coalesced: one call however many tasks have ended since the last. After
 * s2p_job_cancel () returns, no callback of the job will come: a late result is dropped by that, not by luck. Jobs are
 * cancelled, and workers freed, on the thread that the callbacks come to; both may be done within a callback.
 */
#pragma once
#include <gio/gio.h>
#include "work/pool.h"

G_BEGIN_DECLS

typedef struct _S2pWorkers S2pWorkers;
typedef struct _S2pJob S2pJob;

/* 0 threads: one less than there are processors, at least one. */
S2pWorkers *s2p_workers_new  (guint n_threads);
/* Cancels every job, waits until the tasks that run have ended, and frees what was theirs. Accepts NULL. */
void        s2p_workers_free (S2pWorkers *workers);

typedef struct {
  guint          n_tasks;
  S2pTask        task;        /* on any worker, in any order */
  gpointer       data;        /* what tasks are given ... */
  GDestroyNotify free_data;   /* ... freed once, in the main context, when no task is running any more: after done, or after cancelling */
  int            priority;    /* higher first; 0 for most */
  GCancellable  *cancellable; /* (nullable) cancelled by s2p_job_cancel (), for tasks to look at; a reference is taken */
  void         (*progress) (gpointer user_data, guint n_done); /* or NULL */
  void         (*done)     (gpointer user_data, gpointer data); /* all tasks have ended; never after cancelling. Or NULL */
  gpointer       user_data;
} S2pJobSpec;

/* The job is the workers' own; the pointer is good until done returns or s2p_job_cancel () is called. A job of 0 tasks is
 * done at once, but still from the main loop. */
S2pJob *s2p_job_start  (S2pWorkers *workers, const S2pJobSpec *spec);
void    s2p_job_cancel (S2pJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pWorkers, s2p_workers_free)

G_END_DECLS
