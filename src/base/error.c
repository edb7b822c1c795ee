#include "base/error.h"

typedef struct { gsize line; } S2pErrorPrivate;

static void
s2p_error_private_init (S2pErrorPrivate *details)
{
  details->line = 0;
}

static void
s2p_error_private_copy (const S2pErrorPrivate *from, S2pErrorPrivate *to)
{
  to->line = from->line;
}

static void
s2p_error_private_clear (S2pErrorPrivate *details)
{
}

G_DEFINE_EXTENDED_ERROR (S2pError, s2p_error)

void
s2p_set_error_at (GError **error, S2pErrorCode code, gsize line, const char *format, ...)
{
  va_list arguments;

  if (error == NULL)
    return;
  va_start (arguments, format);
  *error = g_error_new_valist (S2P_ERROR, (int) code, format, arguments);
  va_end (arguments);
  s2p_error_get_private (*error)->line = line;
}

gsize
s2p_error_line (const GError *error)
{
  return error != NULL && error->domain == S2P_ERROR ? s2p_error_get_private (error)->line : 0;
}
