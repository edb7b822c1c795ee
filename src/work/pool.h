/* The worker pool: the only code of the program that starts threads.
 *
 * A pool keeps its threads until it is freed. One loop runs at a time; the calling thread works along. Tasks
 * are handed out one by one, in order, so uneven tasks balance. What a task writes must be its own (its slot
 * of an array, say): then the result does not depend on the number of threads.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _S2pPool S2pPool;

typedef void (*S2pTask) (guint index, gpointer data);

S2pPool *s2p_pool_new  (guint n_threads);  /* in all, the caller's included; 0: as many as processors */
void     s2p_pool_free (S2pPool *pool);    /* accepts NULL */
guint    s2p_pool_size (const S2pPool *pool);
/* Runs @task for 0 .. n_tasks-1 and returns when all are done. */
void     s2p_pool_run  (S2pPool *pool, guint n_tasks, S2pTask task, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pPool, s2p_pool_free)

G_END_DECLS
