#include "session/density-tables.h"
#include <math.h>
#include "base/error.h"
#include "base/number.h"
#include "base/words.h"
#include "inference/density-outline.h"
#include "session/tables.h"

gboolean
s2p_grid_size_parse (const char *text, S2pGridSize *size, GError **error)
{
  char *end;
  const guint64 n_s = g_ascii_strtoull (text, &end, 10), n_u = *end == 'x' && g_ascii_isdigit (end[1]) ? g_ascii_strtoull (end + 1, &end, 10) : 0;

  if (g_ascii_isdigit (*text) && *end == '\0' && n_s >= 1 && n_s <= S2P_MOST_GRID && n_u >= 1 && n_u <= S2P_MOST_GRID)
    {
      *size = (S2pGridSize) { (guint) n_s, (guint) n_u };
      return TRUE;
    }
  g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("“%.40s” is no size of a grid: give the cells along g_s and g_u as in 100x80, each from 1 to %d"), text, S2P_MOST_GRID);
  return FALSE;
}

static gboolean
has_density (const S2pInference *inference)
{
  return inference->available && s2p_dic_range_check (&inference->density.range);
}

static void
append_pair (GString *text, double g_s, double g_u)
{
  g_string_append_c (text, ',');
  s2p_number_append_fixed (text, g_s, 6);
  g_string_append_c (text, ',');
  s2p_number_append_fixed (text, g_u, 6);
}

void
s2p_density_table_header (GString *text)
{
  g_string_append (text, "ID,g_s,g_u,density\n");
}

void
s2p_density_table_rows (GString *text, const char *id, const S2pInference *inference, const S2pGridSize *size)
{
  const S2pDicRange *range = &inference->density.range;
  g_autofree double *values = NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  if (!has_density (inference))
    return;
  values = g_new (double, (gsize) size->n_s * size->n_u);
  s2p_density_cells (&inference->density, size->n_s, size->n_u, values);
  s2p_table_append_field (name, id);
  for (guint j = 0; j < size->n_u; j++)
    for (guint i = 0; i < size->n_s; i++)
      {
        g_string_append_len (text, name->str, name->len);
        append_pair (text, range->g_s_min + (range->g_s_max - range->g_s_min) * (i + 0.5) / size->n_s, range->g_u_min + (range->g_u_max - range->g_u_min) * (j + 0.5) / size->n_u);
        g_string_append_c (text, ',');
        s2p_number_append_fixed (text, values[(gsize) j * size->n_s + i], 9);
        g_string_append_c (text, '\n');
      }
}

void
s2p_outline_table_header (GString *text)
{
  g_string_append (text, "ID,probability,part,g_s,g_u\n");
}

void
s2p_outline_table_rows (GString *text, const char *id, const S2pInference *inference)
{
  S2pDensityRegion regions[S2P_N_REGIONS];

  if (!has_density (inference) || !s2p_density_regions (&inference->density, regions))
    return;
  for (guint k = 0; k < S2P_N_REGIONS; k++)
    {
      g_autoptr (S2pOutline) outline = s2p_density_outline (&inference->density, &regions[k]);

      for (guint part = 0; part < outline->n; part++)
        {
          const guint from = outline->starts[part], n = outline->starts[part + 1] - from;

          for (guint i = 0; i <= n; i++)
            {
              s2p_table_append_field (text, id);
              g_string_append_c (text, ',');
              s2p_number_append (text, regions[k].probability);
              g_string_append_printf (text, ",%u", part + 1);
              append_pair (text, outline->g_s[from + i % n], outline->g_u[from + i % n]);
              g_string_append_c (text, '\n');
            }
        }
    }
}

void
s2p_pair_answer (const S2pInference *inference, const S2pPair *const *pairs, guint n, S2pPairAnswer *answers)
{
  g_autofree S2pDensityLevels *levels = NULL;

  if (has_density (inference) && n > 0)
    {
      levels = g_new (S2pDensityLevels, 1);
      s2p_density_levels (&inference->density, levels);
    }
  for (guint i = 0; i < n; i++)
    {
      answers[i] = (S2pPairAnswer) { NAN, NAN };
      if (levels == NULL || levels->n == 0)
        continue;
      answers[i].log_density = s2p_density_log (&inference->density, pairs[i]->g_s, pairs[i]->g_u);
      answers[i].level = isfinite (answers[i].log_density) ? s2p_density_level (levels, answers[i].log_density) : 1;
    }
}

void
s2p_pair_table_header (GString *text)
{
  g_string_append (text, "ID,g_s,g_u,log_density,level\n");
}

void
s2p_pair_table_row (GString *text, const S2pPair *pair, const S2pPairAnswer *answer)
{
  s2p_table_append_field (text, pair->id);
  g_string_append_c (text, ',');
  s2p_number_append (text, pair->g_s);
  g_string_append_c (text, ',');
  s2p_number_append (text, pair->g_u);
  g_string_append_c (text, ',');
  s2p_number_append_fixed (text, answer->log_density, 9); /* not finite: an empty field */
  g_string_append_c (text, ',');
  s2p_number_append_fixed (text, answer->level, 6);
  g_string_append_c (text, '\n');
}
