#include "population/curves.h"
#include "base/error.h"
#include "base/quantile.h"
#include "base/words.h"
#include <math.h>

#define WIDEST 200.0
#define MOST_VOLTAGES 10000
#define THRESHOLDS_AT_ONCE 32

const double s2p_band_shares[S2P_N_BANDS] = { 0.05, 0.25, 0.5, 0.75, 0.95 };

S2pCurves *
s2p_curves_new (const S2pModel *model, const double *g, gsize n_cells, double low, double high, double step, GError **error)
{
  const double n = floor ((high - low) / step + 1e-9) + 1;
  S2pCurves *self;

  if (!(step > 0) || !(low >= -WIDEST && high <= WIDEST) || !(n >= 2 && n <= MOST_VOLTAGES))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, _("%g to %g mV in steps of %g mV: voltages must lie between %g and %g mV, and be 2 to %d"), low, high, step, -WIDEST,
                   WIDEST, MOST_VOLTAGES);
      return NULL;
    }
  self = g_new0 (S2pCurves, 1);
  *self = (S2pCurves) { .model = model, .g = g, .n_cells = n_cells, .n_V = (guint) n, .low = low, .step = step, .n_variables = model->n_gates + model->n_ions };
  self->curves = g_malloc0_n (self->n_V, sizeof *self->curves);
  self->weights = g_malloc0_n ((gsize) self->n_V * MAX (1, self->n_variables), sizeof *self->weights);
  self->thresholds = g_new0 (double, n_cells);
  self->sensitivity = g_malloc0_n (model->n_conductances, sizeof *self->sensitivity);
  return self;
}

static guint
n_threshold_parts (const S2pCurves *self)
{
  return (guint) ((self->n_cells + THRESHOLDS_AT_ONCE - 1) / THRESHOLDS_AT_ONCE);
}

guint
s2p_curves_n_parts (const S2pCurves *self)
{
  return self->n_V + self->model->n_conductances + n_threshold_parts (self);
}

static void
set_bands (double *values, gsize n, double bands[S2P_N_BANDS])
{
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      values[kept++] = values[i];
  s2p_sort (values, kept);
  for (guint band = 0; band < S2P_N_BANDS; band++)
    bands[band] = kept > 0 ? s2p_quantile (values, kept, s2p_band_shares[band]) : NAN;
}

static void
make_voltage (S2pCurves *self, guint index)
{
  const S2pModel *model = self->model;
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, self->low + index * self->step);
  g_autofree double *values = g_new (double, S2P_N_CURVES * self->n_cells);
  double (*weights)[S2P_N_TIMESCALES] = self->weights + (gsize) index * self->n_variables;

  for (gsize i = 0; i < self->n_cells; i++)
    {
      double dics[S2P_N_TIMESCALES];

      s2p_dic_point_values (point, self->g + i * model->n_conductances, dics);
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        values[k * self->n_cells + i] = dics[k];
      values[S2P_CURVE_T * self->n_cells + i] = dics[S2P_FAST] + dics[S2P_SLOW] + dics[S2P_ULTRASLOW];
    }
  for (guint curve = 0; curve < S2P_N_CURVES; curve++)
    set_bands (values + curve * self->n_cells, self->n_cells, self->curves[index][curve]);
  for (guint i = 0; i < model->n_gates; i++)
    s2p_dic_point_gate_weights (point, i, weights[i]);
  for (guint i = 0; i < model->n_ions; i++)
    s2p_dic_point_ion_weights (point, i, weights[model->n_gates + i]);
}

static void
make_sensitivity (S2pCurves *self, guint conductance)
{
  const guint n = self->model->n_conductances;
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (self->model, self->model->threshold);
  g_autofree double *values = g_new (double, S2P_N_TIMESCALES * self->n_cells);

  for (gsize i = 0; i < self->n_cells; i++)
    {
      double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES];

      s2p_dic_point_sensitivity (point, self->g + i * n, S);
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        values[k * self->n_cells + i] = S[k * n + conductance];
    }
  for (guint k = 0; k < S2P_N_TIMESCALES; k++)
    set_bands (values + k * self->n_cells, self->n_cells, self->sensitivity[conductance][k]);
}

void
s2p_curves_part (guint index, gpointer data)
{
  S2pCurves *self = data;
  const guint n = self->model->n_conductances;

  if (index < self->n_V)
    make_voltage (self, index);
  else if (index < self->n_V + n)
    make_sensitivity (self, index - self->n_V);
  else
    {
      const gsize first = (gsize) (index - self->n_V - n) * THRESHOLDS_AT_ONCE, end = MIN (first + THRESHOLDS_AT_ONCE, self->n_cells);

      for (gsize i = first; i < end; i++)
        if (!s2p_dic_threshold (self->model, self->g + i * n, &self->thresholds[i]))
          self->thresholds[i] = NAN;
    }
}

void
s2p_curves_free (S2pCurves *self)
{
  if (self == NULL)
    return;
  g_free (self->curves);
  g_free (self->weights);
  g_free (self->thresholds);
  g_free (self->sensitivity);
  g_free (self);
}

char *
s2p_curves_variable (const S2pCurves *self, guint variable)
{
  const S2pModel *model = self->model;

  if (variable >= model->n_gates)
    return g_strdup (model->ions[variable - model->n_gates].name);
  return g_strconcat (model->gates[variable].name, "_", model->conductances[model->gates[variable].conductance].name, NULL);
}
