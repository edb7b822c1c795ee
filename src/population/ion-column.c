#include "population/ion-column.h"
#include <math.h>
#include <string.h>

/* A panel is found from the first bits of a double: its exponent and as many bits of the mantissa. */
#define MANTISSA_BITS 4
#define SHIFT (52 - MANTISSA_BITS)
#define LOWEST 0x1p-20
#define HIGHEST 0x1p24
#define N_PANELS (44 << MANTISSA_BITS)
#define N_COEFFICIENTS 8
#define TOLERANCE 1e-12

typedef struct {
  double   coefficient[N_COEFFICIENTS][S2P_COLUMN_SIZE]; /* of powers of x, -1 .. 1 over the panel */
  gboolean good;
} Panel;

struct _S2pIonColumn {
  const S2pDicPoint *point;
  guint   conductance;
  guint64 first; /* bits of the first panel */
  Panel   panels[N_PANELS];
};

static void
evaluate_formulas (const S2pIonColumn *column, double concentration, double value[S2P_COLUMN_SIZE])
{
  const guint n = s2p_dic_point_model (column->point)->n_conductances;
  const guint rows[] = { S2P_SLOW * n + column->conductance, S2P_ULTRASLOW * n + column->conductance };
  double S[S2P_N_TIMESCALES * S2P_MAX_CONDUCTANCES], slope = 0;

  s2p_dic_point_sensitivity_with (column->point, 1, &concentration, &slope, S);
  value[S2P_COLUMN_S] = S[rows[0]];
  value[S2P_COLUMN_U] = S[rows[1]];
  slope = 1e8 * (1 + concentration * concentration); /* S is linear in it; so great that rounding of a does not matter to b */
  s2p_dic_point_sensitivity_with (column->point, 1, &concentration, &slope, S);
  value[S2P_COLUMN_S_SLOPE] = (S[rows[0]] - value[S2P_COLUMN_S]) / slope;
  value[S2P_COLUMN_U_SLOPE] = (S[rows[1]] - value[S2P_COLUMN_U]) / slope;
}

static void
evaluate_panel (const Panel *panel, double x, double value[S2P_COLUMN_SIZE])
{
  memcpy (value, panel->coefficient[N_COEFFICIENTS - 1], S2P_COLUMN_SIZE * sizeof *value);
  for (int k = N_COEFFICIENTS - 2; k >= 0; k--)
    for (guint i = 0; i < S2P_COLUMN_SIZE; i++)
      value[i] = value[i] * x + panel->coefficient[k][i];
}

/* The polynomial through the Chebyshev points, from divided differences to powers. */
static void
fit (const S2pIonColumn *column, Panel *panel, double low, double high)
{
  double x[N_COEFFICIENTS], y[N_COEFFICIENTS][S2P_COLUMN_SIZE], most[S2P_COLUMN_SIZE] = { 0 };

  for (guint k = 0; k < N_COEFFICIENTS; k++)
    {
      x[k] = cos (G_PI * (k + 0.5) / N_COEFFICIENTS);
      evaluate_formulas (column, (low + high) / 2 + x[k] * (high - low) / 2, y[k]);
      for (guint i = 0; i < S2P_COLUMN_SIZE; i++)
        most[i] = fmax (most[i], fabs (y[k][i]));
    }
  for (guint order = 1; order < N_COEFFICIENTS; order++)
    for (guint k = N_COEFFICIENTS - 1; k >= order; k--)
      for (guint i = 0; i < S2P_COLUMN_SIZE; i++)
        y[k][i] = (y[k][i] - y[k - 1][i]) / (x[k] - x[k - order]);
  for (int k = N_COEFFICIENTS - 1; k >= 0; k--) /* polynomial * (x - x[k]) + y[k] */
    for (guint i = 0; i < S2P_COLUMN_SIZE; i++)
      {
        for (guint power = N_COEFFICIENTS - 1; power > 0; power--)
          panel->coefficient[power][i] = panel->coefficient[power - 1][i] - x[k] * panel->coefficient[power][i];
        panel->coefficient[0][i] = y[k][i] - x[k] * panel->coefficient[0][i];
      }

  panel->good = TRUE;
  for (guint k = 0; k <= 4; k++) /* where no point is, ends included */
    {
      const double at = -1 + 0.5 * k;
      double exact[S2P_COLUMN_SIZE], value[S2P_COLUMN_SIZE];

      evaluate_formulas (column, (low + high) / 2 + at * (high - low) / 2, exact);
      evaluate_panel (panel, at, value);
      for (guint i = 0; i < S2P_COLUMN_SIZE; i++)
        if (!(fabs (value[i] - exact[i]) <= TOLERANCE * most[i]))
          panel->good = FALSE;
    }
}

static guint64
bits_of (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static double
value_of (guint64 bits)
{
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

S2pIonColumn *
s2p_ion_column_new (const S2pDicPoint *point, guint conductance)
{
  S2pIonColumn *column = g_new0 (S2pIonColumn, 1);

  g_return_val_if_fail (s2p_dic_point_model (point)->n_ions == 1, NULL);
  column->point = point;
  column->conductance = conductance;
  column->first = bits_of (LOWEST) >> SHIFT;
  for (guint i = 0; i < N_PANELS; i++)
    fit (column, &column->panels[i], value_of ((column->first + i) << SHIFT), value_of ((column->first + i + 1) << SHIFT));
  return column;
}

void
s2p_ion_column_free (S2pIonColumn *column)
{
  g_free (column);
}

void
s2p_ion_column_evaluate (const S2pIonColumn *column, double concentration, double value[S2P_COLUMN_SIZE])
{
  if (concentration >= LOWEST && concentration < HIGHEST)
    {
      const guint64 bits = bits_of (concentration);
      const Panel *panel = &column->panels[(bits >> SHIFT) - column->first];

      if (panel->good)
        {
          evaluate_panel (panel, (double) (gint64) (bits & ((G_GUINT64_CONSTANT (1) << SHIFT) - 1)) * (2.0 / (G_GUINT64_CONSTANT (1) << SHIFT)) - 1, value);
          return;
        }
    }
  evaluate_formulas (column, concentration, value);
}
