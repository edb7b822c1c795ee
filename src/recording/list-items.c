#include "recording/list-items.h"
#include <string.h>

const char *
s2p_list_begin (const char *text, gsize length, gboolean *open)
{
  const char *bracket;

  if (*open || length == 0 || g_ascii_isdigit (*text))
    return text;
  bracket = memchr (text, '[', length);
  if (bracket == NULL)
    bracket = memchr (text, '(', length);
  if (bracket == NULL)
    return text;
  *open = TRUE;
  return bracket + 1;
}

static gboolean
is_separator (char c, gboolean decimal_comma)
{
  return c == ' ' || c == ';' || (c == ',' && !decimal_comma) || c == '\n' || c == '\t' || c == '\r';
}

gboolean
s2p_list_next (const char **at, const char *end, gboolean decimal_comma, gboolean *open,
               const char **item, gsize *length)
{
  while (*at < end)
    {
      const char *begin = *at, *stop = begin;
      gboolean closed;

      while (stop < end && !is_separator (*stop, decimal_comma) && *stop != ']')
        stop++;
      closed = stop < end && *stop == ']';
      *at = stop < end ? stop + 1 : end;

      if (stop - begin > 4 && strncmp (begin, "np.", 3) == 0 && stop[-1] == ')')
        {
          const char *parenthesis = memchr (begin, '(', (gsize) (stop - begin));

          if (parenthesis != NULL)
            {
              begin = parenthesis + 1; /* np.float64(12.5) */
              stop--;
            }
        }
      if (stop > begin && stop[-1] == ')' && *open)
        {
          stop--; /* a tuple ends */
          closed = TRUE;
        }
      if (closed)
        {
          *open = FALSE;
          *at = end;
        }
      if (stop > begin)
        {
          *item = begin;
          *length = (gsize) (stop - begin);
          return TRUE;
        }
    }
  return FALSE;
}
