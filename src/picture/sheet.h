/* One A4 sheet of panels for a file, with all that they are drawn from: the reports of the command line are made of it. */
#pragma once
#include "plot/figure.h"

G_BEGIN_DECLS

#define S2P_SHEET_WIDTH 595.0 /* points */
#define S2P_SHEET_HEIGHT 842.0

typedef struct {
  S2pFigure *figure; /* owned, as all below */
  S2pTheme   theme;  /* smaller than that of a figure: much must stand on one sheet */
  GPtrArray *owned;
} S2pSheet;

S2pSheet *s2p_sheet_new   (guint n_rows, guint n_columns);
void      s2p_sheet_free  (S2pSheet *sheet); /* accepts NULL */

/* @object, freed with g_free with the sheet. */
gpointer  s2p_sheet_own   (S2pSheet *sheet, gpointer object);
gpointer  s2p_sheet_alloc (S2pSheet *sheet, gsize size); /* zeroed */

/* As s2p_figure_save. */
gboolean  s2p_sheet_save  (const S2pSheet *sheet, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pSheet, s2p_sheet_free)

G_END_DECLS
