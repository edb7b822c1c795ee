#include "recording/import-sample.h"
#include <math.h>
#include <string.h>
#include "recording/csv-rows.h"

typedef struct {
  S2pSample        *sample;
  const S2pDialect *dialect;
  guint             n_cells; /* of the row that is being read */
} Reading;

static char
decimal_sign (const S2pDialect *dialect)
{
  return dialect->decimal_comma ? ',' : '.';
}

/* Several numbers in one field, with or without brackets. Without them, two numbers with a bare comma
 * between ("0,083", "1,044") are more likely one. */
static gboolean
is_list (const char *text, gsize length)
{
  gsize numbers = 0, commas = 0, others = 0;
  gboolean fraction = FALSE; /* before the first comma */
  double value;

  for (gsize i = 0; i < MIN (length, 20); i++)
    if (text[i] == '[' || text[i] == '(')
      {
        gsize next = i + 1;

        while (next < length && g_ascii_isspace (text[next]))
          next++;
        if (next == length || g_ascii_isdigit (text[next]) || strchr ("+-.]n", text[next]) != NULL)
          return TRUE;
      }
  for (gsize i = 0; i < length; i++)
    {
      commas += text[i] == ',';
      others += text[i] == ';' || g_ascii_isspace (text[i]);
      fraction = fraction || (text[i] == '.' && commas == 0);
    }
  if (commas == 1 && others == 0 && !fraction)
    return FALSE;
  for (gsize begin = 0, end; begin < length && numbers < 3; begin = end + 1)
    {
      S2pScan scan;

      for (end = begin; end < length && strchr (",; \t\n\r", text[end]) == NULL;)
        end++;
      scan = s2p_scan_number (text + begin, end - begin, '.', &value);
      if (scan == S2P_SCAN_TEXT)
        return FALSE;
      numbers += scan == S2P_SCAN_NUMBER;
    }
  return numbers >= 2;
}

static void
on_field (gpointer data, const char *text, gsize length, gsize line, guint column)
{
  Reading *reading = data;
  S2pCell cell = { 0 };
  gboolean other_sign;
  char sign = decimal_sign (reading->dialect);

  cell.kind = (S2pCellKind) s2p_scan_either (text, length, sign, &cell.value, &other_sign);
  if (other_sign)
    sign = sign == '.' ? ',' : '.';
  if (cell.kind == S2P_CELL_NUMBER)
    cell.decimals = s2p_scan_decimals (text, length, sign);
  else if (cell.kind == S2P_CELL_TEXT && is_list (text, length))
    cell.kind = S2P_CELL_LIST;
  cell.text = g_string_chunk_insert_len (reading->sample->strings, text, (gssize) MIN (length, 200));
  g_array_append_val (reading->sample->cells, cell);
  reading->n_cells++;
}

static void
on_row_end (gpointer data, gsize line)
{
  Reading *reading = data;
  S2pSample *sample = reading->sample;
  S2pRow row = { line, sample->cells->len - reading->n_cells, reading->n_cells };
  gboolean empty = TRUE;

  for (guint i = 0; i < row.n_cells && empty; i++)
    empty = g_array_index (sample->cells, S2pCell, row.first_cell + i).kind == S2P_CELL_EMPTY;
  if (!empty)
    g_array_append_val (sample->rows, row);
  reading->n_cells = 0;
}

static void
on_comment (gpointer data, const char *text, gsize length, gsize line)
{
  S2pSample *sample = ((Reading *) data)->sample;

  if (sample->rows->len > 0)
    return; /* only those above the table describe it */
  g_string_append_len (sample->comments, text, (gssize) MIN (length, 1000));
  g_string_append_c (sample->comments, '\n');
  g_free (sample->last_comment);
  sample->last_comment = g_strndup (text, MIN (length, 1000));
}

static gboolean
is_data (const S2pSample *sample, const S2pRow *row)
{
  guint values = 0, texts = 0;

  for (guint i = 0; i < row->n_cells; i++)
    {
      const S2pCell *cell = &g_array_index (sample->cells, S2pCell, row->first_cell + i);

      if (cell->kind == S2P_CELL_LIST)
        return TRUE;
      values += cell->kind == S2P_CELL_NUMBER;
      texts += cell->kind == S2P_CELL_TEXT;
    }
  return values > 0 && values >= texts;
}

/* "# unit time_s" above two columns without a header, as numpy.savetxt writes it. */
static void
take_names_from_comment (S2pSample *sample)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;
  double value;

  if (sample->data_row > 0 || sample->last_comment == NULL)
    return;
  parts = g_strsplit_set (sample->last_comment, strpbrk (sample->last_comment, ",;\t") != NULL
                          ? ",;\t" : " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (s2p_scan_number (parts[i], strlen (parts[i]), '.', &value) == S2P_SCAN_NUMBER)
        return;
      if (*parts[i] != '\0')
        {
          g_strv_builder_add (builder, parts[i]);
          n++;
        }
    }
  if (n == sample->n_columns)
    sample->comment_names = g_strv_builder_end (builder);
}

/* A first row 1, 2, 3 ... over columns of times with decimals is a header too. */
static gboolean
first_row_numbers_the_columns (const S2pSample *sample)
{
  const S2pCell *cell = s2p_sample_cell (sample, 0, 0), *below;
  double first;
  guint decimals = 0;

  if (sample->data_row > 0 || sample->rows->len < 3 || sample->n_columns < 3
      || cell == NULL || cell->kind != S2P_CELL_NUMBER || (cell->value != 0 && cell->value != 1))
    return FALSE;
  first = cell->value;
  for (guint column = 0; column < sample->n_columns; column++)
    {
      cell = s2p_sample_cell (sample, 0, column);
      below = s2p_sample_cell (sample, 1, column);
      if (cell == NULL || cell->kind != S2P_CELL_NUMBER || cell->value != first + column)
        return FALSE;
      decimals += below != NULL && below->kind == S2P_CELL_NUMBER && below->decimals > 0;
    }
  return decimals > 0;
}

S2pSample *
s2p_sample_new (const char *text, gsize length, const S2pDialect *dialect, gboolean cut)
{
  static const S2pCsvCallbacks callbacks = { on_field, on_row_end, on_comment };
  S2pSample *sample = g_new0 (S2pSample, 1);
  Reading reading = { .sample = sample, .dialect = dialect };
  g_autoptr (S2pCsvRows) rows = s2p_csv_rows_new (dialect->separator, &callbacks, &reading);

  sample->cells = g_array_new (FALSE, FALSE, sizeof (S2pCell));
  sample->rows = g_array_new (FALSE, FALSE, sizeof (S2pRow));
  sample->comments = g_string_new (NULL);
  sample->strings = g_string_chunk_new (64 * 1024);

  s2p_csv_rows_feed (rows, text, length);
  s2p_csv_rows_finish (rows);
  while (sample->data_row < sample->rows->len
         && !is_data (sample, &g_array_index (sample->rows, S2pRow, sample->data_row)))
    sample->data_row++;
  if (cut && sample->rows->len > sample->data_row + 1)
    g_array_set_size (sample->rows, sample->rows->len - 1);
  else if (cut && sample->rows->len > sample->data_row)
    {
      S2pRow *last = &g_array_index (sample->rows, S2pRow, sample->rows->len - 1);

      if (last->n_cells > 2)
        last->n_cells--;
    }
  for (guint i = sample->data_row; i < sample->rows->len; i++)
    sample->n_columns = MAX (sample->n_columns, g_array_index (sample->rows, S2pRow, i).n_cells);
  take_names_from_comment (sample);
  sample->numbered = first_row_numbers_the_columns (sample);
  sample->data_row += sample->numbered;
  return sample;
}

void
s2p_sample_free (S2pSample *sample)
{
  if (sample == NULL)
    return;
  g_array_unref (sample->cells);
  g_array_unref (sample->rows);
  g_string_free (sample->comments, TRUE);
  g_free (sample->last_comment);
  g_strfreev (sample->comment_names);
  g_string_chunk_free (sample->strings);
  g_free (sample);
}

const S2pCell *
s2p_sample_cell (const S2pSample *sample, guint row, guint column)
{
  const S2pRow *at;

  if (row >= sample->rows->len)
    return NULL;
  at = &g_array_index (sample->rows, S2pRow, row);
  return column < at->n_cells
    ? &g_array_index (sample->cells, S2pCell, at->first_cell + column) : NULL;
}

guint
s2p_sample_n_data_rows (const S2pSample *sample)
{
  return sample->rows->len - sample->data_row;
}

const char *
s2p_sample_name (const S2pSample *sample, guint column)
{
  const S2pCell *cell;

  if (sample->data_row == 0)
    return sample->comment_names != NULL && column < sample->n_columns
      ? sample->comment_names[column] : NULL;
  cell = s2p_sample_cell (sample, sample->data_row - 1, column);
  return cell != NULL && cell->kind != S2P_CELL_EMPTY ? cell->text : NULL;
}

gboolean
s2p_text_is_date (const char *text)
{
  gsize digits = 0, colons = 0, dashes = 0, slashes = 0, points = 0;

  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      digits++;
    else if (at > text && *at == ':')
      colons++;
    else if (at > text && *at == '-')
      dashes++;
    else if (at > text && *at == '/')
      slashes++;
    else if (at > text && *at == '.')
      points++;
    else if (strchr (" TZ+,", *at) == NULL && g_ascii_strncasecmp (at, "am", 2) != 0
             && g_ascii_strncasecmp (at, "pm", 2) != 0 && !(at > text && g_ascii_tolower (*at) == 'm'))
      return FALSE;
  return digits >= 3 && (colons > 0 || dashes == 2 || slashes == 2 || points == 2);
}

/* Numbers on a straight line within what the written decimals leave open. */
static gboolean
is_even (const GArray *values, double step, guint decimals)
{
  double first = g_array_index (values, double, 0),
         slack = MAX (pow (10, -(double) MIN (decimals, 18)), 1e-9 * fabs (step) * values->len);

  if (values->len < 3 || step <= 0)
    return FALSE;
  slack = MIN (slack, 0.05 * step); /* or any column of large steps would look even */
  for (guint i = 0; i < values->len; i++)
    if (fabs (g_array_index (values, double, i) - (first + i * step)) > slack)
      return FALSE;
  return TRUE;
}

void
s2p_sample_describe_column (const S2pSample *sample, guint column, S2pColumn *c)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GHashTable) distinct = g_hash_table_new (g_double_hash, g_double_equal);

  *c = (S2pColumn) { .min = INFINITY, .max = -INFINITY, .first = NAN, .step = NAN };
  for (guint row = sample->data_row; row < sample->rows->len; row++)
    {
      const S2pCell *cell = s2p_sample_cell (sample, row, column);
      double value;

      if (cell == NULL || cell->kind != S2P_CELL_NUMBER)
        {
          c->n_empty += cell == NULL || cell->kind == S2P_CELL_EMPTY
            || cell->kind == S2P_CELL_NOT_FINITE;
          c->n_texts += cell != NULL && cell->kind == S2P_CELL_TEXT;
          c->n_lists += cell != NULL && cell->kind == S2P_CELL_LIST;
          c->n_dates += cell != NULL && cell->kind == S2P_CELL_TEXT && s2p_text_is_date (cell->text);
          continue;
        }
      value = cell->value;
      if (c->n_numbers > 0)
        {
          double before = g_array_index (values, double, values->len - 1);

          c->n_up += value > before;
          c->n_down += value < before;
          c->n_same += value == before;
        }
      else
        c->first = value;
      c->n_numbers++;
      c->n_whole += value == floor (value);
      c->n_negative += value < 0;
      c->n_zero += value == 0;
      c->min = MIN (c->min, value);
      c->max = MAX (c->max, value);
      c->decimals = MAX (c->decimals, cell->decimals);
      g_array_append_val (values, value);
      g_hash_table_add (distinct, (gpointer) &cell->value);
    }
  c->n_distinct = g_hash_table_size (distinct);
  if (values->len > 1)
    {
      c->step = (g_array_index (values, double, values->len - 1) - c->first) / (values->len - 1);
      c->even = is_even (values, c->step, c->decimals);
    }
}
