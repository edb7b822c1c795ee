/* A table of rows that can be sorted by any column, selected, copied (Ctrl+C: tab-separated, with a header) and refreshed
 * in place: selection, order and scrolling stay. Only visible rows are made, so 100,000 rows are no burden.
 *
 * Signals: "selected" (guint row): the row that the user went to (G_MAXUINT: none); not sent for s2p_table_select ().
 *          "toggled" (guint row, gboolean active): a check box of an S2P_COLUMN_CHECK column.
 * Row numbers are the source's own, whatever order is shown. A title "g_Na" is shown with a subscript. Copies have the
 * numbers of number columns in full.
 */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define S2P_TYPE_TABLE (s2p_table_get_type ())
G_DECLARE_FINAL_TYPE (S2pTable, s2p_table, S2P, TABLE, GtkWidget)

typedef enum { S2P_COLUMN_TEXT, S2P_COLUMN_NUMBER, S2P_COLUMN_CHECK } S2pColumnKind;

typedef struct {
  const char   *title;    /* translated */
  const char   *tooltip;  /* of the header: what it is, with its unit; NULL for none */
  S2pColumnKind kind;     /* numbers stand to the right, in figures of equal width */
  gboolean      expand;   /* takes the room that is left */
} S2pColumn;

/* Where the rows come from; called on the main thread for rows that are seen, sorted by or copied. */
typedef struct {
  guint    n_rows;
  void   (*text)   (gpointer data, guint row, guint column, GString *text);  /* appends what is shown */
  double (*number) (gpointer data, guint row, guint column);                 /* to sort a number column by; NAN last. NULL: sorted by text */
  gboolean (*checked) (gpointer data, guint row, guint column);              /* of check columns */
  const char *(*tip) (gpointer data, guint row, guint column);               /* borrowed tooltip of a cell, or NULL. May be NULL */
  gpointer       data;
  GDestroyNotify free_data;
  gboolean (*warns) (gpointer data, guint row, guint column);                /* is a cell a warning? May be NULL */
} S2pTableSource;

/* @columns [@n] are copied. @name: for assistive technology ("Recordings"). */
GtkWidget *s2p_table_new     (const char *name, const S2pColumn *columns, guint n);
/* Other columns (another model's conductances): rows are dropped. */
void       s2p_table_set_columns (S2pTable *table, const S2pColumn *columns, guint n);
/* Takes over source->data. The same number of rows keeps selection and order. */
void       s2p_table_set_source  (S2pTable *table, const S2pTableSource *source);
/* The source says something else than before, for the same rows. */
void       s2p_table_refresh (S2pTable *table);
void       s2p_table_select  (S2pTable *table, guint row);  /* and scrolls there; G_MAXUINT: none */
void       s2p_table_sort    (S2pTable *table, guint column, gboolean descending);

G_END_DECLS
