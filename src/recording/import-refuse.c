#include "recording/import-refuse.h"
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "base/words.h"
#include "recording/column-role.h"
#include "recording/train-builder.h"

#define LONG_GRID 1000       /* numbers in exactly equal steps that no neuron gives */
#define SHORT_GRID 100       /* the same where it begins at 0 with a round step */
#define COUNTER 20           /* 0, 1, 2, 3 ... */
#define SHUFFLED 0.35        /* share of steps down above which a column is in no order */

static gboolean G_GNUC_PRINTF (4, 5)
refuse_at (GError **error, const char *name, gsize line, const char *format, ...)
{
  va_list arguments;
  g_autofree char *reason = NULL;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  s2p_set_error_at (error, S2P_ERROR_FORMAT, line, _("%s is no table of spike times: %s"), name, reason);
  return FALSE;
}

#define refuse(error, name, ...) refuse_at (error, name, 0, __VA_ARGS__)

static gsize
line_of (const S2pSample *sample, guint row)
{
  return row < sample->rows->len ? g_array_index (sample->rows, S2pRow, row).line : 1;
}

gboolean
s2p_check_numbers (const char *name, const S2pSample *sample, GError **error)
{
  gsize n_numbers = 0, n_texts = 0, n_dates = 0, date_line = 0;
  guint date_column = 0;
  const char *date = NULL;
  const S2pCell *first = s2p_sample_cell (sample, 0, 0);

  if (sample->rows->len == 0)
    return refuse (error, name, _("it has no line but empty ones and comments"));
  for (guint row = 0; row < sample->rows->len; row++)
    for (guint column = 0; s2p_sample_cell (sample, row, column) != NULL; column++)
      {
        const S2pCell *cell = s2p_sample_cell (sample, row, column);

        n_numbers += cell->kind == S2P_CELL_NUMBER || cell->kind == S2P_CELL_LIST;
        n_texts += cell->kind == S2P_CELL_TEXT && row >= sample->data_row;
        if (cell->kind == S2P_CELL_TEXT && s2p_text_is_date (cell->text) && n_dates++ == 0)
          {
            date_line = line_of (sample, row);
            date_column = column + 1;
            date = cell->text;
          }
      }
  if (n_dates > 0 && n_dates * 4 > n_numbers + n_texts
      && (sample->data_row == sample->rows->len || n_dates * 3 >= sample->rows->len - sample->data_row))
    {
      g_autofree char *quoted = s2p_quote_for_message (date, strlen (date));

      return refuse_at (error, name, date_line, _("line %zu, column %u holds a date or a time of day (%s), not a time "
                     "counted from the start of the recording"), date_line, date_column, quoted);
    }
  if (sample->data_row == sample->rows->len)
    {
      g_autofree char *quoted = s2p_quote_for_message (first->text, strlen (first->text));

      return refuse_at (error, name, line_of (sample, 0), _("it has no line of numbers, only text (line %zu: %s)"),
                     line_of (sample, 0), quoted);
    }
  if (sample->data_row > 100 || (sample->data_row > 5 && sample->data_row > sample->rows->len / 2))
    return refuse_at (error, name, line_of (sample, sample->data_row), _("it is mostly text (the first numbers are in line %zu)"),
                   line_of (sample, sample->data_row));
  return TRUE;
}

gboolean
s2p_looks_like_dates (double min, double max, gboolean whole)
{
  /* 1990 to 2100 in seconds, milli-, micro- and nanoseconds. */
  for (double scale = 1.0; scale <= 1e9; scale *= 1000.0)
    if (min > 6.3e8 * scale && max < 4.2e9 * scale && max - min < 0.1 * min)
      return TRUE;
  if (whole && min >= 19000101 && max <= 21001231)
    return fmod (min, 100) >= 1 && fmod (min, 100) <= 31 && fmod (floor (min / 100), 100) >= 1
      && fmod (floor (min / 100), 100) <= 12 && fmod (max, 100) >= 1 && fmod (max, 100) <= 31
      && fmod (floor (max / 100), 100) >= 1 && fmod (floor (max / 100), 100) <= 12;
  return FALSE;
}

/* 1, 2 or 5 times a power of ten. */
static gboolean
is_round (double step)
{
  double mantissa = step / pow (10, floor (log10 (step) + 1e-9));

  return fabs (mantissa - 1) < 1e-6 || fabs (mantissa - 2) < 1e-6 || fabs (mantissa - 5) < 1e-6
    || fabs (mantissa - 2.5) < 1e-6;
}

static gboolean
looks_like_counts (const S2pColumn *c)
{
  return c->n_numbers >= 8 && c->n_whole == c->n_numbers && c->n_negative == 0
    && c->n_distinct * 2 < c->n_numbers;
}

static gboolean
looks_like_voltage (const S2pColumn *c)
{
  return c->n_numbers >= 5 && c->n_negative * 2 > c->n_numbers && c->min > -300 && c->max < 200
    && c->n_up + c->n_same < c->n_numbers - 1;
}

static gboolean
describe_unordered (const char *name, const S2pColumn *c, guint column, GError **error)
{
  if (looks_like_voltage (c))
    return refuse (error, name, _("column %u goes up and down between %g and %g, as a voltage trace "
                   "does; detect the spikes first"), column + 1, c->min, c->max);
  if (looks_like_counts (c))
    return refuse (error, name, _("column %u holds whole numbers from %g to %g that repeat, as binned "
                   "spike counts do; the times themselves are needed"), column + 1, c->min, c->max);
  return refuse (error, name, _("the numbers of column %u are in no order (%zu steps up, %zu down): a "
                 "sampled signal, or intervals between spikes? If they are spike times, name the "
                 "column spike_time_ms (or _s) or choose the layout"), column + 1, c->n_up, c->n_down);
}

gboolean
s2p_check_no_conductances (const char *name, const S2pSample *sample, GError **error)
{
  guint n = 0;

  for (guint column = 0; column < sample->n_columns; column++)
    {
      const char *heading = s2p_sample_name (sample, column);

      n += heading != NULL && g_str_has_prefix (heading, "g_");
    }
  return n < 2 || refuse (error, name, _("it is a table of conductances (or of DICs); a population has "
                          "spikes once it is simulated"));
}

gboolean
s2p_check_single (const char *name, const S2pSample *sample, guint column, gboolean claimed,
                  GError **error)
{
  gboolean named = s2p_column_role (s2p_sample_name (sample, column)) == S2P_ROLE_TIME;
  S2pColumn c;
  gsize steps;
  gboolean shuffled;

  s2p_sample_describe_column (sample, column, &c);
  steps = c.n_up + c.n_down + c.n_same;
  shuffled = (double) c.n_down > SHUFFLED * (double) steps && steps > 1;
  if ((looks_like_voltage (&c) && c.n_down > 2 && (!claimed || shuffled))
      || (looks_like_counts (&c) && (!claimed || c.n_down > 0))
      || (!claimed && !named && shuffled)) /* times in no order can be sorted */
    return describe_unordered (name, &c, column, error);
  if (!claimed && c.even && c.n_numbers > LONG_GRID)
    return refuse (error, name, _("column %u goes up in equal steps of %g, %zu numbers long: the time "
                   "axis of a trace, not spikes (if it is spikes, choose the layout “a single column”)"), column + 1,
                   c.step, c.n_numbers);
  if (!claimed && c.even
      && ((c.first == 0 && is_round (c.step) && c.n_numbers >= SHORT_GRID)
          || ((c.first == 0 || c.first == 1) && c.step == 1 && c.n_numbers >= COUNTER)))
    return refuse (error, name, _("column %u counts up from %g in equal steps of %g: a time axis or "
                   "row numbers, not spikes (if it is spikes, choose the layout “a single column”)"), column + 1,
                   c.first, c.step);
  return TRUE;
}

gboolean
s2p_check_no_time_axis (const char *name, const S2pSample *sample, GError **error)
{
  S2pColumn axis, other;
  guint n_other = 0, n_signals = 0, unordered = 0;

  s2p_sample_describe_column (sample, 0, &axis);
  for (guint column = 1; column < sample->n_columns; column++)
    {
      S2pRole role = s2p_column_role (s2p_sample_name (sample, column));

      s2p_sample_describe_column (sample, column, &other);
      if (other.n_numbers < 3)
        continue;
      n_other++;
      if (role == S2P_ROLE_SIGNAL)
        n_signals++;
      /* A constant second column (the only unit of the file) says nothing. */
      else if (other.n_down > 0 && other.n_distinct > 1)
        n_signals++;
      else
        continue;
      if (unordered == 0)
        unordered = column;
    }
  if (n_other == 0 || n_signals * 2 < n_other)
    return TRUE;
  if (axis.even && axis.n_numbers >= 4 && axis.n_empty + axis.n_texts == 0)
    {
      s2p_sample_describe_column (sample, unordered, &other);
      return refuse (error, name, looks_like_counts (&other)
                     ? _("column 1 goes up in equal steps of %g beside values that go up and down: binned counts, not spike times")
                     : _("column 1 goes up in equal steps of %g beside values that go up and down: a sampled trace, not spike times"),
                     axis.step);
    }
  return TRUE;
}

void
s2p_refuse_column (const char *name, const S2pSample *sample, guint column, GError **error)
{
  S2pColumn c;

  s2p_sample_describe_column (sample, column, &c);
  describe_unordered (name, &c, column, error);
}

void
s2p_refuse_unordered (const char *name, const S2pSample *sample, GError **error)
{
  S2pColumn c;
  guint worst = 0;
  double most = -1;

  if (sample->rows->len == sample->data_row + 1 && sample->n_columns > 2)
    {
      refuse_at (error, name, line_of (sample, sample->data_row), _("the numbers of line %zu are in no order, as those of a signal, of counts or "
              "of intervals between spikes; if they are spike times, choose the layout “one train per line”"),
              line_of (sample, sample->data_row));
      return;
    }

  for (guint column = 0; column < MIN (sample->n_columns, 100); column++)
    {
      double down;

      s2p_sample_describe_column (sample, column, &c);
      down = c.n_numbers > 1 ? (double) (c.n_down + c.n_same) / (double) (c.n_numbers - 1) : -1;
      if (looks_like_voltage (&c))
        down += 2; /* what can be named is named */
      if (down > most)
        {
          most = down;
          worst = column;
        }
    }
  s2p_sample_describe_column (sample, worst, &c);
  describe_unordered (name, &c, worst, error);
}
