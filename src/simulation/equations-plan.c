#include "simulation/equations.h"
#include "simulation/simulation.h"
#include <string.h>

/* Order of the moving gates: relaxing ones as in the model, then the schemes. */
static void
lay_out (S2pEquations *equations)
{
  const S2pModel *model = equations->model;
  S2pStateLayout *layout = &equations->layout;

  layout->n_head = 1 + model->n_ions;
  equations->state = g_new (int, MAX (1, model->n_gates));
  for (guint i = 0; i < model->n_gates; i++)
    equations->state[i] = model->gates[i].kind == S2P_GATE_RELAXING ? (int) (layout->n_head + layout->n_relaxing++) : -1;
  layout->n_gates = layout->n_relaxing;
  for (guint i = 0; i < model->n_gates; i++)
    {
      const S2pConductance *conductance = &model->conductances[model->gates[i].conductance];

      if (model->gates[i].kind != S2P_GATE_KINETIC)
        continue;
      if (i == conductance->first_gate)
        {
          layout->scheme_first[layout->n_schemes] = layout->n_gates;
          layout->scheme_size[layout->n_schemes++] = conductance->n_gates;
        }
      equations->state[i] = layout->n_head + layout->n_gates++;
    }
  equations->n_states = layout->n_head + layout->n_gates;
}

/* The number of a gate among the moving gates and, behind them, the instant ones. */
static guint
value_of (const S2pEquations *equations, guint gate)
{
  const S2pStateLayout *layout = &equations->layout;

  return equations->state[gate] >= 0 ? equations->state[gate] - layout->n_head
                                     : layout->n_gates + equations->rates->column[gate] - 2 * layout->n_relaxing;
}

static void
list_terms (S2pEquations *equations)
{
  const S2pModel *model = equations->model;

  equations->n_terms = g_new0 (guint, model->n_conductances);
  equations->terms = g_malloc0_n (model->n_conductances, sizeof *equations->terms);
  equations->effect = g_malloc0_n (model->n_conductances, sizeof *equations->effect);
  equations->n_effects = g_new (guint, model->n_conductances);
  for (guint i = 0; i < model->n_conductances; i++)
    {
      const S2pConductance *conductance = &model->conductances[i];

      for (guint gate = conductance->first_gate; gate < conductance->first_gate + conductance->n_gates; gate++)
        if (model->gates[gate].power > 0)
          equations->terms[i][equations->n_terms[i]++] = (S2pTerm) { value_of (equations, gate), model->gates[gate].power };
      equations->n_effects[i] = 1;
      equations->effect[i][0] = -1 / model->capacitance;
      for (guint ion = 0; ion < model->n_ions; ion++)
        {
          equations->effect[i][1 + ion] = model->ions[ion].per_current[i] / model->ions[ion].tau;
          if (equations->effect[i][1 + ion] != 0)
            equations->n_effects[i] = 1 + model->n_ions;
        }
    }
}

static void
list_factors (S2pEquations *equations)
{
  const S2pModel *model = equations->model;

  equations->factors = g_new0 (S2pIonFactor, MAX (1, model->n_gates));
  for (guint i = 0; i < model->n_gates; i++)
    {
      S2pIonFactor *factor = &equations->factors[equations->n_factors];

      if (!model->gates[i].on_ions)
        continue;
      equations->n_factors++;
      factor->value = value_of (equations, i);
      factor->column = equations->rates->column[i];
      factor->rest = s2p_expression_ref (model->gates[i].inf_rest);
      factor->rest_dv = s2p_expression_differentiate (factor->rest, S2P_VARIABLE_V);
      for (guint ion = 0; ion < model->n_ions; ion++)
        factor->rest_dc[ion] = s2p_expression_differentiate (factor->rest, s2p_model_ion_variable (model, ion));
    }
}

S2pEquations *
s2p_equations_new (const S2pModel *model)
{
  S2pEquations *equations = g_new0 (S2pEquations, 1);

  equations->model = model;
  equations->rates = s2p_rate_table_new (model);
  lay_out (equations);
  list_terms (equations);
  list_factors (equations);
  return equations;
}

void
s2p_equations_free (S2pEquations *equations)
{
  if (equations == NULL)
    return;
  for (guint i = 0; i < equations->n_factors; i++)
    {
      s2p_expression_unref (equations->factors[i].rest);
      s2p_expression_unref (equations->factors[i].rest_dv);
      for (guint ion = 0; ion < S2P_MAX_IONS; ion++)
        s2p_expression_unref (equations->factors[i].rest_dc[ion]);
    }
  s2p_rate_table_free (equations->rates);
  g_free (equations->state);
  g_free (equations->n_terms);
  g_free (equations->terms);
  g_free (equations->effect);
  g_free (equations->n_effects);
  g_free (equations->factors);
  g_free (equations);
}

void
s2p_equations_start (const S2pEquations *equations, double *y)
{
  const S2pModel *model = equations->model;
  double variables[1 + S2P_MAX_IONS + S2P_MAX_GATES];

  s2p_simulation_start (model, variables);
  memcpy (y, variables, equations->layout.n_head * sizeof *y);
  for (guint i = 0; i < model->n_gates; i++)
    if (equations->state[i] >= 0)
      y[equations->state[i]] = variables[s2p_model_gate_variable (model, i)];
}
