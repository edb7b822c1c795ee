#include "model/model-names.h"
#include "base/error.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

/* Functions are filled in at every call, so a short file could ask for endless work. */
#define MAX_WORK (4 << 20) /* characters parsed */
#define MAX_NESTING 32     /* names that need names that need names: bounds the C stack */

typedef struct {
  char              *name;
  char             **parameters; /* NULL for a plain quantity */
  const S2pTextLine *line;
  int                conductance;
  gboolean           in_progress;
  S2pExpression     *expression; /* parsed already */
} Definition;

struct _S2pNames {
  const S2pModelText *text;
  const S2pModel     *model;
  GHashTable         *definitions; /* name -> Definition (borrowed from order) */
  GPtrArray          *order;       /* (element-type Definition) as in the file */
  gsize               work;        /* characters parsed so far */
  guint               nesting;
  gboolean            placed;      /* the error under way already says file and line */
};

/* From where a formula is looked at. */
typedef struct {
  S2pNames             *names;
  int                   conductance;
  S2pMay                may;
  char                **parameters;
  S2pExpression *const *arguments;
} Scope;

static void
free_definition (gpointer data)
{
  Definition *definition = data;

  g_free (definition->name);
  g_strfreev (definition->parameters);
  s2p_expression_unref (definition->expression);
  g_free (definition);
}

S2pNames *
s2p_names_new (const S2pModelText *text, const S2pModel *model)
{
  S2pNames *names = g_new0 (S2pNames, 1);

  names->text = text;
  names->model = model;
  names->definitions = g_hash_table_new (g_str_hash, g_str_equal);
  names->order = g_ptr_array_new_with_free_func (free_definition);
  return names;
}

void
s2p_names_free (S2pNames *names)
{
  if (names == NULL)
    return;
  g_hash_table_unref (names->definitions);
  g_ptr_array_unref (names->order);
  g_free (names);
}

static gboolean
is_name (const char *text)
{
  if (!g_ascii_isalpha (*text) && *text != '_')
    return FALSE;
  while (g_ascii_isalnum (*text) || *text == '_')
    text++;
  return *text == '\0';
}

/* A variable of the model by its name, or -1. */
static int
find_variable (const Scope *scope, const char *name)
{
  const S2pModel *model = scope->names->model;

  if (strcmp (name, "V") == 0)
    return S2P_VARIABLE_V;
  for (guint i = 0; i < model->n_ions; i++)
    if (strcmp (name, model->ions[i].name) == 0)
      return s2p_model_ion_variable (model, i);
  if ((scope->may & S2P_MAY_GATES) && scope->conductance >= 0)
    {
      const S2pConductance *conductance = &model->conductances[scope->conductance];
      for (guint i = conductance->first_gate; i < conductance->first_gate + conductance->n_gates; i++)
        if (strcmp (name, model->gates[i].name) == 0)
          return s2p_model_gate_variable (model, i);
    }
  if ((scope->may & S2P_MAY_CURRENTS) && g_str_has_prefix (name, "I_"))
    for (guint i = 0; i < model->n_conductances; i++)
      if (strcmp (name + 2, model->conductances[i].name) == 0)
        return s2p_model_current_variable (model, i);
  return -1;
}

gboolean
s2p_names_define (S2pNames *names, const S2pTextLine *line, int conductance, GError **error)
{
  Definition *definition, *earlier;
  char *bracket = strchr (line->key, '(');
  g_autofree char *plain = bracket != NULL ? g_strstrip (g_strndup (line->key, bracket - line->key)) : g_strdup (line->key);
  g_auto (GStrv) parameters = NULL;
  g_autofree char *name = conductance < 0 ? g_strdup (plain) : g_strdup_printf ("%s_%s", plain, names->model->conductances[conductance].name);
  Scope scope = { names, conductance, S2P_MAY_CURRENTS, NULL, NULL };

  if (bracket != NULL)
    {
      g_autofree char *inside = g_strdup (bracket + 1);
      char *end = strchr (inside, ')');

      if (end == NULL || end[1] != '\0')
        return s2p_model_text_fail (names->text, line->line, error, _("a function is written name(a, b) = formula"));
      *end = '\0';
      parameters = g_strsplit (inside, ",", -1);
      for (guint i = 0; parameters[i] != NULL; i++)
        {
          if (!is_name (g_strstrip (parameters[i])))
            return s2p_model_text_fail (names->text, line->line, error, _("“%s” cannot be the name of a parameter"), parameters[i]);
          for (guint j = 0; j < i; j++)
            if (strcmp (parameters[i], parameters[j]) == 0)
              return s2p_model_text_fail (names->text, line->line, error, _("the parameter “%s” is given twice"), parameters[i]);
        }
      if (g_strv_length (parameters) > 16)
        return s2p_model_text_fail (names->text, line->line, error, _("a function takes 16 arguments at most"));
    }
  if (!is_name (plain))
    return s2p_model_text_fail (names->text, line->line, error, _("“%s” cannot be a name: use letters, digits and _"), plain);
  if (s2p_expression_function (name) >= 0 || find_variable (&scope, name) >= 0)
    return s2p_model_text_fail (names->text, line->line, error, _("the name “%s” has a meaning already (voltage, ion, current or function)"), name);
  if ((earlier = g_hash_table_lookup (names->definitions, name)) != NULL)
    return s2p_model_text_fail (names->text, line->line, error, _("the name “%s” is given twice (first in line %u)"), name, earlier->line->line);
  definition = g_new0 (Definition, 1);
  definition->name = g_steal_pointer (&name);
  definition->parameters = g_steal_pointer (&parameters);
  definition->line = line;
  definition->conductance = conductance;
  g_hash_table_insert (names->definitions, definition->name, definition);
  g_ptr_array_add (names->order, definition);
  return TRUE;
}

static S2pExpression *resolve (const char *name, S2pExpression *const *arguments, guint n_arguments, gpointer data, GError **error);

/* Parses the value of @line, and puts file and line before an error that has none yet. */
static S2pExpression *
parse_placed (const Scope *scope, const S2pTextLine *line, GError **error)
{
  S2pNames *names = scope->names;
  GError *local = NULL;
  S2pExpression *expression = NULL;

  names->work += strlen (line->value) + 1;
  if (names->work > MAX_WORK)
    g_set_error (&local, S2P_ERROR, S2P_ERROR_MODEL, _("the functions of this file call each other too often"));
  else if (names->nesting == MAX_NESTING)
    g_set_error (&local, S2P_ERROR, S2P_ERROR_MODEL, _("names that need other names may be nested %d deep at most"), MAX_NESTING);
  else
    {
      names->nesting++;
      expression = s2p_expression_parse (line->value, resolve, (gpointer) scope, &local);
      names->nesting--;
    }
  if (local != NULL && !names->placed)
    {
      s2p_model_text_fail (names->text, line->line, error, "%s", local->message);
      names->placed = TRUE;
      g_error_free (local);
    }
  else if (local != NULL)
    g_propagate_error (error, local);
  return expression;
}

static S2pExpression *
value_of (S2pNames *names, Definition *definition, GError **error)
{
  Scope scope = { names, definition->conductance, S2P_MAY_NONE, NULL, NULL };

  if (definition->expression == NULL)
    {
      if (definition->in_progress)
        {
          g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, _("“%s” needs itself: its formula leads back to it"), definition->name);
          return NULL;
        }
      definition->in_progress = TRUE;
      definition->expression = parse_placed (&scope, definition->line, error);
      definition->in_progress = FALSE;
      if (definition->expression == NULL)
        return NULL;
    }
  return s2p_expression_ref (definition->expression);
}

static S2pExpression *
call_definition (S2pNames *names, Definition *definition, S2pExpression *const *arguments, guint n_arguments, GError **error)
{
  Scope scope = { names, definition->conductance, S2P_MAY_NONE, definition->parameters, arguments };
  S2pExpression *result;

  if (g_strv_length (definition->parameters) != n_arguments)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, _("the function “%s” is defined with %u argument(s), but called with %u"), definition->name,
                   g_strv_length (definition->parameters), n_arguments);
      return NULL;
    }
  if (definition->in_progress)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, _("the function “%s” calls itself"), definition->name);
      return NULL;
    }
  definition->in_progress = TRUE;
  result = parse_placed (&scope, definition->line, error);
  definition->in_progress = FALSE;
  return result;
}

static S2pExpression *
resolve (const char *name, S2pExpression *const *arguments, guint n_arguments, gpointer data, GError **error)
{
  const Scope *scope = data;
  S2pNames *names = scope->names;
  Definition *definition = NULL;
  int variable;

  if (arguments == NULL && scope->parameters != NULL)
    for (guint i = 0; scope->parameters[i] != NULL; i++)
      if (strcmp (name, scope->parameters[i]) == 0)
        return s2p_expression_ref (scope->arguments[i]);
  if (arguments == NULL && (variable = find_variable (scope, name)) >= 0)
    return s2p_expression_variable (variable);
  if (scope->conductance >= 0)
    {
      g_autofree char *local = g_strdup_printf ("%s_%s", name, names->model->conductances[scope->conductance].name);
      definition = g_hash_table_lookup (names->definitions, local);
    }
  if (definition == NULL)
    definition = g_hash_table_lookup (names->definitions, name);
  if (definition == NULL)
    g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, _("unknown symbol “%s”: nothing that may stand here has that name"), name);
  else if (arguments != NULL && definition->parameters == NULL)
    g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, _("“%s” is no function"), name);
  else if (arguments == NULL && definition->parameters != NULL)
    g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, _("“%s” is a function: give its arguments in brackets"), name);
  else
    return arguments != NULL ? call_definition (names, definition, arguments, n_arguments, error) : value_of (names, definition, error);
  return NULL;
}

S2pExpression *
s2p_names_formula (S2pNames *names, const S2pTextLine *line, int conductance, S2pMay may, GError **error)
{
  Scope scope = { names, conductance, may, NULL, NULL };

  return parse_placed (&scope, line, error);
}

gboolean
s2p_names_constant (S2pNames *names, const S2pTextLine *line, double *value, GError **error)
{
  g_autoptr (S2pExpression) expression = s2p_names_formula (names, line, -1, S2P_MAY_NONE, error);

  if (expression == NULL)
    return FALSE;
  if (!s2p_expression_constant (expression, value))
    return s2p_model_text_fail (names->text, line->line, error, _("“%s” must be a number: V, ions and gating variables may not stand in it"), line->key);
  if (!isfinite (*value))
    return s2p_model_text_fail (names->text, line->line, error, _("“%s” is no finite number"), line->key);
  return TRUE;
}

/* A function that nobody calls must be right as well: calls it with V for each argument. */
static gboolean
try_function (S2pNames *names, Definition *definition, GError **error)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) s2p_expression_unref);
  g_autoptr (S2pExpression) result = NULL;

  for (guint i = 0; definition->parameters[i] != NULL; i++)
    g_ptr_array_add (arguments, s2p_expression_variable (S2P_VARIABLE_V));
  result = call_definition (names, definition, (S2pExpression *const *) arguments->pdata, arguments->len, error);
  return result != NULL;
}

GHashTable *
s2p_names_all (S2pNames *names, GError **error)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) s2p_expression_unref);

  for (guint i = 0; i < names->order->len; i++)
    {
      Definition *definition = names->order->pdata[i];
      S2pExpression *expression;

      if (definition->parameters != NULL)
        {
          if (!try_function (names, definition, error))
            return NULL;
          continue;
        }
      if ((expression = value_of (names, definition, error)) == NULL)
        return NULL;
      g_hash_table_insert (all, g_strdup (definition->name), expression);
    }
  return g_steal_pointer (&all);
}
