#include "recording/train-builder.h"
#include <stdlib.h>
#include <string.h>
#include "base/words.h"
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
  GPtrArray *notes = s2p_spike_train_notes (train);
  const Defect *at;
  gsize equal = 0;

  if ((at = &defects->unsorted)->count > 0)
    s2p_notes_add (notes, at->line, _("times were not in order (first in line %zu, column %u) and have been sorted"),
                   at->line, at->column);
  for (gsize i = 1; i < train->n_spikes; i++)
    equal += train->times[i] == train->times[i - 1];
  if (equal > 0 && (at = &defects->duplicate)->count > 0)
    s2p_notes_add (notes, at->line, S2P_PLURAL ("%zu spike is at the time of the spike before (first in line %zu, column %u); kept",
                                                "%zu spikes are at the time of the spike before (first in line %zu, column %u); kept",
                                                equal), equal, at->line, at->column);
  else if (equal > 0)
    s2p_notes_add (notes, 0, S2P_PLURAL ("%zu spike is at the time of another; kept",
                                         "%zu spikes are at the time of another; kept", equal), equal);
  if ((at = &defects->negative)->count > 0)
    s2p_notes_add (notes, at->line, S2P_PLURAL ("%zu time is before 0 (first in line %zu, column %u); kept",
                                                "%zu times are before 0 (first in line %zu, column %u); kept", at->count),
                   at->count, at->line, at->column);
  if ((at = &defects->other_sign)->count > 0)
    s2p_notes_add (notes, at->line,
                   S2P_PLURAL ("%zu cell has another decimal sign than the file (first in line %zu, column %u: %s); read as it stands",
                               "%zu cells have another decimal sign than the file (first in line %zu, column %u: %s); read as it stands",
                               at->count), at->count, at->line, at->column, defects->other_sign_text);
  if ((at = &defects->not_finite)->count > 0)
    s2p_notes_add (notes, at->line,
                   S2P_PLURAL ("%zu cell is not a finite number (first in line %zu, column %u); left out",
                               "%zu cells are not a finite number (first in line %zu, column %u); left out", at->count),
                   at->count, at->line, at->column);
  if ((at = &defects->unreadable)->count > 0)
    s2p_notes_add (notes, at->line,
                   S2P_PLURAL ("%zu cell could not be read as a time (first in line %zu, column %u: %s); left out",
                               "%zu cells could not be read as a time (first in line %zu, column %u: %s); left out", at->count),
                   at->count, at->line, at->column, defects->unreadable_text);
}

/* A train that can have no activity says so. */
static void
note_too_few (S2pSpikeTrain *train, gsize line)
{
  const gsize n = train->n_spikes;

  if (n == 0)
    s2p_notes_add (s2p_spike_train_notes (train), line, _("0 spikes: too few to tell an activity"));
  else if (n < S2P_FEWEST_SPIKES)
    s2p_notes_add (s2p_spike_train_notes (train), line,
                   S2P_PLURAL ("only %zu spike: too few to tell an activity", "only %zu spikes: too few to tell an activity", n), n);
}

S2pSpikeTrain *
s2p_train_builder_finish (S2pTrainBuilder *builder, const char *id, gsize line)
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
  note_too_few (train, line);
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
