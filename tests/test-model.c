/* Neuron models and their dynamic input conductances, against the published programs' numbers and,
 * for a third model, against numbers computed independently. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "base/number.h"
#include "model/dics.h"

static S2pModel *
load (const char *path)
{
  g_autofree char *whole = g_build_filename (S2P_SOURCE_ROOT, path, NULL);
  g_autoptr (GError) error = NULL;
  S2pModel *model = s2p_model_load (whole, &error);

  if (model == NULL)
    fail_msg ("%s", error->message);
  return model;
}

typedef struct { GStrv header; GPtrArray *rows; } Table;

static Table
read_table (const char *name)
{
  g_autofree char *path = g_build_filename (S2P_TEST_DATA, "reference", name, NULL), *text = NULL;
  g_auto (GStrv) lines = NULL;
  Table table = { NULL, g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev) };

  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  table.header = g_strsplit (g_strchomp (lines[0]), ",", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    g_ptr_array_add (table.rows, g_strsplit (g_strchomp (lines[i]), ",", -1));
  assert_true (table.rows->len > 30);
  return table;
}

static void
clear_table (Table *table)
{
  g_strfreev (table->header);
  g_ptr_array_unref (table->rows);
}

static const char *
cell_text (const Table *table, guint row, const char *column)
{
  for (guint i = 0; table->header[i] != NULL; i++)
    if (strcmp (table->header[i], column) == 0)
      return ((GStrv) table->rows->pdata[row])[i];
  fail_msg ("no column %s", column);
  return NULL;
}

static double
cell (const Table *table, guint row, const char *column)
{
  double value;

  assert_true (s2p_number_parse (cell_text (table, row, column), &value));
  return value;
}

static void
read_conductances (const Table *table, guint row, const S2pModel *model, double *g)
{
  for (guint i = 0; i < model->n_conductances; i++)
    {
      g_autofree char *name = g_strconcat ("g_", model->conductances[i].name, NULL);
      g[i] = cell (table, row, name);
    }
}

static void
assert_close (double value, double wanted, double relative, const char *what, guint row)
{
  if (!(fabs (value - wanted) <= relative * fabs (wanted)))
    fail_msg ("%s in row %u is %.12g, not %.12g", what, row + 1, value, wanted);
}

/* The steady state or time constant that a column of the reference is named after. */
static double
named_value (const S2pModel *model, const char *name, const double *variables)
{
  g_autofree char *other = g_strcmp0 (name, "NMDA_inf") == 0 ? g_strdup ("m_inf_NMDA") : g_strdup (name);
  S2pExpression *expression = g_hash_table_lookup (model->named, other);

  if (expression == NULL) /* of a kinetic scheme: x_inf_K */
    {
      g_auto (GStrv) parts = g_strsplit (name, "_", -1);
      double inf[S2P_MAX_GATES_PER_CONDUCTANCE], slope[S2P_MAX_GATES_PER_CONDUCTANCE];
      int index;

      assert_int_equal (g_strv_length (parts), 3);
      index = s2p_model_conductance (model, parts[2]);
      assert_true (index >= 0);
      s2p_model_steady_gates (model, index, variables, inf, slope);
      for (guint i = 0; i < model->conductances[index].n_gates; i++)
        if (strcmp (model->gates[model->conductances[index].first_gate + i].name, parts[0]) == 0)
          return inf[i];
      fail_msg ("the model has no %s", name);
    }
  return s2p_expression_evaluate (expression, variables);
}

static void
check_gating (const char *path, const char *reference)
{
  g_autoptr (S2pModel) model = load (path);
  Table table = read_table (reference);

  for (guint row = 0; row < table.rows->len; row++)
    for (guint i = 1; table.header[i] != NULL; i++)
      {
        /* The reference holds KCa at 0.7 uM of calcium. */
        const double variables[] = { cell (&table, row, "V_mV"), 0.7, 0 };
        assert_close (named_value (model, table.header[i], variables), cell (&table, row, table.header[i]), 1e-6, table.header[i], row);
      }
  clear_table (&table);
}

static void
rate_functions_are_the_published_ones (void **state)
{
  check_gating ("models/stg.model", "stg_gating.csv");
  check_gating ("models/da.model", "da_gating.csv");
}

static void
check_dics (const char *path, const char *reference)
{
  static const char *const columns[] = { "g_f", "g_s", "g_u" };
  g_autoptr (S2pModel) model = load (path);
  Table table = read_table (reference);

  for (guint row = 0; row < table.rows->len; row++)
    {
      g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, cell (&table, row, "V_mV"));
      double g[S2P_MAX_CONDUCTANCES], dics[S2P_N_TIMESCALES];

      read_conductances (&table, row, model, g);
      s2p_dic_point_values (point, g, dics);
      for (int k = 0; k < S2P_N_TIMESCALES; k++)
        assert_close (dics[k], cell (&table, row, columns[k]), 1e-6, columns[k], row);
    }
  clear_table (&table);
}

static void
dics_are_the_published_ones (void **state)
{
  check_dics ("models/stg.model", "stg_dics.csv");
  check_dics ("models/da.model", "da_dics.csv");
}

static void
check_sensitivity (const char *path, const char *reference)
{
  static const char *const words[] = { "fast", "slow", "ultraslow" };
  g_autoptr (S2pModel) model = load (path);
  Table table = read_table (reference);
  guint n = model->n_conductances;

  for (guint row = 0; row < table.rows->len; row++)
    {
      g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, cell (&table, row, "V_mV"));
      double g[S2P_MAX_CONDUCTANCES], dics[S2P_N_TIMESCALES], S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];
      guint k = 0;

      read_conductances (&table, row, model, g);
      s2p_dic_point_sensitivity (point, g, S);
      s2p_dic_point_values (point, g, dics);
      while (k < S2P_N_TIMESCALES && strcmp (cell_text (&table, row, "timescale"), words[k]) != 0)
        k++;
      assert_true (k < S2P_N_TIMESCALES);
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *name = g_strconcat ("S_g_", model->conductances[i].name, NULL);
          assert_close (S[k * n + i], cell (&table, row, name), 1e-6, name, row);
          dics[k] -= S[k * n + i] * g[i];
        }
      assert_true (fabs (dics[k]) < 1e-10); /* DICs = S g */
    }
  clear_table (&table);
}

static void
sensitivities_are_the_published_ones (void **state)
{
  check_sensitivity ("models/stg.model", "stg_sensitivity.csv");
  check_sensitivity ("models/da.model", "da_sensitivity.csv");
}

/* Cells of a model: the rows of its reference at the threshold, and the voltage. */
static void
check_jacobian (const char *path, const char *reference, double V)
{
  g_autoptr (S2pModel) model = load (path);
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, V);
  Table table = read_table (reference);
  guint n = model->n_conductances;

  for (guint row = 0; row < table.rows->len; row += 9)
    {
      double g[S2P_MAX_CONDUCTANCES], dics[S2P_N_TIMESCALES], J[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];

      read_conductances (&table, row, model, g);
      s2p_dic_point_jacobian (point, g, dics, J);
      for (guint i = 0; i < n; i++)
        {
          double up[S2P_N_TIMESCALES], down[S2P_N_TIMESCALES], middle = g[i], step = 1e-4 * middle;

          if (i == model->leak)
            continue;
          g[i] = middle + step;
          s2p_dic_point_values (point, g, up);
          g[i] = middle - step;
          s2p_dic_point_values (point, g, down);
          g[i] = middle;
          for (guint k = 0; k < S2P_N_TIMESCALES; k++)
            {
              double difference = (up[k] - down[k]) / (2 * step);
              if (fabs (difference - J[k * n + i]) > 1e-6 * fabs (J[k * n + i]) + 1e-9 / step * (1 + fabs (dics[k])) * 1e-3)
                fail_msg ("%s: d DIC %u / d g_%s is %.10g, by differences %.10g", path, k, model->conductances[i].name, J[k * n + i], difference);
            }
        }
    }
  clear_table (&table);
}

static void
jacobians_are_those_of_the_dics (void **state)
{
  check_jacobian ("models/stg.model", "stg_dics.csv", -51);
  check_jacobian ("models/stg.model", "stg_dics.csv", -20);
  check_jacobian ("models/da.model", "da_dics.csv", -55.5);
}

/* Calcium feeds back on K(Ca): where S alone would be taken for the derivative, this fails. */
static void
jacobian_sees_what_a_conductance_does_through_calcium (void **state)
{
  g_autoptr (S2pModel) model = load ("models/stg.model");
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, -30);
  Table table = read_table ("stg_dics.csv");
  guint n = model->n_conductances, cas = s2p_model_conductance (model, "CaS"), na = s2p_model_conductance (model, "Na");
  double g[S2P_MAX_CONDUCTANCES], dics[S2P_N_TIMESCALES], J[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES], S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];

  read_conductances (&table, 0, model, g);
  s2p_dic_point_jacobian (point, g, dics, J);
  s2p_dic_point_sensitivity (point, g, S);
  assert_true (J[S2P_SLOW * n + na] == S[S2P_SLOW * n + na]);
  assert_true (fabs (J[S2P_SLOW * n + cas] - S[S2P_SLOW * n + cas]) > fabs (S[S2P_SLOW * n + cas]));
  clear_table (&table);
}

static double
input_conductance (const S2pModel *model, const double *g, double V)
{
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, V);
  double dics[S2P_N_TIMESCALES];

  s2p_dic_point_values (point, g, dics);
  return dics[0] + dics[1] + dics[2];
}

static void
check_threshold (const char *path, const char *reference)
{
  g_autoptr (S2pModel) model = load (path);
  Table table = read_table (reference);
  guint n_found = 0;

  for (guint row = 0; row < table.rows->len; row += 6)
    {
      double g[S2P_MAX_CONDUCTANCES], V, here;

      read_conductances (&table, row, model, g);
      if (!s2p_dic_threshold (model, g, &V))
        continue;
      n_found++;
      here = input_conductance (model, g, V);
      assert_true (fabs (here) < 1e-6);
      assert_true (input_conductance (model, g, V - 0.01) > 0);
      assert_true (input_conductance (model, g, V + 0.01) < 0);
      for (double before = -100; before < V - 0.05; before += 0.05) /* the first at which it falls */
        assert_false (input_conductance (model, g, before) > 0 && input_conductance (model, g, MIN (before + 0.05, V - 0.01)) < 0);
    }
  assert_true (n_found > 10);
  clear_table (&table);
}

static void
threshold_is_the_first_falling_zero (void **state)
{
  g_autoptr (S2pModel) model = load ("models/stg.model"), da = load ("models/da.model");
  double passive[S2P_MAX_CONDUCTANCES] = { 0 }, rising[S2P_MAX_CONDUCTANCES] = { 0 }, V = 7;

  check_threshold ("models/stg.model", "stg_dics.csv");
  check_threshold ("models/da.model", "da_dics.csv");
  passive[model->leak] = 0.01;
  assert_false (s2p_dic_threshold (model, passive, &V));
  /* Negative at rest by NMDA, positive later by Kd: a zero, but a rising one. */
  rising[da->leak] = 0.001;
  rising[s2p_model_conductance (da, "NMDA")] = 1;
  rising[s2p_model_conductance (da, "Kd")] = 100;
  assert_true (input_conductance (da, rising, -100) < 0 && input_conductance (da, rising, 0) > 0);
  assert_false (s2p_dic_threshold (da, rising, &V));
  assert_true (V == 7);
}

/* Connor & Stevens with the rates of Dayan & Abbott (2001), computed by a program of its own that
 * writes the rates as fractions, (V + 29.7) / (1 - exp (...)), and takes slopes by complex steps. */
static void
a_third_model_has_the_right_curves (void **state)
{
  static const char *const names[] = { "m_inf_Na", "tau_m_Na", "h_inf_Na", "tau_h_Na", "n_inf_Kd", "tau_n_Kd", "m_inf_A", "tau_m_A", "h_inf_A", "tau_h_A" };
  static const struct { double V, values[G_N_ELEMENTS (names)]; } wanted[] = {
    { -80, { 0.002023312101, 0.01608286612, 0.9941924231, 0.7546014603, 0.06348212216, 2.764770677, 0.4815024564, 1.252076516, 0.5536243833, 3.560994547 } },
    { -68, { 0.01004125841, 0.03109005022, 0.9660214078, 1.336012841, 0.1556271151, 2.896152946, 0.5403115132, 1.110442832, 0.2891306236, 3.260770063 } },
    { -50, { 0.09061570415, 0.07769511184, 0.6638934164, 2.258329341, 0.4074333773, 2.545309853, 0.6362245065, 0.8570681841, 0.03868175891, 2.579 } },
    { -45.7, { 0.1430269106, 0.09299177881, 0.5141255023, 2.168359942, 0.4754837877, 2.377418938, 0.6600578616, 0.7976952768, 0.01918702524, 2.400429832 } },
    { -40, { 0.2445684071, 0.1125405729, 0.319911897, 1.794182214, 0.560848267, 2.137493901, 0.6918760264, 0.7238931535, 0.006687741917, 2.174279916 } },
    { -29.7, { 0.5009264087, 0.1318227391, 0.1058403198, 0.9934567335, 0.6894131361, 1.719446951, 0.7491330255, 0.6102063271, 0.0007357886301, 1.828675954 } },
    { 0, { 0.9424730469, 0.07922391101, 0.007345590129, 0.3044050211, 0.8811150124, 0.9540355127, 0.8955976574, 0.4307669011, 3.853614986e-07, 1.353252009 } },
    { 30, { 0.9940140131, 0.04370426965, 0.001426556836, 0.2649451184, 0.9464861248, 0.6248335727, 0.9846412421, 0.3791328527, 1.092793345e-10, 1.258066446 } },
  };
  g_autoptr (S2pModel) model = load ("tests/data/models/connor-stevens.model");

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      assert_close (named_value (model, names[j], &wanted[i].V), wanted[i].values[j], 1e-8, names[j], i);
}

static void
a_third_model_has_the_right_dics (void **state)
{
  static const struct { double V, dics[S2P_N_TIMESCALES]; } wanted[] = {
    { -80, { 10.60621804, 0.5070768886, 0.1310484568 } }, { -60, { 5.852751751, -4.859642563, -0.1073343005 } },
    { -57, { 4.53278543395, -4.47831284485, -0.0762379374575 } }, { -50, { -1.899868616, 1.979048325, -0.02172355274 } },
    { -40, { -35.0217439, 35.12736206, -0.01074744065 } }, { -20, { 13.12380735, 75.70018842, -0.002528762697 } },
    { 0, { 45.64146207, 50.52481372, -6.6561568e-05 } },
  };
  static const double g[] = { 120, 20, 47.7, 0.3 };
  g_autoptr (S2pModel) model = load ("tests/data/models/connor-stevens.model");
  double V;

  assert_int_equal (model->n_conductances, G_N_ELEMENTS (g));
  assert_int_equal (model->n_gates, 5);
  assert_int_equal (model->n_ions, 0);
  assert_true (fabs (model->conductances[model->leak].reversal - (-17 + 10 / 0.3)) < 1e-12);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, wanted[i].V);
      double dics[S2P_N_TIMESCALES];

      s2p_dic_point_values (point, g, dics);
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        assert_close (dics[k], wanted[i].dics[k], 1e-8, "DIC", i);
    }
  assert_true (s2p_dic_threshold (model, g, &V));
  assert_true (fabs (V - -57.122325752) < 1e-8);
}

static void
model_files_say_what_the_papers_say (void **state)
{
  g_autoptr (S2pModel) stg = load ("models/stg.model"), da = load ("models/da.model");
  static const char *const stg_names[] = { "Na", "Kd", "CaT", "CaS", "KCa", "A", "H", "leak" }, *const da_names[] = { "Na", "Kd", "CaL", "CaN", "ERG", "NMDA", "leak" };

  assert_int_equal (stg->n_conductances, G_N_ELEMENTS (stg_names));
  for (guint i = 0; i < stg->n_conductances; i++)
    assert_string_equal (stg->conductances[i].name, stg_names[i]);
  assert_int_equal (da->n_conductances, G_N_ELEMENTS (da_names));
  for (guint i = 0; i < da->n_conductances; i++)
    assert_string_equal (da->conductances[i].name, da_names[i]);
  assert_int_equal (stg->n_gates, 11);
  assert_int_equal (stg->n_ions, 1);
  assert_int_equal (da->n_gates, 8);
  assert_int_equal (s2p_model_conductance (stg, "nobody"), -1);
  assert_true (stg->threshold == -51 && da->threshold == -55.5);
  assert_true (fabs (stg->generation.leak_shape - 27) < 1e-9 && fabs (1 / stg->generation.leak_scale - 2571.428571) < 1e-3);
  assert_true (stg->generation.sampled[s2p_model_conductance (stg, "CaT")].low == 3);
  assert_int_equal (da->generation.sampled[s2p_model_conductance (da, "NMDA")].kind, S2P_SAMPLE_FIXED);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (model_files_say_what_the_papers_say),
    cmocka_unit_test (rate_functions_are_the_published_ones),
    cmocka_unit_test (dics_are_the_published_ones),
    cmocka_unit_test (sensitivities_are_the_published_ones),
    cmocka_unit_test (jacobians_are_those_of_the_dics),
    cmocka_unit_test (jacobian_sees_what_a_conductance_does_through_calcium),
    cmocka_unit_test (threshold_is_the_first_falling_zero),
    cmocka_unit_test (a_third_model_has_the_right_curves),
    cmocka_unit_test (a_third_model_has_the_right_dics),
  };

  return cmocka_run_group_tests_name ("model", tests, NULL, NULL);
}
