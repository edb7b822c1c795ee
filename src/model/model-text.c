#include "model/model-text.h"
#include "base/error.h"
#include <string.h>

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
  g_autofree char *name = NULL;

  if (end == NULL || end[1] != '\0')
    return s2p_model_text_fail (text, number, error, "a section is written [name]");
  name = g_strstrip (g_strndup (content + 1, end - content - 1));
  if ((earlier = s2p_model_text_section (text, name)) != NULL)
    return s2p_model_text_fail (text, number, error, "the section [%s] stands here a second time (first in line %u)", name, earlier->line);
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
    return s2p_model_text_fail (text, number, error, "“%s” is neither a [section] nor key = value", content);
  if (text->sections->len == 0)
    return s2p_model_text_fail (text, number, error, "a [section] must come before the first key");
  section = text->sections->pdata[text->sections->len - 1];
  key = g_strstrip (g_strndup (content, equals - content));
  if (*key == '\0')
    return s2p_model_text_fail (text, number, error, "there is no name before the “=”");
  if ((earlier = find_line (section, key)) != NULL)
    return s2p_model_text_fail (text, number, error, "the name “%s” is given twice (first in line %u)", key, earlier->line);
  line = g_new0 (S2pTextLine, 1);
  line->key = g_steal_pointer (&key);
  line->value = g_strstrip (g_strdup (equals + 1));
  line->line = number;
  g_ptr_array_add (section->lines, line);
  if (*line->value == '\0')
    return s2p_model_text_fail (text, number, error, "“%s” has no value", line->key);
  return TRUE;
}

S2pModelText *
s2p_model_text_parse (const char *path, const char *data, gsize length, GError **error)
{
  g_autoptr (S2pModelText) text = g_new0 (S2pModelText, 1);
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;

  text->path = g_strdup (path);
  text->sections = g_ptr_array_new_with_free_func (free_section);
  if (!g_utf8_validate (data, length, NULL))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, "%s is not a text file in UTF-8, so it is no neuron model", path);
      return NULL;
    }
  copy = g_strndup (data, length);
  lines = g_strsplit (copy, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *comment = strchr (lines[i], '#');

      if (comment != NULL)
        *comment = '\0';
      g_strstrip (lines[i]);
      if (lines[i][0] == '\0')
        continue;
      if (!(lines[i][0] == '[' ? add_section : add_line) (text, lines[i], i + 1, error))
        return NULL;
    }
  return g_steal_pointer (&text);
}
