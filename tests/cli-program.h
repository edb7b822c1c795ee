/* Runs the real program in a folder of its own and reads the tables that it writes. For the tests of src/cli. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib.h>

typedef struct {
  int   status;     /* exit status; -1: ended by a signal */
  char *out, *err;  /* whole standard output and error */
  gsize out_length;
} Ran;

/* Group set-up and tear-down: *state is the folder (a char *). */
int  cli_set_up    (void **state);
int  cli_tear_down (void **state);

/* @format: the arguments as one would type them, quotes included. Relative paths are in @folder. */
Ran  cli_run       (const char *folder, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Runs and expects status 0 and, as always, nothing on standard error while no terminal is there to see progress;
 * returns standard output. */
char *cli_output   (const char *folder, const char *format, ...) G_GNUC_PRINTF (2, 3);
void ran_clear     (Ran *ran);

/* Standard error is a terminal; SIGINT as soon as progress is shown there. */
Ran  cli_interrupt (const char *folder, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Files of @folder. */
char *folder_read  (const char *folder, const char *name, gsize *length);
void folder_write  (const char *folder, const char *name, const char *text);
guint folder_count (const char *folder, const char *prefix); /* names that begin so */

/* CSV as we write it: (element-type GStrv), header first, every row as long as it. Fails the test where it is not. */
GPtrArray *table_parse  (const char *text);
guint      table_column (const GPtrArray *table, const char *name);
const char *table_text  (const GPtrArray *table, guint row, const char *name); /* rows from 0, below the header */
double     table_number (const GPtrArray *table, guint row, const char *name); /* fails where it is none */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ran, ran_clear)
