#include "simulation/fast.h"
#include "simulation/fast-plan.h"
#include "simulation/noise.h"
#include "base/error.h"
#include <math.h>
#include <string.h>

#define STEPS_BETWEEN_CHECKS 2000 /* about 5 ms of work for a full block */

struct _S2pFastEngine {
  S2pFastPlan  *plan;
  S2pFastKernel kernel;
};

S2pFastEngine *
s2p_fast_engine_new (const S2pModel *model, double step)
{
  S2pFastEngine *engine = g_new0 (S2pFastEngine, 1);

  engine->plan = s2p_fast_plan_new (model, step);
  engine->kernel = s2p_fast_kernel_base;
#ifdef S2P_X86_LEVELS
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512bw")
      && __builtin_cpu_supports ("avx512cd"))
    engine->kernel = s2p_fast_kernel_v4;
  else if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    engine->kernel = s2p_fast_kernel_v3;
#endif
  return engine;
}

void
s2p_fast_engine_free (S2pFastEngine *engine)
{
  if (engine == NULL)
    return;
  s2p_fast_plan_free (engine->plan);
  g_free (engine);
}

static void
start_block (const S2pModel *model, S2pFastBlock *block, const double *g)
{
  double variables[1 + S2P_MAX_IONS + S2P_MAX_GATES];

  s2p_simulation_start (model, variables);
  for (guint l = 0; l < block->n_lanes; l++)
    {
      guint cell = MIN (l, block->n_cells - 1);

      for (guint i = 0; i < 1 + model->n_ions + model->n_gates; i++)
        block->x[i * S2P_FAST_LANES + l] = variables[i];
      for (guint i = 0; i < model->n_conductances; i++)
        block->g[i * S2P_FAST_LANES + l] = g[cell * model->n_conductances + i];
      block->rise[l] = NAN;
      block->last_target[l] = model->start; /* one wrong slope in the first step, long before anything is looked at */
    }
}

static void
free_noise (float **noise, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free (noise[i]);
}

static gboolean
run_block (const S2pFastEngine *engine, const double *g, guint n, const S2pSimulationOptions *options, S2pSimulatedCell *cells,
           GCancellable *cancellable, GError **error)
{
  const S2pModel *model = engine->plan->model;
  const guint n_variables = 1 + model->n_ions + model->n_gates, n_scratch = engine->plan->rest_depth + model->n_conductances + 2;
  const guint64 n_steps = (guint64) llround (options->duration / engine->plan->step);
  gsize n_values = (gsize) (n_variables + model->n_conductances + n_scratch) * S2P_FAST_LANES;
  g_autofree double *values = g_new0 (double, n_values);
  GArray *spikes[S2P_FAST_LANES];
  float *noise[S2P_FAST_LANES], *traces[S2P_FAST_LANES];
  guint n_noise = 0;
  gboolean cancelled = FALSE;
  S2pFastBlock block = {
    .n_cells = n,
    .n_lanes = (n + S2P_FAST_WIDTH - 1) / S2P_FAST_WIDTH * S2P_FAST_WIDTH,
    .x = values,
    .g = values + n_variables * S2P_FAST_LANES,
    .scratch = values + (n_variables + model->n_conductances) * S2P_FAST_LANES,
    .spikes = spikes,
    .transient = options->transient,
    .noise_step = S2P_NOISE_STEP,
  };

  start_block (model, &block, g);
  for (guint i = 0; i < n; i++)
    spikes[i] = g_array_new (FALSE, FALSE, sizeof (double));
  if (options->noise > 0)
    {
      for (n_noise = 0; n_noise < n; n_noise++)
        noise[n_noise] = s2p_noise_new (options->noise, options->duration, options->seed, cells[n_noise].recording, cells[n_noise].instance);
      for (guint i = n; i < block.n_lanes; i++)
        noise[i] = noise[n - 1];
      block.noise = (const float *const *) noise;
    }
  if (cells[0].trace != NULL)
    {
      for (guint i = 0; i < n; i++)
        {
          traces[i] = cells[i].trace;
          traces[i][0] = (float) model->start;
        }
      block.trace = traces;
      block.trace_every = MAX (1, (guint) lround (options->trace_step / engine->plan->step));
    }
  for (guint64 from = 0; from < n_steps && !cancelled; from += STEPS_BETWEEN_CHECKS)
    {
      engine->kernel (engine->plan, &block, from, MIN (from + STEPS_BETWEEN_CHECKS, n_steps));
      cancelled = cancellable != NULL && g_cancellable_is_cancelled (cancellable);
    }
  free_noise (noise, n_noise);
  for (guint i = 0; i < n; i++)
    {
      if (!isfinite (block.x[i]))
        g_array_set_size (spikes[i], 0);
      cells[i].spikes = cancelled ? NULL : spikes[i];
      if (cancelled)
        g_array_unref (spikes[i]);
    }
  if (cancelled)
    g_set_error_literal (error, S2P_ERROR, S2P_ERROR_CANCELLED, "the simulation was cancelled");
  return !cancelled;
}

gboolean
s2p_fast_run (const S2pFastEngine *engine, const double *g, gsize n, const S2pSimulationOptions *options, S2pSimulatedCell *cells,
              GCancellable *cancellable, GError **error)
{
  const guint n_conductances = engine->plan->model->n_conductances;

  for (gsize i = 0; i < n; i++)
    cells[i].spikes = NULL;
  for (gsize i = 0; i < n; i += S2P_FAST_LANES)
    if (!run_block (engine, g + i * n_conductances, MIN (n - i, S2P_FAST_LANES), options, cells + i, cancellable, error))
      return FALSE;
  return TRUE;
}
