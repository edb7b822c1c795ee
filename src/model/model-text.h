/* The text of a model file as sections of "key = value" lines, with line numbers.
 *
 *   # comment
 *   [section]
 *   key = value        # comment
 *
 * GKeyFile would read this too, but forgets line numbers and lets a later key replace an earlier one
 * silently; here a section or a key given twice is an error that names both lines.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define S2P_MAX_MODEL_TEXT (1 << 20)

typedef struct {
  char    *key, *value;
  guint    line;
  gboolean used;  /* set by the reader: what nobody asked for is a spelling mistake */
} S2pTextLine;

typedef struct {
  char      *name;
  guint      line;
  GPtrArray *lines; /* (element-type S2pTextLine) in file order */
} S2pTextSection;

typedef struct {
  char      *path;
  GPtrArray *sections; /* (element-type S2pTextSection) in file order */
  guint      last_line; /* where the text ends: what is missing is missing here */
} S2pModelText;

/* @path is used in messages only. At most 1 MiB and 5000 lines that say something. Errors: S2P_ERROR_MODEL with file and line. */
S2pModelText   *s2p_model_text_parse   (const char *path, const char *data, gsize length, GError **error);
void            s2p_model_text_free    (S2pModelText *text); /* accepts NULL */
S2pTextSection *s2p_model_text_section (const S2pModelText *text, const char *name);        /* or NULL */
S2pTextLine    *s2p_text_section_line  (S2pTextSection *section, const char *key);          /* or NULL; marks used */

/* Sets @error to "path:line: message", the message cut where it would fill a screen; returns FALSE. */
gboolean s2p_model_text_fail (const S2pModelText *text, guint line, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pModelText, s2p_model_text_free)

G_END_DECLS
