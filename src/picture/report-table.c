#include "picture/report-private.h"
#include "base/words.h"
#include "picture/numbers.h"
#include <math.h>
#include <string.h>

enum { N_COLUMNS = 1 + 2 * S2P_N_SCORE_GROUPS };

typedef struct {
  const char *quantity, *label; /* label: markup */
  double      scale;            /* of what is shown */
  int         decimals;
  const char *unit;             /* behind the number; NULL for none */
  const char *relative;         /* a share that is shown in brackets, or NULL */
  gboolean    ruled;            /* a new kind of score begins */
} Row;

static const Row rows[] = {
  { "recordings", N_("recordings"), 1, 0, .ruled = TRUE },
  { "minus_log_density", N_("−log density of the true pair (nats)"), 1, .decimals = 2 },
  { "error_g_s", N_("mean absolute error of g<sub>s</sub>"), 1, .decimals = 2 },
  { "error_g_u", N_("mean absolute error of g<sub>u</sub>"), 1, .decimals = 2 },
  { "within_50", N_("truth within the region of 50 %"), 100, 1, .unit = " %", .ruled = TRUE },
  { "within_90", N_("truth within the region of 90 %"), 100, 1, .unit = " %" },
  { "rank_g_s_p", N_("p of evenly spread ranks: g<sub>s</sub>"), 1, .decimals = 3 },
  { "rank_g_u_p", N_("p of evenly spread ranks: g<sub>u</sub>"), 1, .decimals = 3 },
  { "rank_level_p", N_("p of evenly spread ranks: density"), 1, .decimals = 3 },
  { "class_right", N_("activity type: recall (all: right)"), 100, 2, .unit = " %", .ruled = TRUE },
  { "precision", N_("activity type: precision"), 100, 2, .unit = " %" },
  { "balanced_accuracy", N_("activity type: balanced accuracy"), 100, 2, .unit = " %" },
  { "error_rate_hz", N_("error of the rate (Hz)"), 1, 2, .relative = "relative_rate_hz" },
  { "error_burst_ms", N_("error of the burst duration (ms)"), 1, 2, .relative = "relative_burst_ms" },
  { "error_f_intra_hz", N_("error of the rate in bursts (Hz)"), 1, 2, .relative = "relative_f_intra_hz" },
  { "error_f_inter_hz", N_("error of the rate of bursts (Hz)"), 1, 2, .relative = "relative_f_inter_hz" },
  { "error_spikes_per_burst", N_("error of the spikes per burst"), 1, 2, .relative = "relative_spikes_per_burst" },
  { "populations", N_("populations asked for"), 1, 0, .ruled = TRUE },
  { "populations_unreachable", N_("… that cannot be built"), 1, .decimals = 0 },
  { "r_vr_median", N_("R<sub>VR</sub> of the cells built, median"), 1, .decimals = 3 },
  { "same_activity", N_("cells built of the right activity type"), 100, 1, .unit = " %" },
  { "own_same_activity", N_("… the same of its own population"), 100, 1, .unit = " %" },
  { "checked_found", N_("checked cells found, of those asked for"), 100, 1, .unit = " %" },
  { "checked_r_vr_median", N_("R<sub>VR</sub> of checked cells, median"), 1, .decimals = 3 },
  { "checked_same_activity", N_("checked cells of the right activity type"), 100, 1, .unit = " %" },
};

/* Below the table, a line each. */
static const char *const notes[] = {
  N_("± one standard error, populations as units. Published: the published network on its own test set, where known. Errors of activity measures: mean (median share)."),
  N_("Ranks: of the truth among draws from the inferred density, one recording a population; p of a chi-square test. Even: the density is fair."),
  N_("R<sub>VR</sub>: van Rossum distance of the cells built to the recording, over that of its own population (the cells at its true pair, silent ones included)."),
};

static char *
with_unit (const Row *row, double value)
{
  g_autofree char *number = s2p_picture_fixed (value * row->scale, row->decimals);

  return g_strconcat (number, row->unit != NULL ? row->unit : "", NULL);
}

/* "2.07 ± 0.04", "0.31 ± 0.01 (1.4 %)"; NULL where there is nothing to say. */
static char *
value_text (const S2pScores *scores, S2pScoreGroup group, const Row *row)
{
  const S2pScore *score = s2p_scores_find (scores, group, row->quantity), *share = row->relative != NULL ? s2p_scores_find (scores, group, row->relative) : NULL;
  GString *text;
  g_autofree char *value = NULL;

  if (score == NULL || !isfinite (score->value))
    return NULL;
  if (g_str_has_suffix (row->quantity, "_p") && score->value < 0.001)
    return g_strdup ("&lt; 0.001");
  value = isfinite (score->error) ? s2p_picture_fixed (score->value * row->scale, row->decimals) : with_unit (row, score->value);
  text = g_string_new (value);
  if (isfinite (score->error))
    {
      g_autofree char *error = with_unit (row, score->error);

      g_string_append_printf (text, " ± %s", error);
    }
  if (share != NULL && isfinite (share->value))
    {
      g_autofree char *percent = s2p_picture_fixed (100 * share->value, 1);

      g_string_append_printf (text, " (%s %%)", percent);
    }
  return g_string_free (text, FALSE);
}

static gboolean
has_row (const S2pScores *scores, const char *quantity)
{
  for (S2pScoreGroup group = 0; group < S2P_N_SCORE_GROUPS; group++)
    {
      const S2pScore *score = s2p_scores_find (scores, group, quantity);

      if (score != NULL && isfinite (score->value))
        return TRUE;
    }
  return FALSE;
}

static void
fill_row (S2pSheet *sheet, const S2pScores *scores, const Row *row, const char **cells)
{
  cells[0] = _(row->label);
  for (S2pScoreGroup group = 0; group < S2P_N_SCORE_GROUPS; group++)
    {
      const S2pScore *score = s2p_scores_find (scores, group, row->quantity);
      char *value = value_text (scores, group, row);

      if (value != NULL)
        cells[1 + 2 * group] = s2p_sheet_own (sheet, value);
      if (score != NULL && isfinite (score->published))
        {
          g_autofree char *text = with_unit (row, score->published);

          cells[2 + 2 * group] = s2p_sheet_own (sheet, g_strdup_printf ("<span alpha='65%%'>%s</span>", text));
        }
    }
}

S2pTextTable *
s2p_report_table (S2pSheet *sheet, const S2pScores *scores, guint *n_rows)
{
  static const double right[N_COLUMNS] = { 0.285, 0.45, 0.525, 0.69, 0.765, 0.925, 1 };
  const char *const groups[S2P_N_SCORE_GROUPS] = { _("all"), _("spiking"), _("bursting") };
  const guint most = 1 + G_N_ELEMENTS (rows) + G_N_ELEMENTS (notes);
  const char **cells = s2p_sheet_alloc (sheet, most * N_COLUMNS * sizeof *cells);
  gboolean *ruled = s2p_sheet_alloc (sheet, most * sizeof *ruled);
  S2pTextTable *table = s2p_sheet_alloc (sheet, sizeof *table);
  guint n = 0;

  for (S2pScoreGroup group = 0; group < S2P_N_SCORE_GROUPS; group++)
    {
      cells[1 + 2 * group] = s2p_sheet_own (sheet, g_strdup_printf ("<b>%s</b>", groups[group]));
      cells[2 + 2 * group] = s2p_sheet_own (sheet, g_strdup_printf ("<span alpha='65%%'>%s</span>", _("published")));
    }
  n++;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (has_row (scores, rows[i].quantity))
      {
        ruled[n] = rows[i].ruled;
        fill_row (sheet, scores, &rows[i], cells + n++ * N_COLUMNS);
      }
  ruled[n] = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    cells[n++ * N_COLUMNS] = s2p_sheet_own (sheet, g_strdup_printf ("<span size='85%%' alpha='75%%'>%s</span>", _(notes[i])));
  s2p_text_table_init (table, cells, n, N_COLUMNS);
  table->ruled = ruled;
  memcpy (table->right, right, sizeof right);
  *n_rows = n;
  return table;
}
