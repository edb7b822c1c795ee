/* Why the results have nothing to show yet, and where to go on. */
#pragma once
#include "app/document.h"

G_BEGIN_DECLS

typedef enum {
  S2P_RESULTS_NOTHING,
  S2P_RESULTS_CELLS_ONLY, /* conductances, but no firing */
  S2P_RESULTS_READY,
} S2pResultsKind;

/* All but kind is empty when ready. */
typedef struct {
  S2pResultsKind kind;
  char          *title, *markup; /* owned */
  const char    *button, *page;  /* "Go to Import", "import" */
} S2pResultsStatus;

/* Of the current entry of @document. @status: zeroed. */
void s2p_results_status_find  (S2pDocument *document, S2pResultsStatus *status);
void s2p_results_status_clear (S2pResultsStatus *status);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (S2pResultsStatus, s2p_results_status_clear)

G_END_DECLS
