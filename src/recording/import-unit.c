#include "recording/import-unit.h"
#include <math.h>
#include <string.h>

#define TYPICAL_INTERVAL 100.0 /* ms; neurons have intervals from some ms to some s */

typedef struct {
  const char *word;
  S2pUnit     unit;
} UnitWord;

static const UnitWord words[] = {
  { "ms", S2P_UNIT_MS }, { "msec", S2P_UNIT_MS }, { "msecs", S2P_UNIT_MS },
  { "millis", S2P_UNIT_MS }, { "millisecond", S2P_UNIT_MS }, { "milliseconds", S2P_UNIT_MS },
  { "s", S2P_UNIT_S }, { "sec", S2P_UNIT_S }, { "secs", S2P_UNIT_S },
  { "second", S2P_UNIT_S }, { "seconds", S2P_UNIT_S },
  { "us", S2P_UNIT_US }, { "usec", S2P_UNIT_US }, { "usecs", S2P_UNIT_US },
  { "microsecond", S2P_UNIT_US }, { "microseconds", S2P_UNIT_US },
  { "\xc2\xb5s", S2P_UNIT_US }, { "\xce\xbcs", S2P_UNIT_US }, { "\xb5s", S2P_UNIT_US },
  { "\xc2\xb5sec", S2P_UNIT_US }, { "\xce\xbcsec", S2P_UNIT_US },
  { "sample", S2P_UNIT_SAMPLES }, { "samples", S2P_UNIT_SAMPLES }, { "samp", S2P_UNIT_SAMPLES },
  { "frame", S2P_UNIT_SAMPLES }, { "frames", S2P_UNIT_SAMPLES },
};

static S2pUnit
unit_of_word (const char *word, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == length && g_ascii_strncasecmp (words[i].word, word, length) == 0)
      return words[i].unit;
  return S2P_UNIT_GUESS;
}

static gboolean
is_word_byte (char c)
{
  return g_ascii_isalpha (c) || (guchar) c >= 0x80;
}

S2pUnit
s2p_unit_of_name (const char *name)
{
  S2pUnit found = S2P_UNIT_GUESS;
  gsize n_words = 0;

  if (name == NULL)
    return S2P_UNIT_GUESS;
  for (const char *at = name; *at != '\0';)
    {
      const char *begin = at;
      S2pUnit unit;

      if (!is_word_byte (*at))
        {
          at++;
          continue;
        }
      for (at++; is_word_byte (*at); at++)
        if (g_ascii_isupper (*at) && g_ascii_islower (at[-1]))
          break; /* spikeTimeMs */
      n_words++;
      unit = unit_of_word (begin, (gsize) (at - begin));
      /* Capital S is a name (of a cell, of a condition), not the second. */
      if (unit == S2P_UNIT_S && at - begin == 1 && *begin == 'S')
        continue;
      if (unit != S2P_UNIT_GUESS)
        found = unit;
    }
  return found;
}

S2pUnit
s2p_unit_of_comment (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      static const char *patterns[] = { "(%s)", "[%s]", " in %s\n", " in %s ", " in %s,", " in %s.",
                                        "unit: %s\n", "units: %s\n", "unit=%s\n", "_%s\n", "_%s " };

      for (gsize j = 0; j < G_N_ELEMENTS (patterns); j++)
        {
          g_auto (GStrv) parts = g_strsplit (patterns[j], "%s", 2);
          g_autofree char *needle = g_strconcat (parts[0], words[i].word, parts[1], NULL);

          if (strstr (lower, needle) != NULL)
            return words[i].unit;
        }
    }
  return S2P_UNIT_GUESS;
}

double
s2p_unit_in_ms (S2pUnit unit, double rate_hz)
{
  switch (unit)
    {
    case S2P_UNIT_S:
      return 1000.0;
    case S2P_UNIT_US:
      return 0.001;
    case S2P_UNIT_SAMPLES:
      return 1000.0 / rate_hz;
    case S2P_UNIT_MS:
    case S2P_UNIT_GUESS:
      break;
    }
  return 1.0;
}

double
s2p_unit_strangeness (const S2pIntervals *intervals, S2pUnit unit)
{
  double scale = s2p_unit_in_ms (unit, 0), median = MAX (intervals->median, 1e-12) * scale,
         mean = MAX (intervals->mean, 1e-12) * scale;

  /* In a burster the median is the interval within bursts, the mean tells of the pauses. */
  return (fabs (log10 (median / TYPICAL_INTERVAL)) + fabs (log10 (mean / TYPICAL_INTERVAL))) / 2;
}

S2pUnit
s2p_unit_guess (const S2pIntervals *intervals)
{
  double ms = s2p_unit_strangeness (intervals, S2P_UNIT_MS),
         s = s2p_unit_strangeness (intervals, S2P_UNIT_S),
         us = s2p_unit_strangeness (intervals, S2P_UNIT_US);

  /* Seconds are written with three decimals or more, microseconds with hardly any. */
  if (intervals->whole)
    s += 1.0;
  else if (intervals->decimals < 3)
    s += 0.5;
  us += intervals->whole ? 0.7 : 2.0;
  if (s < ms && s <= us)
    return S2P_UNIT_S;
  return us < ms ? S2P_UNIT_US : S2P_UNIT_MS;
}
