#include "recording/train-builder.h"
#include <stdlib.h>
#include <string.h>
#include "recording/features.h"
#include "recording/import-text.h"

#define FIRST_ROOM 4     /* spikes: there may be a million trains */
#define COPY_BELOW 4096  /* spikes: a short train is copied, so that the builder keeps its room */

typedef struct {
  gsize count, line;
  guint column;
} Defect;

struct _S2pDefects {
  Defect unsorted, duplicate, negative, not_finite, unreadable, other_sign;
  char  *unreadable_text, *other_sign_text;
};

static S2pDefects *
defects_of (S2pTrainBuilder *builder)
{
  if (builder->defects == NULL)
    builder->defects = g_new0 (S2pDefects, 1);
  return builder->defects;
}

static void
count (Defect *defect, gsize line, guint column)
{
  if (defect->count++ == 0)
    {
      defect->line = line;
      defect->column = column;
    }
}

void
s2p_train_builder_push (S2pTrainBuilder *builder, double time, gsize line, guint column)
{
  if (builder->n == builder->room)
    {
      builder->room = MAX (builder->room * 2, FIRST_ROOM);
      builder->times = g_renew (double, builder->times, builder->room);
    }
  if (time < 0.0)
    count (&defects_of (builder)->negative, line, column);
  if (builder->n > 0 && time <= builder->times[builder->n - 1])
    {
      S2pDefects *defects = defects_of (builder);

      count (time < builder->times[builder->n - 1] ? &defects->unsorted : &defects->duplicate,
             line, column);
    }
  builder->times[builder->n++] = time;
}

void
s2p_train_builder_reject (S2pTrainBuilder *builder, S2pScan scan, const char *text, gsize length,
                          gsize line, guint column)
{
  S2pDefects *defects = defects_of (builder);

  if (scan == S2P_SCAN_NOT_FINITE)
    {
      count (&defects->not_finite, line, column);
      return;
    }
  if (defects->unreadable.count == 0)
    defects->unreadable_text = s2p_quote_for_message (text, length);
  count (&defects->unreadable, line, column);
}

void
s2p_train_builder_note_sign (S2pTrainBuilder *builder, const char *text, gsize length, gsize line,
                             guint column)
{
  S2pDefects *defects = defects_of (builder);

  if (defects->other_sign.count == 0)
    defects->other_sign_text = s2p_quote_for_message (text, length);
  count (&defects->other_sign, line, column);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
note_defects (S2pSpikeTrain *train, const S2pDefects *defects)
{
  gsize equal = 0;

  if (defects->unsorted.count > 0)
    s2p_spike_train_add_note (train, "times were not in order (first in line %zu, column %u) and "
                              "have been sorted", defects->unsorted.line, defects->unsorted.column);
  for (gsize i = 1; i < train->n_spikes; i++)
    equal += train->times[i] == train->times[i - 1];
  if (equal > 0 && defects->duplicate.count > 0)
    s2p_spike_train_add_note (train, "%zu %s at the time of the spike before (first in line %zu, "
                              "column %u); kept", equal, equal == 1 ? "spike is" : "spikes are",
                              defects->duplicate.line, defects->duplicate.column);
  else if (equal > 0)
    s2p_spike_train_add_note (train, "%zu %s at the time of another; kept", equal,
                              equal == 1 ? "spike is" : "spikes are");
  if (defects->negative.count > 0)
    s2p_spike_train_add_note (train, "%zu %s before 0 (first in line %zu, column %u); kept",
                              defects->negative.count,
                              defects->negative.count == 1 ? "time is" : "times are",
                              defects->negative.line, defects->negative.column);
  if (defects->other_sign.count > 0)
    s2p_spike_train_add_note (train, "%zu %s another decimal sign than the file (first in line %zu, "
                              "column %u: %s); read as it stands", defects->other_sign.count,
                              defects->other_sign.count == 1 ? "cell has" : "cells have",
                              defects->other_sign.line, defects->other_sign.column,
                              defects->other_sign_text);
  if (defects->not_finite.count > 0)
    s2p_spike_train_add_note (train, "%zu %s not a finite number (first in line %zu, column %u); "
                              "left out", defects->not_finite.count,
                              defects->not_finite.count == 1 ? "cell is" : "cells are",
                              defects->not_finite.line, defects->not_finite.column);
  if (defects->unreadable.count > 0)
    s2p_spike_train_add_note (train, "%zu %s could not be read as a time (first in line %zu, "
                              "column %u: %s); left out", defects->unreadable.count,
                              defects->unreadable.count == 1 ? "cell" : "cells",
                              defects->unreadable.line, defects->unreadable.column,
                              defects->unreadable_text);
}

S2pSpikeTrain *
s2p_train_builder_finish (S2pTrainBuilder *builder, const char *id)
{
  S2pDefects *defects = builder->defects;
  gsize n = builder->n;
  S2pSpikeTrain *train;
  double *times;

  if (defects != NULL && defects->unsorted.count > 0)
    qsort (builder->times, n, sizeof (double), compare);
  if (n < COPY_BELOW)
    times = g_memdup2 (builder->times, n * sizeof (double));
  else
    {
      times = g_renew (double, g_steal_pointer (&builder->times), n);
      builder->room = 0;
    }
  builder->n = 0;

  train = s2p_spike_train_new (id, times, n);
  if (defects != NULL)
    {
      note_defects (train, defects);
      g_free (defects->unreadable_text);
      g_free (defects->other_sign_text);
      g_clear_pointer (&builder->defects, g_free);
    }
  if (n < S2P_FEWEST_SPIKES)
    s2p_spike_train_add_note (train, "%s%zu %s: too few to tell an activity",
                              n > 0 ? "only " : "", n, n == 1 ? "spike" : "spikes");
  return train;
}

void
s2p_train_builder_clear (S2pTrainBuilder *builder)
{
  if (builder->defects != NULL)
    {
      g_free (builder->defects->unreadable_text);
      g_free (builder->defects->other_sign_text);
    }
  g_free (builder->defects);
  g_free (builder->times);
  *builder = (S2pTrainBuilder) { 0 };
}

char *
s2p_quote_for_message (const char *text, gsize length)
{
  g_autofree char *valid = s2p_text_as_utf8 (text, length, 40);
  GString *quoted = g_string_new ("'");

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (quoted, g_unichar_isprint (c) ? c : ' ');
    }
  g_string_append (quoted, length > 40 ? "...'" : "'");
  return g_string_free (quoted, FALSE);
}
