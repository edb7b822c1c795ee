/* spike2pop-cli: one verb a step, all on the library that the window uses. */
#include "cli/cli.h"
#include "program/program.h"
#include <stdio.h>
#include <string.h>

static const S2pVerb *const verbs[] = {
  &s2p_verb_features, &s2p_verb_infer, &s2p_verb_generate, &s2p_verb_dics, &s2p_verb_simulate, &s2p_verb_run, &s2p_verb_export,
  &s2p_verb_curves, &s2p_verb_reach,
  &s2p_verb_dataset, &s2p_verb_train, &s2p_verb_domain, &s2p_verb_evaluate, &s2p_verb_robustness,
};

static void
print_usage (FILE *file)
{
  fprintf (file, "Usage: spike2pop-cli VERB [OPTIONS] [ARGUMENTS]\n\n"
                 "From spike times to populations of conductance-based neuron models.\n\nVerbs:\n");
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    fprintf (file, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
  fprintf (file, "\n“spike2pop-cli VERB --help” says more about each. Exit status: 0 done, 1 failed, 2 used wrongly.\n");
}

static int
run_verb (int argc, char **argv)
{
  if (argc < 2)
    {
      print_usage (stderr);
      return S2P_CLI_USAGE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0)
    {
      print_usage (stdout);
      return S2P_CLI_DONE;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      printf ("spike2pop-cli %s\n", S2P_VERSION);
      return S2P_CLI_DONE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (argv[1], verbs[i]->name) == 0)
      return verbs[i]->run (argc - 1, argv + 1);
  fprintf (stderr, "spike2pop-cli: there is no verb “%s”.\n", argv[1]);
  print_usage (stderr);
  return S2P_CLI_USAGE;
}

int
main (int argc, char **argv)
{
  int status;

  s2p_program_start (argv);
  g_set_prgname ("spike2pop-cli");
  status = run_verb (argc, argv);
  return fflush (stdout) != 0 && status == S2P_CLI_DONE ? S2P_CLI_FAILED : status; /* --help onto a full disk */
}
