#include "model/model-load.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

#define fail(text, line, ...) s2p_model_text_fail (text, line, error, __VA_ARGS__)

gboolean
s2p_model_check_sections (const S2pModelText *text, GError **error)
{
  static const char *const known[] = { "model", "define", "timescales", "dic", "generation", "simulation", NULL };

  for (guint i = 0; i < text->sections->len; i++)
    {
      const S2pTextSection *section = text->sections->pdata[i];

      if (!g_strv_contains (known, section->name) && !g_str_has_prefix (section->name, S2P_CONDUCTANCE_PREFIX)
          && !g_str_has_prefix (section->name, S2P_ION_PREFIX))
        return fail (text, section->line, _("[%s] is no section of a neuron model; those are [model], [define], [conductance NAME], "
                     "[ion NAME], [timescales], [dic], [generation], [simulation]"), section->name);
    }
  return TRUE;
}

gboolean
s2p_model_check_lines (const S2pModelText *text, GError **error)
{
  for (guint i = 0; i < text->sections->len; i++)
    {
      const S2pTextSection *section = text->sections->pdata[i];

      for (guint j = 0; j < section->lines->len; j++)
        {
          const S2pTextLine *line = section->lines->pdata[j];
          if (!line->used)
            return fail (text, line->line, _("“%s” means nothing in [%s]: is it spelt right?"), line->key, section->name);
        }
    }
  return TRUE;
}

/* "h_inf" without an "h" in "open" would leave the conductance without its inactivation, silently. */
static gboolean
refuse_steady_state_without_gate (const S2pModelText *text, const S2pModel *model, guint index, GError **error)
{
  const S2pConductance *conductance = &model->conductances[index];
  const S2pTextSection *section = s2p_model_conductance_section (text, model, index);

  for (guint i = 0; i < section->lines->len; i++)
    {
      const S2pTextLine *line = section->lines->pdata[i];
      gboolean known = FALSE;

      if (!g_str_has_suffix (line->key, "_inf"))
        continue;
      for (guint j = 0; j < conductance->n_gates; j++)
        {
          const char *name = model->gates[conductance->first_gate + j].name;
          known |= strncmp (name, line->key, strlen (name)) == 0 && strcmp (line->key + strlen (name), "_inf") == 0;
        }
      if (!known)
        return fail (text, line->line, _("“%s” is given, but “open = ...” of [%s] does not name its gating variable"), line->key, section->name);
    }
  return TRUE;
}

static gboolean
check_gate (const S2pModelText *text, const S2pModel *model, const S2pGate *gate, const double *variables, GError **error)
{
  const double V = variables[S2P_VARIABLE_V];
  const char *of = model->conductances[gate->conductance].name;

  if (gate->inf != NULL && !isfinite (s2p_expression_evaluate (gate->inf, variables)))
    return fail (text, s2p_model_gate_line (text, model, gate, "", "_inf")->line,
                 _("the steady state %s_inf of %s is no finite number at V = %g mV (x / (exp(x) - 1) is written exprelr(x))"), gate->name, of, V);
  if (gate->tau != NULL)
    {
      double tau = s2p_expression_evaluate (gate->tau, variables);
      if (!(tau > 0) || !isfinite (tau))
        return fail (text, s2p_model_gate_line (text, model, gate, "tau_", "")->line,
                     _("the time constant tau_%s of %s is %g ms at V = %g mV: it must be positive"), gate->name, of, tau, V);
    }
  return TRUE;
}

gboolean
s2p_model_check_formulas (const S2pModelText *text, const S2pModel *model, GError **error)
{
  static const char *const timescales[] = { "fast", "slow", "ultraslow" };
  double variables[1 + S2P_MAX_IONS], inf[S2P_MAX_GATES_PER_CONDUCTANCE], slope[S2P_MAX_GATES_PER_CONDUCTANCE];

  for (guint i = 0; i < model->n_ions; i++)
    variables[s2p_model_ion_variable (model, i)] = model->ions[i].start;
  for (guint i = 0; i < model->n_conductances; i++)
    if (!refuse_steady_state_without_gate (text, model, i, error))
      return FALSE;
  for (int step = S2P_CHECKED_V_MIN * S2P_CHECKED_PER_MV; step <= S2P_CHECKED_V_MAX * S2P_CHECKED_PER_MV; step++)
    {
      const double V = variables[S2P_VARIABLE_V] = (double) step / S2P_CHECKED_PER_MV; /* as written: V + 43.2 is 0 there */

      for (guint i = 0; i < model->n_gates; i++)
        if (!check_gate (text, model, &model->gates[i], variables, error))
          return FALSE;
      for (guint i = 0; i < model->n_conductances; i++)
        {
          s2p_model_steady_gates (model, i, variables, inf, slope);
          for (guint j = 0; j < model->conductances[i].n_gates; j++)
            if (!isfinite (inf[j]) || !isfinite (slope[j]))
              return fail (text, s2p_model_conductance_section (text, model, i)->line,
                           _("the steady state of %s in [conductance %s] or its slope is no finite number at V = %g mV"),
                           model->gates[model->conductances[i].first_gate + j].name, model->conductances[i].name, V);
        }
      for (int i = 0; i < S2P_N_TIMESCALES; i++)
        {
          double tau = s2p_expression_evaluate (model->timescales[i], variables) + 0.0; /* no "-0 ms" in messages */
          if (!(tau > 0) || !isfinite (tau))
            return fail (text, s2p_text_section_line (s2p_model_text_section (text, "timescales"), timescales[i])->line,
                         _("the %s timescale is %g ms at V = %g mV: it must be positive"), timescales[i], tau, V);
        }
    }
  return TRUE;
}
