#include "app/population-tables.h"
#include "app/say.h"
#include "base/words.h"
#include "picture/numbers.h"
#include <math.h>

/* --- recordings --- */

enum { ID, ACTIVITY, DOMAIN, G_S, G_U, BUILT, CELLS };

gboolean
s2p_population_is_of (const S2pPopulation *population, const S2pSettings *settings)
{
  const S2pChecked *checked = population->checked;

  if (population->seed != settings->seed || g_strcmp0 (population->pair, settings->pair) != 0 || (checked != NULL) != settings->checked)
    return FALSE;
  if (checked != NULL)
    return checked->asked == 0 || (checked->asked == settings->size && checked->tolerance == settings->tolerance && checked->budget == settings->budget);
  return population->n == settings->size || population->n == 0;
}

static void
append_uncertain (GString *text, double mean, double sd)
{
  g_autofree char *value = s2p_picture_fixed (mean, 1), *deviation = s2p_picture_fixed (sd, 1);

  g_string_append_printf (text, "%s ± %s", value, deviation);
}

static void
append_built (GString *text, const S2pEntry *entry)
{
  g_autofree char *g_s = s2p_picture_fixed (entry->estimate.g_s, 1), *g_u = s2p_picture_fixed (entry->estimate.g_u, 1);

  if (entry->estimate.choice == S2P_TARGET_MEAN)
    g_string_append_printf (text, "%s, %s", g_s, g_u);
  else
    g_string_append (text, entry->estimate.choice == S2P_TARGET_DRAWN ? _("drawn") : _("drawn, few fire so"));
}

static void
append_progress (GString *text, const S2pProgress *progress)
{
  g_autofree char *done = s2p_say_progress (progress->done, progress->total);

  g_string_append (text, done);
}

/* What is not inferred, and why. */
static const char *
why_not_inferred (const S2pEntryRows *self, const S2pEntry *entry)
{
  S2pProgress progress;

  s2p_document_get_progress (self->document, S2P_WORK_ESTIMATE, &progress);
  if (entry->estimated)
    return _("Silent: nothing to infer");
  return progress.running ? _("Being inferred…") : _("Cannot be inferred with this model");
}

/* Why there are no cells, or none of these settings; NULL where all is well. */
static const char *
shortcoming (const S2pEntryRows *self, const S2pEntry *entry)
{
  const S2pPopulation *population = entry->population;

  if (!entry->estimated || !entry->estimate.inference.available)
    return why_not_inferred (self, entry);
  if (population == NULL)
    return _("Not generated yet");
  if (population->failure != NULL && (population->checked == NULL || s2p_population_is_of (population, &s2p_document_session (self->document)->settings)))
    return population->failure;
  if (population->checked != NULL && population->n < population->checked->asked && s2p_population_is_of (population, &s2p_document_session (self->document)->settings))
    return population->checked->shortfall;
  return s2p_population_is_of (population, &s2p_document_session (self->document)->settings) ? NULL : _("Made with other settings than those chosen now");
}

static void
append_cells (GString *text, const S2pEntryRows *self, const S2pEntry *entry)
{
  const char *why = shortcoming (self, entry);
  const guint n = entry->population != NULL ? entry->population->n : 0;
  S2pProgress progress;

  s2p_document_get_entry_progress (self->document, S2P_WORK_POPULATE, entry->recording->stream, &progress);
  if (progress.running && progress.total > 0)
    append_progress (text, &progress);
  else if (n == 0)
    g_string_append (text, why != NULL ? why : "");
  else if (entry->population->checked != NULL && why == entry->population->checked->shortfall && why != NULL)
    g_string_append_printf (text, _("%u of %u"), n, entry->population->checked->asked); /* Translators: cells that were found, of those asked for */
  else if (why != NULL)
    g_string_append_printf (text, _("%u (other settings)"), n); /* Translators: a number of cells, made with other settings */
  else
    g_string_append_printf (text, "%u", n);
}

static void
append_domain (GString *text, const S2pEntry *entry)
{
  if (entry->estimate.verdict.place == S2P_DOMAIN_OUTSIDE)
    g_string_append_printf (text, "⚠ %s", _("Foreign"));
  else if (entry->estimate.verdict.place == S2P_DOMAIN_INSIDE)
    g_string_append (text, _("Yes"));
}

/* Until the next one is asked for, which the table does on one thread. */
static const char *
domain_tip (const S2pEntry *entry)
{
  static char *tip;
  g_autofree char *reason = s2p_verdict_say (&entry->estimate.verdict, FALSE);

  g_clear_pointer (&tip, g_free);
  if (entry->estimate.verdict.place == S2P_DOMAIN_INSIDE)
    return _("The model can fire so");
  if (reason != NULL)
    tip = g_strdup_printf (_("The model cannot fire so: %s. What is inferred from this recording means little."), reason);
  return tip;
}

static void
recordings_text (gpointer data, guint row, guint column, GString *text)
{
  const S2pEntry *entry = s2p_entry_rows_get (data, row);
  const gboolean known = entry != NULL && entry->estimated && entry->estimate.inference.available;

  if (entry == NULL)
    return;
  if (column == ID)
    g_string_append (text, entry->recording->train->id);
  else if (column == ACTIVITY)
    g_string_append (text, _(s2p_activity_name (entry->recording->features.activity)));
  else if (column == DOMAIN && known)
    append_domain (text, entry);
  else if (column == G_S && known)
    append_uncertain (text, entry->estimate.inference.g_s, entry->estimate.inference.sd_g_s);
  else if (column == G_U && known)
    append_uncertain (text, entry->estimate.inference.g_u, entry->estimate.inference.sd_g_u);
  else if (column == BUILT && known)
    append_built (text, entry);
  else if (column == CELLS)
    append_cells (text, data, entry);
}

static gboolean
recordings_warns (gpointer data, guint row, guint column)
{
  const S2pEntry *entry = s2p_entry_rows_get (data, row);

  return column == DOMAIN && entry != NULL && entry->estimated && entry->estimate.verdict.place == S2P_DOMAIN_OUTSIDE;
}

static double
recordings_number (gpointer data, guint row, guint column)
{
  const S2pEntry *entry = s2p_entry_rows_get (data, row);

  if (entry == NULL || !entry->estimated || !entry->estimate.inference.available)
    return NAN;
  return column == G_S ? entry->estimate.inference.g_s : column == G_U ? entry->estimate.inference.g_u : column == BUILT && entry->estimate.choice == S2P_TARGET_MEAN ? entry->estimate.g_s : NAN;
}

static const char *
recordings_tip (gpointer data, guint row, guint column)
{
  const S2pEntry *entry = s2p_entry_rows_get (data, row);

  if (entry == NULL)
    return NULL;
  if (column == DOMAIN && entry->estimated)
    return domain_tip (entry);
  if (column == BUILT && entry->estimated && entry->estimate.inference.available)
    switch (entry->estimate.choice)
      {
      case S2P_TARGET_MEAN:
        return _("The inferred mean");
      case S2P_TARGET_DRAWN:
        return _("Each cell at a pair of its own, drawn from the inferred density");
      case S2P_TARGET_UNLIKELY:
        return _("Each cell at a pair of its own, drawn from the inferred density; few cells there are of the recording’s activity type");
      }
  return column == CELLS ? shortcoming (data, entry) : NULL;
}

GtkWidget *
s2p_recordings_table_new (void)
{
  const S2pColumn columns[] = {
    { _("ID"), _("Name of the recording"), S2P_COLUMN_TEXT, FALSE },
    { _("Activity"), _("Silent, spiking or bursting, by the recorded spikes"), S2P_COLUMN_TEXT, FALSE },
    { _("Fits the model"), _("Whether the neuron model can fire so: where it cannot, what is inferred means little"), S2P_COLUMN_TEXT, FALSE },
    { "g_s", _("Inferred slow dynamic input conductance with its standard deviation, in units of g_leak"), S2P_COLUMN_NUMBER, FALSE },
    { "g_u", _("Inferred ultra-slow dynamic input conductance with its standard deviation, in units of g_leak"), S2P_COLUMN_NUMBER, FALSE },
    { _("Built at"), _("The g_s and g_u that cells are built for: drawn for each, or the inferred mean"), S2P_COLUMN_NUMBER, FALSE },
    { _("Cells"), _("Cells that have been generated, or why there are none"), S2P_COLUMN_TEXT, TRUE },
  };

  return s2p_table_new (_("Recordings and their cells"), columns, G_N_ELEMENTS (columns));
}

void
s2p_recordings_table_show (S2pTable *table, S2pEntryRows *rows)
{
  const S2pTableSource source = { rows->streams->len, recordings_text, recordings_number, NULL, recordings_tip, s2p_entry_rows_ref (rows), (GDestroyNotify) s2p_entry_rows_unref, recordings_warns };

  s2p_table_set_source (table, &source);
}

/* --- cells --- */

typedef struct {
  S2pPopulation *population;
  int           *decimals;   /* [n_conductances] the same for all cells, so that points stand under each other */
} Cells;

static void
free_cells (gpointer data)
{
  Cells *self = data;

  s2p_population_unref (self->population);
  g_free (self->decimals);
  g_free (self);
}

static int
decimals_of (double value)
{
  return value > 0 ? 2 - (int) floor (log10 (value)) : 0;
}

/* Three digits of the smallest value, unless it is far below the largest. */
static int
choose_decimals (const S2pPopulation *population, guint conductance)
{
  double least = INFINITY, most = 0;

  for (guint i = 0; i < population->n; i++)
    {
      const double g = population->g[(gsize) i * population->n_conductances + conductance];

      least = MIN (least, g);
      most = MAX (most, g);
    }
  return MAX (0, MIN (decimals_of (most) + 1, least > 0 ? decimals_of (least) : G_MAXINT));
}

static double
cells_number (gpointer data, guint row, guint column)
{
  const S2pPopulation *population = ((const Cells *) data)->population;

  if (column > population->n_conductances)
    return population->checked != NULL ? 100 * population->checked->closeness[row].worst : NAN;
  return column == 0 ? row + 1 : population->g[(gsize) row * population->n_conductances + column - 1];
}

static void
cells_text (gpointer data, guint row, guint column, GString *text)
{
  const Cells *self = data;
  const gboolean is_conductance = column > 0 && column <= self->population->n_conductances;
  g_autofree char *value = s2p_picture_fixed (cells_number (data, row, column), is_conductance ? self->decimals[column - 1] : 0);

  g_string_append (text, value);
}

GtkWidget *
s2p_cells_table_new (void)
{
  return s2p_table_new (_("Cells of the current recording"), NULL, 0);
}

void
s2p_cells_table_use_model (S2pTable *table, const S2pModel *model, gboolean checked)
{
  g_autofree S2pColumn *columns = g_new0 (S2pColumn, model->n_conductances + 2);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  columns[0] = (S2pColumn) { _("Cell"), _("Number of the cell"), S2P_COLUMN_NUMBER, FALSE };
  for (guint i = 0; i < model->n_conductances; i++)
    {
      char *title = g_strdup_printf ("g_%s", model->conductances[i].name), *tip = g_strdup_printf (_("Maximal conductance of %s, mS/cm²"), model->conductances[i].name);

      g_ptr_array_add (texts, title);
      g_ptr_array_add (texts, tip);
      columns[i + 1] = (S2pColumn) { title, tip, S2P_COLUMN_NUMBER, FALSE };
    }
  columns[model->n_conductances + 1] = (S2pColumn) { _("Of tolerance, %"), _("Of the measure that is off most, in % of its tolerance: a cell is delivered up to 100 %"), S2P_COLUMN_NUMBER, FALSE };
  s2p_table_set_columns (table, columns, model->n_conductances + (checked ? 2 : 1));
}

void
s2p_cells_table_show (S2pTable *table, S2pPopulation *population)
{
  S2pTableSource source = { 0 };
  Cells *self;

  if (population != NULL)
    {
      self = g_new (Cells, 1);
      *self = (Cells) { s2p_population_ref (population), g_new (int, population->n_conductances) };
      for (guint i = 0; i < population->n_conductances; i++)
        self->decimals[i] = choose_decimals (population, i);
      source = (S2pTableSource) { population->n, cells_text, cells_number, NULL, NULL, self, free_cells, NULL };
    }
  s2p_table_set_source (table, &source);
}
