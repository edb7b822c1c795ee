/* The steps of a session as plans: the same values in whatever order and on whatever threads, and an end when cancelled. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "recording/distance.h"
#include "recording/import.h"
#include "session/plan.h"
#include "simulation/cvode.h"
#include "simulation/fast.h"
#include "work/pool.h"

#define STG S2P_SOURCE_ROOT "/models/stg.model"
#define WEIGHTS S2P_SOURCE_ROOT "/weights/stg.safetensors"

typedef enum { FORWARDS, BACKWARDS, FOUR_THREADS, N_WAYS } Way;

static void
run_parts (Way way, guint n_parts, S2pTask part, gpointer plan)
{
  g_autoptr (S2pPool) pool = way == FOUR_THREADS ? s2p_pool_new (4) : NULL;

  if (pool != NULL)
    s2p_pool_run (pool, n_parts, part, plan);
  for (guint i = 0; i < n_parts && pool == NULL; i++)
    part (way == FORWARDS ? i : n_parts - 1 - i, plan);
}

static S2pNeuron *
neuron_of (const char *model_path, const char *weights_path, GError **error)
{
  S2pModel *model = s2p_model_load (model_path, error);

  return model != NULL ? s2p_neuron_new (model, weights_path, error) : NULL;
}

static S2pNeuron *
load_neuron (void)
{
  S2pNeuron *neuron = neuron_of (STG, WEIGHTS, NULL);

  assert_non_null (neuron);
  assert_non_null (neuron->network);
  return neuron;
}

/* The bundled recordings, @times times over, each time with fewer spikes, and a silent one. */
static GPtrArray *
load_recordings (guint times)
{
  g_autoptr (S2pRecordings) file = s2p_recordings_read (S2P_SOURCE_ROOT "/data/recordings/stg_examples.csv", NULL, NULL);
  GPtrArray *recordings = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_recording_unref);

  assert_non_null (file);
  for (guint i = 0; i < times * file->trains->len; i++)
    {
      const S2pSpikeTrain *train = file->trains->pdata[i % file->trains->len];
      const gsize n = train->n_spikes - i / file->trains->len % 10;

      g_ptr_array_add (recordings, s2p_recording_new (s2p_spike_train_new (train->id, g_memdup2 (train->times, n * sizeof (double)), n), NULL, i));
    }
  g_ptr_array_add (recordings, s2p_recording_new (s2p_spike_train_new ("quiet", g_new0 (double, 2), 2), NULL, recordings->len));
  return recordings;
}

static void
a_neuron_says_what_it_lacks (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pNeuron) without = neuron_of (STG, NULL, &error), missing = neuron_of (STG, "/nowhere/stg.safetensors", &error);

  assert_null (error);
  assert_true (without->network == NULL && missing->network == NULL);
  assert_non_null (strstr (without->missing, "stg"));
  assert_non_null (strstr (missing->missing, "/nowhere/stg.safetensors"));
  assert_null (neuron_of ("/nowhere/x.model", NULL, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  g_clear_error (&error);
  assert_null (neuron_of (S2P_SOURCE_ROOT "/models/da.model", WEIGHTS, &error)); /* those of another model */
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FORMAT));
  g_clear_error (&error);
  assert_null (neuron_of (STG, STG, &error)); /* no weights at all */
  assert_non_null (error);
}

static const S2pEstimate *
estimate_one (S2pNeuron *neuron, S2pRecording *recording, S2pEstimatePlan **plan)
{
  *plan = s2p_estimate_plan_new (neuron, &recording, 1, FALSE, NULL);
  s2p_estimate_plan_part (0, *plan);
  return s2p_estimate_plan_results (*plan);
}

/* Users' own weights come without: nothing is known then, and nothing flagged. */
static void
verdicts_need_a_domain_beside_the_weights (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("s2p-domain-XXXXXX", NULL), *alone = g_build_filename (folder, "stg.safetensors", NULL), *beside = s2p_domain_path (alone), *text = NULL;
  double *times = g_new (double, 100);
  gsize length;
  GError *error = NULL;

  for (guint i = 0; i < 100; i++)
    times[i] = 25.0 * i;

  g_autoptr (S2pRecording) recording = s2p_recording_new (s2p_spike_train_new ("40 Hz", times, 100), NULL, 0);
  g_autoptr (S2pNeuron) with = load_neuron (), without = NULL;
  g_autoptr (S2pEstimatePlan) a = NULL, b = NULL;

  assert_int_equal (estimate_one (with, recording, &a)->verdict.place, S2P_DOMAIN_OUTSIDE);
  assert_true (g_file_get_contents (WEIGHTS, &text, &length, NULL) && g_file_set_contents (alone, text, length, NULL));
  without = neuron_of (STG, alone, NULL);
  assert_null (without->domain);
  assert_int_equal (estimate_one (without, recording, &b)->verdict.place, S2P_DOMAIN_UNKNOWN);
  assert_true (s2p_estimate_plan_results (b)->inference.available);
  g_clear_pointer (&text, g_free);
  assert_true (g_file_get_contents (S2P_SOURCE_ROOT "/weights/da-domain.safetensors", &text, &length, NULL) && g_file_set_contents (beside, text, length, NULL));
  assert_null (neuron_of (STG, alone, &error)); /* another model's */
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FORMAT) && strstr (error->message, "da") != NULL);
  g_clear_error (&error);
  g_remove (alone);
  g_remove (beside);
  g_remove (folder);
}

static void
estimates_do_not_depend_on_order_or_threads (void **state)
{
  g_autoptr (S2pNeuron) neuron = load_neuron ();
  g_autoptr (GPtrArray) recordings = load_recordings (30);
  const guint n = recordings->len;
  g_autofree S2pEstimate *first = NULL;

  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (S2pEstimatePlan) plan = s2p_estimate_plan_new (neuron, (S2pRecording *const *) recordings->pdata, n, FALSE, NULL);
      const S2pEstimate *results = s2p_estimate_plan_results (plan);

      assert_true (s2p_estimate_plan_n_parts (plan) > 2);
      run_parts (way, s2p_estimate_plan_n_parts (plan), s2p_estimate_plan_part, plan);
      if (first == NULL)
        first = g_memdup2 (results, n * sizeof *results);
      assert_memory_equal (first, results, n * sizeof *results);
    }
  assert_true (first[0].inference.available && first[0].inference.sd_g_s > 0);
  assert_false (first[n - 1].inference.available);
}

static void
at_the_mean_the_target_is_what_was_inferred (void **state)
{
  g_autoptr (S2pNeuron) neuron = load_neuron ();
  g_autoptr (GPtrArray) recordings = load_recordings (1);
  g_autoptr (S2pEstimatePlan) plan = s2p_estimate_plan_new (neuron, (S2pRecording *const *) recordings->pdata, recordings->len, TRUE, NULL);

  run_parts (FORWARDS, s2p_estimate_plan_n_parts (plan), s2p_estimate_plan_part, plan);
  for (guint i = 0; i + 1 < recordings->len; i++)
    {
      const S2pEstimate *estimate = &s2p_estimate_plan_results (plan)[i];

      assert_int_equal (estimate->choice, S2P_TARGET_MEAN);
      assert_float_equal (estimate->g_s, estimate->inference.g_s, 1e-12);
      assert_float_equal (estimate->g_u, estimate->inference.g_u, 1e-12);
    }
}

/* A pair that is easy, one that is hard (a quarter of the draws fail), and none. */
static const S2pTarget targets[] = { { .available = TRUE, .g_s = 4, .g_u = 5, .stream = 11 }, { .available = TRUE, .g_s = -4, .g_u = 5, .stream = 12 }, { .stream = 14 } };
enum { SIZE = 150 };

static void
check_cells (const S2pDicPoint *point, const S2pGenerateOptions *options, const S2pTarget *target, const S2pPopulation *population)
{
  S2pDrawCounts counts = { 0 };
  double g[S2P_MAX_CONDUCTANCES];

  assert_null (population->failure);
  assert_int_equal (population->n, SIZE);
  assert_int_equal (population->seed, 5);
  assert_string_equal (population->pair, "A,H");
  for (guint i = 0; i < SIZE; i++)
    {
      assert_true (s2p_generate_cell (point, options, target->g_s, target->g_u, target->stream, i, g, &counts, NULL));
      assert_memory_equal (g, population->g + i * population->n_conductances, population->n_conductances * sizeof *g);
      assert_float_equal (population->dics[2 * i], target->g_s, 0);
      assert_float_equal (population->dics[2 * i + 1], target->g_u, 0);
    }
  assert_memory_equal (&counts, &population->counts, sizeof counts);
}

static void
populations_are_those_of_single_cells_in_any_order (void **state)
{
  g_autoptr (S2pNeuron) neuron = neuron_of (STG, NULL, NULL);
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (neuron->model, neuron->model->threshold);
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  options.seed = 5;
  assert_true (s2p_generate_options_set_pair (&options, neuron->model, "A,H", NULL));
  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (S2pPopulatePlan) plan = s2p_populate_plan_new (neuron, &options, targets, G_N_ELEMENTS (targets), SIZE, NULL);

      assert_int_equal (s2p_populate_plan_cells (plan, 0), 0);
      run_parts (way, s2p_populate_plan_n_parts (plan), s2p_populate_plan_part, plan);
      assert_int_equal (s2p_populate_plan_cells (plan, 0), SIZE);
      for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
        {
          g_autoptr (S2pPopulation) population = s2p_populate_plan_take (plan, i);

          if (i < 2)
            check_cells (point, &options, &targets[i], population);
          else
            assert_true (population->n == 0 && population->failure != NULL);
          assert_null (s2p_populate_plan_take (plan, i)); /* taken */
        }
    }
}

/* Of few draws a cell, some cells are not found: a stream whose first such is neither in the first part nor in the last. */
static guint
find_failing_stream (const S2pDicPoint *point, const S2pGenerateOptions *options, S2pTarget *target, S2pDrawCounts *counts, GError **error)
{
  double g[S2P_MAX_CONDUCTANCES];

  for (target->stream = 0; target->stream < 1000; target->stream++)
    {
      guint cell = 0;

      *counts = (S2pDrawCounts) { 0 };
      g_clear_error (error);
      while (cell < SIZE && s2p_generate_cell (point, options, target->g_s, target->g_u, target->stream, cell, g, counts, error))
        cell++;
      if (cell >= 64 && cell < 128)
        return cell;
    }
  return SIZE;
}

/* The reason is that of the first cell that cannot be built, and nothing behind it is counted. */
static void
a_population_that_fails_tells_the_first_reason (void **state)
{
  g_autoptr (S2pNeuron) neuron = neuron_of (STG, NULL, NULL);
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (neuron->model, neuron->model->threshold);
  g_autoptr (GError) error = NULL;
  S2pTarget target = targets[1];
  S2pDrawCounts counts;
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  options.max_draws = 3;
  assert_true (s2p_generate_options_set_pair (&options, neuron->model, "A,H", NULL));
  assert_true (find_failing_stream (point, &options, &target, &counts, &error) < SIZE);
  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (S2pPopulatePlan) plan = s2p_populate_plan_new (neuron, &options, &target, 1, SIZE, NULL);
      g_autoptr (S2pPopulation) population = NULL;

      run_parts (way, s2p_populate_plan_n_parts (plan), s2p_populate_plan_part, plan);
      population = s2p_populate_plan_take (plan, 0);
      assert_int_equal (population->n, 0);
      assert_string_equal (population->failure, error->message);
      assert_memory_equal (&counts, &population->counts, sizeof counts);
    }
}

/* @n cells of the easy target; the one at @broken explodes. */
static S2pPopulation *
new_population (S2pNeuron *neuron, guint n, guint broken)
{
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (neuron->model, neuron->model->threshold);
  S2pPopulation *population = s2p_population_new (n, neuron->model->n_conductances, 0, NULL);
  S2pGenerateOptions options;
  S2pDrawCounts counts = { 0 };

  s2p_generate_options_init (&options);
  for (guint i = 0; i < n; i++)
    assert_true (s2p_generate_cell (point, &options, 4, 5, 0, i, population->g + i * population->n_conductances, &counts, NULL));
  if (broken < n)
    population->g[broken * population->n_conductances] = INFINITY;
  return population;
}

/* What is expected of one cell: by an engine alone. */
static void
check_cell (const S2pFastEngine *fast, const S2pCvodeEngine *cvode, const S2pFiring *firing, const S2pTraces *traces, const S2pSimulateItem *item, guint index)
{
  const S2pCellFiring *cell = &firing->cells[index];
  const double *g = item->population->g + index * item->population->n_conductances;
  const S2pSpikeTrain *recorded = item->recording != NULL ? item->recording->train : NULL;
  g_autofree float *trace = g_new0 (float, s2p_trace_length (firing->options.duration, firing->options.trace_step));
  S2pSimulatedCell alone = { .recording = item->stream, .instance = item->instance + index, .trace = trace };
  S2pFeatures features;
  double distance = NAN;

  assert_true (firing->reference ? s2p_cvode_run (cvode, g, &firing->options, &alone, NULL, NULL) : s2p_fast_run (fast, g, 1, &firing->options, &alone, NULL, NULL));
  assert_null (cell->failure);
  assert_int_equal (cell->n_spikes, alone.spikes->len);
  assert_true (cell->n_spikes > 0);
  assert_memory_equal (cell->times, alone.spikes->data, cell->n_spikes * sizeof (double));
  s2p_features_compute (cell->times, cell->n_spikes, &features);
  assert_float_equal (cell->features.rate, features.rate, 0);
  if (recorded != NULL)
    distance = s2p_common_distance (recorded->times, recorded->n_spikes, cell->times, cell->n_spikes);
  assert_true (cell->distance == distance || (isnan (cell->distance) && isnan (distance)));
  assert_memory_equal (traces->v[index], trace, traces->length * sizeof (float));
  assert_non_null (traces->summaries[index]);
  g_array_unref (alone.spikes);
}

static void
check_simulation (gboolean reference, guint n_cells)
{
  g_autoptr (S2pNeuron) neuron = neuron_of (STG, NULL, NULL);
  g_autoptr (S2pFastEngine) fast = s2p_fast_engine_new (neuron->model, S2P_FAST_STEP);
  g_autoptr (S2pCvodeEngine) cvode = s2p_cvode_engine_new (neuron->model);
  g_autoptr (GPtrArray) recordings = load_recordings (1);
  g_autoptr (S2pPopulation) whole = new_population (neuron, n_cells, n_cells), broken = new_population (neuron, n_cells, reference ? n_cells : 1),
                            empty = s2p_population_new (0, neuron->model->n_conductances, 0, NULL);
  const S2pSimulateItem items[] = {
    { recordings->pdata[0], whole, n_cells, 3, 0 },
    { NULL, empty, 10, 0, 0 },
    { NULL, broken, n_cells - 1, 0, 100 },
    { recordings->pdata[1], whole, n_cells + 5, 4, 0 },
  };
  S2pSimulationOptions options;

  s2p_simulation_options_init (&options, neuron->model);
  options.duration = 400;
  options.transient = 50;
  options.noise = 0.5;
  options.seed = 9;
  options.trace_step = 0.5;
  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autoptr (S2pSimulatePlan) plan = s2p_simulate_plan_new (neuron, &options, reference, TRUE, items, G_N_ELEMENTS (items), NULL);

      assert_true (s2p_simulate_plan_n_parts (plan) > 1);
      assert_null (s2p_simulate_plan_take (plan, 0)); /* not yet */
      run_parts (way, s2p_simulate_plan_n_parts (plan), s2p_simulate_plan_part, plan);
      for (guint i = 0; i < G_N_ELEMENTS (items); i++)
        {
          g_autoptr (S2pFiring) firing = s2p_simulate_plan_take (plan, i);
          g_autoptr (S2pTraces) traces = s2p_simulate_plan_take_traces (plan, i);

          assert_int_equal (firing->n, MIN (items[i].cells, items[i].population->n));
          assert_int_equal (traces->n, firing->n);
          assert_int_equal (s2p_simulate_plan_cells (plan, i), firing->n);
          assert_int_equal (s2p_simulate_plan_failed (plan, i), i == 2 && !reference);
          assert_int_equal (firing->reference, reference);
          for (guint k = 0; k < firing->n; k++)
            if (i == 2 && k == 1 && !reference)
              assert_true (firing->cells[k].failure != NULL && traces->v[k] == NULL && traces->summaries[k] == NULL && firing->cells[k].n_spikes == 0);
            else
              check_cell (fast, cvode, firing, traces, &items[i], k);
        }
    }
}

static void
fast_simulations_are_those_of_single_cells_in_any_order (void **state)
{
  check_simulation (FALSE, 30);
}

static void
reference_simulations_are_those_of_single_cells_in_any_order (void **state)
{
  check_simulation (TRUE, 3);
}

static void
without_traces_there_are_none (void **state)
{
  g_autoptr (S2pNeuron) neuron = neuron_of (STG, NULL, NULL);
  g_autoptr (S2pPopulation) population = new_population (neuron, 2, 2);
  const S2pSimulateItem item = { NULL, population, 2, 0, 0 };
  const S2pSimulationOptions options = { .duration = 50, .trace_step = 0.5 };
  g_autoptr (S2pSimulatePlan) plan = s2p_simulate_plan_new (neuron, &options, FALSE, FALSE, &item, 1, NULL);
  g_autoptr (S2pFiring) firing = NULL;

  run_parts (FORWARDS, s2p_simulate_plan_n_parts (plan), s2p_simulate_plan_part, plan);
  firing = s2p_simulate_plan_take (plan, 0);
  assert_non_null (firing);
  assert_true (isnan (firing->cells[0].distance));
  assert_null (s2p_simulate_plan_take_traces (plan, 0));
}

/* A part that would run for hours beside one that cancels it: without an eye on that, the test would not end. */
typedef struct {
  S2pTask       part;
  gpointer      plan;
  GCancellable *cancellable;
} Race;

static void
work_or_cancel (guint index, gpointer data)
{
  Race *race = data;

  if (index == 0)
    race->part (0, race->plan);
  else
    g_cancellable_cancel (race->cancellable);
}

static void
race (S2pTask part, gpointer plan, GCancellable *cancellable)
{
  g_autoptr (S2pPool) pool = s2p_pool_new (2);
  Race data = { part, plan, cancellable };

  s2p_pool_run (pool, 2, work_or_cancel, &data);
}

static void
a_cancelled_simulation_ends_and_gives_nothing (void **state)
{
  g_autoptr (S2pNeuron) neuron = neuron_of (STG, NULL, NULL);
  g_autoptr (S2pPopulation) population = new_population (neuron, 4, 4);
  const S2pSimulateItem item = { NULL, population, 4, 0, 0 };
  S2pSimulationOptions options;

  s2p_simulation_options_init (&options, neuron->model);
  options.duration = 1e7;
  options.trace_step = 100;
  for (int reference = 0; reference < 2; reference++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (S2pSimulatePlan) plan = s2p_simulate_plan_new (neuron, &options, reference, TRUE, &item, 1, cancellable);

      race (s2p_simulate_plan_part, plan, cancellable);
      s2p_simulate_plan_part (0, plan); /* one that begins after it */
      assert_int_equal (s2p_simulate_plan_cells (plan, 0), 0);
      assert_int_equal (s2p_simulate_plan_failed (plan, 0), 0);
      assert_null (s2p_simulate_plan_take (plan, 0));
      assert_null (s2p_simulate_plan_take_traces (plan, 0));
    }
}

static void
a_cancelled_generation_ends_and_gives_nothing (void **state)
{
  g_autoptr (S2pNeuron) neuron = neuron_of (STG, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (S2pPopulatePlan) plan = NULL;
  const S2pTarget impossible = { .available = TRUE, .g_s = 15, .g_u = 0.1 };
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  options.max_draws = G_MAXUINT;
  assert_true (s2p_generate_options_set_pair (&options, neuron->model, "A,KCa", NULL));
  plan = s2p_populate_plan_new (neuron, &options, &impossible, 1, 10, cancellable);
  race (s2p_populate_plan_part, plan, cancellable);
  assert_null (s2p_populate_plan_take (plan, 0));
}

static void
a_cancelled_estimate_is_empty (void **state)
{
  g_autoptr (S2pNeuron) neuron = load_neuron ();
  g_autoptr (GPtrArray) recordings = load_recordings (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (S2pEstimatePlan) plan = s2p_estimate_plan_new (neuron, (S2pRecording *const *) recordings->pdata, recordings->len, FALSE, cancellable);

  g_cancellable_cancel (cancellable);
  s2p_estimate_plan_part (0, plan);
  for (guint i = 0; i < recordings->len; i++)
    assert_false (s2p_estimate_plan_results (plan)[i].inference.available);
}

/* What a plan was made from may go before it runs. */
static void
a_plan_keeps_what_it_reads (void **state)
{
  S2pNeuron *neuron = load_neuron ();
  GPtrArray *recordings = load_recordings (1);
  S2pPopulation *population = new_population (neuron, 2, 2);
  const S2pSimulateItem item = { recordings->pdata[0], population, 2, 0, 0 };
  const S2pSimulationOptions options = { .duration = 50, .trace_step = 0.5 };
  g_autoptr (S2pEstimatePlan) estimate = s2p_estimate_plan_new (neuron, (S2pRecording *const *) recordings->pdata, recordings->len, FALSE, NULL);
  g_autoptr (S2pSimulatePlan) simulate = s2p_simulate_plan_new (neuron, &options, FALSE, FALSE, &item, 1, NULL);
  g_autoptr (S2pFiring) firing = NULL;

  g_ptr_array_unref (recordings);
  s2p_population_unref (population);
  s2p_neuron_unref (neuron);
  run_parts (FORWARDS, s2p_estimate_plan_n_parts (estimate), s2p_estimate_plan_part, estimate);
  run_parts (FORWARDS, s2p_simulate_plan_n_parts (simulate), s2p_simulate_plan_part, simulate);
  assert_true (s2p_estimate_plan_results (estimate)[0].inference.available);
  firing = s2p_simulate_plan_take (simulate, 0);
  assert_non_null (firing);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_neuron_says_what_it_lacks),
    cmocka_unit_test (verdicts_need_a_domain_beside_the_weights),
    cmocka_unit_test (estimates_do_not_depend_on_order_or_threads),
    cmocka_unit_test (at_the_mean_the_target_is_what_was_inferred),
    cmocka_unit_test (populations_are_those_of_single_cells_in_any_order),
    cmocka_unit_test (a_population_that_fails_tells_the_first_reason),
    cmocka_unit_test (fast_simulations_are_those_of_single_cells_in_any_order),
    cmocka_unit_test (reference_simulations_are_those_of_single_cells_in_any_order),
    cmocka_unit_test (without_traces_there_are_none),
    cmocka_unit_test (a_cancelled_simulation_ends_and_gives_nothing),
    cmocka_unit_test (a_cancelled_generation_ends_and_gives_nothing),
    cmocka_unit_test (a_cancelled_estimate_is_empty),
    cmocka_unit_test (a_plan_keeps_what_it_reads),
  };

  return cmocka_run_group_tests_name ("session-plans", tests, NULL, NULL);
}
