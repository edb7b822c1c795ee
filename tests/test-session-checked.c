/* Checked populations: every delivered cell fires as the recording does, and they differ as much as unchecked ones. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "recording/import.h"
#include "session/plan.h"
#include "work/pool.h"

#define STG S2P_SOURCE_ROOT "/models/stg.model"
#define WEIGHTS S2P_SOURCE_ROOT "/weights/stg.safetensors"

/* A spiking and a bursting recording, with what is inferred for them. */
typedef struct {
  S2pNeuron    *neuron;
  GPtrArray    *recordings;
  S2pTarget     targets[3];
} Desk;

static void
infer (Desk *desk, guint n)
{
  g_autoptr (S2pEstimatePlan) plan = s2p_estimate_plan_new (desk->neuron, (S2pRecording *const *) desk->recordings->pdata, n, FALSE, NULL);

  s2p_estimate_plan_part (0, plan);
  for (guint i = 0; i < n; i++)
    {
      S2pEntry entry = { .recording = desk->recordings->pdata[i], .estimate = s2p_estimate_plan_results (plan)[i] };

      s2p_entry_target (&entry, &desk->targets[i]);
    }
}

static int
set_up (void **state)
{
  g_autoptr (S2pRecordings) file = s2p_recordings_read (S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv", NULL, NULL);
  Desk *desk = g_new0 (Desk, 1);

  desk->neuron = s2p_neuron_new (s2p_model_load (STG, NULL), WEIGHTS, NULL);
  desk->recordings = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_recording_unref);
  for (guint i = 0; i < 2; i++) /* tonic-1, burst-1 */
    {
      const S2pSpikeTrain *train = file->trains->pdata[i];

      g_ptr_array_add (desk->recordings, s2p_recording_new (s2p_spike_train_new (train->id, g_memdup2 (train->times, train->n_spikes * sizeof (double)), train->n_spikes), NULL, i));
    }
  infer (desk, 2);
  *state = desk;
  return 0;
}

static int
tear_down (void **state)
{
  Desk *desk = *state;

  g_ptr_array_unref (desk->recordings);
  s2p_neuron_unref (desk->neuron);
  g_free (desk);
  return 0;
}

static void
set_options (S2pCheckedOptions *options)
{
  S2pGenerateOptions generate;

  s2p_generate_options_init (&generate);
  generate.seed = 3;
  s2p_checked_options_init (options, &generate);
}

static void
run (S2pCheckedPlan *plan, guint threads)
{
  g_autoptr (S2pPool) pool = s2p_pool_new (threads);

  s2p_pool_run (pool, s2p_checked_plan_n_parts (plan), s2p_checked_plan_part, plan);
}

/* Not taken on trust: built from their pairs, simulated and measured again. */
static void
check_cells (const Desk *desk, guint number, const S2pPopulation *population, double floor)
{
  const S2pModel *model = desk->neuron->model;
  const S2pRecording *recording = desk->recordings->pdata[number];
  g_autoptr (S2pDicPoint) threshold = s2p_dic_point_new (model, model->threshold);
  g_autoptr (S2pFastEngine) engine = s2p_fast_engine_new (model, S2P_FAST_STEP);
  g_autofree S2pSimulatedCell *cells = g_new0 (S2pSimulatedCell, population->n);
  S2pLikeness likeness;
  S2pSimulationOptions options;

  s2p_likeness_init (&likeness, recording->train->times, recording->train->n_spikes, floor);
  s2p_checked_simulation (model, &options);
  assert_true (s2p_fast_run (engine, population->g, population->n, &options, cells, NULL, NULL));
  for (guint i = 0; i < population->n; i++)
    {
      const double *g = population->g + i * population->n_conductances;
      double dics[S2P_N_TIMESCALES];
      S2pCloseness closeness;

      s2p_likeness_measure (&likeness, (const double *) (gpointer) cells[i].spikes->data, cells[i].spikes->len, &closeness);
      assert_int_equal (closeness.activity, recording->features.activity);
      assert_true (closeness.worst <= 1);
      assert_float_equal (closeness.worst, population->checked->closeness[i].worst, 0);
      s2p_dic_point_values (threshold, g, dics);
      assert_float_equal (dics[S2P_SLOW], population->dics[2 * i], 1e-6);
      assert_float_equal (dics[S2P_ULTRASLOW], population->dics[2 * i + 1], 1e-6);
      for (guint k = 0; k < population->n_conductances; k++)
        assert_true (g[k] >= 0);
      g_array_unref (cells[i].spikes);
    }
}

static void
delivered_cells_fire_as_recorded_on_any_number_of_threads (void **state)
{
  const Desk *desk = *state;
  enum { SIZE = 20 }; /* more than one part */
  S2pPopulation *first[2] = { NULL, NULL };
  S2pCheckedOptions options;

  set_options (&options);
  for (guint threads = 1; threads <= 3; threads += 2)
    {
      g_autoptr (S2pCheckedPlan) plan = s2p_checked_plan_new (desk->neuron, &options, desk->targets, (S2pRecording *const *) desk->recordings->pdata, 2, SIZE, NULL);

      assert_int_equal (s2p_checked_plan_n_parts (plan), 4);
      run (plan, threads);
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (S2pPopulation) population = s2p_checked_plan_take (plan, i);

          assert_int_equal (s2p_checked_plan_cells (plan, i), SIZE);
          assert_int_equal (population->n, SIZE);
          assert_true (population->checked->asked == SIZE && population->checked->shortfall == NULL && population->failure == NULL);
          assert_true (population->checked->counts.candidates >= SIZE && population->checked->counts.simulations >= population->checked->counts.candidates);
          if (threads == 1)
            {
              check_cells (desk, i, population, options.floor);
              first[i] = s2p_population_ref (population);
              continue;
            }
          assert_memory_equal (population->g, first[i]->g, SIZE * population->n_conductances * sizeof (double));
          assert_memory_equal (population->dics, first[i]->dics, SIZE * 2 * sizeof (double));
          assert_memory_equal (&population->checked->counts, &first[i]->checked->counts, sizeof (S2pCheckedCounts));
          for (guint k = 0; k < SIZE; k++)
            assert_memory_equal (population->checked->closeness[k].off, first[i]->checked->closeness[k].off, sizeof first[i]->checked->closeness[k].off);
        }
    }
  s2p_population_unref (first[0]);
  s2p_population_unref (first[1]);
}

/* A cell depends on its own candidates: fewer are the first of many. */
static void
a_smaller_population_is_the_beginning_of_a_larger_one (void **state)
{
  const Desk *desk = *state;
  S2pPopulation *populations[2] = { NULL, NULL };
  S2pCheckedOptions options;

  set_options (&options);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (S2pCheckedPlan) plan = s2p_checked_plan_new (desk->neuron, &options, desk->targets, (S2pRecording *const *) desk->recordings->pdata, 1, i == 0 ? 3 : 18, NULL);

      run (plan, 1);
      populations[i] = s2p_checked_plan_take (plan, 0);
    }
  assert_memory_equal (populations[0]->g, populations[1]->g, 3 * populations[0]->n_conductances * sizeof (double));
  for (guint i = 0; i < 2; i++)
    s2p_population_unref (populations[i]);
}

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* Between the quartiles of one conductance. */
static double
spread (const S2pPopulation *population, guint conductance)
{
  g_autofree double *values = g_new (double, population->n);

  for (guint i = 0; i < population->n; i++)
    values[i] = population->g[i * population->n_conductances + conductance];
  qsort (values, population->n, sizeof *values, compare);
  return values[population->n * 3 / 4] - values[population->n / 4];
}

static void
the_spread_of_the_conductances_survives (void **state)
{
  const Desk *desk = *state;
  enum { SIZE = 160 };
  S2pCheckedOptions options;
  g_autoptr (S2pPopulatePlan) plain = NULL;
  g_autoptr (S2pCheckedPlan) plan = NULL;
  g_autoptr (S2pPopulation) checked = NULL, unchecked = NULL;

  set_options (&options);
  plan = s2p_checked_plan_new (desk->neuron, &options, desk->targets, (S2pRecording *const *) desk->recordings->pdata, 1, SIZE, NULL);
  plain = s2p_populate_plan_new (desk->neuron, &options.generate, desk->targets, 1, SIZE, NULL);
  run (plan, 1);
  for (guint i = 0; i < s2p_populate_plan_n_parts (plain); i++)
    s2p_populate_plan_part (i, plain);
  checked = s2p_checked_plan_take (plan, 0);
  unchecked = s2p_populate_plan_take (plain, 0);
  assert_int_equal (checked->n, SIZE);
  for (guint k = 0; k < checked->n_conductances; k++)
    if (!(spread (checked, k) >= 0.8 * spread (unchecked, k)))
      fail_msg ("%s: %g of %g", desk->neuron->model->conductances[k].name, spread (checked, k), spread (unchecked, k));
}

/* 250 spikes a second are beyond the model; and with 3 spikes there is nothing to fire like. */
static void
what_no_cell_can_do_ends_at_the_budget (void **state)
{
  const Desk *known = *state;
  g_autoptr (GPtrArray) recordings = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_recording_unref);
  Desk desk = { .neuron = known->neuron, .recordings = recordings };
  enum { SIZE = 4, BUDGET = 6, N = 400 };
  S2pCheckedOptions options;
  g_autoptr (S2pCheckedPlan) plan = NULL;
  g_autoptr (S2pPopulation) fast = NULL, silent = NULL;
  double *times = g_new (double, N);

  for (guint i = 0; i < N; i++)
    times[i] = 4 * i;
  g_ptr_array_add (recordings, s2p_recording_new (s2p_spike_train_new ("fast", times, N), NULL, 0));
  g_ptr_array_add (recordings, s2p_recording_new (s2p_spike_train_new ("silent", g_new0 (double, 3), 3), NULL, 1));
  infer (&desk, 2);
  set_options (&options);
  options.budget = BUDGET;
  plan = s2p_checked_plan_new (desk.neuron, &options, desk.targets, (S2pRecording *const *) recordings->pdata, 2, SIZE, NULL);
  run (plan, 2);
  fast = s2p_checked_plan_take (plan, 0);
  silent = s2p_checked_plan_take (plan, 1);
  assert_true (fast->n == 0 && fast->checked->asked == SIZE);
  assert_true (fast->checked->counts.simulations <= SIZE * (BUDGET + 2)); /* a round that has begun ends */
  assert_non_null (strstr (fast->failure, "0 of 4 cells"));
  assert_non_null (strstr (fast->failure, "%"));
  assert_true (silent->n == 0 && silent->checked->shortfall == NULL);
  assert_non_null (strstr (silent->failure, "silent"));
}

typedef struct {
  S2pCheckedPlan *plan;
  GCancellable   *cancellable;
} Race;

static void
work_or_cancel (guint index, gpointer data)
{
  Race *race = data;

  if (index == 0)
    s2p_checked_plan_part (0, race->plan);
  else
    g_cancellable_cancel (race->cancellable);
}

static void
a_cancelled_search_ends_and_gives_nothing (void **state)
{
  const Desk *desk = *state;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (S2pPool) pool = s2p_pool_new (2);
  S2pCheckedOptions options;
  Race race = { NULL, cancellable };

  set_options (&options);
  options.floor = 1e-300; /* nobody is that close: this would go on for hours */
  options.budget = G_MAXUINT;
  race.plan = s2p_checked_plan_new (desk->neuron, &options, desk->targets, (S2pRecording *const *) desk->recordings->pdata, 1, 4, cancellable);
  s2p_pool_run (pool, 2, work_or_cancel, &race);
  s2p_checked_plan_part (0, race.plan); /* one that begins after it */
  assert_null (s2p_checked_plan_take (race.plan, 0));
  s2p_checked_plan_free (race.plan);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (delivered_cells_fire_as_recorded_on_any_number_of_threads),
    cmocka_unit_test (a_smaller_population_is_the_beginning_of_a_larger_one),
    cmocka_unit_test (the_spread_of_the_conductances_survives),
    cmocka_unit_test (what_no_cell_can_do_ends_at_the_budget),
    cmocka_unit_test (a_cancelled_search_ends_and_gives_nothing),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
