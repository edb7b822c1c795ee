/* The scores of a network on one page: a table beside the published network, and figures of calibration, errors and populations.
 *
 * For a file of S2P_REPORT_WIDTH x S2P_REPORT_HEIGHT points (A4). A library of its own: the window has no use for it, nor for training.
 */
#pragma once
#include "plot/figure.h"
#include "training/scores.h"

G_BEGIN_DECLS

#define S2P_REPORT_WIDTH 595.0
#define S2P_REPORT_HEIGHT 842.0

/* What is shown; borrowed until s2p_report_new returns. */
typedef struct {
  const S2pModel           *model;
  const S2pScores          *scores;      /* of the trials and populations, with the published numbers */
  const S2pTrial           *trials;
  gsize                     n_trials;
  const S2pPopulationScore *populations;
  gsize                     n_populations;
  guint                     population_size; /* s2p_dataset_cells */
  guint64                   seed;            /* of the data set */
} S2pReportContent;

typedef struct _S2pReport S2pReport;

S2pReport *s2p_report_new    (const S2pReportContent *content);
void       s2p_report_free   (S2pReport *report); /* accepts NULL */
S2pFigure *s2p_report_figure (S2pReport *report); /* borrowed */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pReport, s2p_report_free)

G_END_DECLS
