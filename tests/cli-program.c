#include "cli-program.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/number.h"

int
cli_set_up (void **state)
{
  *state = g_dir_make_tmp ("spike2pop-cli-XXXXXX", NULL);
  return *state != NULL ? 0 : 1;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);
      remove_tree (inner);
    }
  g_remove (path);
}

int
cli_tear_down (void **state)
{
  remove_tree (*state);
  g_free (*state);
  return 0;
}

void
ran_clear (Ran *ran)
{
  g_clear_pointer (&ran->out, g_free);
  g_clear_pointer (&ran->err, g_free);
}

static char **
arguments (const char *format, va_list values)
{
  g_autofree char *text = g_strdup_vprintf (format, values), *line = g_strdup_printf ("'%s' %s", S2P_CLI, text);
  char **argv = NULL;

  assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  return argv;
}

/* A locale with a decimal comma where the system has it: tables must not care. */
static char **
environment (void)
{
  char **list = g_environ_setenv (g_get_environ (), "SPIKE2POP_DATA", S2P_SOURCE_ROOT, TRUE);

  return g_environ_setenv (list, "LC_ALL", "de_DE.UTF-8", TRUE);
}

static Ran
run_list (const char *folder, const char *format, va_list values)
{
  g_auto (GStrv) argv = arguments (format, values), list = environment ();
  g_autoptr (GError) error = NULL;
  Ran ran = { 0 };
  int wait_status;

  if (!g_spawn_sync (folder, argv, list, G_SPAWN_DEFAULT, NULL, NULL, &ran.out, &ran.err, &wait_status, &error))
    fail_msg ("%s", error->message);
  ran.status = WIFEXITED (wait_status) ? WEXITSTATUS (wait_status) : -1;
  ran.out_length = strlen (ran.out);
  return ran;
}

Ran
cli_run (const char *folder, const char *format, ...)
{
  va_list values;
  Ran ran;

  va_start (values, format);
  ran = run_list (folder, format, values);
  va_end (values);
  return ran;
}

char *
cli_output (const char *folder, const char *format, ...)
{
  g_auto (Ran) ran = { 0 };
  va_list values;

  va_start (values, format);
  ran = run_list (folder, format, values);
  va_end (values);
  if (ran.status != 0)
    fail_msg ("%s: exit status %d: %s", format, ran.status, ran.err);
  assert_null (strchr (ran.err, '\r')); /* progress */
  return g_steal_pointer (&ran.out);
}

Ran
cli_interrupt (const char *folder, const char *format, ...)
{
  g_auto (GStrv) argv = NULL, list = environment ();
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  Ran ran = { 0 };
  int master, slave, wait_status;
  char buffer[4096];
  gssize length;
  gboolean sent = FALSE;
  va_list values;
  GPid child;

  va_start (values, format);
  argv = arguments (format, values);
  va_end (values);
  assert_int_equal (openpty (&master, &slave, NULL, NULL, NULL), 0);
  if (!g_spawn_async_with_fds (folder, argv, list, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child, -1, -1, slave, &error))
    fail_msg ("%s", error->message);
  close (slave);
  while ((length = read (master, buffer, sizeof buffer)) > 0 || (length < 0 && errno == EINTR))
    {
      g_string_append_len (shown, buffer, MAX (0, length));
      if (!sent && shown->len > 0)
        {
          sent = TRUE;
          kill (child, SIGINT);
        }
    }
  close (master);
  assert_int_equal (waitpid (child, &wait_status, 0), child);
  assert_true (sent);
  ran.status = WIFEXITED (wait_status) ? WEXITSTATUS (wait_status) : -1;
  ran.out = g_strdup ("");
  ran.err = g_string_free (g_steal_pointer (&shown), FALSE);
  return ran;
}

char *
folder_read (const char *folder, const char *name, gsize *length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, length, NULL))
    fail_msg ("%s is not there", path);
  return text;
}

void
folder_write (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_true (g_file_set_contents (path, text, -1, NULL));
}

guint
folder_count (const char *folder, const char *prefix)
{
  g_autoptr (GDir) list = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (list)) != NULL)
    n += g_str_has_prefix (name, prefix);
  return n;
}

static const char *
take_field (const char *at, GPtrArray *row)
{
  GString *field = g_string_new (NULL);
  const gboolean quoted = *at == '"';

  if (quoted)
    at++;
  while (*at != '\0' && (quoted || (*at != ',' && *at != '\n')))
    {
      if (quoted && *at == '"' && *++at != '"')
        break;
      g_string_append_c (field, *at++);
    }
  g_ptr_array_add (row, g_string_free (field, FALSE));
  return at;
}

GPtrArray *
table_parse (const char *text)
{
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  const char *at = text;
  guint n_columns = 0;

  assert_null (strstr (text, "nan"));
  assert_null (strstr (text, "inf"));
  assert_null (strchr (text, '\r'));
  while (*at != '\0')
    {
      GPtrArray *row = g_ptr_array_new ();

      at = take_field (at, row);
      while (*at == ',')
        at = take_field (at + 1, row);
      assert_int_equal (*at, '\n'); /* the last row ends, too */
      at++;
      if (n_columns == 0)
        n_columns = row->len;
      assert_int_equal (row->len, n_columns);
      g_ptr_array_add (row, NULL);
      g_ptr_array_add (table, g_ptr_array_free (row, FALSE));
    }
  assert_true (table->len > 0);
  return table;
}

guint
table_column (const GPtrArray *table, const char *name)
{
  char **header = table->pdata[0];

  for (guint i = 0; header[i] != NULL; i++)
    if (strcmp (header[i], name) == 0)
      return i;
  fail_msg ("no column %s", name);
  return 0;
}

const char *
table_text (const GPtrArray *table, guint row, const char *name)
{
  assert_true (row + 1 < table->len);
  return ((char **) table->pdata[row + 1])[table_column (table, name)];
}

double
table_number (const GPtrArray *table, guint row, const char *name)
{
  const char *text = table_text (table, row, name);
  double value = 0;

  if (!s2p_number_parse (text, &value))
    fail_msg ("row %u, %s: “%s” is no number", row, name, text);
  return value;
}
