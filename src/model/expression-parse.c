/* Recursive descent over
 *   sum     = product { (+|-) product }
 *   product = sign { (*|/) sign }
 *   sign    = [+|-] power
 *   power   = atom [ ^ sign ]                  (so -a^2 is -(a^2), and a^-b is allowed)
 *   atom    = number | name | name ( sum {, sum} ) | ( sum )
 */
#include "model/expression.h"
#include "base/error.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

/* Bounds on the C stack and the time that a hostile file can use. A formula of a few thousand nodes
 * (after functions are filled in) is far beyond any published rate function. */
#define MAX_DEPTH 50
#define MAX_SIZE 2000
#define MAX_ARGUMENTS 16

typedef struct {
  const char *text, *at;
  guint       depth;
  S2pResolve  resolve;
  gpointer    data;
  GError    **error;
} Parser;

/* What could stand at a place, said where a closing bracket or anything else does. */
typedef struct { const char *not_bracket, *not_other; } Expected;

static const Expected expected_operand = {
  N_("a number, a name or an opening bracket was expected, not a closing bracket, at character %ld of “%s”"),
  N_("a number, a name or an opening bracket was expected, not “%s”, at character %ld of “%s”"),
};
static const Expected expected_operation = {
  N_("one of + - * / ^ was expected, not a closing bracket, at character %ld of “%s”"),
  N_("one of + - * / ^ was expected, not “%s”, at character %ld of “%s”"),
};
static const Expected expected_bracket_or_operation = {
  N_("a closing bracket or one of + - * / ^ was expected, not a closing bracket, at character %ld of “%s”"),
  N_("a closing bracket or one of + - * / ^ was expected, not “%s”, at character %ld of “%s”"),
};

static S2pExpression *parse_sum (Parser *parser);

static char
peek (Parser *parser)
{
  while (g_ascii_isspace (*parser->at))
    parser->at++;
  return *parser->at;
}

static gboolean
accept (Parser *parser, char wanted)
{
  if (peek (parser) != wanted)
    return FALSE;
  parser->at++;
  return TRUE;
}

static glong
position (Parser *parser)
{
  return g_utf8_pointer_to_offset (parser->text, parser->at) + 1;
}

/* @format, not yet translated, has the position and the formula. */
static S2pExpression *
fail (Parser *parser, const char *format)
{
  g_set_error (parser->error, S2P_ERROR, S2P_ERROR_MODEL, _(format), position (parser), parser->text);
  return NULL;
}

/* As fail, with the character that stands there first. */
static S2pExpression *
fail_at (Parser *parser, const char *format)
{
  g_autofree char *found = g_strndup (parser->at, g_utf8_next_char (parser->at) - parser->at);

  g_set_error (parser->error, S2P_ERROR, S2P_ERROR_MODEL, _(format), found, position (parser), parser->text);
  return NULL;
}

/* What stands here although nothing of the kind may. */
static S2pExpression *
fail_unexpected (Parser *parser, const Expected *expected)
{
  const char next = peek (parser);

  if ((guchar) next >= 0x80) /* most often copied out of a PDF */
    return fail_at (parser, N_("“%s” is no sign of a formula (write -, * and ' as plain characters) at character %ld of “%s”"));
  if (next == '\0')
    return fail (parser, N_("the formula ends too early at character %ld of “%s”"));
  if (next == ')')
    return fail (parser, expected->not_bracket);
  if (next == ',')
    return fail (parser, N_("a comma may only stand between the arguments of a function (decimals are written 0.5) at character %ld of “%s”"));
  return fail_at (parser, expected->not_other);
}

static S2pExpression *
fail_unclosed (Parser *parser)
{
  return peek (parser) == '\0' ? fail (parser, N_("a closing bracket is missing at character %ld of “%s”"))
                               : fail_unexpected (parser, &expected_bracket_or_operation);
}

/* Passes on @expression unless it has grown too large. */
static S2pExpression *
bounded (Parser *parser, S2pExpression *expression)
{
  if (expression == NULL || s2p_expression_size (expression) <= MAX_SIZE)
    return expression;
  s2p_expression_unref (expression);
  g_set_error (parser->error, S2P_ERROR, S2P_ERROR_MODEL,
               _("the formula is too long: more than %d numbers, names and signs once its functions are filled in"), MAX_SIZE);
  return NULL;
}

static S2pExpression *
parse_call (Parser *parser, const char *name)
{
  S2pExpression *arguments[MAX_ARGUMENTS], *result = NULL;
  guint n = 0;

  do
    {
      if (n == MAX_ARGUMENTS)
        {
          fail (parser, N_("too many arguments at character %ld of “%s”"));
          goto out;
        }
      if ((arguments[n] = parse_sum (parser)) == NULL)
        goto out;
      n++;
    }
  while (accept (parser, ','));
  if (!accept (parser, ')'))
    fail_unclosed (parser);
  else if (s2p_expression_function (name) < 0)
    result = parser->resolve (name, arguments, n, parser->data, parser->error);
  else if (n != 1)
    fail (parser, N_("this function takes one argument, at character %ld of “%s”"));
  else
    result = s2p_expression_call (s2p_expression_function (name), s2p_expression_ref (arguments[0]));
out:
  while (n > 0)
    s2p_expression_unref (arguments[--n]);
  return bounded (parser, result);
}

static S2pExpression *
parse_atom (Parser *parser)
{
  char next = peek (parser);

  if (g_ascii_isdigit (next) || next == '.')
    {
      char *end;
      double value = g_ascii_strtod (parser->at, &end);

      if (end == parser->at)
        return fail (parser, N_("a number was expected at character %ld of “%s”"));
      if (!(fabs (value) < HUGE_VAL))
        return fail (parser, N_("the number is too large at character %ld of “%s”"));
      parser->at = end;
      return s2p_expression_number (value);
    }
  if (g_ascii_isalpha (next) || next == '_')
    {
      const char *start = parser->at;
      g_autofree char *name = NULL;

      while (g_ascii_isalnum (*parser->at) || *parser->at == '_')
        parser->at++;
      name = g_strndup (start, parser->at - start);
      if (accept (parser, '('))
        return parse_call (parser, name);
      return parser->resolve (name, NULL, 0, parser->data, parser->error);
    }
  if (accept (parser, '('))
    {
      S2pExpression *inner = parse_sum (parser);

      if (inner == NULL || accept (parser, ')'))
        return inner;
      s2p_expression_unref (inner);
      return fail_unclosed (parser);
    }
  return fail_unexpected (parser, &expected_operand);
}

static S2pExpression *
parse_sign (Parser *parser)
{
  S2pExpression *base, *exponent;

  if (++parser->depth > MAX_DEPTH)
    return fail (parser, N_("the formula is nested too deeply at character %ld of “%s”"));
  if (accept (parser, '-'))
    {
      base = parse_sign (parser);
      parser->depth--;
      return base == NULL ? NULL : bounded (parser, s2p_expression_binary ('*', s2p_expression_number (-1), base));
    }
  accept (parser, '+');
  base = parse_atom (parser);
  if (base != NULL && accept (parser, '^'))
    {
      if ((exponent = parse_sign (parser)) == NULL)
        g_clear_pointer (&base, s2p_expression_unref);
      else
        base = bounded (parser, s2p_expression_binary ('^', base, exponent));
    }
  parser->depth--;
  return base;
}

static S2pExpression *
parse_chain (Parser *parser, const char *operations, S2pExpression *(*parse_operand) (Parser *))
{
  S2pExpression *left = parse_operand (parser), *right;

  while (left != NULL && peek (parser) != '\0' && strchr (operations, peek (parser)) != NULL)
    {
      char operation = *parser->at++;

      if ((right = parse_operand (parser)) == NULL)
        g_clear_pointer (&left, s2p_expression_unref);
      else
        left = bounded (parser, s2p_expression_binary (operation, left, right));
    }
  return left;
}

static S2pExpression *
parse_product (Parser *parser)
{
  return parse_chain (parser, "*/", parse_sign);
}

static S2pExpression *
parse_sum (Parser *parser)
{
  return parse_chain (parser, "+-", parse_product);
}

S2pExpression *
s2p_expression_parse (const char *text, S2pResolve resolve, gpointer data, GError **error)
{
  Parser parser = { text, text, 0, resolve, data, error };
  S2pExpression *result = parse_sum (&parser);

  if (result != NULL && peek (&parser) != '\0')
    {
      s2p_expression_unref (result);
      return *parser.at == ')' ? fail (&parser, N_("a closing bracket too many at character %ld of “%s”"))
                               : fail_unexpected (&parser, &expected_operation);
    }
  return result;
}
