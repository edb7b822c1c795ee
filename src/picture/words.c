#include "picture/picture-private.h"
#include "base/words.h"
#include <math.h>

/* A true minus sign; nothing for what is not known. */
char *
s2p_picture_fixed (double value, int decimals)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE + 400], format[16];

  if (!isfinite (value))
    return g_strdup ("–");
  g_snprintf (format, sizeof format, "%%.%df", CLAMP (decimals, 0, 12));
  g_ascii_formatd (digits, sizeof digits, format, fabs (value));
  return g_strconcat (value < 0 && g_ascii_strtod (digits, NULL) != 0 ? "−" : "", digits, NULL);
}

char *
s2p_picture_significant (double value)
{
  return s2p_picture_fixed (value, isfinite (value) && value != 0 ? 2 - (int) floor (log10 (fabs (value)) + 1e-9) : 0);
}

char *
s2p_picture_symbol (const S2pModel *model, guint conductance)
{
  return g_markup_printf_escaped ("g<sub>%s</sub>", model->conductances[conductance].name);
}

void
s2p_picture_legend (const char *legend[S2P_N_ROLES])
{
  static const S2pActivity activities[] = { S2P_ACTIVITY_SPIKING, S2P_ACTIVITY_BURSTING, S2P_ACTIVITY_SILENT };

  for (gsize i = 0; i < G_N_ELEMENTS (activities); i++)
    legend[s2p_role_of_activity (activities[i])] = _(s2p_activity_name (activities[i]));
}

void
s2p_picture_say_time (GString *words, const char *name, const S2pPointer *pointer)
{
  const double time = pointer->near ? pointer->hit.x : pointer->x;
  g_autofree char *seconds = s2p_picture_fixed (time / 1000, 3);

  if (pointer->near) /* Translators: name of a recording or a cell, time in seconds */
    g_string_append_printf (words, _("%s, spike at %s s"), name, seconds);
  else /* Translators: the same, with the time that is pointed at */
    g_string_append_printf (words, _("%s, %s s"), name, seconds);
}

S2pRange
s2p_range_with (S2pRange range, double value)
{
  if (!isfinite (value))
    return range;
  return (S2pRange) { MIN (range.low, value), MAX (range.high, value) };
}

gboolean
s2p_picture_mark (gsize *highlight, gsize index, gsize n)
{
  const gsize wanted = index < n ? index : S2P_NONE, before = *highlight;

  *highlight = wanted;
  return wanted != before;
}
