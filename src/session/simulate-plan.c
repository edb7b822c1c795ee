#include "session/plan.h"
#include "base/words.h"
#include "simulation/cvode.h"
#include "simulation/fast.h"

#define LANES 16         /* blocks of the fast engine are multiples of it ... */
#define MOST_IN_BLOCK 64 /* ... and at most this */

typedef struct {
  S2pRecording  *recording;  /* or NULL */
  S2pPopulation *population;
  guint64        stream;
  guint32        instance;
  S2pFiring     *firing;
  S2pTraces     *traces;     /* or NULL */
  gint           n_done, n_failed; /* atomic */
} Item;

struct _S2pSimulatePlan {
  S2pNeuron           *neuron;
  S2pSimulationOptions options;
  S2pFastEngine       *fast;   /* one of these two */
  S2pCvodeEngine      *cvode;
  GCancellable        *cancellable;
  Item                *items;  /* [n] */
  guint                n;
  gsize               *first;  /* [n + 1] number of each item's first cell among all */
  guint                per_part; /* cells */
};

static void
init_item (const S2pSimulatePlan *plan, const S2pSimulateItem *from, gboolean traces, Item *item)
{
  const guint cells = MIN (from->cells, from->population->n);

  item->recording = from->recording != NULL ? s2p_recording_ref (from->recording) : NULL;
  item->population = s2p_population_ref (from->population);
  item->stream = from->stream;
  item->instance = from->instance;
  item->firing = s2p_firing_new (cells, &plan->options, plan->cvode != NULL);
  if (traces)
    item->traces = s2p_traces_new (cells, s2p_trace_length (plan->options.duration, plan->options.trace_step), plan->options.trace_step);
}

S2pSimulatePlan *
s2p_simulate_plan_new (S2pNeuron *neuron, const S2pSimulationOptions *options, gboolean reference, gboolean traces, const S2pSimulateItem *items, guint n,
                       GCancellable *cancellable)
{
  S2pSimulatePlan *plan = g_new0 (S2pSimulatePlan, 1);
  gsize n_blocks;

  plan->neuron = s2p_neuron_ref (neuron);
  plan->options = *options;
  plan->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  if (reference)
    plan->cvode = s2p_cvode_engine_new (neuron->model);
  else
    plan->fast = s2p_fast_engine_new (neuron->model, S2P_FAST_STEP);
  plan->n = n;
  plan->items = g_new0 (Item, MAX (1, n));
  plan->first = g_new0 (gsize, (gsize) n + 1);
  for (guint i = 0; i < n; i++)
    {
      init_item (plan, &items[i], traces, &plan->items[i]);
      plan->first[i + 1] = plan->first[i] + plan->items[i].firing->n;
    }
  /* Even blocks: a small one behind full ones would leave the other threads waiting. */
  n_blocks = MAX (1, (plan->first[n] + MOST_IN_BLOCK - 1) / MOST_IN_BLOCK);
  plan->per_part = reference ? 1 : ((plan->first[n] + n_blocks - 1) / n_blocks + LANES - 1) / LANES * LANES;
  plan->per_part = MAX (1, plan->per_part);
  return plan;
}

guint
s2p_simulate_plan_n_parts (const S2pSimulatePlan *plan)
{
  return (plan->first[plan->n] + plan->per_part - 1) / plan->per_part;
}

/* The item of cell @cell among all: the last that begins at or before it and has cells. */
static guint
item_of (const S2pSimulatePlan *plan, gsize cell)
{
  guint from = 0, to = plan->n;

  while (to - from > 1)
    {
      const guint middle = from + (to - from) / 2;

      if (plan->first[middle] <= cell)
        from = middle;
      else
        to = middle;
    }
  return from;
}

/* What one part works on: cells that stand one after the other among all. */
typedef struct {
  Item            *item[MOST_IN_BLOCK];
  guint            index[MOST_IN_BLOCK];   /* within the item */
  S2pSimulatedCell cells[MOST_IN_BLOCK];
  double           g[MOST_IN_BLOCK * S2P_MAX_CONDUCTANCES];
  guint            n;
} Block;

static void
fill_block (const S2pSimulatePlan *plan, guint part, Block *block)
{
  const guint n_conductances = plan->neuron->model->n_conductances;
  const gsize from = (gsize) part * plan->per_part, to = MIN (from + plan->per_part, plan->first[plan->n]);
  guint number = item_of (plan, from);

  for (gsize cell = from; cell < to; cell++, block->n++)
    {
      Item *item;

      while (plan->first[number + 1] <= cell)
        number++;
      item = &plan->items[number];
      block->item[block->n] = item;
      block->index[block->n] = cell - plan->first[number];
      block->cells[block->n] = (S2pSimulatedCell) { .recording = item->stream, .instance = item->instance + block->index[block->n],
                                                    .trace = item->traces != NULL ? g_new0 (float, item->traces->length) : NULL };
      for (guint k = 0; k < n_conductances; k++)
        block->g[block->n * n_conductances + k] = item->population->g[(gsize) block->index[block->n] * n_conductances + k];
    }
}

static void
keep_trace (S2pTraces *traces, guint index, float *values)
{
  const S2pSamples samples = { .floats = values, .n = traces->length, .step = traces->step };

  traces->v[index] = values;
  traces->summaries[index] = s2p_summary_new (&samples);
}

/* Puts a cell that is done where it belongs. @failure: NULL, or why there are no spikes. */
static void
keep (Block *block, guint i, const char *failure)
{
  Item *item = block->item[i];
  S2pCellFiring *firing = &item->firing->cells[block->index[i]];
  GArray *spikes = g_steal_pointer (&block->cells[i].spikes);

  if (failure != NULL)
    {
      firing->failure = g_strdup (failure);
      g_atomic_int_inc (&item->n_failed);
      g_clear_pointer (&spikes, g_array_unref);
    }
  else
    {
      const gsize n = spikes->len;

      s2p_cell_firing_set (firing, (double *) (gpointer) g_array_free (spikes, FALSE), n, item->recording != NULL ? item->recording->train : NULL);
      if (item->traces != NULL)
        keep_trace (item->traces, block->index[i], g_steal_pointer (&block->cells[i].trace));
    }
  g_atomic_int_inc (&item->n_done);
}

static void
run_fast (const S2pSimulatePlan *plan, Block *block)
{
  s2p_fast_run (plan->fast, block->g, block->n, &plan->options, block->cells, plan->cancellable, NULL);
  for (guint i = 0; i < block->n; i++)
    if (block->cells[i].spikes != NULL)
      keep (block, i, block->cells[i].failed ? _("the membrane potential left every bound; are the conductances right?") : NULL);
}

static void
run_cvode (const S2pSimulatePlan *plan, Block *block)
{
  g_autoptr (GError) error = NULL;

  if (s2p_cvode_run (plan->cvode, block->g, &plan->options, &block->cells[0], plan->cancellable, &error))
    keep (block, 0, NULL);
  else if (!g_cancellable_is_cancelled (plan->cancellable))
    keep (block, 0, error->message);
}

void
s2p_simulate_plan_part (guint index, gpointer data)
{
  S2pSimulatePlan *plan = data;
  g_autofree Block *block = NULL;

  if (g_cancellable_is_cancelled (plan->cancellable))
    return;
  block = g_new0 (Block, 1);
  fill_block (plan, index, block);
  if (plan->cvode != NULL)
    run_cvode (plan, block);
  else
    run_fast (plan, block);
  for (guint i = 0; i < block->n; i++)
    g_free (block->cells[i].trace);
}

guint
s2p_simulate_plan_cells (const S2pSimulatePlan *plan, guint number)
{
  return g_atomic_int_get (&plan->items[number].n_done);
}

guint
s2p_simulate_plan_failed (const S2pSimulatePlan *plan, guint number)
{
  return g_atomic_int_get (&plan->items[number].n_failed);
}

static gboolean
is_complete (const S2pSimulatePlan *plan, guint number)
{
  const S2pFiring *firing = plan->items[number].firing;

  return s2p_simulate_plan_cells (plan, number) == firing->n && !g_cancellable_is_cancelled (plan->cancellable);
}

S2pFiring *
s2p_simulate_plan_take (S2pSimulatePlan *plan, guint number)
{
  return is_complete (plan, number) ? s2p_firing_ref (plan->items[number].firing) : NULL;
}

S2pTraces *
s2p_simulate_plan_take_traces (S2pSimulatePlan *plan, guint number)
{
  return is_complete (plan, number) && plan->items[number].traces != NULL ? s2p_traces_ref (plan->items[number].traces) : NULL;
}

void
s2p_simulate_plan_free (S2pSimulatePlan *plan)
{
  if (plan == NULL)
    return;
  for (guint i = 0; i < plan->n; i++)
    {
      s2p_recording_unref (plan->items[i].recording);
      s2p_population_unref (plan->items[i].population);
      s2p_firing_unref (plan->items[i].firing);
      s2p_traces_unref (plan->items[i].traces);
    }
  g_free (plan->items);
  g_free (plan->first);
  s2p_fast_engine_free (plan->fast);
  s2p_cvode_engine_free (plan->cvode);
  g_clear_object (&plan->cancellable);
  s2p_neuron_unref (plan->neuron);
  g_free (plan);
}
