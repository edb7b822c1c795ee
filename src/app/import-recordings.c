#include "app/import-recordings.h"
#include "app/export.h"
#include "app/import-rows.h"
#include "app/plot-view.h"
#include "base/words.h"
#include "session/tables.h"

struct _S2pImportRecordings {
  AdwBin       parent;
  S2pDocument *document;
  S2pEntryRows *rows;     /* NULL: the table has none */
  AdwBin      *table_bin, *plot_bin;
  S2pTable    *table;
  S2pPlotView *plot;
  GtkLabel    *count;
  guint        selected;  /* row; G_MAXUINT: none */
  gboolean     with_file; /* the table says which file a recording comes from */
  gboolean     chosen;    /* by the user, here: it stands out in the raster */
};

G_DEFINE_FINAL_TYPE (S2pImportRecordings, s2p_import_recordings, ADW_TYPE_BIN)

/* --- what is shown --- */

/* FALSE where they are those of before. */
static gboolean
take_rows (S2pImportRecordings *self)
{
  g_autoptr (S2pEntryRows) before = self->rows;

  self->rows = s2p_entry_rows_new (self->document, FALSE);
  return before == NULL || !s2p_entry_rows_equal (before, self->rows);
}

static void
show_count (S2pImportRecordings *self)
{
  const GPtrArray *entries = s2p_document_session (self->document)->entries;
  g_autofree char *text = NULL;
  guint n_used = 0;

  for (guint i = 0; i < entries->len; i++)
    n_used += ((const S2pEntry *) entries->pdata[i])->used;
  text = g_strdup_printf (S2P_PLURAL ("%u of %u used", "%u of %u used", entries->len), n_used, entries->len);
  gtk_label_set_label (self->count, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recordings.use-all", n_used < entries->len);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recordings.use-none", n_used > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recordings.export", n_used > 0);
}

static void
show_selected (S2pImportRecordings *self)
{
  const gboolean any = self->selected < self->rows->streams->len;

  s2p_plot_view_highlight (self->plot, any && self->chosen ? (S2pThing) { S2P_THING_RECORDING, self->selected } : (S2pThing) { S2P_THING_NONE, 0 });
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "recordings.remove", any);
}

/* The row of the document's current recording. */
static void
select_current (S2pImportRecordings *self)
{
  self->selected = s2p_entry_rows_current (self->rows);
  self->chosen = FALSE;
  s2p_table_select (self->table, self->selected);
  show_selected (self);
}

/* Where there is more than one file, a column names it. */
static void
choose_columns (S2pImportRecordings *self)
{
  const gboolean with_file = s2p_document_n_files (self->document) > 1;
  S2pColumn columns[S2P_MOST_IMPORT_COLUMNS];

  if (self->with_file == with_file)
    return;
  self->with_file = with_file;
  s2p_table_set_columns (self->table, columns, s2p_import_rows_columns (columns, with_file));
  g_clear_pointer (&self->rows, s2p_entry_rows_unref); /* the table has dropped them */
}

static void
show_recordings (S2pImportRecordings *self)
{
  const GPtrArray *entries = s2p_document_session (self->document)->entries;

  choose_columns (self);
  if (take_rows (self))
    {
      S2pTableSource source;

      s2p_import_rows_source (&source, self->rows);
      s2p_table_set_source (self->table, &source);
      select_current (self);
    }
  else
    s2p_table_refresh (self->table);
  s2p_plot_view_set_picture (self->plot, entries->len > 0 ? s2p_picture_raster ((S2pEntry *const *) entries->pdata, entries->len) : NULL, TRUE);
  show_selected (self);
  show_count (self);
}

static gboolean
is_current (S2pImportRecordings *self)
{
  const S2pEntry *selected = s2p_entry_rows_get (self->rows, self->selected), *current = s2p_document_current (self->document);

  return selected == current;
}

static void
on_changed (S2pImportRecordings *self, guint changes)
{
  if (changes & S2P_CHANGED_RECORDINGS)
    show_recordings (self);
  if (changes & S2P_CHANGED_CURRENT && !is_current (self))
    select_current (self);
}

/* --- what is done --- */

/* What is used becomes the recording that the other pages show, too. */
static void
go_to (S2pImportRecordings *self, guint row)
{
  const S2pEntry *entry = s2p_entry_rows_get (self->rows, row);

  self->selected = entry != NULL ? row : G_MAXUINT;
  self->chosen = entry != NULL;
  if (entry != NULL && entry->used)
    s2p_document_set_current (self->document, entry->recording->stream);
  show_selected (self);
}

static void
on_selected (S2pImportRecordings *self, guint row)
{
  go_to (self, row);
}

static void
on_toggled (S2pImportRecordings *self, guint row, gboolean active)
{
  const S2pEntry *entry = s2p_entry_rows_get (self->rows, row);
  const guint64 stream = entry != NULL ? entry->recording->stream : 0;

  if (entry != NULL)
    s2p_document_set_used (self->document, &stream, 1, active);
}

static void
on_chosen (S2pImportRecordings *self, guint kind, guint number)
{
  if (kind != S2P_THING_RECORDING)
    return;
  s2p_table_select (self->table, number);
  go_to (self, number);
}

static void
use (GtkWidget *widget, const char *action, GVariant *parameter)
{
  S2pImportRecordings *self = S2P_IMPORT_RECORDINGS (widget);
  g_autoptr (S2pEntryRows) rows = s2p_entry_rows_ref (self->rows);

  s2p_document_set_used (self->document, (const guint64 *) rows->streams->data, rows->streams->len, g_str_has_suffix (action, "all"));
}

static void
remove_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  S2pImportRecordings *self = S2P_IMPORT_RECORDINGS (widget);
  const S2pEntry *entry = s2p_entry_rows_get (self->rows, self->selected);
  const guint row = self->selected;
  const guint64 stream = entry != NULL ? entry->recording->stream : 0;

  if (entry == NULL)
    return;
  s2p_document_remove (self->document, &stream, 1);
  if (self->rows->streams->len == 0)
    return;
  s2p_table_select (self->table, MIN (row, self->rows->streams->len - 1)); /* so that the next can be removed, too */
  go_to (self, MIN (row, self->rows->streams->len - 1));
}

static char *
features_text (const S2pSession *session, const S2pModel *model, guint64 stream)
{
  return s2p_session_features_csv (session);
}

static void
export_features (GtkWidget *widget, const char *action, GVariant *parameter)
{
  s2p_export_table (widget, _("features"), features_text, 0);
}

/* --- the widget --- */

static void
s2p_import_recordings_dispose (GObject *object)
{
  S2pImportRecordings *self = S2P_IMPORT_RECORDINGS (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_IMPORT_RECORDINGS);
  g_clear_pointer (&self->rows, s2p_entry_rows_unref);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_import_recordings_parent_class)->dispose (object);
}

static void
s2p_import_recordings_class_init (S2pImportRecordingsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_import_recordings_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/import-recordings.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pImportRecordings, table_bin);
  gtk_widget_class_bind_template_child (widget_class, S2pImportRecordings, plot_bin);
  gtk_widget_class_bind_template_child (widget_class, S2pImportRecordings, count);
  gtk_widget_class_install_action (widget_class, "recordings.use-all", NULL, use);
  gtk_widget_class_install_action (widget_class, "recordings.use-none", NULL, use);
  gtk_widget_class_install_action (widget_class, "recordings.remove", NULL, remove_selected);
  gtk_widget_class_install_action (widget_class, "recordings.export", NULL, export_features);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "recordings.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "recordings.remove", NULL);
}

static void
s2p_import_recordings_init (S2pImportRecordings *self)
{
  S2pColumn columns[S2P_MOST_IMPORT_COLUMNS];
  guint n_columns;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->selected = G_MAXUINT;
  n_columns = s2p_import_rows_columns (columns, FALSE);
  self->table = S2P_TABLE (s2p_table_new (_("Recordings"), columns, n_columns));
  adw_bin_set_child (self->table_bin, GTK_WIDGET (self->table));
  g_signal_connect_swapped (self->table, "selected", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (self->table, "toggled", G_CALLBACK (on_toggled), self);
  self->plot = S2P_PLOT_VIEW (s2p_plot_view_new ());
  s2p_plot_view_set_export_name (self->plot, _("recordings"));
  adw_bin_set_child (self->plot_bin, GTK_WIDGET (self->plot));
  g_signal_connect_swapped (self->plot, "chosen", G_CALLBACK (on_chosen), self);
}

void
s2p_import_recordings_set_document (S2pImportRecordings *self, S2pDocument *document)
{
  self->document = g_object_ref (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  show_recordings (self);
}
