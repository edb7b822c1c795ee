#include "cli/figures.h"
#include "base/error.h"
#include "plot/box.h"
#include "plot/figure.h"
#include "plot/plane.h"
#include "plot/raster.h"
#include "plot/trace.h"
#include "simulation/fast.h"
#include <math.h>
#include <string.h>

#define WIDTH 720.0 /* points: a page's text width and a half */
#define MOST_RASTER_ROWS 100
#define MOST_TRACES 4
#define MOST_BARS 50       /* recordings whose error bars are drawn */
#define TRACE_STEP 0.1     /* ms */
#define LONGEST_VIEW 3000.0 /* ms shown of a recording in its own figure: single spikes stay visible */
#define SAFE_NAME 40

static const S2pAxisUnit time_units[] = { { 1, "Time (ms)" }, { 1000, "Time (s)" } };

static S2pRole
role_of (const double *times, gsize n)
{
  S2pFeatures features;

  s2p_features_compute (times, n, &features);
  return s2p_role_of_activity (features.activity);
}

static gboolean
save (S2pFigure *figure, const char *folder, const char *name, double height, GError **error)
{
  g_autofree char *svg = g_strconcat (name, ".svg", NULL), *png = g_strconcat (name, ".png", NULL), *svg_path = g_build_filename (folder, svg, NULL),
                  *png_path = g_build_filename (folder, png, NULL);

  return s2p_figure_save (figure, svg_path, WIDTH, height, error) && s2p_figure_save (figure, png_path, WIDTH, height, error);
}

gboolean
s2p_cli_draw_overview (const char *folder, const S2pModel *model, const S2pSession *session, GError **error)
{
  const guint n = session->entries->len, n_rows = MIN (n, MOST_RASTER_ROWS);
  g_autofree S2pRasterRow *rows = g_new0 (S2pRasterRow, MAX (1, n_rows));
  g_autofree double *g_s = g_new (double, n), *g_u = g_new (double, n), *sd_g_s = g_new (double, n), *sd_g_u = g_new (double, n);
  g_autofree S2pRole *roles = g_new (S2pRole, n);
  const double margin_s = 0.04 * (model->g_s_max - model->g_s_min), margin_u = 0.04 * (model->g_u_max - model->g_u_min);
  g_autoptr (S2pFigure) figure = s2p_figure_new (2, 1);
  S2pPanel *panel;
  S2pRaster raster;
  S2pPoints points;

  for (guint i = 0; i < n; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];
      const S2pSpikeTrain *train = entry->recording->train;
      const S2pInference *inference = &entry->estimate.inference;

      roles[i] = s2p_role_of_activity (entry->recording->features.activity);
      g_s[i] = inference->available ? inference->g_s : NAN;
      g_u[i] = inference->available ? inference->g_u : NAN;
      sd_g_s[i] = inference->sd_g_s;
      sd_g_u[i] = inference->sd_g_u;
      if (i < n_rows)
        rows[i] = (S2pRasterRow) { train->times, train->n_spikes, train->id, roles[i] };
    }
  figure->row_weight[0] = CLAMP (0.08 * n_rows, 0.35, 1);
  panel = s2p_figure_add (figure, 0, 0, 1, 1);
  panel->title = n > n_rows ? "Recordings (the first 100)" : "Recordings";
  panel->x.units = time_units;
  panel->x.n_units = G_N_ELEMENTS (time_units);
  s2p_raster_init (&raster, rows, n_rows);
  s2p_panel_add (panel, &raster.layer);
  panel = s2p_figure_add (figure, 1, 0, 1, 1);
  panel->title = n <= MOST_BARS ? "Inferred dynamic input conductances, with standard deviations" : "Inferred dynamic input conductances";
  panel->x.label = "Slow: g<sub>s</sub> / g<sub>leak</sub>";
  panel->y.label = "Ultra-slow: g<sub>u</sub> / g<sub>leak</sub>";
  panel->show_zero = TRUE;
  s2p_axis_set_range (&panel->x, model->g_s_min - margin_s, model->g_s_max + margin_s);
  s2p_axis_set_range (&panel->y, model->g_u_min - margin_u, model->g_u_max + margin_u);
  s2p_points_init (&points, g_s, g_u, n, S2P_ROLE_RECORDING);
  points.roles = roles;
  points.sd_x = sd_g_s;
  points.sd_y = sd_g_u;
  points.spread = n <= MOST_BARS ? S2P_SPREAD_BARS : S2P_SPREAD_NONE;
  points.legend[S2P_ROLE_SPIKING] = "spiking";
  points.legend[S2P_ROLE_BURSTING] = "bursting";
  s2p_panel_add (panel, &points.layer);
  return save (figure, folder, "overview", 300 + 200 * figure->row_weight[0] + 60, error);
}

/* The spike at which a train is aligned: its first, or where it bursts the first of its first whole burst. */
static gsize
anchor (const double *times, gsize n)
{
  gsize begin, end;

  s2p_features_whole_bursts (times, n, &begin, &end);
  return begin < end ? begin : 0;
}

/* Times from the anchor on, up to @window. */
static double *
aligned (const double *times, gsize n, double window, gsize *n_kept)
{
  double *kept = g_new (double, MAX (1, n));

  *n_kept = 0;
  for (gsize first = anchor (times, n), i = first; i < n && times[i] - times[first] <= window; i++)
    kept[(*n_kept)++] = times[i] - times[first];
  return kept;
}

typedef struct {
  S2pRasterRow rows[1 + MOST_RASTER_ROWS];
  gsize        n;
  S2pRaster    raster;
} RasterData;

static void
fill_raster (RasterData *data, const S2pSpikeTrain *train, const S2pFiring *firing, double window)
{
  gsize n;
  double *times = aligned (train->times, train->n_spikes, window, &n);

  data->rows[data->n++] = (S2pRasterRow) { times, n, "recording", S2P_ROLE_RECORDING };
  for (guint i = 0; i < firing->n && data->n <= MOST_RASTER_ROWS; i++)
    {
      const S2pCellFiring *cell = &firing->cells[i];

      if (cell->failure != NULL)
        continue;
      times = aligned (cell->times, cell->n_spikes, window, &n);
      data->rows[data->n++] = (S2pRasterRow) { times, n, NULL, s2p_role_of_activity (cell->features.activity) };
    }
  s2p_raster_init (&data->raster, data->rows, data->n);
}

static void
clear_raster (RasterData *data)
{
  for (gsize i = 0; i < data->n; i++)
    g_free ((gpointer) data->rows[i].times);
}

typedef struct {
  S2pSimulatedCell cells[MOST_TRACES];
  S2pTraceRow      rows[MOST_TRACES];
  char            *names[MOST_TRACES];
  guint            n;
  S2pTrace         trace;
} TraceData;

/* Simulates the first cells again, with their traces. */
static void
fill_traces (TraceData *data, const S2pModel *model, const S2pPopulation *population, double window)
{
  g_autoptr (S2pFastEngine) engine = s2p_fast_engine_new (model, S2P_FAST_STEP);
  S2pSimulationOptions options;
  double low = -80, high = 20; /* at least: a silent cell is no storm of microvolts */
  gsize length;

  s2p_simulation_options_init (&options, model);
  options.duration = options.transient + 1.5 * window + 500; /* so that no trace ends within the view */
  options.trace_step = TRACE_STEP;
  length = s2p_trace_length (options.duration, TRACE_STEP);
  data->n = MIN (population->n, MOST_TRACES);
  for (guint i = 0; i < data->n; i++)
    data->cells[i].trace = g_new (float, length);
  s2p_fast_run (engine, population->g, data->n, &options, data->cells, NULL, NULL);
  for (guint i = 0; i < data->n; i++)
    {
      const GArray *spikes = data->cells[i].spikes;
      double first = spikes->len > 0 ? g_array_index (spikes, double, anchor ((const double *) (gpointer) spikes->data, spikes->len)) : options.transient;
      gsize skipped = (gsize) (MAX (first - 20, 0) / TRACE_STEP); /* a little before the first spike */

      data->names[i] = g_strdup_printf ("cell %u", i + 1);
      data->rows[i] = (S2pTraceRow) { .samples = { .floats = data->cells[i].trace + skipped, .n = length - skipped, .start = skipped * TRACE_STEP - first, .step = TRACE_STEP },
                                      .name = data->names[i], .role = role_of ((const double *) spikes->data, spikes->len) };
    }
  for (guint i = 0; i < data->n; i++)
    for (gsize j = 0; j < data->rows[i].samples.n; j++)
      {
        low = MIN (low, data->rows[i].samples.floats[j]);
        high = MAX (high, data->rows[i].samples.floats[j]);
      }
  s2p_trace_init (&data->trace, data->rows, data->n, "mV");
  data->trace.low = low;
  data->trace.high = high;
}

static void
clear_traces (TraceData *data)
{
  for (guint i = 0; i < data->n; i++)
    {
      g_free (data->cells[i].trace);
      g_free (data->names[i]);
      g_array_unref (data->cells[i].spikes);
    }
}

typedef struct {
  S2pBoxGroup groups[S2P_MAX_CONDUCTANCES];
  char       *names[S2P_MAX_CONDUCTANCES];
  guint       n;
  S2pBox      box;
} BoxData;

/* Hyphens before digits become minus signs, as on the axes. */
static void
with_minus_signs (char **text)
{
  g_autoptr (GString) better = g_string_new (NULL);

  for (const char *at = *text; *at != '\0'; at++)
    if (*at == '-' && g_ascii_isdigit (at[1]) && at > *text && at[-1] == ' ')
      g_string_append (better, "−");
    else
      g_string_append_c (better, *at);
  g_free (*text);
  *text = g_strdup (better->str);
}

/* Each conductance in units of the power of ten that brings its values to about one. */
static void
fill_boxes (BoxData *data, const S2pModel *model, const S2pPopulation *population)
{
  data->n = model->n_conductances;
  for (guint k = 0; k < data->n; k++)
    {
      double *values = g_new (double, population->n), most = 0, unit;

      for (guint i = 0; i < population->n; i++)
        most = MAX (most, values[i] = population->g[(gsize) i * data->n + k]);
      unit = most > 0 ? pow (10, floor (log10 (most))) : 1;
      for (guint i = 0; i < population->n; i++)
        values[i] /= unit;
      data->names[k] = g_markup_printf_escaped ("g<sub>%s</sub>", model->conductances[k].name);
      data->groups[k] = (S2pBoxGroup) { values, population->n, data->names[k], unit, S2P_ROLE_CELL };
    }
  s2p_box_init (&data->box, data->groups, data->n);
}

static void
clear_boxes (BoxData *data)
{
  for (guint k = 0; k < data->n; k++)
    {
      g_free ((gpointer) data->groups[k].values);
      g_free (data->names[k]);
    }
}

/* "population-03-cell_7": letters, digits and - of the ID, so that any ID gives a file name. */
static char *
file_name (guint number, const char *id)
{
  g_autofree char *safe = g_strndup (id, SAFE_NAME);

  for (char *at = safe; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '-')
      *at = '_';
  return g_strdup_printf ("population-%02u-%s", number + 1, safe);
}

gboolean
s2p_cli_draw_population (const char *folder, const S2pModel *model, guint number, const S2pEntry *entry, GError **error)
{
  const S2pSpikeTrain *train = entry->recording->train;
  const S2pInference *inference = &entry->estimate.inference;
  const S2pPopulation *population = entry->population;
  const double recorded = train->times[train->n_spikes - 1] - train->times[0],
               window = MIN (MIN (MAX (recorded, 100), LONGEST_VIEW), 0.9 * (model->duration - model->transient)); /* cells begin at any phase */
  g_autoptr (S2pFigure) figure = s2p_figure_new (3, 1);
  g_autofree char *name = file_name (number, train->id), *title = NULL, *raster_title = NULL;
  g_autofree RasterData *raster = g_new0 (RasterData, 1);
  g_autofree TraceData *traces = g_new0 (TraceData, 1);
  g_autofree BoxData *boxes = g_new0 (BoxData, 1);
  S2pPanel *panel;
  gboolean good;

  title = g_markup_printf_escaped ("Recording %.60s: inferred g<sub>s</sub> = %.1f ± %.1f, g<sub>u</sub> = %.1f ± %.1f; built at %.1f, %.1f", train->id,
                                   inference->g_s, inference->sd_g_s, inference->g_u, inference->sd_g_u, entry->estimate.g_s, entry->estimate.g_u);
  with_minus_signs (&title);
  raster_title = g_strdup_printf ("Recording (black) and %u cells (blue: spiking, orange: bursting, grey: silent), aligned", MIN (population->n, MOST_RASTER_ROWS));
  figure->title = title;
  figure->row_weight[0] = 1;
  figure->row_weight[1] = 1.3;
  figure->row_weight[2] = 1;

  panel = s2p_figure_add (figure, 0, 0, 1, 1);
  panel->title = raster_title;
  fill_raster (raster, train, entry->firing, window);
  s2p_panel_add (panel, &raster->raster.layer);
  s2p_axis_set_range (&panel->x, -0.01 * window, window);
  panel->x.units = time_units;
  panel->x.n_units = G_N_ELEMENTS (time_units);

  panel = s2p_figure_add (figure, 1, 0, 1, 1);
  panel->title = "Membrane potential of some of the cells";
  fill_traces (traces, model, population, window);
  s2p_panel_add (panel, &traces->trace.layer);
  s2p_axis_set_range (&panel->x, -0.01 * window, window);
  panel->x.units = time_units;
  panel->x.n_units = G_N_ELEMENTS (time_units);

  panel = s2p_figure_add (figure, 2, 0, 1, 1);
  panel->title = "Maximal conductances of the cells";
  panel->y.label = "mS/cm<sup>2</sup>, times the factor below";
  fill_boxes (boxes, model, population);
  s2p_panel_add (panel, &boxes->box.layer);

  good = save (figure, folder, name, 760, error);
  clear_raster (raster);
  clear_traces (traces);
  clear_boxes (boxes);
  return good;
}
