#include "recording/import-layout.h"
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "base/words.h"
#include "recording/column-role.h"
#include "recording/import-refuse.h"
#include "recording/import-unit.h"
#include "recording/table-order.h"
#include "recording/train-builder.h"

#define NEARLY_IN_ORDER 0.65 /* enough where the shape of the table says the same */
#define NUMBERS_A_LIST 4  /* at most so many lists of one spike, without brackets, for each longer one */
#define PAIR_COLUMNS 4    /* columns among which a unit and a time are looked for */

static guint
list_column (const S2pSample *sample)
{
  for (guint column = 0; column < sample->n_columns; column++)
    {
      S2pColumn c;

      s2p_sample_describe_column (sample, column, &c);
      if (c.n_lists > 0 && c.n_lists * NUMBERS_A_LIST >= c.n_numbers
          && (c.n_lists + c.n_empty + c.n_numbers) * 2 >= s2p_sample_n_data_rows (sample))
        return column;
    }
  return S2P_NO_COLUMN;
}

/* The column named as the list's is the one; a column named id, or else the first other. */
static void
plan_list (const S2pSample *sample, guint column, S2pPlan *plan)
{
  S2pColumn first;

  plan->layout = S2P_LAYOUT_LIST_PER_ROW;
  plan->time_column = column;
  s2p_sample_describe_column (sample, 0, &first);
  plan->id_column = column == 0 || !s2p_column_may_be_ids (&first) ? S2P_NO_COLUMN : 0;
  for (guint i = 0; i < sample->n_columns; i++)
    {
      const char *name = s2p_sample_name (sample, i);

      if (i != column && name != NULL && s2p_column_role (name) == S2P_ROLE_ID)
        {
          plan->id_column = i;
          break;
        }
    }
}

/* A name over each column, and not just t1, t2, t3: then the columns are different things. */
static gboolean
columns_have_names (const S2pSample *sample)
{
  guint named = 0;

  for (guint column = 1; column < sample->n_columns; column++)
    {
      const char *name = s2p_sample_name (sample, column);
      S2pRole role = s2p_column_role (name);

      named += name != NULL && role != S2P_ROLE_TIME && role != S2P_ROLE_SPIKE_TIME
        && !g_ascii_isdigit (name[strlen (name) - 1]);
    }
  return named + 1 == sample->n_columns && named > 0;
}

/* One train a line, with or without an id in front of the times. */
static gboolean
try_lines (const S2pSample *sample, S2pPlan *plan)
{
  S2pColumn first;
  S2pRowOrder order;
  gboolean ids, lines;

  s2p_sample_describe_column (sample, 0, &first);
  ids = s2p_sample_n_data_rows (sample) > 1
    && (first.n_texts * 10 >= s2p_sample_n_data_rows (sample) * 9
        || (first.n_whole == first.n_numbers && s2p_column_is_counter (&first) && sample->n_columns > 2)
        || (s2p_column_role (s2p_sample_name (sample, 0)) == S2P_ROLE_ID
            && s2p_column_may_be_ids (&first)));
  ids = ids || (first.n_texts == s2p_sample_n_data_rows (sample) && sample->n_columns > 2);
  order = s2p_order_of_rows (sample, ids ? 1 : 0);
  lines = order.ragged || first.n_texts > 0 || s2p_sample_n_data_rows (sample) == 1;
  if (order.steps == 0 || order.gaps || columns_have_names (sample)
      || (double) order.up < (lines ? NEARLY_IN_ORDER : S2P_IN_ORDER) * (double) order.steps
      || (!order.ragged && s2p_a_column_repeats (sample, ids ? 1 : 0)))
    return FALSE;
  if (!order.ragged && s2p_sample_n_data_rows (sample) > 2 && s2p_columns_are_ordered (sample)
      && (sample->data_row > 0 || s2p_sample_n_data_rows (sample) >= sample->n_columns) && !ids)
    return FALSE; /* as well in order down the columns */
  plan->layout = S2P_LAYOUT_TRAIN_PER_LINE;
  plan->id_column = ids ? 0 : S2P_NO_COLUMN;
  return TRUE;
}

static gboolean
try_pair (const S2pSample *sample, S2pPlan *plan)
{
  guint n = MIN (sample->n_columns, PAIR_COLUMNS);
  gsize most = 0;

  for (guint ids = 0; ids < n; ids++)
    for (guint times = 0; times < n; times++)
      if (ids != times && s2p_columns_are_unit_and_time (sample, ids, times))
        {
          S2pColumn c;

          s2p_sample_describe_column (sample, times, &c);
          if (c.n_distinct <= most)
            continue;
          most = c.n_distinct;
          plan->id_column = ids;
          plan->time_column = times;
        }
  if (most == 0)
    return FALSE;
  plan->layout = S2P_LAYOUT_SPIKE_PER_ROW;
  if (s2p_sample_name (sample, plan->time_column) == NULL)
    s2p_notes_add (plan->notes, 0, _("read as one spike a row: the unit in column %u, its time in column %u"),
          plan->id_column + 1, plan->time_column + 1);
  return TRUE;
}

/* The columns that the header names. */
typedef struct {
  guint time, id, trial, signal;
  guint n_ids;
  S2pRole time_role;
} Named;

static Named
named_columns (const S2pSample *sample)
{
  Named named = { S2P_NO_COLUMN, S2P_NO_COLUMN, S2P_NO_COLUMN, S2P_NO_COLUMN, 0, S2P_ROLE_UNKNOWN };
  guint n_times[2] = { 0 }, time[2] = { 0 };

  for (guint column = 0; column < sample->n_columns; column++)
    {
      S2pRole role = s2p_column_role (s2p_sample_name (sample, column));
      S2pColumn c;

      if (role == S2P_ROLE_SPIKE_TIME || role == S2P_ROLE_TIME)
        {
          n_times[role == S2P_ROLE_TIME]++;
          time[role == S2P_ROLE_TIME] = column;
        }
      else if (role == S2P_ROLE_TRIAL && named.trial == S2P_NO_COLUMN)
        named.trial = column;
      else if (role == S2P_ROLE_SIGNAL && named.signal == S2P_NO_COLUMN)
        named.signal = column;
      else if (role == S2P_ROLE_ID)
        {
          s2p_sample_describe_column (sample, column, &c);
          if (!s2p_column_may_be_ids (&c))
            continue;
          named.n_ids++;
          /* A column that counts the rows is no unit. */
          if (named.id == S2P_NO_COLUMN && !(s2p_column_is_counter (&c) && c.n_numbers > 3))
            named.id = column;
        }
    }
  for (guint i = 0; i < 2 && named.time == S2P_NO_COLUMN; i++)
    if (n_times[i] == 1)
      {
        named.time = time[i];
        named.time_role = i == 0 ? S2P_ROLE_SPIKE_TIME : S2P_ROLE_TIME;
      }
  return named;
}

static gboolean
refuse_signal (const char *name, const S2pSample *sample, guint column, GError **error)
{
  const char *heading = s2p_sample_name (sample, column);
  g_autofree char *quoted = s2p_quote_for_message (heading, strlen (heading));

  g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s is no table of spike times: column %u is "
               "named %s; if the file holds spike times, name their column spike_time_ms (or _s) "
               "or choose the layout"), name, column + 1, quoted);
  return FALSE;
}

/* What the header calls spikes of units may be their counts in bins. */
static gboolean
plan_events (const char *name, const S2pSample *sample, const Named *named, S2pPlan *plan,
             GError **error)
{
  guint ids = named->id != S2P_NO_COLUMN ? named->id : named->trial;
  S2pUnitOrder order = s2p_order_within_units (sample, ids, named->time);
  gsize steps = order.up + order.down + order.same;

  if (steps > 8 && order.same * 5 > steps && order.down * 5 > steps)
    {
      s2p_refuse_column (name, sample, named->time, error);
      return FALSE;
    }
  if (steps == 0 && s2p_sample_n_data_rows (sample) > 1 && named->signal != S2P_NO_COLUMN)
    return refuse_signal (name, sample, named->signal, error); /* properties of units, a row each */
  plan->layout = S2P_LAYOUT_SPIKE_PER_ROW;
  plan->time_column = named->time;
  plan->id_column = ids;
  plan->trial_column = named->id != S2P_NO_COLUMN ? named->trial : S2P_NO_COLUMN;
  return TRUE;
}

static gsize
first_line (const S2pSample *sample)
{
  return g_array_index (sample->rows, S2pRow, 0).line;
}

static void
plan_columns (const S2pSample *sample, S2pPlan *plan)
{
  gboolean are_units = s2p_columns_are_units (sample);

  plan->layout = S2P_LAYOUT_COLUMN_PER_UNIT;
  if (sample->numbered)
    s2p_notes_add (plan->notes, first_line (sample), _("the first line of numbers is taken as the numbers of the columns"));
  for (guint column = 0; column < sample->n_columns; column++)
    {
      const char *name = s2p_sample_name (sample, column);
      S2pUnit unit = s2p_unit_of_name (name);
      S2pColumn c, next;

      s2p_sample_describe_column (sample, column, &c);
      s2p_sample_describe_column (sample, column + 1, &next);
      g_array_append_val (plan->column_units, unit);
      if (column == 0 && sample->n_columns > 1 && s2p_column_is_counter (&c) && c.n_numbers > 2
               && !s2p_column_is_counter (&next))
        {
          g_ptr_array_add (plan->names, NULL);
          s2p_notes_add (plan->notes, 0, _("column 1 counts the rows and is left out"));
        }
      else if (are_units && s2p_column_role (name) == S2P_ROLE_TIME)
        {
          g_ptr_array_add (plan->names, NULL);
          plan->unit = unit; /* of the columns beside it, too */
          s2p_notes_add (plan->notes, 0, _("column %u is named a time beside columns of units and is left out"), column + 1);
        }
      else if (c.n_numbers == 0 && c.n_texts > 0)
        {
          g_ptr_array_add (plan->names, NULL);
          s2p_notes_add (plan->notes, 0, _("column %u holds text and is left out"), column + 1);
        }
      else
        g_ptr_array_add (plan->names, name != NULL ? g_strdup (name)
                                                   : g_strdup_printf ("%u", column + 1));
    }
}

/* Units side by side. Traces of units look alike but for their order. */
static gboolean
plan_units (const char *name, const S2pSample *sample, S2pPlan *plan, GError **error)
{
  if (!s2p_check_no_time_axis (name, sample, error))
    return FALSE;
  if (!s2p_columns_are_ordered (sample) && s2p_sample_n_data_rows (sample) > 1)
    {
      s2p_refuse_unordered (name, sample, error);
      return FALSE;
    }
  plan_columns (sample, plan);
  return TRUE;
}

static gboolean
plan_single (const char *name, const S2pSample *sample, guint column, gboolean claimed, S2pPlan *plan,
             GError **error)
{
  const char *heading = s2p_sample_name (sample, column);
  S2pRole role = s2p_column_role (heading);
  S2pColumn c;

  plan->layout = S2P_LAYOUT_SINGLE_COLUMN;
  plan->time_column = sample->n_columns > 1 ? column : S2P_NO_COLUMN;
  if (role == S2P_ROLE_SIGNAL && !claimed)
    return refuse_signal (name, sample, column, error);
  if (sample->data_row == 1 && heading != NULL && g_ascii_isdigit (*heading))
    {
      g_autofree char *quoted = s2p_quote_for_message (heading, strlen (heading));

      s2p_notes_add (plan->notes, first_line (sample), _("the first line (%s) is no number and is taken as a header"), quoted);
    }
  s2p_sample_describe_column (sample, column, &c);
  if (c.even && c.n_numbers >= 20)
    s2p_notes_add (plan->notes, 0, _("all intervals are exactly alike (%g): are these spikes, or the time axis of a trace?"),
          c.step);
  return s2p_check_single (name, sample, column, claimed || role == S2P_ROLE_SPIKE_TIME, error);
}

static gboolean
guess (const char *name, const S2pSample *sample, S2pPlan *plan, GError **error)
{
  guint list = list_column (sample);
  Named named = named_columns (sample);
  S2pColumn time;

  if (list != S2P_NO_COLUMN)
    {
      plan_list (sample, list, plan);
      return TRUE;
    }
  if (sample->n_columns == 1)
    return plan_single (name, sample, 0, FALSE, plan, error);
  if (!s2p_check_no_conductances (name, sample, error))
    return FALSE;
  if (s2p_columns_are_units (sample))
    return plan_units (name, sample, plan, error);

  if (named.time != S2P_NO_COLUMN)
    {
      gboolean units = named.id != S2P_NO_COLUMN || named.trial != S2P_NO_COLUMN;

      s2p_sample_describe_column (sample, named.time, &time);
      if (units && !(named.n_ids > 1 && time.even && time.n_numbers > 3))
        return plan_events (name, sample, &named, plan, error);
      if (named.time_role == S2P_ROLE_SPIKE_TIME && !time.even)
        return plan_single (name, sample, named.time, TRUE, plan, error);
      if (!s2p_check_no_time_axis (name, sample, error))
        return FALSE;
      if (named.signal != S2P_NO_COLUMN)
        return refuse_signal (name, sample, named.signal, error);
    }

  if (sample->n_columns > 2 || s2p_sample_n_data_rows (sample) == 1)
    if (try_lines (sample, plan))
      return TRUE;
  if (!s2p_check_no_time_axis (name, sample, error))
    return FALSE;
  if (try_pair (sample, plan))
    return TRUE;
  if (s2p_columns_are_ordered (sample) && s2p_sample_n_data_rows (sample) > 1)
    {
      if (named.signal != S2P_NO_COLUMN)
        return refuse_signal (name, sample, named.signal, error);
      plan_columns (sample, plan);
      return TRUE;
    }
  if (try_lines (sample, plan))
    return TRUE;
  s2p_refuse_unordered (name, sample, error);
  return FALSE;
}

/* The user has said which layout; what remains is which column is what. */
static gboolean
obey (const char *name, const S2pSample *sample, S2pTableLayout layout, S2pPlan *plan, GError **error)
{
  Named named = named_columns (sample);
  guint list = list_column (sample);

  plan->layout = layout;
  switch (layout)
    {
    case S2P_LAYOUT_LIST_PER_ROW:
      plan_list (sample, list != S2P_NO_COLUMN ? list
                 : named.time != S2P_NO_COLUMN ? named.time : sample->n_columns - 1, plan);
      return TRUE;

    case S2P_LAYOUT_SPIKE_PER_ROW:
      if (sample->n_columns < 2)
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s has one column only: the layout with "
                       "one spike a row needs two, a unit and a time"), name);
          return FALSE;
        }
      if (named.time != S2P_NO_COLUMN
          && (named.id != S2P_NO_COLUMN || named.trial != S2P_NO_COLUMN))
        return plan_events (name, sample, &named, plan, error);
      if (!try_pair (sample, plan))
        {
          plan->id_column = named.time == 0 ? 1 : 0;
          plan->time_column = named.time != S2P_NO_COLUMN ? named.time : 1;
        }
      return TRUE;

    case S2P_LAYOUT_COLUMN_PER_UNIT:
      if (!s2p_check_no_time_axis (name, sample, error))
        return FALSE;
      plan_columns (sample, plan);
      return TRUE;

    case S2P_LAYOUT_TRAIN_PER_LINE:
      if (!try_lines (sample, plan))
        plan->layout = layout;
      return TRUE;

    case S2P_LAYOUT_SINGLE_COLUMN:
      if (sample->n_columns == 1 || named.time != S2P_NO_COLUMN)
        return plan_single (name, sample, named.time != S2P_NO_COLUMN ? named.time : 0, TRUE, plan,
                            error);
      return TRUE;

    case S2P_LAYOUT_GUESS:
      break;
    }
  g_return_val_if_reached (FALSE);
}

static void
find_unit (const S2pSample *sample, S2pPlan *plan)
{
  guint column = plan->time_column;

  if (column == S2P_NO_COLUMN && sample->n_columns == 1)
    column = 0;
  if (column != S2P_NO_COLUMN)
    plan->unit = s2p_unit_of_name (s2p_sample_name (sample, column));
  for (guint row = 0; row < sample->data_row && plan->unit == S2P_UNIT_GUESS; row++)
    for (guint i = 0; s2p_sample_cell (sample, row, i) != NULL && plan->unit == S2P_UNIT_GUESS; i++)
      {
        g_autofree char *line = g_strconcat (" ", s2p_sample_cell (sample, row, i)->text, "\n", NULL);

        /* Above several columns, a unit may be that of one of the others. */
        if (plan->layout == S2P_LAYOUT_TRAIN_PER_LINE || sample->n_columns == 1
            || row + 1 < sample->data_row)
          plan->unit = s2p_unit_of_comment (line);
      }
  if (plan->unit == S2P_UNIT_GUESS)
    plan->unit = s2p_unit_of_comment (sample->comments->str);
}

gboolean
s2p_plan_make (const char *name, const S2pSample *sample, S2pTableLayout layout, S2pPlan *plan,
               GError **error)
{
  gboolean ok;

  *plan = (S2pPlan) {
    .guessed = layout == S2P_LAYOUT_GUESS, .has_header = sample->data_row > 0,
    .id_column = S2P_NO_COLUMN, .trial_column = S2P_NO_COLUMN, .time_column = S2P_NO_COLUMN,
    .n_columns = sample->n_columns,
    .names = g_ptr_array_new_with_free_func (g_free),
    .column_units = g_array_new (FALSE, FALSE, sizeof (S2pUnit)),
    .notes = s2p_notes_new (),
  };
  if (!s2p_check_numbers (name, sample, error))
    {
      s2p_plan_clear (plan);
      return FALSE;
    }
  plan->first_line = g_array_index (sample->rows, S2pRow, sample->data_row).line;
  ok = layout == S2P_LAYOUT_GUESS ? guess (name, sample, plan, error)
                                  : obey (name, sample, layout, plan, error);
  if (!ok)
    {
      s2p_plan_clear (plan);
      return FALSE;
    }
  find_unit (sample, plan);
  return TRUE;
}

void
s2p_plan_clear (S2pPlan *plan)
{
  g_clear_pointer (&plan->names, g_ptr_array_unref);
  g_clear_pointer (&plan->column_units, g_array_unref);
  g_clear_pointer (&plan->notes, g_ptr_array_unref);
}
