#include "picture/report-private.h"
#include "base/words.h"
#include "picture/numbers.h"
#include "plot/bars.h"
#include "plot/box.h"
#include "plot/line.h"
#include "plot/plane.h"
#include "training/fair-sample.h"
#include <math.h>
#include <stdlib.h>

#define TEXT 0.8           /* of the theme's sizes: much must stand on one page */
#define TABLE_ROW 0.082    /* height of a row of the table, in plot areas */
#define BAND 0.02          /* around fair coverage: what is aimed at */
#define MOST_RATIO 3.0     /* R_VR beyond stands in the last bin */
#define SURE_95 1.96       /* standard deviations of 95 % of a normal */

enum { RATIO_BINS = 24, SHARE_BINS = 20, SPREAD_BINS = 10 };

static const struct { S2pActivity activity; S2pRole role; } kinds[] = { { S2P_ACTIVITY_SPIKING, S2P_ROLE_SPIKING }, { S2P_ACTIVITY_BURSTING, S2P_ROLE_BURSTING } };
enum { N_KINDS = G_N_ELEMENTS (kinds) };

gpointer
s2p_report_own (S2pReport *report, gpointer object)
{
  g_ptr_array_add (report->owned, object);
  return object;
}

gpointer
s2p_report_alloc (S2pReport *report, gsize size)
{
  return s2p_report_own (report, g_malloc0 (size));
}

static S2pPanel *
add_panel (S2pReport *report, guint row, guint column, const char *title, const char *x, const char *y)
{
  S2pPanel *panel = s2p_figure_add (report->figure, row, column, 1, 1);

  panel->title = title;
  panel->x.label = x;
  panel->y.label = y;
  return panel;
}

static S2pLine *
add_line (S2pReport *report, S2pPanel *panel, const double *x, const double *y, gsize n, S2pRole role)
{
  S2pLine *line = s2p_report_alloc (report, sizeof *line);

  s2p_line_init (line, x, y, n, role);
  s2p_panel_add (panel, &line->layer);
  return line;
}

/* From (x1, y1) to (x2, y2), to guide the eye. */
static void
add_guide (S2pReport *report, S2pPanel *panel, double x1, double y1, double x2, double y2)
{
  double *at = s2p_report_alloc (report, 4 * sizeof *at);
  S2pLine *line;

  at[0] = x1, at[1] = x2, at[2] = y1, at[3] = y2;
  line = add_line (report, panel, at, at + 2, 2, S2P_ROLE_CELL);
  line->guide = line->unfitted = TRUE;
}

/* --- what was inferred against the truth --- */

static void
add_truth (S2pReport *report, const S2pReportContent *content, const gsize *chosen, gsize n_chosen, gboolean is_g_u)
{
  const S2pModel *model = content->model;
  const double low = is_g_u ? model->g_u_min : model->g_s_min, high = is_g_u ? model->g_u_max : model->g_s_max;
  S2pPanel *panel = add_panel (report, 1, is_g_u, is_g_u ? _("g<sub>u</sub>: inferred mean and truth") : _("g<sub>s</sub>: inferred mean and truth"),
                               is_g_u ? _("true g<sub>u</sub>") : _("true g<sub>s</sub>"), is_g_u ? _("inferred g<sub>u</sub>") : _("inferred g<sub>s</sub>"));
  double *x = s2p_report_alloc (report, (n_chosen + 1) * sizeof *x), *y = s2p_report_alloc (report, (n_chosen + 1) * sizeof *y);
  S2pRole *roles = s2p_report_alloc (report, (n_chosen + 1) * sizeof *roles);
  S2pPoints *points = s2p_report_alloc (report, sizeof *points);
  gsize n = 0;

  for (gsize i = 0; i < n_chosen; i++)
    {
      const S2pTrial *trial = &content->trials[chosen[i]];

      if (trial->activity == S2P_ACTIVITY_SILENT)
        continue;
      x[n] = is_g_u ? trial->g_u : trial->g_s;
      y[n] = is_g_u ? trial->mean_g_u : trial->mean_g_s;
      roles[n++] = s2p_role_of_activity (trial->activity);
    }
  s2p_points_init (points, x, y, n, S2P_ROLE_SPIKING);
  points->roles = roles;
  points->size = 0.42;
  for (guint k = 0; k < N_KINDS; k++)
    points->legend[kinds[k].role] = _(s2p_activity_name (kinds[k].activity));
  add_guide (report, panel, low, low, high, high);
  s2p_panel_add (panel, &points->layer);
  s2p_axis_set_range (&panel->x, low, high);
  s2p_axis_set_range (&panel->y, low, high);
}

/* --- calibration --- */

static void
add_coverage (S2pReport *report, const S2pReportContent *content)
{
  static const S2pRole roles[S2P_N_SCORE_GROUPS] = { S2P_ROLE_RECORDING, S2P_ROLE_SPIKING, S2P_ROLE_BURSTING };
  S2pPanel *panel = add_panel (report, 1, 2, _("Coverage of the regions"), _("should hold the truth (%)"), _("hold it (%)"));
  double *fair = s2p_report_alloc (report, 2 * sizeof *fair), *low = s2p_report_alloc (report, 2 * sizeof *low), *high = s2p_report_alloc (report, 2 * sizeof *high);
  S2pLine *band;

  for (guint i = 0; i < 2; i++)
    {
      fair[i] = 100.0 * i;
      low[i] = fair[i] - 100 * BAND;
      high[i] = fair[i] + 100 * BAND;
    }
  band = add_line (report, panel, fair, fair, 2, S2P_ROLE_CELL);
  band->low = low;
  band->high = high;
  band->guide = TRUE;
  for (S2pScoreGroup group = S2P_SCORES_SPIKING; group < S2P_N_SCORE_GROUPS; group++)
    {
      double *x = s2p_report_alloc (report, S2P_COVERAGE_POINTS * sizeof *x), *y = s2p_report_alloc (report, S2P_COVERAGE_POINTS * sizeof *y);
      S2pLine *line;

      for (guint i = 0; i < S2P_COVERAGE_POINTS; i++)
        {
          char quantity[16];
          const S2pScore *score;

          g_snprintf (quantity, sizeof quantity, "within_%u", s2p_coverage_percent (i));
          score = s2p_scores_find (content->scores, group, quantity);
          x[i] = s2p_coverage_percent (i);
          y[i] = score != NULL ? 100 * score->value : NAN;
        }
      line = add_line (report, panel, x, y, S2P_COVERAGE_POINTS, roles[group]);
      line->markers = TRUE;
    }
  s2p_axis_set_range (&panel->x, 0, 100);
  s2p_axis_set_range (&panel->y, 0, 100);
}

/* A histogram of the two kinds of activity on one another; heights: [N_KINDS, n_bins]. */
static void
add_bars (S2pReport *report, S2pPanel *panel, const double *heights, guint n_bins, double low, double high)
{
  S2pBars *bars = s2p_report_alloc (report, sizeof *bars);

  s2p_bars_init (bars, heights, N_KINDS, n_bins, low, high);
  for (guint k = 0; k < N_KINDS; k++)
    bars->roles[k] = kinds[k].role;
  s2p_panel_add (panel, &bars->layer);
}

static void
add_ranks (S2pReport *report, const S2pReportContent *content, const gsize *chosen, gsize n_chosen, guint rank)
{
  static const char *const quantities[S2P_N_RANKS] = { "rank_g_s_p", "rank_g_u_p", "rank_level_p" };
  const char *const titles[S2P_N_RANKS] = { _("Rank of the true g<sub>s</sub>"), _("Rank of the true g<sub>u</sub>"), _("Rank by density") };
  const S2pScore *p = s2p_scores_find (content->scores, S2P_SCORES_ALL, quantities[rank]);
  g_autofree char *number = p != NULL && p->value >= 0.001 ? s2p_picture_fixed (p->value, 3) : NULL;
  char *title = p == NULL || !isfinite (p->value) ? g_strdup (titles[rank]) : g_strdup_printf ("%s: p %s %s", titles[rank], number != NULL ? "=" : "&lt;", number != NULL ? number : "0.001");
  S2pPanel *panel = add_panel (report, 2, rank, s2p_report_own (report, title), _("share of draws below the truth"), rank == 0 ? _("recordings") : NULL);
  double *heights = s2p_report_alloc (report, N_KINDS * S2P_RANK_BINS * sizeof *heights), *at = s2p_report_alloc (report, 8 * sizeof *at), expected, half;
  gsize n = 0;
  S2pLine *band, *even;

  if (rank == S2P_RANK_LEVEL)
    panel->x.label = _("share of draws denser than the truth");
  for (gsize i = 0; i < n_chosen; i++)
    for (guint k = 0; k < N_KINDS; k++)
      {
        const S2pTrial *trial = &content->trials[chosen[i]];

        if (trial->activity != kinds[k].activity)
          continue;
        heights[k * S2P_RANK_BINS + trial->rank[rank] * S2P_RANK_BINS / (S2P_RANK_DRAWS + 1)]++;
        n++;
      }
  expected = (double) n / S2P_RANK_BINS;
  half = SURE_95 * sqrt (expected * (1 - 1.0 / S2P_RANK_BINS));
  at[1] = 1;
  at[2] = at[3] = expected;
  at[4] = at[5] = expected - half;
  at[6] = at[7] = expected + half;
  band = add_line (report, panel, at, NULL, 2, S2P_ROLE_CELL);
  band->low = at + 4;
  band->high = at + 6;
  band->guide = TRUE;
  add_bars (report, panel, heights, S2P_RANK_BINS, 0, 1);
  even = add_line (report, panel, at, at + 2, 2, S2P_ROLE_CELL);
  even->guide = TRUE;
}

/* --- populations --- */

typedef struct { double value; S2pActivity activity; } Value;

/* A histogram of @values; what lies outside stands in the first or the last bin. */
static void
add_histogram (S2pReport *report, S2pPanel *panel, const Value *values, gsize n, guint n_bins, double low, double high)
{
  double *heights = s2p_report_alloc (report, N_KINDS * n_bins * sizeof *heights);

  for (gsize i = 0; i < n; i++)
    for (guint k = 0; k < N_KINDS; k++)
      if (values[i].activity == kinds[k].activity && isfinite (values[i].value))
        heights[k * n_bins + (guint) CLAMP ((values[i].value - low) / (high - low) * n_bins, 0, n_bins - 1.0)]++;
  add_bars (report, panel, heights, n_bins, low, high);
}

static void
add_populations (S2pReport *report, const S2pReportContent *content)
{
  S2pPanel *ratios = add_panel (report, 3, 0, _("R<sub>VR</sub> of the cells built"), _("R<sub>VR</sub> (all beyond in the last bin)"), _("populations")),
           *shares = add_panel (report, 3, 1, _("Cells built of the right activity type"), _("share of a population’s cells (%)"), NULL);
  g_autofree Value *r_vr = g_new0 (Value, MAX (1, content->n_populations)), *same = g_new0 (Value, MAX (1, content->n_populations));
  gsize n = 0;

  for (gsize i = 0; i < content->n_populations; i++)
    {
      const S2pPopulationScore *score = &content->populations[i];

      if (score->drawn.cells == 0)
        continue;
      r_vr[n] = (Value) { score->drawn.r_vr, score->activity };
      same[n++] = (Value) { 100.0 * score->drawn.same_activity / score->drawn.cells, score->activity };
    }
  add_histogram (report, ratios, r_vr, n, RATIO_BINS, 0, MOST_RATIO);
  add_guide (report, ratios, 1, 0, 1, (double) MAX (1, content->n_populations));
  add_histogram (report, shares, same, n, SHARE_BINS, 0, 100);
}

/* --- how sure it says it is --- */

typedef struct { double said, missed; } Spread;

static int
by_said (gconstpointer a, gconstpointer b)
{
  const double x = ((const Spread *) a)->said, y = ((const Spread *) b)->said;

  return (x > y) - (x < y);
}

/* Recordings sorted by the deviation of their density, in bins of equal number: the root mean square of what it says and of
 * the error. */
static void
add_spread (S2pReport *report, const S2pReportContent *content)
{
  S2pPanel *panel = add_panel (report, 3, 2, _("Stated deviation and error"), _("stated standard deviation"), _("root mean square error"));
  const char *const names[] = { "g<sub>s</sub>", "g<sub>u</sub>" };
  const S2pRole roles[] = { S2P_ROLE_RECORDING, S2P_ROLE_CELL };
  g_autofree Spread *spreads = g_new0 (Spread, MAX (1, content->n_trials));
  double most = 0;

  for (guint which = 0; which < G_N_ELEMENTS (names); which++)
    {
      double *x = s2p_report_alloc (report, SPREAD_BINS * sizeof *x), *y = s2p_report_alloc (report, SPREAD_BINS * sizeof *y);
      gsize n = 0;
      S2pLine *line;

      for (gsize i = 0; i < content->n_trials; i++)
        {
          const S2pTrial *trial = &content->trials[i];

          if (trial->activity != S2P_ACTIVITY_SILENT)
            spreads[n++] = which == 0 ? (Spread) { trial->sd_g_s, trial->mean_g_s - trial->g_s } : (Spread) { trial->sd_g_u, trial->mean_g_u - trial->g_u };
        }
      qsort (spreads, n, sizeof *spreads, by_said);
      for (gsize bin = 0; bin < SPREAD_BINS; bin++)
        {
          const gsize from = n * bin / SPREAD_BINS, to = n * (bin + 1) / SPREAD_BINS;

          for (gsize i = from; i < to; i++)
            {
              x[bin] += spreads[i].said * spreads[i].said / (double) (to - from);
              y[bin] += spreads[i].missed * spreads[i].missed / (double) (to - from);
            }
          x[bin] = sqrt (x[bin]);
          y[bin] = sqrt (y[bin]);
          most = MAX (most, MAX (x[bin], y[bin]));
        }
      line = add_line (report, panel, x, y, SPREAD_BINS, roles[which]);
      line->markers = TRUE;
      line->legend = names[which];
    }
  most = MAX (most, 1e-6) * 1.05;
  add_guide (report, panel, 0, 0, most, most);
  s2p_axis_set_range (&panel->x, 0, most);
  s2p_axis_set_range (&panel->y, 0, most);
}

S2pReport *
s2p_report_new (const S2pReportContent *content)
{
  S2pReport *report = g_new0 (S2pReport, 1);
  g_autofree guint32 *groups = g_new (guint32, MAX (1, content->n_trials));
  g_autofree gsize *chosen = g_new (gsize, MAX (1, content->n_trials));
  g_autofree char *name = g_markup_escape_text (content->model->title != NULL ? content->model->title : content->model->name, -1);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, content->seed);
  S2pPanel *panel;
  S2pTextTable *table;
  guint n_rows;
  gsize n_chosen;

  report->owned = g_ptr_array_new_with_free_func (g_free);
  report->figure = s2p_figure_new (4, 3);
  report->theme = s2p_theme_scaled (s2p_theme_get (S2P_THEME_LIGHT), TEXT);
  report->figure->theme = &report->theme;
  /* Translators: name of a neuron model; number of recordings, seed of the test set, number of populations */
  report->title = g_strdup_printf (_("<span size='135%%'>%s: g<sub>s</sub> and g<sub>u</sub> from spike times</span>\n"
                                     "<span weight='normal'>%u recordings of a test set (seed %s) that served no choice; populations built from %u of them</span>"),
                                   name, (guint) content->n_trials, seed, (guint) content->n_populations);
  report->figure->title = report->title;
  for (gsize i = 0; i < content->n_trials; i++)
    groups[i] = content->trials[i].population;
  n_chosen = s2p_fair_sample (groups, content->n_trials, content->population_size, content->seed, chosen);

  panel = s2p_figure_add (report->figure, 0, 0, 1, 3);
  panel->x.hidden = panel->y.hidden = TRUE;
  table = s2p_report_table (report, content->scores, &n_rows);
  s2p_panel_add (panel, &table->layer);
  report->figure->row_weight[0] = TABLE_ROW * n_rows;
  for (guint i = 0; i < 2; i++)
    add_truth (report, content, chosen, n_chosen, (gboolean) i);
  add_coverage (report, content);
  for (guint rank = 0; rank < S2P_N_RANKS; rank++)
    add_ranks (report, content, chosen, n_chosen, rank);
  add_populations (report, content);
  add_spread (report, content);
  return report;
}

void
s2p_report_free (S2pReport *report)
{
  if (report == NULL)
    return;
  s2p_figure_free (report->figure);
  g_ptr_array_unref (report->owned);
  g_free (report->title);
  g_free (report);
}

S2pFigure *
s2p_report_figure (S2pReport *report)
{
  return report->figure;
}
