#include "training/scores.h"
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "base/number.h"

static S2pScore *
find (const S2pScores *scores, S2pScoreGroup group, const char *quantity)
{
  for (guint i = 0; i < scores->rows->len; i++)
    {
      S2pScore *row = &g_array_index (scores->rows, S2pScore, i);

      if (row->group == group && strcmp (row->quantity, quantity) == 0)
        return row;
    }
  return NULL;
}

const S2pScore *
s2p_scores_find (const S2pScores *scores, S2pScoreGroup group, const char *quantity)
{
  return find (scores, group, quantity);
}

gboolean
s2p_scores_take_published (S2pScores *scores, const char *text, const char *name, const char *model, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (g_strchomp (lines[i]), ",", -1);
      const guint n = g_strv_length (fields);
      double value = NAN;

      if (n == 0 || fields[0][0] == '#' || (n == 1 && fields[0][0] == '\0'))
        continue;
      if (n != 4 || (strcmp (fields[3], "value") != 0 && !s2p_number_parse (fields[3], &value)))
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s, line %u: “model,activity,quantity,value” is wanted", name, i + 1);
          return FALSE;
        }
      if (strcmp (fields[0], model) != 0)
        continue;
      for (S2pScoreGroup group = 0; group < S2P_N_SCORE_GROUPS; group++)
        {
          S2pScore *row = strcmp (fields[1], s2p_score_group_name (group)) == 0 ? find (scores, group, fields[2]) : NULL;

          if (row != NULL)
            row->published = value;
        }
    }
  return TRUE;
}

void
s2p_scores_append_csv (const S2pScores *scores, GString *text)
{
  g_string_append (text, "activity,quantity,value,standard_error,n,published\n");
  for (guint i = 0; i < scores->rows->len; i++)
    {
      const S2pScore *row = &g_array_index (scores->rows, S2pScore, i);

      g_string_append_printf (text, "%s,%s,", s2p_score_group_name (row->group), row->quantity);
      s2p_number_append_fixed (text, row->value, 5);
      g_string_append_c (text, ',');
      s2p_number_append_fixed (text, row->error, 5);
      g_string_append_printf (text, ",%" G_GSIZE_FORMAT ",", row->n);
      s2p_number_append_fixed (text, row->published, 5);
      g_string_append_c (text, '\n');
    }
}
