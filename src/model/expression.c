#include "model/expression.h"
#include <math.h>
#include <string.h>

typedef enum { NUMBER, VARIABLE, BINARY, CALL } Kind;

enum { EXP, LOG, SQRT, TANH, COSH, SINH, ABS, EXPRELR, N_NAMED, EXPRELR_1 = N_NAMED, EXPRELR_2, SIGN, N_FUNCTIONS };

static const char *const function_names[N_NAMED] = { "exp", "log", "sqrt", "tanh", "cosh", "sinh", "abs", "exprelr" };

struct _S2pExpression {
  Kind           kind;
  double         number;
  guint          index;     /* of the variable, or of the function */
  char           operation;
  guint          size;      /* nodes of the tree below and with this one, saturating */
  S2pExpression *a, *b;
};

static S2pExpression *
new_node (Kind kind)
{
  S2pExpression *node = g_atomic_rc_box_new0 (S2pExpression);

  node->kind = kind;
  node->size = 1;
  return node;
}

static guint
add_sizes (guint a, guint b)
{
  return a < G_MAXUINT / 2 && b < G_MAXUINT / 2 ? a + b : G_MAXUINT / 2;
}

guint
s2p_expression_size (const S2pExpression *expression)
{
  return expression->size;
}

S2pExpression *
s2p_expression_ref (S2pExpression *expression)
{
  return g_atomic_rc_box_acquire (expression);
}

static void
clear_node (gpointer data)
{
  S2pExpression *node = data;

  s2p_expression_unref (node->a);
  s2p_expression_unref (node->b);
}

void
s2p_expression_unref (S2pExpression *expression)
{
  if (expression != NULL)
    g_atomic_rc_box_release_full (expression, clear_node);
}

S2pExpression *
s2p_expression_number (double value)
{
  S2pExpression *node = new_node (NUMBER);

  node->number = value;
  return node;
}

S2pExpression *
s2p_expression_variable (guint index)
{
  S2pExpression *node = new_node (VARIABLE);

  node->index = index;
  return node;
}

static gboolean
is_number (const S2pExpression *node, double value)
{
  return node->kind == NUMBER && node->number == value;
}

static double
apply (char operation, double a, double b)
{
  switch (operation)
    {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    default:  return b == 2.0 ? a * a : pow (a, b);
    }
}

/* x / (e^x - 1) and its first two derivatives. Near 0 the Bernoulli series: the closed forms cancel. */
static double
exprelr (double x, int derivative)
{
  double e, d;

  if (fabs (x) < 0.05)
    {
      double x2 = x * x;
      switch (derivative)
        {
        case 0: return 1 - x / 2 + x2 / 12 * (1 - x2 / 60 * (1 - x2 / 42));
        case 1: return -0.5 + x / 6 * (1 - x2 / 30 * (1 - x2 / 28));
        default: return 1.0 / 6 - x2 / 60 * (1 - 5 * x2 / 84);
        }
    }
  if (x > 200) /* e^x - 1 = e^x here, and the closed forms of the derivatives overflow */
    return derivative == 0 ? x * exp (-x) : derivative == 1 ? (1 - x) * exp (-x) : (x - 2) * exp (-x);
  d = expm1 (x);
  e = derivative == 0 ? 0 : exp (x); /* not d + 1, which loses it all for negative x */
  switch (derivative)
    {
    case 0: return x / d;
    case 1: return (d - x * e) / (d * d);
    default: return e * (x * (e + 1) - 2 * d) / (d * d * d);
    }
}

static double
call (guint function, double x)
{
  switch (function)
    {
    case EXP: return exp (x);
    case LOG: return log (x);
    case SQRT: return sqrt (x);
    case TANH: return tanh (x);
    case COSH: return cosh (x);
    case SINH: return sinh (x);
    case ABS: return fabs (x);
    case SIGN: return (x > 0) - (x < 0);
    case EXPRELR: return exprelr (x, 0);
    case EXPRELR_1: return exprelr (x, 1);
    default: return exprelr (x, 2);
    }
}

S2pExpression *
s2p_expression_binary (char operation, S2pExpression *a, S2pExpression *b)
{
  S2pExpression *node = NULL;

  if (a->kind == NUMBER && b->kind == NUMBER)
    node = s2p_expression_number (apply (operation, a->number, b->number));
  else if ((operation == '+' || operation == '-' || operation == '^') && is_number (b, operation == '^'))
    node = s2p_expression_ref (a);
  else if (operation == '+' && is_number (a, 0))
    node = s2p_expression_ref (b);
  else if ((operation == '*' && (is_number (a, 0) || is_number (b, 0))) || (operation == '/' && is_number (a, 0)))
    node = s2p_expression_number (0);
  else if ((operation == '*' || operation == '/') && is_number (b, 1))
    node = s2p_expression_ref (a);
  else if (operation == '*' && is_number (a, 1))
    node = s2p_expression_ref (b);
  else if (operation == '^' && is_number (b, 0))
    node = s2p_expression_number (1);
  if (node != NULL)
    {
      s2p_expression_unref (a);
      s2p_expression_unref (b);
      return node;
    }
  node = new_node (BINARY);
  node->operation = operation;
  node->a = a;
  node->b = b;
  node->size = add_sizes (1, add_sizes (a->size, b->size));
  return node;
}

S2pExpression *
s2p_expression_call (guint function, S2pExpression *argument)
{
  S2pExpression *node;

  if (argument->kind == NUMBER)
    {
      node = s2p_expression_number (call (function, argument->number));
      s2p_expression_unref (argument);
      return node;
    }
  node = new_node (CALL);
  node->index = function;
  node->a = argument;
  node->size = add_sizes (1, argument->size);
  return node;
}

int
s2p_expression_function (const char *name)
{
  for (int i = 0; i < N_NAMED; i++)
    if (strcmp (name, function_names[i]) == 0)
      return i;
  return -1;
}

double
s2p_expression_evaluate (const S2pExpression *e, const double *variables)
{
  switch (e->kind)
    {
    case NUMBER: return e->number;
    case VARIABLE: return variables[e->index];
    case BINARY:
      return apply (e->operation, s2p_expression_evaluate (e->a, variables),
                    s2p_expression_evaluate (e->b, variables));
    default: return call (e->index, s2p_expression_evaluate (e->a, variables));
    }
}

static S2pExpression *
binary_of (char operation, S2pExpression *a, S2pExpression *b)
{
  return s2p_expression_binary (operation, s2p_expression_ref (a), s2p_expression_ref (b));
}

/* f' as an expression of f's argument @x and of f itself. */
static S2pExpression *
function_derivative (S2pExpression *f)
{
  S2pExpression *x = f->a;

  switch (f->index)
    {
    case EXP: return s2p_expression_ref (f);
    case LOG: return s2p_expression_binary ('/', s2p_expression_number (1), s2p_expression_ref (x));
    case SQRT: return s2p_expression_binary ('/', s2p_expression_number (0.5), s2p_expression_ref (f));
    case TANH: return s2p_expression_binary ('-', s2p_expression_number (1), binary_of ('*', f, f));
    case COSH: return s2p_expression_call (SINH, s2p_expression_ref (x));
    case SINH: return s2p_expression_call (COSH, s2p_expression_ref (x));
    case ABS: return s2p_expression_call (SIGN, s2p_expression_ref (x));
    case SIGN: return s2p_expression_number (0);
    case EXPRELR: return s2p_expression_call (EXPRELR_1, s2p_expression_ref (x));
    case EXPRELR_1: return s2p_expression_call (EXPRELR_2, s2p_expression_ref (x));
    default: /* a third derivative is asked for by nothing in the program */
      g_return_val_if_reached (s2p_expression_number (NAN));
    }
}

S2pExpression *
s2p_expression_differentiate (S2pExpression *e, guint variable)
{
  S2pExpression *da, *db, *left, *right;

  if (!s2p_expression_depends (e, variable))
    return s2p_expression_number (0);
  if (e->kind == VARIABLE)
    return s2p_expression_number (1);
  da = s2p_expression_differentiate (e->a, variable);
  if (e->kind == CALL)
    return s2p_expression_binary ('*', function_derivative (e), da);
  db = s2p_expression_differentiate (e->b, variable);
  switch (e->operation)
    {
    case '+':
    case '-':
      return s2p_expression_binary (e->operation, da, db);
    case '*':
      left = s2p_expression_binary ('*', da, s2p_expression_ref (e->b));
      right = s2p_expression_binary ('*', s2p_expression_ref (e->a), db);
      return s2p_expression_binary ('+', left, right);
    case '/': /* (a' - (a/b) b') / b */
      right = s2p_expression_binary ('*', s2p_expression_ref (e), db);
      return s2p_expression_binary ('/', s2p_expression_binary ('-', da, right), s2p_expression_ref (e->b));
    default:
      if (e->b->kind == NUMBER) /* b a^(b-1) a' */
        {
          s2p_expression_unref (db);
          left = s2p_expression_binary ('^', s2p_expression_ref (e->a), s2p_expression_number (e->b->number - 1));
          left = s2p_expression_binary ('*', s2p_expression_ref (e->b), left);
          return s2p_expression_binary ('*', left, da);
        }
      /* a^b (b' log a + b a' / a) */
      left = s2p_expression_binary ('*', db, s2p_expression_call (LOG, s2p_expression_ref (e->a)));
      right = s2p_expression_binary ('/', s2p_expression_binary ('*', s2p_expression_ref (e->b), da), s2p_expression_ref (e->a));
      return s2p_expression_binary ('*', s2p_expression_ref (e), s2p_expression_binary ('+', left, right));
    }
}

gboolean
s2p_expression_depends (const S2pExpression *e, guint variable)
{
  if (e->kind == VARIABLE)
    return e->index == variable;
  return (e->a != NULL && s2p_expression_depends (e->a, variable))
         || (e->b != NULL && s2p_expression_depends (e->b, variable));
}

gboolean
s2p_expression_depends_from (const S2pExpression *e, guint first)
{
  if (e->kind == VARIABLE)
    return e->index >= first;
  return (e->a != NULL && s2p_expression_depends_from (e->a, first))
         || (e->b != NULL && s2p_expression_depends_from (e->b, first));
}

gboolean
s2p_expression_constant (const S2pExpression *e, double *value)
{
  if (e->kind != NUMBER)
    return FALSE;
  *value = e->number;
  return TRUE;
}

guint
s2p_expression_depth (const S2pExpression *e)
{
  guint a = e->a != NULL ? s2p_expression_depth (e->a) : 0, b = e->b != NULL ? s2p_expression_depth (e->b) : 0;

  return 1 + MAX (a, b);
}

void
s2p_expression_evaluate_many (const S2pExpression *e, gsize n, const double *const *variables,
                              double *result, double *scratch)
{
  switch (e->kind)
    {
    case NUMBER:
      for (gsize i = 0; i < n; i++)
        result[i] = e->number;
      return;
    case VARIABLE:
      memcpy (result, variables[e->index], n * sizeof *result);
      return;
    case CALL:
      s2p_expression_evaluate_many (e->a, n, variables, result, scratch);
      for (gsize i = 0; i < n; i++)
        result[i] = call (e->index, result[i]);
      return;
    case BINARY:
      s2p_expression_evaluate_many (e->a, n, variables, result, scratch + n);
      s2p_expression_evaluate_many (e->b, n, variables, scratch, scratch + n);
      switch (e->operation)
        {
        case '+': for (gsize i = 0; i < n; i++) result[i] += scratch[i]; return;
        case '-': for (gsize i = 0; i < n; i++) result[i] -= scratch[i]; return;
        case '*': for (gsize i = 0; i < n; i++) result[i] *= scratch[i]; return;
        case '/': for (gsize i = 0; i < n; i++) result[i] /= scratch[i]; return;
        default: for (gsize i = 0; i < n; i++) result[i] = apply ('^', result[i], scratch[i]); return;
        }
    }
}

void
s2p_expression_split (S2pExpression *e, S2pExpression **alone, S2pExpression **rest)
{
  gboolean product = e->kind == BINARY && (e->operation == '*' || e->operation == '/');

  if (!s2p_expression_depends_from (e, 1))
    {
      *alone = s2p_expression_ref (e);
      *rest = s2p_expression_number (1);
    }
  else if (product)
    {
      S2pExpression *alone_a, *rest_a, *alone_b, *rest_b;

      s2p_expression_split (e->a, &alone_a, &rest_a);
      s2p_expression_split (e->b, &alone_b, &rest_b);
      *alone = s2p_expression_binary (e->operation, alone_a, alone_b);
      *rest = s2p_expression_binary (e->operation, rest_a, rest_b);
    }
  else
    {
      *alone = s2p_expression_number (1);
      *rest = s2p_expression_ref (e);
    }
}
