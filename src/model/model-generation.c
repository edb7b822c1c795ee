#include "model/model-generation.h"
#include "base/error.h"
#include "base/number.h"
#include "base/words.h"
#include <string.h>

#define fail(text, line, ...) s2p_model_text_fail (text, line, error, __VA_ARGS__)

static gboolean
read_range_of (const S2pModelText *text, const S2pTextLine *line, const char *value, double *low, double *high, GError **error)
{
  const char *dots = strstr (value, "..");
  g_autofree char *left = dots != NULL ? g_strndup (value, dots - value) : NULL;

  if (dots == NULL || !s2p_number_parse (left, low) || !s2p_number_parse (dots + 2, high))
    return fail (text, line->line, _("“%s” must be a range, written “low .. high” with two numbers"), value);
  if (!(*low < *high))
    return fail (text, line->line, _("the range “%s” must go from the lower to the higher number"), value);
  return TRUE;
}

gboolean
s2p_model_read_range (const S2pModelText *text, S2pTextSection *section, const char *key, double *low, double *high, GError **error)
{
  S2pTextLine *line = s2p_text_section_line (section, key);

  if (line == NULL)
    return fail (text, section->line, _("[%s] lacks “%s = low .. high”"), section->name, key);
  return read_range_of (text, line, line->value, low, high, error);
}

/* "key = A B ..." of exactly @n conductances. */
static gboolean
read_solved (const S2pModelText *text, const S2pModel *model, const S2pTextLine *line, guint n, guint *solved, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (line->value, " \t,", -1);
  guint found = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      int index;

      if (words[i][0] == '\0')
        continue;
      if ((index = s2p_model_conductance (model, words[i])) < 0)
        return fail (text, line->line, _("“%s” is no conductance of this model: there is no section [conductance %s]"), words[i], words[i]);
      if ((guint) index == model->leak)
        return fail (text, line->line, _("the leak cannot be solved for: DICs are measured in units of it"));
      for (guint j = 0; j < MIN (found, n); j++)
        if (solved[j] == (guint) index)
          return fail (text, line->line, _("“%s” is given twice"), words[i]);
      if (found < n)
        solved[found] = index;
      found++;
    }
  return found == n || fail (text, line->line, _("%u conductances must stand here, not %u"), n, found);
}

static gboolean
read_leak (const S2pModelText *text, S2pModel *model, S2pTextSection *section, GError **error)
{
  S2pTextLine *line = s2p_text_section_line (section, "leak");
  double a, b;

  if (line == NULL || !g_str_has_prefix (line->value, "gamma "))
    return fail (text, line != NULL ? line->line : section->line, _("g_leak needs “leak = gamma low .. high”: the Gamma distribution with the mean and variance of that uniform one"));
  if (!read_range_of (text, line, line->value + strlen ("gamma "), &a, &b, error))
    return FALSE;
  if (a <= 0)
    return fail (text, line->line, _("g_leak must be positive"));
  model->generation.leak_shape = 3 * (a + b) * (a + b) / ((b - a) * (b - a));
  model->generation.leak_scale = (b - a) * (b - a) / (6 * (a + b));
  return TRUE;
}

static gboolean
read_sampled (const S2pModelText *text, S2pModel *model, const S2pTextLine *line, guint index, GError **error)
{
  S2pConductanceSample *sample = &model->generation.sampled[index];
  const char *value = line->value;

  if (g_str_has_prefix (value, "uniform "))
    {
      sample->kind = S2P_SAMPLE_UNIFORM;
      if (!read_range_of (text, line, value + strlen ("uniform "), &sample->low, &sample->high, error))
        return FALSE;
    }
  else if (g_str_has_prefix (value, "fixed ") && s2p_number_parse (value + strlen ("fixed "), &sample->low))
    sample->kind = S2P_SAMPLE_FIXED;
  else
    return fail (text, line->line, _("“%s” is neither “uniform low .. high” nor “fixed value”"), value);
  return sample->low >= 0 || fail (text, line->line, _("a conductance cannot be negative"));
}

static gboolean
read_spontaneous (const S2pModelText *text, S2pModel *model, S2pTextSection *section, GError **error)
{
  S2pTextLine *target = s2p_text_section_line (section, "spontaneous"), *solve = s2p_text_section_line (section, "spontaneous_solve");
  g_auto (GStrv) words = NULL;
  guint found = 0;

  if (target == NULL || solve == NULL)
    return fail (text, section->line, _("[generation] lacks “spontaneous = g_f g_s g_u” or “spontaneous_solve = A B C”"));
  words = g_strsplit_set (target->value, " \t,", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      double value;

      if (words[i][0] == '\0')
        continue;
      if (!s2p_number_parse (words[i], &value))
        return fail (text, target->line, _("“%s” is no number"), words[i]);
      if (found < S2P_N_TIMESCALES)
        model->generation.spontaneous[found] = value;
      found++;
    }
  if (found != S2P_N_TIMESCALES)
    return fail (text, target->line, _("three numbers g_f g_s g_u must stand here, not %u"), found);
  return read_solved (text, model, solve, S2P_N_TIMESCALES, model->generation.spontaneous_solve, error);
}

gboolean
s2p_model_read_generation (const S2pModelText *text, S2pModel *model, GError **error)
{
  S2pTextSection *section = s2p_model_text_section (text, "generation");
  S2pTextLine *below, *above;

  if (section == NULL)
    return TRUE; /* a model to simulate only; s2p_model_require_generation () says so where it matters */
  model->has_generation = TRUE;
  if (!read_leak (text, model, section, error) || !read_spontaneous (text, model, section, error))
    return FALSE;
  for (guint i = 0; i < model->n_conductances; i++)
    {
      S2pTextLine *line = i == model->leak ? NULL : s2p_text_section_line (section, model->conductances[i].name);
      gboolean solved = i == model->leak;

      for (guint j = 0; j < S2P_N_TIMESCALES; j++)
        solved |= model->generation.spontaneous_solve[j] == i;
      if (line != NULL && !read_sampled (text, model, line, i, error))
        return FALSE;
      if (line == NULL && !solved)
        return fail (text, section->line, _("[generation] does not say how the conductance %s is sampled (“%s = uniform low .. high” or “fixed value”), and spontaneous_solve does not name it"),
                     model->conductances[i].name, model->conductances[i].name);
      if (line != NULL && solved)
        return fail (text, line->line, _("%s is sampled here and named in spontaneous_solve: one of the two must go"), model->conductances[i].name);
    }
  below = s2p_text_section_line (section, "solve_negative_g_s");
  above = s2p_text_section_line (section, "solve_positive_g_s");
  if (below == NULL || above == NULL)
    return fail (text, section->line, _("[generation] lacks “solve_negative_g_s = A B” or “solve_positive_g_s = A B”"));
  return read_solved (text, model, below, 2, model->generation.solve_below, error)
         && read_solved (text, model, above, 2, model->generation.solve_above, error);
}
