/* The scores of a network on one page: a table beside the published network, and figures of calibration, errors and populations.
 *
 * A library of its own: the window has no use for it, nor for training.
 */
#pragma once
#include "picture/sheet.h"
#include "training/scores.h"

G_BEGIN_DECLS

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

S2pSheet *s2p_report_new (const S2pReportContent *content);

G_END_DECLS
