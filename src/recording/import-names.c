/* Layouts and units as words of the command line, and of the window. */
#include "base/error.h"
#include "base/words.h"
#include "recording/import.h"

static const char *const layouts[] = { "guess", "list", "events", "columns", "lines", "column", NULL };
static const char *const units[] = { "guess", "ms", "s", "us", "samples", NULL };

const char *
s2p_layout_name (S2pTableLayout layout)
{
  return layouts[layout];
}

const char *
s2p_unit_name (S2pUnit unit)
{
  return units[unit];
}

const char *
s2p_layout_title (S2pTableLayout layout)
{
  static const char *const titles[] = {
    "", N_("a list of times per row"), N_("one spike per row"), N_("one column per unit"), N_("one train per line"),
    N_("a single column"),
  };

  return _(titles[layout]);
}

const char *
s2p_unit_title (S2pUnit unit)
{
  static const char *const titles[] = { "", N_("milliseconds"), N_("seconds"), N_("microseconds"), N_("samples") };

  return *titles[unit] != 0 ? _(titles[unit]) : "";
}

static gboolean
find (const char *text, const char *const *words, const char *unknown, guint *found, GError **error)
{
  g_autofree char *known = NULL;

  for (*found = 0; words[*found] != NULL; (*found)++)
    if (g_strcmp0 (words[*found], text) == 0)
      return TRUE;
  known = g_strjoinv (", ", (char **) words + 1);
  g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, unknown, text, known);
  return FALSE;
}

gboolean
s2p_layout_parse (const char *text, S2pTableLayout *layout, GError **error)
{
  guint found;

  if (!find (text, layouts, _("'%s' is no layout; known are: %s"), &found, error))
    return FALSE;
  *layout = (S2pTableLayout) found;
  return TRUE;
}

gboolean
s2p_unit_parse (const char *text, S2pUnit *unit, GError **error)
{
  guint found;

  if (g_strcmp0 (text, "\xc2\xb5s") == 0 || g_strcmp0 (text, "\xce\xbcs") == 0)
    text = "us";
  if (!find (text, units, _("'%s' is no unit; known are: %s"), &found, error))
    return FALSE;
  *unit = (S2pUnit) found;
  return TRUE;
}
