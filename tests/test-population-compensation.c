/* Compensation: solved exactly, proven impossible, or approached by the fixed point. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "population-neurons.h"

/* Every pair: solved exactly, or proven impossible, or singular whatever the draw. */
static void
any_pair_can_be_solved_for (void **state)
{
  static const guint n_singular_pairs[] = { 1, 5 }; /* Na,Kd; NMDA with any other, as it is fast only */

  for (guint k = STG; k <= DA; k++)
    {
      const Neuron *neuron = &neurons[k];
      const guint n = neuron->model->n_conductances;
      guint n_singular = 0, n_solved = 0;
      S2pGenerateOptions options;

      s2p_generate_options_init (&options);
      options.own_pair = TRUE;
      for (guint a = 0; a < n; a++)
        for (guint b = a + 1; b < n; b++)
          {
            guint singular = 0;
            S2pRandom random;

            if (a == neuron->model->leak || b == neuron->model->leak)
              continue;
            options.pair[0] = a;
            options.pair[1] = b;
            s2p_random_init (&random, 3, S2P_RANDOM_TARGET, a, b);
            for (guint i = 0; i < 60; i++)
              {
                double g_s, g_u, g[S2P_MAX_CONDUCTANCES];
                S2pSolveOutcome outcome;

                random_target (neuron, &random, &g_s, &g_u);
                outcome = s2p_generate_draw (neuron->point, &options, g_s, g_u, i, 0, 0, g);
                assert_int_not_equal (outcome, S2P_NOT_CONVERGED);
                singular += outcome == S2P_SINGULAR;
                n_solved += outcome == S2P_SOLVED;
                if (outcome == S2P_SOLVED || outcome == S2P_SOLVED_NEGATIVE)
                  assert_true (distance_from_target (neuron, g, g_s, g_u) <= 1e-8);
                if (outcome == S2P_SOLVED)
                  assert_all_positive (neuron, g);
              }
            assert_true (singular == 0 || singular == 60);
            n_singular += singular > 0;
          }
      assert_int_equal (n_singular, n_singular_pairs[k]);
      assert_true (n_solved > 200);
    }
}

/* The DICs of a cell with positive conductances are reachable, so they must be found, from wherever the solve
 * starts: for every pair and, with all three DICs, for every three of the STG model. */
static void
what_exists_is_found (void **state)
{
  static const double widest[] = { 8000, 350, 12, 50, 250, 600, 0.7 }; /* thesis, table E.2a */
  const Neuron *neuron = &neurons[STG];
  const gsize size = neuron->model->n_conductances * sizeof (double);

  for (guint a = 0; a < G_N_ELEMENTS (widest); a++)
    for (guint b = a + 1; b < G_N_ELEMENTS (widest); b++)
      for (guint c = b; c < G_N_ELEMENTS (widest); c++)
        {
          S2pCompensationTask task = { 2, { S2P_SLOW, S2P_ULTRASLOW }, { 0 }, { a, b } };
          S2pRandom random;

          if (c > b)
            task = (S2pCompensationTask) { 3, { S2P_FAST, S2P_SLOW, S2P_ULTRASLOW }, { 0 }, { a, b, c } };
          s2p_random_init (&random, 4, S2P_RANDOM_TARGET, a * 10 + b, c);
          for (guint i = 0; i < 40; i++)
            {
              double cell[S2P_MAX_CONDUCTANCES], g[S2P_MAX_CONDUCTANCES], dics[S2P_N_TIMESCALES];
              S2pSolveOutcome outcome;

              for (guint j = 0; j < G_N_ELEMENTS (widest); j++)
                cell[j] = widest[j] * s2p_random_uniform (&random);
              cell[neuron->model->leak] = s2p_random_gamma (&random, 3, 1 / 300.0);
              s2p_dic_point_values (neuron->point, cell, dics);
              for (guint j = 0; j < task.n; j++)
                task.target[j] = dics[task.timescales[j]];
              memcpy (g, cell, size);
              for (guint j = 0; j < task.n; j++)
                g[task.solved[j]] *= i % 2 == 0 ? 0 : 5 * s2p_random_uniform (&random);
              outcome = s2p_compensate_exact (neuron->point, &task, g);
              if (outcome == S2P_SINGULAR)
                {
                  assert_int_equal (a, 0); /* Na and Kd act on no slow DIC together */
                  assert_int_equal (b, 1);
                  continue;
                }
              assert_int_equal (outcome, S2P_SOLVED);
              assert_true (s2p_compensation_residual (neuron->point, &task, g) <= 1e-8);
              assert_all_positive (neuron, g);
            }
        }
}

/* CaT and KCa cannot reach some targets however KCa is chosen: with g_CaT held, the g_KCa that gives g_s never gives
 * g_u, on a grid much finer than the solver's. */
static void
no_solution_means_that_there_is_none (void **state)
{
  enum { FINE = 4000 };
  const Neuron *neuron = &neurons[STG];
  const guint n = neuron->model->n_conductances, CaT = s2p_model_conductance (neuron->model, "CaT"),
              KCa = s2p_model_conductance (neuron->model, "KCa");
  guint n_impossible = 0;
  S2pGenerateOptions options;
  S2pRandom random;

  s2p_generate_options_init (&options);
  options.own_pair = TRUE;
  options.pair[0] = CaT;
  options.pair[1] = KCa;
  s2p_random_init (&random, 5, S2P_RANDOM_TARGET, 0, 0);
  for (guint i = 0; i < 400; i++)
    {
      double g_s, g_u, g[S2P_MAX_CONDUCTANCES], S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES], before = 0;

      random_target (neuron, &random, &g_s, &g_u);
      if (s2p_generate_draw (neuron->point, &options, g_s, g_u, i, 0, 0, g) != S2P_NO_SOLUTION)
        continue;
      n_impossible++;
      g[KCa] = 0;
      for (guint j = 0; j <= FINE; j++)
        {
          double missing[2] = { g_s, g_u }, mismatch;

          g[CaT] = 1e-4 * pow (1e9, j / (double) FINE);
          s2p_dic_point_sensitivity (neuron->point, g, S);
          for (guint c = 0; c < n; c++)
            {
              missing[0] -= S[S2P_SLOW * n + c] * g[c];
              missing[1] -= S[S2P_ULTRASLOW * n + c] * g[c];
            }
          mismatch = missing[0] * S[S2P_ULTRASLOW * n + KCa] - missing[1] * S[S2P_SLOW * n + KCa];
          assert_true (before * mismatch >= 0);
          before = mismatch;
        }
    }
  assert_true (n_impossible > 5);
}

/* The fixed point's distance from the target falls with the rounds, but is not zero; where it converges, it converges to
 * the exact solution. */
static void
fixed_point_approaches_the_exact_solution (void **state)
{
  static const guint rounds[] = { 1, 2, 3, 5, 100 };
  const Neuron *neuron = &neurons[STG];
  double exact[S2P_MAX_CONDUCTANCES], g[S2P_MAX_CONDUCTANCES];
  S2pGenerateOptions options;

  for (guint i = 0; i < 50; i++)
    {
      double before = INFINITY;

      s2p_generate_options_init (&options);
      assert_true (s2p_generate_options_set_pair (&options, neuron->model, "A,CaS", NULL));
      assert_int_equal (s2p_generate_draw (neuron->point, &options, -8, 5, i, 0, 0, exact), S2P_SOLVED);
      options.method = S2P_COMPENSATE_FIXED_POINT;
      for (guint k = 0; k < G_N_ELEMENTS (rounds); k++)
        {
          double distance;

          options.rounds = rounds[k];
          assert_int_equal (s2p_generate_draw (neuron->point, &options, -8, 5, i, 0, 0, g), S2P_SOLVED);
          distance = distance_from_target (neuron, g, -8, 5);
          assert_true (distance < before);
          assert_true (rounds[k] > 3 || distance > 1e-8);
          before = distance;
        }
      assert_true (before < 1e-9);
      for (guint j = 0; j < neuron->model->n_conductances; j++)
        assert_true (fabs (g[j] - exact[j]) <= 1e-6 * exact[j]);
    }
}

static void
one_round_is_exact_where_no_ion_is_fed (void **state)
{
  const Neuron *neuron = &neurons[STG];
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  options.method = S2P_COMPENSATE_FIXED_POINT;
  options.rounds = 1;
  for (guint i = 0; i < 50; i++)
    {
      double g[S2P_MAX_CONDUCTANCES];

      s2p_generate_draw (neuron->point, &options, 6, 4, i, 0, 0, g); /* the model's rule: A and H */
      assert_true (distance_from_target (neuron, g, 6, 4) <= 1e-10);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (any_pair_can_be_solved_for),
    cmocka_unit_test (what_exists_is_found),
    cmocka_unit_test (no_solution_means_that_there_is_none),
    cmocka_unit_test (fixed_point_approaches_the_exact_solution),
    cmocka_unit_test (one_round_is_exact_where_no_ion_is_fed),
  };

  return cmocka_run_group_tests_name ("population-compensation", tests, load_neurons, free_neurons);
}
