#include "app/import-rows.h"
#include <math.h>
#include "base/words.h"
#include "picture/numbers.h"

/* FILE_NAME comes last, where there is more than one. */
enum { USE, ID, SPIKES, DURATION, RATE, CV, ACTIVITY, NOTES, FILE_NAME };

G_STATIC_ASSERT (FILE_NAME + 1 == S2P_MOST_IMPORT_COLUMNS);

typedef struct {
  S2pEntryRows *rows;
  char         *tip;  /* that was asked for last */
} Rows;

guint
s2p_import_rows_columns (S2pColumn columns[S2P_MOST_IMPORT_COLUMNS], gboolean with_file)
{
  columns[USE] = (S2pColumn) { _("Use"), _("Whether the recording goes into what follows"), S2P_COLUMN_CHECK, FALSE };
  columns[ID] = (S2pColumn) { _("ID"), NULL, S2P_COLUMN_TEXT, FALSE };
  columns[SPIKES] = (S2pColumn) { _("Spikes"), _("Number of spikes"), S2P_COLUMN_NUMBER, FALSE };
  columns[DURATION] = (S2pColumn) { _("Duration (s)"), _("From the first to the last spike, in seconds"), S2P_COLUMN_NUMBER, FALSE };
  columns[RATE] = (S2pColumn) { _("Rate (Hz)"), _("One over the mean interspike interval"), S2P_COLUMN_NUMBER, FALSE };
  columns[CV] = (S2pColumn) { _("CV"), _("Coefficient of variation of the interspike intervals"), S2P_COLUMN_NUMBER, FALSE };
  columns[ACTIVITY] = (S2pColumn) { _("Activity"), _("Silent: fewer than 4 spikes; spiking: CV at most 0.1; else bursting"), S2P_COLUMN_TEXT, FALSE };
  columns[NOTES] = (S2pColumn) { _("Notes"), _("What was odd in the file"), S2P_COLUMN_TEXT, TRUE };
  columns[FILE_NAME] = (S2pColumn) { _("File"), NULL, S2P_COLUMN_TEXT, FALSE };
  return with_file ? FILE_NAME + 1 : FILE_NAME;
}

static const S2pEntry *
entry_at (const Rows *rows, guint row)
{
  return s2p_entry_rows_get (rows->rows, row);
}

static double
number_of (const S2pFeatures *features, guint column)
{
  switch (column)
    {
    case SPIKES:
      return (double) features->n_spikes;
    case DURATION:
      return features->duration / 1000;
    case RATE:
      return features->rate;
    default:
      return features->cv_isi;
    }
}

static void
append_notes (GString *text, const GPtrArray *notes)
{
  if (s2p_notes_count (notes) == 0)
    return;
  g_string_append_printf (text, "⚠ %s", s2p_notes_at (notes, 0)->text);
  if (notes->len > 1)
    g_string_append_printf (text, " (+%u)", notes->len - 1);
}

static void
append_text (gpointer data, guint row, guint column, GString *text)
{
  const S2pEntry *entry = entry_at (data, row);
  const S2pFeatures *features = entry != NULL ? &entry->recording->features : NULL;
  g_autofree char *number = NULL;

  if (entry == NULL)
    return;
  switch (column)
    {
    case ID:
      g_string_append (text, entry->recording->train->id);
      break;
    case SPIKES:
      g_string_append_printf (text, "%" G_GSIZE_FORMAT, features->n_spikes);
      break;
    case ACTIVITY:
      g_string_append (text, _(s2p_activity_name (features->activity)));
      break;
    case FILE_NAME:
      if (entry->recording->source != NULL)
        g_string_append (text, entry->recording->source);
      break;
    case NOTES:
      append_notes (text, entry->recording->train->notes);
      break;
    default:
      number = column == CV ? s2p_picture_fixed (features->cv_isi, 3) : s2p_picture_significant (number_of (features, column));
      g_string_append (text, number);
    }
}

static double
number_at (gpointer data, guint row, guint column)
{
  const S2pEntry *entry = entry_at (data, row);

  return entry != NULL ? number_of (&entry->recording->features, column) : NAN;
}

static gboolean
is_checked (gpointer data, guint row, guint column)
{
  const S2pEntry *entry = entry_at (data, row);

  return entry != NULL && entry->used;
}

/* All notes of a recording; the file that an id comes from. */
static const char *
tip_at (gpointer data, guint row, guint column)
{
  Rows *rows = data;
  const S2pEntry *entry = entry_at (rows, row);
  const GPtrArray *notes = entry != NULL ? entry->recording->train->notes : NULL;
  GString *text;

  if (entry == NULL)
    return NULL;
  if (column == ID || column == FILE_NAME)
    return entry->recording->source;
  if (column != NOTES || s2p_notes_count (notes) == 0)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < notes->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", s2p_notes_at (notes, i)->text);
  g_free (rows->tip);
  rows->tip = g_string_free (text, FALSE);
  return rows->tip;
}

static void
free_rows (gpointer data)
{
  Rows *rows = data;

  s2p_entry_rows_unref (rows->rows);
  g_free (rows->tip);
  g_free (rows);
}

void
s2p_import_rows_source (S2pTableSource *source, S2pEntryRows *entries)
{
  Rows *rows = g_new (Rows, 1);

  *rows = (Rows) { .rows = s2p_entry_rows_ref (entries) };
  *source = (S2pTableSource) {
    .n_rows = entries->streams->len,
    .text = append_text,
    .number = number_at,
    .checked = is_checked,
    .tip = tip_at,
    .data = rows,
    .free_data = free_rows,
  };
}
