#include "cli/published.h"
#include "program/program.h"

gboolean
s2p_cli_take_published (S2pScores *scores, const char *model, GError **error)
{
  g_autofree char *path = s2p_program_data_path ("weights", "published.csv"), *text = NULL;

  return !g_file_get_contents (path, &text, NULL, NULL) || s2p_scores_take_published (scores, text, path, model, error);
}
