#include "recording/import.h"
#include "base/words.h"
#include "recording/import-layout.h"
#include "recording/import-rows.h"
#include "recording/import-settle.h"
#include "recording/import-source.h"

#define SAMPLE_SIZE (128 * 1024)  /* bytes that layout and unit are guessed from */
#define PIECE_SIZE (1024 * 1024)  /* bytes read at a time */

static gboolean
read_rows (S2pSource *source, const S2pPlan *plan, const S2pDialect *dialect, char *buffer, gsize begin,
           gsize got, S2pRecordings *recordings, GArray **units, GError **error)
{
  g_autoptr (S2pRowReader) reader = s2p_row_reader_new (source->name, plan, dialect);

  while (got > 0)
    {
      if (!s2p_row_reader_feed (reader, buffer + begin, got - begin, error))
        return FALSE;
      if (got < PIECE_SIZE)
        break;
      begin = 0;
      if (!s2p_source_read (source, buffer, PIECE_SIZE, &got, error))
        return FALSE;
    }
  recordings->trains = s2p_row_reader_finish (reader, units, recordings->notes, error);
  return recordings->trains != NULL;
}

static void
take_notes (const S2pPlan *plan, const S2pDialect *dialect, S2pRecordings *recordings)
{
  recordings->notes = g_ptr_array_ref (plan->notes);
  if (dialect->guess_of_comma)
    s2p_notes_add (recordings->notes, plan->first_line, "%s", dialect->decimal_comma
      ? _("12,5 is read as one number with a decimal comma; choose the layout “one spike per row” if it is a unit and a time")
      : _("12,5 is read as two columns; choose the layout “a single column” if it is one number with a decimal comma"));
}

static S2pRecordings *
import (S2pSource *source, const S2pImportOptions *options, GError **error)
{
  static const S2pImportOptions nothing_given = { 0 };
  g_autoptr (S2pRecordings) recordings = g_new0 (S2pRecordings, 1);
  g_autoptr (S2pSample) sample = NULL;
  g_autoptr (GArray) units = NULL;
  g_autofree char *buffer = g_malloc (PIECE_SIZE);
  S2pDialect dialect;
  S2pPlan plan;
  gsize got, skip, head;
  gboolean ok;

  if (options == NULL)
    options = &nothing_given;
  if (!s2p_source_read (source, buffer, PIECE_SIZE, &got, error)
      || !s2p_text_check (source->name, buffer, got, &skip, error))
    return NULL;
  head = MIN (got - skip, SAMPLE_SIZE);
  s2p_dialect_guess (buffer + skip, head, options->layout, &dialect);
  sample = s2p_sample_new (buffer + skip, head, &dialect, got - skip > head);
  if (!s2p_plan_make (source->name, sample, options->layout, &plan, error))
    return NULL;

  recordings->layout = plan.layout;
  recordings->layout_guessed = plan.guessed;
  recordings->has_header = plan.has_header;
  recordings->first_line = plan.first_line;
  recordings->id_column = plan.id_column;
  recordings->trial_column = plan.trial_column;
  recordings->time_column = plan.time_column;
  recordings->decimal_comma = dialect.decimal_comma;
  recordings->separator = plan.n_columns > 1 ? dialect.separator : '\0';
  take_notes (&plan, &dialect, recordings);
  ok = read_rows (source, &plan, &dialect, buffer, skip, got, recordings, &units, error)
    && s2p_settle_unit (source->name, options, &plan, sample, units, recordings, error);
  s2p_plan_clear (&plan);
  return ok ? g_steal_pointer (&recordings) : NULL;
}

S2pRecordings *
s2p_recordings_read (const char *path, const S2pImportOptions *options, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  S2pRecordings *recordings;
  S2pSource source;

  if (!s2p_source_open (&source, path, shown, error))
    return NULL;
  recordings = import (&source, options, error);
  s2p_source_close (&source);
  return recordings;
}

S2pRecordings *
s2p_recordings_parse (const char *name, const char *data, gsize length,
                      const S2pImportOptions *options, GError **error)
{
  S2pSource source = { .name = name, .file = -1, .data = data, .length = length };

  return import (&source, options, error);
}

void
s2p_recordings_free (S2pRecordings *recordings)
{
  if (recordings == NULL)
    return;
  g_clear_pointer (&recordings->trains, g_ptr_array_unref);
  g_clear_pointer (&recordings->notes, g_ptr_array_unref);
  g_free (recordings);
}
