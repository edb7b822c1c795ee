#include "recording/import-source.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/error.h"
#include "base/words.h"

gboolean
s2p_source_open (S2pSource *source, const char *path, const char *name, GError **error)
{
  struct stat status;

  *source = (S2pSource) { .name = name, .file = open (path, O_RDONLY | O_CLOEXEC) };
  if (source->file < 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("%s cannot be opened: %s"), name, g_strerror (errno));
      return FALSE;
    }
  if (fstat (source->file, &status) == 0 && S_ISDIR (status.st_mode))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("%s is a folder; name a file in it"), name);
      s2p_source_close (source);
      return FALSE;
    }
  return TRUE;
}

void
s2p_source_close (S2pSource *source)
{
  if (source->file >= 0)
    close (source->file);
  source->file = -1;
}

gboolean
s2p_source_read (S2pSource *source, char *buffer, gsize size, gsize *got, GError **error)
{
  *got = 0;
  if (source->file < 0)
    {
      *got = MIN (size, source->length);
      if (*got > 0)
        memcpy (buffer, source->data, *got);
      source->data += *got;
      source->length -= *got;
      return TRUE;
    }
  while (*got < size)
    {
      gssize n = read (source->file, buffer + *got, size - *got);

      if (n == 0)
        return TRUE;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("%s cannot be read: %s"), source->name, g_strerror (errno));
          return FALSE;
        }
      *got += (gsize) n;
    }
  return TRUE;
}
