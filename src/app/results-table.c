#include "app/results-table.h"
#include "base/words.h"
#include "picture/numbers.h"
#include <math.h>

enum { RANK, CELL, ACTIVITY, DISTANCE, RATE, CV, INTRA, INTER, BURST, PER_BURST, N_MEASURES };

static const struct { const char *title, *tooltip; int decimals; } measures[N_MEASURES] = {
  [RANK] = { N_("Rank"), N_("1 is the cell closest to the recording: those of the same activity come first, the smallest distance first"), 0 },
  [CELL] = { N_("Cell"), N_("Number of the cell in its population"), 0 },
  [ACTIVITY] = { N_("Activity"), N_("How the cell fires: silent, spiking or bursting"), 0 },
  [DISTANCE] = { N_("Distance"), N_("van Rossum distance to the recording’s spike train: the smaller, the closer"), 0 },
  [RATE] = { N_("Rate (Hz)"), N_("Spikes per second: 1 / mean interspike interval"), 2 },
  [CV] = { N_("CV"), N_("Coefficient of variation of the interspike intervals"), 2 },
  [INTRA] = { N_("In bursts (Hz)"), N_("Spikes per second within a burst"), 1 },
  [INTER] = { N_("Bursts (Hz)"), N_("Bursts per second"), 2 },
  [BURST] = { N_("Burst (ms)"), N_("Mean duration of a burst"), 0 },
  [PER_BURST] = { N_("Spikes/burst"), N_("Mean number of spikes in a burst"), 1 },
};

/* What the rows are read from. */
typedef struct {
  S2pPopulation *population; /* references */
  S2pFiring     *firing;
  guint         *rank;       /* [firing->n], from 1 */
} Cells;

static void
cells_free (gpointer data)
{
  Cells *self = data;

  s2p_population_unref (self->population);
  s2p_firing_unref (self->firing);
  g_free (self->rank);
  g_free (self);
}

static double
measure (const S2pFeatures *features, guint column)
{
  switch (column)
    {
    case RATE:
      return features->rate;
    case CV:
      return features->cv_isi;
    case INTRA:
      return features->f_intra;
    case INTER:
      return features->f_inter;
    case BURST:
      return features->burst_duration;
    default:
      return features->spikes_per_burst;
    }
}

static double
number_of (gpointer data, guint row, guint column)
{
  const Cells *self = data;
  const S2pCellFiring *cell = &self->firing->cells[row];

  if (column >= N_MEASURES)
    return self->population->g[(gsize) row * self->population->n_conductances + column - N_MEASURES];
  if (column == RANK)
    return self->rank[row];
  if (column == CELL)
    return row + 1;
  if (cell->failure != NULL)
    return NAN;
  return column == DISTANCE ? cell->distance : measure (&cell->features, column);
}

static void
append_text (gpointer data, guint row, guint column, GString *text)
{
  const Cells *self = data;
  const S2pCellFiring *cell = &self->firing->cells[row];
  g_autofree char *number = NULL;

  if (column == ACTIVITY)
    {
      if (cell->failure != NULL) /* Translators: why a cell could not be simulated */
        g_string_append_printf (text, _("failed: %s"), cell->failure);
      else
        g_string_append (text, _(s2p_activity_name (cell->features.activity)));
      return;
    }
  number = column >= N_MEASURES || column == DISTANCE ? s2p_picture_significant (number_of (data, row, column))
                                                      : s2p_picture_fixed (number_of (data, row, column), measures[column].decimals);
  g_string_append (text, number);
}

static const char *
tip_of (gpointer data, guint row, guint column)
{
  const Cells *self = data;

  return column == ACTIVITY ? self->firing->cells[row].failure : NULL; /* the text may be cut off */
}

void
s2p_results_table_set_model (S2pTable *table, const S2pModel *model)
{
  S2pColumn columns[N_MEASURES + S2P_MAX_CONDUCTANCES] = { 0 };
  char *titles[S2P_MAX_CONDUCTANCES], *tooltips[S2P_MAX_CONDUCTANCES];
  const guint n = model != NULL ? model->n_conductances : 0;

  for (guint i = 0; i < N_MEASURES; i++)
    columns[i] = (S2pColumn) { _(measures[i].title), _(measures[i].tooltip), i == ACTIVITY ? S2P_COLUMN_TEXT : S2P_COLUMN_NUMBER, FALSE };
  for (guint k = 0; k < n; k++)
    {
      titles[k] = g_strdup_printf ("g_%s", model->conductances[k].name);
      tooltips[k] = g_strdup_printf (_("Maximal conductance %s of the cell, in mS/cm²"), model->conductances[k].name);
      columns[N_MEASURES + k] = (S2pColumn) { titles[k], tooltips[k], S2P_COLUMN_NUMBER, FALSE };
    }
  s2p_table_set_columns (table, columns, N_MEASURES + n);
  s2p_table_sort (table, RANK, FALSE);
  for (guint k = 0; k < n; k++)
    {
      g_free (titles[k]);
      g_free (tooltips[k]);
    }
}

GtkWidget *
s2p_results_table_new (void)
{
  GtkWidget *table = s2p_table_new (_("Cells, by closeness to the recording"), NULL, 0);

  s2p_results_table_set_model (S2P_TABLE (table), NULL);
  return table;
}

void
s2p_results_table_set_cells (S2pTable *table, const S2pEntry *entry, const guint *order)
{
  S2pTableSource source = { .text = append_text, .number = number_of, .tip = tip_of, .free_data = cells_free };
  Cells *cells;

  if (entry != NULL && entry->firing != NULL && order != NULL)
    {
      source.data = cells = g_new (Cells, 1);
      source.n_rows = entry->firing->n;
      *cells = (Cells) { s2p_population_ref (entry->population), s2p_firing_ref (entry->firing), g_new (guint, MAX (1, source.n_rows)) };
      for (guint i = 0; i < source.n_rows; i++)
        cells->rank[order[i]] = i + 1;
    }
  else
    source.free_data = NULL;
  s2p_table_set_source (table, &source);
}

guint *
s2p_results_shown_cells (const guint *order, guint n_cells, guint most, guint chosen, guint *n)
{
  guint *cells = g_new (guint, n_cells + 1);

  *n = MIN (most, n_cells);
  for (guint i = 0; i < n_cells; i++)
    if (i < *n)
      cells[i] = order[i];
    else if (order[i] == chosen)
      {
        cells[(*n)++] = chosen;
        break;
      }
  return cells;
}

/* --- in words --- */

static char *
describe_recording (const S2pRecording *recording)
{
  const S2pFeatures *features = &recording->features;
  const char *id = recording->train->id, *activity = _(s2p_activity_name (features->activity));
  g_autofree char *rate = s2p_picture_fixed (features->rate, 2), *cv = s2p_picture_fixed (features->cv_isi, 2), *intra = s2p_picture_fixed (features->f_intra, 1),
                  *inter = s2p_picture_fixed (features->f_inter, 2), *burst = s2p_picture_fixed (features->burst_duration, 0),
                  *per_burst = s2p_picture_fixed (features->spikes_per_burst, 1);

  if (features->activity == S2P_ACTIVITY_SILENT) /* Translators: name of a recording, its activity */
    return g_strdup_printf (_("Recording %s: %s."), id, activity);
  if (isnan (features->f_intra)) /* Translators: name of a recording, its activity, and measures */
    return g_strdup_printf (_("Recording %s: %s, rate %s Hz, CV %s."), id, activity, rate, cv);
  /* Translators: the same, with those of its bursts */
  return g_strdup_printf (_("Recording %s: %s, rate %s Hz, CV %s, %s Hz in bursts, %s bursts per second of %s ms with %s spikes."), id, activity, rate, cv, intra, inter,
                          burst, per_burst);
}

static char *
describe_cells (const S2pEntry *entry)
{
  const S2pFiring *firing = entry->firing;
  const S2pActivity activity = entry->recording->features.activity;
  guint alike = 0, failed = 0;
  g_autofree char *cells = NULL, *closest = NULL, *failures = NULL;

  for (guint i = 0; i < firing->n; i++)
    {
      failed += firing->cells[i].failure != NULL;
      alike += firing->cells[i].failure == NULL && firing->cells[i].features.activity == activity;
    }
  cells = g_strdup_printf (S2P_PLURAL ("%u of %u cell has the same activity.", "%u of %u cells have the same activity.", firing->n), alike, firing->n);
  if (failed > 0)
    failures = g_strdup_printf (S2P_PLURAL ("%u cell failed.", "%u cells failed.", failed), failed);
  if (s2p_firing_closest (firing, activity) < firing->n)
    closest = g_strdup_printf (_("The closest is cell %u."), s2p_firing_closest (firing, activity) + 1);
  return g_strjoin (" ", cells, closest != NULL ? closest : failures, closest != NULL ? failures : NULL, NULL);
}

char *
s2p_results_summary (const S2pEntry *entry)
{
  g_autofree char *recording = describe_recording (entry->recording), *cells = entry->firing != NULL ? describe_cells (entry) : NULL;

  return g_strjoin (" ", recording, cells, NULL);
}
