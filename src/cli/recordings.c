#include "cli/recordings.h"
#include <math.h>
#include "base/error.h"

#define HOW_TO_SET "layout and unit are set by --layout, --unit and --rate"
#define MOST_NOTES 20 /* notes on single trains that are shown */

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
    s2p_cli_note ("%s", s2p_notes_at (recordings->notes, i)->text);
  for (guint i = 0; i < recordings->trains->len; i++)
    {
      const S2pSpikeTrain *train = recordings->trains->pdata[i];

      for (guint j = 0; j < s2p_notes_count (train->notes); j++, total++)
        if (shown < MOST_NOTES)
          {
            s2p_cli_note ("recording %s: %s", train->id, s2p_notes_at (train->notes, j)->text);
            shown++;
          }
    }
  if (total > shown)
    s2p_cli_note ("... and %u more notes on single recordings", total - shown);
}

/* Takes the trains of @recordings and frees it. */
static S2pSession *
make_session (S2pRecordings *recordings, const char *path)
{
  S2pSession *session = s2p_session_new ();

  g_ptr_array_set_free_func (recordings->trains, NULL);
  for (guint i = 0; i < recordings->trains->len; i++)
    s2p_session_add (session, recordings->trains->pdata[i], path);
  s2p_recordings_free (recordings);
  return session;
}

S2pSession *
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
      const gboolean was_read = !g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE);

      *status = s2p_cli_fail (error);
      if (was_read)
        s2p_cli_note (HOW_TO_SET);
      return NULL;
    }
  show_notes (recordings);
  if (recordings->notes->len > 0)
    s2p_cli_note (HOW_TO_SET);
  if (import->rate > 0 && recordings->unit != S2P_UNIT_SAMPLES)
    s2p_cli_note ("--rate was not used: the times are in %s (--unit samples would change that)", s2p_unit_name (recordings->unit));
  return make_session (recordings, path);
}

void
s2p_cli_estimate (S2pSession *session, S2pNeuron *neuron, gboolean at_mean, S2pPool *pool)
{
  const guint n = session->entries->len;
  g_autofree S2pRecording **recordings = g_new (S2pRecording *, MAX (1, n));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (S2pEstimatePlan) plan = NULL;

  for (guint i = 0; i < n; i++)
    recordings[i] = ((S2pEntry *) session->entries->pdata[i])->recording;
  plan = s2p_estimate_plan_new (neuron, recordings, n, at_mean, cancellable);
  s2p_cli_run_plan (pool, "inference", s2p_estimate_plan_n_parts (plan), s2p_estimate_plan_part, plan, cancellable);
  for (guint i = 0; i < n; i++)
    s2p_entry_set_estimate (session->entries->pdata[i], &s2p_estimate_plan_results (plan)[i]);
}

void
s2p_cli_report_verdicts (const S2pSession *session)
{
  guint flagged = 0;

  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];
      g_autofree char *reason = s2p_verdict_say (&entry->estimate.verdict, TRUE);

      if (reason != NULL && flagged++ < MOST_NOTES)
        s2p_cli_note ("recording %s: this neuron model cannot fire so (%s); what is inferred from it means little", entry->recording->train->id, reason);
    }
  if (flagged > MOST_NOTES)
    s2p_cli_note ("... and %u more recordings that this model cannot fire (see in_domain and reason of “infer”)", flagged - MOST_NOTES);
}
