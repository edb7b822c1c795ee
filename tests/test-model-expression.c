/* Formulas: what they mean, their exact slopes, and many values at once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "base/error.h"
#include "model/expression.h"

/* x, y, z are the variables 0, 1, 2. */
static S2pExpression *
resolve (const char *name, S2pExpression *const *arguments, guint n_arguments, gpointer data, GError **error)
{
  if (arguments == NULL && strlen (name) == 1 && *name >= 'x' && *name <= 'z')
    return s2p_expression_variable (*name - 'x');
  g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, "unknown “%s”", name);
  return NULL;
}

static S2pExpression *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  S2pExpression *expression = s2p_expression_parse (text, resolve, NULL, &error);

  if (expression == NULL)
    fail_msg ("%s: %s", text, error->message);
  return expression;
}

static gboolean
close_to (double value, double wanted, double relative)
{
  return fabs (value - wanted) <= relative * fabs (wanted);
}

static void
text_means_what_it_says (void **state)
{
  static const struct { const char *text; double value; } cases[] = {
    { "1 + 2 * 3", 7 }, { "(1 + 2) * 3", 9 }, { "8 / 4 / 2", 1 }, { "8 - 4 - 2", 2 }, { "-2^2", -4 },
    { "(-2)^2", 4 }, { "2^-1", 0.5 }, { "2^3^2", 512 }, { "2^3 * 2", 16 }, { "-2 * -3", 6 }, { "2 - -3", 5 },
    { "+4 + +1", 5 }, { "2 / 4 * 2", 1 }, { "1e-2 + .5", 0.51 }, { "2.5E1", 25 }, { " ( ( 3 ) ) ", 3 },
    { "x", -1.5 }, { "-x^2", -2.25 }, { "x^2", 2.25 }, { "y^x", 0.35355339059327379 }, { "x * y - z", -7 },
    { "x + 0", -1.5 }, { "0 - x", 1.5 }, { "1 * x / 1", -1.5 }, { "0 * x", 0 }, { "x^0", 1 }, { "x^1", -1.5 },
    { "exp(x)", 0.22313016014842982 }, { "log(y)", M_LN2 }, { "sqrt(y)", M_SQRT2 }, { "tanh(x)", -0.90514825364486640 },
    { "cosh(x)", 2.3524096152432472 }, { "sinh(x)", -2.1292794550948173 }, { "abs(x)", 1.5 },
    { "exprelr(x)", 1.9308253751833022 }, { "exprelr(0)", 1 }, { "exp(log(y) + log(z))", 8 },
  };
  const double variables[] = { -1.5, 2, 4 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (S2pExpression) expression = parse (cases[i].text);
      double value = s2p_expression_evaluate (expression, variables);

      if (fabs (value - cases[i].value) > 1e-15 * MAX (1, fabs (cases[i].value)))
        fail_msg ("%s is %.17g, not %.17g", cases[i].text, value, cases[i].value);
    }
}

static void
constants_are_folded (void **state)
{
  static const char *const constants[] = { "2 * 3 + exp(0)", "0 * x", "x^0", "(x - x * 1) * 0" };
  double value;

  for (gsize i = 0; i < G_N_ELEMENTS (constants); i++)
    {
      g_autoptr (S2pExpression) expression = parse (constants[i]);
      assert_true (s2p_expression_constant (expression, &value));
    }
  g_autoptr (S2pExpression) mixed = parse ("1 * x + 0 * y");
  assert_false (s2p_expression_constant (mixed, &value));
  assert_true (s2p_expression_depends (mixed, 0));
  assert_false (s2p_expression_depends (mixed, 1));
  assert_false (s2p_expression_depends_from (mixed, 1));
}

static void
wrong_text_is_refused_with_its_place (void **state)
{
  static const struct { const char *text, *reason; } cases[] = {
    { "", "ends too early at character 1" }, { "1 +", "ends too early at character 4" },
    { "(x", "a closing bracket is missing at character 3" }, { "x)", "a closing bracket too many at character 2" },
    { "exp(x", "a closing bracket is missing" }, { "exp()", "not a closing bracket, at character 5" },
    { "exp(x, y)", "takes one argument" }, { "2 x", "not “x”, at character 3" }, { "0,5", "decimals are written 0.5" },
    { "x − 1", "“−” is no sign of a formula" }, { "exp(x − 1)", "“−” is no sign of a formula" },
    { "x * / y", "not “/”, at character 5" }, { "1e999", "too large" }, { "w", "unknown “w”" }, { "foo(x)", "unknown “foo”" },
    { ".", "a number was expected" }, { "x = 1", "not “=”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (s2p_expression_parse (cases[i].text, resolve, NULL, &error));
      assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_MODEL));
      if (strstr (error->message, cases[i].reason) == NULL)
        fail_msg ("“%s”: %s", cases[i].text, error->message);
    }
}

/* Against long double, and near 0, where that cancels too, against the Bernoulli series; at the places
 * where the code changes its formula. */
static void
exprelr_has_no_hole (void **state)
{
  static const double places[] = { 0, 1e-300, 1e-12, 1e-6, 1e-3, 0.01, 0.0499999, 0.05, 0.0500001, 0.1, 1, 7, 50, 199.9, 200.1, 700 };
  g_autoptr (S2pExpression) f = parse ("exprelr(x)"), first = s2p_expression_differentiate (f, 0),
                            second = s2p_expression_differentiate (first, 0);

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (places); i++)
    {
      double at = i % 2 == 0 ? places[i / 2] : -places[i / 2];
      long double x = at, e = expl (x), d = expm1l (x), wanted[3];

      if (fabsl (x) < 0.2L)
        {
          long double x2 = x * x;
          wanted[0] = 1 - x / 2 + x2 / 12 - x2 * x2 / 720 + x2 * x2 * x2 / 30240 - x2 * x2 * x2 * x2 / 1209600 + x2 * x2 * x2 * x2 * x2 / 47900160;
          wanted[1] = -0.5L + x / 6 - x2 * x / 180 + x2 * x2 * x / 5040 - x2 * x2 * x2 * x / 151200 + x2 * x2 * x2 * x2 * x / 4790016;
          wanted[2] = 1 / 6.0L - x2 / 60 + x2 * x2 / 1008 - x2 * x2 * x2 / 21600 + x2 * x2 * x2 * x2 / 532224;
        }
      else
        {
          wanted[0] = x / d;
          wanted[1] = (d - x * e) / (d * d);
          wanted[2] = e * (x * (e + 1) - 2 * d) / (d * d * d);
        }
      S2pExpression *const orders[] = { f, first, second };
      static const double tolerances[] = { 1e-15, 1e-13, 1e-11 };
      for (int k = 0; k < 3; k++)
        if (!close_to (s2p_expression_evaluate (orders[k], &at), wanted[k], tolerances[k]))
          fail_msg ("derivative %d at %.17g: %.17g, not %.17Lg", k, at, s2p_expression_evaluate (orders[k], &at), wanted[k]);
    }
}

static void
slopes_are_those_of_the_curves (void **state)
{
  static const char *const texts[] = {
    "exp(-x / 3)", "log(x * x + 1)", "sqrt(2 + x * y)", "tanh(x - y)", "cosh(x / 2)", "sinh(x * y / 4)", "abs(x - 5) * y",
    "abs(x + 5)", "exprelr(x)", "exprelr(2 * x - 3) * x", "x^3 - y^-2", "(x^2 + 1)^y", "2^x", "y^(x * y)", "x / (1 + y^2) / x^2",
    "1 / (1 + exp((x + 0.5) / -0.7))", "-(x - y) * (x + z)", "z / (z + 3) * exp(x)", "(x + y) / (exp(x) + exp(-y))",
  };
  const double variables[] = { 0.7, 1.3, 2.1 };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (S2pExpression) expression = parse (texts[i]);

      for (guint j = 0; j < G_N_ELEMENTS (variables); j++)
        {
          g_autoptr (S2pExpression) slope = s2p_expression_differentiate (expression, j);
          double exact = s2p_expression_evaluate (slope, variables), step = 1e-3, difference = 0;
          /* central differences of sixth order */
          static const double weights[] = { 3 / 4.0, -3 / 20.0, 1 / 60.0 };

          for (int k = 1; k <= 3; k++)
            {
              double right[3], left[3];
              memcpy (right, variables, sizeof right);
              memcpy (left, variables, sizeof left);
              right[j] += k * step;
              left[j] -= k * step;
              difference += weights[k - 1] * (s2p_expression_evaluate (expression, right) - s2p_expression_evaluate (expression, left)) / step;
            }
          if (fabs (exact - difference) > 1e-10 * MAX (1, fabs (exact)))
            fail_msg ("%s by %u: %.15g, by differences %.15g", texts[i], j, exact, difference);
        }
    }
}

static void
many_values_are_the_single_ones (void **state)
{
  enum { N = 37 };
  g_autoptr (S2pExpression) expression = parse ("z / (z + 3) * (x^2 - y) / (1 + exp((x + y * z) / -(2 + exprelr(x)))) + tanh(y)^3");
  double x[N], y[N], z[N], result[N];
  const double *variables[] = { x, y, z };
  g_autofree double *scratch = g_new (double, s2p_expression_depth (expression) * N);

  for (int i = 0; i < N; i++)
    {
      x[i] = -3 + 0.17 * i;
      y[i] = sin (i);
      z[i] = 0.1 * i;
    }
  s2p_expression_evaluate_many (expression, N, variables, result, scratch);
  for (int i = 0; i < N; i++)
    {
      const double one[] = { x[i], y[i], z[i] };
      assert_true (result[i] == s2p_expression_evaluate (expression, one));
    }
}

static void
a_product_splits_into_what_depends_on_x_alone (void **state)
{
  static const struct { const char *text; gboolean whole; } cases[] = {
    { "z / (z + 3) * exp(x)", FALSE }, { "exp(x) / (1 + y) / x * 3 * y", FALSE }, { "x * x + 1", TRUE },
    { "x * y + 1", FALSE }, { "-(exp(x) * y)", FALSE }, { "7", TRUE },
  };
  const double variables[] = { 0.7, 1.3, 2.1 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (S2pExpression) expression = parse (cases[i].text), alone = NULL, rest = NULL;
      double value;

      s2p_expression_split (expression, &alone, &rest);
      assert_false (s2p_expression_depends_from (alone, 1));
      assert_true (close_to (s2p_expression_evaluate (alone, variables) * s2p_expression_evaluate (rest, variables),
                             s2p_expression_evaluate (expression, variables), 1e-15));
      assert_int_equal (s2p_expression_constant (rest, &value), cases[i].whole);
    }
  /* The factor of x must really have gone over. */
  g_autoptr (S2pExpression) product = parse ("z / (z + 3) * exp(x)"), alone = NULL, rest = NULL;
  s2p_expression_split (product, &alone, &rest);
  assert_false (s2p_expression_depends (rest, 0));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (text_means_what_it_says),
    cmocka_unit_test (constants_are_folded),
    cmocka_unit_test (wrong_text_is_refused_with_its_place),
    cmocka_unit_test (exprelr_has_no_hole),
    cmocka_unit_test (slopes_are_those_of_the_curves),
    cmocka_unit_test (many_values_are_the_single_ones),
    cmocka_unit_test (a_product_splits_into_what_depends_on_x_alone),
  };

  return cmocka_run_group_tests_name ("model-expression", tests, NULL, NULL);
}
