#include "cli/cli.h"
#include "base/error.h"
#include "program/program.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
s2p_cli_common_clear (S2pCliCommon *common)
{
  g_clear_pointer (&common->model, g_free);
  g_clear_pointer (&common->output, g_free);
}

gboolean
s2p_cli_parse (const S2pVerb *verb, int *argc, char ***argv, const GOptionEntry *entries, S2pCliCommon *common, S2pCliWants wants,
               int n_least, int n_most, int *status)
{
  const GOptionEntry shared[] = {
    { "model", 'm', 0, G_OPTION_ARG_STRING, &common->model, "neuron model: stg, da, or the path of a model file (default: stg)", "MODEL" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &common->output, "write to FILE instead of standard output", "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &common->output, "write to FILE (must be given)", "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &common->seed, "seed of all random draws (default: 0)", "N" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &common->jobs, "threads (default: one a processor)", "N" },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (verb->arguments);
  g_autofree char *name = g_strdup_printf ("spike2pop-cli %s", verb->name);
  GError *error = NULL;
  gboolean help = FALSE;
  const GOptionEntry own_help[] = { { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "show this help", NULL }, { 0 } };

  *status = S2P_CLI_USAGE;
  common->jobs = G_MININT; /* not given */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, verb->summary);
  g_option_context_set_description (context, verb->details);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    if (wants & (1u << i))
      {
        const GOptionEntry one[] = { shared[i], { 0 } };
        g_option_context_add_main_entries (context, one, NULL);
      }
  g_option_context_add_main_entries (context, own_help, NULL);
  g_set_prgname (name);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      fprintf (stderr, "%s: %s\nTry “%s --help”.\n", name, error->message, name);
      g_error_free (error);
      return FALSE;
    }
  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);
      fputs (text, stdout);
      *status = S2P_CLI_DONE;
      return FALSE;
    }
  if (*argc - 1 < n_least || (n_most >= 0 && *argc - 1 > n_most))
    {
      fprintf (stderr, *argc - 1 < n_least ? "%s: an argument is missing: %s\nTry “%s --help”.\n" : "%s: too many arguments; expected: %s\nTry “%s --help”.\n",
               name, verb->arguments, name);
      return FALSE;
    }
  if (common->jobs == G_MININT)
    common->jobs = 0;
  else if (common->jobs < 1 || common->jobs > 1024)
    {
      fprintf (stderr, "%s: --jobs must lie between 1 and 1024\n", name);
      return FALSE;
    }
  if ((common->output == NULL && (wants & S2P_CLI_FILE)) || (common->output != NULL && *common->output == '\0'))
    {
      fprintf (stderr, "%s: -o needs the name of a file to write to\n", name);
      return FALSE;
    }
  if (common->model == NULL && (wants & S2P_CLI_MODEL))
    common->model = g_strdup ("stg");
  return TRUE;
}

int
s2p_cli_fail (GError *error)
{
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  g_error_free (error);
  return S2P_CLI_FAILED;
}

void
s2p_cli_note (const char *format, ...)
{
  va_list arguments;

  fprintf (stderr, "%s: ", g_get_prgname ());
  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
}

S2pNeuron *
s2p_cli_load_neuron (const char *name, S2pCliNeeds needs, GError **error)
{
  g_autoptr (S2pModel) model = s2p_program_load_model (name, error);
  g_autoptr (S2pNeuron) neuron = NULL;
  g_autofree char *path = NULL;

  if (model == NULL || ((needs & S2P_CLI_GENERATION) && !s2p_model_require_generation (model, error)))
    return NULL;
  if (!(needs & S2P_CLI_NETWORK))
    return s2p_neuron_new (g_steal_pointer (&model), NULL, error);
  path = s2p_program_weights_path (model);
  neuron = s2p_neuron_new (g_steal_pointer (&model), path, error);
  if (neuron != NULL && neuron->network == NULL)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, "%s; “generate --dics=G_S,G_U” works without", neuron->missing);
      return NULL;
    }
  return g_steal_pointer (&neuron);
}

S2pOutput *
s2p_cli_open_output (const S2pCliCommon *common, GError **error)
{
  s2p_cli_catch_interrupt ();
  return common->output != NULL ? s2p_output_new_file (common->output, error) : s2p_output_new_fd (STDOUT_FILENO);
}

gboolean
s2p_cli_stopped (GError **error)
{
  if (!s2p_cli_interrupted ())
    return FALSE;
  g_set_error_literal (error, S2P_ERROR, S2P_ERROR_CANCELLED, "interrupted before the end; no file was changed");
  return TRUE;
}

gboolean
s2p_cli_pour (S2pOutput *output, GString *text, GError **error)
{
  if (s2p_cli_stopped (error))
    return FALSE;
  if (text->len > 1 << 20)
    s2p_output_take (output, text);
  return TRUE;
}

struct _S2pCliProgress {
  GMutex      mutex;
  const char *what;
  guint64     done, total;
  gint64      begun, shown;
  gboolean    terminal;
};

S2pCliProgress *
s2p_cli_progress_new (const char *what, guint64 total)
{
  S2pCliProgress *progress = g_new0 (S2pCliProgress, 1);

  g_mutex_init (&progress->mutex);
  progress->what = what;
  progress->total = total;
  progress->begun = g_get_monotonic_time ();
  progress->terminal = isatty (STDERR_FILENO);
  return progress;
}

void
s2p_cli_progress_add (S2pCliProgress *progress, guint64 done)
{
  gint64 now;

  if (!progress->terminal)
    return;
  g_mutex_lock (&progress->mutex);
  progress->done += done;
  now = g_get_monotonic_time ();
  if (now - progress->shown > 200000 && progress->total > 0)
    {
      double share = (double) progress->done / progress->total, elapsed = (now - progress->begun) / 1e6;

      fprintf (stderr, "\r%s: %3.0f %%, %.0f s left ", progress->what, 100 * share, share > 0 ? elapsed / share - elapsed : 0);
      progress->shown = now;
    }
  g_mutex_unlock (&progress->mutex);
}

void
s2p_cli_progress_free (S2pCliProgress *progress)
{
  if (progress == NULL)
    return;
  if (progress->shown > 0)
    fputs ("\r\033[K", stderr);
  g_mutex_clear (&progress->mutex);
  g_free (progress);
}

static volatile sig_atomic_t interrupted;

static void
on_interrupt (int signal_number)
{
  interrupted = 1;
  signal (signal_number, SIG_DFL);
}

void
s2p_cli_catch_interrupt (void)
{
  signal (SIGINT, on_interrupt);
  signal (SIGTERM, on_interrupt);
}

gboolean
s2p_cli_interrupted (void)
{
  return interrupted;
}

typedef struct {
  S2pTask         part;
  gpointer        plan;
  GCancellable   *cancellable;
  S2pCliProgress *progress;
} PlanRun;

static void
run_part (guint index, gpointer data)
{
  PlanRun *run = data;

  if (s2p_cli_interrupted ()) /* a signal handler may not do this itself */
    g_cancellable_cancel (run->cancellable);
  run->part (index, run->plan);
  s2p_cli_progress_add (run->progress, 1);
}

void
s2p_cli_run_plan (S2pPool *pool, const char *what, guint n_parts, S2pTask part, gpointer plan, GCancellable *cancellable)
{
  g_autoptr (S2pCliProgress) progress = s2p_cli_progress_new (what, n_parts);
  PlanRun run = { part, plan, cancellable, progress };

  s2p_pool_run (pool, n_parts, run_part, &run);
  if (s2p_cli_interrupted ())
    g_cancellable_cancel (cancellable);
}
