/* Is it text at all? */
#include <string.h>
#include "base/error.h"
#include "base/words.h"
#include "recording/import-text.h"

typedef struct {
  const char *magic;
  gsize       length;
  const char *what;
} Signature;

#define SIGNATURE(bytes, what) { bytes, sizeof bytes - 1, what }

static const Signature signatures[] = {
  SIGNATURE ("\x89PNG", N_("a PNG picture")),
  SIGNATURE ("\xff\xd8\xff", N_("a JPEG picture")),
  SIGNATURE ("GIF8", N_("a GIF picture")),
  SIGNATURE ("II*\0", N_("a TIFF picture")),
  SIGNATURE ("%PDF", N_("a PDF document")),
  SIGNATURE ("{\\rtf", N_("an RTF document; save the table as CSV")),
  SIGNATURE ("PK\3\4", N_("a ZIP archive or an Excel workbook; save the table as CSV")),
  SIGNATURE ("\xd0\xcf\x11\xe0", N_("an old Excel workbook or Office document; save the table as CSV")),
  SIGNATURE ("\x1f\x8b", N_("compressed with gzip; unpack it first")),
  SIGNATURE ("BZh", N_("compressed with bzip2; unpack it first")),
  SIGNATURE ("\xfd" "7zXZ", N_("compressed with xz; unpack it first")),
  SIGNATURE ("\x89HDF", N_("an HDF5 file (NWB, new MATLAB); export the spike times as CSV")),
  SIGNATURE ("MATLAB 5.0", N_("a MATLAB file; export the spike times as CSV")),
  SIGNATURE ("\x93NUMPY", N_("a NumPy array; export it with numpy.savetxt")),
  SIGNATURE ("SQLite format 3", N_("an SQLite database")),
  SIGNATURE ("RIFF", N_("a sound or video file")),
  SIGNATURE ("ABF", N_("an Axon recording; detect the spikes and export their times as CSV")),
  SIGNATURE ("<?xml", N_("an XML document")),
  SIGNATURE ("<svg", N_("an SVG picture")),
  SIGNATURE ("<!DOCTYPE", N_("a web page")),
  SIGNATURE ("<html", N_("a web page")),
};

static gboolean
refuse (GError **error, const char *name, const char *what)
{
  g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT,
               _("%s is no table of spike times: it is %s"), name, what);
  return FALSE;
}

gboolean
s2p_text_check (const char *name, const char *text, gsize length, gsize *skip, GError **error)
{
  gsize n_nul = 0, n_control = 0, start = 0;

  *skip = 0;
  if (length == 0)
    return refuse (error, name, _("empty"));
  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (length >= signatures[i].length
        && memcmp (text, signatures[i].magic, signatures[i].length) == 0)
      return refuse (error, name, _(signatures[i].what));
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    *skip = start = 3;

  for (gsize i = start; i < length; i++)
    {
      guchar c = (guchar) text[i];

      n_nul += c == 0;
      n_control += c != 0 && c < 0x20 && strchr ("\t\n\v\f\r\x1a", c) == NULL;
    }
  if ((length >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0))
      || (n_nul > 0 && n_control == 0 && n_nul >= (length - 1) / 3))
    return refuse (error, name, _("text in UTF-16 or UTF-32; save it as UTF-8"));
  if (n_nul > 0 || n_control * 100 > length)
    return refuse (error, name, _("a binary file, not text"));
  while (start < length && g_ascii_isspace (text[start]))
    start++;
  if (start < length && text[start] == '{')
    return refuse (error, name, _("JSON; save the spike times as CSV"));
  return TRUE;
}

char *
s2p_text_as_utf8 (const char *text, gsize length, gsize most)
{
  const gsize shown = MIN (length, most);
  const char *end;
  GString *converted;

  if (g_utf8_validate_len (text, shown, &end))
    return g_strndup (text, shown);
  if (shown < length && g_utf8_get_char_validated (end, text + shown - end) == (gunichar) -2)
    return g_strndup (text, (gsize) (end - text)); /* only its last character is cut */
  converted = g_string_sized_new (2 * shown);
  for (gsize i = 0; i < shown && text[i] != '\0'; i++)
    g_string_append_unichar (converted, (guchar) text[i]);
  return g_string_free (converted, FALSE);
}
