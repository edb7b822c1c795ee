#include "app/import-preview.h"
#include "app/import-grid.h"
#include "base/number.h"
#include "base/words.h"

struct _S2pImportPreview {
  AdwBin       parent;
  S2pDocument *document;
  guint        file_id, filled; /* that is looked at; whose lines stand in the grid */
  gboolean     updating;     /* what changes in the controls is not the user's doing */
  gboolean     wants_rate;   /* the user chose samples and has not given the rate yet */
  GtkBox      *options, *rate_box, *notes;
  GtkWidget   *error_box;
  GtkDropDown *layout, *unit;
  GtkEntry    *rate;
  GtkLabel    *error, *advice, *nothing;
  GtkGrid     *grid;
};

G_DEFINE_FINAL_TYPE (S2pImportPreview, s2p_import_preview, ADW_TYPE_BIN)

static const S2pImportFile *
file_of (S2pImportPreview *self)
{
  for (guint i = 0; i < s2p_document_n_files (self->document); i++)
    if (s2p_document_file (self->document, i)->id == self->file_id)
      return s2p_document_file (self->document, i);
  return NULL;
}

/* --- what is chosen --- */

/* Takes the place of the first entry of a drop-down; the others stay as they are. */
static void
set_first_entry (GtkDropDown *down, const char *text)
{
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (down));

  if (g_strcmp0 (gtk_string_list_get_string (list, 0), text) != 0)
    gtk_string_list_splice (list, 0, 1, (const char *const[]) { text, NULL });
}

static void
show_layout (S2pImportPreview *self, const S2pImportFile *file)
{
  const S2pRecordings *table = file->options.layout == S2P_LAYOUT_GUESS ? file->table : NULL;
  g_autofree char *text = NULL;

  if (table != NULL)
    text = g_strdup_printf (table->layout_guessed ? _("Guessed: %s") : _("Found: %s"), s2p_layout_title (table->layout));
  set_first_entry (self->layout, text != NULL ? text : _("Guess"));
  gtk_drop_down_set_selected (self->layout, file->options.layout);
}

static void
show_unit (S2pImportPreview *self, const S2pImportFile *file)
{
  const S2pRecordings *table = file->options.unit == S2P_UNIT_GUESS ? file->table : NULL;
  g_autofree char *text = NULL, *rate = NULL;
  GString *number = g_string_new (NULL);

  if (table != NULL)
    text = g_strdup_printf (table->unit_guessed ? _("Guessed: %s") : _("From the header: %s"), s2p_unit_title (table->unit));
  set_first_entry (self->unit, text != NULL ? text : _("Guess"));
  gtk_drop_down_set_selected (self->unit, self->wants_rate ? S2P_UNIT_SAMPLES : file->options.unit);
  gtk_widget_set_visible (GTK_WIDGET (self->rate_box), self->wants_rate || file->options.unit == S2P_UNIT_SAMPLES
                          || (file->table != NULL && file->table->unit == S2P_UNIT_SAMPLES));
  if (file->options.rate_hz > 0)
    s2p_number_append (number, file->options.rate_hz);
  rate = g_string_free (number, FALSE);
  if (!self->wants_rate)
    gtk_editable_set_text (GTK_EDITABLE (self->rate), rate);
  gtk_widget_remove_css_class (GTK_WIDGET (self->rate), "error");
}

static void
on_layout (S2pImportPreview *self)
{
  const S2pImportFile *file = self->updating ? NULL : file_of (self);
  S2pImportOptions options;

  if (file == NULL || file->options.layout == gtk_drop_down_get_selected (self->layout))
    return;
  options = file->options;
  options.layout = gtk_drop_down_get_selected (self->layout);
  s2p_document_set_import_options (self->document, self->file_id, &options);
}

static void
on_unit (S2pImportPreview *self)
{
  const S2pImportFile *file = self->updating ? NULL : file_of (self);
  S2pImportOptions options;

  if (file == NULL)
    return;
  options = file->options;
  options.unit = gtk_drop_down_get_selected (self->unit);
  self->wants_rate = options.unit == S2P_UNIT_SAMPLES && !(options.rate_hz > 0);
  if (self->wants_rate)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->rate_box), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->rate));
    }
  else
    {
      gtk_widget_set_visible (GTK_WIDGET (self->rate_box), options.unit == S2P_UNIT_SAMPLES);
      if (options.unit != file->options.unit)
        s2p_document_set_import_options (self->document, self->file_id, &options);
    }
}

static void
on_rate (S2pImportPreview *self)
{
  const S2pImportFile *file = file_of (self);
  S2pImportOptions options;

  if (file == NULL)
    return;
  options = file->options;
  if (!s2p_number_parse (gtk_editable_get_text (GTK_EDITABLE (self->rate)), &options.rate_hz) || !(options.rate_hz > 0))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->rate), "error");
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->rate), _("The sampling rate is a number of samples a second, as 30000"));
      return;
    }
  options.unit = S2P_UNIT_SAMPLES;
  self->wants_rate = FALSE;
  s2p_document_set_import_options (self->document, self->file_id, &options);
}

static void
on_again (S2pImportPreview *self)
{
  const S2pImportFile *file = file_of (self);

  if (file != NULL)
    s2p_document_set_import_options (self->document, self->file_id, &(S2pImportOptions) { file->options.layout, file->options.unit, file->options.rate_hz });
}

/* --- what was found --- */

/* Notes that belong to no line; the others stand in the grid. */
static void
show_notes (S2pImportPreview *self, const S2pImportFile *file)
{
  const GPtrArray *notes = file->table != NULL ? file->table->notes : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->notes))) != NULL)
    gtk_box_remove (self->notes, child);
  for (guint i = 0; i < s2p_notes_count (notes); i++)
    if (s2p_notes_at (notes, i)->line == 0)
      {
        GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *icon = gtk_image_new_from_icon_name ("dialog-information-symbolic"),
                  *label = gtk_label_new (s2p_notes_at (notes, i)->text);

        gtk_label_set_wrap (GTK_LABEL (label), TRUE);
        gtk_label_set_xalign (GTK_LABEL (label), 0);
        gtk_widget_add_css_class (label, "caption");
        gtk_widget_set_valign (icon, GTK_ALIGN_START);
        gtk_box_append (GTK_BOX (line), icon);
        gtk_box_append (GTK_BOX (line), label);
        gtk_box_append (self->notes, line);
      }
  gtk_widget_set_visible (GTK_WIDGET (self->notes), gtk_widget_get_first_child (GTK_WIDGET (self->notes)) != NULL);
}

static const char *
why_nothing (const S2pImportFile *file)
{
  if (file->path == NULL)
    return _("These recordings come from a session file. To read the table in another way, open it again.");
  if (file->error != NULL || (file->preview != NULL && file->preview->len > 0))
    return NULL;
  return file->reading ? _("Reading…") : _("There are no lines to show.");
}

static void
update (S2pImportPreview *self)
{
  const S2pImportFile *file = file_of (self);
  g_autofree char *name = NULL;
  const char *why;

  gtk_widget_set_visible (GTK_WIDGET (self), file != NULL);
  if (file == NULL)
    return;
  self->updating = TRUE;
  self->wants_rate |= file->needs_rate;
  gtk_widget_set_visible (GTK_WIDGET (self->options), file->path != NULL);
  show_layout (self, file);
  show_unit (self, file);
  gtk_widget_set_visible (self->error_box, file->error != NULL);
  gtk_label_set_label (self->error, file->error != NULL ? file->error : "");
  gtk_label_set_label (self->advice, file->needs_rate ? _("Give the sampling rate above and press Enter.")
                       : file->preview != NULL && file->preview->len > 0
                       ? _("Choose another layout or unit, mend the file and try again, or remove it from the list.")
                       : _("Mend this and try again, or remove the file from the list."));
  self->updating = FALSE;
  if (file->reading && self->filled == self->file_id)
    return; /* what stands there stays until the new is read */
  show_notes (self, file);
  why = why_nothing (file);
  gtk_label_set_label (self->nothing, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), why != NULL);
  name = g_strdup_printf (_("First lines of %s"), file->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  self->filled = self->file_id;
  s2p_import_grid_fill (self->grid, s2p_document_session (self->document), file);
}

static void
on_changed (S2pImportPreview *self, guint changes)
{
  if (changes & S2P_CHANGED_FILES)
    update (self);
}

/* --- the widget --- */

static void
s2p_import_preview_dispose (GObject *object)
{
  S2pImportPreview *self = S2P_IMPORT_PREVIEW (object);

  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), S2P_TYPE_IMPORT_PREVIEW);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (s2p_import_preview_parent_class)->dispose (object);
}

static void
s2p_import_preview_class_init (S2pImportPreviewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = s2p_import_preview_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/spike2pop/Spike2Pop/ui/import-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, options);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, layout);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, unit);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, rate_box);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, rate);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, error_box);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, error);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, advice);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, notes);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, nothing);
  gtk_widget_class_bind_template_child (widget_class, S2pImportPreview, grid);
  gtk_widget_class_bind_template_callback (widget_class, on_layout);
  gtk_widget_class_bind_template_callback (widget_class, on_unit);
  gtk_widget_class_bind_template_callback (widget_class, on_rate);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
}

/* With a capital, as it stands alone. */
static void
append_title (GtkStringList *list, const char *title)
{
  g_autofree char *capital = g_utf8_strup (title, (gssize) (g_utf8_next_char (title) - title)),
                  *text = g_strconcat (capital, g_utf8_next_char (title), NULL);

  gtk_string_list_append (list, text);
}

/* The first entry is what is guessed. */
static void
fill_drop_downs (S2pImportPreview *self)
{
  g_autoptr (GtkStringList) layouts = gtk_string_list_new (NULL), units = gtk_string_list_new (NULL);

  gtk_string_list_append (layouts, _("Guess"));
  gtk_string_list_append (units, _("Guess"));
  for (guint i = S2P_LAYOUT_GUESS + 1; i <= S2P_LAYOUT_SINGLE_COLUMN; i++)
    append_title (layouts, s2p_layout_title ((S2pTableLayout) i));
  for (guint i = S2P_UNIT_GUESS + 1; i <= S2P_UNIT_SAMPLES; i++)
    append_title (units, s2p_unit_title ((S2pUnit) i));
  gtk_drop_down_set_model (self->layout, G_LIST_MODEL (layouts));
  gtk_drop_down_set_model (self->unit, G_LIST_MODEL (units));
}

static void
s2p_import_preview_init (S2pImportPreview *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_drop_downs (self);
  self->updating = FALSE;
}

void
s2p_import_preview_set_document (S2pImportPreview *self, S2pDocument *document)
{
  self->document = g_object_ref (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  update (self);
}

void
s2p_import_preview_show (S2pImportPreview *self, guint file_id)
{
  self->file_id = file_id;
  self->wants_rate = FALSE;
  update (self);
}
