#include "simulation/cvode.h"
#include "simulation/cvode-algebra.h"
#include "simulation/equations.h"
#include "simulation/noise.h"
#include "base/error.h"
#include "base/words.h"
#include <cvode/cvode.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More steps than this and the solver stalls (a rate function of the model has a pole, say): a cell takes about 10 a ms, at
 * the tightest tolerances 100. */
#define MOST_STEPS_A_MS 200
#define MOST_STEPS_MORE 20000
#define CALLS_BETWEEN_CHECKS 512

struct _S2pCvodeEngine { S2pEquations *equations; };

/* One run: what the callbacks see. */
typedef struct {
  const S2pEquations *equations;
  const double       *g;
  const float        *noise;
  GCancellable       *cancellable;
  double              rtol, atol;
  guint               calls;
  gboolean            cancelled;
  S2pJacobian         J;
  S2pCellSystem       system;
} Run;

/* The solver's objects of one run. */
typedef struct {
  SUNContext      context;
  N_Vector        y;
  SUNMatrix       matrix;
  SUNLinearSolver linear;
  void           *memory;
} Solver;

S2pCvodeEngine *
s2p_cvode_engine_new (const S2pModel *model)
{
  S2pCvodeEngine *engine = g_new0 (S2pCvodeEngine, 1);

  engine->equations = s2p_equations_new (model);
  return engine;
}

void
s2p_cvode_engine_free (S2pCvodeEngine *engine)
{
  if (engine == NULL)
    return;
  s2p_equations_free (engine->equations);
  g_free (engine);
}

static double
current_at (const Run *run, double t)
{
  double position, part;
  gsize index;

  if (run->noise == NULL)
    return 0;
  position = MAX (t, 0) / S2P_NOISE_STEP;
  index = (gsize) position;
  part = position - index;
  return run->noise[index] + part * (run->noise[index + 1] - run->noise[index]);
}

static int
right_hand_side (realtype t, N_Vector y, N_Vector dy, void *data)
{
  Run *run = data;

  if (++run->calls % CALLS_BETWEEN_CHECKS == 0 && run->cancellable != NULL && g_cancellable_is_cancelled (run->cancellable))
    {
      run->cancelled = TRUE;
      return -1; /* stop */
    }
  return s2p_equations_evaluate (run->equations, run->g, current_at (run, t), NV_DATA_S (y), NV_DATA_S (dy), NULL) ? 0 : 1; /* 1: a smaller step */
}

/* I - gamma J, factored; @reuse: with the J of last time. */
static int
linear_system (realtype t, N_Vector y, N_Vector dy, SUNMatrix matrix, booleantype reuse, booleantype *fresh, realtype gamma, void *data,
               N_Vector scratch_1, N_Vector scratch_2, N_Vector scratch_3)
{
  Run *run = data;
  double again[S2P_MAX_STATES];

  *fresh = !reuse;
  if (!reuse && !s2p_equations_evaluate (run->equations, run->g, current_at (run, t), NV_DATA_S (y), again, &run->J))
    return 1;
  return s2p_jacobian_factor (&run->equations->layout, &run->J, gamma, &run->system.factors) ? 0 : 1;
}

static int
error_weights (N_Vector y, N_Vector weights, void *data)
{
  const Run *run = data;
  const double *ys = NV_DATA_S (y), rtol = run->rtol, atol = run->atol;
  double *ws = NV_DATA_S (weights);

  for (guint i = 0; i < run->equations->n_states; i++)
    ws[i] = 1 / (rtol * fabs (ys[i]) + atol);
  return 0;
}

static int
crossings (realtype t, N_Vector y, realtype *distance, void *data)
{
  const Run *run = data;

  distance[0] = NV_Ith_S (y, 0) - run->equations->model->spike_up;
  distance[1] = NV_Ith_S (y, 0) - run->equations->model->spike_down;
  return 0;
}

static void
keep_quiet (int code, const char *module, const char *function, char *message, void *data)
{
  /* CVODE prints to standard error by default; its return values say all that we report */
}

static void
solver_clear (Solver *solver)
{
  if (solver->memory != NULL)
    CVodeFree (&solver->memory);
  if (solver->linear != NULL)
    SUNLinSolFree (solver->linear);
  if (solver->matrix != NULL)
    SUNMatDestroy (solver->matrix);
  if (solver->y != NULL)
    N_VDestroy (solver->y);
  if (solver->context != NULL)
    SUNContext_Free (&solver->context);
}

static gboolean
solver_init (Solver *solver, Run *run, const S2pSimulationOptions *options)
{
  const guint n = run->equations->n_states;
  int directions[2] = { 1, -1 };

  memset (solver, 0, sizeof *solver);
  if (SUNContext_Create (NULL, &solver->context) != 0 || (solver->y = s2p_cell_vector_new (n, solver->context)) == NULL
      || (solver->matrix = s2p_cell_matrix_new (solver->context)) == NULL
      || (solver->linear = s2p_cell_solver_new (&run->system, solver->context)) == NULL
      || (solver->memory = CVodeCreate (CV_BDF, solver->context)) == NULL)
    return FALSE;
  s2p_equations_start (run->equations, NV_DATA_S (solver->y));
  return CVodeSetErrHandlerFn (solver->memory, keep_quiet, NULL) == CV_SUCCESS
         && CVodeInit (solver->memory, right_hand_side, 0, solver->y) == CV_SUCCESS
         && CVodeWFtolerances (solver->memory, error_weights) == CV_SUCCESS
         && CVodeSetUserData (solver->memory, run) == CV_SUCCESS
         && CVodeSetLinearSolver (solver->memory, solver->linear, solver->matrix) == CV_SUCCESS
         && CVodeSetLinSysFn (solver->memory, linear_system) == CV_SUCCESS && CVodeRootInit (solver->memory, 2, crossings) == CV_SUCCESS
         && CVodeSetRootDirection (solver->memory, directions) == CV_SUCCESS && CVodeSetNoInactiveRootWarn (solver->memory) == CV_SUCCESS
         && CVodeSetMaxNumSteps (solver->memory, (long) MIN (options->duration * MOST_STEPS_A_MS + MOST_STEPS_MORE, 1e9)) == CV_SUCCESS && CVodeSetStopTime (solver->memory, options->duration) == CV_SUCCESS
         /* with noise, no step may pass over more than one kink of the current */
         && (run->noise == NULL || CVodeSetMaxStep (solver->memory, S2P_NOISE_STEP) == CV_SUCCESS);
}

/* Fills the trace up to time @t from the solver's own interpolant. */
static gboolean
fill_trace (const Solver *solver, const S2pSimulationOptions *options, float *trace, gsize *filled, gsize length, double t, N_Vector scratch)
{
  while (*filled < length)
    {
      double at = MIN (*filled * options->trace_step, options->duration); /* 3 * 0.1 > 0.3 */

      if (at > t)
        return TRUE;
      if (CVodeGetDky (solver->memory, at, 0, scratch) != CV_SUCCESS)
        return FALSE;
      trace[(*filled)++] = (float) NV_Ith_S (scratch, 0);
    }
  return TRUE;
}

static int
integrate (Solver *solver, const S2pSimulationOptions *options, float *trace, GArray *spikes, double *t)
{
  const int mode = trace != NULL ? CV_ONE_STEP : CV_NORMAL;
  const gsize length = trace != NULL ? s2p_trace_length (options->duration, options->trace_step) : 0;
  N_Vector scratch = trace != NULL ? N_VClone (solver->y) : NULL;
  double rise = NAN;
  gsize filled = 0;
  int status = CV_SUCCESS;

  if (trace != NULL)
    trace[filled++] = (float) NV_Ith_S (solver->y, 0);
  while (*t < options->duration && status >= 0)
    {
      int which[2];

      status = CVode (solver->memory, options->duration, solver->y, t, mode);
      if (status >= 0 && trace != NULL && !fill_trace (solver, options, trace, &filled, length, *t, scratch))
        status = CV_BAD_DKY;
      if (status != CV_ROOT_RETURN)
        continue;
      CVodeGetRootInfo (solver->memory, which);
      if (which[0] > 0)
        rise = *t;
      if (which[1] < 0 && !isnan (rise))
        {
          double spike = (rise + *t) / 2;

          rise = NAN;
          if (spike >= options->transient)
            g_array_append_val (spikes, spike);
        }
    }
  if (scratch != NULL)
    N_VDestroy (scratch);
  return status;
}

gboolean
s2p_cvode_run (const S2pCvodeEngine *engine, const double *g, const S2pSimulationOptions *options, S2pSimulatedCell *cell,
               GCancellable *cancellable, GError **error)
{
  g_autofree float *noise = options->noise > 0 ? s2p_noise_new (options->noise, options->duration, options->seed, cell->recording, cell->instance) : NULL;
  g_autoptr (GArray) spikes = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree Run *run = g_new0 (Run, 1);
  Solver solver;
  double t = 0;
  int status = CV_MEM_FAIL;

  *run = (Run) { .equations = engine->equations, .g = g, .noise = noise, .cancellable = cancellable, .rtol = options->rtol, .atol = options->atol };
  run->system.layout = &engine->equations->layout;
  cell->spikes = NULL;
  if (solver_init (&solver, run, options))
    status = integrate (&solver, options, cell->trace, spikes, &t);
  solver_clear (&solver);
  if (run->cancelled)
    {
      g_set_error_literal (error, S2P_ERROR, S2P_ERROR_CANCELLED, _("the simulation was cancelled"));
      return FALSE;
    }
  if (status < 0)
    {
      char *flag = CVodeGetReturnFlagName (status);

      g_set_error (error, S2P_ERROR, S2P_ERROR_NUMERICAL, _("the solver gave up at t = %.3f ms (%s); a looser tolerance may help"), t, flag);
      free (flag);
      return FALSE;
    }
  cell->spikes = g_steal_pointer (&spikes);
  return TRUE;
}
