/* Collects the times of one train and what was wrong with them. */
#pragma once
#include <glib.h>
#include "recording/number-scan.h"
#include "recording/spike-train.h"

G_BEGIN_DECLS

typedef struct _S2pDefects S2pDefects;

typedef struct {
  double     *times;    /* as they came, in the file's unit */
  gsize       n, room;
  S2pDefects *defects;  /* NULL: none so far */
} S2pTrainBuilder;      /* all zero: empty */

void           s2p_train_builder_push   (S2pTrainBuilder *builder, double time, gsize line, guint column);
/* A cell that is no finite number and is left out; @scan says why. */
void           s2p_train_builder_reject (S2pTrainBuilder *builder, S2pScan scan, const char *text,
                                         gsize length, gsize line, guint column);
/* Says that the time pushed last has another decimal sign than its table. */
void           s2p_train_builder_note_sign (S2pTrainBuilder *builder, const char *text, gsize length,
                                            gsize line, guint column);
/* The train, sorted, with its notes; the builder is empty again. @line: the one that it stands on; 0: no single one. */
S2pSpikeTrain *s2p_train_builder_finish (S2pTrainBuilder *builder, const char *id, gsize line);
void           s2p_train_builder_clear  (S2pTrainBuilder *builder);

/* A piece of somebody's file, short and printable, for a message. */
char          *s2p_quote_for_message    (const char *text, gsize length);

G_END_DECLS
