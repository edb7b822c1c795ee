#include "cli/populations.h"
#include "base/number.h"
#include "population/cells-file.h"

S2pCliTarget *
s2p_cli_targets (const S2pModel *model, const S2pNetwork *network, const S2pRecordings *recordings, const S2pInference *inferences, gboolean at_mean)
{
  const S2pDicRange range = { model->g_s_min, model->g_s_max, model->g_u_min, model->g_u_max };
  S2pCliTarget *targets = g_new0 (S2pCliTarget, MAX (1, recordings->trains->len));
  S2pActivityMap map;
  const gboolean has_map = !at_mean && s2p_activity_map_get (network, &map);

  for (guint i = 0; i < recordings->trains->len; i++)
    {
      const S2pSpikeTrain *train = recordings->trains->pdata[i];
      S2pFeatures features;

      targets[i] = (S2pCliTarget) { .id = train->id, .available = inferences[i].available, .recording = i };
      if (!inferences[i].available)
        continue;
      s2p_features_compute (train->times, train->n_spikes, &features);
      targets[i].moved = s2p_target_choose (&inferences[i], features.activity, has_map ? &map : NULL, &range, &targets[i].g_s, &targets[i].g_u);
    }
  return targets;
}

typedef struct {
  const S2pModel           *model;
  S2pDicPoint              *threshold;
  const S2pGenerateOptions *options;
  const S2pCliTarget       *targets;
  guint                     size;
  S2pCliPopulation         *populations;
  S2pCliProgress           *progress;
} PopulateJob;

static void
populate_one (guint index, gpointer data)
{
  PopulateJob *job = data;
  const S2pCliTarget *target = &job->targets[index];
  S2pCliPopulation *population = &job->populations[index];
  const guint n_conductances = job->model->n_conductances;

  if (target->available && !s2p_cli_interrupted ())
    {
      population->g = g_new (double, (gsize) job->size * n_conductances);
      for (guint i = 0; i < job->size && population->error == NULL && !s2p_cli_interrupted (); i++)
        s2p_generate_cell (job->threshold, job->options, target->g_s, target->g_u, target->recording, i, population->g + (gsize) i * n_conductances,
                           &population->counts, &population->error);
      population->n = population->error == NULL && !s2p_cli_interrupted () ? job->size : 0;
    }
  s2p_cli_progress_add (job->progress, 1);
}

S2pCliPopulation *
s2p_cli_populate (const S2pModel *model, const S2pGenerateOptions *options, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool)
{
  g_autoptr (S2pCliProgress) progress = s2p_cli_progress_new ("populations", n);
  PopulateJob job = { model, s2p_dic_point_new (model, model->threshold), options, targets, size, g_new0 (S2pCliPopulation, MAX (1, n)), progress };

  s2p_pool_run (pool, n, populate_one, &job);
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
s2p_cli_report_population (const S2pCliTarget *target, const S2pCliPopulation *population)
{
  if (!target->available)
    s2p_cli_note ("recording %s: silent (3 spikes or fewer), so there is no population for it", target->id);
  else if (population->error != NULL)
    s2p_cli_note ("recording %s: %s", target->id, population->error->message);
  else if (target->moved)
    s2p_cli_note ("recording %s: built at g_s = %.3g, g_u = %.3g, within the uncertainty: at the inferred mean too few cells fire as recorded", target->id, target->g_s,
                  target->g_u);
  else if (population->counts.draws > population->n)
    s2p_cli_note ("recording %s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " draws had a negative conductance and were drawn again", target->id,
                  population->counts.draws - population->n, population->counts.draws);
  return population->n > 0;
}

void
s2p_cli_append_population (GString *text, const S2pModel *model, const char *id, const S2pCliPopulation *population)
{
  for (guint i = 0; i < population->n; i++)
    {
      s2p_cli_append_field (text, id);
      for (guint j = 0; j < model->n_conductances; j++)
        {
          g_string_append_c (text, ',');
          s2p_number_append (text, population->g[(gsize) i * model->n_conductances + j]);
        }
      g_string_append_c (text, '\n');
    }
}
