#include "recording/import-rows.h"
#include <string.h>
#include "base/error.h"
#include "base/words.h"
#include "recording/csv-rows.h"
#include "recording/list-items.h"
#include "recording/train-builder.h"

#define LONGEST_ID 200      /* bytes */
#define MOST_COLUMNS 100000 /* of a table with one column a unit */
#define UNREADABLE_SHARE 5  /* one cell in so many may be unreadable */

typedef struct {
  S2pTrainBuilder builder;
  char           *id;
} Unit;

struct _S2pRowReader {
  const char    *name;
  const S2pPlan *plan;
  S2pCsvRows    *rows;
  char           decimal, list_decimal;

  GPtrArray  *trains;
  GArray     *units_of_trains; /* S2pUnit */
  GHashTable *ids;         /* id -> how often it was seen */
  gsize       n_repeated;  /* ids that had to be changed */
  char       *repeated_id; /* the first of them */

  /* The row that is being read. */
  GString        *id, *trial;
  S2pTrainBuilder builder;   /* list, lines, column */
  gboolean        in_list;   /* a [ without its ] so far */
  gsize           list_line;
  S2pScan         time_scan; /* events */
  gboolean        other_sign; /* of decimals, than the table's */
  double          time;
  guint           time_column;
  char           *time_text;
  gsize           time_length;

  /* Trains that grow while rows are read. */
  GPtrArray  *open;        /* Unit: events, columns; in order of appearance */
  GHashTable *open_by_id;  /* events */
  Unit       *last;        /* of the row before */

  gsize   n_rows, n_numbers, n_unreadable, unreadable_line;
  guint   unreadable_column;
  char   *unreadable_text;
  GError *error;
};

static void
unit_free (Unit *unit)
{
  if (unit == NULL)
    return;
  s2p_train_builder_clear (&unit->builder);
  g_free (unit->id);
  g_free (unit);
}

static Unit *
unit_new (S2pRowReader *reader, const char *id)
{
  Unit *unit = g_new0 (Unit, 1);

  unit->id = g_strdup (id);
  g_ptr_array_add (reader->open, unit);
  return unit;
}

/* An id as it may be shown and written: valid UTF-8, no control characters, not too long. */
static void
set_id (GString *id, const char *text, gsize length)
{
  gboolean plain = length <= LONGEST_ID;

  for (gsize i = 0; i < length && plain; i++)
    plain = (guchar) text[i] >= 0x20 && (guchar) text[i] < 0x7f;
  g_string_truncate (id, 0);
  if (plain)
    g_string_append_len (id, text, (gssize) length);
  else
    {
      g_autofree char *valid = s2p_text_as_utf8 (text, length, LONGEST_ID);

      for (char *at = valid; *at != '\0'; at++)
        if ((guchar) *at < 0x20 || *at == 0x7f)
          *at = ' ';
      g_string_append (id, valid);
    }
}

/* Gives the train its final id ("a", then "a/2", "a/3") and keeps it. */
static void
keep_train (S2pRowReader *reader, S2pSpikeTrain *train, S2pUnit unit)
{
  gsize seen = GPOINTER_TO_SIZE (g_hash_table_lookup (reader->ids, train->id));

  if (seen > 0)
    {
      g_autofree char *base = train->id;

      if (reader->n_repeated++ == 0)
        reader->repeated_id = g_strdup (base);
      train->id = NULL;
      do
        {
          g_free (train->id);
          train->id = g_strdup_printf ("%s/%zu", base, ++seen);
        }
      while (g_hash_table_contains (reader->ids, train->id));
      /* The key that stands there already stays: the id of the train that came first with it. */
      g_hash_table_insert (reader->ids, base, GSIZE_TO_POINTER (seen));
    }
  g_hash_table_insert (reader->ids, train->id, GSIZE_TO_POINTER (1));
  g_ptr_array_add (reader->trains, train);
  g_array_append_val (reader->units_of_trains, unit);
}

static void
note_unreadable (S2pRowReader *reader, const char *text, gsize length, gsize line, guint column)
{
  if (reader->n_unreadable++ > 0)
    return;
  reader->unreadable_line = line;
  reader->unreadable_column = column;
  reader->unreadable_text = s2p_quote_for_message (text, length);
}

static void
add_cell (S2pRowReader *reader, S2pTrainBuilder *builder, const char *text, gsize length, char decimal,
          gsize line, guint column)
{
  gboolean other_sign;
  double value;
  S2pScan scan = s2p_scan_either (text, length, decimal, &value, &other_sign);

  if (scan == S2P_SCAN_NUMBER)
    {
      reader->n_numbers++;
      s2p_train_builder_push (builder, value, line, column);
      if (other_sign)
        s2p_train_builder_note_sign (builder, text, length, line, column);
    }
  else if (scan != S2P_SCAN_EMPTY)
    {
      if (scan == S2P_SCAN_TEXT)
        note_unreadable (reader, text, length, line, column);
      s2p_train_builder_reject (builder, scan, text, length, line, column);
    }
}

/* The numbers of a list, or of a part of one: brackets are taken off where they stand. */
static void
add_list (S2pRowReader *reader, const char *text, gsize length, gsize line, guint column)
{
  gboolean was_open = reader->in_list;
  const char *at = s2p_list_begin (text, length, &reader->in_list), *end = text + length, *item;
  gsize item_length;

  if (!was_open)
    reader->list_line = line;
  while (s2p_list_next (&at, end, reader->list_decimal == ',', &reader->in_list, &item, &item_length))
    {
      if (item_length == 3 && strncmp (item, "...", 3) == 0 && reader->error == NULL)
        s2p_set_error_at (&reader->error, S2P_ERROR_FORMAT, line, _("%s, line %zu: the list of times is "
                     "abbreviated with '...', so spikes are missing; write it out in full"),
                     reader->name, line);
      add_cell (reader, &reader->builder, item, item_length, reader->list_decimal, line, column);
    }
}

static void
on_list_field (S2pRowReader *reader, const char *text, gsize length, gsize line, guint column)
{
  if (column - 1 == reader->plan->id_column)
    set_id (reader->id, text, length);
  if (column - 1 == reader->plan->time_column
      || (reader->in_list && column - 1 > reader->plan->time_column))
    add_list (reader, text, length, line, column);
}

static void
on_event_field (S2pRowReader *reader, const char *text, gsize length, gsize line, guint column)
{
  if (column - 1 == reader->plan->id_column)
    set_id (reader->id, text, length);
  else if (column - 1 == reader->plan->trial_column)
    set_id (reader->trial, text, length);
  else if (column - 1 == reader->plan->time_column)
    {
      reader->time_scan = s2p_scan_either (text, length, reader->decimal, &reader->time,
                                           &reader->other_sign);
      if (reader->time_scan == S2P_SCAN_TEXT || reader->time_scan == S2P_SCAN_NOT_FINITE
          || reader->other_sign)
        {
          g_free (reader->time_text);
          reader->time_text = g_strndup (text, MIN (length, 100));
          reader->time_length = strlen (reader->time_text);
        }
    }
}

static Unit *
unit_of_event (S2pRowReader *reader)
{
  Unit *unit = reader->last;

  if (reader->trial->len > 0)
    {
      g_string_append_c (reader->id, '/');
      g_string_append_len (reader->id, reader->trial->str, (gssize) reader->trial->len);
    }
  if (reader->id->len == 0)
    g_string_assign (reader->id, "unnamed");
  if (unit != NULL && strcmp (unit->id, reader->id->str) == 0)
    return unit;
  unit = g_hash_table_lookup (reader->open_by_id, reader->id->str);
  if (unit == NULL)
    {
      unit = unit_new (reader, reader->id->str);
      g_hash_table_insert (reader->open_by_id, unit->id, unit);
    }
  return unit;
}

static void
on_event_end (S2pRowReader *reader, gsize line)
{
  guint column = reader->plan->time_column + 1;

  if (reader->time_scan != S2P_SCAN_EMPTY || reader->id->len > 0)
    {
      reader->last = unit_of_event (reader);
      if (reader->time_scan == S2P_SCAN_NUMBER)
        {
          reader->n_numbers++;
          s2p_train_builder_push (&reader->last->builder, reader->time, line, column);
          if (reader->other_sign)
            s2p_train_builder_note_sign (&reader->last->builder, reader->time_text,
                                         reader->time_length, line, column);
        }
      else if (reader->time_scan != S2P_SCAN_EMPTY)
        {
          if (reader->time_scan == S2P_SCAN_TEXT)
            note_unreadable (reader, reader->time_text, reader->time_length, line, column);
          s2p_train_builder_reject (&reader->last->builder, reader->time_scan, reader->time_text,
                                    reader->time_length, line, column);
        }
    }
  g_string_truncate (reader->id, 0);
  g_string_truncate (reader->trial, 0);
  reader->time_scan = S2P_SCAN_EMPTY;
}

static void
on_column_field (S2pRowReader *reader, const char *text, gsize length, gsize line, guint column)
{
  Unit *unit;

  if (column > MOST_COLUMNS)
    {
      if (reader->error == NULL)
        s2p_set_error_at (&reader->error, S2P_ERROR_FORMAT, line, _("%s, line %zu: more than %d columns"),
                     reader->name, line, MOST_COLUMNS);
      return;
    }
  while (reader->open->len < column)
    {
      guint next = reader->open->len;
      g_autofree char *number = g_strdup_printf ("%u", next + 1);
      const char *name = next < reader->plan->names->len ? g_ptr_array_index (reader->plan->names, next)
                                                         : number;

      if (name == NULL)
        g_ptr_array_add (reader->open, NULL); /* a column that is left out */
      else
        {
          set_id (reader->id, name, strlen (name));
          unit_new (reader, reader->id->str);
        }
    }
  unit = g_ptr_array_index (reader->open, column - 1);
  if (unit != NULL)
    add_cell (reader, &unit->builder, text, length, reader->decimal, line, column);
}

static void
on_field (gpointer data, const char *text, gsize length, gsize line, guint column)
{
  S2pRowReader *reader = data;

  if (line < reader->plan->first_line)
    return;
  switch (reader->plan->layout)
    {
    case S2P_LAYOUT_LIST_PER_ROW:
      on_list_field (reader, text, length, line, column);
      break;
    case S2P_LAYOUT_SPIKE_PER_ROW:
      on_event_field (reader, text, length, line, column);
      break;
    case S2P_LAYOUT_COLUMN_PER_UNIT:
      on_column_field (reader, text, length, line, column);
      break;
    case S2P_LAYOUT_TRAIN_PER_LINE:
      if (column - 1 == reader->plan->id_column)
        set_id (reader->id, text, length);
      else
        add_cell (reader, &reader->builder, text, length, reader->decimal, line, column);
      break;
    case S2P_LAYOUT_SINGLE_COLUMN:
      if (reader->plan->time_column == S2P_NO_COLUMN || column - 1 == reader->plan->time_column)
        add_cell (reader, &reader->builder, text, length, reader->decimal, line, column);
      break;
    case S2P_LAYOUT_GUESS:
      break;
    }
}

static void
on_row_end (gpointer data, gsize line)
{
  S2pRowReader *reader = data;

  if (line < reader->plan->first_line)
    return;
  reader->n_rows++;
  switch (reader->plan->layout)
    {
    case S2P_LAYOUT_LIST_PER_ROW:
    case S2P_LAYOUT_TRAIN_PER_LINE:
      if (reader->in_list && reader->error == NULL)
        s2p_set_error_at (&reader->error, S2P_ERROR_FORMAT, reader->list_line,
                     _("%s, line %zu: the list of times has no closing bracket; is the file cut off?"),
                     reader->name, reader->list_line);
      reader->in_list = FALSE;
      if (reader->id->len == 0)
        g_string_printf (reader->id, "%zu", reader->n_rows);
      keep_train (reader, s2p_train_builder_finish (&reader->builder, reader->id->str, line), S2P_UNIT_GUESS);
      g_string_truncate (reader->id, 0);
      break;
    case S2P_LAYOUT_SPIKE_PER_ROW:
      on_event_end (reader, line);
      break;
    case S2P_LAYOUT_COLUMN_PER_UNIT:
    case S2P_LAYOUT_SINGLE_COLUMN:
    case S2P_LAYOUT_GUESS:
      break;
    }
}

S2pRowReader *
s2p_row_reader_new (const char *name, const S2pPlan *plan, const S2pDialect *dialect)
{
  static const S2pCsvCallbacks callbacks = { on_field, on_row_end, NULL };
  S2pRowReader *reader = g_new0 (S2pRowReader, 1);

  reader->name = name;
  reader->plan = plan;
  reader->rows = s2p_csv_rows_new (dialect->separator, &callbacks, reader);
  reader->decimal = dialect->decimal_comma ? ',' : '.';
  reader->list_decimal = dialect->list_decimal_comma ? ',' : '.';
  reader->trains = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_spike_train_free);
  reader->units_of_trains = g_array_new (FALSE, FALSE, sizeof (S2pUnit));
  reader->ids = g_hash_table_new (g_str_hash, g_str_equal);
  reader->id = g_string_new (NULL);
  reader->trial = g_string_new (NULL);
  reader->time_scan = S2P_SCAN_EMPTY;
  reader->open = g_ptr_array_new_with_free_func ((GDestroyNotify) unit_free);
  reader->open_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return reader;
}

void
s2p_row_reader_free (S2pRowReader *reader)
{
  if (reader == NULL)
    return;
  s2p_csv_rows_free (reader->rows);
  g_hash_table_unref (reader->ids);
  g_hash_table_unref (reader->open_by_id);
  g_clear_pointer (&reader->trains, g_ptr_array_unref);
  g_clear_pointer (&reader->units_of_trains, g_array_unref);
  g_ptr_array_unref (reader->open);
  s2p_train_builder_clear (&reader->builder);
  g_string_free (reader->id, TRUE);
  g_string_free (reader->trial, TRUE);
  g_free (reader->repeated_id);
  g_free (reader->time_text);
  g_free (reader->unreadable_text);
  g_clear_error (&reader->error);
  g_free (reader);
}

gboolean
s2p_row_reader_feed (S2pRowReader *reader, const char *text, gsize length, GError **error)
{
  if (!s2p_csv_rows_feed (reader->rows, text, length) && reader->error == NULL)
    g_set_error (&reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s has a field that is too long"),
                 reader->name);
  if (reader->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reader->error));
      return FALSE;
    }
  return TRUE;
}

static void
close_open_trains (S2pRowReader *reader)
{
  for (guint i = 0; i < reader->open->len; i++)
    {
      Unit *unit = g_ptr_array_index (reader->open, i);
      S2pUnit named = i < reader->plan->column_units->len
        ? g_array_index (reader->plan->column_units, S2pUnit, i) : S2P_UNIT_GUESS;

      if (unit == NULL)
        continue;
      keep_train (reader, s2p_train_builder_finish (&unit->builder, unit->id, 0), named);
      s2p_train_builder_clear (&unit->builder); /* its room goes before the next is copied */
    }
  if (reader->plan->layout == S2P_LAYOUT_SINGLE_COLUMN)
    keep_train (reader, s2p_train_builder_finish (&reader->builder, "1", 0), S2P_UNIT_GUESS);
}

static gboolean
has_comma_in_number (const char *text)
{
  const char *comma = strchr (text, ',');

  return comma != NULL && comma > text && g_ascii_isdigit (comma[-1]) && g_ascii_isdigit (comma[1])
    && strspn (text, "'+-0123456789,.") == strlen (text);
}

GPtrArray *
s2p_row_reader_finish (S2pRowReader *reader, GArray **units, GPtrArray *notes, GError **error)
{
  gsize open_quote = s2p_csv_rows_finish (reader->rows);

  if (open_quote > 0)
    {
      s2p_set_error_at (error, S2P_ERROR_FORMAT, open_quote, _("%s, line %zu: a quote is opened and never "
                   "closed; is the file cut off?"), reader->name, open_quote);
      return NULL;
    }
  if (reader->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reader->error));
      return NULL;
    }
  if (reader->n_unreadable > 1
      && reader->n_unreadable * UNREADABLE_SHARE > reader->n_numbers + reader->n_unreadable)
    {
      s2p_set_error_at (error, S2P_ERROR_FORMAT, reader->unreadable_line, has_comma_in_number (reader->unreadable_text)
                        ? _("%s is no table of spike times: %zu of %zu values are no numbers (first %s in line %zu, column %u); "
                            "write numbers without a comma between the thousands")
                        : _("%s is no table of spike times: %zu of %zu values are no numbers (first %s in line %zu, column %u)"),
                        reader->name, reader->n_unreadable, reader->n_unreadable + reader->n_numbers,
                        reader->unreadable_text, reader->unreadable_line, reader->unreadable_column);
      return NULL;
    }
  if (reader->n_numbers == 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s has no spike times"), reader->name);
      return NULL;
    }
  close_open_trains (reader);
  if (reader->n_repeated > 0)
    s2p_notes_add (notes, 0, _("%zu of %u recordings have the id of one before; they are called '%s/2' and so on"),
                   reader->n_repeated, reader->trains->len, reader->repeated_id);
  g_hash_table_remove_all (reader->ids); /* its keys belong to the trains */
  *units = g_steal_pointer (&reader->units_of_trains);
  return g_steal_pointer (&reader->trains);
}
