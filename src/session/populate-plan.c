#include "session/plan.h"
#include "base/words.h"

#define CELLS_PER_PART 64

/* Some cells of one population: the outcome of one part. */
typedef struct {
  S2pDrawCounts counts;
  GError       *error;
} Part;

struct _S2pPopulatePlan {
  S2pNeuron         *neuron;
  S2pDicPoint       *threshold;
  S2pGenerateOptions options;
  S2pTarget         *targets;      /* [n] */
  guint              n, size;
  guint              n_parts;      /* of each population */
  S2pPopulation    **populations;  /* [n]; NULL where there is no target, or taken */
  Part              *parts;        /* [n][n_parts] */
  gint              *first_failed; /* [n] lowest part that could not, atomic */
  gint              *n_done;       /* [n] cells, atomic */
  GCancellable      *cancellable;
};

S2pPopulatePlan *
s2p_populate_plan_new (S2pNeuron *neuron, const S2pGenerateOptions *options, const S2pTarget *targets, guint n, guint size, GCancellable *cancellable)
{
  const S2pModel *model = neuron->model;
  g_autofree char *pair = s2p_generate_options_pair (options, model);
  S2pPopulatePlan *plan = g_new0 (S2pPopulatePlan, 1);

  plan->neuron = s2p_neuron_ref (neuron);
  plan->threshold = s2p_dic_point_new (model, model->threshold);
  plan->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  plan->options = *options;
  plan->options.cancellable = plan->cancellable;
  plan->targets = g_memdup2 (targets, n * sizeof *targets);
  plan->n = n;
  plan->size = size;
  plan->n_parts = (size + CELLS_PER_PART - 1) / CELLS_PER_PART;
  plan->populations = g_new0 (S2pPopulation *, MAX (1, n));
  plan->parts = g_new0 (Part, MAX (1, (gsize) n * plan->n_parts));
  plan->first_failed = g_new (gint, MAX (1, n));
  plan->n_done = g_new0 (gint, MAX (1, n));
  for (guint i = 0; i < n; i++)
    {
      plan->first_failed[i] = G_MAXINT;
      plan->populations[i] = s2p_population_new (targets[i].available ? size : 0, model->n_conductances, options->seed, pair);
    }
  return plan;
}

guint
s2p_populate_plan_n_parts (const S2pPopulatePlan *plan)
{
  return plan->n * plan->n_parts;
}

static void
note_failure (gint *first_failed, gint part)
{
  for (;;)
    {
      gint before = g_atomic_int_get (first_failed);
      if (before <= part || g_atomic_int_compare_and_exchange (first_failed, before, part))
        return;
    }
}

/* A part behind one that failed is left out. Those before it are not, so that the reason which is told is that of the
 * lowest part that fails, on any number of threads. */
void
s2p_populate_plan_part (guint index, gpointer data)
{
  S2pPopulatePlan *plan = data;
  const guint number = index / plan->n_parts, part_number = index % plan->n_parts, from = part_number * CELLS_PER_PART, to = MIN (from + CELLS_PER_PART, plan->size);
  const S2pTarget *target = &plan->targets[number];
  S2pPopulation *population = plan->populations[number];
  Part *part = &plan->parts[index];

  for (guint i = from; i < to && target->available && part->error == NULL && !g_cancellable_is_cancelled (plan->cancellable); i++)
    {
      if (g_atomic_int_get (&plan->first_failed[number]) < (gint) part_number)
        return;
      if (s2p_target_cell (target, plan->neuron->map, plan->threshold, &plan->options, i, population->g + (gsize) i * population->n_conductances,
                           population->dics + 2 * (gsize) i, &part->counts, &part->error))
        g_atomic_int_inc (&plan->n_done[number]);
      else
        note_failure (&plan->first_failed[number], part_number);
    }
}

guint
s2p_populate_plan_cells (const S2pPopulatePlan *plan, guint number)
{
  return g_atomic_int_get (&plan->n_done[number]);
}

/* The reason of the lowest part that failed, or NULL. What parts behind it have counted depends on when they were told. */
static const GError *
join_parts (const S2pPopulatePlan *plan, guint number, S2pDrawCounts *counts)
{
  const GError *error = NULL;

  for (guint i = 0; i < plan->n_parts && error == NULL; i++)
    {
      const Part *part = &plan->parts[(gsize) number * plan->n_parts + i];

      s2p_draw_counts_add (counts, &part->counts);
      error = part->error;
    }
  return error;
}

/* In place of one that could not be built. */
static S2pPopulation *
new_empty (const S2pPopulation *wanted, const char *failure)
{
  S2pPopulation *population = s2p_population_new (0, wanted->n_conductances, wanted->seed, wanted->pair);

  population->failure = g_strdup (failure);
  return population;
}

S2pPopulation *
s2p_populate_plan_take (S2pPopulatePlan *plan, guint number)
{
  g_autoptr (S2pPopulation) population = g_steal_pointer (&plan->populations[number]);
  S2pDrawCounts counts = { 0 };
  const GError *error;

  if (population == NULL || g_cancellable_is_cancelled (plan->cancellable))
    return NULL;
  if (!plan->targets[number].available)
    return new_empty (population, _("silent (3 spikes or fewer), so there is no population for it"));
  error = join_parts (plan, number, &counts);
  if (error == NULL && s2p_populate_plan_cells (plan, number) < plan->size)
    return NULL;
  if (error != NULL)
    {
      S2pPopulation *empty = new_empty (population, error->message);

      empty->counts = counts;
      return empty;
    }
  population->counts = counts;
  return g_steal_pointer (&population);
}

void
s2p_populate_plan_free (S2pPopulatePlan *plan)
{
  if (plan == NULL)
    return;
  for (guint i = 0; i < plan->n; i++)
    s2p_population_unref (plan->populations[i]);
  for (gsize i = 0; i < (gsize) plan->n * plan->n_parts; i++)
    g_clear_error (&plan->parts[i].error);
  g_free (plan->populations);
  g_free (plan->parts);
  g_free (plan->first_failed);
  g_free (plan->n_done);
  g_free (plan->targets);
  s2p_dic_point_free (plan->threshold);
  g_clear_object (&plan->cancellable);
  s2p_neuron_unref (plan->neuron);
  g_free (plan);
}
