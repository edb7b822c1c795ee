/* reach: which dynamic input conductances each pair of conductances can give to a cell. */
#include "cli/figures.h"
#include "cli/results.h"
#include "base/number.h"
#include "picture/dic-space.h"
#include "program/program.h"
#include "session/tables.h"
#include <string.h>

typedef struct {
  char   **pairs, *bounds, *method, *folder;
  gboolean all, dark;
  int      draws, rounds;
} Settings;

static void
clear_settings (Settings *settings)
{
  g_strfreev (settings->pairs);
  g_free (settings->bounds);
  g_free (settings->method);
  g_free (settings->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, clear_settings)

static gboolean
parse_options (const Settings *settings, const S2pModel *model, S2pReachabilityOptions *options)
{
  GError *error = NULL;

  options->draws = MAX (settings->draws, 0);
  options->rounds = settings->rounds;
  if (settings->rounds < 1 || settings->rounds > 1000)
    s2p_cli_note ("--rounds must lie between 1 and 1000");
  else if (!(options->tolerance > 0))
    s2p_cli_note ("--tolerance must be greater than 0");
  else if (settings->method != NULL && strcmp (settings->method, "exact") != 0 && strcmp (settings->method, "fixed-point") != 0)
    s2p_cli_note ("--method is exact or fixed-point, not “%s”", settings->method);
  else if (settings->bounds != NULL && !s2p_reachability_options_set_bounds (options, model, settings->bounds, &error))
    s2p_cli_fail (error);
  else
    {
      if (settings->method != NULL && strcmp (settings->method, "fixed-point") == 0)
        options->method = S2P_COMPENSATE_FIXED_POINT;
      return TRUE;
    }
  return FALSE;
}

/* [n][2], free with g_free; NULL after a mistake, or where all pairs are wanted: *n is 0 then. */
static guint (*
parse_pairs (char **names, const S2pModel *model, guint *n, gboolean *good))[2]
{
  guint (*pairs)[2];

  *n = names != NULL ? g_strv_length (names) : 0;
  *good = TRUE;
  if (*n == 0)
    return NULL;
  pairs = g_malloc_n (*n, sizeof *pairs);
  for (guint i = 0; i < *n; i++)
    {
      S2pGenerateOptions options;
      GError *error = NULL;

      if (!s2p_generate_options_set_pair (&options, model, names[i], &error))
        {
          s2p_cli_fail (error);
          *good = FALSE;
          break;
        }
      memcpy (pairs[i], options.pair, sizeof pairs[i]);
    }
  return pairs;
}

/* "A,H" */
static char *
pair_name (const S2pReachability *reachability, guint map, const char *between)
{
  const guint *pair = reachability->maps[map].pair;

  return g_strconcat (reachability->model->conductances[pair[0]].name, between, reachability->model->conductances[pair[1]].name, NULL);
}

static char *
table_of (const S2pReachability *reachability)
{
  GString *text = g_string_new ("pair,g_s,g_u,share,cost\n");

  for (guint k = 0; k < reachability->n_maps; k++)
    for (guint i = 0; i < reachability->n_u * reachability->n_s; i++)
      {
        g_autofree char *name = pair_name (reachability, k, ",");

        s2p_table_append_field (text, name);
        g_string_append_c (text, ',');
        s2p_number_append (text, reachability->low_s + i % reachability->n_s * reachability->options.step);
        g_string_append_c (text, ',');
        s2p_number_append (text, reachability->low_u + i / reachability->n_s * reachability->options.step);
        g_string_append_c (text, ',');
        s2p_number_append (text, reachability->maps[k].share[i]);
        g_string_append_c (text, ',');
        s2p_number_append (text, reachability->maps[k].cost[i]);
        g_string_append_c (text, '\n');
      }
  return g_string_free (text, FALSE);
}

static gboolean
save (S2pPicture *picture, const Settings *settings, const char *name, GError **error)
{
  g_autoptr (S2pPicture) owned = picture;

  if (settings->dark)
    s2p_picture_figure (picture)->theme = s2p_theme_get (S2P_THEME_DARK);
  return s2p_cli_save_picture (picture, settings->folder, name, TRUE, error);
}

static gboolean
draw (const S2pReachability *reachability, const Settings *settings, GError **error)
{
  if (s2p_picture_reachability_fits (reachability))
    return save (s2p_picture_reachability (reachability, S2P_REACH_SHARE), settings, "reach-share", error)
           && save (s2p_picture_reachability (reachability, S2P_REACH_COST), settings, "reach-cost", error);
  for (guint k = 0; k < reachability->n_maps; k++)
    {
      g_autofree char *pair = pair_name (reachability, k, "-"), *name = g_strconcat ("reach-", pair, NULL);

      if (!save (s2p_picture_reach_pair (reachability, k), settings, name, error))
        return FALSE;
    }
  return TRUE;
}

static int
run (int argc, char **argv)
{
  g_auto (S2pCliCommon) common = { 0 };
  g_auto (Settings) settings = { .draws = 1000, .rounds = 25 };
  S2pReachabilityOptions options;
  const GOptionEntry entries[] = {
    { "outdir", 'O', 0, G_OPTION_ARG_FILENAME, &settings.folder, "folder for the table and the pictures; made where it is missing", "DIR" },
    { "pair", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings.pairs, "the two conductances that are solved for; may be given more than once", "A,H" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &settings.all, "every pair (default, where no --pair is given)", NULL },
    { "step", 0, 0, G_OPTION_ARG_DOUBLE, &options.step, "step of the grid of g_s and g_u (default: 0.5)", "STEP" },
    { "draws", 0, 0, G_OPTION_ARG_INT, &settings.draws, "spontaneous cells that are tried at each point (default: 1000)", "N" },
    { "at-most", 0, 0, G_OPTION_ARG_STRING, &settings.bounds, "greatest values of conductances, mS/cm2 (default: none)", "A=200,H=1" },
    { "method", 0, 0, G_OPTION_ARG_STRING, &settings.method, "exact (default), or fixed-point as in the thesis", "METHOD" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &settings.rounds, "rounds of the fixed point (default: 25, as the thesis has for these maps)", "K" },
    { "tolerance", 0, 0, G_OPTION_ARG_DOUBLE, &options.tolerance, "how near to the target the fixed point must end (default: 0.1)", "EPS" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &settings.dark, "pictures on a dark background", NULL },
    { 0 },
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree guint (*pairs)[2] = NULL;
  GError *error = NULL;
  guint n_pairs;
  gboolean good;
  int status;

  s2p_reachability_options_init (&options);
  if (!s2p_cli_parse (&s2p_verb_reach, &argc, &argv, entries, &common, S2P_CLI_MODEL | S2P_CLI_SEED | S2P_CLI_JOBS, 0, 0, &status))
    return status;
  if (!s2p_cli_check_folder (settings.folder))
    return S2P_CLI_USAGE;
  if (settings.all && settings.pairs != NULL)
    {
      s2p_cli_note ("give either --all or --pair");
      return S2P_CLI_USAGE;
    }

  g_autoptr (S2pNeuron) neuron = s2p_cli_load_neuron (common.model, S2P_CLI_GENERATION, &error);

  if (neuron == NULL)
    return s2p_cli_fail (error);
  options.seed = common.seed;
  options.cancellable = cancellable;
  pairs = parse_pairs (settings.pairs, neuron->model, &n_pairs, &good);
  if (!good || !parse_options (&settings, neuron->model, &options))
    return S2P_CLI_USAGE;

  g_autoptr (S2pReachability) reachability = s2p_reachability_new (neuron->model, &options, pairs, n_pairs, &error);

  if (reachability == NULL)
    {
      s2p_cli_fail (error);
      return S2P_CLI_USAGE;
    }
  if (!s2p_cli_make_folder (settings.folder))
    return S2P_CLI_FAILED;

  g_autoptr (S2pPool) pool = s2p_pool_new (common.jobs);

  s2p_cli_catch_interrupt ();
  s2p_cli_run_plan (pool, "maps", s2p_reachability_n_parts (reachability), s2p_reachability_part, reachability, cancellable);
  if (s2p_cli_stopped (&error) || !s2p_cli_write_text (settings.folder, "reach.csv", table_of (reachability), &error) || !draw (reachability, &settings, &error))
    return s2p_cli_fail (error);
  s2p_cli_note ("table and pictures are in %s", settings.folder);
  return S2P_CLI_DONE;
}

const S2pVerb s2p_verb_reach = {
  "reach", "", "Map which DICs each pair of conductances can reach",
  "On a grid over the model's range of (g_s, g_u): the share of draws for which the pair can be solved with all\n"
  "conductances >= 0, and its cost, the mean relative change of the two from the spontaneous cell. Writes reach.csv:\n"
  "pair,g_s,g_u,share,cost (cost is empty where no draw reaches), and pictures of it (SVG, PNG, PDF): all pairs on one\n"
  "page for the share and one for the cost, or a picture for each --pair. --method fixed-point gives the maps of the\n"
  "thesis (Figure 5.3). Its map of CaS,CaT is almost empty for a reason that is no failure of the iteration: the exact\n"
  "solution finds the same few points. See README.md.", run,
};
