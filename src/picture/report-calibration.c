#include "picture/report-private.h"
#include "base/words.h"
#include "picture/numbers.h"
#include <math.h>
#include <stdlib.h>

#define BAND 0.02    /* around fair coverage: what is aimed at */
#define SURE_95 1.96 /* standard deviations of 95 % of a normal */

enum { SPREAD_BINS = 10 };

void
s2p_report_coverage (S2pSheet *sheet, const S2pReportContent *content)
{
  static const S2pRole roles[S2P_N_SCORE_GROUPS] = { S2P_ROLE_RECORDING, S2P_ROLE_SPIKING, S2P_ROLE_BURSTING };
  S2pPanel *panel = s2p_report_panel (sheet, 1, 2, _("Coverage of the regions"), _("should hold the truth (%)"), _("hold it (%)"));
  double *fair = s2p_sheet_alloc (sheet, 2 * sizeof *fair), *low = s2p_sheet_alloc (sheet, 2 * sizeof *low), *high = s2p_sheet_alloc (sheet, 2 * sizeof *high);
  S2pLine *band;

  for (guint i = 0; i < 2; i++)
    {
      fair[i] = 100.0 * i;
      low[i] = fair[i] - 100 * BAND;
      high[i] = fair[i] + 100 * BAND;
    }
  band = s2p_report_line (sheet, panel, fair, fair, 2, S2P_ROLE_CELL);
  band->low = low;
  band->high = high;
  band->guide = TRUE;
  for (S2pScoreGroup group = S2P_SCORES_SPIKING; group < S2P_N_SCORE_GROUPS; group++)
    {
      double *x = s2p_sheet_alloc (sheet, S2P_COVERAGE_POINTS * sizeof *x), *y = s2p_sheet_alloc (sheet, S2P_COVERAGE_POINTS * sizeof *y);
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
      line = s2p_report_line (sheet, panel, x, y, S2P_COVERAGE_POINTS, roles[group]);
      line->markers = TRUE;
    }
  s2p_axis_set_range (&panel->x, 0, 100);
  s2p_axis_set_range (&panel->y, 0, 100);
}

void
s2p_report_ranks (S2pSheet *sheet, const S2pReportContent *content, const gsize *chosen, gsize n_chosen, guint rank)
{
  static const char *const quantities[S2P_N_RANKS] = { "rank_g_s_p", "rank_g_u_p", "rank_level_p" };
  const char *const titles[S2P_N_RANKS] = { _("Rank of the true g<sub>s</sub>"), _("Rank of the true g<sub>u</sub>"), _("Rank by density") };
  const S2pScore *p = s2p_scores_find (content->scores, S2P_SCORES_ALL, quantities[rank]);
  g_autofree char *number = p != NULL && p->value >= 0.001 ? s2p_picture_fixed (p->value, 3) : NULL;
  char *title = p == NULL || !isfinite (p->value) ? g_strdup (titles[rank]) : g_strdup_printf ("%s: p %s %s", titles[rank], number != NULL ? "=" : "&lt;", number != NULL ? number : "0.001");
  S2pPanel *panel = s2p_report_panel (sheet, 2, rank, s2p_sheet_own (sheet, title), _("share of draws below the truth"), rank == 0 ? _("recordings") : NULL);
  double *heights = s2p_sheet_alloc (sheet, S2P_N_REPORT_KINDS * S2P_RANK_BINS * sizeof *heights), *at = s2p_sheet_alloc (sheet, 8 * sizeof *at), expected, half;
  gsize n = 0;
  S2pLine *band, *even;

  if (rank == S2P_RANK_LEVEL)
    panel->x.label = _("share of draws denser than the truth");
  for (gsize i = 0; i < n_chosen; i++)
    for (guint k = 0; k < S2P_N_REPORT_KINDS; k++)
      {
        const S2pTrial *trial = &content->trials[chosen[i]];

        if (trial->activity != s2p_report_kinds[k].activity)
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
  band = s2p_report_line (sheet, panel, at, NULL, 2, S2P_ROLE_CELL);
  band->low = at + 4;
  band->high = at + 6;
  band->guide = TRUE;
  s2p_report_bars (sheet, panel, heights, S2P_RANK_BINS, 0, 1);
  even = s2p_report_line (sheet, panel, at, at + 2, 2, S2P_ROLE_CELL);
  even->guide = TRUE;
}

typedef struct { double said, missed; } Spread;

static int
by_said (gconstpointer a, gconstpointer b)
{
  const double x = ((const Spread *) a)->said, y = ((const Spread *) b)->said;

  return (x > y) - (x < y);
}

/* How sure it says it is: recordings sorted by the deviation of their density, in bins of equal number: the root mean square of what it says and of
 * the error. */
void
s2p_report_spread (S2pSheet *sheet, const S2pReportContent *content)
{
  S2pPanel *panel = s2p_report_panel (sheet, 3, 2, _("Stated deviation and error"), _("stated standard deviation"), _("root mean square error"));
  const char *const names[] = { "g<sub>s</sub>", "g<sub>u</sub>" };
  const S2pRole roles[] = { S2P_ROLE_RECORDING, S2P_ROLE_CELL };
  g_autofree Spread *spreads = g_new0 (Spread, MAX (1, content->n_trials));
  double most = 0;

  for (guint which = 0; which < G_N_ELEMENTS (names); which++)
    {
      double *x = s2p_sheet_alloc (sheet, SPREAD_BINS * sizeof *x), *y = s2p_sheet_alloc (sheet, SPREAD_BINS * sizeof *y);
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
      line = s2p_report_line (sheet, panel, x, y, SPREAD_BINS, roles[which]);
      line->markers = TRUE;
      line->legend = names[which];
    }
  most = MAX (most, 1e-6) * 1.05;
  s2p_report_guide (sheet, panel, 0, 0, most, most);
  s2p_axis_set_range (&panel->x, 0, most);
  s2p_axis_set_range (&panel->y, 0, most);
}
