/* The worker pool: every task once, whatever the number of threads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "population/generate.h"
#include "work/pool.h"

static void
count_task (guint index, gpointer data)
{
  gint *counts = data;

  g_atomic_int_inc (&counts[index]);
}

static void
every_task_runs_exactly_once (void **state)
{
  enum { N = 10007 };
  static const guint threads[] = { 1, 2, 3, 16 };

  for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
    {
      g_autoptr (S2pPool) pool = s2p_pool_new (threads[k]);
      g_autofree gint *counts = g_new0 (gint, N);

      assert_int_equal (s2p_pool_size (pool), threads[k]);
      s2p_pool_run (pool, N, count_task, counts);
      for (guint i = 0; i < N; i++)
        assert_int_equal (counts[i], 1);
    }
}

static void
no_task_and_fewer_tasks_than_threads (void **state)
{
  g_autoptr (S2pPool) pool = s2p_pool_new (16);
  gint counts[3] = { 0 };

  s2p_pool_run (pool, 0, count_task, counts);
  assert_int_equal (counts[0], 0);
  s2p_pool_run (pool, 2, count_task, counts);
  assert_true (counts[0] == 1 && counts[1] == 1 && counts[2] == 0);
}

/* A loop must not begin before the one before has ended, nor be missed by a thread that wakes late. */
static void
many_short_loops_in_a_row (void **state)
{
  enum { LOOPS = 10000, N = 5 };
  g_autoptr (S2pPool) pool = s2p_pool_new (4);
  gint counts[N] = { 0 };

  for (guint loop = 1; loop <= LOOPS; loop++)
    {
      s2p_pool_run (pool, N, count_task, counts);
      for (guint i = 0; i < N; i++)
        assert_int_equal (g_atomic_int_get (&counts[i]), loop);
    }
}

static void
a_pool_may_be_freed_unused (void **state)
{
  g_autoptr (S2pPool) all = s2p_pool_new (0);

  assert_int_equal (s2p_pool_size (all), g_get_num_processors ());
  for (guint i = 0; i < 50; i++)
    s2p_pool_free (s2p_pool_new (8));
  s2p_pool_free (NULL);
}

typedef struct {
  const S2pDicPoint  *point;
  S2pGenerateOptions  options;
  guint               n_conductances;
  double             *g; /* [n][n_conductances] */
} Population;

static void
make_cell (guint index, gpointer data)
{
  Population *population = data;
  S2pDrawCounts counts = { 0 };

  s2p_generate_cell (population->point, &population->options, -8 + 0.05 * (index / 2), 6, index / 16, index % 16,
                     population->g + (gsize) index * population->n_conductances, &counts, NULL);
}

static void
a_population_is_the_same_on_any_number_of_threads (void **state)
{
  enum { N = 500 };
  static const guint threads[] = { 1, 2, 16 };
  g_autoptr (S2pModel) model = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", NULL);
  g_autoptr (S2pDicPoint) point = NULL;
  g_autofree double *first = NULL;

  assert_non_null (model);
  point = s2p_dic_point_new (model, model->threshold);
  for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
    {
      g_autoptr (S2pPool) pool = s2p_pool_new (threads[k]);
      g_autofree double *g = g_new0 (double, N * model->n_conductances);
      Population population = { .point = point, .n_conductances = model->n_conductances, .g = g };

      s2p_generate_options_init (&population.options);
      population.options.seed = 11;
      s2p_pool_run (pool, N, make_cell, &population);
      for (guint i = 0; i < N; i++)
        assert_true (g[i * model->n_conductances + model->leak] > 0);
      if (first == NULL)
        first = g_steal_pointer (&g);
      else
        assert_memory_equal (g, first, N * model->n_conductances * sizeof *g);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_task_runs_exactly_once),
    cmocka_unit_test (no_task_and_fewer_tasks_than_threads),
    cmocka_unit_test (many_short_loops_in_a_row),
    cmocka_unit_test (a_pool_may_be_freed_unused),
    cmocka_unit_test (a_population_is_the_same_on_any_number_of_threads),
  };

  return cmocka_run_group_tests_name ("work", tests, NULL, NULL);
}
