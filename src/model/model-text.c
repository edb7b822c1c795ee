#include "model/model-text.h"
#include "base/error.h"
#include "base/words.h"
#include <string.h>

#define MAX_LINES 5000  /* names are compared one by one */
#define MAX_MESSAGE 400 /* characters */

static void
free_line (gpointer data)
{
  S2pTextLine *line = data;

  g_free (line->key);
  g_free (line->value);
  g_free (line);
}

static void
free_section (gpointer data)
{
  S2pTextSection *section = data;

  g_free (section->name);
  g_ptr_array_unref (section->lines);
  g_free (section);
}

void
s2p_model_text_free (S2pModelText *text)
{
  if (text == NULL)
    return;
  g_free (text->path);
  g_ptr_array_unref (text->sections);
  g_free (text);
}

gboolean
s2p_model_text_fail (const S2pModelText *text, guint line, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (g_utf8_strlen (message, -1) > MAX_MESSAGE + 3) /* room for the dots */
    strcpy (g_utf8_offset_to_pointer (message, MAX_MESSAGE), "…");
  g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, "%s:%u: %s", text->path, line, message);
  return FALSE;
}

S2pTextSection *
s2p_model_text_section (const S2pModelText *text, const char *name)
{
  for (guint i = 0; i < text->sections->len; i++)
    {
      S2pTextSection *section = text->sections->pdata[i];
      if (strcmp (section->name, name) == 0)
        return section;
    }
  return NULL;
}

static S2pTextLine *
find_line (S2pTextSection *section, const char *key)
{
  for (guint i = 0; i < section->lines->len; i++)
    {
      S2pTextLine *line = section->lines->pdata[i];
      if (strcmp (line->key, key) == 0)
        return line;
    }
  return NULL;
}

S2pTextLine *
s2p_text_section_line (S2pTextSection *section, const char *key)
{
  S2pTextLine *line = find_line (section, key);

  if (line != NULL)
    line->used = TRUE;
  return line;
}

static gboolean
add_section (S2pModelText *text, char *content, guint number, GError **error)
{
  char *end = strchr (content, ']');
  S2pTextSection *section, *earlier;
  g_auto (GStrv) words = NULL;
  g_autofree char *name = NULL;

  if (end == NULL || end[1] != '\0')
    return s2p_model_text_fail (text, number, error, _("a section is written [name], with nothing after it, not “%s”"), content);
  *end = '\0';
  words = g_regex_split_simple ("\\s+", g_strstrip (content + 1), 0, 0);
  name = g_strjoinv (" ", words);
  if ((earlier = s2p_model_text_section (text, name)) != NULL)
    return s2p_model_text_fail (text, number, error, _("the section [%s] stands here a second time (first in line %u)"), name, earlier->line);
  section = g_new0 (S2pTextSection, 1);
  section->name = g_steal_pointer (&name);
  section->line = number;
  section->lines = g_ptr_array_new_with_free_func (free_line);
  g_ptr_array_add (text->sections, section);
  return TRUE;
}

static gboolean
add_line (S2pModelText *text, char *content, guint number, GError **error)
{
  char *equals = strchr (content, '=');
  S2pTextSection *section;
  S2pTextLine *line, *earlier;
  g_autofree char *key = NULL;

  if (equals == NULL)
    return s2p_model_text_fail (text, number, error, _("“%s” is neither a [section] nor a line “name = value”"), content);
  if (text->sections->len == 0)
    return s2p_model_text_fail (text, number, error, _("a [section] must come before the first key"));
  section = text->sections->pdata[text->sections->len - 1];
  key = g_strstrip (g_strndup (content, equals - content));
  if (*key == '\0')
    return s2p_model_text_fail (text, number, error, _("there is no name before the “=”"));
  if ((earlier = find_line (section, key)) != NULL)
    return s2p_model_text_fail (text, number, error, _("the name “%s” is given twice (first in line %u)"), key, earlier->line);
  line = g_new0 (S2pTextLine, 1);
  line->key = g_steal_pointer (&key);
  line->value = g_strstrip (g_strdup (equals + 1));
  line->line = number;
  g_ptr_array_add (section->lines, line);
  if (*line->value == '\0')
    return s2p_model_text_fail (text, number, error, _("“%s” has no value"), line->key);
  return TRUE;
}

S2pModelText *
s2p_model_text_parse (const char *path, const char *data, gsize length, GError **error)
{
  g_autoptr (S2pModelText) text = g_new0 (S2pModelText, 1);
  g_autofree char *copy = NULL;
  const char *invalid;
  char *next;
  guint number = 0, n_lines = 0;

  text->path = g_strdup (path);
  text->sections = g_ptr_array_new_with_free_func (free_section);
  if (length > S2P_MAX_MODEL_TEXT)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, _("%s: this file is larger than 1 MiB, so it is no neuron model"), path);
      return NULL;
    }
  if (!g_utf8_validate (data, length, &invalid))
    {
      guint line = 1;

      for (const char *at = data; at < invalid; at++)
        line += *at == '\n';
      s2p_model_text_fail (text, line, error, _("a character here is not UTF-8: a neuron model is a plain text file, saved as UTF-8"));
      return NULL;
    }
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0) /* the mark that some editors put first */
    data += 3, length -= 3;
  copy = g_strndup (data, length);
  for (char *line = copy; line != NULL; line = next)
    {
      char *comment;

      number++;
      if ((next = strchr (line, '\n')) != NULL)
        *next++ = '\0';
      if ((comment = strchr (line, '#')) != NULL)
        *comment = '\0';
      g_strstrip (line);
      if (*line == '\0')
        continue;
      text->last_line = number;
      if (++n_lines > MAX_LINES)
        {
          s2p_model_text_fail (text, number, error, _("more than %d lines, so this is no neuron model"), MAX_LINES);
          return NULL;
        }
      if (!(*line == '[' ? add_section : add_line) (text, line, number, error))
        return NULL;
    }
  if (text->sections->len == 0)
    {
      s2p_model_text_fail (text, 1, error, _("the file says nothing; a neuron model starts with the section [model]"));
      return NULL;
    }
  return g_steal_pointer (&text);
}
