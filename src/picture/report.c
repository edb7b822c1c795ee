#include "picture/report-private.h"
#include "base/words.h"
#include "plot/bars.h"
#include "plot/plane.h"
#include "training/fair-sample.h"
#include <math.h>

#define TABLE_ROW 0.082 /* height of a row of the table, in plot areas */
#define MOST_RATIO 3.0  /* R_VR beyond stands in the last bin */

enum { RATIO_BINS = 24, SHARE_BINS = 20 };

const S2pReportKind s2p_report_kinds[S2P_N_REPORT_KINDS] = { { S2P_ACTIVITY_SPIKING, S2P_ROLE_SPIKING }, { S2P_ACTIVITY_BURSTING, S2P_ROLE_BURSTING } };

S2pPanel *
s2p_report_panel (S2pSheet *sheet, guint row, guint column, const char *title, const char *x, const char *y)
{
  S2pPanel *panel = s2p_figure_add (sheet->figure, row, column, 1, 1);

  panel->title = title;
  panel->x.label = x;
  panel->y.label = y;
  return panel;
}

S2pLine *
s2p_report_line (S2pSheet *sheet, S2pPanel *panel, const double *x, const double *y, gsize n, S2pRole role)
{
  S2pLine *line = s2p_sheet_alloc (sheet, sizeof *line);

  s2p_line_init (line, x, y, n, role);
  s2p_panel_add (panel, &line->layer);
  return line;
}

void
s2p_report_guide (S2pSheet *sheet, S2pPanel *panel, double x1, double y1, double x2, double y2)
{
  double *at = s2p_sheet_alloc (sheet, 4 * sizeof *at);
  S2pLine *line;

  at[0] = x1, at[1] = x2, at[2] = y1, at[3] = y2;
  line = s2p_report_line (sheet, panel, at, at + 2, 2, S2P_ROLE_CELL);
  line->guide = line->unfitted = TRUE;
}

/* --- what was inferred against the truth --- */

static void
add_truth (S2pSheet *sheet, const S2pReportContent *content, const gsize *chosen, gsize n_chosen, gboolean is_g_u)
{
  const S2pModel *model = content->model;
  const double low = is_g_u ? model->g_u_min : model->g_s_min, high = is_g_u ? model->g_u_max : model->g_s_max;
  S2pPanel *panel = s2p_report_panel (sheet, 1, is_g_u, is_g_u ? _("g<sub>u</sub>: inferred mean and truth") : _("g<sub>s</sub>: inferred mean and truth"),
                                      is_g_u ? _("true g<sub>u</sub>") : _("true g<sub>s</sub>"), is_g_u ? _("inferred g<sub>u</sub>") : _("inferred g<sub>s</sub>"));
  double *x = s2p_sheet_alloc (sheet, (n_chosen + 1) * sizeof *x), *y = s2p_sheet_alloc (sheet, (n_chosen + 1) * sizeof *y);
  S2pRole *roles = s2p_sheet_alloc (sheet, (n_chosen + 1) * sizeof *roles);
  S2pPoints *points = s2p_sheet_alloc (sheet, sizeof *points);
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
  for (guint k = 0; k < S2P_N_REPORT_KINDS; k++)
    points->legend[s2p_report_kinds[k].role] = _(s2p_activity_name (s2p_report_kinds[k].activity));
  s2p_report_guide (sheet, panel, low, low, high, high);
  s2p_panel_add (panel, &points->layer);
  s2p_axis_set_range (&panel->x, low, high);
  s2p_axis_set_range (&panel->y, low, high);
}

void
s2p_report_bars (S2pSheet *sheet, S2pPanel *panel, const double *heights, guint n_bins, double low, double high)
{
  S2pBars *bars = s2p_sheet_alloc (sheet, sizeof *bars);

  s2p_bars_init (bars, heights, S2P_N_REPORT_KINDS, n_bins, low, high);
  for (guint k = 0; k < S2P_N_REPORT_KINDS; k++)
    bars->roles[k] = s2p_report_kinds[k].role;
  s2p_panel_add (panel, &bars->layer);
}

/* --- populations --- */

typedef struct { double value; S2pActivity activity; } Value;

/* A histogram of @values; what lies outside stands in the first or the last bin. */
static void
add_histogram (S2pSheet *sheet, S2pPanel *panel, const Value *values, gsize n, guint n_bins, double low, double high)
{
  double *heights = s2p_sheet_alloc (sheet, S2P_N_REPORT_KINDS * n_bins * sizeof *heights);

  for (gsize i = 0; i < n; i++)
    for (guint k = 0; k < S2P_N_REPORT_KINDS; k++)
      if (values[i].activity == s2p_report_kinds[k].activity && isfinite (values[i].value))
        heights[k * n_bins + (guint) CLAMP ((values[i].value - low) / (high - low) * n_bins, 0, n_bins - 1.0)]++;
  s2p_report_bars (sheet, panel, heights, n_bins, low, high);
}

static void
add_populations (S2pSheet *sheet, const S2pReportContent *content)
{
  S2pPanel *ratios = s2p_report_panel (sheet, 3, 0, _("R<sub>VR</sub> of the cells built"), _("R<sub>VR</sub> (all beyond in the last bin)"), _("populations")),
           *shares = s2p_report_panel (sheet, 3, 1, _("Cells built of the right activity type"), _("share of a population’s cells (%)"), NULL);
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
  add_histogram (sheet, ratios, r_vr, n, RATIO_BINS, 0, MOST_RATIO);
  s2p_report_guide (sheet, ratios, 1, 0, 1, (double) MAX (1, content->n_populations));
  add_histogram (sheet, shares, same, n, SHARE_BINS, 0, 100);
}

S2pSheet *
s2p_report_new (const S2pReportContent *content)
{
  S2pSheet *sheet = s2p_sheet_new (4, 3);
  g_autofree guint32 *groups = g_new (guint32, MAX (1, content->n_trials));
  g_autofree gsize *chosen = g_new (gsize, MAX (1, content->n_trials));
  g_autofree char *name = g_markup_escape_text (content->model->title != NULL ? content->model->title : content->model->name, -1);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, content->seed);
  S2pPanel *panel;
  S2pTextTable *table;
  guint n_rows;
  gsize n_chosen;

  /* Translators: name of a neuron model; number of recordings, seed of the test set, number of populations */
  sheet->figure->title = s2p_sheet_own (sheet, g_strdup_printf (_("<span size='135%%'>%s: g<sub>s</sub> and g<sub>u</sub> from spike times</span>\n"
                                     "<span weight='normal'>%u recordings of a test set (seed %s) that served no choice; populations built from %u of them</span>"),
                                   name, (guint) content->n_trials, seed, (guint) content->n_populations));
  for (gsize i = 0; i < content->n_trials; i++)
    groups[i] = content->trials[i].population;
  n_chosen = s2p_fair_sample (groups, content->n_trials, content->population_size, content->seed, chosen);

  panel = s2p_figure_add (sheet->figure, 0, 0, 1, 3);
  panel->x.hidden = panel->y.hidden = TRUE;
  table = s2p_report_table (sheet, content->scores, &n_rows);
  s2p_panel_add (panel, &table->layer);
  sheet->figure->row_weight[0] = TABLE_ROW * n_rows;
  for (guint i = 0; i < 2; i++)
    add_truth (sheet, content, chosen, n_chosen, (gboolean) i);
  s2p_report_coverage (sheet, content);
  for (guint rank = 0; rank < S2P_N_RANKS; rank++)
    s2p_report_ranks (sheet, content, chosen, n_chosen, rank);
  add_populations (sheet, content);
  s2p_report_spread (sheet, content);
  return sheet;
}
