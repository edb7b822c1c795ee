#include "session/plan.h"
#include "base/words.h"

#define CELLS_IN_STEP 16 /* of one population: worth a part of their own */
#define MOST_IN_STEP 64  /* as many as the fast engine takes together */

/* One recording with the cells that are looked for. */
typedef struct {
  S2pTarget       target;
  S2pRecording   *recording;
  S2pLikeness     likeness;  /* where the target is available */
  S2pCheckedCell *cells;     /* [size]; NULL where it is not, or they have been taken */
  gint            n_done;    /* atomic */
} Item;

struct _S2pCheckedPlan {
  S2pNeuron         *neuron;
  S2pDicPoint       *threshold;
  S2pFastEngine     *engine;
  S2pCheckedOptions  options;
  char              *pair;
  Item              *items;    /* [n] */
  guint              n, size;
  guint              n_parts;  /* of each item */
  GCancellable      *cancellable;
};

S2pCheckedPlan *
s2p_checked_plan_new (S2pNeuron *neuron, const S2pCheckedOptions *options, const S2pTarget *targets, S2pRecording *const *recordings, guint n, guint size, GCancellable *cancellable)
{
  S2pCheckedPlan *plan = g_new0 (S2pCheckedPlan, 1);

  plan->neuron = s2p_neuron_ref (neuron);
  plan->threshold = s2p_dic_point_new (neuron->model, neuron->model->threshold);
  plan->engine = s2p_fast_engine_new (neuron->model, S2P_FAST_STEP);
  plan->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  plan->options = *options;
  plan->options.generate.cancellable = plan->cancellable;
  plan->pair = s2p_generate_options_pair (&options->generate, neuron->model);
  plan->n = n;
  plan->size = size;
  /* even and few: the searches of a part go in step, and the engine is fastest where it has many cells at once */
  plan->n_parts = size <= CELLS_IN_STEP ? 1 : 2 * ((size + 2 * MOST_IN_STEP - 1) / (2 * MOST_IN_STEP));
  plan->items = g_new0 (Item, MAX (1, n));
  for (guint i = 0; i < n; i++)
    {
      Item *item = &plan->items[i];

      item->target = targets[i];
      item->recording = s2p_recording_ref (recordings[i]);
      if (!targets[i].available)
        continue;
      s2p_likeness_init (&item->likeness, recordings[i]->train->times, recordings[i]->train->n_spikes, options->floor);
      item->cells = g_new0 (S2pCheckedCell, size);
    }
  return plan;
}

guint
s2p_checked_plan_n_parts (const S2pCheckedPlan *plan)
{
  return plan->n * plan->n_parts;
}

void
s2p_checked_plan_part (guint index, gpointer data)
{
  S2pCheckedPlan *plan = data;
  const guint part = index % plan->n_parts, from = (guint) ((guint64) plan->size * part / plan->n_parts), to = (guint) ((guint64) plan->size * (part + 1) / plan->n_parts);
  Item *item = &plan->items[index / plan->n_parts];
  const S2pCheckedTask task = { plan->threshold, plan->engine, &item->likeness, &item->target, plan->neuron->map };

  if (item->cells != NULL && !g_cancellable_is_cancelled (plan->cancellable))
    s2p_checked_run (&task, &plan->options, from, to - from, item->cells + from, &item->n_done, plan->cancellable, NULL);
}

guint
s2p_checked_plan_cells (const S2pCheckedPlan *plan, guint number)
{
  return g_atomic_int_get (&plan->items[number].n_done);
}

/* Those that were found, in the order of their instances. */
static S2pPopulation *
join (const S2pCheckedPlan *plan, const Item *item)
{
  const guint n_conductances = plan->neuron->model->n_conductances;
  S2pChecked checked = { .asked = item->cells != NULL ? plan->size : 0, .tolerance = plan->options.floor, .budget = plan->options.budget };
  S2pPopulation *population;
  guint n = 0;

  for (guint i = 0; i < checked.asked; i++)
    {
      n += item->cells[i].found;
      s2p_checked_counts_add (&checked.counts, &item->cells[i].counts);
    }
  population = s2p_population_new (n, n_conductances, plan->options.generate.seed, plan->pair);
  s2p_population_set_checked (population, &checked);
  n = 0;
  for (guint i = 0; i < checked.asked; i++)
    {
      const S2pCheckedCell *cell = &item->cells[i];

      if (!cell->found)
        continue;
      for (guint k = 0; k < n_conductances; k++)
        population->g[(gsize) n * n_conductances + k] = cell->g[k];
      population->dics[2 * (gsize) n] = cell->g_s;
      population->dics[2 * (gsize) n + 1] = cell->g_u;
      population->checked->closeness[n++] = cell->closeness;
    }
  return population;
}

S2pPopulation *
s2p_checked_plan_take (S2pCheckedPlan *plan, guint number)
{
  Item *item = &plan->items[number];
  S2pPopulation *population;

  if (g_cancellable_is_cancelled (plan->cancellable) || (item->target.available && (item->cells == NULL || s2p_checked_plan_cells (plan, number) < plan->size)))
    return NULL;
  population = join (plan, item);
  if (!item->target.available)
    population->failure = g_strdup (_("silent (3 spikes or fewer), so there is no population for it"));
  else if (population->n == 0)
    population->failure = g_strdup (population->checked->shortfall);
  g_clear_pointer (&item->cells, g_free);
  return population;
}

void
s2p_checked_plan_free (S2pCheckedPlan *plan)
{
  if (plan == NULL)
    return;
  for (guint i = 0; i < plan->n; i++)
    {
      s2p_recording_unref (plan->items[i].recording);
      g_free (plan->items[i].cells);
    }
  g_free (plan->items);
  g_free (plan->pair);
  s2p_fast_engine_free (plan->engine);
  s2p_dic_point_free (plan->threshold);
  g_clear_object (&plan->cancellable);
  s2p_neuron_unref (plan->neuron);
  g_free (plan);
}
