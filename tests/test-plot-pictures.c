/* Pictures of every kind of plot, in several themes and sizes, from made-up data: written beside this
 * program (plot-pictures/) for people to look at, and checked for what a program can check. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "base/random.h"
#include "plot/box.h"
#include "plot/figure.h"
#include "plot/plane.h"
#include "plot/raster.h"
#include "plot/trace.h"

static char *folder;

static const char *const theme_names[] = { "light", "dark", "contrast", "contrast-dark" };
static const S2pAxisUnit time_units[] = { { 1, "Time (ms)" }, { 1000, "Time (s)" } };

enum { CELLS = 16, GROUPS = 8, TRAINS = 5, TRACES = 4, SAMPLES = 40000, NX = 80, NY = 60 };

/* Everything that the figures show; filled in once. */
static struct {
  GArray       *times[TRAINS];
  S2pRasterRow  trains[TRAINS];
  float        *volts[TRACES];
  S2pTraceRow   traces[TRACES];
  double        conductance[GROUPS][CELLS];
  S2pBoxGroup   groups[GROUPS];
  double        g_s[CELLS], g_u[CELLS], sd_s[CELLS], sd_u[CELLS];
  S2pRole       roles[CELLS];
  double        density[NX * NY];
  double        centre_s, centre_u, centre_sd_s, centre_sd_u, centre_rho;
} made;

static void
make_train (GArray *times, double period, guint per_burst, double duration, guint32 instance)
{
  S2pRandom random;

  s2p_random_init (&random, 5, S2P_RANDOM_AUGMENT, 0, instance);
  for (double burst = period * 0.3; burst < duration; burst += period * (1 + 0.03 * s2p_random_normal (&random)))
    for (guint spike = 0; spike < per_burst; spike++)
      {
        double time = burst + spike * 14 + 0.6 * s2p_random_normal (&random);
        if (time < duration)
          g_array_append_val (times, time);
      }
}

/* Slow waves with spikes on top, about as a bursting cell looks. */
static void
make_voltage (float *volts, gsize n, double step, double period, guint per_burst)
{
  for (gsize i = 0; i < n; i++)
    {
      double t = i * step, phase = fmod (t, period), wave = phase < per_burst * 14 ? 8 : -9 * exp (-(phase - per_burst * 14) / (0.3 * period));
      double spike = fmod (phase, 14);
      volts[i] = (float) (-52 + wave + (phase < per_burst * 14 ? 88 * exp (-pow ((spike - 3) / 0.5, 2)) - 14 * exp (-pow ((spike - 5.5) / 1.6, 2)) : 0));
    }
}

static void
make_everything (void)
{
  static const char *const ids[TRAINS] = { "PD_031", "PD_032", "LP_007 <x&y>", "a name that is far too long to stand beside a plot", "quiet" };
  static const char *const names[GROUPS] = { "g<sub>Na</sub>", "g<sub>Kd</sub>", "g<sub>CaT</sub>", "g<sub>CaS</sub>", "g<sub>KCa</sub>", "g<sub>A</sub>", "g<sub>H</sub>", "g<sub>leak</sub>" };
  static const double scales[GROUPS] = { 0.1, 1, 10, 10, 1, 1, 100, 5000 };
  static const S2pRole roles[TRAINS] = { S2P_ROLE_BURSTING, S2P_ROLE_BURSTING, S2P_ROLE_SPIKING, S2P_ROLE_SPIKING, S2P_ROLE_SILENT };
  S2pRandom random;

  for (int i = 0; i < TRAINS; i++)
    {
      made.times[i] = g_array_new (FALSE, FALSE, sizeof (double));
      if (i < 4)
        make_train (made.times[i], i < 2 ? 480 + 90 * i : 60 + 45 * i, i < 2 ? 7 - i : 1, 9000, i);
      made.trains[i] = (S2pRasterRow) { (double *) (void *) made.times[i]->data, made.times[i]->len, ids[i], roles[i] };
    }
  for (int i = 0; i < TRACES; i++)
    {
      static const char *const cells[] = { "cell 1", "cell 2", "cell 7", "cell 16" };
      made.volts[i] = g_new (float, SAMPLES);
      make_voltage (made.volts[i], SAMPLES, 0.05, 390 + 55 * i, 3 + i);
      made.traces[i] = (S2pTraceRow) { { .floats = made.volts[i], .n = SAMPLES, .start = 3000, .step = 0.05 },
                                       cells[i], S2P_ROLE_BURSTING };
    }
  s2p_random_init (&random, 5, S2P_RANDOM_POPULATION, 0, 0);
  for (int g = 0; g < GROUPS; g++)
    {
      double mean = 40 + 160 * s2p_random_uniform (&random);
      for (int i = 0; i < CELLS; i++)
        made.conductance[g][i] = mean * s2p_random_gamma (&random, 20, 1 / 20.0);
      made.groups[g] = (S2pBoxGroup) { made.conductance[g], CELLS, names[g], scales[g], S2P_ROLE_CELL };
    }
  made.centre_s = -6.2, made.centre_u = 7.4, made.centre_sd_s = 1.6, made.centre_sd_u = 1.1, made.centre_rho = -0.5;
  for (int i = 0; i < CELLS; i++)
    {
      double z = s2p_random_normal (&random);
      made.g_s[i] = -6.2 + 1.6 * z;
      made.g_u[i] = 7.4 + 1.1 * (-0.5 * z + 0.87 * s2p_random_normal (&random));
      made.sd_s[i] = 0.4 + 0.3 * s2p_random_uniform (&random);
      made.sd_u[i] = 0.5;
      made.roles[i] = i % 5 == 4 ? S2P_ROLE_SPIKING : i == 7 ? S2P_ROLE_SILENT : S2P_ROLE_BURSTING;
    }
  for (int y = 0; y < NY; y++)
    for (int x = 0; x < NX; x++)
      {
        double u = (-20 + (x + 0.5) * 40 / NX + 6.2) / 1.6, v = ((y + 0.5) * 20 / NY - 7.4) / 1.1, rho = -0.5;
        made.density[y * NX + x] = exp (-(u * u - 2 * rho * u * v + v * v) / 2 / (1 - rho * rho))
                                   + 0.35 * exp (-pow ((u - 8) / 3, 2) - pow ((v - 0.5 * u + 2) / 1.5, 2));
      }
}

static void
save (S2pFigure *figure, const char *name, S2pThemeName theme, double width, double height)
{
  g_autofree char *file = g_strdup_printf ("%s-%s.png", name, theme_names[theme]);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *back;

  figure->theme = s2p_theme_get (theme);
  assert_true (s2p_figure_save (figure, path, width, height, &error));
  assert_null (error);
  back = cairo_image_surface_create_from_png (path);
  assert_int_equal (cairo_surface_status (back), CAIRO_STATUS_SUCCESS);
  assert_int_equal (cairo_image_surface_get_width (back), lround (2 * width));
  assert_int_equal (cairo_image_surface_get_height (back), lround (2 * height));
  cairo_surface_destroy (back);
}

/* A file that a reader of SVG or PDF can still open, however much there is to draw. */
static void
save_vector (S2pFigure *figure, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  figure->theme = s2p_theme_get (S2P_THEME_LIGHT);
  assert_true (s2p_figure_save (figure, path, 800, 600, &error));
  assert_null (error);
  assert_int_equal (g_stat (path, &status), 0);
  assert_in_range (status.st_size, 1000, 20000000);
}

/* All layers of one recording's figure. */
typedef struct {
  S2pRaster raster;
  S2pTrace  trace;
  S2pBox    box;
  S2pPoints cells, recording;
  S2pGrid   grid;
} Layers;

static void
init_layers (Layers *layers)
{
  s2p_raster_init (&layers->raster, made.trains, TRAINS);
  s2p_trace_init (&layers->trace, made.traces, TRACES, "mV");
  s2p_box_init (&layers->box, made.groups, GROUPS);
  s2p_points_init (&layers->cells, made.g_s, made.g_u, CELLS, S2P_ROLE_CELL);
  layers->cells.roles = made.roles;
  layers->cells.legend[S2P_ROLE_BURSTING] = "bursting cells";
  layers->cells.legend[S2P_ROLE_SPIKING] = "spiking cells";
  layers->cells.legend[S2P_ROLE_SILENT] = "silent cells";
  s2p_points_init (&layers->recording, &made.centre_s, &made.centre_u, 1, S2P_ROLE_RECORDING);
  layers->recording.sd_x = &made.centre_sd_s;
  layers->recording.sd_y = &made.centre_sd_u;
  layers->recording.correlation = &made.centre_rho;
  layers->recording.spread = S2P_SPREAD_ELLIPSE;
  layers->recording.legend[S2P_ROLE_RECORDING] = "recording ± 1 SD";
  s2p_grid_init (&layers->grid, made.density, NX, NY, -20, 20, 0, 20);
  layers->grid.contour[0] = s2p_grid_level (made.density, NX * NY, 0.5);
  layers->grid.contour[1] = s2p_grid_level (made.density, NX * NY, 0.9);
  layers->grid.n_contours = 2;
}

static void
set_time (S2pPanel *panel, const char *title)
{
  panel->title = title;
  panel->x.units = time_units;
  panel->x.n_units = G_N_ELEMENTS (time_units);
}

static void
set_plane (S2pPanel *panel)
{
  panel->title = "Dynamic input conductances";
  panel->x.label = "g<sub>s</sub>";
  panel->y.label = "g<sub>u</sub>";
  panel->show_zero = TRUE;
}

static S2pFigure *
whole_figure (Layers *layers)
{
  S2pFigure *figure = s2p_figure_new (3, 2);
  S2pPanel *raster = s2p_figure_add (figure, 0, 0, 1, 2), *plane = s2p_figure_add (figure, 1, 0, 1, 1);
  S2pPanel *box = s2p_figure_add (figure, 1, 1, 1, 1), *traces = s2p_figure_add (figure, 2, 0, 1, 2);

  figure->title = "PD_031: 16 cells of the model STG";
  figure->row_weight[0] = 0.55;
  figure->row_weight[1] = 1.4;
  set_time (raster, "Recording");
  s2p_panel_add (raster, &layers->raster.layer);
  set_plane (plane);
  s2p_panel_add (plane, &layers->grid.layer);
  s2p_panel_add (plane, &layers->cells.layer);
  s2p_panel_add (plane, &layers->recording.layer);
  box->title = "Conductances";
  box->y.label = "Scaled conductance (mS/cm²)";
  s2p_panel_add (box, &layers->box.layer);
  set_time (traces, "Simulated cells");
  s2p_panel_add (traces, &layers->trace.layer);
  return figure;
}

static void
whole_figures (void **state)
{
  Layers layers;
  g_autoptr (S2pFigure) figure = NULL;

  init_layers (&layers);
  figure = whole_figure (&layers);
  for (int theme = 0; theme < S2P_N_THEMES; theme++)
    save (figure, "whole-800x600", (S2pThemeName) theme, 800, 600);
  save_vector (figure, "whole.svg");
  save_vector (figure, "whole.pdf");
  save (figure, "whole-1600x1000", S2P_THEME_LIGHT, 1600, 1000);
  save (figure, "whole-340x420", S2P_THEME_LIGHT, 340, 420);
  layers.box.highlight = layers.cells.highlight = 3;
  layers.trace.highlight = 1;
  layers.raster.highlight = 2;
  save (figure, "whole-highlight", S2P_THEME_LIGHT, 800, 600);
}

static void
single_plots (void **state)
{
  for (int kind = 0; kind < 6; kind++)
    {
      static const char *const names[] = { "raster", "traces", "trace-axes", "box", "plane", "plane-bars" };
      g_autoptr (S2pFigure) figure = s2p_figure_new (1, 1);
      S2pPanel *panel = s2p_figure_add (figure, 0, 0, 1, 1);
      Layers layers;

      init_layers (&layers);
      if (kind == 0)
        set_time (panel, NULL), s2p_panel_add (panel, &layers.raster.layer);
      else if (kind <= 2)
        {
          set_time (panel, NULL);
          s2p_panel_add (panel, &layers.trace.layer);
          layers.trace.own_axes = kind == 2;
          if (kind == 2)
            panel->y.label = "V (mV)";
        }
      else if (kind == 3)
        panel->y.label = "Scaled conductance (mS/cm²)", s2p_panel_add (panel, &layers.box.layer);
      else
        {
          set_plane (panel);
          layers.cells.sd_x = made.sd_s;
          layers.cells.sd_y = made.sd_u;
          layers.cells.spread = kind == 5 ? S2P_SPREAD_BARS : S2P_SPREAD_ELLIPSE;
          s2p_panel_add (panel, &layers.cells.layer);
          s2p_panel_add (panel, &layers.recording.layer);
        }
      save (figure, names[kind], S2P_THEME_LIGHT, 400, 280);
      save (figure, names[kind], S2P_THEME_DARK, 400, 280);
    }
}

/* 500 trains and 500 x 100,000 samples; the time is told, not judged. */
static void
dense_plots (void **state)
{
  enum { ROWS = 500, LENGTH = 100000, DISTINCT = 30 };
  g_autofree float *samples = g_new (float, (gsize) ROWS * LENGTH);
  g_autofree S2pTraceRow *traces = g_new0 (S2pTraceRow, ROWS);
  g_autofree S2pRasterRow *trains = g_new0 (S2pRasterRow, ROWS);
  g_autoptr (GPtrArray) summaries = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_summary_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) times = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (S2pFigure) figure = s2p_figure_new (1, 1), spikes = s2p_figure_new (1, 1);
  S2pPanel *panel = s2p_figure_add (figure, 0, 0, 1, 1), *raster_panel = s2p_figure_add (spikes, 0, 0, 1, 1);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1200, 800);
  cairo_t *cr = cairo_create (surface);
  S2pTrace trace;
  S2pRaster raster;

  for (gsize row = 0; row < ROWS; row++)
    {
      GArray *train = g_array_new (FALSE, FALSE, sizeof (double));
      gboolean bursts = row % 3 != 0;

      if (row < DISTINCT)
        make_voltage (samples + row * LENGTH, LENGTH, 0.05, bursts ? 300 + 18 * row : 80 + row * 2, bursts ? 5 : 1);
      else
        memcpy (samples + row * LENGTH, samples + row % DISTINCT * LENGTH, LENGTH * sizeof (float));
      g_ptr_array_add (names, g_strdup_printf ("cell %" G_GSIZE_FORMAT, row + 1));
      traces[row] = (S2pTraceRow) { { .floats = samples + row * LENGTH, .n = LENGTH, .start = 0, .step = 0.05 },
                                    g_ptr_array_index (names, row), bursts ? S2P_ROLE_BURSTING : S2P_ROLE_SPIKING };
      make_train (train, bursts ? 300 + 0.9 * row : 80 + row * 0.1, bursts ? 5 : 1, 60000, (guint32) row);
      g_ptr_array_add (times, train);
      trains[row] = (S2pRasterRow) { (double *) (void *) train->data, train->len, g_ptr_array_index (names, row),
                                     bursts ? S2P_ROLE_BURSTING : S2P_ROLE_SPIKING };
    }
  s2p_trace_init (&trace, traces, ROWS, "mV");
  s2p_panel_add (panel, &trace.layer);
  set_time (panel, "500 cells");
  s2p_raster_init (&raster, trains, ROWS);
  s2p_panel_add (raster_panel, &raster.layer);
  set_time (raster_panel, "500 trains");

  s2p_panel_fit (panel);
  for (int summarised = 0; summarised < 2; summarised++)
    {
      double best = G_MAXDOUBLE;

      for (gsize row = 0; summarised && row < ROWS; row++)
        {
          g_ptr_array_add (summaries, s2p_summary_new (&traces[row].samples));
          traces[row].samples.summary = g_ptr_array_index (summaries, row);
        }
      for (int repeat = 0; repeat < 3; repeat++)
        {
          gint64 before = g_get_monotonic_time ();
          s2p_figure_draw (figure, cr, 1200, 800);
          best = MIN (best, (g_get_monotonic_time () - before) / 1000.0);
        }
      print_message ("500 x 100,000 samples on 1200 x 800 pixels, %s summary: %.1f ms\n",
                     summarised ? "with" : "without", best);
    }
  for (int repeat = 0; repeat < 2; repeat++)
    {
      gint64 before = g_get_monotonic_time ();
      s2p_figure_draw (spikes, cr, 1200, 800);
      if (repeat)
        print_message ("500 trains on 1200 x 800 pixels: %.1f ms\n", (g_get_monotonic_time () - before) / 1000.0);
    }
  assert_int_equal (cairo_status (cr), CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  save (figure, "dense-traces", S2P_THEME_LIGHT, 800, 600);
  save (spikes, "dense-raster", S2P_THEME_LIGHT, 800, 600);
  save_vector (figure, "dense-traces.svg");
  save_vector (spikes, "dense-raster.pdf");
  s2p_axis_set_range (&panel->y, 20.5, 36);
  s2p_axis_set_range (&panel->x, 900, 2100);
  save (figure, "dense-traces-zoomed", S2P_THEME_LIGHT, 800, 600);
}

static void
sparse_plots (void **state)
{
  static const double one[] = { 3.2 }, same[] = { 2, 2, 2, 2 }, holes[] = { NAN, 1, NAN, 3, INFINITY, 2 };
  static const S2pBoxGroup groups[] = { { one, 1, "one", 1, S2P_ROLE_CELL }, { same, 4, "equal", 0.01, S2P_ROLE_CELL },
                                        { NULL, 0, "none", 10, S2P_ROLE_CELL }, { holes, 6, "holes", 1e7, S2P_ROLE_CELL } };
  g_autoptr (S2pFigure) figure = s2p_figure_new (2, 2);
  S2pPanel *panels[4];
  S2pRaster raster;
  S2pTrace trace;
  S2pBox box;
  S2pPoints points;

  for (guint i = 0; i < 4; i++)
    panels[i] = s2p_figure_add (figure, i / 2, i % 2, 1, 1);
  s2p_raster_init (&raster, NULL, 0);
  s2p_panel_add (panels[0], &raster.layer);
  set_time (panels[0], "No trains");
  s2p_trace_init (&trace, NULL, 0, "mV");
  s2p_panel_add (panels[1], &trace.layer);
  set_time (panels[1], "No traces");
  s2p_box_init (&box, groups, G_N_ELEMENTS (groups));
  s2p_panel_add (panels[2], &box.layer);
  panels[2]->title = "One, equal, none, holes";
  s2p_points_init (&points, one, one, 1, S2P_ROLE_RECORDING);
  s2p_panel_add (panels[3], &points.layer);
  set_plane (panels[3]);
  save (figure, "sparse", S2P_THEME_LIGHT, 500, 400);
}

int
main (int argc, char **argv)
{
  g_autofree char *beside = g_path_get_dirname (argv[0]);
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (whole_figures),
    cmocka_unit_test (single_plots),
    cmocka_unit_test (dense_plots),
    cmocka_unit_test (sparse_plots),
  };
  int failed;

  /* A warning of GLib or Pango is a failure. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  setlocale (LC_ALL, "");
  folder = g_build_filename (beside, "plot-pictures", NULL);
  g_mkdir_with_parents (folder, 0777);
  make_everything ();
  failed = cmocka_run_group_tests_name ("plot-pictures", tests, NULL, NULL);
  for (int i = 0; i < TRAINS; i++)
    g_array_unref (made.times[i]);
  for (int i = 0; i < TRACES; i++)
    g_free (made.volts[i]);
  g_free (folder);
  return failed;
}
