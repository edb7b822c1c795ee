#include "simulation/fast-levels.h"
#include "simulation/noise.h"
#include "base/error.h"
#include "base/words.h"
#include <math.h>
#include <string.h>

#define STEPS_BETWEEN_CHECKS 500 /* under 1 ms of work for a full block */

struct _S2pFastEngine {
  S2pFastPlan  *plan;
  S2pFastKernel kernel;
};

S2pFastKernel
s2p_fast_kernel_of_level (S2pFastLevel level)
{
  if (level == S2P_FAST_ANY)
    return s2p_fast_kernel_base;
#ifdef S2P_X86_LEVELS
  __builtin_cpu_init ();
  if (level == S2P_FAST_AVX2 && __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return s2p_fast_kernel_v3;
  if (level == S2P_FAST_AVX512 && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl")
      && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512cd"))
    return s2p_fast_kernel_v4;
#endif
  return NULL;
}

S2pFastEngine *
s2p_fast_engine_new_with (const S2pModel *model, double step, S2pFastKernel kernel)
{
  S2pFastEngine *engine = g_new0 (S2pFastEngine, 1);

  engine->plan = s2p_fast_plan_new (model, step);
  engine->kernel = kernel;
  return engine;
}

S2pFastEngine *
s2p_fast_engine_new (const S2pModel *model, double step)
{
  S2pFastLevel level = S2P_FAST_N_LEVELS - 1;

  while (s2p_fast_kernel_of_level (level) == NULL)
    level--;
  return s2p_fast_engine_new_with (model, step, s2p_fast_kernel_of_level (level));
}

void
s2p_fast_engine_free (S2pFastEngine *engine)
{
  if (engine == NULL)
    return;
  s2p_fast_plan_free (engine->plan);
  g_free (engine);
}

/* What one run has to do, and the cells that it has not begun. */
typedef struct {
  const S2pFastEngine        *engine;
  const double               *g;
  const S2pSimulationOptions *options;
  S2pSimulatedCell           *cells;
  gsize                       n, begun;
  double                      start[1 + S2P_MAX_IONS + S2P_MAX_GATES];
} Run;

static void
begin_cell (Run *run, S2pFastBlock *block, guint lane)
{
  const S2pFastPlan *plan = run->engine->plan;
  const S2pModel *model = plan->model;
  const double coarse = S2P_FAST_COARSE * plan->step;
  const gsize index = run->begun++;
  S2pSimulatedCell *cell = &run->cells[index];
  double *clock = block->clock + lane;

  clock[S2P_FAST_TICKS * S2P_FAST_LANES] = 0;
  clock[S2P_FAST_LAST * S2P_FAST_LANES] = coarse;
  clock[S2P_FAST_NEXT * S2P_FAST_LANES] = coarse;
  clock[S2P_FAST_TARGET * S2P_FAST_LANES] = model->start; /* one wrong slope in the first step, long before anything is looked at */
  clock[S2P_FAST_RISE * S2P_FAST_LANES] = NAN;
  for (guint i = 0; i < 1 + model->n_ions + model->n_gates; i++)
    block->x[i * S2P_FAST_LANES + lane] = run->start[i];
  for (guint i = 0; i < model->n_conductances; i++)
    block->g[i * S2P_FAST_LANES + lane] = run->g[index * model->n_conductances + i];
  block->cell[lane] = index;
  block->spikes[lane] = g_array_new (FALSE, FALSE, sizeof (double));
  block->noise[lane] = run->options->noise > 0 ? s2p_noise_new (run->options->noise, run->options->duration, run->options->seed, cell->recording, cell->instance) : NULL;
  block->trace[lane] = cell->trace;
  block->traced[lane] = 0;
}

static void
drop_lane (S2pFastBlock *block, guint lane)
{
  const guint from = --block->n_cells;

  for (guint i = 0; i < block->n_rows; i++)
    block->rows[i * S2P_FAST_LANES + lane] = block->rows[i * S2P_FAST_LANES + from];
  block->spikes[lane] = block->spikes[from];
  block->noise[lane] = block->noise[from];
  block->trace[lane] = block->trace[from];
  block->traced[lane] = block->traced[from];
  block->cell[lane] = block->cell[from];
}

static guint
round_up (guint n)
{
  return (n + S2P_FAST_WIDTH - 1) / S2P_FAST_WIDTH * S2P_FAST_WIDTH;
}

/* Hands out what the lanes that are done have found, and gives them to other cells. */
static void
change_cells (Run *run, S2pFastBlock *block)
{
  const double end = run->options->duration / run->engine->plan->step;

  for (guint lane = block->n_cells; lane-- > 0;)
    {
      S2pSimulatedCell *cell = &run->cells[block->cell[lane]];

      if (block->clock[S2P_FAST_TICKS * S2P_FAST_LANES + lane] < end)
        continue;
      for (; block->trace[lane] != NULL && block->traced[lane] < block->trace_length; block->traced[lane]++)
        block->trace[lane][block->traced[lane]] = (float) block->x[lane]; /* the end itself, by rounding */
      cell->failed = !isfinite (block->x[lane]);
      if (cell->failed)
        g_array_set_size (block->spikes[lane], 0);
      cell->spikes = g_steal_pointer (&block->spikes[lane]);
      g_clear_pointer (&block->noise[lane], g_free);
      if (run->begun < run->n)
        begin_cell (run, block, lane);
      else
        drop_lane (block, lane);
    }
  block->n_lanes = round_up (block->n_cells);
}

gboolean
s2p_fast_run (const S2pFastEngine *engine, const double *g, gsize n, const S2pSimulationOptions *options, S2pSimulatedCell *cells,
              GCancellable *cancellable, GError **error)
{
  const S2pModel *model = engine->plan->model;
  const guint n_variables = 1 + model->n_ions + model->n_gates, n_rows = S2P_FAST_N_CLOCKS + n_variables + model->n_conductances;
  const guint n_scratch = engine->plan->rest_depth + model->n_conductances + 2;
  g_autofree double *rows = g_new0 (double, (gsize) (n_rows + n_scratch) * S2P_FAST_LANES);
  g_autofree S2pFastBlock *block = g_new0 (S2pFastBlock, 1);
  Run run = { .engine = engine, .g = g, .options = options, .cells = cells, .n = n };

  *block = (S2pFastBlock) {
    .n_rows = n_rows,
    .rows = rows,
    .clock = rows,
    .x = rows + S2P_FAST_N_CLOCKS * S2P_FAST_LANES,
    .g = rows + (S2P_FAST_N_CLOCKS + n_variables) * S2P_FAST_LANES,
    .scratch = rows + n_rows * S2P_FAST_LANES,
    .transient = options->transient,
    .duration = options->duration,
    .noise_step = S2P_NOISE_STEP,
    .noise_length = options->noise > 0 ? s2p_noise_length (options->duration) : 0,
    .trace_step = options->trace_step,
  };
  for (gsize i = 0; i < n; i++)
    {
      cells[i].spikes = NULL;
      if (cells[i].trace != NULL)
        block->trace_length = s2p_trace_length (options->duration, options->trace_step);
    }
  s2p_simulation_start (model, run.start);
  while (run.begun < MIN (n, S2P_FAST_LANES))
    begin_cell (&run, block, block->n_cells++);
  for (guint lane = block->n_cells; lane < S2P_FAST_LANES && n > 0; lane++) /* sound numbers in every lane */
    for (guint i = 0; i < n_rows; i++)
      rows[i * S2P_FAST_LANES + lane] = rows[i * S2P_FAST_LANES];
  block->n_lanes = round_up (block->n_cells);
  while (block->n_cells > 0)
    {
      engine->kernel (engine->plan, block, STEPS_BETWEEN_CHECKS);
      change_cells (&run, block);
      if (cancellable != NULL && g_cancellable_is_cancelled (cancellable))
        break;
    }
  if (block->n_cells == 0)
    return TRUE;
  for (guint lane = 0; lane < block->n_cells; lane++)
    {
      g_array_unref (block->spikes[lane]);
      g_free (block->noise[lane]);
    }
  g_set_error_literal (error, S2P_ERROR, S2P_ERROR_CANCELLED, _("the simulation was cancelled"));
  return FALSE;
}
