/* infer: the dynamic input conductances that each recording points to, and how surely. */
#include "base/error.h"
#include "cli/recordings.h"
#include "session/density-tables.h"
#include "session/tables.h"

typedef struct {
  char *density, *regions, *at, *grid; /* files, and "100x80" */
} Options;

/* What the functions below append from. */
typedef struct {
  const S2pSession *session;
  S2pGridSize       grid;
} Source;

static const S2pEntry *
entry_of (const S2pSession *session, guint index)
{
  return session->entries->pdata[index];
}

static void
append_inference (GString *text, guint index, gconstpointer data)
{
  const S2pEntry *entry = entry_of (((const Source *) data)->session, index);

  s2p_inference_table_row (text, entry);
}

static void
append_density (GString *text, guint index, gconstpointer data)
{
  const Source *source = data;
  const S2pEntry *entry = entry_of (source->session, index);

  s2p_density_table_rows (text, entry->recording->train->id, &entry->estimate.inference, &source->grid);
}

static void
append_regions (GString *text, guint index, gconstpointer data)
{
  const S2pEntry *entry = entry_of (((const Source *) data)->session, index);

  s2p_outline_table_rows (text, entry->recording->train->id, &entry->estimate.inference);
}

/* --- pairs that are asked about --- */

typedef struct {
  const S2pSession *session;
  const S2pPair   **pairs;   /* by recording */
  guint            *numbers; /* of each of them in the file */
  guint            *starts;  /* [entries + 1] of each recording's */
  S2pPairAnswer    *answers; /* the same order */
} Questions;

static void
clear_questions (Questions *questions)
{
  g_free (questions->pairs);
  g_free (questions->numbers);
  g_free (questions->starts);
  g_free (questions->answers);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Questions, clear_questions)

/* FALSE for an ID that no recording has. */
static gboolean
sort_questions (Questions *questions, const S2pPairsFile *file, const char *name, GError **error)
{
  const S2pSession *session = questions->session;
  const guint n_entries = session->entries->len, n = file->pairs->len;
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *entry_of_pair = g_new (guint, n), *next = NULL; /* where each recording's next one goes */

  questions->pairs = g_new (const S2pPair *, n);
  questions->numbers = g_new (guint, n);
  questions->starts = g_new0 (guint, n_entries + 1);
  questions->answers = g_new (S2pPairAnswer, n);
  for (guint i = 0; i < n_entries; i++)
    g_hash_table_insert (ids, entry_of (session, i)->recording->train->id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < n; i++)
    {
      const S2pPair *pair = &g_array_index (file->pairs, S2pPair, i);
      const guint found = GPOINTER_TO_UINT (g_hash_table_lookup (ids, pair->id));

      if (found == 0)
        {
          s2p_set_error_at (error, S2P_ERROR_FORMAT, pair->line, "%s, line %" G_GSIZE_FORMAT ": there is no recording with the ID “%.60s”", name, pair->line, pair->id);
          return FALSE;
        }
      entry_of_pair[i] = found - 1;
      questions->starts[found]++;
    }
  for (guint i = 0; i < n_entries; i++)
    questions->starts[i + 1] += questions->starts[i];
  next = g_memdup2 (questions->starts, (n_entries + 1) * sizeof *next);
  for (guint i = 0; i < n; i++)
    {
      const guint to = next[entry_of_pair[i]]++;

      questions->pairs[to] = &g_array_index (file->pairs, S2pPair, i);
      questions->numbers[to] = i;
    }
  return TRUE;
}

static void
answer (guint index, gpointer data)
{
  const Questions *questions = data;
  const guint from = questions->starts[index];

  if (!s2p_cli_interrupted ())
    s2p_pair_answer (&entry_of (questions->session, index)->estimate.inference, questions->pairs + from, questions->starts[index + 1] - from, questions->answers + from);
}

static gboolean
write_answers (const S2pSession *session, const S2pPairsFile *file, const char *name, S2pPool *pool, S2pOutput *output, GError **error)
{
  g_auto (Questions) questions = { .session = session };
  g_autofree guint *place = g_new (guint, file->pairs->len);
  g_autoptr (GString) text = g_string_new (NULL);

  if (!sort_questions (&questions, file, name, error))
    return FALSE;
  s2p_pool_run (pool, session->entries->len, answer, &questions);
  for (guint i = 0; i < file->pairs->len; i++)
    place[questions.numbers[i]] = i;
  s2p_pair_table_header (text);
  for (guint i = 0; i < file->pairs->len; i++)
    {
      s2p_pair_table_row (text, questions.pairs[place[i]], &questions.answers[place[i]]);
      if (!s2p_cli_pour (output, text, error))
        return FALSE;
    }
  s2p_output_take (output, text);
  return TRUE;
}

/* --- the verb --- */

static gboolean
check (const Options *options, const S2pCliCommon *common, S2pGridSize *grid)
{
  const char *const files[] = { common->output, options->density, options->regions };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (guint j = 0; j < i; j++)
      if (files[i] != NULL && g_strcmp0 (files[i], files[j]) == 0)
        {
          s2p_cli_note ("-o, --density and --regions must be different files");
          return FALSE;
        }
  if (options->grid != NULL && options->density == NULL)
    s2p_cli_note ("--grid is the grid of --density FILE, which is not given");
  else if (!s2p_grid_size_parse (options->grid != NULL ? options->grid : "100x80", grid, &error))
    s2p_cli_note ("--grid: %s", error->message);
  else if ((options->density != NULL && *options->density == '\0') || (options->regions != NULL && *options->regions == '\0') || (options->at != NULL && *options->at == '\0'))
    s2p_cli_note ("--density, --regions and --at need the name of a file");
  else
    return TRUE;
  return FALSE;
}

static gboolean
write_table (S2pOutput *output, S2pPool *pool, const char *what, void (*header) (GString *), S2pCliAppend append, const Source *source, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  header (text);
  s2p_output_take (output, text);
  return s2p_cli_append_all (output, pool, what, source->session->entries->len, append, source, error);
}

/* Nothing replaces an older file before all is written. */
static gboolean
write_all (const Source *source, const Options *options, const S2pPairsFile *pairs, const S2pCliCommon *common, S2pPool *pool, GError **error)
{
  g_autoptr (S2pOutput) output = s2p_cli_open_output (common, error);
  g_autoptr (S2pOutput) density = NULL, regions = NULL;

  if (output == NULL || (options->density != NULL && (density = s2p_output_new_file (options->density, error)) == NULL)
      || (options->regions != NULL && (regions = s2p_output_new_file (options->regions, error)) == NULL))
    return FALSE;
  if (pairs != NULL ? !write_answers (source->session, pairs, options->at, pool, output, error)
                    : !write_table (output, pool, "table", s2p_inference_table_header, append_inference, source, error))
    return FALSE;
  if ((density != NULL && !write_table (density, pool, "densities", s2p_density_table_header, append_density, source, error))
      || (regions != NULL && !write_table (regions, pool, "regions", s2p_outline_table_header, append_regions, source, error)))
    return FALSE;
  return (density == NULL || s2p_output_close (density, error)) && (regions == NULL || s2p_output_close (regions, error)) && s2p_output_close (output, error);
}

static void
clear_options (Options *options)
{
  g_free (options->density);
  g_free (options->regions);
  g_free (options->at);
  g_free (options->grid);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_auto (S2pCliImport) import = { 0 };
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "density", 0, 0, G_OPTION_ARG_FILENAME, &options.density, "write the density on a grid too: ID,g_s,g_u,density", "FILE" },
    { "grid", 0, 0, G_OPTION_ARG_STRING, &options.grid, "its cells along g_s and g_u (default: 100x80)", "NxM" },
    { "regions", 0, 0, G_OPTION_ARG_FILENAME, &options.regions, "write the outlines of the 50 % and 90 % regions too: ID,probability,part,g_s,g_u", "FILE" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &options.at, "instead of the table, say how probable the pairs of FILE (ID,g_s,g_u) are: ID,g_s,g_u,log_density,level", "FILE" },
    S2P_CLI_IMPORT_ENTRIES (&import),
    { 0 },
  };
  g_autoptr (S2pPairsFile) pairs = NULL;
  S2pGridSize grid;
  int status;
  GError *error = NULL;

  if (!s2p_cli_parse (&s2p_verb_infer, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_OUTPUT | S2P_CLI_JOBS, 1, 1, &status))
    return status;
  if (!check (&options, &common, &grid))
    return S2P_CLI_USAGE;

  g_autoptr (S2pNeuron) neuron = s2p_cli_load_neuron (common.model, S2P_CLI_NETWORK, &error);

  if (neuron == NULL || (options.at != NULL && (pairs = s2p_pairs_file_read (options.at, &error)) == NULL))
    return s2p_cli_fail (error);

  g_autoptr (S2pSession) session = s2p_cli_read_recordings (argv[1], &import, &status);

  if (session == NULL)
    return status;

  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);
  const Source source = { session, grid };

  s2p_cli_estimate (session, neuron, FALSE, pool);
  return write_all (&source, &options, pairs, &common, pool, &error) ? S2P_CLI_DONE : s2p_cli_fail (error);
}

const S2pVerb s2p_verb_infer = {
  "infer", "RECORDINGS", "Infer the dynamic input conductances g_s and g_u of each recording",
  "g_s and g_u are in units of g_leak, at the model's threshold voltage. What a recording says of them is a density. Of it\n"
  "the table gives the mean (g_s, g_u) with its standard deviations (sd_) and correlation, the mode, and of the regions of\n"
  "highest density that hold 50 and 90 % the area and the extent (low_g_s_50 to high_g_s_50, ...). A recording of\n"
  "3 spikes or fewer is silent and gets empty fields. in_domain is 0 for a recording that the model could not have fired,\n"
  "with the reason (1 % of the model's own trains get it, too); empty where no MODEL-domain.safetensors lies beside the\n"
  "weights.\n\n"
  "--density: the middle of each cell, and the mean density per unit area in it; the sum times a cell's area is 1.\n"
  "--regions: closed lines in (g_s, g_u), one for each part of a region; the line around a hole runs clockwise.\n"
  "--at: FILE may ask several pairs of one recording, and have other columns too. log_density is in nats per unit area;\n"
  "level is the probability of the region that is denser than the pair, so a pair is within the 90 % region where\n"
  "level < 0.9. A pair outside the model's range has an empty log_density, and level 1.", run,
};
