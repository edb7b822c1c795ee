#include "base/number.h"
#include <math.h>

void
s2p_number_append (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return;
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
  g_snprintf (format, sizeof format, "%%.%df", CLAMP (decimals, 0, 17));
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
