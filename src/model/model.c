#include "model/model.h"
#include "base/elimination.h"
#include "base/error.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

static void
clear_gate (S2pGate *gate)
{
  g_free (gate->name);
  g_clear_pointer (&gate->inf, s2p_expression_unref);
  g_clear_pointer (&gate->inf_dv, s2p_expression_unref);
  for (guint i = 0; i < S2P_MAX_IONS; i++)
    {
      g_clear_pointer (&gate->inf_dc[i], s2p_expression_unref);
      g_clear_pointer (&gate->inf_dvdc[i], s2p_expression_unref);
      for (guint j = 0; j < S2P_MAX_IONS; j++)
        g_clear_pointer (&gate->inf_dcdc[i][j], s2p_expression_unref);
    }
  g_clear_pointer (&gate->inf_alone, s2p_expression_unref);
  g_clear_pointer (&gate->inf_alone_dv, s2p_expression_unref);
  g_clear_pointer (&gate->inf_rest, s2p_expression_unref);
  g_clear_pointer (&gate->tau, s2p_expression_unref);
  g_clear_pointer (&gate->tau_dv, s2p_expression_unref);
  g_clear_pointer (&gate->rate, s2p_expression_unref);
  g_clear_pointer (&gate->rate_dv, s2p_expression_unref);
  for (guint i = 0; i < S2P_MAX_GATES_PER_CONDUCTANCE; i++)
    {
      g_clear_pointer (&gate->rate_dx[i], s2p_expression_unref);
      g_clear_pointer (&gate->rate_dxdv[i], s2p_expression_unref);
    }
}

void
s2p_model_free (S2pModel *model)
{
  if (model == NULL)
    return;
  for (guint i = 0; i < model->n_gates; i++)
    clear_gate (&model->gates[i]);
  for (guint i = 0; i < model->n_conductances; i++)
    g_free (model->conductances[i].name);
  for (guint i = 0; i < model->n_ions; i++)
    {
      g_free (model->ions[i].name);
      g_free (model->ions[i].per_current);
    }
  for (guint i = 0; i < S2P_N_TIMESCALES; i++)
    g_clear_pointer (&model->timescales[i], s2p_expression_unref);
  g_clear_pointer (&model->named, g_hash_table_unref);
  g_free (model->gates);
  g_free (model->conductances);
  g_free (model->ions);
  g_free (model->generation.sampled);
  g_free (model->path);
  g_free (model->name);
  g_free (model->title);
  g_free (model->source);
  g_free (model);
}

gboolean
s2p_model_require_generation (const S2pModel *model, GError **error)
{
  if (model->has_generation)
    return TRUE;
  g_set_error (error, S2P_ERROR, S2P_ERROR_MODEL, _("%s has no section [generation], so populations cannot be built; its cells can be simulated from a file of conductances"),
               model->path);
  return FALSE;
}

int
s2p_model_conductance (const S2pModel *model, const char *name)
{
  for (guint i = 0; i < model->n_conductances; i++)
    if (strcmp (model->conductances[i].name, name) == 0)
      return i;
  return -1;
}

/* The rates are linear: at V with every gate 0 their constant is left. */
static void
evaluate_scheme (const S2pModel *model, guint index, double V, gboolean slope, double *A, double *b)
{
  const S2pConductance *conductance = &model->conductances[index];
  guint n = conductance->n_gates;
  double variables[1 + S2P_MAX_IONS + S2P_MAX_GATES] = { V };

  for (guint i = 0; i < n; i++)
    {
      const S2pGate *gate = &model->gates[conductance->first_gate + i];

      b[i] = s2p_expression_evaluate (slope ? gate->rate_dv : gate->rate, variables);
      for (guint j = 0; j < n; j++)
        A[i * n + j] = s2p_expression_evaluate (slope ? gate->rate_dxdv[j] : gate->rate_dx[j], variables);
    }
}

void
s2p_model_scheme (const S2pModel *model, guint conductance, double V, double *A, double *b)
{
  evaluate_scheme (model, conductance, V, FALSE, A, b);
}

void
s2p_model_scheme_slope (const S2pModel *model, guint conductance, double V, double *A, double *b)
{
  evaluate_scheme (model, conductance, V, TRUE, A, b);
}

/* Solves A x = r for x, in place of r. */
static void
solve_scheme (guint n, const double *A, double *r)
{
  S2pAugmented M;
  gboolean singular;

  for (guint i = 0; i < n; i++)
    {
      memcpy (M[i], A + i * n, n * sizeof *r);
      M[i][n] = r[i];
    }
  s2p_eliminate (n, n, M, &singular);
  s2p_back_substitute (n, M, r); /* not finite where singular: the loader refuses such schemes */
}

/* A x + b = 0, and by differentiating it A x' + A' x + b' = 0. */
static void
steady_scheme (const S2pModel *model, guint index, double V, double *inf, double *slope)
{
  enum { MAX = S2P_MAX_GATES_PER_CONDUCTANCE };
  double A[MAX * MAX], b[MAX], A_slope[MAX * MAX], b_slope[MAX];
  guint n = model->conductances[index].n_gates;

  s2p_model_scheme (model, index, V, A, b);
  s2p_model_scheme_slope (model, index, V, A_slope, b_slope);
  for (guint i = 0; i < n; i++)
    inf[i] = -b[i];
  solve_scheme (n, A, inf);
  for (guint i = 0; i < n; i++)
    {
      slope[i] = -b_slope[i];
      for (guint j = 0; j < n; j++)
        slope[i] -= A_slope[i * n + j] * inf[j];
    }
  solve_scheme (n, A, slope);
}

void
s2p_model_steady_gates (const S2pModel *model, guint index, const double *variables, double *inf, double *slope)
{
  const S2pConductance *conductance = &model->conductances[index];
  const S2pGate *gates = model->gates + conductance->first_gate;

  if (conductance->n_gates > 0 && gates[0].kind == S2P_GATE_KINETIC)
    {
      steady_scheme (model, index, variables[S2P_VARIABLE_V], inf, slope);
      return;
    }
  for (guint i = 0; i < conductance->n_gates; i++)
    {
      inf[i] = s2p_expression_evaluate (gates[i].inf, variables);
      slope[i] = s2p_expression_evaluate (gates[i].inf_dv, variables);
    }
}
