/* The equations that CVODE is given, their Jacobian, and the noisy current. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <complex.h>
#include <math.h>
#include <string.h>
#include "base/random.h"
#include "simulation/equations.h"
#include "simulation/noise.h"
#include "simulation/simulation.h"

static const char *paths[] = { S2P_SOURCE_ROOT "/models/stg.model", S2P_SOURCE_ROOT "/models/da.model",
                               S2P_TEST_DATA "/models/connor-stevens.model" };
enum { N_MODELS = G_N_ELEMENTS (paths) };

static S2pModel *models[N_MODELS];

static int
load_models (void **state)
{
  for (guint i = 0; i < N_MODELS; i++)
    if ((models[i] = s2p_model_load (paths[i], NULL)) == NULL)
      return -1;
  return 0;
}

static int
free_models (void **state)
{
  for (guint i = 0; i < N_MODELS; i++)
    s2p_model_free (models[i]);
  return 0;
}

/* Any state that a cell might be in. */
static void
random_state (const S2pEquations *equations, S2pRandom *random, double *g, double *y)
{
  const S2pStateLayout *layout = &equations->layout;

  for (guint i = 0; i < equations->model->n_conductances; i++)
    g[i] = exp (12 * s2p_random_uniform (random) - 4); /* 0.02 .. 3000 mS/cm2 */
  y[0] = -95 + 160 * s2p_random_uniform (random);
  for (guint i = 1; i < layout->n_head; i++)
    y[i] = 20 * s2p_random_uniform (random);
  for (guint i = layout->n_head; i < equations->n_states; i++)
    y[i] = s2p_random_uniform (random);
}

/* J [n_states][n_states] by rows. */
static void
spread_out (const S2pStateLayout *layout, const S2pJacobian *J, double dense[S2P_MAX_STATES][S2P_MAX_STATES])
{
  const guint head = layout->n_head;

  memset (dense, 0, sizeof (double) * S2P_MAX_STATES * S2P_MAX_STATES);
  for (guint i = 0; i < head; i++)
    {
      for (guint j = 0; j < head; j++)
        dense[i][j] = J->head[i][j];
      for (guint k = 0; k < layout->n_gates; k++)
        {
          dense[i][head + k] = J->from_gate[i][k];
          dense[head + k][i] = J->to_gate[i][k];
        }
    }
  for (guint k = 0; k < layout->n_relaxing; k++)
    dense[head + k][head + k] = J->own[k];
  for (guint s = 0; s < layout->n_schemes; s++)
    for (guint i = 0; i < layout->scheme_size[s]; i++)
      for (guint j = 0; j < layout->scheme_size[s]; j++)
        dense[head + layout->scheme_first[s] + i][head + layout->scheme_first[s] + j] = J->scheme[s][i * layout->scheme_size[s] + j];
}

/* Element by element, in units of what its row can be: |J| or the right-hand side itself over the size of a step. */
static void
jacobian_is_the_slope_of_the_equations (void **state)
{
  static double dense[S2P_MAX_STATES][S2P_MAX_STATES];

  for (guint m = 0; m < N_MODELS; m++)
    {
      g_autoptr (S2pEquations) equations = s2p_equations_new (models[m]);
      g_autofree S2pJacobian *J = g_new0 (S2pJacobian, 1);
      S2pRandom random;

      s2p_random_init (&random, 1, S2P_RANDOM_TARGET, m, 0);
      for (guint trial = 0; trial < 300; trial++)
        {
          double g[S2P_MAX_CONDUCTANCES], y[S2P_MAX_STATES], up[S2P_MAX_STATES], down[S2P_MAX_STATES], dy[S2P_MAX_STATES];

          random_state (equations, &random, g, y);
          assert_true (s2p_equations_evaluate (equations, g, 0, y, dy, J));
          spread_out (&equations->layout, J, dense);
          for (guint j = 0; j < equations->n_states; j++)
            {
              const double kept = y[j], half = j == 0 ? 1e-4 : 1e-5;

              y[j] = kept + half;
              assert_true (s2p_equations_evaluate (equations, g, 0, y, up, NULL));
              y[j] = kept - half;
              assert_true (s2p_equations_evaluate (equations, g, 0, y, down, NULL));
              y[j] = kept;
              for (guint i = 0; i < equations->n_states; i++)
                {
                  double slope = (up[i] - down[i]) / (2 * half), scale = fabs (slope) + fabs (dy[i]) + 1e-3;

                  if (fabs (dense[i][j] - slope) > 2e-5 * scale)
                    fail_msg ("model %u trial %u: d%u/d%u is %.10g, differences say %.10g", m, trial, i, j, dense[i][j], slope);
                }
            }
        }
    }
}

static void
newton_systems_are_solved (void **state)
{
  static double dense[S2P_MAX_STATES][S2P_MAX_STATES];

  for (guint m = 0; m < N_MODELS; m++)
    {
      g_autoptr (S2pEquations) equations = s2p_equations_new (models[m]);
      g_autofree S2pJacobian *J = g_new0 (S2pJacobian, 1);
      g_autofree S2pJacobianFactors *factors = g_new0 (S2pJacobianFactors, 1);
      S2pRandom random;

      s2p_random_init (&random, 2, S2P_RANDOM_TARGET, m, 0);
      for (guint trial = 0; trial < 300; trial++)
        {
          const double gamma = pow (10, -6 + 7 * s2p_random_uniform (&random));
          double g[S2P_MAX_CONDUCTANCES], y[S2P_MAX_STATES], dy[S2P_MAX_STATES], b[S2P_MAX_STATES], x[S2P_MAX_STATES];

          random_state (equations, &random, g, y);
          assert_true (s2p_equations_evaluate (equations, g, 0, y, dy, J));
          spread_out (&equations->layout, J, dense);
          for (guint i = 0; i < equations->n_states; i++)
            b[i] = s2p_random_normal (&random);
          assert_true (s2p_jacobian_factor (&equations->layout, J, gamma, factors));
          s2p_jacobian_solve (&equations->layout, factors, b, x);
          for (guint i = 0; i < equations->n_states; i++)
            {
              double left = x[i], size = fabs (x[i]) + fabs (b[i]);

              for (guint j = 0; j < equations->n_states; j++)
                {
                  left -= gamma * dense[i][j] * x[j];
                  size += fabs (gamma * dense[i][j] * x[j]);
                }
              assert_true (fabs (left - b[i]) <= 1e-9 * size);
            }
        }
    }
}

static void
singular_systems_are_told (void **state)
{
  const S2pStateLayout layout = { .n_head = 2 };
  g_autofree S2pJacobian *J = g_new0 (S2pJacobian, 1);
  g_autofree S2pJacobianFactors *factors = g_new0 (S2pJacobianFactors, 1);

  J->head[0][0] = 1; /* 1 - gamma J vanishes in the first row at gamma = 1 */
  assert_false (s2p_jacobian_factor (&layout, J, 1, factors));
  assert_true (s2p_jacobian_factor (&layout, J, 0.5, factors));
  J->head[0][1] = NAN;
  assert_false (s2p_jacobian_factor (&layout, J, 0.5, factors));
}

/* With gates and ions at their steady state nothing but V moves, and V by the currents as the model writes them. */
static void
steady_cells_move_by_their_currents_only (void **state)
{
  for (guint m = 0; m < N_MODELS; m++)
    {
      const S2pModel *model = models[m];
      g_autoptr (S2pEquations) equations = s2p_equations_new (model);

      for (double V = -100.03; V < 60; V += 7.77)
        {
          double g[S2P_MAX_CONDUCTANCES], y[S2P_MAX_STATES], dy[S2P_MAX_STATES], variables[1 + S2P_MAX_IONS + S2P_MAX_GATES];
          double slope[S2P_MAX_GATES_PER_CONDUCTANCE], expected = 2.5, size = 1;

          variables[0] = y[0] = V;
          for (guint ion = 0; ion < model->n_ions; ion++)
            variables[1 + ion] = y[1 + ion] = 0.7;
          for (guint i = 0; i < model->n_conductances; i++)
            {
              const S2pConductance *conductance = &model->conductances[i];
              double open = g[i] = 1 + i;

              s2p_model_steady_gates (model, i, variables, variables + s2p_model_gate_variable (model, conductance->first_gate), slope);
              for (guint k = conductance->first_gate; k < conductance->first_gate + conductance->n_gates; k++)
                {
                  open *= pow (variables[s2p_model_gate_variable (model, k)], model->gates[k].power);
                  if (equations->state[k] >= 0)
                    y[equations->state[k]] = variables[s2p_model_gate_variable (model, k)];
                }
              expected -= open * (V - conductance->reversal);
              size += fabs (open * (V - conductance->reversal));
            }
          assert_true (s2p_equations_evaluate (equations, g, 2.5, y, dy, NULL));
          assert_true (fabs (dy[0] - expected / model->capacitance) <= 1e-6 * size);
          for (guint i = equations->layout.n_head; i < equations->n_states; i++)
            assert_true (fabs (dy[i]) <= 1e-6);
        }
    }
}

static void
rate_tables_hold_the_formulas (void **state)
{
  for (guint m = 0; m < N_MODELS; m++)
    {
      g_autoptr (S2pRateTable) table = s2p_rate_table_new (models[m]);
      double value[S2P_RATE_MAX_COLUMNS], exact[S2P_RATE_MAX_COLUMNS], slope[S2P_RATE_MAX_COLUMNS], exact_slope[S2P_RATE_MAX_COLUMNS];

      for (double V = -149; V < 99; V += 0.737) /* and beyond it the formulas themselves */
        {
          s2p_rate_table_look (table, V, value, slope);
          s2p_rate_table_exact (table, V, exact, exact_slope);
          for (guint i = 0; i < table->n_columns; i++)
            {
              assert_true (fabs (value[i] - exact[i]) <= 1e-7 * (fabs (exact[i]) + fabs (exact_slope[i]) + 1e-3));
              assert_true (fabs (slope[i] - exact_slope[i]) <= 1e-4 * (fabs (exact[i]) + fabs (exact_slope[i]) + 1e-3));
            }
        }
    }
}

static void
states_that_are_no_numbers_are_refused (void **state)
{
  g_autoptr (S2pEquations) equations = s2p_equations_new (models[0]);
  double g[S2P_MAX_CONDUCTANCES] = { 1 }, y[S2P_MAX_STATES] = { -60 }, dy[S2P_MAX_STATES];

  assert_true (s2p_equations_evaluate (equations, g, 0, y, dy, NULL));
  y[equations->n_states - 1] = INFINITY;
  assert_false (s2p_equations_evaluate (equations, g, 0, y, dy, NULL));
  y[equations->n_states - 1] = 0;
  y[0] = NAN;
  assert_false (s2p_equations_evaluate (equations, g, 0, y, dy, NULL));
}

/* |H|^2 of a digital Butterworth filter of order 4 at 1 kHz and 10 samples a ms: the gain of both passes together. */
static double
butterworth (double kHz)
{
  return 1 / (1 + pow (tan (G_PI * kHz / 10) / tan (G_PI / 10), 8));
}

/* The same white noise is drawn here, so the response is a ratio of spectra: real, as there is no phase shift, 1 at
 * low frequencies and 1/2 (-6 dB) at 1 kHz. */
static void
noise_is_filtered_as_stated (void **state)
{
  enum { SEGMENT = 1000, N_SEGMENTS = 400 };
  static const double frequencies[] = { 0.01, 0.1, 0.5, 1, 1.5, 2 };
  const double duration = SEGMENT * N_SEGMENTS * S2P_NOISE_STEP;
  g_autofree float *noise = s2p_noise_new (3, duration, 5, 6, 7);
  g_autofree double *white = g_new (double, SEGMENT * N_SEGMENTS);
  S2pRandom random;

  s2p_random_init (&random, 5, S2P_RANDOM_CURRENT, 6, 7);
  for (guint i = 0; i < SEGMENT * N_SEGMENTS; i++)
    white[i] = 3 * s2p_random_normal (&random);
  for (guint k = 0; k < G_N_ELEMENTS (frequencies); k++)
    {
      double complex cross = 0;
      double power = 0;

      for (guint s = 0; s < N_SEGMENTS; s++)
        {
          double complex in = 0, out = 0;

          for (guint i = 0; i < SEGMENT; i++)
            {
              double window = 0.5 - 0.5 * cos (2 * G_PI * i / SEGMENT);
              double complex turn = window * cexp (-2 * G_PI * I * frequencies[k] * S2P_NOISE_STEP * i);

              in += white[s * SEGMENT + i] * turn;
              out += noise[s * SEGMENT + i] * turn;
            }
          cross += out * conj (in);
          power += creal (in * conj (in));
        }
      assert_true (fabs (creal (cross) / power - butterworth (frequencies[k])) < 0.01);
      assert_true (fabs (cimag (cross) / power) < 0.01);
    }
  assert_true (fabs (butterworth (1) - 0.5) < 1e-12);
}

static void
noise_has_the_deviation_that_the_filter_leaves (void **state)
{
  const double duration = 100000;
  const gsize n = s2p_noise_length (duration);
  g_autofree float *noise = s2p_noise_new (3, duration, 1, 2, 3);
  double sum = 0, squares = 0, passed = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += noise[i];
      squares += noise[i] * noise[i];
    }
  for (int i = 0; i < 5000; i++) /* the mean of |H|^4 over all frequencies up to 5 kHz */
    passed += pow (butterworth ((i + 0.5) * 5 / 5000), 2) / 5000;
  /* 1e6 values, of which about one in five is independent of the ones before: 0.4 % is 2.5 standard errors */
  assert_true (fabs (sqrt (squares / n) / (3 * sqrt (passed)) - 1) < 0.004);
  assert_true (fabs (sum / n) < 0.01);
}

static void
noise_is_named_by_its_stream (void **state)
{
  const gsize size = s2p_noise_length (50) * sizeof (float);
  g_autofree float *a = s2p_noise_new (3, 50, 1, 2, 3), *again = s2p_noise_new (3, 50, 1, 2, 3), *twice = s2p_noise_new (6, 50, 1, 2, 3);
  g_autofree float *seed = s2p_noise_new (3, 50, 4, 2, 3), *recording = s2p_noise_new (3, 50, 1, 4, 3), *instance = s2p_noise_new (3, 50, 1, 2, 4);

  assert_memory_equal (a, again, size);
  assert_memory_not_equal (a, seed, size);
  assert_memory_not_equal (a, recording, size);
  assert_memory_not_equal (a, instance, size);
  for (gsize i = 0; i < size / sizeof (float); i++)
    assert_true (fabs (twice[i] - 2 * a[i]) <= 1e-6 * fabs (twice[i]) + 1e-6);
}

static void
noise_of_any_duration_is_long_enough (void **state)
{
  static const double durations[] = { 0.01, 0.1, 0.25, 1, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree float *noise = s2p_noise_new (1, durations[i], 1, 1, 1);

      assert_true ((s2p_noise_length (durations[i]) - 1) * S2P_NOISE_STEP > durations[i]);
      for (gsize k = 0; k < s2p_noise_length (durations[i]); k++)
        assert_true (isfinite (noise[k]));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (jacobian_is_the_slope_of_the_equations),
    cmocka_unit_test (newton_systems_are_solved),
    cmocka_unit_test (singular_systems_are_told),
    cmocka_unit_test (steady_cells_move_by_their_currents_only),
    cmocka_unit_test (rate_tables_hold_the_formulas),
    cmocka_unit_test (states_that_are_no_numbers_are_refused),
    cmocka_unit_test (noise_is_filtered_as_stated),
    cmocka_unit_test (noise_has_the_deviation_that_the_filter_leaves),
    cmocka_unit_test (noise_is_named_by_its_stream),
    cmocka_unit_test (noise_of_any_duration_is_long_enough),
  };

  return cmocka_run_group_tests_name ("simulation: equations", tests, load_models, free_models);
}
