/* Pictures of a made-up session: what is where, what is told of it, and what the view may show. Files of them are written
 * beside this program (pictures/) for people to look at. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "base/random.h"
#include "picture/picture-private.h"
#include "plot/box.h"
#include "plot/plane.h"

#define WIDTH 900
#define HEIGHT 600
#define STEP 0.1
#define DURATION 5000.0
#define TRANSIENT 3000.0

enum { RECORDINGS = 5, CELLS = 12, FAILED = 5, SILENT = 7, TRACED = 8 };

static char *folder;
static S2pModel *model;

/* --- the session --- */

static double *
make_train (double begin, double end, double period, guint per_burst, guint32 instance, gsize *n)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  S2pRandom random;

  s2p_random_init (&random, 5, S2P_RANDOM_AUGMENT, 0, instance);
  for (double burst = begin; burst < end; burst += period * (1 + 0.01 * s2p_random_normal (&random)))
    for (guint spike = 0; spike < per_burst && burst + spike * 14 < end; spike++)
      {
        const double time = burst + spike * 14;
        g_array_append_val (times, time);
      }
  *n = times->len;
  return (double *) (gpointer) g_array_free (times, FALSE);
}

/* Slow waves with a spike at each time. */
static float *
make_trace (const double *times, gsize n, gsize length, double step)
{
  float *v = g_new (float, length);
  gsize spike = 0;

  for (gsize i = 0; i < length; i++)
    {
      const double t = i * step;

      while (spike + 1 < n && fabs (times[spike + 1] - t) < fabs (times[spike] - t))
        spike++;
      v[i] = (float) (-58 + (n > 0 ? 95 * exp (-pow ((t - times[spike]) / 0.6, 2)) : 0) + 3 * sin (t / 40));
    }
  return v;
}

static S2pPopulation *
make_population (guint n)
{
  S2pPopulation *population = s2p_population_new (n, model->n_conductances, 1, NULL);
  S2pRandom random;

  s2p_random_init (&random, 5, S2P_RANDOM_POPULATION, 0, 0);
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < model->n_conductances; k++)
      population->g[i * model->n_conductances + k] = pow (10, (int) k - 3) * (2 + 5 * s2p_random_uniform (&random));
  for (guint i = 0; i < n; i++) /* more of the third is less of the second */
    population->g[i * model->n_conductances + 2] = 9 - 90 * population->g[i * model->n_conductances + 1] + 0.4 * s2p_random_normal (&random);
  return population;
}

static S2pFiring *
make_firing (guint n, const S2pSpikeTrain *recorded)
{
  S2pSimulationOptions options;
  S2pFiring *firing;

  s2p_simulation_options_init (&options, model);
  options.duration = DURATION;
  options.transient = TRANSIENT;
  firing = s2p_firing_new (n, &options, FALSE);
  for (guint i = 0; i < n; i++)
    {
      gsize n_spikes = 0;
      double *times = i == FAILED || i == SILENT ? NULL : make_train (TRANSIENT + 30 * (i % 7), DURATION, i % 4 == 3 ? 70 : 400 + 10 * i, i % 4 == 3 ? 1 : 5, i, &n_spikes);

      s2p_cell_firing_set (&firing->cells[i], times, n_spikes, recorded);
      if (i == FAILED)
        firing->cells[i].failure = g_strdup ("the membrane potential left every bound");
    }
  return firing;
}

static S2pTraces *
make_traces (const S2pFiring *firing, guint n, gsize length, double step)
{
  S2pTraces *traces = s2p_traces_new (n, length, step);

  for (guint i = 0; i < n; i++)
    if (i != FAILED)
      {
        S2pSamples samples = { .n = length, .step = step };

        traces->v[i] = make_trace (firing->cells[i].times, firing->cells[i].n_spikes, length, step);
        samples.floats = traces->v[i];
        traces->summaries[i] = s2p_summary_new (&samples);
      }
  return traces;
}

static const char *const ids[RECORDINGS] = { "PD_031", "LP & <PY>", "a recording with a name that is far too long to stand beside a plot", "quiet", "unused" };

/* A curved band through (@s, @u), as regular firing leaves it: normals of @size side by side on a parabola. */
static void
make_density (double s, double u, double size, S2pDensity *density)
{
  *density = (S2pDensity) { .range = { model->g_s_min, model->g_s_max, model->g_u_min, model->g_u_max } };
  for (int k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const double along = k - (S2P_N_COMPONENTS - 1) / 2.0;

      density->components[k] = (S2pComponent) { 1.0 / S2P_N_COMPONENTS, { s + 1.2 * size * along, u + 0.12 * size * along * along }, { size, 0.6 * size }, 0 };
    }
}

static S2pSession *
make_session (void)
{
  S2pSession *session = s2p_session_new ();

  for (int i = 0; i < RECORDINGS; i++)
    {
      gsize n = 0;
      double *times = i == 3 ? g_new (double, 1) : make_train (100 + 10 * i, 9000, i == 1 ? 60 : 480 + 70 * i, i == 1 ? 1 : 6, i, &n);
      S2pEntry *entry = s2p_session_add (session, s2p_spike_train_new (ids[i], times, n), NULL);
      S2pEstimate estimate = { .inference = { .available = i != 3, .g_s = -4 + 3 * i, .g_u = 3 + 2 * i, .sd_g_s = 0.6, .sd_g_u = 0.9 }, .g_s = -4 + 3 * i, .g_u = 3 + 2 * i };

      make_density (-4 + 3 * i, 3 + 2 * i, 0.6, &estimate.inference.density);
      if (i < 4)
        s2p_entry_set_estimate (entry, &estimate);
      entry->used = i != 4;
    }
  return session;
}

static S2pEntry *
entry_of (S2pSession *session, guint index)
{
  return session->entries->pdata[index];
}

/* The first recording has cells, which have been simulated. */
static S2pTraces *
populate (S2pSession *session)
{
  S2pEntry *entry = entry_of (session, 0);
  g_autoptr (S2pPopulation) population = make_population (CELLS);
  g_autoptr (S2pFiring) firing = make_firing (CELLS, entry->recording->train);

  s2p_entry_set_population (entry, population);
  s2p_entry_set_firing (entry, firing);
  return make_traces (firing, TRACED, s2p_trace_length (DURATION, STEP), STEP);
}

/* --- drawing and comparing --- */

static void
assert_close (double value, double expected, double tolerance)
{
  assert_true (fabs (value - expected) <= tolerance);
}

static cairo_surface_t *
draw (S2pPicture *picture)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  s2p_figure_draw (s2p_picture_figure (picture), cr, WIDTH, HEIGHT);
  assert_int_equal (cairo_status (cr), CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gsize
ink (cairo_surface_t *surface)
{
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  gsize count = 0;

  for (gsize i = 0; i < (gsize) WIDTH * HEIGHT; i++)
    count += (pixels[i] & 0xffffff) != 0xffffff;
  return count;
}

static gboolean
same (cairo_surface_t *a, cairo_surface_t *b)
{
  return memcmp (cairo_image_surface_get_data (a), cairo_image_surface_get_data (b), (gsize) WIDTH * HEIGHT * 4) == 0;
}

/* Draws, saves for people, and checks what every picture has. */
static void
check (S2pPicture *picture, const char *name)
{
  cairo_surface_t *surface = draw (picture);
  g_autofree char *file = g_strconcat (name, ".png", NULL), *path = g_build_filename (folder, file, NULL);
  double width, height;

  assert_true (ink (surface) > 500);
  cairo_surface_destroy (surface);
  s2p_picture_size (picture, &width, &height);
  assert_true (s2p_figure_save (s2p_picture_figure (picture), path, width, height, NULL));
  assert_true (strlen (s2p_picture_title (picture)) > 3);
  assert_true (g_str_has_suffix (s2p_picture_caption (picture), "."));
}

static S2pPart *
part (S2pPicture *picture, guint index)
{
  assert_true (index < picture->parts->len);
  return picture->parts->pdata[index];
}

/* What is told of a point given in data units of a part. */
static S2pThing
thing_at (S2pPicture *picture, guint index, double x, double y, char **words)
{
  const S2pPanel *panel = part (picture, index)->panel;

  return s2p_picture_at (picture, s2p_axis_pixel (&panel->x, x), s2p_axis_pixel (&panel->y, y), words);
}

static void
assert_told (S2pPicture *picture, guint index, double x, double y, S2pThingKind kind, guint number, const char *expected)
{
  g_autofree char *words = NULL;
  const S2pThing thing = thing_at (picture, index, x, y, &words);

  assert_int_equal (thing.kind, kind);
  if (kind != S2P_THING_NONE)
    assert_int_equal (thing.number, number);
  if (expected == NULL)
    assert_null (words);
  else
    {
      assert_non_null (words);
      assert_string_equal (words, expected);
    }
}

/* Highlighting changes what is drawn, once; and back. */
static void
assert_highlights (S2pPicture *picture, S2pThing thing)
{
  cairo_surface_t *before = draw (picture), *during, *after;

  assert_true (s2p_picture_highlight (picture, thing));
  assert_false (s2p_picture_highlight (picture, thing));
  during = draw (picture);
  assert_true (s2p_picture_highlight (picture, (S2pThing) { S2P_THING_NONE, 0 }));
  after = draw (picture);
  assert_false (same (before, during));
  assert_true (same (before, after));
  cairo_surface_destroy (before);
  cairo_surface_destroy (during);
  cairo_surface_destroy (after);
}

static void
raster_names_trains_and_times (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  S2pEntry *const *entries = (S2pEntry **) session->entries->pdata;
  g_autoptr (S2pPicture) picture = s2p_picture_raster (entries, RECORDINGS);
  const double spike = entry_of (session, 1)->recording->train->times[20];
  g_autofree char *at_spike = g_strdup_printf ("LP & <PY>, spike at %.3f s", spike / 1000), *word = NULL;

  check (picture, "raster");
  cairo_surface_destroy (draw (picture));
  assert_told (picture, 0, spike, 1.5, S2P_THING_RECORDING, 1, at_spike);
  assert_told (picture, 0, 4000, 3.5, S2P_THING_RECORDING, 3, "quiet, 4.000 s");
  assert_int_equal (s2p_picture_at (picture, 1, 1, &word).kind, S2P_THING_NONE);
  assert_null (word);
  assert_int_equal (s2p_picture_at (picture, 1, 1, NULL).kind, S2P_THING_NONE);
  assert_highlights (picture, (S2pThing) { S2P_THING_RECORDING, 2 });
  assert_false (s2p_picture_highlight (picture, (S2pThing) { S2P_THING_CELL, 2 }));
  assert_false (s2p_picture_highlight (picture, (S2pThing) { S2P_THING_RECORDING, RECORDINGS }));
}

/* The fifth train is not used: it is fainter than when it is. */
static void
unused_recordings_are_faint (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  S2pEntry *const *entries = (S2pEntry **) session->entries->pdata;
  g_autoptr (S2pPicture) faint = s2p_picture_raster (entries, RECORDINGS);
  g_autoptr (S2pPicture) full = NULL;
  cairo_surface_t *one, *other;

  entries[4]->used = TRUE;
  full = s2p_picture_raster (entries, RECORDINGS);
  one = draw (faint);
  other = draw (full);
  assert_false (same (one, other));
  cairo_surface_destroy (one);
  cairo_surface_destroy (other);
}

static void
plane_tells_what_was_inferred (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  S2pEntry *const *entries = (S2pEntry **) session->entries->pdata;
  S2pPopulation *cells = s2p_population_new (2, model->n_conductances, 1, NULL);
  g_autoptr (S2pPicture) picture = NULL;

  memcpy (cells->dics, (const double[]) { 0.5, 9, 1, 4 }, 4 * sizeof (double));
  s2p_entry_set_population (entries[2], cells);
  s2p_population_unref (cells);
  picture = s2p_picture_plane (model, entries, RECORDINGS);
  check (picture, "plane");
  cairo_surface_destroy (draw (picture));
  assert_true (part (picture, 0)->panel->x.low < model->g_s_min && part (picture, 0)->panel->x.high > model->g_s_max);
  assert_told (picture, 0, -4, 3, S2P_THING_RECORDING, 0, "PD_031: g_s = −4.0 ± 0.6, g_u = 3.0 ± 0.9");
  assert_told (picture, 0, 2, 7, S2P_THING_RECORDING, 2, "a recording with a name that is far too long to stand beside a plot: g_s = 2.0 ± 0.6, g_u = 7.0 ± 0.9");
  assert_told (picture, 0, 0.5, 9, S2P_THING_RECORDING, 2, "a recording with a name that is far too long to stand beside a plot: g_s = 2.0 ± 0.6, g_u = 7.0 ± 0.9");
  assert_told (picture, 0, -12, 14, S2P_THING_NONE, 0, NULL);
  assert_highlights (picture, (S2pThing) { S2P_THING_RECORDING, 2 });
  assert_false (s2p_picture_highlight (picture, (S2pThing) { S2P_THING_RECORDING, 3 })); /* silent: it has no point */
}

/* @n recordings, all with one density, to the left, but for the first, whose band is about (8, 6). */
static S2pPicture *
make_plane (guint n)
{
  g_autoptr (S2pSession) session = s2p_session_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      gsize n_spikes;
      double *times = make_train (0, 900, i % 2 ? 300 : 90, i % 2 ? 4 : 1, i, &n_spikes);
      S2pEntry *entry = s2p_session_add (session, s2p_spike_train_new (id, times, n_spikes), NULL);
      S2pEstimate estimate = { .inference = { .available = TRUE, .g_s = i == 0 ? 8 : -12 + 1.7 * (i % 7), .g_u = i == 0 ? 6 : 1 + 1.5 * (i % 11), .sd_g_s = 0.6, .sd_g_u = 0.9 } };

      estimate.g_s = estimate.inference.g_s;
      estimate.g_u = estimate.inference.g_u;
      make_density (estimate.g_s, estimate.g_u, i == 0 ? 1.2 : 0.5, &estimate.inference.density);
      s2p_entry_set_estimate (entry, &estimate);
    }
  return s2p_picture_plane (model, (S2pEntry **) session->entries->pdata, n);
}

/* How dark it is at a point of the plane: 0 where nothing is drawn. */
static guint
depth_at (S2pPicture *picture, double g_s, double g_u)
{
  cairo_surface_t *surface = draw (picture);
  const S2pPanel *panel = part (picture, 0)->panel;
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  const guint32 pixel = pixels[(gsize) s2p_axis_pixel (&panel->y, g_u) * WIDTH + (gsize) s2p_axis_pixel (&panel->x, g_s)];

  cairo_surface_destroy (surface);
  return 255 - (pixel >> 16 & 255);
}

static void
plane_shows_regions (void **state)
{
  static const struct { guint n; const char *name; gboolean filled; } planes[] = { { 5, "plane-few", TRUE }, { 40, "plane-more", FALSE }, { 5000, "plane-many", FALSE } };
  const S2pThing first = { S2P_THING_RECORDING, 0 }, none = { S2P_THING_NONE, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (planes); i++)
    {
      g_autoptr (S2pPicture) picture = make_plane (planes[i].n);
      const gint64 begun = g_get_monotonic_time ();
      guint near, far;

      /* on the bend of the band, near its middle; at its end; and above it, within a rectangle around it */
      near = depth_at (picture, 9.5, 6.4);
      far = depth_at (picture, 13, 8.4);
      assert_true (planes[i].filled ? near > far && far > 0 : near == 0 && far == 0);
      assert_int_equal (depth_at (picture, 8, 9), 0);
      assert_true (s2p_picture_highlight (picture, first));
      near = depth_at (picture, 9.5, 6.4);
      far = depth_at (picture, 13, 8.4);
      assert_true (near > far && far > 0);
      check (picture, planes[i].name);
      assert_true (s2p_picture_highlight (picture, none));
      assert_true ((depth_at (picture, 9.5, 6.4) > 0) == planes[i].filled);
      g_print ("plane of %u: drawn seven times, and as a file, in %.0f ms\n", planes[i].n, (g_get_monotonic_time () - begun) / 1e3);
    }
}

static void
firing_tells_cells_and_potentials (void **state)
{
  static const guint order[] = { 3, 0, FAILED, SILENT, 9 };
  g_autoptr (S2pSession) session = make_session ();
  g_autoptr (S2pTraces) traces = populate (session);
  const S2pEntry *entry = entry_of (session, 0);
  g_autoptr (S2pPicture) picture = s2p_picture_firing (entry, traces, order, G_N_ELEMENTS (order));
  const double zero = entry->firing->cells[3].times[0]; /* spikes one by one: aligned at the first */
  const gsize sample = (gsize) ((zero + 500) / STEP + 0.5);
  g_autofree char *potential = s2p_picture_fixed (traces->v[3][sample], 1), *told = g_strdup_printf ("cell 4, %s mV at 0.500 s", potential), *words = NULL;

  check (picture, "firing");
  cairo_surface_destroy (draw (picture));
  assert_told (picture, 1, sample * STEP - zero + STEP / 2, 0.5, S2P_THING_CELL, 3, told);
  assert_told (picture, 1, 200, 2.5, S2P_THING_CELL, FAILED, "cell 6 (failed): the membrane potential left every bound");
  assert_int_equal (thing_at (picture, 1, 200, 3.5, &words).number, SILENT);
  assert_true (g_str_has_prefix (words, "cell 8, −"));
  assert_told (picture, 1, 0, 4.5, S2P_THING_CELL, 9, "cell 10, spike at 0.000 s"); /* beyond the traces: spikes */
  assert_told (picture, 0, 0, 0.5, S2P_THING_RECORDING, 0, "PD_031, spike at 0.000 s");
  assert_highlights (picture, (S2pThing) { S2P_THING_CELL, 0 });
  assert_highlights (picture, (S2pThing) { S2P_THING_CELL, 9 });
  assert_false (s2p_picture_highlight (picture, (S2pThing) { S2P_THING_CELL, 11 })); /* not shown */
}

static void
firing_without_traces_shows_spikes (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  g_autoptr (S2pTraces) traces = populate (session);
  const S2pCellFiring *cell = &entry_of (session, 0)->firing->cells[1];
  g_autoptr (S2pPicture) picture = s2p_picture_firing (entry_of (session, 0), NULL, NULL, 1000);
  gsize begin, end;

  check (picture, "firing-spikes");
  cairo_surface_destroy (draw (picture));
  s2p_features_whole_bursts (cell->times, cell->n_spikes, &begin, &end);
  assert_true (begin > 0); /* the first burst may be cut */
  assert_told (picture, 1, 0, 1.5, S2P_THING_CELL, 1, "cell 2, spike at 0.000 s");
  assert_told (picture, 1, cell->times[begin + 1] - cell->times[begin], 1.5, S2P_THING_CELL, 1, "cell 2, spike at 0.014 s");
  assert_told (picture, 1, 100, CELLS - 0.5, S2P_THING_CELL, CELLS - 1, "cell 12, 0.100 s");
}

/* A cell has the same number in every picture of its population. */
static void
cells_are_told_by_their_conductances (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  g_autoptr (S2pTraces) traces = populate (session);
  const S2pEntry *entry = entry_of (session, 0);
  const double *g = entry->population->g + 4 * model->n_conductances;
  g_autoptr (S2pPicture) boxes = s2p_picture_conductances (model, entry);
  g_autoptr (S2pPicture) scatter = s2p_picture_scatter (model, entry, 1, 2);
  g_autofree char *g_1 = s2p_picture_significant (g[1]), *g_2 = s2p_picture_significant (g[2]),
                  *in_box = g_strdup_printf ("cell 5: g_%s = %s mS/cm²", model->conductances[1].name, g_1),
                  *in_scatter = g_strdup_printf ("cell 5: g_%s = %s mS/cm², g_%s = %s mS/cm²", model->conductances[1].name, g_1, model->conductances[2].name, g_2);
  const S2pPanel *panel;
  const S2pBox *box;

  check (boxes, "conductances");
  check (scatter, "scatter");
  cairo_surface_destroy (draw (boxes));
  cairo_surface_destroy (draw (scatter));
  panel = part (boxes, 0)->panel;
  box = (const S2pBox *) panel->layers[0];
  assert_close (box->groups[1].values[4] * box->groups[1].multiplier, g[1], 1e-12);
  assert_close (log10 (box->groups[1].multiplier), round (log10 (box->groups[1].multiplier)), 1e-12);
  for (double aside = -0.25; ; aside += 0.002) /* points are spread sideways */
    {
      g_autofree char *words = NULL;
      S2pThing thing;

      assert_true (aside < 0.25);
      thing = thing_at (boxes, 0, 1.5 + aside, box->groups[1].values[4], &words);
      if (thing.kind != S2P_THING_CELL || thing.number != 4)
        continue;
      assert_string_equal (words, in_box);
      break;
    }
  assert_told (scatter, 0, g[1], g[2], S2P_THING_CELL, 4, in_scatter);
  assert_highlights (boxes, (S2pThing) { S2P_THING_CELL, 4 });
  assert_highlights (scatter, (S2pThing) { S2P_THING_CELL, 4 });
  assert_false (s2p_picture_highlight (scatter, (S2pThing) { S2P_THING_CELL, CELLS }));
  assert_true (s2p_picture_correlation (entry->population, 1, 2) < -0.9);
  assert_non_null (strstr (s2p_picture_caption (scatter), "correlation is −0.9"));
  assert_int_equal (s2p_picture_zoom (boxes), S2P_ZOOM_NONE);
}

static void
view_stays_within_the_data (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  g_autoptr (S2pTraces) traces = populate (session);
  g_autoptr (S2pPicture) picture = s2p_picture_firing (entry_of (session, 0), traces, NULL, CELLS);
  S2pPart *above = part (picture, 0), *below = part (picture, 1);
  const S2pAxis *x = &below->panel->x, *rows = &below->panel->y;
  const S2pRange home = below->x.home, limit = below->x.limit;
  double px, py, at;

  cairo_surface_destroy (draw (picture));
  px = below->panel->area.x + below->panel->area.width / 4;
  py = below->panel->area.y + 30;
  assert_int_equal (s2p_picture_zoom (picture), S2P_ZOOM_X);
  assert_true (limit.low < home.low && home.high < limit.high); /* the recording goes on */

  /* About the pointer; the other panel goes along; rows stay. */
  at = s2p_axis_value (x, px);
  assert_true (s2p_picture_zoom_at (picture, S2P_ZOOM_NONE, px, py, 0.5));
  assert_close (s2p_axis_value (x, px), at, 1e-9);
  assert_close (x->high - x->low, (home.high - home.low) / 2, 1e-9);
  assert_true (above->panel->x.low == x->low && above->panel->x.high == x->high);
  assert_true (rows->low == 0 && rows->high == CELLS);

  /* Moving: content follows the pointer, also from the panel above. */
  at = s2p_axis_value (x, px);
  assert_true (s2p_picture_pan (picture, px, above->panel->area.y + 5, 40, 3));
  assert_close (s2p_axis_value (x, px + 40), at, 1e-9);
  assert_true (above->panel->x.low == x->low && above->panel->x.high == x->high);

  /* Never beyond the data, nor closer than a few samples. */
  for (int i = 0; i < 100; i++)
    s2p_picture_pan (picture, px, py, 1000, 0);
  assert_true (x->low == limit.low);
  for (int i = 0; i < 100; i++)
    s2p_picture_zoom_at (picture, S2P_ZOOM_NONE, px, py, 3);
  assert_true (x->low == limit.low && x->high == limit.high);
  assert_false (s2p_picture_zoom_at (picture, S2P_ZOOM_NONE, px, py, 3));
  assert_false (s2p_picture_pan (picture, px, py, -300, 0));
  at = s2p_axis_value (x, px);
  for (int i = 0; i < 100; i++)
    s2p_picture_zoom_at (picture, S2P_ZOOM_X, px, py, 0.3);
  assert_close (x->high - x->low, below->x.least, 1e-6);
  assert_true (below->x.least >= 2 * STEP);
  assert_close (s2p_axis_value (x, px), at, 1e-6);
  assert_false (s2p_picture_zoom_at (picture, S2P_ZOOM_X, px, py, 0.3));
  cairo_surface_destroy (draw (picture));

  /* Rows, where asked for. */
  assert_true (s2p_picture_zoom_at (picture, S2P_ZOOM_Y, px, py, 0.25));
  assert_close (rows->high - rows->low, CELLS / 4.0, 1e-9);
  assert_true (s2p_picture_pan (picture, px, py, 0, -50));
  assert_true (rows->low > 0);
  cairo_surface_destroy (draw (picture));

  assert_true (s2p_picture_reset (picture));
  assert_true (x->low == home.low && x->high == home.high && above->panel->x.low == home.low && rows->low == 0 && rows->high == CELLS);
  assert_false (s2p_picture_reset (picture));
  assert_false (s2p_picture_zoom_at (picture, S2P_ZOOM_NONE, 0, 0, 0.5)); /* beside the panels */
  assert_false (s2p_picture_zoom_at (picture, S2P_ZOOM_NONE, px, py, NAN));
  assert_false (s2p_picture_zoom_at (picture, S2P_ZOOM_NONE, px, py, 0));
  assert_false (s2p_picture_pan (picture, px, py, NAN, 0));
}

static void
view_is_kept (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  S2pEntry *const *entries = (S2pEntry **) session->entries->pdata;
  g_autoptr (S2pPicture) plane = s2p_picture_plane (model, entries, RECORDINGS);
  g_autoptr (S2pPicture) fewer = s2p_picture_plane (model, entries, 1);
  g_autoptr (S2pPicture) raster = s2p_picture_raster (entries, RECORDINGS);
  const S2pPanel *one = part (plane, 0)->panel, *other = part (fewer, 0)->panel;
  const double untouched = part (raster, 0)->panel->x.high;

  cairo_surface_destroy (draw (plane));
  assert_true (s2p_picture_zoom_at (plane, S2P_ZOOM_NONE, one->area.x + 100, one->area.y + 100, 0.5));
  s2p_picture_keep_view (fewer, plane);
  assert_true (one->x.low == other->x.low && one->x.high == other->x.high && one->y.low == other->y.low && one->y.high == other->y.high);
  s2p_picture_keep_view (raster, plane); /* another kind */
  assert_true (part (raster, 0)->panel->x.high == untouched);
}

static void
pictures_outlive_the_session (void **state)
{
  S2pSession *session = make_session ();
  S2pTraces *traces = populate (session);
  S2pEntry *const *entries = (S2pEntry **) session->entries->pdata;
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_picture_free);

  g_ptr_array_add (pictures, s2p_picture_raster (entries, RECORDINGS));
  g_ptr_array_add (pictures, s2p_picture_plane (model, entries, RECORDINGS));
  g_ptr_array_add (pictures, s2p_picture_firing (entries[0], traces, NULL, CELLS));
  g_ptr_array_add (pictures, s2p_picture_conductances (model, entries[0]));
  g_ptr_array_add (pictures, s2p_picture_scatter (model, entries[0], 0, 1));
  g_ptr_array_add (pictures, s2p_picture_population (model, entries[0], traces));
  g_ptr_array_add (pictures, s2p_picture_overview (model, entries, RECORDINGS));
  s2p_session_free (session);
  s2p_traces_unref (traces);
  for (guint i = 0; i < pictures->len; i++)
    {
      cairo_surface_destroy (draw (pictures->pdata[i]));
      s2p_picture_highlight (pictures->pdata[i], (S2pThing) { S2P_THING_CELL, 2 });
      s2p_picture_highlight (pictures->pdata[i], (S2pThing) { S2P_THING_RECORDING, 2 });
      for (double y = 5; y < HEIGHT; y += 20)
        for (double x = 5; x < WIDTH; x += 20)
          {
            g_autofree char *words = NULL;
            const S2pThing thing = s2p_picture_at (pictures->pdata[i], x, y, &words);

            assert_true ((thing.kind == S2P_THING_NONE) == (words == NULL));
          }
      cairo_surface_destroy (draw (pictures->pdata[i]));
    }
}

static void
figures_for_files (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  g_autoptr (S2pTraces) traces = populate (session);
  g_autoptr (S2pPicture) overview = s2p_picture_overview (model, (S2pEntry **) session->entries->pdata, RECORDINGS);
  g_autoptr (S2pPicture) population = s2p_picture_population (model, entry_of (session, 0), traces);
  g_autoptr (S2pPicture) untraced = s2p_picture_population (model, entry_of (session, 0), NULL);

  check (overview, "overview");
  check (population, "population");
  check (untraced, "population-untraced");
  assert_int_equal (population->parts->len, 4);
  assert_int_equal (untraced->parts->len, 3);
  assert_highlights (population, (S2pThing) { S2P_THING_CELL, 1 });
}

static void
scatter_begins_with_what_was_solved_for (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  g_autoptr (S2pTraces) traces = populate (session);
  S2pEntry *entry = entry_of (session, 0);
  g_autoptr (S2pPopulation) chosen = s2p_population_new (1, model->n_conductances, 0, "H,CaT");
  guint x, y;

  entry->population->dics[0] = 5;
  s2p_picture_solved_pair (model, entry->population, &x, &y);
  assert_true (x == model->generation.solve_above[0] && y == model->generation.solve_above[1]);
  entry->population->dics[0] = -5;
  s2p_picture_solved_pair (model, entry->population, &x, &y);
  assert_true (x == model->generation.solve_below[0] && y == model->generation.solve_below[1]);
  s2p_entry_set_population (entry, chosen);
  s2p_picture_solved_pair (model, entry->population, &x, &y);
  assert_string_equal (model->conductances[x].name, "H");
  assert_string_equal (model->conductances[y].name, "CaT");
}

static void
nothing_to_show (void **state)
{
  g_autoptr (S2pSession) session = make_session ();
  S2pEntry *silent = entry_of (session, 3), *plain = entry_of (session, 4);
  g_autoptr (S2pPopulation) nobody = s2p_population_new (0, model->n_conductances, 0, NULL);
  g_autoptr (S2pPopulation) one = make_population (1);
  g_autoptr (S2pFiring) failed = make_firing (1, NULL);
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_picture_free);

  g_ptr_array_add (pictures, s2p_picture_raster (NULL, 0));
  g_ptr_array_add (pictures, s2p_picture_raster (&silent, 1));
  g_ptr_array_add (pictures, s2p_picture_plane (model, NULL, 0));
  g_ptr_array_add (pictures, s2p_picture_plane (model, &silent, 1));
  g_ptr_array_add (pictures, s2p_picture_overview (model, NULL, 0));
  for (int round = 0; round < 4; round++)
    {
      if (round == 1)
        s2p_entry_set_population (silent, nobody);
      if (round == 2)
        s2p_entry_set_population (silent, one);
      if (round == 3)
        {
          g_free (failed->cells[0].failure);
          failed->cells[0].failure = g_strdup ("failed");
          s2p_entry_set_firing (silent, failed);
        }
      g_ptr_array_add (pictures, s2p_picture_firing (silent, NULL, NULL, 10));
      g_ptr_array_add (pictures, s2p_picture_conductances (model, silent));
      g_ptr_array_add (pictures, s2p_picture_scatter (model, silent, 0, 1));
      g_ptr_array_add (pictures, s2p_picture_population (model, silent, NULL));
    }
  g_ptr_array_add (pictures, s2p_picture_firing (plain, NULL, NULL, 0));
  for (guint i = 0; i < pictures->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("empty-%02u", i);

      check (pictures->pdata[i], name);
      s2p_picture_highlight (pictures->pdata[i], (S2pThing) { S2P_THING_CELL, 0 });
      cairo_surface_destroy (draw (pictures->pdata[i]));
      for (double y = 5; y < HEIGHT; y += 30)
        for (double x = 5; x < WIDTH; x += 30)
          {
            g_autofree char *words = NULL;

            s2p_picture_at (pictures->pdata[i], x, y, &words);
            s2p_picture_zoom_at (pictures->pdata[i], S2P_ZOOM_NONE, x, y, 0.9);
            s2p_picture_pan (pictures->pdata[i], x, y, 10, -10);
          }
      cairo_surface_destroy (draw (pictures->pdata[i]));
    }
}

/* A population as large as the window may hold; how long it takes is told, not judged. */
static void
many_cells (void **state)
{
  enum { MANY = 500, LONG = 100000 };
  g_autoptr (S2pSession) session = make_session ();
  S2pEntry *entry = entry_of (session, 0);
  g_autoptr (S2pPopulation) population = make_population (MANY);
  g_autoptr (S2pFiring) firing = make_firing (MANY, NULL);
  g_autoptr (S2pTraces) traces = make_traces (firing, MANY, LONG, DURATION / LONG);
  g_autoptr (S2pPicture) picture = NULL;
  S2pPanel *panel;
  gint64 before;

  s2p_entry_set_population (entry, population);
  s2p_entry_set_firing (entry, firing);
  before = g_get_monotonic_time ();
  picture = s2p_picture_firing (entry, traces, NULL, MANY);
  print_message ("500 cells x 100,000 samples: made in %.1f ms\n", (g_get_monotonic_time () - before) / 1000.0);
  check (picture, "many");
  panel = part (picture, 1)->panel;
  for (int round = 0; round < 4; round++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1280, 800);
      cairo_t *cr = cairo_create (surface);

      before = g_get_monotonic_time ();
      s2p_figure_draw (s2p_picture_figure (picture), cr, 1280, 800);
      print_message ("%s: drawn in %.1f ms\n", round < 2 ? "first view" : round == 2 ? "whole" : "zoomed", (g_get_monotonic_time () - before) / 1000.0);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
      if (round == 1)
        assert_true (s2p_picture_zoom_at (picture, S2P_ZOOM_X, panel->area.x + 300, panel->area.y + 20, 1000));
      else if (round == 2)
        assert_true (s2p_picture_zoom_at (picture, S2P_ZOOM_X, panel->area.x + 300, panel->area.y + 20, 0.02));
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *beside = g_path_get_dirname (argv[0]);
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (raster_names_trains_and_times),
    cmocka_unit_test (unused_recordings_are_faint),
    cmocka_unit_test (plane_tells_what_was_inferred),
    cmocka_unit_test (plane_shows_regions),
    cmocka_unit_test (firing_tells_cells_and_potentials),
    cmocka_unit_test (firing_without_traces_shows_spikes),
    cmocka_unit_test (cells_are_told_by_their_conductances),
    cmocka_unit_test (view_stays_within_the_data),
    cmocka_unit_test (view_is_kept),
    cmocka_unit_test (pictures_outlive_the_session),
    cmocka_unit_test (figures_for_files),
    cmocka_unit_test (scatter_begins_with_what_was_solved_for),
    cmocka_unit_test (nothing_to_show),
    cmocka_unit_test (many_cells),
  };
  int failed;

  /* A warning of GLib or Pango is a failure. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  setlocale (LC_ALL, "");
  folder = g_build_filename (beside, "pictures", NULL);
  g_mkdir_with_parents (folder, 0777);
  model = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", NULL);
  failed = cmocka_run_group_tests_name ("picture", tests, NULL, NULL);
  s2p_model_free (model);
  g_free (folder);
  return failed;
}
