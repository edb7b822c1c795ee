/* From the text of a model file to an S2pModel. First the skeleton (which ions, conductances and gates
 * there are), then the formulas, then the numbers, then what only the whole can tell. */
#include "model/model-load.h"
#include "model/model-generation.h"
#include "model/model-names.h"
#include "base/error.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

#define MAX_SLOPE_SIZE 10000 /* nodes of a derivative: bounds what the next derivative costs */

#define fail(text, line, ...) s2p_model_text_fail (text, line, error, __VA_ARGS__)

static S2pTextLine *
require (const S2pModelText *text, S2pTextSection *section, const char *key, GError **error)
{
  S2pTextLine *line = s2p_text_section_line (section, key);

  if (line == NULL)
    fail (text, section->line, _("[%s] lacks “%s = ...”"), section->name, key);
  return line;
}

static gboolean
read_number (const S2pModelText *text, S2pNames *names, S2pTextSection *section, const char *key, double *value, GError **error)
{
  S2pTextLine *line = require (text, section, key, error);

  return line != NULL && s2p_names_constant (names, line, value, error);
}

static gboolean
read_positive (const S2pModelText *text, S2pNames *names, S2pTextSection *section, const char *key, double *value, GError **error)
{
  if (!read_number (text, names, section, key, value, error))
    return FALSE;
  if (*value <= 0)
    return fail (text, s2p_text_section_line (section, key)->line, _("“%s” must be positive, not %g"), key, *value);
  return TRUE;
}

static S2pTextSection *
require_section (const S2pModelText *text, const char *name, GError **error)
{
  S2pTextSection *section = s2p_model_text_section (text, name);

  if (section == NULL)
    fail (text, text->last_line, _("the section [%s] is missing"), name);
  return section;
}

/* d @expression / d @variable, or NULL where it would be too large. */
static S2pExpression *
slope_of (const S2pModelText *text, const S2pTextLine *line, S2pExpression *expression, guint variable, GError **error)
{
  S2pExpression *slope = s2p_expression_differentiate (expression, variable);

  if (s2p_expression_size (slope) <= MAX_SLOPE_SIZE)
    return slope;
  s2p_expression_unref (slope);
  fail (text, line->line, _("the formula of “%s” is too long: its slope has more than %d numbers, names and signs"), line->key, MAX_SLOPE_SIZE);
  return NULL;
}

/* Keys of a conductance that are no quantities of their own. */
static gboolean
is_setting (const S2pTextLine *line)
{
  return strcmp (line->key, "reversal") == 0 || strcmp (line->key, "open") == 0 || g_str_has_prefix (line->key, "timescale_")
         || g_str_has_prefix (line->key, "rate_") || (g_str_has_prefix (line->key, "tau_") && strcmp (line->value, "instant") == 0);
}

static gboolean
define_names (const S2pModelText *text, const S2pModel *model, S2pNames *names, GError **error)
{
  S2pTextSection *global = s2p_model_text_section (text, "define");

  for (guint i = 0; global != NULL && i < global->lines->len; i++)
    {
      S2pTextLine *line = global->lines->pdata[i];
      line->used = TRUE;
      if (!s2p_names_define (names, line, -1, error))
        return FALSE;
    }
  for (guint index = 0; index < model->n_conductances; index++)
    {
      S2pTextSection *section = s2p_model_conductance_section (text, model, index);

      for (guint i = 0; i < section->lines->len; i++)
        {
          S2pTextLine *line = section->lines->pdata[i];
          if (is_setting (line))
            continue;
          line->used = TRUE;
          if (!s2p_names_define (names, line, index, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_kinetic_gate (const S2pModelText *text, S2pModel *model, S2pNames *names, S2pGate *gate, const S2pTextLine *line, GError **error)
{
  const S2pConductance *conductance = &model->conductances[gate->conductance];

  if ((gate->rate = s2p_names_formula (names, line, gate->conductance, S2P_MAY_GATES, error)) == NULL)
    return FALSE;
  gate->kind = S2P_GATE_KINETIC;
  if ((gate->rate_dv = slope_of (text, line, gate->rate, S2P_VARIABLE_V, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < model->n_ions; i++)
    if (s2p_expression_depends (gate->rate, s2p_model_ion_variable (model, i)))
      return fail (text, line->line, _("a rate may not depend on the ion “%s”"), model->ions[i].name);
  for (guint i = 0; i < conductance->n_gates; i++)
    {
      if ((gate->rate_dx[i] = slope_of (text, line, gate->rate, s2p_model_gate_variable (model, conductance->first_gate + i), error)) == NULL
          || (gate->rate_dxdv[i] = slope_of (text, line, gate->rate_dx[i], S2P_VARIABLE_V, error)) == NULL)
        return FALSE;
      if (s2p_expression_depends_from (gate->rate_dx[i], 1))
        return fail (text, line->line, _("a rate must be linear in the gating variables"));
    }
  if (gate->timescale < 0)
    return fail (text, line->line, _("a gating variable given by its rate has no time constant: say “timescale_%s = fast”, slow or ultraslow"), gate->name);
  return TRUE;
}

static gboolean
read_gate (const S2pModelText *text, S2pModel *model, S2pNames *names, S2pGate *gate, GError **error)
{
  S2pConductance *conductance = &model->conductances[gate->conductance];
  S2pTextSection *section = s2p_model_conductance_section (text, model, gate->conductance);
  S2pTextLine *rate = s2p_model_gate_line (text, model, gate, "rate_", ""), *inf = s2p_model_gate_line (text, model, gate, "", "_inf"),
              *tau = s2p_model_gate_line (text, model, gate, "tau_", ""), *timescale = s2p_model_gate_line (text, model, gate, "timescale_", "");

  if (timescale != NULL)
    {
      static const char *const words[] = { "fast", "slow", "ultraslow" };
      for (int i = 0; i < S2P_N_TIMESCALES; i++)
        if (strcmp (timescale->value, words[i]) == 0)
          gate->timescale = i;
      if (gate->timescale < 0)
        return fail (text, timescale->line, _("“%s” is none of fast, slow, ultraslow"), timescale->value);
    }
  if (rate != NULL && (inf != NULL || tau != NULL))
    return fail (text, rate->line, _("the gating variable %s is given by “%s” and by “%s”: one of the two"), gate->name, rate->key, inf != NULL ? inf->key : tau->key);
  if (rate != NULL)
    return read_kinetic_gate (text, model, names, gate, rate, error);
  if (inf == NULL)
    return fail (text, section->line, _("[%s] lacks the steady state “%s_inf = ...” of its gating variable %s"), section->name, gate->name, gate->name);
  if (tau == NULL)
    return fail (text, inf->line, _("[%s] lacks the time constant “tau_%s = ...” of its gating variable %s (write “tau_%s = instant” for one that follows at once)"),
                 section->name, gate->name, gate->name, gate->name);
  if ((gate->inf = s2p_names_formula (names, inf, gate->conductance, S2P_MAY_NONE, error)) == NULL)
    return FALSE;
  if ((gate->inf_dv = slope_of (text, inf, gate->inf, S2P_VARIABLE_V, error)) == NULL)
    return FALSE;
  gate->on_ions = s2p_expression_depends_from (gate->inf, 1);
  conductance->on_ions |= gate->on_ions;
  s2p_expression_split (gate->inf, &gate->inf_alone, &gate->inf_rest);
  gate->inf_alone_dv = s2p_expression_differentiate (gate->inf_alone, S2P_VARIABLE_V);
  for (guint i = 0; i < model->n_ions; i++)
    {
      guint ion = s2p_model_ion_variable (model, i);
      if ((gate->inf_dc[i] = slope_of (text, inf, gate->inf, ion, error)) == NULL
          || (gate->inf_dvdc[i] = slope_of (text, inf, gate->inf_dv, ion, error)) == NULL)
        return FALSE;
      for (guint j = 0; j < model->n_ions; j++)
        if ((gate->inf_dcdc[i][j] = slope_of (text, inf, gate->inf_dc[i], s2p_model_ion_variable (model, j), error)) == NULL)
          return FALSE;
    }
  if (strcmp (tau->value, "instant") == 0)
    {
      gate->kind = S2P_GATE_INSTANT;
      return TRUE;
    }
  gate->kind = S2P_GATE_RELAXING;
  if ((gate->tau = s2p_names_formula (names, tau, gate->conductance, S2P_MAY_NONE, error)) == NULL)
    return FALSE;
  if (s2p_expression_depends_from (gate->tau, 1))
    return fail (text, tau->line, _("a time constant may depend on V only"));
  return (gate->tau_dv = slope_of (text, tau, gate->tau, S2P_VARIABLE_V, error)) != NULL;
}

static gboolean
read_conductances (const S2pModelText *text, S2pModel *model, S2pNames *names, GError **error)
{
  for (guint i = 0; i < model->n_conductances; i++)
    {
      S2pConductance *conductance = &model->conductances[i];
      S2pTextSection *section = s2p_model_conductance_section (text, model, i);
      guint n_kinetic = 0;

      if (!read_number (text, names, section, "reversal", &conductance->reversal, error))
        return FALSE;
      for (guint j = 0; j < conductance->n_gates; j++)
        {
          if (!read_gate (text, model, names, &model->gates[conductance->first_gate + j], error))
            return FALSE;
          n_kinetic += model->gates[conductance->first_gate + j].kind == S2P_GATE_KINETIC;
        }
      if (n_kinetic != 0 && n_kinetic != conductance->n_gates)
        return fail (text, section->line, _("[%s] gives some gating variables by rates and some by steady states: give all by rates"), section->name);
    }
  return TRUE;
}

static gboolean
read_ions (const S2pModelText *text, S2pModel *model, S2pNames *names, GError **error)
{
  for (guint i = 0; i < model->n_ions; i++)
    {
      S2pIon *ion = &model->ions[i];
      g_autofree char *name = g_strconcat (S2P_ION_PREFIX, ion->name, NULL);
      S2pTextSection *section = s2p_model_text_section (text, name);
      S2pTextLine *line;
      g_autoptr (S2pExpression) inf = NULL;
      double none[1 + S2P_MAX_IONS + S2P_MAX_GATES + S2P_MAX_CONDUCTANCES] = { 0 };

      if (!read_positive (text, names, section, "tau", &ion->tau, error) || !read_number (text, names, section, "start", &ion->start, error)
          || (line = require (text, section, "inf", error)) == NULL
          || (inf = s2p_names_formula (names, line, -1, S2P_MAY_CURRENTS, error)) == NULL)
        return FALSE;
      for (guint j = 0; j < model->n_conductances; j++)
        {
          g_autoptr (S2pExpression) slope = s2p_expression_differentiate (inf, s2p_model_current_variable (model, j));

          if (!s2p_expression_constant (slope, &ion->per_current[j]) || !isfinite (ion->per_current[j]))
            return fail (text, line->line, _("the steady state of an ion must be a number plus numbers times currents, as in 0.05 - 0.94 * (I_CaT + I_CaS)"));
          if (ion->per_current[j] != 0 && model->conductances[j].on_ions)
            return fail (text, line->line, _("the current I_%s depends on an ion itself, so it may not feed “%s”"), model->conductances[j].name, ion->name);
        }
      for (guint j = 0; j < s2p_model_current_variable (model, 0); j++)
        if (s2p_expression_depends (inf, j))
          return fail (text, line->line, _("the steady state of an ion may depend on currents only (their driving force is in them already)"));
      ion->rest = s2p_expression_evaluate (inf, none);
      if (!(ion->rest >= 0) || !isfinite (ion->rest))
        return fail (text, line->line, _("the concentration of “%s” with no current would be %g: it must not be negative"), ion->name, ion->rest);
      if (ion->start < 0)
        return fail (text, s2p_text_section_line (section, "start")->line, _("the concentration of “%s” must not be negative"), ion->name);
    }
  return TRUE;
}

static gboolean
check_voltage (const S2pModelText *text, S2pTextSection *section, const char *key, double V, GError **error)
{
  return (V >= S2P_CHECKED_V_MIN && V <= S2P_CHECKED_V_MAX)
         || fail (text, s2p_text_section_line (section, key)->line, _("“%s” is a voltage: it must lie between %d and %d mV, not at %g"),
                  key, S2P_CHECKED_V_MIN, S2P_CHECKED_V_MAX, V);
}

static gboolean
read_numbers (const S2pModelText *text, S2pModel *model, S2pNames *names, GError **error)
{
  static const char *const keys[] = { "fast", "slow", "ultraslow" };
  S2pTextSection *section;
  S2pTextLine *line;

  if ((section = require_section (text, "timescales", error)) == NULL)
    return FALSE;
  for (int i = 0; i < S2P_N_TIMESCALES; i++)
    {
      if ((line = require (text, section, keys[i], error)) == NULL
          || (model->timescales[i] = s2p_names_formula (names, line, -1, S2P_MAY_NONE, error)) == NULL)
        return FALSE;
      if (s2p_expression_depends_from (model->timescales[i], 1))
        return fail (text, line->line, _("a timescale may depend on V only"));
    }
  if ((section = require_section (text, "dic", error)) == NULL || !read_number (text, names, section, "threshold", &model->threshold, error)
      || !check_voltage (text, section, "threshold", model->threshold, error)
      || !s2p_model_read_range (text, section, "g_s", &model->g_s_min, &model->g_s_max, error)
      || !s2p_model_read_range (text, section, "g_u", &model->g_u_min, &model->g_u_max, error))
    return FALSE;
  if ((section = require_section (text, "simulation", error)) == NULL || !read_number (text, names, section, "start", &model->start, error)
      || !check_voltage (text, section, "start", model->start, error)
      || !read_positive (text, names, section, "duration", &model->duration, error)
      || !read_number (text, names, section, "transient", &model->transient, error)
      || !read_number (text, names, section, "spike_up", &model->spike_up, error)
      || !read_number (text, names, section, "spike_down", &model->spike_down, error))
    return FALSE;
  if (model->transient < 0 || model->transient >= model->duration)
    return fail (text, s2p_text_section_line (section, "transient")->line, _("the transient (%g ms) must not be negative, and shorter than the duration (%g ms)"),
                 model->transient, model->duration);
  if (model->spike_down > model->spike_up)
    return fail (text, s2p_text_section_line (section, "spike_down")->line, _("spike_down must not lie above spike_up"));
  if ((section = require_section (text, "model", error)) == NULL || (line = require (text, section, "name", error)) == NULL)
    return FALSE;
  model->name = g_strdup (line->value);
  if (strspn (model->name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-") != strlen (model->name))
    return fail (text, line->line, _("“%s” cannot be the name of a model: use letters, digits, _ and - (its title may be any text)"), model->name);
  model->title = g_strdup ((line = s2p_text_section_line (section, "title")) != NULL ? line->value : model->name);
  model->source = g_strdup ((line = s2p_text_section_line (section, "source")) != NULL ? line->value : "");
  return read_positive (text, names, section, "capacitance", &model->capacitance, error);
}

S2pModel *
s2p_model_parse (const char *path, const char *data, gsize length, GError **error)
{
  g_autoptr (S2pModelText) text = s2p_model_text_parse (path, data, length, error);
  g_autoptr (S2pModel) model = NULL;
  g_autoptr (S2pNames) names = NULL;

  if (text == NULL)
    return NULL;
  model = g_new0 (S2pModel, 1);
  model->path = g_strdup (path);
  if (!s2p_model_check_sections (text, error) || !s2p_model_read_skeleton (text, model, error))
    return NULL;
  names = s2p_names_new (text, model);
  if (!define_names (text, model, names, error) || (model->named = s2p_names_all (names, error)) == NULL
      || !read_conductances (text, model, names, error) || !read_ions (text, model, names, error)
      || !read_numbers (text, model, names, error) || !s2p_model_read_generation (text, model, error)
      || !s2p_model_check_formulas (text, model, error) || !s2p_model_check_lines (text, error))
    return NULL;
  return g_steal_pointer (&model);
}

S2pModel *
s2p_model_load (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *data = g_malloc (S2P_MAX_MODEL_TEXT + 1); /* one more: enough to see that there is more */
  g_autoptr (GError) local = NULL;
  gsize length;

  if ((stream = g_file_read (file, NULL, &local)) == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), data, S2P_MAX_MODEL_TEXT + 1, &length, NULL, &local))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, _("cannot read the neuron model “%s”: %s"), path, local->message);
      return NULL;
    }
  return s2p_model_parse (path, data, length, error);
}
