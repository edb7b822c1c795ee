/* Spoilt recordings have the statistics they should, cells of a data set come back as they were, scores do not hang on threads, and
 * the page holds all its panels. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "model/model-load.h"
#include "picture/noise-page.h"
#include "recording/features.h"
#include "training/dataset-cells.h"
#include "training/dataset-make.h"
#include "training/perturb.h"

enum { N = 2000, POPULATIONS = 24, SIZE = 4 };

#define INTERVAL 25.0

typedef struct {
  S2pModel   *model;
  S2pNetwork *network;
  S2pDataset *dataset;
  char       *folder, *path;
} Setting;

static int
set_up (void **state)
{
  Setting *s = g_new0 (Setting, 1);
  const S2pDatasetPlan plan = { .seed = 31, .n_populations = POPULATIONS, .size = SIZE, .n_shards = 1 };
  const char *paths[2] = { NULL };

  s->model = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", NULL);
  s->network = s2p_network_load (S2P_SOURCE_ROOT "/weights/stg.safetensors", NULL);
  s->folder = g_dir_make_tmp ("s2p-robustness-XXXXXX", NULL);
  s->path = g_build_filename (s->folder, "set.s2p", NULL);
  *state = s;

  g_autoptr (S2pDatasetMaker) maker = s2p_dataset_maker_new (s->model, &plan, s->path, NULL);

  for (guint block = 0; block < s2p_dataset_maker_blocks (maker); block++)
    {
      g_autoptr (GBytes) bytes = s2p_dataset_maker_make (maker, block, NULL, NULL);

      if (!s2p_dataset_maker_append (maker, bytes, NULL))
        return 1;
    }
  paths[0] = s->path;
  if (!s2p_dataset_maker_finish (maker, NULL))
    return 1;
  s->dataset = s2p_dataset_open_shards (paths, NULL);
  return s->model == NULL || s->network == NULL || s->dataset == NULL;
}

static int
tear_down (void **state)
{
  Setting *s = *state;

  s2p_dataset_free (s->dataset);
  s2p_network_free (s->network);
  s2p_model_free (s->model);
  g_remove (s->path);
  g_rmdir (s->folder);
  g_free (s->path);
  g_free (s->folder);
  g_free (s);
  return 0;
}

/* --- perturbations --- */

static void
fill_regular (double *times)
{
  for (guint i = 0; i < N; i++)
    times[i] = 100 + INTERVAL * i;
}

static gsize
spoil (S2pPerturbation what, double strength, double *out)
{
  double times[N];

  fill_regular (times);
  return s2p_perturb (what, strength, 5, 6, 7, times, N, out, S2P_PERTURB_ROOM (N));
}

static void
assert_ascending (const double *times, gsize n)
{
  for (gsize i = 1; i < n; i++)
    assert_true (times[i] >= times[i - 1]);
}

static void
strength_0_changes_nothing (void **state)
{
  g_autofree double *out = g_new (double, S2P_PERTURB_ROOM (N));
  double times[N];

  fill_regular (times);
  for (S2pPerturbation what = 0; what < S2P_N_PERTURBATIONS; what++)
    {
      assert_int_equal (spoil (what, 0, out), N);
      assert_memory_equal (out, times, sizeof times);
      assert_int_equal (s2p_perturb (what, 1, 1, 2, 3, times, 0, out, 0), 0);
    }
}

static void
the_name_of_the_draws_decides (void **state)
{
  g_autofree double *a = g_new (double, S2P_PERTURB_ROOM (N)), *b = g_new (double, S2P_PERTURB_ROOM (N));
  double times[N];
  gsize n;

  fill_regular (times);
  for (S2pPerturbation what = 0; what < S2P_PERTURB_BURST_POISSON; what++)
    {
      n = spoil (what, 0.5, a);
      assert_int_equal (spoil (what, 0.5, b), n);
      assert_memory_equal (a, b, n * sizeof *a);
    }
  n = spoil (S2P_PERTURB_JITTER, 0.5, a);
  assert_int_equal (s2p_perturb (S2P_PERTURB_JITTER, 0.5, 5, 6, 8, times, N, b, S2P_PERTURB_ROOM (N)), n);
  assert_true (memcmp (a, b, n * sizeof *a) != 0);
}

static void
jitter_and_grid_move_times (void **state)
{
  g_autofree double *out = g_new (double, S2P_PERTURB_ROOM (N));
  double squares = 0;

  assert_int_equal (spoil (S2P_PERTURB_JITTER, 2, out), N);
  assert_ascending (out, N);
  for (guint i = 0; i < N; i++) /* 2 ms are too little to change places */
    squares += (out[i] - 100 - INTERVAL * i) * (out[i] - 100 - INTERVAL * i);
  assert_float_equal (sqrt (squares / N), 2, 0.13); /* four standard errors */
  assert_int_equal (spoil (S2P_PERTURB_GRID, 10, out), N);
  for (guint i = 0; i < N; i++)
    {
      assert_float_equal (out[i], 10 * round (out[i] / 10), 1e-9);
      assert_true (fabs (out[i] - 100 - INTERVAL * i) <= 5);
    }
  assert_int_equal (spoil (S2P_PERTURB_GRID, 2 * INTERVAL, out), N / 2 + 1); /* pairs fall together */
}

static void
spikes_are_lost_and_added (void **state)
{
  g_autofree double *out = g_new (double, S2P_PERTURB_ROOM (N));
  gsize n = spoil (S2P_PERTURB_LOST, 0.2, out), foreign = 0, first_half = 0;

  assert_ascending (out, n);
  assert_float_equal (n, 0.8 * N, 4 * sqrt (N * 0.16));
  for (gsize i = 0; i < n; i++)
    assert_float_equal (fmod (out[i] - 100, INTERVAL), 0, 0);
  n = spoil (S2P_PERTURB_FOREIGN, 0.2, out);
  assert_ascending (out, n);
  assert_float_equal (n, 1.2 * N, 4 * sqrt (N * 0.16));
  for (gsize i = 0; i < n; i++)
    if (fmod (out[i] - 100, INTERVAL) != 0)
      {
        foreign++;
        first_half += out[i] < 100 + INTERVAL * N / 2;
      }
  assert_int_equal (foreign, n - N); /* its own are all there */
  assert_float_equal ((double) first_half / foreign, 0.5, 4 * 0.5 / sqrt (foreign));
}

static void
a_window_is_a_piece (void **state)
{
  g_autofree double *out = g_new (double, S2P_PERTURB_ROOM (N));

  assert_int_equal (spoil (S2P_PERTURB_WINDOW, 10, out), 10);
  assert_true (out[0] > 100); /* not always the beginning */
  for (guint i = 1; i < 10; i++)
    assert_float_equal (out[i] - out[i - 1], INTERVAL, 1e-9);
  assert_int_equal (spoil (S2P_PERTURB_WINDOW, N + 5, out), N);
}

static void
intervals_become_uneven (void **state)
{
  g_autofree double *out = g_new (double, S2P_PERTURB_ROOM (N));
  S2pFeatures features;

  for (double cv = 0.1; cv < 1.1; cv += 0.4)
    {
      assert_int_equal (spoil (S2P_PERTURB_UNEVEN, cv, out), N);
      s2p_features_compute (out, N, &features);
      assert_float_equal (features.cv_isi, cv, 0.1 * cv);
      assert_float_equal (1000 / features.rate, INTERVAL, 4 * cv * INTERVAL / sqrt (N));
    }
}

static void
the_rate_drifts (void **state)
{
  g_autofree double *out = g_new (double, S2P_PERTURB_ROOM (N));
  double times[N], ratio;
  guint faster = 0;

  fill_regular (times);
  for (guint32 instance = 0; instance < 64; instance++)
    {
      assert_int_equal (s2p_perturb (S2P_PERTURB_DRIFT, 0.5, 1, 2, instance, times, N, out, S2P_PERTURB_ROOM (N)), N);
      assert_float_equal (out[0], times[0], 1e-9);
      assert_float_equal (out[N - 1], times[N - 1], 1e-6);
      ratio = (out[1] - out[0]) / (out[N - 1] - out[N - 2]); /* of the rate at the end to that at the beginning */
      faster += ratio > 1;
      assert_float_equal (ratio > 1 ? ratio : 1 / ratio, 1.5, 1e-3);
    }
  assert_true (faster > 16 && faster < 48);
}

static void
poisson_trains_keep_rate_or_bursts (void **state)
{
  enum { BURSTS = 400, EACH = 5 };
  g_autofree double *bursting = g_new (double, BURSTS * EACH), *out = g_new (double, S2P_PERTURB_ROOM (N));
  S2pFeatures features;
  gsize n = spoil (S2P_PERTURB_POISSON, 1, out), onsets = 1;
  double counts = 0, squares = 0;

  assert_int_equal (n, N);
  assert_ascending (out, n);
  s2p_features_compute (out, n, &features);
  assert_float_equal (features.cv_isi, 1, 0.1);
  assert_float_equal (1000 / features.rate, INTERVAL, 1);
  assert_int_equal (spoil (S2P_PERTURB_BURST_POISSON, 1, out), 0); /* a regular train has no bursts */

  for (guint i = 0; i < BURSTS * EACH; i++)
    bursting[i] = 500.0 * (i / EACH) + 4 * (i % EACH);
  n = s2p_perturb (S2P_PERTURB_BURST_POISSON, 1, 5, 6, 7, bursting, BURSTS * EACH, out, S2P_PERTURB_ROOM (N));
  assert_ascending (out, n);
  assert_float_equal (n, BURSTS * EACH, 4 * sqrt (BURSTS * (EACH * EACH + EACH))); /* variance of a sum of 1 + Poisson (4) over a Poisson number of bursts, and some */
  for (gsize i = 1; i < n; i++)
    onsets += out[i] - out[i - 1] > 40;
  assert_true (onsets > 0.8 * BURSTS && onsets < 1.1 * BURSTS);
  /* onsets are no clock: the number in a window varies as in a Poisson process, where that of the recording hardly does */
  for (guint window = 0; window < 40; window++)
    {
      double count = 0;

      for (gsize i = 0; i < n; i++)
        count += out[i] >= 5000.0 * window && out[i] < 5000.0 * (window + 1);
      counts += count / 40;
      squares += count * count / 40;
    }
  assert_true (squares - counts * counts > 100); /* expected: 10 bursts x (25 + 4) = 290; of the recording: 0 */
}

/* --- cells --- */

static void
cells_come_back_to_the_last_bit (void **state)
{
  const Setting *s = *state;
  g_autoptr (S2pDatasetCells) cells = s2p_dataset_cells_new (s->dataset, s->model, NULL);
  const gsize n = s2p_dataset_size (s->dataset);
  g_autofree gsize *indices = g_new (gsize, n);
  g_autofree S2pFoundCell *found = g_new0 (S2pFoundCell, n);
  g_autofree double *g = g_new0 (double, n * s->model->n_conductances);
  g_autofree GArray **spikes = g_new0 (GArray *, n), **noisy = g_new0 (GArray *, n), **again = g_new0 (GArray *, n);
  guint changed = 0;

  assert_true (n > POPULATIONS);
  for (gsize i = 0; i < n; i++)
    indices[i] = i;
  assert_true (s2p_dataset_cells_find (cells, indices, n, g, found, NULL, NULL));
  found[1].found = FALSE; /* is then left out, and moves nobody */
  assert_true (s2p_dataset_cells_simulate (cells, indices, found, g, n, 0, spikes, NULL, NULL));
  assert_true (s2p_dataset_cells_simulate (cells, indices, found, g, n, 3, noisy, NULL, NULL));
  assert_true (s2p_dataset_cells_simulate (cells, indices + 2, found + 2, g + 2 * s->model->n_conductances, 1, 3, again, NULL, NULL));
  assert_int_equal (again[0]->len, noisy[2]->len);
  assert_memory_equal (again[0]->data, noisy[2]->data, noisy[2]->len * sizeof (double));
  g_array_unref (again[0]);
  assert_null (spikes[1]);
  for (gsize i = 0; i < n; i++)
    {
      S2pSample sample;

      if (i == 1)
        continue;
      s2p_dataset_get (s->dataset, i, &sample);
      assert_true (found[i].found && found[i].exact);
      assert_int_equal (spikes[i]->len, sample.n_spikes);
      for (guint32 k = 0; k < sample.n_spikes; k++)
        assert_true ((float) g_array_index (spikes[i], double, k) == sample.times[k]);
      changed += noisy[i]->len != spikes[i]->len || memcmp (noisy[i]->data, spikes[i]->data, spikes[i]->len * sizeof (double)) != 0;
      g_array_unref (spikes[i]);
      g_array_unref (noisy[i]);
    }
  assert_int_equal (changed, n - 1);
}

static void
cells_of_another_model_are_refused (void **state)
{
  const Setting *s = *state;
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pModel) other = s2p_model_load (S2P_SOURCE_ROOT "/models/da.model", NULL);

  assert_null (s2p_dataset_cells_new (s->dataset, other, &error));
  assert_int_equal (error->code, S2P_ERROR_ARGUMENT);
}

static void
cells_of_a_changed_model_are_not_found (void **state)
{
  const Setting *s = *state;
  g_autoptr (S2pModel) changed = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", NULL);
  g_autoptr (S2pDatasetCells) cells = NULL;
  g_autofree double *g = g_new0 (double, 8 * changed->n_conductances);
  const gsize indices[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  S2pFoundCell found[8];
  guint n = 0;

  changed->transient += 137; /* another part of the train is kept */
  cells = s2p_dataset_cells_new (s->dataset, changed, NULL);
  assert_true (s2p_dataset_cells_find (cells, indices, 8, g, found, NULL, NULL));
  for (guint i = 0; i < 8; i++)
    n += found[i].found;
  assert_int_equal (n, 0);
}

/* --- scores and page --- */

static S2pNoiseRow *
score (const Setting *s, gboolean backwards, guint *n)
{
  g_autoptr (S2pRobustness) robustness = s2p_robustness_new (s->dataset, s->model, s->network, 20, 9, NULL, NULL);
  const guint n_parts = s2p_robustness_n_parts (robustness);
  gsize recordings, rebuilt, exact;

  assert_int_equal (n_parts, 2);
  for (guint i = 0; i < n_parts; i++)
    s2p_robustness_part (backwards ? n_parts - 1 - i : i, robustness);
  s2p_robustness_counts (robustness, &recordings, &rebuilt, &exact);
  assert_true (recordings > 16 && recordings <= 20);
  assert_int_equal (rebuilt, recordings);
  assert_int_equal (exact, recordings);
  return s2p_robustness_rows (robustness, n);
}

static const S2pNoiseRow *
row (const S2pNoiseRow *rows, guint n, const char *kind, double strength, S2pScoreGroup group)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (rows[i].kind->name, kind) && rows[i].strength == strength && rows[i].group == group)
      return &rows[i];
  fail_msg ("there is no row %s %g", kind, strength);
  return NULL;
}

static guint
ink (const unsigned char *data, int stride, const S2pRect *area)
{
  guint count = 0;

  for (int y = (int) area->y + 2; y < (int) (area->y + area->height) - 2; y++)
    for (int x = (int) area->x + 2; x < (int) (area->x + area->width) - 2; x++)
      count += (*(const guint32 *) (const void *) (data + y * stride + 4 * x) & 0xffffff) != 0xffffff;
  return count;
}

static void
assert_page (const Setting *s, const S2pNoiseRow *rows, guint n)
{
  static const char *const quantities[] = { "error_g_s" };
  g_autoptr (S2pScores) published = s2p_scores_new_empty (quantities, 1);
  g_autoptr (S2pSheet) page = NULL;
  g_autofree char *path = g_build_filename (s->folder, "page.pdf", NULL), *bytes = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) S2P_SHEET_WIDTH, (int) S2P_SHEET_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  S2pPanel *last = NULL;
  gsize length;
  guint panels = 0, pages = 0;

  assert_true (s2p_scores_take_published (published, "stg,spiking,error_g_s,4.5\n", "", "stg", NULL));
  page = s2p_noise_page_new (s->model, rows, n, published);
  s2p_figure_draw (page->figure, cr, S2P_SHEET_WIDTH, S2P_SHEET_HEIGHT);
  cairo_surface_flush (surface);
  for (double y = 0; y < S2P_SHEET_HEIGHT; y += 2)
    for (double x = 0; x < S2P_SHEET_WIDTH; x += 2)
      {
        S2pPanel *panel = s2p_figure_panel_at (page->figure, x, y);

        if (panel == NULL || panel == last || panel->area.y < y - 2) /* each at its first line of pixels */
          continue;
        last = panel;
        panels++;
        assert_true (panel->area.width > 100 && panel->area.height > 45);
        assert_true (ink (cairo_image_surface_get_data (surface), cairo_image_surface_get_stride (surface), &panel->area) > 60);
        assert_true (panel->area.x >= 0 && panel->area.x + panel->area.width <= S2P_SHEET_WIDTH);
        assert_true (panel->area.y + panel->area.height + panel->room.bottom <= S2P_SHEET_HEIGHT);
      }
  assert_int_equal (panels, 8 * 4 + 1);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  assert_true (s2p_sheet_save (page, path, NULL));
  assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  assert_true (g_str_has_prefix (bytes, "%PDF") && length > 10000);
  for (gsize i = 0; i + 12 < length; i++)
    pages += memcmp (bytes + i, "/Type /Page\n", 12) == 0 || memcmp (bytes + i, "/Type /Page ", 12) == 0;
  assert_true (pages <= 1); /* 0: newer cairo packs what tells of pages */
  g_remove (path);
}

static void
scores_tell_noise_from_none (void **state)
{
  const Setting *s = *state;
  guint n, n_back, n_kinds;
  g_autofree S2pNoiseRow *rows = score (s, FALSE, &n), *back = score (s, TRUE, &n_back);
  g_autoptr (GString) text = g_string_new (NULL), other = g_string_new (NULL);
  const S2pNoiseRow *none = row (rows, n, "none", 0, S2P_SCORES_ALL), *silent = row (rows, n, "current", 0, S2P_SCORES_ALL), *poisson = row (rows, n, "poisson", 1, S2P_SCORES_ALL);

  s2p_noise_kinds (&n_kinds);
  assert_true (n > n_kinds * S2P_N_SCORE_GROUPS);
  s2p_noise_rows_append_csv (rows, n, text);
  s2p_noise_rows_append_csv (back, n_back, other);
  assert_string_equal (text->str, other->str);
  assert_null (strstr (text->str, "nan"));

  /* simulated without noise, the cells are the recordings */
  assert_int_equal (silent->recordings, none->recordings);
  assert_float_equal (silent->minus_log_density, none->minus_log_density, 1e-2);
  assert_float_equal (silent->within_90, none->within_90, 0);
  /* noise makes it worse, and two groups make the whole */
  assert_true (row (rows, n, "jitter", 5, S2P_SCORES_ALL)->minus_log_density > none->minus_log_density);
  assert_true (row (rows, n, "window", 5, S2P_SCORES_ALL)->minus_log_density > none->minus_log_density);
  assert_true (row (rows, n, "current", 5, S2P_SCORES_ALL)->minus_log_density > none->minus_log_density);
  assert_int_equal (row (rows, n, "none", 0, S2P_SCORES_SPIKING)->recordings + row (rows, n, "none", 0, S2P_SCORES_BURSTING)->recordings, none->recordings);
  /* no density is as wide as the range, and the region of 90 % is the smallest that holds as much */
  assert_true (none->entropy < log (800) && none->area_90 > 0 && none->area_90 < 0.9);
  assert_true (isnan (poisson->error_g_s) && isnan (poisson->minus_log_density) && isnan (poisson->within_90) && isnan (poisson->class_right));
  assert_true (isfinite (poisson->entropy) && poisson->area_90 > 0);
  assert_page (s, rows, n);
  assert_page (s, rows, 3); /* little known: empty panels but for the guides */
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (strength_0_changes_nothing),
    cmocka_unit_test (the_name_of_the_draws_decides),
    cmocka_unit_test (jitter_and_grid_move_times),
    cmocka_unit_test (spikes_are_lost_and_added),
    cmocka_unit_test (a_window_is_a_piece),
    cmocka_unit_test (intervals_become_uneven),
    cmocka_unit_test (the_rate_drifts),
    cmocka_unit_test (poisson_trains_keep_rate_or_bursts),
    cmocka_unit_test (cells_come_back_to_the_last_bit),
    cmocka_unit_test (cells_of_another_model_are_refused),
    cmocka_unit_test (cells_of_a_changed_model_are_not_found),
    cmocka_unit_test (scores_tell_noise_from_none),
  };

  return cmocka_run_group_tests_name ("training-robustness", tests, set_up, tear_down);
}
