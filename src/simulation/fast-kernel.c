/* The inner loop of the fast engine. Compiled once per instruction set under the name S2P_KERNEL; every
 * loop over lanes is plain C that the compiler turns into wide vectors.
 *
 * Staggered (Strang) splitting, of second order in the step: gates live at the middle of the steps, V and ions at
 * their ends. With the gates fixed V relaxes exponentially, with V fixed so do the gates, and each half is solved
 * exactly (Rush & Larsen 1978; Hines 1984). Each lane has its own time and its own step.
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
  union { double d; guint64 i; } k, power;
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
locate (const S2pFastPlan *plan, const S2pFastBlock *block, Place *restrict place)
{
  const guint n = block->n_lanes;
  const double last_row = plan->n_rows - 1.001, sum_to_span = (S2P_FAST_SPANS - 1) / (2 * (S2P_FAST_COARSE - 1) * plan->step);
  const double *restrict V = block->x, *restrict last = block->clock + S2P_FAST_LAST * LANES, *restrict next = block->clock + S2P_FAST_NEXT * LANES;
  const gint32 stride = plan->n_columns, n_rows = plan->n_rows;

  for_lanes
    {
      double position = (V[l] - S2P_FAST_V_MIN) * S2P_FAST_ROWS_PER_MV;
      position = position > 0 ? position : 0; /* also where V is not a number */
      position = position < last_row ? position : last_row;
      gint32 row = (gint32) position, span = (gint32) ((last[l] + next[l] - 2 * plan->step) * sum_to_span + 0.5);
      place->part[l] = position - row;
      place->offset[l] = (span * n_rows + row) * stride;
    }
}

/* What the kernel has at hand of a column. */
typedef struct { const guint64 *word; double unit, shift; } Column;

static inline Column
column_of (const S2pFastPlan *plan, guint column)
{
  const double middle = 0x1p52 + (1 << (S2P_FAST_LOW_BITS - 1));

  return (Column) { plan->table + column, plan->unit[column], middle * plan->unit[column] };
}

/* A column at an offset, and @part of the way to the next row. A difference d is read as the double 2^52 + d; its unit is
 * a power of two, so that nothing is rounded here. */
static inline double
look (Column column, gint32 offset, double part)
{
  union { guint64 i; double d; } value, difference;

  value.i = column.word[offset];
  difference.i = (value.i & ((G_GUINT64_CONSTANT (1) << S2P_FAST_LOW_BITS) - 1)) | G_GUINT64_CONSTANT (0x4330000000000000);
  return value.d + part * (difference.d * column.unit - column.shift);
}

static inline void
relax (guint n, Column inf, Column k, const Place *restrict place, const double *restrict rest, double *restrict x)
{
  if (rest != NULL)
    for_lanes x[l] += look (k, place->offset[l], place->part[l]) * (look (inf, place->offset[l], place->part[l]) * rest[l] - x[l]);
  else
    for_lanes x[l] += look (k, place->offset[l], place->part[l]) * (look (inf, place->offset[l], place->part[l]) - x[l]);
}

static inline void
follow (guint n, Column inf, const Place *restrict place, const double *restrict rest, double *restrict x)
{
  for_lanes x[l] = look (inf, place->offset[l], place->part[l]);
  if (rest != NULL)
    for_lanes x[l] *= rest[l];
}

static inline void
propagate (const S2pFastPlan *plan, guint n, guint size, guint first_column, const Place *restrict place, double *restrict x)
{
  double before[S2P_MAX_GATES_PER_CONDUCTANCE][LANES];

  memcpy (before, x, size * sizeof *before);
  for (guint i = 0; i < size; i++)
    {
      const Column constant = column_of (plan, first_column + size * size + i);
      double *restrict to = x + i * LANES;

      for_lanes to[l] += look (constant, place->offset[l], place->part[l]);
      for (guint j = 0; j < size; j++)
        {
          const Column entry = column_of (plan, first_column + i * size + j);
          const double *restrict from = before[j];

          for_lanes to[l] += look (entry, place->offset[l], place->part[l]) * from[l];
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

/* Currents that are injected, at the middle of the step. */
static void
add_noise (const S2pFastPlan *plan, const S2pFastBlock *block, double *drive)
{
  const double last = block->noise_length - 2;

  for (guint l = 0; l < block->n_cells; l++)
    {
      const float *noise = block->noise[l];
      double position = (block->clock[S2P_FAST_TICKS * LANES + l] * plan->step + 0.5 * block->clock[S2P_FAST_NEXT * LANES + l]) / block->noise_step;
      gsize index;

      position = MIN (position, last); /* a finished lane runs on for a while */
      index = (gsize) position;
      drive[l] = noise[index] + (position - index) * (noise[index + 1] - noise[index]);
    }
}

static void
note_crossing (const S2pFastPlan *plan, S2pFastBlock *block, guint lane, double before, double after)
{
  const S2pModel *model = plan->model;
  const double t = block->clock[S2P_FAST_TICKS * LANES + lane] * plan->step, step = block->clock[S2P_FAST_NEXT * LANES + lane];
  double *rise = &block->clock[S2P_FAST_RISE * LANES + lane];

  if (before <= model->spike_up && after > model->spike_up)
    *rise = t + step * (model->spike_up - before) / (after - before);
  if (before >= model->spike_down && after < model->spike_down && !isnan (*rise))
    {
      double fall = t + step * (model->spike_down - before) / (after - before), spike = 0.5 * (*rise + fall);

      *rise = NAN;
      if (spike >= block->transient && fall <= block->duration)
        g_array_append_val (block->spikes[lane], spike);
    }
}

static void
find_crossings (const S2pFastPlan *plan, S2pFastBlock *block, const double *restrict before, const double *restrict after)
{
  const double up = plan->model->spike_up, down = plan->model->spike_down;
  const guint n = block->n_lanes;
  int any = 0;

#pragma omp simd reduction(| : any)
  for (guint l = 0; l < n; l++)
    any |= ((before[l] <= up) & (after[l] > up)) | ((before[l] >= down) & (after[l] < down));
  if (!any)
    return;
  for (guint l = 0; l < block->n_cells; l++)
    note_crossing (plan, block, l, before[l], after[l]);
}

/* The values of the traces that lie in this step. */
static void
fill_traces (const S2pFastPlan *plan, S2pFastBlock *block, const double *after)
{
  for (guint l = 0; l < block->n_cells; l++)
    {
      const double t = block->clock[S2P_FAST_TICKS * LANES + l] * plan->step, step = block->clock[S2P_FAST_NEXT * LANES + l];
      const double from = block->x[l], slope = (after[l] - from) / step;

      while (block->trace[l] != NULL && block->traced[l] < block->trace_length && block->traced[l] * block->trace_step <= t + step)
        {
          block->trace[l][block->traced[l]] = (float) (from + slope * (block->traced[l] * block->trace_step - t));
          block->traced[l]++;
        }
    }
}

static inline void
move_gates (const S2pFastPlan *plan, S2pFastBlock *block, double *rest_values, double *rest_scratch)
{
  const guint n = block->n_lanes, n_ions = plan->model->n_ions;
  double *gates = block->x + (1 + n_ions) * LANES;
  const double *variables[1 + S2P_MAX_IONS];
  Place place;

  for (guint i = 0; i <= n_ions; i++)
    variables[i] = block->x + i * LANES;
  locate (plan, block, &place);
  for (guint i = 0; i < plan->n_moves; i++)
    {
      const S2pFastMove *move = &plan->moves[i];
      const double *rest = NULL;
      double *x = gates + move->gate * LANES;

      if (move->rest != NULL)
        {
          s2p_expression_evaluate_many (move->rest, n, variables, rest_values, rest_scratch);
          rest = rest_values;
        }
      if (move->kind == S2P_GATE_RELAXING)
        relax (n, column_of (plan, move->column), column_of (plan, move->column + 1), &place, rest, x);
      else if (move->kind == S2P_GATE_INSTANT)
        follow (n, column_of (plan, move->column), &place, rest, x);
      else
        propagate (plan, n, move->n, move->column, &place, x);
    }
}

/* Conductances that are open, and what they do to V: C dV/dt = drive - total V. */
static inline void
open_conductances (const S2pModel *model, S2pFastBlock *block, double *restrict opened, double *restrict total, double *restrict drive)
{
  const guint n = block->n_lanes;
  const double *gates = block->x + (1 + model->n_ions) * LANES;

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
}

static inline void
move_ions (const S2pFastPlan *plan, S2pFastBlock *block, const double *opened, const double *restrict middle)
{
  const S2pModel *model = plan->model;
  const guint n = block->n_lanes;
  const double *restrict next = block->clock + S2P_FAST_NEXT * LANES, limit = 2 * plan->step;

  for (guint ion = 0; ion < model->n_ions; ion++)
    {
      double target[LANES], *restrict concentration = block->x + (1 + ion) * LANES;
      const double fine = plan->ion_k[ion][0], coarse = plan->ion_k[ion][1];

      for_lanes target[l] = model->ions[ion].rest;
      for (guint i = 0; i < model->n_conductances; i++)
        {
          const double *restrict open = opened + i * LANES, factor = model->ions[ion].per_current[i], E = model->conductances[i].reversal;

          if (factor != 0)
            for_lanes target[l] += factor * open[l] * (middle[l] - E);
        }
      for_lanes concentration[l] += (next[l] < limit ? fine : coarse) * (target[l] - concentration[l]);
    }
}

void
S2P_KERNEL (const S2pFastPlan *plan, S2pFastBlock *block, guint n_steps)
{
  const S2pModel *model = plan->model;
  const guint n = block->n_lanes;
  const double fine = plan->step, coarse = S2P_FAST_COARSE * fine, by_step = 1 / fine, by_C = 1 / model->capacitance, down = model->spike_down;
  const double finer = 2 * fine / (fine + coarse), coarser = 2 * coarse / (fine + coarse);
  double *restrict V = block->x, *restrict clock = block->clock;
  double *opened = block->scratch, *rest_values = opened + model->n_conductances * LANES, *rest_scratch = rest_values + LANES;
  double total[LANES], drive[LANES], after[LANES], middle[LANES];
  double *restrict ticks = clock + S2P_FAST_TICKS * LANES, *restrict last = clock + S2P_FAST_LAST * LANES;
  double *restrict next = clock + S2P_FAST_NEXT * LANES, *restrict last_target = clock + S2P_FAST_TARGET * LANES;

  while (n_steps-- > 0)
    {
      move_gates (plan, block, rest_values, rest_scratch);
      for_lanes total[l] = drive[l] = 0;
      if (block->noise_length > 0)
        add_noise (plan, block, drive);
      open_conductances (model, block, opened, total, drive);
      for_lanes
        {
          /* V follows its target with the rate a / step. The target is taken as linear in time, with the slope since
           * the last step: else V would lag half a step behind wherever it is slaved to the gates (a >> 1). */
          double target = drive[l] / total[l], a = next[l] * total[l] * by_C, decay = exp_negative (-a);
          double follow_up = a < 0.01 ? a * a / 12 : 0.5 - 1 / a + (0.5 + 1 / a) * decay;
          double apart = next[l] < last[l] ? finer : next[l] > last[l] ? coarser : 1; /* this step / time since the last target */
          after[l] = target + (V[l] - target) * decay + follow_up * (target - last_target[l]) * apart;
          last_target[l] = target;
          middle[l] = 0.5 * (V[l] + after[l]);
        }
      move_ions (plan, block, opened, middle);
      find_crossings (plan, block, V, after);
      if (block->trace_length > 0)
        fill_traces (plan, block, after);
      for_lanes
        {
          double change = fabs (after[l] - V[l]);
          ticks[l] += next[l] * by_step;
          last[l] = next[l];
          next[l] = change > S2P_FAST_SLOPE * last[l] || after[l] > down ? fine : coarse;
          V[l] = after[l];
        }
    }
}
