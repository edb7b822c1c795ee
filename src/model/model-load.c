/* From the text of a model file to an S2pModel. First the skeleton (which ions, conductances and gates
 * there are), then the formulas, then the numbers, then what only the whole can tell. */
#include "model/model.h"
#include "model/model-generation.h"
#include "model/model-names.h"
#include "base/error.h"
#include <math.h>
#include <string.h>

#define MAX_FILE_SIZE (1 << 20)
#define CHECKED_V_MIN -120.0 /* formulas must be finite over the voltages that a cell can visit */
#define CHECKED_V_MAX 80.0

static const char conductance_prefix[] = "conductance ", ion_prefix[] = "ion ";

#define fail(text, line, ...) s2p_model_text_fail (text, line, error, __VA_ARGS__)

static S2pTextLine *
require (const S2pModelText *text, S2pTextSection *section, const char *key, GError **error)
{
  S2pTextLine *line = s2p_text_section_line (section, key);

  if (line == NULL)
    fail (text, section->line, "[%s] lacks “%s = ...”", section->name, key);
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
    return fail (text, s2p_text_section_line (section, key)->line, "“%s” must be positive, not %g", key, *value);
  return TRUE;
}

static S2pTextSection *
require_section (const S2pModelText *text, const char *name, GError **error)
{
  S2pTextSection *section = s2p_model_text_section (text, name);

  if (section == NULL)
    g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, "%s: the section [%s] is missing", text->path, name);
  return section;
}

static S2pTextSection *
section_of_conductance (const S2pModelText *text, const S2pModel *model, guint index)
{
  g_autofree char *name = g_strconcat (conductance_prefix, model->conductances[index].name, NULL);

  return s2p_model_text_section (text, name);
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
      S2pGate *gate;

      if (factors[i][0] == '\0' || strcmp (factors[i], "1") == 0)
        continue;
      if (power != NULL)
        {
          *power++ = '\0';
          if (!g_ascii_string_to_unsigned (power, 10, 1, 8, &exponent, NULL))
            return fail (text, line->line, "“%s” must be a whole power from 1 to 8", power);
        }
      if (!g_ascii_isalpha (factors[i][0]))
        return fail (text, line->line, "“%s” cannot be the name of a gating variable", factors[i]);
      for (guint j = model->conductances[index].first_gate; j < model->n_gates; j++)
        if (strcmp (model->gates[j].name, factors[i]) == 0)
          return fail (text, line->line, "the gating variable “%s” is given twice", factors[i]);
      if (model->conductances[index].n_gates == S2P_MAX_GATES_PER_CONDUCTANCE)
        return fail (text, line->line, "more than %d gating variables", S2P_MAX_GATES_PER_CONDUCTANCE);
      gate = &model->gates[model->n_gates++];
      gate->name = g_strdup (factors[i]);
      gate->conductance = index;
      gate->power = exponent;
      gate->timescale = -1;
      model->conductances[index].n_gates++;
    }
  return TRUE;
}

/* A gate that has a rate but does not stand in "open" (an inactivated state, say). */
static gboolean
add_gates_of_scheme (const S2pModelText *text, S2pModel *model, guint index, S2pTextSection *section, GError **error)
{
  S2pConductance *conductance = &model->conductances[index];

  for (guint i = 0; i < section->lines->len; i++)
    {
      const S2pTextLine *line = section->lines->pdata[i];
      gboolean known = FALSE;

      if (!g_str_has_prefix (line->key, "rate_"))
        continue;
      for (guint j = conductance->first_gate; j < model->n_gates; j++)
        known |= strcmp (model->gates[j].name, line->key + strlen ("rate_")) == 0;
      if (known)
        continue;
      if (conductance->n_gates == S2P_MAX_GATES_PER_CONDUCTANCE)
        return fail (text, line->line, "more than %d gating variables", S2P_MAX_GATES_PER_CONDUCTANCE);
      model->gates[model->n_gates++] = (S2pGate) { .name = g_strdup (line->key + strlen ("rate_")), .conductance = index, .timescale = -1 };
      conductance->n_gates++;
    }
  return TRUE;
}

static gboolean
is_plain_name (const char *name)
{
  return *name != '\0' && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen (name);
}

static gboolean
read_skeleton (const S2pModelText *text, S2pModel *model, GError **error)
{
  guint n_ions = 0;

  for (guint i = 0; i < text->sections->len; i++)
    {
      const S2pTextSection *section = text->sections->pdata[i];
      if (g_str_has_prefix (section->name, conductance_prefix))
        model->n_conductances++;
      else if (g_str_has_prefix (section->name, ion_prefix))
        n_ions++;
    }
  if (model->n_conductances > S2P_MAX_CONDUCTANCES || n_ions > S2P_MAX_IONS)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, "%s: more than %d conductances or %d ions", text->path, S2P_MAX_CONDUCTANCES, S2P_MAX_IONS);
      return FALSE;
    }
  model->conductances = g_new0 (S2pConductance, model->n_conductances);
  model->gates = g_new0 (S2pGate, MAX (1, model->n_conductances) * S2P_MAX_GATES_PER_CONDUCTANCE);
  model->ions = g_new0 (S2pIon, S2P_MAX_IONS);
  model->generation.sampled = g_new0 (S2pConductanceSample, model->n_conductances);
  for (guint i = 0, index = 0; i < text->sections->len; i++)
    {
      S2pTextSection *section = text->sections->pdata[i];
      S2pTextLine *open;

      if (g_str_has_prefix (section->name, ion_prefix))
        {
          S2pIon *ion = &model->ions[model->n_ions++];

          ion->name = g_strstrip (g_strdup (section->name + strlen (ion_prefix)));
          ion->per_current = g_new0 (double, model->n_conductances);
          if (!is_plain_name (ion->name) || strcmp (ion->name, "V") == 0)
            return fail (text, section->line, "“%s” cannot be the name of an ion", ion->name);
        }
      if (!g_str_has_prefix (section->name, conductance_prefix))
        continue;
      model->conductances[index].name = g_strstrip (g_strdup (section->name + strlen (conductance_prefix)));
      model->conductances[index].first_gate = model->n_gates;
      if (!is_plain_name (model->conductances[index].name))
        return fail (text, section->line, "“%s” cannot be the name of a conductance", model->conductances[index].name);
      if ((open = s2p_text_section_line (section, "open")) != NULL && !add_gates_of_open (text, model, index, open, error))
        return FALSE;
      if (!add_gates_of_scheme (text, model, index, section, error))
        return FALSE;
      index++;
    }
  if (s2p_model_conductance (model, "leak") < 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, "%s: the section [conductance leak] is missing; DICs are measured in units of g_leak", text->path);
      return FALSE;
    }
  model->leak = s2p_model_conductance (model, "leak");
  return TRUE;
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
      S2pTextSection *section = section_of_conductance (text, model, index);

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
  gate->rate_dv = s2p_expression_differentiate (gate->rate, S2P_VARIABLE_V);
  for (guint i = 0; i < model->n_ions; i++)
    if (s2p_expression_depends (gate->rate, s2p_model_ion_variable (model, i)))
      return fail (text, line->line, "a rate may not depend on the ion “%s”", model->ions[i].name);
  for (guint i = 0; i < conductance->n_gates; i++)
    {
      gate->rate_dx[i] = s2p_expression_differentiate (gate->rate, s2p_model_gate_variable (model, conductance->first_gate + i));
      gate->rate_dxdv[i] = s2p_expression_differentiate (gate->rate_dx[i], S2P_VARIABLE_V);
      if (s2p_expression_depends_from (gate->rate_dx[i], 1))
        return fail (text, line->line, "a rate must be linear in the gating variables");
    }
  if (gate->timescale < 0)
    return fail (text, line->line, "a gating variable given by its rate has no time constant: say “timescale_%s = fast”, slow or ultraslow", gate->name);
  return TRUE;
}

static gboolean
read_gate (const S2pModelText *text, S2pModel *model, S2pNames *names, S2pGate *gate, GError **error)
{
  S2pConductance *conductance = &model->conductances[gate->conductance];
  S2pTextSection *section = section_of_conductance (text, model, gate->conductance);
  g_autofree char *rate_key = g_strconcat ("rate_", gate->name, NULL), *inf_key = g_strconcat (gate->name, "_inf", NULL),
                  *tau_key = g_strconcat ("tau_", gate->name, NULL), *timescale_key = g_strconcat ("timescale_", gate->name, NULL);
  S2pTextLine *rate = s2p_text_section_line (section, rate_key), *inf = s2p_text_section_line (section, inf_key),
              *tau = s2p_text_section_line (section, tau_key), *timescale = s2p_text_section_line (section, timescale_key);

  if (timescale != NULL)
    {
      static const char *const words[] = { "fast", "slow", "ultraslow" };
      for (int i = 0; i < S2P_N_TIMESCALES; i++)
        if (strcmp (timescale->value, words[i]) == 0)
          gate->timescale = i;
      if (gate->timescale < 0)
        return fail (text, timescale->line, "“%s” is none of fast, slow, ultraslow", timescale->value);
    }
  if (rate != NULL)
    return read_kinetic_gate (text, model, names, gate, rate, error);
  if (inf == NULL)
    return fail (text, section->line, "[%s] lacks the steady state “%s = ...” of its gating variable %s", section->name, inf_key, gate->name);
  if (tau == NULL)
    return fail (text, inf->line, "[%s] lacks the time constant “%s = ...” of its gating variable %s (write “%s = instant” for one that follows at once)",
                 section->name, tau_key, gate->name, tau_key);
  if ((gate->inf = s2p_names_formula (names, inf, gate->conductance, S2P_MAY_NONE, error)) == NULL)
    return FALSE;
  gate->inf_dv = s2p_expression_differentiate (gate->inf, S2P_VARIABLE_V);
  gate->on_ions = s2p_expression_depends_from (gate->inf, 1);
  conductance->on_ions |= gate->on_ions;
  s2p_expression_split (gate->inf, &gate->inf_alone, &gate->inf_rest);
  for (guint i = 0; i < model->n_ions; i++)
    {
      guint ion = s2p_model_ion_variable (model, i);
      gate->inf_dc[i] = s2p_expression_differentiate (gate->inf, ion);
      gate->inf_dvdc[i] = s2p_expression_differentiate (gate->inf_dv, ion);
      for (guint j = 0; j < model->n_ions; j++)
        gate->inf_dcdc[i][j] = s2p_expression_differentiate (gate->inf_dc[i], s2p_model_ion_variable (model, j));
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
    return fail (text, tau->line, "a time constant may depend on V only");
  gate->tau_dv = s2p_expression_differentiate (gate->tau, S2P_VARIABLE_V);
  for (double V = CHECKED_V_MIN; V <= CHECKED_V_MAX; V += 1)
    {
      double value = s2p_expression_evaluate (gate->tau, &V);
      if (!(value > 0) || !isfinite (value))
        return fail (text, tau->line, "the time constant %s of %s is %g ms at V = %g mV: it must be positive", tau_key, conductance->name, value, V);
    }
  return TRUE;
}

static gboolean
read_conductances (const S2pModelText *text, S2pModel *model, S2pNames *names, GError **error)
{
  for (guint i = 0; i < model->n_conductances; i++)
    {
      S2pConductance *conductance = &model->conductances[i];
      S2pTextSection *section = section_of_conductance (text, model, i);
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
        return fail (text, section->line, "[%s] gives some gating variables by rates and some by steady states: give all by rates", section->name);
    }
  return TRUE;
}

static gboolean
read_ions (const S2pModelText *text, S2pModel *model, S2pNames *names, GError **error)
{
  for (guint i = 0; i < model->n_ions; i++)
    {
      S2pIon *ion = &model->ions[i];
      g_autofree char *name = g_strconcat (ion_prefix, ion->name, NULL);
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

          if (!s2p_expression_constant (slope, &ion->per_current[j]))
            return fail (text, line->line, "the steady state of an ion must be a number plus numbers times currents");
          if (ion->per_current[j] != 0 && model->conductances[j].on_ions)
            return fail (text, line->line, "the current I_%s depends on an ion itself, so it may not feed “%s”", model->conductances[j].name, ion->name);
        }
      for (guint j = 0; j < s2p_model_current_variable (model, 0); j++)
        if (s2p_expression_depends (inf, j))
          return fail (text, line->line, "the steady state of an ion must be a number plus numbers times currents");
      ion->rest = s2p_expression_evaluate (inf, none);
    }
  return TRUE;
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
        return fail (text, line->line, "a timescale may depend on V only");
    }
  if ((section = require_section (text, "dic", error)) == NULL || !read_number (text, names, section, "threshold", &model->threshold, error)
      || !s2p_model_read_range (text, section, "g_s", &model->g_s_min, &model->g_s_max, error)
      || !s2p_model_read_range (text, section, "g_u", &model->g_u_min, &model->g_u_max, error))
    return FALSE;
  if ((section = require_section (text, "simulation", error)) == NULL || !read_number (text, names, section, "start", &model->start, error)
      || !read_positive (text, names, section, "duration", &model->duration, error)
      || !read_number (text, names, section, "transient", &model->transient, error)
      || !read_number (text, names, section, "spike_up", &model->spike_up, error)
      || !read_number (text, names, section, "spike_down", &model->spike_down, error))
    return FALSE;
  if (model->transient < 0 || model->transient >= model->duration)
    return fail (text, section->line, "the transient must be shorter than the duration");
  if (model->spike_down > model->spike_up)
    return fail (text, section->line, "spike_down must not lie above spike_up");
  if ((section = require_section (text, "model", error)) == NULL || (line = require (text, section, "name", error)) == NULL)
    return FALSE;
  model->name = g_strdup (line->value);
  if (!is_plain_name (model->name))
    return fail (text, line->line, "the name of a model is letters, digits and _");
  model->title = g_strdup ((line = s2p_text_section_line (section, "title")) != NULL ? line->value : model->name);
  model->source = g_strdup ((line = s2p_text_section_line (section, "source")) != NULL ? line->value : "");
  return read_positive (text, names, section, "capacitance", &model->capacitance, error);
}

static gboolean
refuse_unknown_lines (const S2pModelText *text, GError **error)
{
  for (guint i = 0; i < text->sections->len; i++)
    {
      const S2pTextSection *section = text->sections->pdata[i];
      gboolean known = g_str_has_prefix (section->name, conductance_prefix) || g_str_has_prefix (section->name, ion_prefix);
      static const char *const sections[] = { "model", "define", "timescales", "dic", "generation", "simulation" };

      for (guint j = 0; j < G_N_ELEMENTS (sections); j++)
        known |= strcmp (section->name, sections[j]) == 0;
      if (!known)
        return fail (text, section->line, "[%s] is no section of a neuron model", section->name);
      for (guint j = 0; j < section->lines->len; j++)
        {
          const S2pTextLine *line = section->lines->pdata[j];
          if (!line->used)
            return fail (text, line->line, "“%s” means nothing in [%s]", line->key, section->name);
        }
    }
  return TRUE;
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
  if (!read_skeleton (text, model, error))
    return NULL;
  names = s2p_names_new (text, model);
  if (!define_names (text, model, names, error) || (model->named = s2p_names_all (names, error)) == NULL
      || !read_conductances (text, model, names, error) || !read_ions (text, model, names, error)
      || !read_numbers (text, model, names, error) || !s2p_model_read_generation (text, model, error)
      || !refuse_unknown_lines (text, error))
    return NULL;
  return g_steal_pointer (&model);
}

S2pModel *
s2p_model_load (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize length;
  GError *local = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  if (info != NULL && g_file_info_get_size (info) > MAX_FILE_SIZE)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, "%s is larger than 1 MiB, so it is no neuron model", path);
      return NULL;
    }
  if (!g_file_get_contents (path, &data, &length, &local))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, "cannot read the model: %s", local->message);
      g_error_free (local);
      return NULL;
    }
  return s2p_model_parse (path, data, length, error);
}
