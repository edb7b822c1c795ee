/* What report.c (the page and its figures) and report-table.c share. */
#pragma once
#include "picture/report.h"
#include "plot/text-table.h"

G_BEGIN_DECLS

struct _S2pReport {
  S2pFigure *figure;
  S2pTheme   theme;
  char      *title;
  GPtrArray *owned; /* freed with the report */
};

/* @object, freed with g_free with the report. */
gpointer s2p_report_own       (S2pReport *report, gpointer object);
gpointer s2p_report_alloc     (S2pReport *report, gsize size); /* zeroed */

/* The table of scores as a layer, with how many rows it has. */
S2pTextTable *s2p_report_table (S2pReport *report, const S2pScores *scores, guint *n_rows);

G_END_DECLS
