#include "base/output.h"
#include "base/error.h"
#include "base/words.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct _S2pOutput {
  int      fd;
  char    *path;      /* NULL where the descriptor is the caller's */
  char    *temporary; /* NULL where nothing is renamed: a device, the caller's descriptor */
  int      failure;   /* errno of the first write that failed */
  gboolean closed;
};

static gboolean
fail (const char *path, int code, GError **error)
{
  if (path != NULL)
    g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("cannot write %s: %s"), path, g_strerror (code));
  else
    g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("cannot write to standard output: %s"), g_strerror (code));
  return FALSE;
}

S2pOutput *
s2p_output_new_file (const char *path, GError **error)
{
  g_autoptr (S2pOutput) output = g_new0 (S2pOutput, 1);
  char *target = realpath (path, NULL); /* through links: the file that they name is what is replaced */
  struct stat info;

  output->path = g_strdup (target != NULL ? target : path);
  free (target);
  if (g_stat (output->path, &info) == 0 && !S_ISREG (info.st_mode))
    /* a device or a pipe is written to, not replaced; a folder is an error */
    output->fd = g_open (output->path, O_WRONLY | O_CLOEXEC, 0);
  else
    {
      output->temporary = g_strconcat (output->path, ".XXXXXX", NULL);
      output->fd = g_mkstemp_full (output->temporary, O_RDWR | O_CLOEXEC, 0666);
    }
  if (output->fd < 0)
    {
      fail (path, errno, error);
      g_clear_pointer (&output->temporary, g_free);
      output->closed = TRUE;
      return NULL;
    }
  return g_steal_pointer (&output);
}

S2pOutput *
s2p_output_new_fd (int fd)
{
  S2pOutput *output = g_new0 (S2pOutput, 1);

  output->fd = fd;
  return output;
}

void
s2p_output_write (S2pOutput *output, const char *text, gsize length)
{
  while (length > 0 && output->failure == 0)
    {
      gssize written = write (output->fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          output->failure = errno;
          return;
        }
      text += written;
      length -= written;
    }
}

void
s2p_output_take (S2pOutput *output, GString *text)
{
  s2p_output_write (output, text->str, text->len);
  g_string_truncate (text, 0);
}

const char *
s2p_output_temporary (const S2pOutput *output)
{
  return output->temporary;
}

gboolean
s2p_output_close (S2pOutput *output, GError **error)
{
  output->closed = TRUE;
  if (output->temporary != NULL && output->failure == 0 && fsync (output->fd) != 0 && errno != EINVAL)
    output->failure = errno;
  if (output->path != NULL && close (output->fd) != 0 && output->failure == 0)
    output->failure = errno;
  if (output->temporary != NULL && output->failure == 0 && g_rename (output->temporary, output->path) != 0)
    output->failure = errno;
  if (output->temporary != NULL && output->failure != 0)
    g_unlink (output->temporary);
  return output->failure == 0 || fail (output->path, output->failure, error);
}

void
s2p_output_free (S2pOutput *output)
{
  if (output == NULL)
    return;
  if (!output->closed && output->path != NULL && output->fd >= 0)
    close (output->fd);
  if (!output->closed && output->temporary != NULL)
    g_unlink (output->temporary);
  g_free (output->path);
  g_free (output->temporary);
  g_free (output);
}
