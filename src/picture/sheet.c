#include "picture/sheet.h"

#define TEXT 0.8 /* of the theme's sizes */

S2pSheet *
s2p_sheet_new (guint n_rows, guint n_columns)
{
  S2pSheet *sheet = g_new0 (S2pSheet, 1);

  sheet->owned = g_ptr_array_new_with_free_func (g_free);
  sheet->figure = s2p_figure_new (n_rows, n_columns);
  sheet->theme = s2p_theme_scaled (s2p_theme_get (S2P_THEME_LIGHT), TEXT);
  sheet->figure->theme = &sheet->theme;
  return sheet;
}

void
s2p_sheet_free (S2pSheet *sheet)
{
  if (sheet == NULL)
    return;
  s2p_figure_free (sheet->figure);
  g_ptr_array_unref (sheet->owned);
  g_free (sheet);
}

gpointer
s2p_sheet_own (S2pSheet *sheet, gpointer object)
{
  g_ptr_array_add (sheet->owned, object);
  return object;
}

gpointer
s2p_sheet_alloc (S2pSheet *sheet, gsize size)
{
  return s2p_sheet_own (sheet, g_malloc0 (size));
}

gboolean
s2p_sheet_save (const S2pSheet *sheet, const char *path, GError **error)
{
  return s2p_figure_save (sheet->figure, path, S2P_SHEET_WIDTH, S2P_SHEET_HEIGHT, error);
}
