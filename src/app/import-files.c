#include "app/import-files.h"
#include "app/import-file-row.h"

struct _S2pImportFiles {
  AdwBin       parent;
  S2pDocument *document;
  GtkListBox  *list;
  guint        selected;  /* file id; 0: none */
  gboolean     updating;
};

G_DEFINE_FINAL_TYPE (S2pImportFiles, s2p_import_files, ADW_TYPE_BIN)

enum { SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
select_file (S2pImportFiles *self, guint id)
{
  if (self->selected == id)
    return;
  self->selected = id;
  g_signal_emit (self, signals[SELECTED], 0, id);
}

static void
on_row_selected (S2pImportFiles *self, GtkListBoxRow *row)
{
  if (!self->updating && row != NULL)
    select_file (self, s2p_import_file_row_id (S2P_IMPORT_FILE_ROW (row)));
}

static GtkListBoxRow *
find_row (S2pImportFiles *self, guint id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (s2p_import_file_row_id (S2P_IMPORT_FILE_ROW (row)) == id)
      return row;
  return NULL;
}

static gboolean
is_there (S2pImportFiles *self, guint id)
{
  for (guint i = 0; i < s2p_document_n_files (self->document); i++)
    if (s2p_document_file (self->document, i)->id == id)
      return TRUE;
  return FALSE;
}

static void
remove_gone (S2pImportFiles *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL;)
    if (is_there (self, s2p_import_file_row_id (S2P_IMPORT_FILE_ROW (row))))
      i++;
    else
      gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

/* Once new rows have their place. */
static gboolean
scroll_to_selected (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (list));
  GtkAdjustment *adjustment = gtk_list_box_get_adjustment (GTK_LIST_BOX (list));
  graphene_rect_t bounds;

  if (row != NULL && gtk_widget_get_height (GTK_WIDGET (row)) == 0)
    return G_SOURCE_CONTINUE;
  if (row != NULL && adjustment != NULL && gtk_widget_compute_bounds (GTK_WIDGET (row), list, &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
  return G_SOURCE_REMOVE;
}

/* Rows follow the document's files; a file that is new is selected. */
static void
update (S2pImportFiles *self)
{
  const guint n = s2p_document_n_files (self->document);
  guint wanted = is_there (self, self->selected) ? self->selected : 0;

  self->updating = TRUE;
  remove_gone (self);
  for (guint i = 0; i < n; i++)
    {
      const S2pImportFile *file = s2p_document_file (self->document, i);
      GtkListBoxRow *row = find_row (self, file->id);

      if (row == NULL)
        {
          row = GTK_LIST_BOX_ROW (s2p_import_file_row_new (self->document, file->id));
          gtk_list_box_insert (self->list, GTK_WIDGET (row), (int) i);
          wanted = file->id;
        }
      s2p_import_file_row_update (S2P_IMPORT_FILE_ROW (row), file);
    }
  if (wanted == 0 && n > 0)
    wanted = s2p_document_file (self->document, n - 1)->id;
  gtk_list_box_select_row (self->list, wanted > 0 ? find_row (self, wanted) : NULL);
  self->updating = FALSE;
  if (self->selected != wanted)
    gtk_widget_add_tick_callback (GTK_WIDGET (self->list), scroll_to_selected, NULL, NULL);
  select_file (self, wanted);
}

static void
on_changed (S2pImportFiles *self, guint changes)
{
  if (changes & (S2P_CHANGED_FILES | S2P_CHANGED_RECORDINGS))
    update (self);
}

static void
s2p_import_files_dispose (GObject *object)
{
  S2pImportFiles *self = S2P_IMPORT_FILES (object);

  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_IMPORT_FILES);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_import_files_parent_class)->dispose (object);
}

static void
s2p_import_files_class_init (S2pImportFilesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_import_files_dispose;
  signals[SELECTED] = g_signal_new ("selected", S2P_TYPE_IMPORT_FILES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/import-files.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pImportFiles, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
}

static void
s2p_import_files_init (S2pImportFiles *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
s2p_import_files_set_document (S2pImportFiles *self, S2pDocument *document)
{
  self->document = g_object_ref (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  update (self);
}
