#include "session/session-file.h"
#include "inference/density-points.h"
#include "base/error.h"
#include "base/words.h"
#include "model/model-text.h"
#include "session/session-reader.h"
#include <math.h>
#include <string.h>

/* Spike times of the present row; NULL with *n 0 where there are none. */
static gboolean
read_times (S2pReader *reader, S2pTableId id, double **times, gsize *n)
{
  g_autofree double *values = NULL;

  if (!s2p_reader_count_doubles (reader, id, 0, n))
    return FALSE;
  values = g_new (double, MAX (1, *n)); /* as many as are there */
  if (!s2p_reader_copy_doubles (reader, id, 0, S2P_TIMES, values))
    return FALSE;
  *times = g_steal_pointer (&values);
  return TRUE;
}

static gboolean
read_notes (S2pReader *reader, guint64 stream, S2pSpikeTrain *train)
{
  gboolean good, there = TRUE;

  s2p_reader_choose (reader, S2P_TABLE_NOTE, stream);
  do
    {
      S2pNote row = { 0 };

      good = s2p_reader_next (reader, S2P_TABLE_NOTE, &row, &there);
      if (good && there)
        s2p_notes_add (s2p_spike_train_notes (train), row.line, "%s", row.text);
      s2p_reader_clear_row (S2P_TABLE_NOTE, &row);
    }
  while (good && there);
  return good;
}

/* A recording that has none, as all of a file of the first version, stays without. */
static gboolean
read_verdict (S2pReader *reader, guint64 stream, S2pVerdict *verdict)
{
  gboolean there;

  s2p_reader_choose (reader, S2P_TABLE_VERDICT, stream);
  if (!s2p_reader_next (reader, S2P_TABLE_VERDICT, verdict, &there))
    return FALSE;
  if (!there)
    return TRUE;
  if (verdict->place == S2P_DOMAIN_UNKNOWN)
    return s2p_reader_damaged (reader, S2P_TABLE_VERDICT, "place");
  return isfinite (verdict->value + verdict->low + verdict->high) || s2p_reader_damaged (reader, S2P_TABLE_VERDICT, "value");
}

static gboolean
read_estimate (S2pReader *reader, const S2pSettings *settings, S2pEntry *entry)
{
  S2pEstimate estimate = { 0 };
  S2pDensityPoints points;
  gboolean there;

  s2p_reader_choose (reader, S2P_TABLE_ESTIMATE, entry->recording->stream);
  if (!s2p_reader_next (reader, S2P_TABLE_ESTIMATE, &estimate, &there))
    return FALSE;
  if (!there)
    return TRUE;
  if (estimate.inference.available
      && !(isfinite (estimate.g_s + estimate.g_u) && isfinite (estimate.inference.g_s + estimate.inference.g_u)))
    return s2p_reader_damaged (reader, S2P_TABLE_ESTIMATE, "g_s");
  if (estimate.inference.available && !(estimate.inference.sd_g_s >= 0 && estimate.inference.sd_g_u >= 0))
    return s2p_reader_damaged (reader, S2P_TABLE_ESTIMATE, "sd_g_s");
  s2p_density_points_init (&points, &estimate.inference.density);
  if (estimate.inference.available && points.n == 0) /* no pair could ever be drawn */
    return s2p_reader_damaged (reader, S2P_TABLE_ESTIMATE, "weight_0");
  if (reader->version < 2) /* in which there were other ways to choose pairs */
    estimate.choice = settings->at_mean ? S2P_TARGET_MEAN : S2P_TARGET_DRAWN;
  if (!read_verdict (reader, entry->recording->stream, &estimate.verdict))
    return FALSE;
  s2p_entry_set_estimate (entry, &estimate);
  return TRUE;
}

static gboolean
make_checked (S2pReader *reader, const S2pChecked *row, S2pPopulation *population)
{
  g_autofree double *values = NULL;
  gsize n;

  if (row->asked < population->n)
    return s2p_reader_damaged (reader, S2P_TABLE_CHECKED, "asked");
  if (!isfinite (row->tolerance))
    return s2p_reader_damaged (reader, S2P_TABLE_CHECKED, "tolerance");
  if (!s2p_reader_count_doubles (reader, S2P_TABLE_CHECKED, 0, &n))
    return FALSE;
  if (n != (gsize) population->n * S2P_CLOSENESS_NUMBERS)
    return s2p_reader_damaged (reader, S2P_TABLE_CHECKED, "closeness");
  values = g_new (double, MAX (1, n));
  if (!s2p_reader_copy_doubles (reader, S2P_TABLE_CHECKED, 0, S2P_FINITE_OR_NAN, values))
    return FALSE;
  s2p_population_set_checked (population, row);
  for (guint i = 0; i < population->n; i++)
    {
      population->checked->closeness[i].worst = values[i * S2P_CLOSENESS_NUMBERS];
      memcpy (population->checked->closeness[i].off, values + i * S2P_CLOSENESS_NUMBERS + 1, S2P_N_LIKE * sizeof *values);
    }
  return TRUE;
}

static gboolean
read_checked (S2pReader *reader, guint64 stream, S2pPopulation *population)
{
  S2pChecked row = { 0 };
  gboolean there;

  s2p_reader_choose (reader, S2P_TABLE_CHECKED, stream);
  return s2p_reader_next (reader, S2P_TABLE_CHECKED, &row, &there) && (!there || make_checked (reader, &row, population));
}

/* @row: fields of the present row. */
static gboolean
make_population (S2pReader *reader, const S2pPopulation *row, S2pEntry *entry)
{
  g_autoptr (S2pPopulation) population = NULL;
  gsize n;

  if (row->n > 0 && row->n_conductances == 0)
    return s2p_reader_damaged (reader, S2P_TABLE_POPULATION, "n_conductances");
  /* what is given room to is there, in full */
  if (!s2p_reader_count_doubles (reader, S2P_TABLE_POPULATION, 0, &n))
    return FALSE;
  if (n != (gsize) row->n * row->n_conductances)
    return s2p_reader_damaged (reader, S2P_TABLE_POPULATION, "g");
  if (!s2p_reader_count_doubles (reader, S2P_TABLE_POPULATION, 1, &n))
    return FALSE;
  if (n != (gsize) row->n * 2)
    return s2p_reader_damaged (reader, S2P_TABLE_POPULATION, "dics");
  population = s2p_population_new (row->n, row->n_conductances, row->seed, row->pair);
  population->counts = row->counts;
  population->failure = g_strdup (row->failure);
  if (!s2p_reader_copy_doubles (reader, S2P_TABLE_POPULATION, 0, S2P_NOT_NEGATIVE, population->g)
      || !s2p_reader_copy_doubles (reader, S2P_TABLE_POPULATION, 1, S2P_ANY_FINITE, population->dics)
      || !read_checked (reader, entry->recording->stream, population))
    return FALSE;
  s2p_entry_set_population (entry, population);
  return TRUE;
}

static gboolean
read_population (S2pReader *reader, S2pEntry *entry)
{
  S2pPopulation row = { 0 };
  gboolean there, good;

  s2p_reader_choose (reader, S2P_TABLE_POPULATION, entry->recording->stream);
  good = s2p_reader_next (reader, S2P_TABLE_POPULATION, &row, &there) && (!there || make_population (reader, &row, entry));
  s2p_reader_clear_row (S2P_TABLE_POPULATION, &row);
  return good;
}

static gboolean
read_cell (S2pReader *reader, guint number, const S2pSpikeTrain *recorded, S2pCellFiring *cell)
{
  S2pCellFiring row = { 0 };
  gboolean there, good;

  good = s2p_reader_next (reader, S2P_TABLE_CELL, &row, &there);
  if (good && (!there || sqlite3_column_int64 (reader->select[S2P_TABLE_CELL], 1) != number))
    good = s2p_reader_damaged (reader, S2P_TABLE_CELL, "number");
  if (good && (good = read_times (reader, S2P_TABLE_CELL, &row.times, &row.n_spikes)))
    {
      s2p_cell_firing_set (cell, row.times, row.n_spikes, recorded);
      cell->failure = g_strdup (row.failure);
    }
  s2p_reader_clear_row (S2P_TABLE_CELL, &row);
  return good;
}

static gboolean
read_firing (S2pReader *reader, S2pEntry *entry)
{
  S2pFiring row = { 0 };
  g_autoptr (S2pFiring) firing = NULL;
  gboolean there;

  s2p_reader_choose (reader, S2P_TABLE_FIRING, entry->recording->stream);
  if (!s2p_reader_next (reader, S2P_TABLE_FIRING, &row, &there))
    return FALSE;
  if (!there)
    return TRUE;
  if (entry->population == NULL || row.n > entry->population->n)
    return s2p_reader_damaged (reader, S2P_TABLE_FIRING, "n");
  if (s2p_simulation_options_check (&row.options) != S2P_SIMULATION_GOOD || !isfinite (row.options.atol))
    return s2p_reader_damaged (reader, S2P_TABLE_FIRING, "duration");
  firing = s2p_firing_new (row.n, &row.options, row.reference);
  s2p_reader_choose (reader, S2P_TABLE_CELL, entry->recording->stream);
  for (guint i = 0; i < firing->n; i++)
    if (!read_cell (reader, i, entry->recording->train, &firing->cells[i]))
      return FALSE;
  s2p_entry_set_firing (entry, firing);
  return TRUE;
}

/* --- the whole --- */

static gboolean
read_settings (S2pReader *reader, S2pSession *session, guint64 *next_stream, char **model_text)
{
  S2pSettingsRow row = { 0 };
  gboolean there, good = s2p_reader_next (reader, S2P_TABLE_SETTINGS, &row, &there);

  if (good && !there)
    good = s2p_reader_damaged (reader, S2P_TABLE_SETTINGS, "model");
  if (good && !isfinite (row.settings.duration + row.settings.transient + row.settings.step + row.settings.noise))
    good = s2p_reader_damaged (reader, S2P_TABLE_SETTINGS, "duration");
  if (good && (*row.settings.model == '\0' || (row.model_text != NULL && strlen (row.model_text) > S2P_MAX_MODEL_TEXT)))
    good = s2p_reader_damaged (reader, S2P_TABLE_SETTINGS, "model");
  if (good)
    {
      row.settings.checked = session->settings.checked; /* these stand in a table of their own */
      row.settings.tolerance = session->settings.tolerance;
      row.settings.budget = session->settings.budget;
      s2p_settings_clear (&session->settings);
      s2p_settings_copy (&session->settings, &row.settings);
      *next_stream = row.next_stream;
      *model_text = g_steal_pointer (&row.model_text);
    }
  s2p_reader_clear_row (S2P_TABLE_SETTINGS, &row);
  return good;
}

/* Older files lack them, and leave those of a new session. */
static gboolean
read_checking (S2pReader *reader, S2pSettings *settings)
{
  S2pSettings row = { 0 };
  gboolean there;

  if (!s2p_reader_next (reader, S2P_TABLE_CHECKING, &row, &there))
    return FALSE;
  if (there != s2p_reader_has (reader, S2P_TABLE_CHECKING))
    return s2p_reader_damaged (reader, S2P_TABLE_CHECKING, "checked");
  if (!there)
    return TRUE;
  if (!s2p_checked_are_good (row.tolerance, row.budget, NULL))
    return s2p_reader_damaged (reader, S2P_TABLE_CHECKING, "tolerance");
  settings->checked = row.checked;
  settings->tolerance = row.tolerance;
  settings->budget = row.budget;
  return TRUE;
}

/* @row: fields of the present row. Streams must ascend, ids be unique. */
static S2pEntry *
add_recording (S2pReader *reader, const S2pRecordingRow *row, S2pSession *session)
{
  const gint64 stream = sqlite3_column_int64 (reader->select[S2P_TABLE_RECORDING], 0);
  double *times = NULL;
  gsize n_spikes;
  S2pEntry *entry;

  if (stream < 0 || (guint64) stream < session->next_stream)
    {
      s2p_reader_damaged (reader, S2P_TABLE_RECORDING, "stream");
      return NULL;
    }
  if (!read_times (reader, S2P_TABLE_RECORDING, &times, &n_spikes))
    return NULL;
  session->next_stream = stream;
  entry = s2p_session_add (session, s2p_spike_train_new (row->id, times, n_spikes), row->source);
  entry->used = row->used;
  if (g_str_equal (entry->recording->train->id, row->id))
    return entry;
  s2p_reader_damaged (reader, S2P_TABLE_RECORDING, "id");
  return NULL;
}

static gboolean
read_recordings (S2pReader *reader, S2pSession *session)
{
  gboolean good, there = TRUE;

  do
    {
      S2pRecordingRow row = { 0 };
      S2pEntry *entry;

      good = s2p_reader_next (reader, S2P_TABLE_RECORDING, &row, &there);
      if (good && there)
        good = (entry = add_recording (reader, &row, session)) != NULL && read_notes (reader, entry->recording->stream, entry->recording->train)
               && read_estimate (reader, &session->settings, entry) && read_population (reader, entry) && read_firing (reader, entry);
      s2p_reader_clear_row (S2P_TABLE_RECORDING, &row);
    }
  while (good && there);
  return good;
}

/* All populations are of one model. */
static gboolean
agree (S2pReader *reader, const S2pSession *session)
{
  guint n_conductances = 0;

  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pPopulation *population = ((const S2pEntry *) session->entries->pdata[i])->population;

      if (population == NULL || population->n == 0)
        continue;
      if (n_conductances > 0 && population->n_conductances != n_conductances)
        return s2p_reader_damaged (reader, S2P_TABLE_POPULATION, "n_conductances");
      n_conductances = population->n_conductances;
    }
  return TRUE;
}

static gboolean
read_session (S2pReader *reader, S2pSession *session, char **model_text)
{
  guint64 next_stream;

  if (!read_settings (reader, session, &next_stream, model_text) || !read_checking (reader, &session->settings) || !read_recordings (reader, session) || !agree (reader, session) || !s2p_reader_is_at_end (reader))
    return FALSE;
  if (next_stream < session->next_stream || next_stream > G_MAXINT64)
    return s2p_reader_damaged (reader, S2P_TABLE_SETTINGS, "next_stream");
  session->next_stream = next_stream;
  return TRUE;
}

S2pSession *
s2p_session_load (const char *path, char **model_text, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (S2pSession) session = s2p_session_new ();
  g_auto (S2pReader) reader = { 0 };

  *model_text = NULL;
  if (!s2p_reader_open (&reader, path, error) || !read_session (&reader, session, &text))
    return NULL;
  *model_text = g_steal_pointer (&text);
  return g_steal_pointer (&session);
}

gboolean
s2p_session_fits (const S2pSession *session, const S2pModel *model, GError **error)
{
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pPopulation *population = ((const S2pEntry *) session->entries->pdata[i])->population;

      if (population != NULL && population->n > 0 && population->n_conductances != model->n_conductances)
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT,
                       _("The cells of the session have another number of conductances (%u) than the model “%s” (%u), so they were built with another model."),
                       population->n_conductances, model->name, model->n_conductances);
          return FALSE;
        }
    }
  return TRUE;
}
