#include "population/cells-file.h"
#include "base/error.h"
#include "base/number.h"
#include "base/words.h"
#include <csv.h>
#include <string.h>

#define MAX_COLUMNS 4096
#define LARGEST 1e9 /* mS/cm2: far beyond any neuron, and far from what overflows */

/* What libcsv's callbacks fill. */
typedef struct {
  const char   *name;
  S2pCellsFile *file;
  GPtrArray    *fields;  /* of the row under way */
  gulong        row;     /* from 1 */
  GError       *error;   /* the first */
} Reader;

static void
on_field (void *text, size_t length, void *data)
{
  Reader *reader = data;

  if (reader->error != NULL)
    return;
  if (reader->fields->len == MAX_COLUMNS)
    g_set_error (&reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s, row %lu: more than %d columns"), reader->name, reader->row, MAX_COLUMNS);
  else
    g_ptr_array_add (reader->fields, g_strstrip (g_strndup (text, length)));
}

static gboolean
is_empty (const GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    if (((const char *) fields->pdata[i])[0] != '\0')
      return FALSE;
  return TRUE;
}

static void
on_row (int separator, void *data)
{
  Reader *reader = data;
  GPtrArray *fields = reader->fields;

  reader->fields = g_ptr_array_new_with_free_func (g_free);
  if (reader->error != NULL || is_empty (fields))
    g_ptr_array_unref (fields);
  else if (reader->file->header == NULL)
    reader->file->header = fields;
  else if (fields->len != reader->file->header->len)
    {
      g_set_error (&reader->error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s, row %lu: %u fields where the header has %u"), reader->name, reader->row,
                   fields->len, reader->file->header->len);
      g_ptr_array_unref (fields);
    }
  else
    {
      g_ptr_array_add (fields, NULL);
      g_ptr_array_add (reader->file->rows, g_ptr_array_free (fields, FALSE));
    }
  reader->row++;
}

static int
find_column (const S2pCellsFile *file, const char *name)
{
  int alike = -1; /* but for its capitals */

  for (guint i = 0; file->header != NULL && i < file->header->len; i++)
    if (strcmp (file->header->pdata[i], name) == 0)
      return i;
    else if (alike < 0 && g_ascii_strcasecmp (file->header->pdata[i], name) == 0)
      alike = i;
  return alike;
}

/* The format of a message that says more than "no column g_X", where there is one. */
static const char *
wrong_kind (const S2pCellsFile *file)
{
  const char *first = file->header == NULL ? NULL : file->header->len == 1 ? file->header->pdata[0] : "";

  if (first == NULL)
    return _("%s is no population: the file is empty");
  if (strchr (first, ';') != NULL || strchr (first, '\t') != NULL)
    return _("%s is no population: its fields are separated by semicolons or tabs: save it with commas (and decimal points)");
  return NULL;
}

static gboolean
read_conductances (S2pCellsFile *file, const char *name, const S2pModel *model, GError **error)
{
  const guint n = model->n_conductances;
  int columns[S2P_MAX_CONDUCTANCES];

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *wanted = g_strconcat ("g_", model->conductances[i].name, NULL);

      if ((columns[i] = find_column (file, wanted)) < 0)
        {
          if (wrong_kind (file) != NULL)
            {
              g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, wrong_kind (file), name);
              return FALSE;
            }
          g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s has no column %s, so it is no population of the model %s (its first row must name the columns, with commas between them)"),
                       name, wanted, model->name);
          return FALSE;
        }
    }
  file->g = g_new (double, MAX (1, file->rows->len) * n);
  for (guint row = 0; row < file->rows->len; row++)
    for (guint i = 0; i < n; i++)
      {
        const char *text = ((char **) file->rows->pdata[row])[columns[i]];
        double *g = &file->g[(gsize) row * n + i];

        if (!s2p_number_parse (text, g) || *g < 0 || *g > LARGEST || (i == model->leak && *g == 0))
          {
            g_autofree char *id = s2p_cells_file_id (file, row);

            g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT,
                         i == model->leak ? _("%s, row %u (ID %.40s), column %s: “%.40s” is no conductance (a number > 0 and at most %g mS/cm2)")
                                          : _("%s, row %u (ID %.40s), column %s: “%.40s” is no conductance (a number >= 0 and at most %g mS/cm2)"),
                         name, row + 2, id, (char *) file->header->pdata[columns[i]], text, LARGEST);
            return FALSE;
          }
      }
  return TRUE;
}

S2pCellsFile *
s2p_cells_file_parse (const char *name, const char *data, gsize length, const S2pModel *model, GError **error)
{
  g_autoptr (S2pCellsFile) file = g_new0 (S2pCellsFile, 1);

  file->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  if (length > 0 && memchr (data, '\0', MIN (length, 4096)) != NULL)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s is no text (a spreadsheet?): save it as CSV"), name);
      return NULL;
    }

  Reader reader = { name, file, g_ptr_array_new_with_free_func (g_free), 1, NULL };
  struct csv_parser parser;

  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    data += 3, length -= 3;
  if (csv_init (&parser, CSV_STRICT | CSV_APPEND_NULL) == 0 && csv_parse (&parser, data, length, on_field, on_row, &reader) == length)
    csv_fini (&parser, on_field, on_row, &reader);
  else if (reader.error == NULL) /* the first error says most */
    g_set_error (&reader.error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s, row %lu: %s"), name, reader.row, csv_strerror (csv_error (&parser)));
  csv_free (&parser);
  g_ptr_array_unref (reader.fields);
  if (reader.error != NULL)
    {
      g_propagate_error (error, reader.error);
      return NULL;
    }
  file->id = find_column (file, "ID");
  if (!read_conductances (file, name, model, error))
    return NULL;
  if (file->rows->len == 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s has a header but no cells"), name);
      return NULL;
    }
  return g_steal_pointer (&file);
}

S2pCellsFile *
s2p_cells_file_read (const char *path, const S2pModel *model, GError **error)
{
  GError *local = NULL;
  g_autoptr (GMappedFile) map = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("%s is a folder; name a file in it"), path);
      return NULL;
    }
  map = g_mapped_file_new (path, FALSE, &local);
  if (map == NULL)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("cannot read the population: %s"), local->message);
      g_error_free (local);
      return NULL;
    }
  return s2p_cells_file_parse (path, g_mapped_file_get_contents (map), g_mapped_file_get_length (map), model, error);
}

void
s2p_cells_file_free (S2pCellsFile *file)
{
  if (file == NULL)
    return;
  g_clear_pointer (&file->header, g_ptr_array_unref);
  g_ptr_array_unref (file->rows);
  g_free (file->g);
  g_free (file);
}

char *
s2p_cells_file_id (const S2pCellsFile *file, gsize row)
{
  return file->id >= 0 ? g_strdup (((char **) file->rows->pdata[row])[file->id]) : g_strdup_printf ("%" G_GSIZE_FORMAT, row + 1);
}

void
s2p_cells_append_header (GString *text, const S2pModel *model)
{
  g_string_append (text, "ID");
  for (guint i = 0; i < model->n_conductances; i++)
    g_string_append_printf (text, ",g_%s", model->conductances[i].name);
}
