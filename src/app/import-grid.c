#include "app/import-grid.h"
#include "base/words.h"

enum { ICON_COLUMN, LINE_COLUMN, FIRST_COLUMN };

#define WIDEST_FIELD 28 /* characters; of a line that is not cut: */
#define WIDEST_LINE 90
#define WIDEST_PROBLEM 64 /* before it goes on in the next line */

typedef struct {
  GtkGrid             *grid;
  const S2pImportFile *file;
  GHashTable          *problems; /* line (gint64) -> GString, a sentence a line */
  int                  row;      /* of the grid */
  guint                n_fields; /* of the widest row that is no comment */
} Filling;

/* --- problems --- */

static void
free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

/* @who: NULL for the file itself. */
static void
add_problem (GHashTable *problems, guint64 line, const char *who, const char *words)
{
  const gint64 key = (gint64) line;
  GString *text;

  if (line == 0)
    return;
  text = g_hash_table_lookup (problems, &key);
  if (text == NULL)
    g_hash_table_insert (problems, g_memdup2 (&key, sizeof key), text = g_string_new (NULL));
  else
    g_string_append_c (text, '\n');
  if (who != NULL)
    g_string_append_printf (text, "%s: ", who);
  g_string_append (text, words);
}

static GHashTable *
find_problems (const S2pSession *session, const S2pImportFile *file)
{
  GHashTable *problems = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_string);
  const GPtrArray *notes = file->table != NULL ? file->table->notes : NULL;

  if (file->error != NULL)
    add_problem (problems, file->error_line, NULL, file->error);
  for (guint i = 0; i < s2p_notes_count (notes); i++)
    add_problem (problems, s2p_notes_at (notes, i)->line, NULL, s2p_notes_at (notes, i)->text);
  for (guint i = 0; i < file->streams->len; i++)
    {
      const S2pEntry *entry = s2p_session_find (session, g_array_index (file->streams, guint64, i));
      const S2pSpikeTrain *train = entry != NULL ? entry->recording->train : NULL;

      for (guint j = 0; train != NULL && j < s2p_notes_count (train->notes); j++)
        add_problem (problems, s2p_notes_at (train->notes, j)->line, train->id, s2p_notes_at (train->notes, j)->text);
    }
  return problems;
}

/* --- cells --- */

/* @width: columns of the grid; @widest: characters. */
static GtkWidget *
add_text (Filling *filling, int column, int width, int widest, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN ((int) g_utf8_strlen (text, -1), widest));
  gtk_label_set_max_width_chars (GTK_LABEL (label), widest);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_grid_attach (filling->grid, label, column, filling->row, width, 1);
  return label;
}

/* What column @field is read as; NULL where there is no short word for it. */
static const char *
role_of (const S2pRecordings *table, guint field)
{
  const S2pTableLayout layout = table->layout;

  if (layout == S2P_LAYOUT_COLUMN_PER_UNIT)
    return NULL; /* the columns have names of their own */
  if (field == table->id_column)
    return _("ID");
  if (field == table->trial_column && layout == S2P_LAYOUT_SPIKE_PER_ROW)
    return _("Trial");
  if (field == table->time_column)
    return layout == S2P_LAYOUT_SPIKE_PER_ROW ? _("Time") : _("Times");
  if (table->time_column == S2P_NO_COLUMN || layout == S2P_LAYOUT_TRAIN_PER_LINE)
    return _("Times");
  return NULL;
}

static gboolean
is_read (const S2pRecordings *table, guint field)
{
  return table == NULL || table->layout == S2P_LAYOUT_COLUMN_PER_UNIT || table->layout == S2P_LAYOUT_LIST_PER_ROW
    || role_of (table, field) != NULL;
}

static gboolean
is_list (const S2pRecordings *table, guint field)
{
  return table != NULL && table->layout == S2P_LAYOUT_LIST_PER_ROW && field == table->time_column;
}

/* Of a sentence, in columns of the grid: it goes on beyond the table. */
static int
whole_width (const Filling *filling)
{
  return (int) MAX (filling->n_fields, 1) + 1;
}

static void
add_roles (Filling *filling)
{
  const S2pRecordings *table = filling->file->table;

  if (table == NULL || table->layout == S2P_LAYOUT_COLUMN_PER_UNIT)
    return;
  for (guint i = 0; i < filling->n_fields; i++)
    if (role_of (table, i) != NULL)
      add_text (filling, FIRST_COLUMN + (int) i, 1, WIDEST_FIELD, role_of (table, i), "preview-role");
  filling->row++;
}

static void
add_problem_row (Filling *filling, const char *words)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (filling->file->error != NULL ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  GtkWidget *label;

  gtk_widget_set_tooltip_text (icon, words);
  gtk_widget_add_css_class (icon, filling->file->error != NULL ? "error" : "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Problem"), -1);
  gtk_grid_attach (filling->grid, icon, ICON_COLUMN, filling->row - 1, 1, 1);
  label = add_text (filling, FIRST_COLUMN, whole_width (filling), WIDEST_PROBLEM, words,
                    filling->file->error != NULL ? "error" : "preview-problem");
  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (GTK_LABEL (label), 40);
  filling->row++;
}

static void
add_row (Filling *filling, const S2pPreviewRow *row)
{
  const S2pRecordings *table = filling->file->table;
  const gboolean heading = table != NULL && !row->comment && row->line < table->first_line;
  const gint64 key = (gint64) row->line;
  const GString *problem = g_hash_table_lookup (filling->problems, &key);
  g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, row->line);
  GtkWidget *label = add_text (filling, LINE_COLUMN, 1, WIDEST_FIELD, number, "preview-line");

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  for (guint i = 0; row->fields[i] != NULL; i++)
    add_text (filling, FIRST_COLUMN + (int) i, row->comment ? whole_width (filling) : 1,
              row->comment || filling->n_fields == 1 || is_list (table, i) ? WIDEST_LINE : WIDEST_FIELD, row->fields[i],
              row->comment ? "preview-comment" : heading ? "preview-heading" : !is_read (table, i) ? "preview-unread" : NULL);
  filling->row++;
  if (problem != NULL)
    add_problem_row (filling, problem->str);
}

/* Something stands between two lines that is not shown. */
static void
add_gap (Filling *filling)
{
  add_text (filling, LINE_COLUMN, 1, 1, "⋮", "preview-line");
  filling->row++;
}

static void
empty_grid (GtkGrid *grid)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
}

void
s2p_import_grid_fill (GtkGrid *grid, const S2pSession *session, const S2pImportFile *file)
{
  const GPtrArray *rows = file->preview;
  Filling filling = { .grid = grid, .file = file };

  empty_grid (grid);
  if (rows == NULL || rows->len == 0)
    return;
  filling.problems = find_problems (session, file);
  for (guint i = 0; i < rows->len; i++)
    if (!((const S2pPreviewRow *) rows->pdata[i])->comment)
      filling.n_fields = MAX (filling.n_fields, g_strv_length (((const S2pPreviewRow *) rows->pdata[i])->fields));
  add_roles (&filling);
  for (guint i = 0; i < rows->len; i++)
    {
      const S2pPreviewRow *row = rows->pdata[i];

      if (i >= S2P_PREVIEW_LINES && row->line > ((const S2pPreviewRow *) rows->pdata[i - 1])->line + 1)
        add_gap (&filling);
      add_row (&filling, row);
    }
  if (rows->len >= S2P_PREVIEW_LINES)
    add_gap (&filling);
  g_hash_table_unref (filling.problems);
}
