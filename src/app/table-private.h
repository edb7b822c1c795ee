/* What the files table*.c share. */
#pragma once
#include "app/table.h"

G_BEGIN_DECLS

/* A row knows nothing but its number in the source. */
#define S2P_TYPE_ROW (s2p_row_get_type ())
G_DECLARE_FINAL_TYPE (S2pRow, s2p_row, S2P, ROW, GObject)
guint s2p_row_number (const S2pRow *row);

/* The rows as a list; each is made when it is first asked for, and is the same object ever after. */
#define S2P_TYPE_ROWS (s2p_rows_get_type ())
G_DECLARE_FINAL_TYPE (S2pRows, s2p_rows, S2P, ROWS, GObject)
S2pRows *s2p_rows_new    (void);
void     s2p_rows_resize (S2pRows *rows, guint n);

typedef struct {
  S2pTable            *table;   /* borrowed */
  guint                index;
  char                *title, *tooltip;
  S2pColumnKind        kind;
  gboolean             expand;
  GtkColumnViewColumn *view;
  GtkSorter           *sorter;  /* of view; borrowed */
  /* What rows are sorted by, for all rows; NULL until sorted by. */
  double              *numbers;
  char               **keys;
} S2pTableColumn;

struct _S2pTable {
  GtkWidget          parent;
  char              *name;
  GtkWidget         *scrolled, *menu;
  GtkColumnView     *view;
  S2pRows           *rows;
  GtkSortListModel  *sorted;
  GtkSelectionModel *selection;
  GtkColumnViewColumn *filler;   /* NULL: some column expands */
  GPtrArray         *columns;    /* (element-type S2pTableColumn) */
  S2pTableSource     source;
  GHashTable        *cells;      /* GtkListItem -> S2pTableColumn: those that are bound */
  S2pTableColumn    *probe;      /* see s2p_table_direction () */
  int                direction;  /* of the column that is sorted by: 1 or -1; 0: none */
  guint              current;    /* row that the user went to */
  gboolean           silent;     /* the selection is changed by the program */
};

/* --- table-columns.c --- */
S2pTableColumn *s2p_table_column_new  (S2pTable *table, guint index, const S2pColumn *column);
void            s2p_table_column_free (S2pTableColumn *column);
/* Shows it at the end. */
void            s2p_table_column_show (S2pTableColumn *column);
void            s2p_table_fill_cell   (S2pTableColumn *column, GtkListItem *item);

/* --- table-sort.c --- */
GtkSorter      *s2p_table_column_sorter (S2pTableColumn *column);
void            s2p_table_forget_keys (S2pTable *table);
/* 1: upwards, -1: downwards, 0: in the order of the source. */
int             s2p_table_direction   (S2pTable *table);
/* Puts rows in order again, if what they say has changed their order. */
void            s2p_table_sort_again  (S2pTable *table);

/* --- table-copy.c --- */
void            s2p_table_copy        (S2pTable *table, gboolean all);

G_END_DECLS
