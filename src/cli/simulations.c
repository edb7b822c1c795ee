#include "cli/simulations.h"
#include "base/number.h"
#include "simulation/cvode.h"
#include "simulation/fast.h"

#define FAST_CELLS_PER_TASK 64

typedef struct {
  const S2pModel             *model;
  const double               *g;
  gsize                       n;
  const S2pSimulationOptions *options;
  S2pFastEngine              *fast;
  S2pCvodeEngine             *cvode;
  S2pCliCell                 *cells;
  S2pCliProgress             *progress;
} SimulateJob;

static void
simulate_one (guint index, gpointer data)
{
  SimulateJob *job = data;
  GError *error = NULL;

  if (s2p_cli_interrupted ())
    return;
  if (!s2p_cvode_run (job->cvode, job->g + (gsize) index * job->model->n_conductances, job->options, &job->cells[index].cell, NULL, &error))
    {
      job->cells[index].failure = g_strdup (error->message);
      g_error_free (error);
    }
  s2p_cli_progress_add (job->progress, 1);
}

static void
simulate_block (guint index, gpointer data)
{
  SimulateJob *job = data;
  const gsize from = (gsize) index * FAST_CELLS_PER_TASK, n = MIN (FAST_CELLS_PER_TASK, job->n - from);
  g_autofree S2pSimulatedCell *cells = g_new (S2pSimulatedCell, n);

  if (s2p_cli_interrupted ())
    return;
  for (gsize i = 0; i < n; i++)
    cells[i] = job->cells[from + i].cell;
  s2p_fast_run (job->fast, job->g + from * job->model->n_conductances, n, job->options, cells, NULL, NULL);
  for (gsize i = 0; i < n; i++)
    {
      job->cells[from + i].cell = cells[i];
      if (!cells[i].failed)
        continue;
      g_clear_pointer (&job->cells[from + i].cell.spikes, g_array_unref);
      job->cells[from + i].failure = g_strdup ("the membrane potential left every bound; are the conductances right?");
    }
  s2p_cli_progress_add (job->progress, n);
}

S2pCliCell *
s2p_cli_simulate (const S2pModel *model, const double *g, gsize first, gsize n, const S2pSimulationOptions *options, gboolean fast, gboolean traces, S2pPool *pool)
{
  g_autoptr (S2pCliProgress) progress = s2p_cli_progress_new ("simulation", n);
  SimulateJob job = { model, g, n, options, NULL, NULL, g_new0 (S2pCliCell, MAX (1, n)), progress };

  for (gsize i = 0; i < n; i++)
    {
      job.cells[i].cell.instance = first + i;
      if (traces)
        job.cells[i].cell.trace = g_new0 (float, s2p_trace_length (options->duration, options->trace_step));
    }
  if (fast)
    {
      job.fast = s2p_fast_engine_new (model, S2P_FAST_STEP);
      s2p_pool_run (pool, (n + FAST_CELLS_PER_TASK - 1) / FAST_CELLS_PER_TASK, simulate_block, &job);
    }
  else
    {
      job.cvode = s2p_cvode_engine_new (model);
      s2p_pool_run (pool, n, simulate_one, &job);
    }
  s2p_fast_engine_free (job.fast);
  s2p_cvode_engine_free (job.cvode);
  return job.cells;
}

void
s2p_cli_cells_free (S2pCliCell *cells, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_clear_pointer (&cells[i].cell.spikes, g_array_unref);
      g_free (cells[i].cell.trace);
      g_free (cells[i].failure);
    }
  g_free (cells);
}

void
s2p_cli_append_spikes (GString *text, const GArray *spikes)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < spikes->len; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      s2p_number_append_fixed (text, g_array_index (spikes, double, i), 4);
    }
  g_string_append_c (text, ']');
}
