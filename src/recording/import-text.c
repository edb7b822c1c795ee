#include "recording/import-text.h"
#include <math.h>
#include <string.h>
#include "recording/number-scan.h"

#define FEW 4 /* one line in so many may be unlike the others */

/* What the lines of a file are made of. Characters in quotes or brackets are counted apart. */
typedef struct {
  gsize n;               /* lines with a digit */
  gsize tab, semicolon, comma, blank; /* lines with one or more of these between values */
  gsize more_commas;     /* lines with two commas or more */
  gsize comma_blank;     /* lines with a comma before a blank */
  gsize points;          /* digit . digit */
  gsize decimal_commas;  /* digit , digit */
  gsize crowded;         /* lines where a value between blanks has two commas */
  gsize list_points, list_commas, list_comma_blank, list_other; /* in brackets or quotes */
  gsize quoted_values;   /* "12,5" */
  gsize quoted_points;   /* "12.5", "1,044.9" */
  gsize quoted_wholes;   /* "12" */
  gsize quoted_lists;    /* "12, 5", "12,5,7" */
  gsize quoted_thousands; /* of the values, those with three digits behind the comma */

  /* Lines "1,25" and nothing else: as one number, and as two whole numbers. */
  gsize    pairs, ascents, descents, leading_zeros;
  gsize    grouped, grouped_zeros; /* lines "1.044,9", "0.044,9": thousands, or two columns */
  gsize    wholes;        /* lines "12" and nothing else */
  double   largest_whole, largest_pair;
  gboolean same_width, starts_with_zero;
  gboolean grid;          /* all whole parts in equal steps */
  gboolean same_fraction; /* all that is behind the comma alike */
  double   last, step;
  gsize    width;
  gsize    headers;       /* lines without a digit */
  gboolean header_comma;
} Census;

static gboolean
is_digit_at (const char *line, gsize i, gsize length)
{
  return i < length && g_ascii_isdigit (line[i]);
}

static void
count_pair (Census *census, const char *line, gsize length)
{
  gsize i = 0, comma, whole = 0;
  double value;
  char buffer[64];

  if (length > 0 && (line[0] == '-' || line[0] == '+'))
    i++, whole = 1;
  while (is_digit_at (line, i, length))
    i++;
  comma = i;
  if (i > whole && i == length && length < sizeof buffer)
    {
      memcpy (buffer, line, length);
      buffer[length] = '\0';
      census->largest_whole = MAX (census->largest_whole, g_ascii_strtod (buffer, NULL));
      census->wholes++;
    }
  if (i < length && line[i] == '.' && s2p_scan_number (line, length, ',', &value) == S2P_SCAN_NUMBER)
    {
      if (line[whole] == '0')
        census->grouped_zeros++;
      census->grouped++;
      return;
    }
  if (i == whole || i >= length || length >= sizeof buffer || line[i++] != ',')
    return;
  while (is_digit_at (line, i, length))
    i++;
  if (i < length || comma + 1 == length)
    return;

  memcpy (buffer, line, length);
  buffer[length] = '\0';
  buffer[comma] = '.';
  value = g_ascii_strtod (buffer, NULL);
  if (census->pairs > 0)
    {
      census->ascents += value > census->last;
      census->descents += value < census->last;
      census->same_width = census->same_width && census->width == length - comma;
      if (census->pairs == 1)
        census->step = trunc (value) - trunc (census->last);
      census->grid = census->grid && census->step == trunc (value) - trunc (census->last);
      census->same_fraction = census->same_fraction
        && value - census->last == trunc (value) - trunc (census->last);
    }
  else
    census->same_width = census->grid = census->same_fraction = TRUE;
  census->leading_zeros += line[comma + 1] == '0' && length - comma > 2;
  census->starts_with_zero = census->starts_with_zero || line[whole] == '0';
  census->largest_pair = MAX (census->largest_pair, value);
  census->width = length - comma;
  census->last = value;
  census->pairs++;
}

/* What stands in quotes: one number, several, or words (which say nothing about commas). */
static void
count_quoted (Census *census, const char *content, gsize length)
{
  gsize commas = 0, points = 0, digits = 0, behind = 0, blanks = 0;

  while (length > 0 && content[length - 1] == ' ')
    length--;
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isdigit (content[i]))
      {
        digits++;
        behind++;
      }
    else if (content[i] == ',' || content[i] == '.')
      {
        commas += content[i] == ',';
        points += content[i] == '.';
        behind = 0;
      }
    else if (strchr (" ;[]()", content[i]) != NULL)
      blanks += i > 0;
    else if (strchr ("+-eE", content[i]) == NULL)
      return;
  if (digits == 0)
    return;
  if (blanks > 0 || (commas > 1 && points != 1))
    census->quoted_lists++;
  else if (points > 0)
    census->quoted_points++;
  else if (commas == 0)
    census->quoted_wholes++;
  else
    {
      census->quoted_values++;
      census->quoted_thousands += behind == 3;
    }
}

/* Does a comma in quotes begin the decimals? Whole numbers beside numbers with always three digits
 * behind the comma speak for thousands. */
static gboolean
quotes_have_decimal_commas (const Census *census)
{
  return census->quoted_values > 4 * census->quoted_lists
    && census->quoted_values > census->quoted_points
    && !(census->quoted_wholes > 0 && census->quoted_thousands == census->quoted_values);
}

static void
count_line (Census *census, const char *line, gsize length)
{
  gsize tab = 0, semicolon = 0, comma = 0, blank = 0, comma_blank = 0, commas_of_value = 0;
  gsize quote = 0;
  gboolean quoted = FALSE, crowded = FALSE, digits = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = line[i];
      gboolean inside = quoted || depth > 0;

      digits = digits || g_ascii_isdigit (c);
      if (c == '"')
        {
          if (quoted)
            count_quoted (census, line + quote, i - quote);
          quoted = !quoted;
          quote = i + 1;
        }
      else if (c == '[' || c == '(')
        depth++;
      else if ((c == ']' || c == ')') && depth > 0)
        depth--;
      else if (c == ',' && inside)
        {
          gboolean between = i > 0 && is_digit_at (line, i - 1, length) && is_digit_at (line, i + 1, length);

          census->list_commas += between;
          census->list_comma_blank += !between;
        }
      else if (c == '.' && inside)
        census->list_points += is_digit_at (line, i + 1, length);
      else if ((c == ';' || c == ' ') && inside)
        census->list_other++;
      else if (inside)
        continue;
      else if (c == ',')
        {
          comma++;
          crowded = crowded || ++commas_of_value > 1;
          comma_blank += i + 1 < length && line[i + 1] == ' ';
          census->decimal_commas += i > 0 && is_digit_at (line, i - 1, length)
            && is_digit_at (line, i + 1, length);
        }
      else if (c == '.')
        census->points += is_digit_at (line, i + 1, length);
      else if (c == '\t')
        tab++, commas_of_value = 0;
      else if (c == ';')
        semicolon++;
      else if (c == ' ')
        blank++, commas_of_value = 0;
    }
  if (!digits)
    {
      census->headers++;
      census->header_comma = census->header_comma || comma > 0;
      return;
    }
  census->n++;
  census->tab += tab > 0;
  census->semicolon += semicolon > 0;
  census->comma += comma > 0;
  census->blank += blank > 0;
  census->more_commas += comma > 1;
  census->comma_blank += comma_blank > 0;
  census->crowded += crowded;
  count_pair (census, line, length);
}

/* Whole numbers, and 1,044 beyond them. */
static gboolean
are_thousands (const Census *census)
{
  return census->wholes > 0 && census->same_width && census->width == 4
    && !census->starts_with_zero && census->largest_pair < census->largest_whole;
}

/* Lines "12,25" alone: one number with a decimal comma, or an id and a whole number? A zero behind
 * the comma ("0,050") and a header of one name tell, and so does the order: as decimals they must
 * go up. The majority decides; a slip of the pen in one line does not make it two columns. */
static gboolean
is_decimal_column (const Census *census, S2pTableLayout layout, gboolean *unsure)
{
  gboolean grouped = census->grouped_zeros == 0 && census->grouped <= census->pairs * FEW;
  gsize odd = census->n - census->pairs - census->wholes - (grouped ? census->grouped : 0);

  if (layout != S2P_LAYOUT_GUESS && layout != S2P_LAYOUT_SINGLE_COLUMN)
    return FALSE;
  if (census->pairs == 0 || census->header_comma || odd * FEW > census->pairs || are_thousands (census))
    return FALSE;
  if (census->wholes > 0 || census->grouped > 0)
    return TRUE;
  if (census->headers > 0 && census->leading_zeros * FEW * FEW > census->pairs)
    return TRUE; /* in whatever order */
  if (census->leading_zeros > 0 || census->headers > 0)
    return census->descents * 5 <= census->pairs;
  if (layout == S2P_LAYOUT_SINGLE_COLUMN)
    return TRUE;
  if (census->pairs > 3 && census->grid && census->step > 0 && !census->same_fraction)
    return FALSE; /* bins 0, 10, 20 ... and their counts */
  *unsure = TRUE;
  return census->descents == 0 && census->same_width && census->pairs > 1;
}

void
s2p_dialect_guess (const char *text, gsize length, S2pTableLayout layout, S2pDialect *dialect)
{
  Census census = { 0 };

  for (gsize begin = 0, end; begin < length; begin = end + 1)
    {
      gsize stop;

      for (end = begin; end < length && text[end] != '\n' && text[end] != '\r';)
        end++;
      stop = end;
      while (begin < stop && text[begin] == ' ')
        begin++;
      while (begin < stop && g_ascii_isspace (text[stop - 1]))
        stop--;
      if (begin < stop && text[begin] != '#')
        count_line (&census, text + begin, stop - begin);
    }

  *dialect = (S2pDialect) { .separator = ',' };
  dialect->list_decimal_comma = census.list_points == 0 && census.list_comma_blank == 0
    && census.list_commas > 0 && census.list_other > 0;
  if (census.tab * 2 > census.n)
    dialect->separator = '\t';
  else if (census.semicolon * 2 > census.n)
    dialect->separator = ';';
  else if (is_decimal_column (&census, layout, &dialect->guess_of_comma))
    {
      dialect->separator = ';';
      dialect->decimal_comma = TRUE;
      return;
    }
  else if (are_thousands (&census) && census.pairs + census.wholes == census.n && !census.header_comma)
    {
      dialect->separator = ';'; /* one column, and not to be read so */
      return;
    }
  else if (census.comma * 2 > census.n && census.blank * 2 > census.n && census.points == 0
           && census.comma_blank == 0 && census.crowded == 0 && census.decimal_commas > 0)
    dialect->separator = ' ';
  else if (census.comma * 2 > census.n)
    {
      dialect->decimal_comma = quotes_have_decimal_commas (&census) && census.points == 0;
      return;
    }
  else if (census.blank * 2 > census.n)
    dialect->separator = ' ';
  else if (census.comma > 0 && census.comma == census.pairs && census.comma * FEW < census.n
           && !census.header_comma)
    {
      dialect->separator = ';'; /* one column, with a comma here and there */
      return;
    }
  if (quotes_have_decimal_commas (&census))
    census.decimal_commas += census.quoted_values;
  dialect->decimal_comma = census.decimal_commas > census.points + census.quoted_points;
}
