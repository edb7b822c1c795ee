/* What report.c (the page, truth and populations), report-calibration.c and report-table.c share. */
#pragma once
#include "picture/report.h"
#include "plot/line.h"
#include "plot/text-table.h"

G_BEGIN_DECLS

/* The kinds of activity that are told apart in figures. */
enum { S2P_N_REPORT_KINDS = 2 };
typedef struct { S2pActivity activity; S2pRole role; } S2pReportKind;
extern const S2pReportKind s2p_report_kinds[S2P_N_REPORT_KINDS];

S2pPanel *s2p_report_panel (S2pSheet *sheet, guint row, guint column, const char *title, const char *x, const char *y);
S2pLine  *s2p_report_line  (S2pSheet *sheet, S2pPanel *panel, const double *x, const double *y, gsize n, S2pRole role);
/* From (x1, y1) to (x2, y2), to guide the eye. */
void      s2p_report_guide (S2pSheet *sheet, S2pPanel *panel, double x1, double y1, double x2, double y2);
/* A histogram of the kinds of activity on one another; heights: [S2P_N_REPORT_KINDS, n_bins]. */
void      s2p_report_bars  (S2pSheet *sheet, S2pPanel *panel, const double *heights, guint n_bins, double low, double high);

/* One panel each. @chosen: recordings that are independent of each other. */
void      s2p_report_coverage (S2pSheet *sheet, const S2pReportContent *content);
void      s2p_report_ranks    (S2pSheet *sheet, const S2pReportContent *content, const gsize *chosen, gsize n_chosen, guint rank);
void      s2p_report_spread   (S2pSheet *sheet, const S2pReportContent *content);

/* The table of scores as a layer, with how many rows it has. */
S2pTextTable *s2p_report_table (S2pSheet *sheet, const S2pScores *scores, guint *n_rows);

G_END_DECLS
