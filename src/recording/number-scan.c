#include "recording/number-scan.h"
#include <float.h>
#include <math.h>
#include <string.h>

#define LONGEST_NUMBER 200     /* characters; a longer "number" is text */
#define MOST_DIGITS 19         /* significant digits that always fit into 64 bits */
#define EXACT_POWER 22         /* 10^22 is the largest power of ten that is a double */

static const double powers[EXACT_POWER + 1] = {
  1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

typedef struct {
  gboolean negative;
  guint64  digits;    /* significant digits as a whole number */
  guint    n_digits;
  int      exponent;  /* value = digits * 10^exponent */
} Decimal;

/* 1,044.9 without its group signs; FALSE where @text is nothing of the kind. Without a decimal sign
 * 1,044 might as well be a little more than one. */
static gboolean
join_groups (const char *text, gsize length, char decimal_sign, char *joined, gsize *joined_length)
{
  char group_sign = decimal_sign == '.' ? ',' : '.';
  gsize digits = 0, groups = 0, at = 0;

  *joined_length = 0;
  if (at < length && (text[at] == '+' || text[at] == '-'))
    joined[(*joined_length)++] = text[at++];
  for (; at < length && text[at] != decimal_sign; at++)
    if (g_ascii_isdigit (text[at]))
      {
        joined[(*joined_length)++] = text[at];
        digits++;
      }
    else if (text[at] == group_sign && (groups == 0 ? digits >= 1 && digits <= 3 : digits == 3))
      {
        groups++;
        digits = 0;
      }
    else
      return FALSE;
  if (groups == 0 || digits != 3 || at == length)
    return FALSE;
  memcpy (joined + *joined_length, text + at, length - at);
  *joined_length += length - at;
  return TRUE;
}

static gboolean
split (const char *text, gsize length, char decimal_sign, Decimal *decimal)
{
  const char *at = text, *end = text + length;
  gboolean any = FALSE;

  *decimal = (Decimal) { 0 };
  if (at < end && (*at == '+' || *at == '-'))
    decimal->negative = *at++ == '-';
  for (gboolean fraction = FALSE; at < end; at++)
    {
      if (*at == decimal_sign && !fraction)
        {
          fraction = TRUE;
          continue;
        }
      if (*at < '0' || *at > '9')
        break;
      any = TRUE;
      decimal->exponent -= fraction;
      if (decimal->n_digits == 0 && *at == '0')
        continue; /* a leading zero is no digit that counts */
      if (decimal->n_digits < MOST_DIGITS)
        decimal->digits = decimal->digits * 10 + (guint64) (*at - '0');
      decimal->n_digits++;
    }
  if (!any)
    return FALSE;
  if (at < end && (*at == 'e' || *at == 'E'))
    {
      gboolean negative = FALSE;
      int exponent = 0;

      at++;
      if (at < end && (*at == '+' || *at == '-'))
        negative = *at++ == '-';
      if (at == end)
        return FALSE;
      for (; at < end && *at >= '0' && *at <= '9'; at++)
        exponent = MIN (exponent * 10 + (*at - '0'), 100000);
      decimal->exponent += negative ? -exponent : exponent;
    }
  return at == end;
}

/* Exact where both digits and the power of ten are exact and one operation rounds once (Clinger,
 * "How to read floating point numbers accurately", PLDI 1990). */
static gboolean
convert_exactly (const Decimal *decimal, double *value)
{
  if (decimal->n_digits > MOST_DIGITS || ABS (decimal->exponent) > EXACT_POWER)
    return FALSE;
  if (decimal->digits <= ((guint64) 1 << 53))
    {
      double digits = (double) decimal->digits;

      *value = decimal->exponent < 0 ? digits / powers[-decimal->exponent]
                                     : digits * powers[decimal->exponent];
      return TRUE;
    }
#if LDBL_MANT_DIG == 64
  {
    /* The same with the 64-bit significand of the x87: the second rounding, to 53 bits, does harm
     * only where the 11 bits it drops are next to one half. */
    long double wide = decimal->exponent < 0
      ? (long double) decimal->digits / (long double) powers[-decimal->exponent]
      : (long double) decimal->digits * (long double) powers[decimal->exponent];
    guint64 significand;

    memcpy (&significand, &wide, sizeof significand);
    *value = (double) wide;
    return ABS ((int) (significand & 0x7ff) - 0x400) > 1;
  }
#else
  return FALSE;
#endif
}

static gboolean
is_missing (const char *text, gsize length)
{
  static const char *words[] = {
    "nan", "+nan", "-nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity",
    "na", "n/a", "#n/a", "null", "none", "nil", "missing", "-", "--",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == length && g_ascii_strncasecmp (words[i], text, length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

S2pScan
s2p_scan_number (const char *text, gsize length, char decimal_sign, double *value)
{
  char joined[LONGEST_NUMBER];
  gsize joined_length;
  Decimal decimal;
  double magnitude;

  while (length > 0 && is_blank (text[0]))
    text++, length--;
  while (length > 0 && is_blank (text[length - 1]))
    length--;
  if (length == 0)
    return S2P_SCAN_EMPTY;
  if (length > LONGEST_NUMBER)
    return S2P_SCAN_TEXT;
  if (!split (text, length, decimal_sign, &decimal))
    {
      if (is_missing (text, length))
        return S2P_SCAN_NOT_FINITE;
      if (!join_groups (text, length, decimal_sign, joined, &joined_length)
          || !split (joined, joined_length, decimal_sign, &decimal))
        return S2P_SCAN_TEXT;
      text = joined;
      length = joined_length;
    }
  if (!convert_exactly (&decimal, &magnitude))
    {
      char copy[LONGEST_NUMBER + 1];

      memcpy (copy, text, length);
      copy[length] = '\0';
      if (decimal_sign != '.')
        g_strdelimit (copy, (char[]) { decimal_sign, '\0' }, '.');
      magnitude = fabs (g_ascii_strtod (copy, NULL));
      if (!isfinite (magnitude))
        return S2P_SCAN_NOT_FINITE;
    }
  *value = decimal.negative ? -magnitude : magnitude;
  return S2P_SCAN_NUMBER;
}

S2pScan
s2p_scan_either (const char *text, gsize length, char decimal_sign, double *value, gboolean *other_sign)
{
  char sign = decimal_sign == '.' ? ',' : '.';
  S2pScan scan = s2p_scan_number (text, length, decimal_sign, value);
  guint whole = 0;

  *other_sign = FALSE;
  if (scan != S2P_SCAN_TEXT || memchr (text, sign, length) == NULL
      || s2p_scan_number (text, length, sign, value) != S2P_SCAN_NUMBER)
    return scan;
  for (; length > 0 && !g_ascii_isdigit (*text); length--)
    text++;
  while (whole < length && g_ascii_isdigit (text[whole]))
    whole++;
  if (s2p_scan_decimals (text, length, sign) == 3 && whole > 0 && whole <= 3 && text[0] != '0')
    return S2P_SCAN_TEXT; /* 1,044 may be a thousand */
  *other_sign = TRUE;
  return S2P_SCAN_NUMBER;
}

guint
s2p_scan_decimals (const char *text, gsize length, char decimal)
{
  const char *at = memchr (text, decimal, length), *end = text + length;
  guint n = 0;

  if (at == NULL)
    return 0;
  for (at++; at < end && g_ascii_isdigit (*at); at++)
    n++;
  return n;
}
