#include "base/number.h"
#include <math.h>

#define SMALLEST_PLAIN 1e-4 /* from here to below LARGEST_PLAIN, "%.15g" has no exponent ... */
#define LARGEST_PLAIN 1e15  /* ... and the products below have no more than 120 bits */

static const guint64 powers[] = {
  G_GUINT64_CONSTANT (1), G_GUINT64_CONSTANT (10), G_GUINT64_CONSTANT (100), G_GUINT64_CONSTANT (1000), G_GUINT64_CONSTANT (10000),
  G_GUINT64_CONSTANT (100000), G_GUINT64_CONSTANT (1000000), G_GUINT64_CONSTANT (10000000), G_GUINT64_CONSTANT (100000000),
  G_GUINT64_CONSTANT (1000000000), G_GUINT64_CONSTANT (10000000000), G_GUINT64_CONSTANT (100000000000), G_GUINT64_CONSTANT (1000000000000),
  G_GUINT64_CONSTANT (10000000000000), G_GUINT64_CONSTANT (100000000000000), G_GUINT64_CONSTANT (1000000000000000),
};

/* 10^@decimals. */
static unsigned __int128
power (guint decimals)
{
  return decimals < G_N_ELEMENTS (powers) ? powers[decimals] : (unsigned __int128) powers[15] * powers[decimals - 15];
}

/* @value * 10^@decimals, rounded to the nearest whole number (ties to even) without any error: a double is a whole
 * number of 53 bits over a power of two. 0 <= @value < LARGEST_PLAIN. */
static guint64
scaled (double value, guint decimals)
{
  int exponent;
  const guint64 mantissa = (guint64) ldexp (frexp (value, &exponent), 53);
  const unsigned __int128 product = mantissa * power (decimals);
  const int shift = 53 - exponent; /* > 0 */
  unsigned __int128 whole, rest, half;

  if (mantissa == 0 || shift > 125)
    return 0;
  whole = product >> shift;
  rest = product - (whole << shift);
  half = (unsigned __int128) 1 << (shift - 1);
  return (guint64) (whole + (rest > half || (rest == half && (whole & 1))));
}

/* @n / 10^@decimals. */
static void
append_decimal (GString *text, gboolean negative, guint64 n, guint decimals)
{
  char buffer[64], *const end = buffer + sizeof buffer, *at = end;

  for (guint i = 0; n > 0 || i <= decimals; i++, n /= 10) /* from the last digit to the first */
    {
      if (i == decimals && decimals > 0)
        *--at = '.';
      *--at = (char) ('0' + n % 10);
    }
  if (negative)
    *--at = '-';
  g_string_append_len (text, at, end - at);
}

/* The same text as the general way below gives, in a tenth of its time: tables are mostly numbers. */
static void
append_plain (GString *text, double value)
{
  const double magnitude = fabs (value);
  guint decimals = 18; /* of 15 digits */
  guint64 n;

  for (double power_of_ten = 1e-3; magnitude >= power_of_ten; power_of_ten *= 10)
    decimals--;
  n = scaled (magnitude, decimals);
  if ((double) n / (double) power (decimals) != magnitude) /* both are exact, so this is what reading gives */
    {
      decimals += 2;
      n = scaled (magnitude, decimals);
    }
  for (; decimals > 0 && n % 10 == 0; decimals--)
    n /= 10;
  append_decimal (text, value < 0, n, decimals);
}

void
s2p_number_append (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return;
  if (fabs (value) >= SMALLEST_PLAIN && fabs (value) < LARGEST_PLAIN)
    {
      append_plain (text, value);
      return;
    }
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", value);
  if (g_ascii_strtod (buffer, NULL) != value)
    g_ascii_formatd (buffer, sizeof buffer, "%.17g", value);
  g_string_append (text, buffer);
}

void
s2p_number_append_fixed (GString *text, double value, int decimals)
{
  char format[16], buffer[400];

  if (!isfinite (value))
    return;
  decimals = CLAMP (decimals, 0, 17);
  if (fabs (value) * (double) power (decimals) < LARGEST_PLAIN)
    {
      const guint64 n = scaled (fabs (value), decimals);

      append_decimal (text, value < 0 && n > 0, n, decimals);
      return;
    }
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, format, value));
}

gboolean
s2p_number_parse (const char *text, double *value)
{
  char *end;
  double parsed;

  while (g_ascii_isspace (*text))
    text++;
  if (*text == '\0')
    return FALSE;
  parsed = g_ascii_strtod (text, &end);
  if (end == text)
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  if (*end != '\0' || !isfinite (parsed))
    return FALSE;
  *value = parsed;
  return TRUE;
}
