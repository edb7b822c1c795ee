/* Bad model files: each is refused with file, line and reason; none crashes, hangs or leaks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "base/error.h"
#include "base/random.h"
#include "model/model.h"

static const char good[] =
  "[model]\n"                                     /* 1 */
  "name = toy\n"
  "capacitance = 1\n"
  "[define]\n"                                    /* 4 */
  "sigmoid(x) = 1 / (1 + exp(x))\n"
  "E_K = -80\n"
  "[conductance Na]\n"                            /* 7 */
  "reversal = 50\n"
  "open = m^3 h\n"
  "m_inf = sigmoid((V + 25) / -5)\n"              /* 10 */
  "tau_m = 1.3 - sigmoid((V + 100) / -25)\n"
  "h_inf = sigmoid((V + 49) / 5)\n"
  "tau_h = 2\n"                                   /* 13 */
  "[conductance Ca]\n"
  "reversal = 80\n"
  "open = m\n"                                    /* 16 */
  "m_inf = sigmoid((V + 30) / -8)\n"
  "tau_m = 5\n"
  "[conductance KCa]\n"                           /* 19 */
  "reversal = E_K\n"
  "open = m^4\n"
  "m_inf = Calcium / (Calcium + 3)\n"             /* 22 */
  "tau_m = 50\n"
  "[conductance X]\n"
  "reversal = E_K\n"                              /* 25 */
  "open = o\n"
  "rate_o = (1 - o - i) - o\n"
  "rate_i = o - 0.1 * i\n"                        /* 28 */
  "timescale_o = slow\n"
  "timescale_i = slow\n"
  "[conductance leak]\n"                          /* 31 */
  "reversal = -50\n"
  "[ion Calcium]\n"
  "tau = 20\n"                                    /* 34 */
  "inf = 0.05 - 0.94 * I_Ca\n"
  "start = 0.5\n"
  "[timescales]\n"                                /* 37 */
  "fast = tau_m_Na\n"
  "slow = tau_m_Ca\n"
  "ultraslow = 100\n"                             /* 40 */
  "[dic]\n"
  "threshold = -50\n"
  "g_s = -20 .. 20\n"                             /* 43 */
  "g_u = 0 .. 20\n"
  "[generation]\n"
  "leak = gamma 0.007 .. 0.014\n"                 /* 46 */
  "X = uniform 1 .. 2\n"
  "spontaneous = -6 4 5\n"
  "spontaneous_solve = Na Ca KCa\n"               /* 49 */
  "solve_negative_g_s = Ca KCa\n"
  "solve_positive_g_s = Na KCa\n"
  "[simulation]\n"                                /* 52 */
  "start = -70\n"
  "duration = 1000\n"
  "transient = 100\n"                             /* 55 */
  "spike_up = 10\n"
  "spike_down = 0\n";

static char *
replace (const char *text, const char *old, const char *new)
{
  const char *at = strstr (text, old);

  if (at == NULL)
    fail_msg ("the good file does not hold “%s”", old);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, new, at + strlen (old));
}

static void
assert_refused (const char *data, gsize length, const char *reason, const char *what)
{
  g_autoptr (GError) error = NULL;
  S2pModel *model = s2p_model_parse ("toy.model", data, length, &error);

  if (model != NULL)
    fail_msg ("%s: was not refused", what);
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_MODEL));
  assert_true (g_utf8_validate (error->message, -1, NULL));
  assert_true (strlen (error->message) < 3000);
  if (strstr (error->message, reason) == NULL || !g_str_has_prefix (error->message, "toy.model:"))
    fail_msg ("%s: %s", what, error->message);
  if (g_getenv ("S2P_SHOW_MESSAGES") != NULL)
    print_message ("%s\n", error->message);
}

static void
the_good_file_is_good (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pModel) model = s2p_model_parse ("toy.model", good, strlen (good), &error);
  g_autofree char *windows = NULL, *marked = NULL;
  g_autoptr (S2pModel) same = NULL, again = NULL;
  g_auto (GStrv) lines = g_strsplit (good, "\n", -1);

  if (model == NULL)
    fail_msg ("%s", error->message);
  assert_int_equal (model->n_conductances, 5);
  assert_int_equal (model->n_gates, 6);
  assert_string_equal (model->gates[5].name, "i");
  assert_int_equal (model->gates[5].power, 0);
  /* As a Windows editor saves it. */
  windows = g_strjoinv ("\r\n", lines);
  marked = g_strconcat ("\xef\xbb\xbf", windows, NULL);
  same = s2p_model_parse ("toy.model", windows, strlen (windows), &error);
  assert_non_null (same);
  again = s2p_model_parse ("toy.model", marked, strlen (marked), &error);
  assert_non_null (again);
  assert_string_equal (again->name, "toy");
}

static void
mistakes_are_named_with_their_line (void **state)
{
  static const struct { const char *old, *new, *reason; } cases[] = {
    /* names */
    { "E_K\nopen = m^4", "E_Q\nopen = m^4", ":20: unknown symbol “E_Q”" },
    { "sigmoid((V + 49)", "sigmiod((V + 49)", ":12: unknown symbol “sigmiod”" },
    { "1 + exp(x)", "1 + exp(y)", ":5: unknown symbol “y”" },
    { "E_K = -80", "E_K = a\na = b\nb = a", "“a” needs itself" },
    { "E_K = -80", "E_K = E_K", ":6: “E_K” needs itself" },
    { "tau_h = 2", "tau_h = tau_h + 1", ":13: “tau_h_Na” needs itself" },
    { "1 / (1 + exp(x))", "1 / (1 + sigmoid(x))", ":5: the function “sigmoid” calls itself" },
    { "E_K = -80", "E_K = -80\nunused(x) = unused(x)", ":7: the function “unused” calls itself" },
    { "E_K = -80", "E_K = -80\nunused(x) = y", ":7: unknown symbol “y”" },
    { "sigmoid((V + 49) / 5)", "sigmoid(V, 5)", ":12: the function “sigmoid” is defined with 1 argument(s), but called with 2" },
    { "sigmoid((V + 49) / 5)", "sigmoid", ":12: “sigmoid” is a function" },
    { "sigmoid((V + 49) / 5)", "E_K(V)", ":12: “E_K” is no function" },
    { "sigmoid(x)", "sigmoid(x, x)", ":5: the parameter “x” is given twice" },
    { "sigmoid(x)", "sigmoid(2)", ":5: “2” cannot be the name of a parameter" },
    { "sigmoid(x)", "sigmoid(x", ":5: a function is written name(a, b) = formula" },
    { "E_K = -80", "Calcium = -80", ":6: the name “Calcium” has a meaning already" },
    { "E_K = -80", "V = -80", ":6: the name “V” has a meaning already" },
    { "E_K = -80", "exp = -80", ":6: the name “exp” has a meaning already" },
    { "E_K = -80", "E K = -80", ":6: “E K” cannot be a name" },
    /* twice */
    { "E_K = -80", "E_K = -80\nE_K = -90", ":7: the name “E_K” is given twice (first in line 6)" },
    { "E_K = -80", "E_K = -80\ntau_h_Na = 2", "“tau_h_Na” is given twice (first in line 7)" },
    { "reversal = 50", "reversal = 50\nreversal = 55", ":9: the name “reversal” is given twice (first in line 8)" },
    { "[conductance Ca]", "[conductance Na]", ":14: the section [conductance Na] stands here a second time (first in line 7)" },
    { "[conductance Ca]", "[conductance   Na]", ":14: the section [conductance Na] stands here a second time" },
    { "m^3 h", "m^3 m", ":9: the gating variable “m” is given twice" },
    { "rate_i = o", "o_inf = 1\nrate_i = o", ":27: the gating variable o is given by “rate_o” and by “o_inf”" },
    /* gates */
    { "tau_h = 2\n", "", "[conductance Na] lacks the time constant “tau_h = ...”" },
    { "h_inf = sigmoid((V + 49) / 5)\n", "", ":7: [conductance Na] lacks the steady state “h_inf = ...”" },
    { "m^3 h", "m^3", ":12: “h_inf” is given, but “open = ...” of [conductance Na] does not name" },
    { "open = m^3 h\n", "", ":9: “m_inf” is given, but" },
    { "m^3 h", "m^2.5 h", ":9: “2.5” cannot be a power" }, { "m^3 h", "m^0 h", ":9: “0” cannot be a power" },
    { "m^3 h", "m^ h", ":9: “” cannot be a power" }, { "m^3 h", "m^-1 h", ":9: “-1” cannot be a power" },
    { "m^3 h", "m^99 h", ":9: “99” cannot be a power" }, { "m^3 h", "m-h", ":9: “m-h” cannot be the name of a gating variable" },
    { "m^3 h", "V", ":9: “V” cannot be the name of a gating variable" },
    { "m^3 h", "Calcium", ":9: “Calcium” cannot be the name of a gating variable" },
    { "m^3 h", "a b c d e", ":9: a conductance has 4 gating variables at most" },
    { "tau_h = 2", "tau_h = -2", ":13: the time constant tau_h of Na is -2 ms" },
    { "tau_h = 2", "tau_h = 2 - exp((V + 20) / 10)", ":13: the time constant tau_h of Na is -0.0137527 ms at V = -13 mV" },
    { "tau_h = 2", "tau_h = 2 + Calcium", ":13: a time constant may depend on V only" },
    { "tau_h = 2", "tau_h = 1 / 0", ":13: the time constant tau_h of Na is inf ms" },
    { "h_inf = sigmoid((V + 49) / 5)", "h_inf = (V + 50) / (exp(V + 50) - 1)", ":12: the steady state h_inf of Na is no finite number at V = -50 mV" },
    { "h_inf = sigmoid((V + 49) / 5)", "h_inf = (V + 43.2) / (exp(V + 43.2) - 1)", ":12: the steady state h_inf of Na is no finite number at V = -43.2 mV" },
    { "h_inf = sigmoid((V + 49) / 5)", "h_inf = m", ":12: unknown symbol “m”" },
    { "o - 0.1 * i", "o * o - 0.1 * i", ":28: a rate must be linear" },
    { "o - 0.1 * i", "o - 0.1 * i * Calcium", ":28: a rate may not depend on the ion “Calcium”" },
    { "o - 0.1 * i", "0", ":24: the steady state of o in [conductance X] or its slope is no finite number" },
    { "timescale_o = slow\n", "", ":27: a gating variable given by its rate has no time constant" },
    { "timescale_o = slow", "timescale_o = quick", ":29: “quick” is none of fast, slow, ultraslow" },
    { "timescale_o", "timescale_q", "has no time constant: say “timescale_o" },
    /* numbers */
    { "capacitance = 1", "capacitance = -1", ":3: “capacitance” must be positive, not -1" },
    { "capacitance = 1", "capacitance = 0", ":3: “capacitance” must be positive, not 0" },
    { "capacitance = 1", "capacitance = 1 uF", ":3: one of + - * / ^ was expected, not “u”, at character 3 of “1 uF”" },
    { "capacitance = 1", "capacitance =", ":3: “capacitance” has no value" },
    { "reversal = 50", "reversal = V", ":8: “reversal” must be a number" },
    { "reversal = 50", "reversal = fifty", ":8: unknown symbol “fifty”" },
    { "reversal = 50", "reversal = 1 / 0", ":8: “reversal” is no finite number" },
    { "reversal = 50\n", "", ":7: [conductance Na] lacks “reversal = ...”" },
    { "tau = 20", "tau = 0", ":34: “tau” must be positive" },
    { "start = 0.5", "start = -0.5", ":36: the concentration of “Calcium” must not be negative" },
    { "threshold = -50", "threshold = -0.05 * V", ":42: “threshold” must be a number" },
    { "threshold = -50", "threshold = -500", ":42: “threshold” is a voltage" },
    { "start = -70", "start = 700", ":53: “start” is a voltage" },
    { "-20 .. 20", "20 .. -20", ":43: the range “20 .. -20” must go from the lower" },
    { "-20 .. 20", "-20, 20", ":43: “-20, 20” must be a range" },
    { "g_s = -20 .. 20\n", "", ":41: [dic] lacks “g_s = low .. high”" },
    { "transient = 100", "transient = 2000", ":55: the transient (2000 ms) must not be negative, and shorter than the duration" },
    { "spike_down = 0", "spike_down = 20", ":57: spike_down must not lie above spike_up" },
    { "ultraslow = 100", "ultraslow = -V", ":40: the ultraslow timescale is 0 ms at V = 0 mV" },
    { "fast = tau_m_Na", "fast = tau_m_K", ":38: unknown symbol “tau_m_K”" },
    { "ultraslow = 100", "ultraslow = Calcium", ":40: a timescale may depend on V only" },
    /* ions */
    { "0.94 * I_Ca", "0.94 * I_Ca^2", ":35: the steady state of an ion must be a number plus" },
    { "0.94 * I_Ca", "0.94 * I_Ca * V", ":35: the steady state of an ion must be a number plus" },
    { "0.94 * I_Ca", "0.94 * I_Ca + V", ":35: the steady state of an ion may depend on currents only" },
    { "0.94 * I_Ca", "0.94 * I_CaX", ":35: unknown symbol “I_CaX”" },
    { "0.94 * I_Ca", "0.94 * I_KCa", ":35: the current I_KCa depends on an ion itself" },
    { "0.05 - 0.94", "-0.05 - 0.94", ":35: the concentration of “Calcium” with no current would be -0.05" },
    { "m_inf = sigmoid((V + 30) / -8)", "m_inf = I_Na", ":17: unknown symbol “I_Na”" },
    { "[ion Calcium]", "[ion V]", ":33: “V” cannot be the name of an ion" },
    { "[ion Calcium]", "[ion a]\n[ion b]\n[ion Calcium]", ":35: a model has 2 ions at most" },
    /* populations */
    { "= Ca KCa", "= Ca Kv", ":50: “Kv” is no conductance of this model" },
    { "= Ca KCa", "= Ca", ":50: 2 conductances must stand here, not 1" },
    { "= Ca KCa", "= Ca KCa Na", ":50: 2 conductances must stand here, not 3" },
    { "= Ca KCa", "= Ca Ca", ":50: “Ca” is given twice" },
    { "= Ca KCa", "= Ca leak", ":50: the leak cannot be solved for" },
    { "X = uniform 1 .. 2\n", "", ":45: [generation] does not say how the conductance X is sampled" },
    { "X = uniform", "Na = uniform 1 .. 2\nX = uniform", ":47: Na is sampled here and named in spontaneous_solve" },
    { "uniform 1 .. 2", "normal 1 2", ":47: “normal 1 2” is neither" },
    { "uniform 1 .. 2", "uniform -1 .. 2", ":47: a conductance cannot be negative" },
    { "gamma 0.007", "gamma 0", ":46: g_leak must be positive" },
    { "gamma 0.007 .. 0.014", "0.01", ":46: g_leak needs “leak = gamma low .. high”" },
    { "-6 4 5", "-6 4", ":48: three numbers g_f g_s g_u must stand here, not 2" },
    { "-6 4 5", "-6 four 5", ":48: “four” is no number" },
    { "solve_positive_g_s = Na KCa\n", "", ":45: [generation] lacks" },
    /* the file itself */
    { "[conductance leak]\nreversal = -50\n", "", ":55: the section [conductance leak] is missing" },
    { "[dic]", "[dics]", ":41: [dics] is no section of a neuron model" },
    { "[conductance Na]", "[conductances Na]", ":7: [conductances Na] is no section" },
    { "[conductance Na]", "[conductance]", ":7: [conductance] is no section" },
    { "[conductance Na]", "[conductance N a]", ":7: “N a” cannot be the name of a conductance" },
    { "[conductance Na]", "[conductance Na", ":7: a section is written [name]" },
    { "[conductance Na]", "[conductance Na] x", ":7: a section is written [name]" },
    { "threshold = -50", "threshold = -50\nthreshhold = -50", ":43: “threshhold” means nothing in [dic]" },
    { "name = toy", "name = toy\ncolour = red", ":3: “colour” means nothing in [model]" },
    { "name = toy", "name = my toy", ":2: “my toy” cannot be the name of a model" },
    { "name = toy", "name toy", ":2: “name toy” is neither a [section] nor a line" },
    { "name = toy", "= toy", ":2: there is no name before the “=”" },
    { "[model]\n", "", ":1: a [section] must come before the first key" },
    { "exp(x))", "exp(x)", ":5: a closing bracket is missing" },
    { "exp(x))", "exp(x)))", ":5: a closing bracket too many" },
    { "(V + 49)", "(V \xe2\x88\x92 49)", ":12: “−” is no sign of a formula" },
    { "(V + 49)", "(V + 49,0)", ":12: " }, { "name = toy", "name = t\xf6y", ":2: a character here is not UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = replace (good, cases[i].old, cases[i].new);
      assert_refused (text, strlen (text), cases[i].reason, cases[i].new);
    }
}

static void
every_section_is_needed (void **state)
{
  static const char *const sections[] = { "[model]", "[timescales]", "[dic]", "[simulation]" };

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      const char *at = strstr (good, sections[i]), *next = strstr (at + 1, "\n[");
      g_autofree char *text = g_strdup_printf ("%.*s%s", (int) (at - good), good, next != NULL ? next + 1 : "");
      g_autofree char *reason = g_strdup_printf ("the section %s is missing", sections[i]);
      assert_refused (text, strlen (text), reason, sections[i]);
    }
}

/* A model without [generation] is there to be simulated. */
static void
generation_may_be_left_out (void **state)
{
  const char *at = strstr (good, "[generation]"), *next = strstr (at, "\n[");
  g_autofree char *text = g_strdup_printf ("%.*s%s", (int) (at - good), good, next != NULL ? next + 1 : "");
  g_autoptr (GError) error = NULL;
  g_autoptr (S2pModel) model = s2p_model_parse ("bare.model", text, strlen (text), &error);

  assert_non_null (model);
  assert_false (s2p_model_require_generation (model, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_MODEL));
  assert_non_null (strstr (error->message, "bare.model has no section [generation]"));
}

/* The good file with a formula of @n times @piece between @before and @after. */
static void
refuse_repeated (const char *before, const char *piece, guint n, const char *after, const char *reason)
{
  GString *line = g_string_new ("h_inf = ");
  g_autofree char *formula = NULL, *text = NULL;

  g_string_append (line, before);
  for (guint i = 0; i < n; i++)
    g_string_append (line, piece);
  g_string_append (line, after);
  formula = g_string_free (line, FALSE);
  text = replace (good, "h_inf = sigmoid((V + 49) / 5)", formula);
  assert_refused (text, strlen (text), reason, piece);
}

static void
endless_formulas_are_refused (void **state)
{
  refuse_repeated ("", "(", 10000, "V", ":12: the formula is nested too deeply");
  refuse_repeated ("", "-", 10000, "V", ":12: the formula is nested too deeply");
  refuse_repeated ("", "exp(", 10000, "V", ":12: the formula is nested too deeply");
  refuse_repeated ("V", "^V", 10000, "", ":12: the formula is nested too deeply");
  refuse_repeated ("V", " + V", 200000, "", ":12: the formula is too long");
  refuse_repeated ("V", " * V", 900, "", "its slope has more than");
  refuse_repeated ("sigmoid(V", ", V", 30, ")", "too many arguments");
}

/* f1 (x) = f0 (x) + f0 (x), ...: 2^40 formulas in 40 lines, with and without a result that grows. */
static void
functions_that_multiply_are_refused (void **state)
{
  for (guint i = 0; i < 3; i++)
    for (guint levels = 20; levels <= 40; levels += 20)
      {
        GString *lines = g_string_new ("f0(x) = x");
        g_autofree char *block = NULL, *text = NULL;

        for (guint k = 1; k <= levels; k++)
          {
            const char *argument = i == 2 ? "1" : "x", *factor = i == 1 ? " * 0" : "";
            g_string_append_printf (lines, "\nf%u(x) = f%u(%s)%s + f%u(%s)%s", k, k - 1, argument, factor, k - 1, argument, factor);
          }
        block = g_string_free (lines, FALSE);
        text = replace (good, "E_K = -80", block);
        assert_refused (text, strlen (text), levels == 40 ? "" : i == 0 ? "the formula is too long" : "call each other too often", block);
      }
}

static void
long_chains_of_names_are_refused (void **state)
{
  GString *lines = g_string_new ("E_K = -80");
  g_autofree char *block = NULL, *text = NULL;

  for (guint i = 0; i < 4000; i++)
    g_string_append_printf (lines, "\na%u = a%u", i, i + 1);
  g_string_append (lines, "\na4000 = 1");
  block = g_string_free (lines, FALSE);
  text = replace (good, "E_K = -80", block);
  assert_refused (text, strlen (text), "may be nested 32 deep at most", "a0 = a1, ...");
}

static void
what_is_no_text_is_refused (void **state)
{
  g_autofree char *large = g_malloc0 (2 << 20), *lines = g_malloc (400000 * 2 + 1);
  GString *sections = g_string_new ("[model]\n");

  assert_refused ("", 0, ":1: the file says nothing", "empty");
  assert_refused ("# only a remark\n\n", 17, ":1: the file says nothing", "remark");
  assert_refused ("[model]\nname = a\0b\n", 19, ":2: a character here is not UTF-8", "zero byte");
  assert_refused ("\x7f" "ELF\x02\x01\x01\0", 8, ":1: a character here is not UTF-8", "binary");
  memset (large, '#', 2 << 20);
  assert_refused (large, 2 << 20, "larger than 1 MiB", "large");
  assert_refused (large, 1 << 20, ":1: the file says nothing", "one long remark");
  memset (large, 'x', 1 << 20);
  assert_refused (large, 1 << 20, ":1: “xxx", "one long line");
  for (guint i = 0; i < 400000; i++)
    memcpy (lines + 2 * i, "x\n", 2);
  assert_refused (lines, 800000, ":1: “x” is neither", "short lines");
  for (guint i = 0; i < 6000; i++)
    g_string_append_printf (sections, "k%u = 1\n", i);
  assert_refused (sections->str, sections->len, ":5001: more than 5000 lines", "many keys");
  g_string_free (sections, TRUE);
}

static void
files_that_cannot_be_read_are_told (void **state)
{
  static const char *const paths[] = { S2P_TEST_DATA "/models/none.model", S2P_TEST_DATA };
  g_autofree char *large = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_malloc (3 << 20);

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) unread = NULL;
      assert_null (s2p_model_load (paths[i], &unread));
      assert_true (g_error_matches (unread, S2P_ERROR, S2P_ERROR_FILE));
      assert_non_null (strstr (unread->message, paths[i]));
    }
  large = g_build_filename (g_get_tmp_dir (), "s2p-large-XXXXXX", NULL);
  assert_true (close (g_mkstemp (large)) == 0);
  memset (text, ' ', 3 << 20);
  assert_true (g_file_set_contents (large, text, 3 << 20, NULL));
  assert_null (s2p_model_load (large, &error));
  g_unlink (large);
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_MODEL));
  assert_non_null (strstr (error->message, "larger than 1 MiB"));
}

/* Thousands of files with a few bytes changed, cut out or doubled: read or refused, with a message. */
static void
damaged_files_do_no_harm (void **state)
{
  static const char *const names[] = { "stg.model", "da.model" };
  static const char alphabet[] = "\n\n[]=()^*/+-#.,_ 019eVmhfx\"\t\xc3\x80";
  guint n_read = 0, n_refused = 0;

  for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autofree char *path = g_build_filename (S2P_SOURCE_ROOT, "models", names[k], NULL), *data = NULL;
      gsize length;

      assert_true (g_file_get_contents (path, &data, &length, NULL));
      for (guint i = 0; i < 2000; i++)
        {
          g_autoptr (GByteArray) bytes = g_byte_array_new ();
          g_autoptr (GError) error = NULL;
          g_autoptr (S2pModel) model = NULL;
          S2pRandom random;

          s2p_random_init (&random, 1, S2P_RANDOM_ORDER, i, k);
          g_byte_array_append (bytes, (const guint8 *) data, length);
          for (guint edits = 1 + s2p_random_below (&random, 3); edits > 0; edits--)
            {
              guint at = s2p_random_below (&random, bytes->len), n = 1 + s2p_random_below (&random, 40);
              g_autofree guint8 *copy = NULL;

              n = MIN (n, bytes->len - at);
              switch (s2p_random_below (&random, 4))
                {
                case 0: bytes->data[at] = alphabet[s2p_random_below (&random, sizeof alphabet - 1)]; break;
                case 1: g_byte_array_remove_range (bytes, at, n); break;
                case 2:
                  copy = g_memdup2 (bytes->data + at, n);
                  g_byte_array_append (bytes, copy, n);
                  break;
                default: bytes->data[at] = s2p_random_word (&random) & 0xff; break;
                }
            }
          model = s2p_model_parse ("damaged.model", (const char *) bytes->data, bytes->len, &error);
          assert_true ((model == NULL) == (error != NULL));
          n_read += model != NULL;
          n_refused += model == NULL;
          if (error != NULL)
            {
              assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_MODEL));
              assert_true (g_str_has_prefix (error->message, "damaged.model:"));
              assert_true (g_utf8_validate (error->message, -1, NULL));
            }
        }
    }
  assert_true (n_read > 200 && n_refused > 1000); /* remarks and numbers may change, little else */
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_good_file_is_good),
    cmocka_unit_test (mistakes_are_named_with_their_line),
    cmocka_unit_test (every_section_is_needed),
    cmocka_unit_test (generation_may_be_left_out),
    cmocka_unit_test (endless_formulas_are_refused),
    cmocka_unit_test (functions_that_multiply_are_refused),
    cmocka_unit_test (long_chains_of_names_are_refused),
    cmocka_unit_test (what_is_no_text_is_refused),
    cmocka_unit_test (files_that_cannot_be_read_are_told),
    cmocka_unit_test (damaged_files_do_no_harm),
  };

  return cmocka_run_group_tests_name ("model-files", tests, NULL, NULL);
}
