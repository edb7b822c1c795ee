#include "app/recovery-slot.h"
#include "base/error.h"
#include "base/words.h"
#include "session/session-file.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define PREFIX "unsaved-"
#define LOCK_SUFFIX ".lock"

/* NULL: another process holds it, or it cannot be. */
static S2pRecoverySlot *
hold (const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat (name, S2P_SESSION_SUFFIX, NULL), *lock_file = g_strconcat (name, LOCK_SUFFIX, NULL);
  g_autofree char *lock_path = g_build_filename (folder, lock_file, NULL);
  const int lock = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  S2pRecoverySlot *slot;

  if (lock < 0)
    return NULL;
  if (flock (lock, LOCK_EX | LOCK_NB) != 0)
    {
      close (lock);
      return NULL;
    }
  slot = g_new0 (S2pRecoverySlot, 1);
  slot->path = g_build_filename (folder, file, NULL);
  slot->lock_path = g_steal_pointer (&lock_path);
  slot->lock = lock;
  return slot;
}

S2pRecoverySlot *
s2p_recovery_slot_new (const char *folder, GError **error)
{
  g_autofree char *id = g_uuid_string_random (), *name = g_strconcat (PREFIX, id, NULL);
  S2pRecoverySlot *slot = g_mkdir_with_parents (folder, 0700) == 0 ? hold (folder, name) : NULL;

  if (slot == NULL)
    g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("Unsaved work cannot be kept in the folder %s: %s. Save the session yourself."), folder, g_strerror (errno));
  return slot;
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  const S2pRecoverySlot *x = *(S2pRecoverySlot *const *) a, *y = *(S2pRecoverySlot *const *) b;

  return x->written != y->written ? (x->written < y->written) - (x->written > y->written) : strcmp (x->path, y->path);
}

/* What a process has left that ended in the middle of writing. */
static void
remove_remains (const S2pRecoverySlot *slot)
{
  g_autofree char *folder = g_path_get_dirname (slot->path), *whole = g_path_get_basename (slot->path);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    if (g_str_has_prefix (name, whole) && strcmp (name, whole) != 0)
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_unlink (path);
      }
}

GPtrArray *
s2p_recovery_slot_find (const char *folder)
{
  GPtrArray *slots = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_recovery_slot_free);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *file;

  while (files != NULL && (file = g_dir_read_name (files)) != NULL)
    if (g_str_has_prefix (file, PREFIX) && g_str_has_suffix (file, S2P_SESSION_SUFFIX))
      {
        g_autofree char *name = g_strndup (file, strlen (file) - strlen (S2P_SESSION_SUFFIX));
        S2pRecoverySlot *slot = hold (folder, name);
        GStatBuf info;

        if (slot != NULL && g_stat (slot->path, &info) == 0)
          {
            remove_remains (slot);
            slot->written = info.st_mtime;
            g_ptr_array_add (slots, slot);
          }
        else
          s2p_recovery_slot_free (slot); /* the one who held it has just removed it */
      }
  g_ptr_array_sort (slots, compare_slots);
  return slots;
}

void
s2p_recovery_slot_clear (const S2pRecoverySlot *slot)
{
  remove_remains (slot);
  g_unlink (slot->path);
}

void
s2p_recovery_slot_free (S2pRecoverySlot *slot)
{
  if (slot == NULL)
    return;
  if (!g_file_test (slot->path, G_FILE_TEST_EXISTS))
    g_unlink (slot->lock_path);
  close (slot->lock);
  g_free (slot->path);
  g_free (slot->lock_path);
  g_free (slot);
}
