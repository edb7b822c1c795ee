#include "picture/noise-page.h"
#include "base/words.h"
#include "picture/numbers.h"
#include "plot/line.h"
#include "plot/text-table.h"
#include "training/perturb.h"
#include <math.h>

#define TABLE_WEIGHT 1.15 /* height of the table, in panels */

enum { N_COLUMNS = 4, N_MEASURES = 4, N_ROWS = 2 * N_MEASURES + 1, MOST_POINTS = S2P_MOST_STRENGTHS + 1 };

/* What the panels are, and in which order they stand. */
static const struct { const char *kind, *title, *unit; double scale; } noises[] = {
  { "jitter", N_("Jitter of the times"), N_("ms"), 1 },
  { "grid", N_("Times on a grid"), N_("ms"), 1 },
  { "lost", N_("Missed spikes"), N_("share of the spikes (%)"), 100 },
  { "foreign", N_("Foreign spikes"), N_("share of the spikes (%)"), 100 },
  { "window", N_("Short recordings"), N_("spikes"), 1 },
  { "uneven", N_("Uneven intervals"), N_("CV (%)"), 100 },
  { "drift", N_("Drift of the rate"), N_("from end to end (%)"), 100 },
  { "current", N_("Noisy current"), N_("σ (µA/cm²)"), 1 },
};

static const struct { const char *label, *published; gsize offset; double scale; } measures[N_MEASURES] = {
  { N_("error g<sub>s</sub>"), "error_g_s", G_STRUCT_OFFSET (S2pNoiseRow, error_g_s), 1 },
  { N_("error g<sub>u</sub>"), "error_g_u", G_STRUCT_OFFSET (S2pNoiseRow, error_g_u), 1 },
  { N_("−log density"), "minus_log_density", G_STRUCT_OFFSET (S2pNoiseRow, minus_log_density), 1 },
  { N_("in 90 % (%)"), NULL, G_STRUCT_OFFSET (S2pNoiseRow, within_90), 100 },
};

static const struct { S2pScoreGroup group; S2pRole role; } lines[] = { { S2P_SCORES_SPIKING, S2P_ROLE_SPIKING }, { S2P_SCORES_BURSTING, S2P_ROLE_BURSTING } };

/* Names of the strengths under their points, with faint lines across at the numbers of the axis beside. */
typedef struct {
  S2pLayer layer;
  char    *name[MOST_POINTS];
  guint    n;
} Names;

typedef struct { double low, high; } Range;

/* What is drawn from, while the page is made. */
typedef struct {
  S2pSheet          *sheet;
  const S2pNoiseRow *rows;
  guint              n;
  const S2pScores   *published;
} Content;

static void
fit_names (S2pLayer *layer, S2pExtent *extent)
{
  s2p_extent_add (extent, 0, NAN);
  s2p_extent_add (extent, ((const Names *) layer)->n, NAN);
  extent->tight_x = TRUE;
}

static void
draw_guides (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  S2pTicks ticks;

  s2p_axis_ticks (&panel->y, 4, &ticks);
  s2p_canvas_colour (canvas, &canvas->theme->faint, 0.6);
  for (guint i = 0; i < ticks.n; i++)
    {
      const double y = s2p_axis_pixel (&panel->y, ticks.tick[i].value);

      s2p_canvas_line (canvas, panel->area.x, y, panel->area.x + panel->area.width, y, 0.6 * canvas->theme->axis_width);
    }
}

static char *
name_of (const S2pLayer *layer, gsize row)
{
  const Names *names = (const Names *) layer;

  return row < names->n ? g_strdup (names->name[row]) : NULL;
}

static const S2pLayerClass names_class = { .x_scale = S2P_SCALE_ROWS, .fit = fit_names, .draw = draw_guides, .row_name = name_of };

static const S2pNoiseKind *
kind_called (const char *name)
{
  guint n;
  const S2pNoiseKind *kinds = s2p_noise_kinds (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (kinds[i].name, name))
      return &kinds[i];
  g_return_val_if_reached (NULL);
}

/* The strengths of a kind from nothing up; what stands at 0 is the recording itself where the kind has no 0 of its own. */
static guint
list_cases (const S2pNoiseKind *kind, const S2pNoiseKind *at[MOST_POINTS], double strength[MOST_POINTS])
{
  guint n = 0;

  if (kind->strength[0] != 0)
    {
      at[n] = kind_called ("none");
      strength[n++] = 0;
    }
  for (guint i = 0; i < kind->n; i++)
    {
      at[n] = kind;
      strength[n++] = kind->strength[i];
    }
  return n;
}

static double
value_of (const Content *content, const S2pNoiseKind *kind, double strength, S2pScoreGroup group, guint measure)
{
  const S2pNoiseRow *row = s2p_noise_rows_find (content->rows, content->n, kind, strength, group);

  return row != NULL ? measures[measure].scale * G_STRUCT_MEMBER (double, row, measures[measure].offset) : NAN;
}

static double
published_value (const Content *content, S2pScoreGroup group, guint measure)
{
  const S2pScore *score = content->published != NULL && measures[measure].published != NULL ? s2p_scores_find (content->published, group, measures[measure].published) : NULL;

  return score != NULL ? measures[measure].scale * score->published : NAN;
}

static Names *
make_names (S2pSheet *sheet, guint noise)
{
  const S2pNoiseKind *kind = kind_called (noises[noise].kind), *at[MOST_POINTS];
  Names *names = s2p_sheet_alloc (sheet, sizeof (Names));
  double strength[MOST_POINTS];

  names->layer.type = &names_class;
  names->n = list_cases (kind, at, strength);
  for (guint i = 0; i < names->n; i++)
    {
      char digits[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (digits, sizeof digits, "%g", strength[i] * noises[noise].scale);
      names->name[i] = s2p_sheet_own (sheet, g_strdup (kind->perturbation == S2P_PERTURB_WINDOW && !kind->simulated && strength[i] == 0 ? _("all") : digits));
    }
  return names;
}

static S2pLine *
add_line (S2pSheet *sheet, S2pPanel *panel, guint n, S2pRole role)
{
  S2pLine *line = s2p_sheet_alloc (sheet, sizeof (S2pLine));

  s2p_line_init (line, s2p_sheet_alloc (sheet, n * sizeof (double)), s2p_sheet_alloc (sheet, n * sizeof (double)), n, role);
  s2p_panel_add (panel, &line->layer);
  return line;
}

/* A level line across the panel. */
static S2pLine *
add_level (S2pSheet *sheet, S2pPanel *panel, guint n, double level, S2pRole role)
{
  S2pLine *line = add_line (sheet, panel, 2, role);
  double *x = (double *) line->x, *y = (double *) line->y; /* made for it above */

  x[1] = n;
  y[0] = y[1] = level;
  return line;
}

static void
add_panel (const Content *content, guint noise, guint measure, const Range *range)
{
  S2pSheet *sheet = content->sheet;
  const guint column = noise % N_COLUMNS, row = noise / N_COLUMNS * N_MEASURES + measure;
  S2pPanel *panel = s2p_figure_add (sheet->figure, row, column, 1, 1);
  const S2pNoiseKind *at[MOST_POINTS];
  double strength[MOST_POINTS];
  const guint n = list_cases (kind_called (noises[noise].kind), at, strength);

  panel->title = measure == 0 ? _(noises[noise].title) : NULL;
  panel->x.hidden = measure + 1 < N_MEASURES;
  panel->x.label = _(noises[noise].unit);
  panel->y.hidden = column > 0;
  panel->y.label = _(measures[measure].label);
  s2p_panel_add (panel, &make_names (sheet, noise)->layer);
  if (measures[measure].published == NULL) /* coverage: what would be fair */
    add_level (sheet, panel, n, 90, S2P_ROLE_RECORDING)->guide = TRUE;
  for (guint k = 0; k < G_N_ELEMENTS (lines); k++)
    {
      const double published = published_value (content, lines[k].group, measure);
      S2pLine *line;
      double *x, *y;

      if (isfinite (published))
        add_level (sheet, panel, n, published, lines[k].role)->dashed = TRUE;
      line = add_line (sheet, panel, n, lines[k].role);
      x = (double *) line->x;
      y = (double *) line->y;
      for (guint i = 0; i < n; i++)
        {
          x[i] = i + 0.5;
          y[i] = value_of (content, at[i], strength[i], lines[k].group, measure);
        }
      line->markers = TRUE;
    }
  s2p_axis_set_range (&panel->y, range->low, range->high);
}

/* All panels of a measure have one axis, or they could not be compared. */
static Range
range_of (const Content *content, guint measure)
{
  Range range = { measures[measure].published == NULL ? 90 : G_MAXDOUBLE, measures[measure].published == NULL ? 100 : -G_MAXDOUBLE };

  for (guint k = 0; k < G_N_ELEMENTS (lines); k++)
    {
      const double published = published_value (content, lines[k].group, measure);

      if (isfinite (published))
        range = (Range) { MIN (range.low, published), MAX (range.high, published) };
      for (guint i = 0; i < content->n; i++)
        {
          const double value = value_of (content, content->rows[i].kind, content->rows[i].strength, lines[k].group, measure);

          if (content->rows[i].group == lines[k].group && isfinite (value))
            range = (Range) { MIN (range.low, value), MAX (range.high, value) };
        }
    }
  if (range.low > range.high)
    return (Range) { 0, 1 };
  if (measure < 2) /* an error is read from 0 on */
    range.low = 0;
  else
    range.low -= 0.06 * (range.high - range.low);
  return (Range) { range.low, measures[measure].published == NULL ? 100 : range.high + 0.06 * (range.high - range.low) };
}

/* --- trains that no neuron fired --- */

static char *
width_text (const Content *content, const char *kind, S2pScoreGroup group)
{
  const S2pNoiseKind *which = kind_called (kind);
  const S2pNoiseRow *row = s2p_noise_rows_find (content->rows, content->n, which, which->strength[0], group);
  g_autofree char *nats = NULL, *share = NULL;

  if (row == NULL || row->recordings == 0)
    return NULL;
  nats = s2p_picture_fixed (row->entropy, 2);
  share = s2p_picture_fixed (100 * row->area_90, 1);
  /* Translators: entropy in nats, and how much of the range the region of 90 % covers */
  return g_strdup_printf (_("%s nats, %s %%"), nats, share);
}

static void
add_table (const Content *content, double nothing_known)
{
  enum { ROWS = 5, COLUMNS = 4 };
  static const char *const kinds[COLUMNS - 1] = { "none", "poisson", "burst_poisson" };
  S2pSheet *sheet = content->sheet;
  S2pPanel *panel = s2p_figure_add (sheet->figure, N_ROWS - 1, 0, 1, N_COLUMNS);
  const char **cells = s2p_sheet_alloc (sheet, ROWS * COLUMNS * sizeof (const char *));
  gboolean *ruled = s2p_sheet_alloc (sheet, ROWS * sizeof (gboolean));
  S2pTextTable *table = s2p_sheet_alloc (sheet, sizeof (S2pTextTable));
  g_autofree char *nats = s2p_picture_fixed (nothing_known, 2);

  cells[0] = _("<b>Trains that no neuron fired</b>");
  cells[1] = _("the recordings");
  cells[2] = _("Poisson of their rate");
  cells[3] = _("Poisson bursts");
  for (guint k = 0; k < G_N_ELEMENTS (lines); k++)
    {
      cells[(1 + k) * COLUMNS] = k == 0 ? _("width of the density, from spiking recordings") : _("width of the density, from bursting recordings");
      for (guint i = 0; i + 1 < COLUMNS; i++)
        {
          char *text = width_text (content, kinds[i], lines[k].group);

          cells[(1 + k) * COLUMNS + 1 + i] = text != NULL ? s2p_sheet_own (sheet, text) : NULL;
        }
    }
  cells[3 * COLUMNS] = s2p_sheet_own (sheet, g_strdup_printf (_("<span size='85%%' alpha='75%%'>Entropy, and the share of the range that the region of 90 %% covers; to know nothing would be %s nats and 90 %%.</span>"), nats));
  cells[4 * COLUMNS] = _("<span size='85%' alpha='75%'>These trains have no true pair, so neither errors nor calibration mean anything for them: what counts is that the density becomes wide.</span>");
  ruled[1] = ruled[3] = TRUE;
  s2p_text_table_init (table, cells, ROWS, COLUMNS);
  table->ruled = ruled;
  table->right[0] = 0.4;
  table->right[1] = 0.6;
  table->right[2] = 0.8;
  panel->x.hidden = panel->y.hidden = TRUE;
  s2p_panel_add (panel, &table->layer);
}

static char *
legend_text (const S2pTheme *theme, S2pRole role, const char *word)
{
  const S2pColour *colour = &theme->colour[role];

  return g_strdup_printf ("<span foreground='#%02x%02x%02x'><b>%s %s</b></span>", (guint) (255 * colour->red + 0.5), (guint) (255 * colour->green + 0.5),
                          (guint) (255 * colour->blue + 0.5), theme->marker[role] == S2P_MARKER_TRIANGLE ? "▲" : "●", word);
}

S2pSheet *
s2p_noise_page_new (const S2pModel *model, const S2pNoiseRow *rows, guint n, const S2pScores *published)
{
  S2pSheet *sheet = s2p_sheet_new (N_ROWS, N_COLUMNS);
  const Content content = { sheet, rows, n, published };
  const S2pNoiseRow *all = s2p_noise_rows_find (rows, n, kind_called ("none"), 0, S2P_SCORES_ALL);
  g_autofree char *name = g_markup_escape_text (model->title != NULL ? model->title : model->name, -1);
  g_autofree char *spiking = NULL, *bursting = NULL;

  spiking = legend_text (&sheet->theme, S2P_ROLE_SPIKING, _("spiking"));
  bursting = legend_text (&sheet->theme, S2P_ROLE_BURSTING, _("bursting"));
  /* Translators: name of a neuron model; number of recordings; "spiking" and "bursting" in their colours */
  sheet->figure->title = s2p_sheet_own (sheet, g_strdup_printf (_("<span size='135%%'>%s: g<sub>s</sub> and g<sub>u</sub> from noisy spike times</span>\n"
                                   "<span weight='normal'>%u recordings, one of a population: %s, %s; dashed: the published network on recordings without noise</span>"),
                                 name, all != NULL ? (guint) all->recordings : 0, spiking, bursting));
  sheet->figure->row_weight[N_ROWS - 1] = TABLE_WEIGHT;
  for (guint measure = 0; measure < N_MEASURES; measure++)
    {
      const Range range = range_of (&content, measure);

      for (guint noise = 0; noise < G_N_ELEMENTS (noises); noise++)
        add_panel (&content, noise, measure, &range);
    }
  add_table (&content, log ((model->g_s_max - model->g_s_min) * (model->g_u_max - model->g_u_min)));
  return sheet;
}
