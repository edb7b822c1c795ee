/* Files and recordings: reading in the background, replacing, removing. */
#include "app/document-private.h"
#include "base/error.h"
#include "base/words.h"
#include "session/session-file.h"
#include <string.h>

#define MOST_NOTED_LINES 50 /* of a file that are shown below its first lines */

/* --- a file is a counted value --- */

static void
clear_file (gpointer data)
{
  S2pImportFile *file = data;

  g_free (file->path);
  g_free (file->name);
  s2p_recordings_free (file->table);
  g_free (file->error);
  if (file->preview != NULL)
    g_ptr_array_unref (file->preview);
  g_array_unref (file->streams);
}

S2pImportFile *
s2p_import_file_new (guint id, const char *path, const char *name)
{
  S2pImportFile *file = g_rc_box_new0 (S2pImportFile);

  file->id = id;
  file->path = g_strdup (path);
  file->name = g_strdup (name);
  file->streams = g_array_new (FALSE, FALSE, sizeof (guint64));
  return file;
}

S2pImportFile *
s2p_import_file_copy (const S2pImportFile *file)
{
  S2pImportFile *copy = s2p_import_file_new (file->id, file->path, file->name);

  copy->options = file->options;
  return copy;
}

S2pImportFile *
s2p_import_file_ref (S2pImportFile *file)
{
  return g_rc_box_acquire (file);
}

void
s2p_import_file_unref (S2pImportFile *file)
{
  g_rc_box_release_full (file, clear_file);
}

guint
s2p_document_n_files (S2pDocument *self)
{
  return self->files->len;
}

const S2pImportFile *
s2p_document_file (S2pDocument *self, guint index)
{
  return self->files->pdata[index];
}

static gboolean
find_file (S2pDocument *self, guint id, guint *index)
{
  for (*index = 0; *index < self->files->len; (*index)++)
    if (((S2pImportFile *) self->files->pdata[*index])->id == id)
      return TRUE;
  return FALSE;
}

static void
replace_file (S2pDocument *self, guint index, S2pImportFile *file)
{
  s2p_import_file_unref (self->files->pdata[index]);
  self->files->pdata[index] = file;
}

/* --- reading --- */

/* What one job reads: each file into a new value, which takes the place of the old one if that is still there. */
typedef struct {
  GPtrArray *files; /* (element-type S2pImportFile) */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_ptr_array_unref (reading->files);
  g_free (reading);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return (x > y) - (x < y);
}

static void
add_lines (GArray *lines, const GPtrArray *notes)
{
  for (guint i = 0; i < s2p_notes_count (notes) && lines->len < MOST_NOTED_LINES; i++)
    if (s2p_notes_at (notes, i)->line > 0)
      g_array_append_val (lines, s2p_notes_at (notes, i)->line);
}

/* The first lines, and those that have a problem. */
static void
make_preview (S2pImportFile *file)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (guint64));
  const guint64 refused = file->error_line;
  const GPtrArray *trains = file->table != NULL ? file->table->trains : NULL;

  if (refused > 0)
    g_array_append_val (lines, refused);
  for (guint i = 0; trains != NULL && i < trains->len; i++)
    add_lines (lines, ((const S2pSpikeTrain *) trains->pdata[i])->notes);
  g_array_sort (lines, compare_lines);
  file->preview = s2p_table_preview (file->path, file->table != NULL ? file->table->separator : S2P_SEPARATOR_GUESS, lines);
}

/* The file by its name: where it is stands in the list of files. */
static char *
say_error (const S2pImportFile *file, const GError *error)
{
  g_autofree char *path = g_filename_display_name (file->path);
  GString *text = g_string_new (error->message);

  g_string_replace (text, path, file->name, 0);
  return g_string_free (text, FALSE);
}

static void
read_one (guint index, gpointer data)
{
  Reading *reading = data;
  S2pImportFile *file = reading->files->pdata[index];
  g_autoptr (GError) error = NULL;

  file->table = s2p_recordings_read (file->path, &file->options, &error);
  if (file->table == NULL)
    {
      file->error = say_error (file, error);
      file->error_line = s2p_error_line (error);
      file->needs_rate = g_error_matches (error, S2P_ERROR, S2P_ERROR_ARGUMENT);
    }
  make_preview (file);
}

/* Streams that all files list, also of recordings that were removed. */
static guint
n_listed (S2pDocument *self)
{
  guint n = 0;

  for (guint i = 0; i < self->files->len; i++)
    n += ((const S2pImportFile *) self->files->pdata[i])->streams->len;
  return n;
}

/* Takes the entries out that a file had before it was read again. */
static void
remove_streams (S2pDocument *self, const GArray *streams)
{
  s2p_session_remove (self->session, (const guint64 *) (gpointer) streams->data, streams->len);
  if (self->session->entries->len > 0 || streams->len == 0 || n_listed (self) > streams->len)
    return;
  /* Begin at 0 again, so that the same seed gives the same cells as for a file that was read rightly at once. No work
   * on those that are gone may take the new ones for them. */
  s2p_document_cancel_all (self);
  self->session->next_stream = 0;
}

/* A train that has no name of its own, as it fills its file, has the file's. */
static void
name_by_file (S2pSpikeTrain *train, const S2pImportFile *file)
{
  const char *dot = strrchr (file->name, '.');

  g_free (train->id);
  train->id = dot != NULL && dot > file->name ? g_strndup (file->name, (gsize) (dot - file->name)) : g_strdup (file->name);
}

static void
put_trains (S2pDocument *self, S2pImportFile *file)
{
  GPtrArray *trains = file->table->trains;

  if (file->table->layout == S2P_LAYOUT_SINGLE_COLUMN && trains->len == 1)
    name_by_file (trains->pdata[0], file);
  for (guint i = 0; i < trains->len; i++)
    {
      const S2pEntry *entry = s2p_session_add (self->session, trains->pdata[i], file->name);
      g_array_append_val (file->streams, entry->recording->stream);
    }
  g_ptr_array_set_free_func (trains, NULL); /* they have moved */
  g_ptr_array_set_size (trains, 0);
  g_ptr_array_set_free_func (trains, (GDestroyNotify) s2p_spike_train_free);
}

static void
read_done (gpointer user_data, gpointer data)
{
  S2pDocument *self = user_data;
  Reading *reading = data;
  guint index;
  const S2pImportFile *failed = NULL;

  s2p_work_end (self, S2P_WORK_IMPORT);
  for (guint i = 0; i < reading->files->len; i++)
    {
      S2pImportFile *file = reading->files->pdata[i];

      if (!find_file (self, file->id, &index))
        continue;
      remove_streams (self, ((const S2pImportFile *) self->files->pdata[index])->streams);
      if (file->table != NULL)
        put_trains (self, file);
      else
        failed = file;
      replace_file (self, index, s2p_import_file_ref (file));
    }
  s2p_document_changed (self, S2P_CHANGED_FILES | S2P_CHANGED_RECORDINGS | S2P_CHANGED_WORK | S2P_CHANGED_TITLE);
  if (failed != NULL)
    s2p_document_say (self, failed->error);
  s2p_document_estimate (self);
}

void
s2p_document_read_marked (S2pDocument *self)
{
  Reading *reading = g_new0 (Reading, 1);
  S2pJobSpec spec = { .task = read_one, .data = reading, .free_data = reading_free, .priority = 20, .done = read_done };

  reading->files = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_import_file_unref);
  for (guint i = 0; i < self->files->len; i++)
    {
      const S2pImportFile *file = self->files->pdata[i];
      if (file->reading)
        g_ptr_array_add (reading->files, s2p_import_file_copy (file));
    }
  spec.n_tasks = reading->files->len;
  s2p_work_stop (self, S2P_WORK_IMPORT);
  if (spec.n_tasks == 0)
    {
      reading_free (reading);
      return;
    }
  s2p_work_begin (self, S2P_WORK_IMPORT, &spec, NULL, NULL, spec.n_tasks);
}

static void
mark_reading (S2pDocument *self, guint index, const S2pImportOptions *options)
{
  const S2pImportFile *before = self->files->pdata[index];
  S2pImportFile *file = s2p_import_file_copy (before);

  if (options != NULL)
    file->options = *options;
  file->reading = TRUE;
  g_array_append_vals (file->streams, before->streams->data, before->streams->len);
  replace_file (self, index, file);
}

void
s2p_document_leave_unread (S2pDocument *self)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      const S2pImportFile *before = self->files->pdata[i];
      S2pImportFile *file;

      if (!before->reading)
        continue;
      file = s2p_import_file_copy (before);
      file->error = g_strdup (_("Reading was stopped"));
      g_array_append_vals (file->streams, before->streams->data, before->streams->len);
      replace_file (self, i, file);
    }
}

static gboolean
is_open (S2pDocument *self, const char *path, guint *index)
{
  for (*index = 0; *index < self->files->len; (*index)++)
    if (g_strcmp0 (((S2pImportFile *) self->files->pdata[*index])->path, path) == 0)
      return TRUE;
  return FALSE;
}

void
s2p_document_open_files (S2pDocument *self, GFile *const *files, guint n)
{
  guint n_new = 0, index;

  for (guint i = 0; i < n; i++) /* a session takes the place of everything, so of the other files, too */
    {
      g_autofree char *path = g_file_get_path (files[i]);

      if (path != NULL && g_str_has_suffix (path, S2P_SESSION_SUFFIX))
        {
          s2p_document_open_session (self, path);
          return;
        }
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]), *base = g_file_get_basename (files[i]), *name = g_filename_display_name (base),
                      *text = NULL;

      if (path == NULL)
        {
          text = g_strdup_printf (_("“%s” is not on this computer: copy it to a local folder first."), name);
          s2p_document_say (self, text);
        }
      else if (is_open (self, path, &index))
        {
          if (n_new++ == 0)
            s2p_document_remember (self, FALSE);
          mark_reading (self, index, NULL); /* read again: it may have changed */
        }
      else
        {
          S2pImportFile *file = s2p_import_file_new (self->next_file++, path, name);

          if (n_new++ == 0)
            s2p_document_remember (self, FALSE);
          file->reading = TRUE;
          g_ptr_array_add (self->files, file);
        }
    }
  if (n_new == 0)
    return;
  s2p_document_read_marked (self);
  s2p_document_changed (self, S2P_CHANGED_FILES | S2P_CHANGED_WORK | S2P_CHANGED_TITLE);
}

void
s2p_document_set_import_options (S2pDocument *self, guint file_id, const S2pImportOptions *options)
{
  guint index;

  if (!find_file (self, file_id, &index) || ((S2pImportFile *) self->files->pdata[index])->path == NULL)
    return;
  s2p_document_remember (self, FALSE);
  mark_reading (self, index, options);
  s2p_document_read_marked (self);
  s2p_document_changed (self, S2P_CHANGED_FILES | S2P_CHANGED_WORK | S2P_CHANGED_TITLE);
}

/* --- removing, choosing --- */

void
s2p_document_remove_file (S2pDocument *self, guint file_id)
{
  const S2pImportFile *file;
  g_autofree char *text = NULL;
  guint index, step;

  if (!find_file (self, file_id, &index))
    return;
  step = s2p_document_remember (self, FALSE);
  file = self->files->pdata[index];
  s2p_session_remove (self->session, (const guint64 *) (gpointer) file->streams->data, file->streams->len);
  text = g_strdup_printf (_("“%s” was removed"), file->name);
  g_ptr_array_remove_index (self->files, index);
  s2p_document_changed (self, S2P_CHANGED_FILES | S2P_CHANGED_RECORDINGS | S2P_CHANGED_TITLE);
  s2p_document_say_undo (self, text, step);
}

void
s2p_document_remove (S2pDocument *self, const guint64 *streams, guint n)
{
  g_autofree char *text = g_strdup_printf (S2P_PLURAL ("%u recording was removed", "%u recordings were removed", n), n);
  guint step;

  if (n == 0)
    return;
  step = s2p_document_remember (self, FALSE);
  s2p_session_remove (self->session, streams, n);
  s2p_document_changed (self, S2P_CHANGED_RECORDINGS | S2P_CHANGED_TITLE);
  s2p_document_say_undo (self, text, step);
}

void
s2p_document_set_used (S2pDocument *self, const guint64 *streams, guint n, gboolean used)
{
  gboolean change = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const S2pEntry *entry = s2p_document_entry (self, streams[i]);
      change |= entry != NULL && entry->used != used;
    }
  if (!change)
    return;
  s2p_document_remember (self, FALSE);
  for (guint i = 0; i < n; i++)
    {
      S2pEntry *entry = s2p_document_entry (self, streams[i]);
      if (entry != NULL)
        entry->used = used;
    }
  s2p_document_changed (self, S2P_CHANGED_RECORDINGS | S2P_CHANGED_TITLE);
}

void
s2p_document_group_files (S2pDocument *self)
{
  g_ptr_array_set_size (self->files, 0);
  for (guint i = 0; i < self->session->entries->len; i++)
    {
      const S2pEntry *entry = self->session->entries->pdata[i];
      const char *name = entry->recording->source != NULL ? entry->recording->source : _("Recordings");
      S2pImportFile *file = NULL;

      for (guint j = 0; j < self->files->len && file == NULL; j++)
        if (strcmp (((S2pImportFile *) self->files->pdata[j])->name, name) == 0)
          file = self->files->pdata[j];
      if (file == NULL)
        {
          file = s2p_import_file_new (self->next_file++, NULL, name);
          g_ptr_array_add (self->files, file);
        }
      g_array_append_val (file->streams, entry->recording->stream);
    }
}
