/* A session: what it holds, what it forgets when, and its tables. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "population/cells-file.h"
#include "recording/distance.h"
#include "recording/import.h"
#include "session/plan.h"
#include "session/tables.h"
#include "session/traces.h"

#define ROOT S2P_SOURCE_ROOT

static S2pSpikeTrain *
new_train (const char *id, double first, double interval, guint n)
{
  double *times = g_new (double, n);

  for (guint i = 0; i < n; i++)
    times[i] = first + i * interval;
  return s2p_spike_train_new (id, times, n);
}

static S2pEntry *
add (S2pSession *session, const char *id)
{
  return s2p_session_add (session, new_train (id, 10, 50, 20), "file.csv");
}

static S2pModel *
load_model (void)
{
  S2pModel *model = s2p_model_load (ROOT "/models/stg.model", NULL);

  assert_non_null (model);
  return model;
}

/* Two cells with conductances that tell which is which. */
static S2pPopulation *
new_population (guint n_conductances)
{
  S2pPopulation *population = s2p_population_new (2, n_conductances, 7, "A,H");

  for (guint i = 0; i < 2 * n_conductances; i++)
    population->g[i] = 1 + i / 3.0;
  for (guint i = 0; i < 4; i++)
    population->dics[i] = i % 2 ? 5 : -4.25;
  return population;
}

/* The first cell fires as @recorded, 3 ms late; the second has failed. */
static S2pFiring *
new_firing (const S2pSpikeTrain *recorded)
{
  const S2pSimulationOptions options = { .duration = 5000, .transient = 3000 };
  S2pFiring *firing = s2p_firing_new (2, &options, TRUE);
  double *times = g_memdup2 (recorded->times, recorded->n_spikes * sizeof *times);

  for (gsize i = 0; i < recorded->n_spikes; i++)
    times[i] += 3;
  s2p_cell_firing_set (&firing->cells[0], times, recorded->n_spikes, recorded);
  firing->cells[1].failure = g_strdup ("it broke");
  return firing;
}

static void
fill (S2pEntry *entry, guint n_conductances)
{
  const S2pEstimate estimate = { .inference = { .available = TRUE, .g_s = -4, .g_u = 5, .sd_g_s = 0.5, .sd_g_u = 0.25 }, .g_s = -4.25, .g_u = 5 };
  g_autoptr (S2pPopulation) population = new_population (n_conductances);
  g_autoptr (S2pFiring) firing = new_firing (entry->recording->train);

  s2p_entry_set_estimate (entry, &estimate);
  s2p_entry_set_population (entry, population);
  s2p_entry_set_firing (entry, firing);
}

static void
recordings_come_in_order_with_ids_of_their_own (void **state)
{
  g_autoptr (S2pSession) session = s2p_session_new ();
  static const char *const given[] = { "3", "a", "3", "3 (2)", "3" }, *const expected[] = { "3", "a", "3 (2)", "3 (2) (2)", "3 (3)" };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      const S2pEntry *entry = add (session, given[i]);

      assert_string_equal (entry->recording->train->id, expected[i]);
      assert_string_equal (entry->recording->source, "file.csv");
      assert_int_equal (entry->recording->stream, i);
      assert_int_equal (entry->recording->features.n_spikes, 20);
      assert_int_equal (entry->recording->features.activity, S2P_ACTIVITY_SPIKING);
      assert_true (entry->used && !entry->estimated && entry->population == NULL && entry->firing == NULL);
      assert_ptr_equal (session->entries->pdata[i], entry);
    }
}

static void
a_removed_recording_frees_its_id_but_not_its_stream (void **state)
{
  g_autoptr (S2pSession) session = s2p_session_new ();

  for (guint i = 0; i < 4; i++)
    add (session, i == 2 ? "same" : "x");
  s2p_session_remove (session, &(guint64) { 2 }, 1);
  assert_int_equal (session->entries->len, 3);
  assert_null (s2p_session_find (session, 2));
  for (guint i = 0; i < 4; i++)
    if (i != 2)
      assert_int_equal (s2p_session_find (session, i)->recording->stream, i);
  s2p_session_remove (session, &(guint64) { 2 }, 1);
  s2p_session_remove (session, &(guint64) { 99 }, 1);
  assert_int_equal (session->entries->len, 3);
  assert_int_equal (add (session, "same")->recording->stream, 4);
  assert_string_equal (s2p_session_find (session, 4)->recording->train->id, "same");
}

static void
a_copy_shares_what_is_large_and_nothing_else (void **state)
{
  S2pSession *session = s2p_session_new ();
  g_autoptr (S2pSession) copy = NULL;
  S2pEntry *entry = add (session, "x");
  const S2pRecording *recording = entry->recording;
  const S2pPopulation *population;

  add (session, "y");
  session->settings.pair = g_strdup ("A,H");
  fill (entry, 8);
  population = entry->population;
  copy = s2p_session_copy (session);
  s2p_session_forget (session);
  s2p_session_remove (session, &(guint64) { 1 }, 1);
  s2p_settings_clear (&session->settings);
  s2p_session_free (session);

  assert_int_equal (copy->entries->len, 2);
  entry = copy->entries->pdata[0];
  assert_ptr_equal (entry->recording, recording);
  assert_ptr_equal (entry->population, population);
  assert_true (entry->estimated);
  assert_float_equal (entry->estimate.g_s, -4.25, 0);
  assert_string_equal (entry->firing->cells[1].failure, "it broke");
  assert_string_equal (copy->settings.model, "stg");
  assert_string_equal (copy->settings.pair, "A,H");
  assert_string_equal (add (copy, "y")->recording->train->id, "y (2)");
  assert_int_equal (copy->next_stream, 3);
}

static void
what_followed_from_the_one_before_is_dropped (void **state)
{
  g_autoptr (S2pSession) session = s2p_session_new ();
  S2pEntry *entry = add (session, "x");
  g_autoptr (S2pPopulation) other = new_population (8);

  fill (entry, 8);
  s2p_entry_set_population (entry, other);
  assert_ptr_equal (entry->population, other);
  assert_true (entry->estimated && entry->firing == NULL);
  fill (entry, 8);
  s2p_entry_set_estimate (entry, &(S2pEstimate) { .g_s = 1 });
  assert_true (entry->estimated && entry->population == NULL && entry->firing == NULL);
  fill (entry, 8);
  entry->used = FALSE;
  s2p_session_forget (session);
  assert_true (!entry->used && !entry->estimated && entry->population == NULL && entry->firing == NULL);
}

static void
settings_follow_the_model (void **state)
{
  g_autoptr (S2pModel) model = load_model ();
  g_autoptr (S2pSession) session = s2p_session_new ();
  S2pSettings *settings = &session->settings;

  assert_string_equal (settings->model, "stg");
  assert_true (settings->size == 16 && settings->seed == 0 && settings->cells == 0 && settings->traces && !settings->reference && settings->pair == NULL);
  assert_float_equal (settings->duration, model->duration, 0);
  assert_float_equal (settings->transient, model->transient, 0);
  assert_true (s2p_settings_check (settings, model, NULL));
  settings->pair = g_strdup ("A,H");
  settings->duration = 1;
  s2p_settings_use_model (settings, model, settings->model);
  assert_string_equal (settings->model, "stg");
  assert_null (settings->pair);
  assert_float_equal (settings->duration, 5000, 0);
  assert_float_equal (settings->transient, 3000, 0);
}

#define GOOD .tolerance = 0.05, .budget = 10, /* what is not the matter */

static void
settings_out_of_range_are_named (void **state)
{
  static const struct { const char *word; S2pSettings wrong; } cases[] = {
    { "cells", { GOOD .size = 0, .duration = 100, .step = 1 } },
    { "cells", { GOOD .size = S2P_MOST_CELLS + 1, .duration = 100, .step = 1 } },
    { "duration", { GOOD .size = 1, .duration = 0, .step = 1 } },
    { "duration", { GOOD .size = 1, .duration = 1.1e7, .step = 1 } },
    { "duration", { GOOD .size = 1, .duration = NAN, .step = 1 } },
    { "transient", { GOOD .size = 1, .duration = 100, .transient = 100, .step = 1 } },
    { "transient", { GOOD .size = 1, .duration = 100, .transient = -1, .step = 1 } },
    { "noise", { GOOD .size = 1, .duration = 100, .noise = -0.1, .step = 1 } },
    { "noise", { GOOD .size = 1, .duration = 100, .noise = 1e4, .step = 1 } },
    { "step", { GOOD .size = 1, .duration = 100, .step = 0 } },
    { "step", { GOOD .size = 1, .duration = 100, .step = INFINITY } },
    { "step", { GOOD .size = 1, .duration = 100, .step = 1.1 * S2P_MOST_DURATION } }, /* more than the window can show */
    { "step", { GOOD .size = 1, .duration = 1e7, .step = 0.001 } }, /* 1e10 values of one cell */
    { "Xyz", { GOOD .size = 1, .duration = 100, .step = 1, .pair = "A,Xyz" } },
    { "tolerance", { .size = 1, .duration = 100, .step = 1, .tolerance = 0.6, .budget = 1 } },
    { "tolerance", { .size = 1, .duration = 100, .step = 1, .tolerance = NAN, .budget = 1 } },
    { "simulations", { .size = 1, .duration = 100, .step = 1, .tolerance = 0.05, .budget = 0 } },
    { "A", { GOOD .size = 1, .duration = 100, .step = 1, .pair = "A" } },
  };
  const S2pSettings right = { GOOD .size = S2P_MOST_CELLS, .duration = 1e6, .step = 0.001, .pair = "A,KCa" };
  g_autoptr (S2pModel) model = load_model ();

  assert_true (s2p_settings_check (&right, model, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_false (s2p_settings_check (&cases[i].wrong, model, &error));
      assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
      assert_non_null (strstr (error->message, cases[i].word));
    }
}

static void
cells_are_ordered_by_closeness (void **state)
{
  /* in the order that is expected */
  const S2pCellFiring cells[] = {
    { .features.activity = S2P_ACTIVITY_BURSTING, .distance = 0.5 }, { .features.activity = S2P_ACTIVITY_BURSTING, .distance = 2 },
    { .features.activity = S2P_ACTIVITY_SPIKING, .distance = 0.1 },  { .features.activity = S2P_ACTIVITY_SILENT, .distance = 0.3 },
    { .features.activity = S2P_ACTIVITY_BURSTING, .distance = NAN }, { .features.activity = S2P_ACTIVITY_SILENT, .distance = NAN },
    { .features.activity = S2P_ACTIVITY_BURSTING, .distance = 0, .failure = (char *) "broke" },
  };
  S2pCellFiring backwards[G_N_ELEMENTS (cells)];
  S2pFiring firing = { .n = G_N_ELEMENTS (cells), .cells = backwards };
  g_autofree guint *order = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (cells); j++)
        assert_int_equal (s2p_cell_firing_compare (&cells[i], &cells[j], S2P_ACTIVITY_BURSTING), i < j ? -1 : i > j);
      backwards[G_N_ELEMENTS (cells) - 1 - i] = cells[i];
    }
  assert_int_equal (s2p_firing_closest (&firing, S2P_ACTIVITY_BURSTING), firing.n - 1);
  assert_int_equal (s2p_firing_closest (&firing, S2P_ACTIVITY_SPIKING), firing.n - 3);
  order = s2p_firing_order (&firing, S2P_ACTIVITY_BURSTING);
  for (guint i = 0; i < firing.n; i++)
    assert_int_equal (order[i], firing.n - 1 - i);
  firing.n = 1; /* the one that failed */
  assert_int_equal (s2p_firing_closest (&firing, S2P_ACTIVITY_BURSTING), 1);
}

static void
a_cell_without_spikes_is_silent_and_has_no_distance (void **state)
{
  const S2pSimulationOptions options = { .duration = 100 };
  g_autoptr (S2pFiring) firing = s2p_firing_new (1, &options, FALSE);
  g_autoptr (S2pSpikeTrain) recorded = new_train ("x", 0, 10, 5);

  assert_int_equal (firing->cells[0].features.activity, S2P_ACTIVITY_SILENT);
  assert_true (isnan (firing->cells[0].distance));
  s2p_cell_firing_set (&firing->cells[0], g_memdup2 (recorded->times, 5 * sizeof (double)), 5, recorded);
  assert_float_equal (firing->cells[0].distance, 0, 0);
  s2p_cell_firing_set (&firing->cells[0], NULL, 0, recorded);
  assert_true (isnan (firing->cells[0].distance));
}

static void
the_size_of_traces_is_what_they_take (void **state)
{
  const gsize length = s2p_trace_length (100, 0.05);
  g_autofree float *values = g_new0 (float, length);
  const S2pSamples samples = { .floats = values, .n = length, .step = 0.05 };
  g_autoptr (S2pSummary) summary = s2p_summary_new (&samples);

  assert_int_equal (length, 2001);
  assert_int_equal (s2p_traces_size (1, 100, 0.05), (length + 2 * summary->n_blocks) * sizeof (float));
  assert_int_equal (s2p_traces_size (500, 5000, 0.05), 500 * s2p_traces_size (1, 5000, 0.05));
  assert_true (s2p_traces_size (S2P_MOST_CELLS, 1e7, 0.001) > 1ull << 50); /* no overflow */
}

static S2pSession *
filled_session (const S2pModel *model)
{
  S2pSession *session = s2p_session_new ();

  fill (add (session, "a,\"b\""), model->n_conductances);
  fill (add (session, "left out"), model->n_conductances);
  ((S2pEntry *) session->entries->pdata[1])->used = FALSE;
  s2p_session_add (session, new_train ("quiet", 5, 1, 1), NULL);
  s2p_entry_set_estimate (session->entries->pdata[2], &(S2pEstimate) { 0 });
  add (session, "new");
  return session;
}

#define REGIONS "correlation,mode_g_s,mode_g_u,area_50,low_g_s_50,high_g_s_50,low_g_u_50,high_g_u_50," \
  "area_90,low_g_s_90,high_g_s_90,low_g_u_90,high_g_u_90"

/* These estimates have no density. */
static void
tables_of_recordings_and_estimates (void **state)
{
  g_autoptr (S2pModel) model = load_model ();
  g_autoptr (S2pSession) session = filled_session (model);
  g_autofree char *features = s2p_session_features_csv (session), *estimates = s2p_session_estimates_csv (session);

  assert_string_equal (features, "ID,spikes,duration_ms,activity,rate_hz,cv_isi,f_intra_hz,f_inter_hz,burst_ms,spikes_per_burst\n"
                                 "\"a,\"\"b\"\"\",20,950.0000,spiking,20.0000,0.0000,,,,\n"
                                 "quiet,1,0.0000,silent,,,,,,\n"
                                 "new,20,950.0000,spiking,20.0000,0.0000,,,,\n");
  assert_string_equal (estimates, "ID,g_s,g_u,sd_g_s,sd_g_u,activity," REGIONS ",built_g_s,built_g_u,in_domain,reason\n"
                                  "\"a,\"\"b\"\"\",-4.000000000,5.000000000,0.500000000,0.250000000,spiking,,,,,,,,,,,,,,-4.250000000,5.000000000,,\n"
                                  "quiet,,,,,silent,,,,,,,,,,,,,,,,,\n");
}

static void
tables_of_cells_are_in_the_published_layout (void **state)
{
  g_autoptr (S2pModel) model = load_model ();
  g_autoptr (S2pSession) session = filled_session (model);
  const S2pEntry *entry = session->entries->pdata[0];
  g_autofree char *population = s2p_session_population_csv (session, model), *firing = s2p_session_firing_csv (session, model);
  g_autoptr (S2pCellsFile) cells = s2p_cells_file_parse ("p", population, strlen (population), model, NULL);
  g_autoptr (S2pRecordings) trains = s2p_recordings_parse ("f", firing, strlen (firing), NULL, NULL);

  assert_true (g_str_has_prefix (population, "ID,g_Na,g_Kd,g_CaT,g_CaS,g_KCa,g_A,g_H,g_leak\n\"a,\"\"b\"\"\",1,1.33333333333333"));
  assert_int_equal (cells->rows->len, 2);
  assert_memory_equal (cells->g, entry->population->g, 2 * model->n_conductances * sizeof (double));
  assert_true (g_str_has_prefix (firing, "ID,g_Na,g_Kd,g_CaT,g_CaS,g_KCa,g_A,g_H,g_leak,spiking_times\n"));
  assert_non_null (strstr (firing, ",\"[13.0000, 63.0000, 113.0000,"));
  assert_true (g_str_has_suffix (firing, ",\"\"\n")); /* the cell that failed */
  assert_int_equal (((S2pSpikeTrain *) trains->trains->pdata[0])->n_spikes, 20);
}

static void
the_table_of_closeness_begins_with_the_recording (void **state)
{
  g_autoptr (S2pModel) model = load_model ();
  g_autoptr (S2pSession) session = filled_session (model);
  g_autofree char *closeness = s2p_session_closeness_csv (session);

  /* 3 ms late is no distance: first spikes are aligned */
  assert_string_equal (closeness, "ID,cell,activity,same_activity,distance,rate_hz,cv_isi,f_intra_hz,f_inter_hz,burst_ms,spikes_per_burst\n"
                                  "\"a,\"\"b\"\"\",,spiking,,,20.0000,0.0000,,,,\n"
                                  "\"a,\"\"b\"\"\",1,spiking,1,0.000000,20.0000,0.0000,,,,\n"
                                  "\"a,\"\"b\"\"\",2,,,,,,,,,\n");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (recordings_come_in_order_with_ids_of_their_own),
    cmocka_unit_test (a_removed_recording_frees_its_id_but_not_its_stream),
    cmocka_unit_test (a_copy_shares_what_is_large_and_nothing_else),
    cmocka_unit_test (what_followed_from_the_one_before_is_dropped),
    cmocka_unit_test (settings_follow_the_model),
    cmocka_unit_test (settings_out_of_range_are_named),
    cmocka_unit_test (cells_are_ordered_by_closeness),
    cmocka_unit_test (a_cell_without_spikes_is_silent_and_has_no_distance),
    cmocka_unit_test (the_size_of_traces_is_what_they_take),
    cmocka_unit_test (tables_of_recordings_and_estimates),
    cmocka_unit_test (tables_of_cells_are_in_the_published_layout),
    cmocka_unit_test (the_table_of_closeness_begins_with_the_recording),
  };

  return cmocka_run_group_tests_name ("session", tests, NULL, NULL);
}
