/* Samples, boxes, grids, figures and themes: the numbers behind the pictures. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "plot/box.h"
#include "plot/figure.h"
#include "plot/plane.h"
#include "plot/raster.h"
#include "plot/trace.h"

/* Values of numpy.percentile (its default is type 7) for the same numbers. */
static void
quartiles_are_of_type_seven (void **state)
{
  static const double seven[] = { 6, 7, 15, 36, 39, 40, 41, NAN, 42, 43, 47, 49, INFINITY }, four[] = { 4, 1, 3, 2 },
                      outlier[] = { 1, 2, 3, 4, 5, 100, -80 };
  S2pBoxStats stats;

  s2p_box_stats (seven, G_N_ELEMENTS (seven), &stats);
  assert_int_equal (stats.n, 11);
  assert_true (stats.q1 == 25.5 && stats.median == 40 && stats.q3 == 42.5);
  assert_true (stats.low == 6 && stats.high == 49);
  s2p_box_stats (four, 4, &stats);
  assert_true (stats.q1 == 1.75 && stats.median == 2.5 && stats.q3 == 3.25);
  s2p_box_stats (outlier, 7, &stats);
  assert_true (stats.median == 3 && stats.low == 1 && stats.high == 5);
  s2p_box_stats (four, 1, &stats);
  assert_true (stats.n == 1 && stats.low == 4 && stats.q1 == 4 && stats.high == 4);
  s2p_box_stats (NULL, 0, &stats);
  assert_true (stats.n == 0 && isnan (stats.median));
}

static void
jitter_is_fixed_and_fills_its_range (void **state)
{
  int quarters[4] = { 0 };

  for (gsize i = 0; i < 400; i++)
    {
      double jitter = s2p_box_jitter (i);
      assert_true (jitter >= -1 && jitter <= 1 && jitter == s2p_box_jitter (i));
      quarters[(int) MIN ((jitter + 1) * 2, 3)]++;
    }
  for (int i = 0; i < 4; i++)
    assert_in_range (quarters[i], 98, 102);
}

/* Every sample lies within what its column or a neighbour shows, and neighbouring columns touch. */
static void
columns_keep_every_extreme (void **state)
{
  enum { N = 100000, COLUMNS = 613 };
  g_autofree float *floats = g_new (float, N);
  g_autofree double *doubles = g_new (double, N), *low = g_new (double, COLUMNS), *high = g_new (double, COLUMNS);
  g_autofree gsize *edges = g_new (gsize, COLUMNS + 1);
  double least = INFINITY, greatest = -INFINITY;

  for (gsize i = 0; i < N; i++)
    doubles[i] = floats[i] = (float) (sin (i * 0.001) + 0.3 * sin (i * 1.7) + (i * 7919 % 10007 == 0 ? 40 : 0));
  for (gsize c = 0; c <= COLUMNS; c++)
    edges[c] = c * N / COLUMNS;
  for (gsize i = 0; i < N; i++)
    least = MIN (least, floats[i]), greatest = MAX (greatest, floats[i]);
  for (int kind = 0; kind < 4; kind++)
    {
      S2pSamples samples = { .floats = kind < 2 ? floats : NULL, .doubles = kind < 2 ? NULL : doubles, .n = N, .step = 1 };
      g_autoptr (S2pSummary) summary = kind % 2 ? s2p_summary_new (&samples) : NULL;
      double all_low = INFINITY, all_high = -INFINITY;

      samples.summary = summary;
      s2p_samples_columns (&samples, edges, COLUMNS, low, high);
      for (gsize c = 0; c < COLUMNS; c++)
        {
          all_low = MIN (all_low, low[c]), all_high = MAX (all_high, high[c]);
          assert_true (c == 0 || (low[c] <= high[c - 1] && high[c] >= low[c - 1]));
          for (gsize i = edges[c]; i < edges[c + 1]; i++)
            {
              gsize next = MIN (c + 1, COLUMNS - 1), before = c > 0 ? c - 1 : 0;
              assert_true (floats[i] >= MIN (MIN (low[c], low[next]), low[before]) - 1e-6);
              assert_true (floats[i] <= MAX (MAX (high[c], high[next]), high[before]) + 1e-6);
            }
        }
      assert_true (all_low == least && all_high == greatest);
    }
}

static void
extremes_pass_over_what_is_not_finite (void **state)
{
  static const float holes[20] = { NAN, 2, INFINITY, -1, -INFINITY, NAN, 1, NAN, NAN, 0.5f, 3 }, none[3] = { NAN, NAN, INFINITY };
  S2pSamples samples = { .floats = holes, .n = 11, .step = 1 };
  double low = INFINITY, high = -INFINITY;

  s2p_samples_extremes (&samples, 0, 11, &low, &high);
  assert_true (low == -1 && high == 3);
  samples.floats = none;
  samples.n = 3;
  low = INFINITY, high = -INFINITY;
  s2p_samples_extremes (&samples, 0, 3, &low, &high);
  assert_true (low > high);
}

/* One sample in a million, far from the others, and its place on the picture. */
static void
a_single_spike_is_seen (void **state)
{
  enum { N = 1000000, AT = 654321 };
  g_autofree float *volts = g_new (float, N);

  for (gsize i = 0; i < N; i++)
    volts[i] = i == AT ? 40 : -60;
  for (int summarised = 0; summarised < 2; summarised++)
    {
      S2pTraceRow row = { { .floats = volts, .n = N, .step = 0.05 }, NULL, S2P_ROLE_BURSTING };
      g_autoptr (S2pSummary) summary = summarised ? s2p_summary_new (&row.samples) : NULL;
      g_autoptr (S2pFigure) figure = s2p_figure_new (1, 1);
      S2pPanel *panel = s2p_figure_add (figure, 0, 0, 1, 1);
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 900, 300);
      cairo_t *cr = cairo_create (surface);
      const guint32 *pixels;
      int stride, inked = 0, elsewhere = 0, middle;
      S2pTrace trace;
      double x;

      row.samples.summary = summary;
      s2p_trace_init (&trace, &row, 1, NULL);
      s2p_panel_add (panel, &trace.layer);
      s2p_figure_draw (figure, cr, 900, 300);
      cairo_surface_flush (surface);
      pixels = (const guint32 *) (void *) cairo_image_surface_get_data (surface);
      stride = cairo_image_surface_get_stride (surface) / 4;
      x = s2p_axis_pixel (&panel->x, AT * 0.05);
      middle = (int) (panel->area.y + panel->area.height / 2);
      for (int column = (int) panel->area.x + 1; column < panel->area.x + panel->area.width - 1; column++)
        if ((pixels[middle * stride + column] & 0xffffff) != 0xffffff)
          fabs (column + 0.5 - x) < 2 ? inked++ : elsewhere++;
      assert_in_range (inked, 1, 3);
      assert_int_equal (elsewhere, 0);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
contour_levels_hold_their_share (void **state)
{
  static const double values[] = { 5, 0, 3, NAN, 1, 1 };

  assert_true (s2p_grid_level (values, 6, 0.5) == 5);
  assert_true (s2p_grid_level (values, 6, 0.6) == 3);
  assert_true (s2p_grid_level (values, 6, 0.9) == 1);
  assert_true (s2p_grid_level (values, 2, 0.99) == 5);
  assert_true (s2p_grid_level (values + 1, 1, 0.5) == 0);
}

static void
the_pointer_finds_data (void **state)
{
  static const double times[] = { 100, 200, 250, 900 }, late[] = { 500 };
  static const double x[] = { -5, 0, 5, NAN }, y[] = { 3, 10, 17, 2 };
  const S2pRasterRow rows[] = { { times, 4, "a", S2P_ROLE_SPIKING }, { late, 1, "b", S2P_ROLE_SILENT } };
  g_autoptr (S2pFigure) figure = s2p_figure_new (2, 1);
  S2pPanel *top = s2p_figure_add (figure, 0, 0, 1, 1), *bottom = s2p_figure_add (figure, 1, 0, 1, 1);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 400);
  cairo_t *cr = cairo_create (surface);
  S2pRaster raster;
  S2pPoints points;
  S2pHit hit;

  s2p_raster_init (&raster, rows, 2);
  s2p_panel_add (top, &raster.layer);
  s2p_points_init (&points, x, y, 4, S2P_ROLE_CELL);
  s2p_panel_add (bottom, &points.layer);
  s2p_figure_draw (figure, cr, 400, 400);

  assert_true (s2p_panel_hit (top, s2p_axis_pixel (&top->x, 246), s2p_axis_pixel (&top->y, 0.4), 5, &hit));
  assert_true (hit.layer == &raster.layer && hit.series == 0 && hit.index == 2 && hit.x == 250);
  assert_true (s2p_panel_hit (top, s2p_axis_pixel (&top->x, 501), s2p_axis_pixel (&top->y, 1.7), 5, &hit));
  assert_true (hit.series == 1 && hit.index == 0);
  assert_false (s2p_panel_hit (top, s2p_axis_pixel (&top->x, 700), s2p_axis_pixel (&top->y, 1.7), 5, &hit));
  assert_true (s2p_panel_hit (bottom, s2p_axis_pixel (&bottom->x, 0) + 2, s2p_axis_pixel (&bottom->y, 10) - 2, 4, &hit));
  assert_true (hit.index == 1 && hit.y == 10 && fabs (hit.distance - hypot (2, 2)) < 1e-9);
  assert_ptr_equal (s2p_figure_panel_at (figure, 200, top->area.y + 5), top);
  assert_null (s2p_figure_panel_at (figure, 1, 1));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

enum { THIN_ROWS = 60000, IMAGE_SIDE = 400 };

/* How many pixels of line @y within the plot area are painted, and whether one near @x is. */
static guint
painted (cairo_surface_t *surface, const S2pPanel *panel, int y, double x, gboolean *near)
{
  const guint32 *line = (const guint32 *) (const void *) (cairo_image_surface_get_data (surface) + (gsize) y * cairo_image_surface_get_stride (surface));
  const guint32 empty = line[1] & 0xffffff;
  guint n = 0;

  *near = FALSE;
  for (int i = (int) panel->area.x + 2; i < panel->area.x + panel->area.width - 2; i++)
    if ((line[i] & 0xffffff) != empty)
      {
        n++;
        *near |= fabs (i + 0.5 - x) < 2;
      }
  return n;
}

/* A line of pixels shows the spike of one row only, which is the row that the pointer finds; the highlighted one is always
 * shown. A file has no more shapes than that either. */
static void
thin_rows_are_drawn_once_a_pixel (void **state)
{
  g_autofree double *times = g_new (double, THIN_ROWS + 1);
  g_autofree S2pRasterRow *rows = g_new0 (S2pRasterRow, THIN_ROWS + 1);
  g_autoptr (S2pFigure) figure = s2p_figure_new (1, 1);
  g_autofree char *folder = g_dir_make_tmp ("thin-rows-XXXXXX", NULL), *path = g_build_filename (folder, "rows.svg", NULL), *text = NULL;
  S2pPanel *panel = s2p_figure_add (figure, 0, 0, 1, 1);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, IMAGE_SIDE, IMAGE_SIDE);
  cairo_t *cr = cairo_create (surface);
  guint lines = 0, shapes = 0;
  S2pRaster raster;
  gboolean near;
  S2pHit hit;

  for (guint i = 0; i <= THIN_ROWS; i++)
    {
      times[i] = i * 7919u % THIN_ROWS;
      rows[i] = (S2pRasterRow) { &times[i], 1, NULL, S2P_ROLE_SPIKING };
    }
  s2p_raster_init (&raster, rows, THIN_ROWS + 1);
  s2p_panel_add (panel, &raster.layer);
  s2p_axis_set_range (&panel->x, 0, THIN_ROWS);
  s2p_axis_set_range (&panel->y, 0, THIN_ROWS);
  s2p_figure_draw (figure, cr, IMAGE_SIDE, IMAGE_SIDE);
  cairo_surface_flush (surface);
  for (int y = (int) panel->area.y + 2; y < panel->area.y + panel->area.height - 2; y++, lines++)
    {
      const gsize row = (gsize) s2p_axis_value (&panel->y, y + 0.5);
      const double x = s2p_axis_pixel (&panel->x, times[row]);
      const guint n = painted (surface, panel, y, x, &near);

      assert_true (n <= 2);
      assert_true (near || x < panel->area.x + 4 || x > panel->area.x + panel->area.width - 4);
      assert_true (s2p_panel_hit (panel, x, y + 0.5, 5, &hit) && hit.series == row);
    }
  assert_true (lines > IMAGE_SIDE / 2);

  raster.highlight = (gsize) s2p_axis_value (&panel->y, IMAGE_SIDE / 2 + 0.5) + 3; /* a neighbour of the one that is drawn */
  times[raster.highlight] = THIN_ROWS / 2;
  s2p_figure_draw (figure, cr, IMAGE_SIDE, IMAGE_SIDE);
  cairo_surface_flush (surface);
  painted (surface, panel, IMAGE_SIDE / 2, s2p_axis_pixel (&panel->x, THIN_ROWS / 2), &near);
  assert_true (near);

  raster.highlight = S2P_NONE;
  assert_true (s2p_figure_save (figure, path, 100, 100, NULL));
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  assert_null (strstr (text, "<image"));
  for (const char *at = strstr (text, " M "); at != NULL; at = strstr (at + 1, " M "))
    shapes++;
  assert_in_range (shapes, 50, 4 * 100 + 100);
  g_unlink (path);
  g_rmdir (folder);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Plot areas of a column begin and end together, numbers fit between areas and the edges. */
static void
plot_areas_line_up (void **state)
{
  static const double x[] = { 0, 1 }, small[] = { 0, 1 }, large[] = { 0, 123456 };
  g_autoptr (S2pFigure) figure = s2p_figure_new (2, 2);
  S2pPanel *panels[3] = { s2p_figure_add (figure, 0, 0, 1, 1), s2p_figure_add (figure, 0, 1, 1, 1),
                          s2p_figure_add (figure, 1, 0, 1, 2) };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 600);
  cairo_t *cr = cairo_create (surface);
  S2pPoints points[3];

  figure->column_weight[1] = 2;
  for (int i = 0; i < 3; i++)
    {
      s2p_points_init (&points[i], x, i == 2 ? large : small, 2, S2P_ROLE_CELL);
      s2p_panel_add (panels[i], &points[i].layer);
    }
  panels[1]->title = "Title";
  s2p_figure_draw (figure, cr, 800, 600);
  assert_true (panels[0]->area.x == panels[2]->area.x);
  assert_true (panels[0]->area.y == panels[1]->area.y && panels[0]->area.height == panels[1]->area.height);
  assert_true (fabs (panels[1]->area.width - 2 * panels[0]->area.width) < 1e-6);
  assert_true (fabs (panels[1]->area.x + panels[1]->area.width - panels[2]->area.x - panels[2]->area.width) < 1e-6);
  assert_true (panels[0]->area.x - panels[0]->room.left >= 0 && panels[0]->room.left > 6 * 5); /* "120000" */
  assert_true (panels[2]->area.y + panels[2]->area.height + panels[2]->room.bottom <= 600);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Whatever the data and however small the figure, cairo is content. */
static void
odd_data_draw_without_errors (void **state)
{
  static const double holes[] = { NAN, 1, INFINITY, 3, -INFINITY, 2 }, none[] = { NAN, NAN }, same[] = { 4, 4, 4 };
  static const float gaps[] = { NAN, 1, INFINITY, 1, NAN, 2 };
  static const struct { const double *values; gsize n; } data[] = { { NULL, 0 }, { holes, 6 }, { none, 2 }, { same, 3 }, { same, 1 } };
  static const double sizes[][2] = { { 800, 600 }, { 60, 40 }, { 5, 5 }, { 300, 12 } };

  for (gsize d = 0; d < G_N_ELEMENTS (data); d++)
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      for (int vector = 0; vector < 2; vector++)
        {
          S2pRasterRow train = { data[d].values, data[d].n, "\xff <b> & \n bad", S2P_ROLE_SILENT };
          S2pTraceRow traces[2] = { { { .doubles = data[d].values, .n = data[d].n, .step = 1 }, NULL, S2P_ROLE_CELL },
                                    { { .floats = gaps, .n = d ? 6 : 0, .step = d == 1 ? 0 : 1 }, "", S2P_ROLE_CELL } };
          S2pBoxGroup group = { data[d].values, data[d].n, "<broken", NAN, S2P_ROLE_CELL };
          g_autoptr (S2pFigure) figure = s2p_figure_new (2, 2);
          cairo_rectangle_t extents = { 0, 0, sizes[s][0], sizes[s][1] };
          cairo_surface_t *surface = vector ? cairo_recording_surface_create (CAIRO_CONTENT_COLOR, &extents)
                                            : cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 600);
          cairo_t *cr = cairo_create (surface);
          S2pPanel *panels[4];
          S2pRaster raster;
          S2pTrace trace;
          S2pBox box;
          S2pPoints points;
          S2pGrid grid;
          S2pHit hit;

          for (guint i = 0; i < 4; i++)
            panels[i] = s2p_figure_add (figure, i / 2, i % 2, 1, 1);
          s2p_raster_init (&raster, &train, 1);
          s2p_trace_init (&trace, traces, 2, "mV");
          trace.own_axes = vector;
          s2p_box_init (&box, &group, 1);
          box.highlight = raster.highlight = trace.highlight = 0;
          s2p_points_init (&points, data[d].values, data[d].values, data[d].n, S2P_ROLE_CELL);
          points.sd_x = points.sd_y = points.correlation = data[d].values;
          points.spread = vector ? S2P_SPREAD_BARS : S2P_SPREAD_ELLIPSE;
          points.highlight = 0;
          points.legend[S2P_ROLE_CELL] = "a long text that does not fit g<sub>s</sub> anywhere at all";
          s2p_grid_init (&grid, data[d].values, data[d].n, data[d].n > 0, 0, 1, 0, 1);
          grid.n_contours = 1;
          s2p_panel_add (panels[0], &raster.layer);
          s2p_panel_add (panels[1], &trace.layer);
          s2p_panel_add (panels[2], &box.layer);
          s2p_panel_add (panels[3], &grid.layer);
          s2p_panel_add (panels[3], &points.layer);
          panels[3]->title = "a title with g<sub>s</sub> and <i>no end";
          panels[3]->show_zero = TRUE;
          s2p_figure_draw (figure, cr, sizes[s][0], sizes[s][1]);
          for (guint i = 0; i < 4; i++)
            {
              s2p_panel_hit (panels[i], panels[i]->area.x + 1, panels[i]->area.y + 1, 10, &hit);
              s2p_axis_set_range (&panels[i]->x, 1e9, 1e9 + 1);
              s2p_axis_set_range (&panels[i]->y, -1e-9, 1e-9);
            }
          s2p_figure_draw (figure, cr, sizes[s][0], sizes[s][1]);
          assert_int_equal (cairo_status (cr), CAIRO_STATUS_SUCCESS);
          assert_int_equal (cairo_surface_status (surface), CAIRO_STATUS_SUCCESS);
          cairo_destroy (cr);
          cairo_surface_destroy (surface);
        }
}

static void
files_are_whole_or_not_there (void **state)
{
  static const struct { const char *name, *start; } kinds[] = { { "a.svg", "<?xml" }, { "b.PDF", "%PDF" }, { "c.png", "\x89PNG" } };
  static const double x[] = { 1, 2, 3 };
  g_autofree char *folder = g_dir_make_tmp ("s2p-plot-XXXXXX", NULL), *missing = NULL, *jpeg = NULL, *taken = NULL, *huge = NULL;
  g_autoptr (S2pFigure) figure = s2p_figure_new (1, 1);
  S2pPanel *panel = s2p_figure_add (figure, 0, 0, 1, 1);
  GError *error = NULL;
  GDir *listing;
  S2pPoints points;

  s2p_points_init (&points, x, x, 3, S2P_ROLE_SPIKING);
  s2p_panel_add (panel, &points.layer);
  panel->x.label = "µA/cm²";
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_build_filename (folder, kinds[i].name, NULL), *contents = NULL;
      gsize length;
      assert_true (s2p_figure_save (figure, path, 200, 150, &error));
      assert_true (g_file_get_contents (path, &contents, &length, NULL) && length > 500);
      assert_true (g_str_has_prefix (contents, kinds[i].start));
      g_remove (path);
    }

  missing = g_build_filename (folder, "no", "such", "place.png", NULL);
  assert_false (s2p_figure_save (figure, missing, 200, 150, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE) && strstr (error->message, "place.png"));
  g_clear_error (&error);
  jpeg = g_build_filename (folder, "d.jpg", NULL);
  assert_false (s2p_figure_save (figure, jpeg, 200, 150, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
  g_clear_error (&error);
  huge = g_build_filename (folder, "e.png", NULL);
  assert_false (s2p_figure_save (figure, huge, 1e9, 150, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT));
  g_clear_error (&error);
  assert_false (s2p_figure_save (figure, huge, NAN, 150, &error));
  g_clear_error (&error);
  taken = g_build_filename (folder, "folder.svg", NULL);
  g_mkdir (taken, 0777);
  assert_false (s2p_figure_save (figure, taken, 200, 150, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  g_clear_error (&error);
  g_rmdir (taken);

  listing = g_dir_open (folder, 0, NULL);
  assert_null (g_dir_read_name (listing)); /* nothing left behind, by any name */
  g_dir_close (listing);
  g_rmdir (folder);
}

static void
themes_can_be_read (void **state)
{
  for (int name = 0; name < S2P_N_THEMES; name++)
    {
      const S2pTheme *theme = s2p_theme_get ((S2pThemeName) name);
      gboolean high = name >= S2P_THEME_HIGH_CONTRAST;
      S2pTheme large = s2p_theme_scaled (theme, 1.5);

      assert_true (s2p_colour_contrast (&theme->text, &theme->background) >= 12);
      assert_true (s2p_colour_contrast (&theme->axis, &theme->background) >= 7);
      for (int role = 0; role < S2P_N_ROLES; role++)
        assert_true (s2p_colour_contrast (&theme->colour[role], &theme->background) >= (high ? 7 : 3));
      assert_true (theme->marker[S2P_ROLE_SPIKING] != theme->marker[S2P_ROLE_BURSTING]);
      assert_true (theme->marker[S2P_ROLE_SPIKING] != theme->marker[S2P_ROLE_SILENT]);
      assert_true (theme->marker[S2P_ROLE_BURSTING] != theme->marker[S2P_ROLE_SILENT]);
      assert_true (large.text_size == 1.5 * theme->text_size && large.background.red == theme->background.red);
    }
  assert_int_equal (s2p_role_of_activity (S2P_ACTIVITY_BURSTING), S2P_ROLE_BURSTING);
  assert_int_equal (s2p_role_of_activity (S2P_ACTIVITY_SILENT), S2P_ROLE_SILENT);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (quartiles_are_of_type_seven),
    cmocka_unit_test (jitter_is_fixed_and_fills_its_range),
    cmocka_unit_test (columns_keep_every_extreme),
    cmocka_unit_test (extremes_pass_over_what_is_not_finite),
    cmocka_unit_test (a_single_spike_is_seen),
    cmocka_unit_test (contour_levels_hold_their_share),
    cmocka_unit_test (the_pointer_finds_data),
    cmocka_unit_test (thin_rows_are_drawn_once_a_pixel),
    cmocka_unit_test (plot_areas_line_up),
    cmocka_unit_test (odd_data_draw_without_errors),
    cmocka_unit_test (files_are_whole_or_not_there),
    cmocka_unit_test (themes_can_be_read),
  };

  /* A warning of GLib or Pango is a failure. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  setlocale (LC_ALL, "");
  return cmocka_run_group_tests_name ("plot", tests, NULL, NULL);
}
