#include "recording/note.h"

static void
note_free (gpointer data)
{
  S2pNote *note = data;

  g_free (note->text);
  g_free (note);
}

GPtrArray *
s2p_notes_new (void)
{
  return g_ptr_array_new_with_free_func (note_free);
}

void
s2p_notes_add (GPtrArray *notes, guint64 line, const char *format, ...)
{
  S2pNote *note = g_new (S2pNote, 1);
  va_list arguments;

  va_start (arguments, format);
  *note = (S2pNote) { .line = line, .text = g_strdup_vprintf (format, arguments) };
  va_end (arguments);
  g_ptr_array_add (notes, note);
}

guint
s2p_notes_count (const GPtrArray *notes)
{
  return notes != NULL ? notes->len : 0;
}

const S2pNote *
s2p_notes_at (const GPtrArray *notes, guint index)
{
  return notes->pdata[index];
}
