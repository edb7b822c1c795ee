#include "cli/populations.h"
#include "base/number.h"
#include "population/cells-file.h"

#define CELLS_PER_TASK 64
#define MOST_NOTES 20
#define TARGETS_PER_TASK 64

typedef struct {
  GPtrArray            *trains;
  const S2pInference   *inferences;
  const S2pActivityMap *map; /* or NULL */
  S2pDicRange           range;
  S2pCliTarget         *targets;
} TargetJob;

static void
choose_some (guint index, gpointer data)
{
  TargetJob *job = data;
  const guint from = index * TARGETS_PER_TASK, to = MIN (from + TARGETS_PER_TASK, job->trains->len);

  for (guint i = from; i < to; i++)
    {
      const S2pSpikeTrain *train = job->trains->pdata[i];
      S2pCliTarget *target = &job->targets[i];
      S2pFeatures features;

      *target = (S2pCliTarget) { .id = train->id, .available = job->inferences[i].available, .recording = i };
      if (!target->available)
        continue;
      s2p_features_compute (train->times, train->n_spikes, &features);
      target->mean_g_s = job->inferences[i].g_s;
      target->mean_g_u = job->inferences[i].g_u;
      target->choice = s2p_target_choose (&job->inferences[i], features.activity, job->map, &job->range, &target->g_s, &target->g_u);
    }
}

S2pCliTarget *
s2p_cli_targets (const S2pModel *model, const S2pNetwork *network, const S2pRecordings *recordings, const S2pInference *inferences, gboolean at_mean,
                 S2pPool *pool)
{
  const guint n = recordings->trains->len;
  S2pActivityMap map;
  const gboolean has_map = !at_mean && s2p_activity_map_get (network, &map);
  TargetJob job = { recordings->trains, inferences, has_map ? &map : NULL, { model->g_s_min, model->g_s_max, model->g_u_min, model->g_u_max },
                    g_new0 (S2pCliTarget, MAX (1, n)) };

  s2p_pool_run (pool, (n + TARGETS_PER_TASK - 1) / TARGETS_PER_TASK, choose_some, &job);
  return job.targets;
}

/* Some cells of one population: the work of one task. */
typedef struct {
  S2pDrawCounts counts;
  GError       *error;
} Part;

typedef struct {
  const S2pModel           *model;
  S2pDicPoint              *threshold;
  const S2pGenerateOptions *options;
  const S2pCliTarget       *targets;
  guint                     size, n_parts; /* cells, parts of each population */
  S2pCliPopulation         *populations;
  Part                     *parts;         /* [n][n_parts] */
  gint                     *first_failed;  /* [n] lowest part that could not, atomic */
  S2pCliProgress           *progress;
} PopulateJob;

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
static void
populate_part (guint index, gpointer data)
{
  PopulateJob *job = data;
  const guint number = index / job->n_parts, from = index % job->n_parts * CELLS_PER_TASK, to = MIN (from + CELLS_PER_TASK, job->size);
  const S2pCliTarget *target = &job->targets[number];
  Part *part = &job->parts[index];

  for (guint i = from; i < to && target->available && part->error == NULL && !s2p_cli_interrupted (); i++)
    {
      if (g_atomic_int_get (&job->first_failed[number]) < (gint) (index % job->n_parts))
        return;
      if (!s2p_generate_cell (job->threshold, job->options, target->g_s, target->g_u, target->recording, i,
                              job->populations[number].g + (gsize) i * job->model->n_conductances, &part->counts, &part->error))
        note_failure (&job->first_failed[number], index % job->n_parts);
    }
  s2p_cli_progress_add (job->progress, 1);
}

static void
join_parts (const PopulateJob *job, guint number)
{
  S2pCliPopulation *population = &job->populations[number];

  for (guint i = 0; i < job->n_parts; i++)
    {
      Part *part = &job->parts[(gsize) number * job->n_parts + i];

      population->counts.draws += part->counts.draws;
      population->counts.negative += part->counts.negative;
      population->counts.no_solution += part->counts.no_solution;
      population->counts.not_converged += part->counts.not_converged;
      population->counts.singular += part->counts.singular;
      if (population->error == NULL)
        population->error = g_steal_pointer (&part->error);
      g_clear_error (&part->error);
    }
  population->n = job->targets[number].available && population->error == NULL && !s2p_cli_interrupted () ? job->size : 0;
}

S2pCliPopulation *
s2p_cli_populate (const S2pModel *model, const S2pGenerateOptions *options, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool)
{
  const guint n_parts = (size + CELLS_PER_TASK - 1) / CELLS_PER_TASK;
  g_autoptr (S2pCliProgress) progress = s2p_cli_progress_new ("populations", n * n_parts);
  g_autofree Part *parts = g_new0 (Part, MAX (1, n * n_parts));
  g_autofree gint *first_failed = g_new (gint, MAX (1, n));
  PopulateJob job = { model, s2p_dic_point_new (model, model->threshold), options, targets, size, n_parts, g_new0 (S2pCliPopulation, MAX (1, n)), parts,
                      first_failed, progress };

  for (gsize i = 0; i < n; i++)
    {
      first_failed[i] = G_MAXINT;
      if (targets[i].available)
        job.populations[i].g = g_new (double, (gsize) size * model->n_conductances);
    }
  s2p_pool_run (pool, n * n_parts, populate_part, &job);
  for (gsize i = 0; i < n; i++)
    join_parts (&job, i);
  s2p_dic_point_free (job.threshold);
  return job.populations;
}

void
s2p_cli_populations_free (S2pCliPopulation *populations, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_free (populations[i].g);
      g_clear_error (&populations[i].error);
    }
  g_free (populations);
}

gboolean
s2p_cli_report_population (const S2pCliTarget *target, const S2pCliPopulation *population, gsize *notes)
{
  const gboolean there = population->n > 0;

  if (there && target->choice == S2P_TARGET_MEAN && population->counts.draws == population->n)
    return TRUE;
  if ((*notes)++ >= MOST_NOTES)
    return there;
  if (!target->available)
    s2p_cli_note ("recording %s: silent (3 spikes or fewer), so there is no population for it", target->id);
  else if (population->error != NULL)
    s2p_cli_note ("recording %s: %s", target->id, population->error->message);
  else if (target->choice == S2P_TARGET_MOVED)
    s2p_cli_note ("recording %s: few cells at the inferred g_s = %.2f, g_u = %.2f fire as recorded, so built at g_s = %.2f, g_u = %.2f, within the uncertainty", target->id,
                  target->mean_g_s, target->mean_g_u, target->g_s, target->g_u);
  else if (target->choice == S2P_TARGET_UNLIKELY)
    s2p_cli_note ("recording %s: few cells at the inferred g_s = %.2f, g_u = %.2f, or anywhere within the uncertainty, fire as recorded; is this the right neuron model?",
                  target->id, target->mean_g_s, target->mean_g_u);
  else if (there)
    s2p_cli_note ("recording %s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " draws had a negative conductance and were drawn again", target->id,
                  population->counts.draws - population->n, population->counts.draws);
  return there;
}

void
s2p_cli_report_rest (gsize notes, gsize missing)
{
  if (notes > MOST_NOTES)
    s2p_cli_note ("... and such notes on %" G_GSIZE_FORMAT " more recordings; %" G_GSIZE_FORMAT " in all have no population", notes - MOST_NOTES, missing);
}

void
s2p_cli_append_cell (GString *text, const S2pModel *model, const char *id, const double *g)
{
  s2p_cli_append_field (text, id);
  for (guint i = 0; i < model->n_conductances; i++)
    {
      g_string_append_c (text, ',');
      s2p_number_append (text, g[i]);
    }
}

void
s2p_cli_append_population (GString *text, const S2pModel *model, const char *id, const S2pCliPopulation *population)
{
  for (guint i = 0; i < population->n; i++)
    {
      s2p_cli_append_cell (text, model, id, population->g + (gsize) i * model->n_conductances);
      g_string_append_c (text, '\n');
    }
}
