/* The inner loop of the fast engine. Compiled once per instruction set under the name S2P_KERNEL; every
 * loop over lanes is plain C that the compiler turns into wide vectors.
 *
 * Staggered (Strang) splitting, of second order in the step h: gates and ions' targets live at half steps, V at
 * whole ones. With the gates fixed V relaxes exponentially, with V fixed so do the gates, and each half is
 * solved exactly (Rush & Larsen 1978; Hines 1984).
 */
#include "simulation/fast-plan.h"
#include <math.h>
#include <string.h>

#define LANES S2P_FAST_LANES
#define for_lanes _Pragma ("omp simd") for (guint l = 0; l < n; l++)

/* exp (x) for x <= 0 (below -700: 0): 2^k e^r, |r| <= ln 2 / 2, series to order 11. */
static inline double
exp_negative (double x)
{
  const double magic = 0x1.8p52; /* adding it leaves the nearest integer in the low bits */
  union { double d; gint64 i; } k, power;
  double r, p;

  x = x < -700.0 ? -700.0 : x;
  k.d = x * 0x1.71547652b82fep0 + magic;
  r = x - (k.d - magic) * 0x1.62e42fefa39efp-1;
  p = 1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040
      + r * (1.0 / 40320 + r * (1.0 / 362880 + r * (1.0 / 3628800 + r * (1.0 / 39916800)))))))))));
  power.i = (k.i + 1023) << 52;
  return p * power.d;
}

typedef struct {
  gint32 offset[LANES];  /* of the row in the table */
  double part[LANES];    /* how far V is to the next row, 0..1 */
} Place;

static inline void
locate (const S2pFastPlan *plan, guint n, const double *restrict V, Place *restrict place)
{
  const double last = plan->n_rows - 1.001;
  const gint32 stride = plan->n_columns * 2;

  for_lanes
    {
      double position = (V[l] - S2P_FAST_V_MIN) * S2P_FAST_ROWS_PER_MV;
      position = position > 0 ? position : 0; /* also where V is not a number */
      position = position < last ? position : last;
      gint32 row = (gint32) position;
      place->part[l] = position - row;
      place->offset[l] = row * stride;
    }
}

static inline void
relax (guint n, const double *restrict column, const Place *restrict place, const double *restrict rest, double *restrict x)
{
  if (rest != NULL)
    for_lanes
      {
        const double *at = column + place->offset[l];
        double inf = (at[0] + place->part[l] * at[1]) * rest[l], k = at[2] + place->part[l] * at[3];
        x[l] += k * (inf - x[l]);
      }
  else
    for_lanes
      {
        const double *at = column + place->offset[l];
        double inf = at[0] + place->part[l] * at[1], k = at[2] + place->part[l] * at[3];
        x[l] += k * (inf - x[l]);
      }
}

static inline void
follow (guint n, const double *restrict column, const Place *restrict place, const double *restrict rest, double *restrict x)
{
  for_lanes
    {
      const double *at = column + place->offset[l];
      x[l] = at[0] + place->part[l] * at[1];
    }
  if (rest != NULL)
    for_lanes x[l] *= rest[l];
}

static inline void
propagate (guint n, guint size, const double *restrict column, const Place *restrict place, double *restrict x)
{
  double before[S2P_MAX_GATES_PER_CONDUCTANCE][LANES];

  memcpy (before, x, size * sizeof *before);
  for (guint i = 0; i < size; i++)
    {
      const double *constant = column + 2 * (size * size + i);
      double *restrict to = x + i * LANES;

      for_lanes
        {
          const double *at = constant + place->offset[l];
          to[l] = at[0] + place->part[l] * at[1];
        }
      for (guint j = 0; j < size; j++)
        {
          const double *entry = column + 2 * (i * size + j), *restrict from = before[j];
          for_lanes
            {
              const double *at = entry + place->offset[l];
              to[l] += (at[0] + place->part[l] * at[1]) * from[l];
            }
        }
    }
}

static inline void
multiply_power (guint n, guint power, const double *restrict x, double *restrict product)
{
  switch (power)
    {
    case 0: return;
    case 1: for_lanes product[l] *= x[l]; return;
    case 2: for_lanes product[l] *= x[l] * x[l]; return;
    case 3: for_lanes product[l] *= x[l] * x[l] * x[l]; return;
    case 4: for_lanes { double square = x[l] * x[l]; product[l] *= square * square; } return;
    default:
      for (guint i = 0; i < power; i++)
        for_lanes product[l] *= x[l];
    }
}

static void
note_crossing (const S2pModel *model, S2pFastBlock *block, guint lane, double before, double after, double t, double h)
{
  if (before <= model->spike_up && after > model->spike_up)
    block->rise[lane] = t + h * (model->spike_up - before) / (after - before);
  if (before >= model->spike_down && after < model->spike_down && !isnan (block->rise[lane]))
    {
      double spike = 0.5 * (block->rise[lane] + t + h * (model->spike_down - before) / (after - before));

      block->rise[lane] = NAN;
      if (spike >= block->transient)
        g_array_append_val (block->spikes[lane], spike);
    }
}

static void
find_crossings (const S2pModel *model, S2pFastBlock *block, const double *restrict before, const double *restrict after, double t, double h)
{
  const double up = model->spike_up, down = model->spike_down;
  const guint n = block->n_lanes;
  int any = 0;

#pragma omp simd reduction(| : any)
  for (guint l = 0; l < n; l++)
    any |= ((before[l] <= up) & (after[l] > up)) | ((before[l] >= down) & (after[l] < down));
  if (!any)
    return;
  for (guint l = 0; l < block->n_cells; l++)
    note_crossing (model, block, l, before[l], after[l], t, h);
}

void
S2P_KERNEL (const S2pFastPlan *plan, S2pFastBlock *block, guint64 from, guint64 to)
{
  const S2pModel *model = plan->model;
  const guint n = block->n_lanes, n_ions = model->n_ions;
  const double h = plan->step, minus_h_by_C = -h / model->capacitance;
  double *V = block->x, *ions = block->x + LANES, *gates = block->x + (1 + n_ions) * LANES;
  double *opened = block->scratch, *rest_values = opened + model->n_conductances * LANES, *rest_scratch = rest_values + LANES;
  double total[LANES], drive[LANES], after[LANES], middle[LANES], *last_target = block->last_target;
  const double *variables[1 + S2P_MAX_IONS];
  Place place;

  for (guint i = 0; i <= n_ions; i++)
    variables[i] = block->x + i * LANES;
  for (guint64 step = from; step < to; step++)
    {
      const double t = step * h;

      locate (plan, n, V, &place);
      for (guint i = 0; i < plan->n_moves; i++)
        {
          const S2pFastMove *move = &plan->moves[i];
          const double *column = plan->table + 2 * move->column, *rest = NULL;
          double *x = gates + move->gate * LANES;

          if (move->rest != NULL)
            {
              s2p_expression_evaluate_many (move->rest, n, variables, rest_values, rest_scratch);
              rest = rest_values;
            }
          if (move->kind == S2P_GATE_RELAXING)
            relax (n, column, &place, rest, x);
          else if (move->kind == S2P_GATE_INSTANT)
            follow (n, column, &place, rest, x);
          else
            propagate (n, move->n, column, &place, x);
        }
      memset (total, 0, sizeof total);
      memset (drive, 0, sizeof drive);
      if (block->noise != NULL)
        {
          double position = (t + h / 2) / block->noise_step;
          gsize index = (gsize) position;
          double part = position - index;

          for (guint l = 0; l < n; l++)
            drive[l] = block->noise[l][index] + part * (block->noise[l][index + 1] - block->noise[l][index]);
        }
      for (guint i = 0; i < model->n_conductances; i++)
        {
          const S2pConductance *conductance = &model->conductances[i];
          double *restrict open = opened + i * LANES;
          const double *restrict g = block->g + i * LANES, E = conductance->reversal;

          for_lanes open[l] = g[l];
          for (guint j = conductance->first_gate; j < conductance->first_gate + conductance->n_gates; j++)
            multiply_power (n, model->gates[j].power, gates + j * LANES, open);
          for_lanes
            {
              total[l] += open[l];
              drive[l] += open[l] * E;
            }
        }
      for_lanes
        {
          /* V follows its target with the rate a / h. The target is taken as linear in time, with the slope of the
           * last step: else V would lag half a step behind wherever it is slaved to the gates (a >> 1). */
          double target = drive[l] / total[l], a = -minus_h_by_C * total[l], decay = exp_negative (-a);
          double follow_up = a < 0.01 ? a * a / 12 : 0.5 - 1 / a + (0.5 + 1 / a) * decay;
          after[l] = target + (V[l] - target) * decay + follow_up * (target - last_target[l]);
          last_target[l] = target;
          middle[l] = 0.5 * (V[l] + after[l]);
        }
      for (guint ion = 0; ion < n_ions; ion++)
        {
          double target[LANES], *restrict concentration = ions + ion * LANES;
          const double k = plan->ion_k[ion];

          for_lanes target[l] = model->ions[ion].rest;
          for (guint i = 0; i < model->n_conductances; i++)
            {
              const double *restrict open = opened + i * LANES, factor = model->ions[ion].per_current[i], E = model->conductances[i].reversal;

              if (factor != 0)
                for_lanes target[l] += factor * open[l] * (middle[l] - E);
            }
          for_lanes concentration[l] += k * (target[l] - concentration[l]);
        }
      find_crossings (model, block, V, after, t, h);
      memcpy (V, after, n * sizeof *V);
      if (block->trace != NULL && (step + 1) % block->trace_every == 0)
        for (guint l = 0; l < block->n_cells; l++)
          block->trace[l][(step + 1) / block->trace_every] = (float) V[l];
    }
}
