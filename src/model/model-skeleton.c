/* The skeleton of a model: which ions, conductances and gating variables it has. */
#include "model/model-load.h"
#include "base/error.h"
#include "base/words.h"
#include <string.h>

#define fail(text, line, ...) s2p_model_text_fail (text, line, error, __VA_ARGS__)

S2pTextSection *
s2p_model_conductance_section (const S2pModelText *text, const S2pModel *model, guint index)
{
  g_autofree char *name = g_strconcat (S2P_CONDUCTANCE_PREFIX, model->conductances[index].name, NULL);

  return s2p_model_text_section (text, name);
}

S2pTextLine *
s2p_model_gate_line (const S2pModelText *text, const S2pModel *model, const S2pGate *gate, const char *before, const char *after)
{
  g_autofree char *key = g_strconcat (before, gate->name, after, NULL);

  return s2p_text_section_line (s2p_model_conductance_section (text, model, gate->conductance), key);
}

static gboolean
is_plain_name (const char *name)
{
  if (!g_ascii_isalpha (*name))
    return FALSE;
  while (g_ascii_isalnum (*name) || *name == '_')
    name++;
  return *name == '\0';
}

/* A new gate of the last conductance. */
static gboolean
add_gate (const S2pModelText *text, S2pModel *model, guint index, const char *name, guint power, guint line, GError **error)
{
  S2pConductance *conductance = &model->conductances[index];

  if (!is_plain_name (name) || strcmp (name, "V") == 0)
    return fail (text, line, _("“%s” cannot be the name of a gating variable: use a letter, then letters, digits and _"), name);
  for (guint i = 0; i < model->n_ions; i++)
    if (strcmp (model->ions[i].name, name) == 0)
      return fail (text, line, _("“%s” cannot be the name of a gating variable: an ion has it"), name);
  for (guint i = conductance->first_gate; i < model->n_gates; i++)
    if (strcmp (model->gates[i].name, name) == 0)
      return fail (text, line, _("the gating variable “%s” is given twice"), name);
  if (conductance->n_gates == S2P_MAX_GATES_PER_CONDUCTANCE)
    return fail (text, line, _("a conductance has %d gating variables at most"), S2P_MAX_GATES_PER_CONDUCTANCE);
  model->gates[model->n_gates++] = (S2pGate) { .name = g_strdup (name), .conductance = index, .power = power, .timescale = -1 };
  conductance->n_gates++;
  return TRUE;
}

/* "m^3 h" into gates; "1" (or no line) is a conductance that is always open. */
static gboolean
add_gates_of_open (const S2pModelText *text, S2pModel *model, guint index, const S2pTextLine *line, GError **error)
{
  g_auto (GStrv) factors = g_strsplit_set (line->value, " *\t", -1);

  for (guint i = 0; factors[i] != NULL; i++)
    {
      char *power = strchr (factors[i], '^');
      guint64 exponent = 1;

      if (factors[i][0] == '\0' || strcmp (factors[i], "1") == 0)
        continue;
      if (power != NULL)
        {
          *power++ = '\0';
          if (!g_ascii_string_to_unsigned (power, 10, 1, 8, &exponent, NULL))
            return fail (text, line->line, _("“%s” cannot be a power in “open”: it must be a whole number from 1 to 8, as in m^3 h"), power);
        }
      if (!add_gate (text, model, index, factors[i], exponent, line->line, error))
        return FALSE;
    }
  return TRUE;
}

/* A gate that has a rate but does not stand in "open" (an inactivated state, say). */
static gboolean
add_gates_of_scheme (const S2pModelText *text, S2pModel *model, guint index, S2pTextSection *section, GError **error)
{
  const S2pConductance *conductance = &model->conductances[index];
  const guint n_open = conductance->n_gates;

  for (guint i = 0; i < section->lines->len; i++)
    {
      const S2pTextLine *line = section->lines->pdata[i];
      const char *name = line->key + strlen ("rate_");
      gboolean known = FALSE;

      if (!g_str_has_prefix (line->key, "rate_"))
        continue;
      for (guint j = 0; j < n_open; j++)
        known |= strcmp (model->gates[conductance->first_gate + j].name, name) == 0;
      if (!known && !add_gate (text, model, index, name, 0, line->line, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_ion (const S2pModelText *text, S2pModel *model, const S2pTextSection *section, GError **error)
{
  S2pIon *ion = &model->ions[model->n_ions];
  const char *name = section->name + strlen (S2P_ION_PREFIX);

  if (!is_plain_name (name) || strcmp (name, "V") == 0)
    return fail (text, section->line, _("“%s” cannot be the name of an ion: use a letter, then letters, digits and _ (V is the voltage)"), name);
  if (model->n_ions == S2P_MAX_IONS)
    return fail (text, section->line, _("a model has %d ions at most"), S2P_MAX_IONS);
  ion->name = g_strdup (name);
  ion->per_current = g_new0 (double, model->n_conductances);
  model->n_ions++;
  return TRUE;
}

static gboolean
add_conductance (const S2pModelText *text, S2pModel *model, guint index, S2pTextSection *section, GError **error)
{
  S2pConductance *conductance = &model->conductances[index];
  S2pTextLine *open = s2p_text_section_line (section, "open");

  conductance->name = g_strdup (section->name + strlen (S2P_CONDUCTANCE_PREFIX));
  conductance->first_gate = model->n_gates;
  if (!is_plain_name (conductance->name))
    return fail (text, section->line, _("“%s” cannot be the name of a conductance: use a letter, then letters, digits and _"), conductance->name);
  return (open == NULL || add_gates_of_open (text, model, index, open, error))
         && add_gates_of_scheme (text, model, index, section, error);
}

gboolean
s2p_model_read_skeleton (const S2pModelText *text, S2pModel *model, GError **error)
{
  guint index = 0;

  for (guint i = 0; i < text->sections->len; i++)
    {
      const S2pTextSection *section = text->sections->pdata[i];

      if (!g_str_has_prefix (section->name, S2P_CONDUCTANCE_PREFIX))
        continue;
      if (index++ == S2P_MAX_CONDUCTANCES)
        return fail (text, section->line, _("a model has %d conductances at most"), S2P_MAX_CONDUCTANCES);
    }
  model->n_conductances = index;
  model->conductances = g_new0 (S2pConductance, MAX (1, index));
  model->gates = g_new0 (S2pGate, MAX (1, index) * S2P_MAX_GATES_PER_CONDUCTANCE);
  model->ions = g_new0 (S2pIon, S2P_MAX_IONS);
  model->generation.sampled = g_new0 (S2pConductanceSample, MAX (1, index));
  for (guint i = 0; i < text->sections->len; i++)
    {
      const S2pTextSection *section = text->sections->pdata[i];
      if (g_str_has_prefix (section->name, S2P_ION_PREFIX) && !add_ion (text, model, section, error))
        return FALSE;
    }
  index = 0;
  for (guint i = 0; i < text->sections->len; i++)
    {
      S2pTextSection *section = text->sections->pdata[i];
      if (g_str_has_prefix (section->name, S2P_CONDUCTANCE_PREFIX) && !add_conductance (text, model, index++, section, error))
        return FALSE;
    }
  for (guint i = 0; i < model->n_conductances; i++)
    if (strcmp (model->conductances[i].name, "leak") == 0)
      {
        model->leak = i;
        return model->conductances[i].n_gates == 0
               || fail (text, s2p_model_conductance_section (text, model, i)->line, _("the leak has no gating variables"));
      }
  return fail (text, text->last_line, _("the section [conductance leak] is missing; DICs are measured in units of its conductance"));
}
