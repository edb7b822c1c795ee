#include "cli/recordings.h"
#include "base/error.h"
#include "base/number.h"
#include <math.h>
#include <string.h>

#define MOST_NOTES 20 /* notes on single trains that are shown */
#define TRAINS_PER_TASK 64

void
s2p_cli_import_clear (S2pCliImport *import)
{
  g_clear_pointer (&import->layout, g_free);
  g_clear_pointer (&import->unit, g_free);
}

static void
show_notes (const S2pRecordings *recordings)
{
  guint shown = 0, total = 0;

  for (guint i = 0; i < recordings->notes->len; i++)
    s2p_cli_note ("%s", (const char *) recordings->notes->pdata[i]);
  for (guint i = 0; i < recordings->trains->len; i++)
    {
      const S2pSpikeTrain *train = recordings->trains->pdata[i];

      for (guint j = 0; train->notes != NULL && j < train->notes->len; j++, total++)
        if (shown < MOST_NOTES)
          {
            s2p_cli_note ("recording %s: %s", train->id, (const char *) train->notes->pdata[j]);
            shown++;
          }
    }
  if (total > shown)
    s2p_cli_note ("... and %u more notes on single recordings", total - shown);
}

S2pRecordings *
s2p_cli_read_recordings (const char *path, const S2pCliImport *import, int *status)
{
  /* who gives a sampling rate means sample numbers */
  S2pImportOptions options = { .rate_hz = import->rate, .unit = import->rate > 0 ? S2P_UNIT_SAMPLES : S2P_UNIT_GUESS };
  S2pRecordings *recordings;
  GError *error = NULL;

  if ((import->layout != NULL && !s2p_layout_parse (import->layout, &options.layout, &error))
      || (import->unit != NULL && !s2p_unit_parse (import->unit, &options.unit, &error)))
    {
      s2p_cli_fail (error);
      *status = S2P_CLI_USAGE;
      return NULL;
    }
  if (!isfinite (import->rate) || import->rate < 0 || (options.unit == S2P_UNIT_SAMPLES && import->rate == 0))
    {
      s2p_cli_note (options.unit == S2P_UNIT_SAMPLES ? "--unit samples needs --rate HZ, the samples a second" : "--rate HZ is the number of samples a second");
      *status = S2P_CLI_USAGE;
      return NULL;
    }
  if ((recordings = s2p_recordings_read (path, &options, &error)) == NULL)
    {
      *status = s2p_cli_fail (error);
      return NULL;
    }
  show_notes (recordings);
  if (import->rate > 0 && recordings->unit != S2P_UNIT_SAMPLES)
    s2p_cli_note ("--rate was not used: the times are in %s (--unit samples would change that)", s2p_unit_name (recordings->unit));
  return recordings;
}

S2pNetwork *
s2p_cli_load_network (const S2pModel *model, GError **error)
{
  g_autofree char *file = g_strconcat (model->name, ".safetensors", NULL), *path = s2p_cli_data_path ("weights", file);
  S2pNetwork *network;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FILE, "there are no weights for the model %s yet (%s is missing), so spike times cannot be turned into DICs; “generate --dics=G_S,G_U” works without",
                   model->name, path);
      return NULL;
    }
  if ((network = s2p_network_load (path, error)) == NULL)
    return NULL;
  if (strcmp (network->model, model->name) != 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "%s holds weights for the model %s, not %s", path, network->model, model->name);
      g_clear_pointer (&network, s2p_network_free);
    }
  return network;
}

typedef struct {
  GPtrArray    *trains;
  GAsyncQueue  *workspaces; /* one a thread; a task takes one and gives it back */
  S2pInference *results;
} InferJob;

static void
infer_some (guint index, gpointer data)
{
  InferJob *job = data;
  const gsize from = (gsize) index * TRAINS_PER_TASK, n = MIN (TRAINS_PER_TASK, job->trains->len - from);
  S2pInferenceWorkspace *workspace = g_async_queue_pop (job->workspaces);
  S2pSpikes spikes[TRAINS_PER_TASK];

  for (gsize i = 0; i < n; i++)
    {
      const S2pSpikeTrain *train = job->trains->pdata[from + i];
      spikes[i] = (S2pSpikes) { train->times, train->n_spikes };
    }
  s2p_network_infer (workspace, spikes, n, job->results + from);
  g_async_queue_push (job->workspaces, workspace);
}

S2pInference *
s2p_cli_infer (const S2pNetwork *network, GPtrArray *trains, S2pPool *pool)
{
  InferJob job = { trains, g_async_queue_new_full ((GDestroyNotify) s2p_inference_workspace_free), g_new0 (S2pInference, MAX (1, trains->len)) };

  for (guint i = 0; i < s2p_pool_size (pool); i++)
    g_async_queue_push (job.workspaces, s2p_inference_workspace_new (network));
  s2p_pool_run (pool, (trains->len + TRAINS_PER_TASK - 1) / TRAINS_PER_TASK, infer_some, &job);
  g_async_queue_unref (job.workspaces);
  return job.results;
}

void
s2p_cli_append_inference (GString *text, const S2pSpikeTrain *train, const S2pInference *inference)
{
  const double values[] = { inference->g_s, inference->g_u, inference->sd_g_s, inference->sd_g_u };
  S2pFeatures features;

  s2p_features_compute (train->times, train->n_spikes, &features);
  s2p_cli_append_field (text, train->id);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_string_append_c (text, ',');
      if (inference->available)
        s2p_number_append_fixed (text, values[i], 9);
    }
  g_string_append_printf (text, ",%s\n", s2p_activity_name (features.activity));
}

static void
append_number (GString *text, double value)
{
  g_string_append_c (text, ',');
  s2p_number_append_fixed (text, value, 4);
}

void
s2p_cli_append_features (GString *text, const S2pSpikeTrain *train)
{
  S2pFeatures features;

  s2p_features_compute (train->times, train->n_spikes, &features);
  s2p_cli_append_field (text, train->id);
  g_string_append_printf (text, ",%" G_GSIZE_FORMAT, features.n_spikes);
  append_number (text, features.duration);
  g_string_append_printf (text, ",%s", s2p_activity_name (features.activity));
  append_number (text, features.rate);
  append_number (text, features.cv_isi);
  append_number (text, features.f_intra);
  append_number (text, features.f_inter);
  append_number (text, features.burst_duration);
  append_number (text, features.spikes_per_burst);
  g_string_append_c (text, '\n');
}
