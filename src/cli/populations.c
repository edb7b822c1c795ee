#include "cli/populations.h"

#define MOST_NOTES 20

S2pCliTarget *
s2p_cli_targets (const S2pSession *session)
{
  S2pCliTarget *targets = g_new0 (S2pCliTarget, MAX (1, session->entries->len));

  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];

      targets[i].id = entry->recording->train->id;
      targets[i].estimate = &entry->estimate;
      targets[i].recording = entry->recording;
      s2p_entry_target (entry, &targets[i].target);
    }
  return targets;
}

GPtrArray *
s2p_cli_populate (S2pNeuron *neuron, const S2pGenerateOptions *options, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool)
{
  g_autofree S2pTarget *wanted = g_new0 (S2pTarget, MAX (1, n));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (S2pPopulatePlan) plan = NULL;
  g_autoptr (GPtrArray) populations = g_ptr_array_new_full (n, (GDestroyNotify) s2p_population_unref);

  for (gsize i = 0; i < n; i++)
    wanted[i] = targets[i].target;
  plan = s2p_populate_plan_new (neuron, options, wanted, n, size, cancellable);
  s2p_cli_run_plan (pool, "populations", s2p_populate_plan_n_parts (plan), s2p_populate_plan_part, plan, cancellable);
  if (s2p_cli_interrupted ())
    return NULL;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (populations, s2p_populate_plan_take (plan, i));
  return g_steal_pointer (&populations);
}

gboolean
s2p_cli_checked_agrees (const S2pCliChecked *checked, gboolean at_mean)
{
  const S2pCliChecked defaults = S2P_CLI_CHECKED;

  if (checked->wanted && at_mean)
    s2p_cli_note ("--checked and --point exclude each other: the pair of a checked cell is moved until it fires as the recording does");
  else if (!checked->wanted && (checked->tolerance != defaults.tolerance || checked->budget != defaults.budget))
    s2p_cli_note ("--tolerance and --budget are for checked cells: give --checked, too");
  else
    return TRUE;
  return FALSE;
}

gboolean
s2p_cli_checked_options (const S2pCliChecked *checked, const S2pGenerateOptions *generate, S2pCheckedOptions *options)
{
  GError *error = NULL;

  s2p_checked_options_init (options, generate);
  options->floor = checked->tolerance / 100;
  options->budget = MAX (0, checked->budget);
  if (s2p_checked_are_good (options->floor, options->budget, &error))
    return TRUE;
  s2p_cli_fail (error);
  return FALSE;
}

GPtrArray *
s2p_cli_populate_checked (S2pNeuron *neuron, const S2pCheckedOptions *options, const S2pCliTarget *targets, gsize n, guint size, S2pPool *pool)
{
  g_autofree S2pTarget *wanted = g_new0 (S2pTarget, MAX (1, n));
  g_autofree S2pRecording **recordings = g_new0 (S2pRecording *, MAX (1, n));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (S2pCheckedPlan) plan = NULL;
  g_autoptr (GPtrArray) populations = g_ptr_array_new_full (n, (GDestroyNotify) s2p_population_unref);

  for (gsize i = 0; i < n; i++)
    {
      wanted[i] = targets[i].target;
      recordings[i] = targets[i].recording;
    }
  plan = s2p_checked_plan_new (neuron, options, wanted, recordings, n, size, cancellable);
  s2p_cli_run_plan (pool, "populations", s2p_checked_plan_n_parts (plan), s2p_checked_plan_part, plan, cancellable);
  if (s2p_cli_interrupted ())
    return NULL;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (populations, s2p_checked_plan_take (plan, i));
  return g_steal_pointer (&populations);
}

gboolean
s2p_cli_report_population (const S2pCliTarget *target, const S2pPopulation *population, gsize *notes)
{
  const char *shortfall = population->checked != NULL ? population->checked->shortfall : NULL;
  const gboolean there = population->n > 0 && shortfall == NULL, unlikely = there && target->estimate != NULL && target->estimate->choice == S2P_TARGET_UNLIKELY;
  const guint64 redrawn = population->checked == NULL ? population->counts.draws - population->n : 0;

  if (there && !unlikely && redrawn == 0)
    return TRUE;
  if ((*notes)++ >= MOST_NOTES)
    return there;
  if (population->failure != NULL || shortfall != NULL)
    s2p_cli_note ("recording %s: %s", target->id, population->failure != NULL ? population->failure : shortfall);
  else if (unlikely)
    s2p_cli_note ("recording %s: most cells near the inferred g_s = %.2f, g_u = %.2f are not %s as it is; is this the right neuron model?", target->id,
                  target->estimate->inference.g_s, target->estimate->inference.g_u, s2p_activity_name (target->target.activity));
  else if (there)
    s2p_cli_note ("recording %s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " draws had a negative conductance and were drawn again", target->id,
                  redrawn, population->counts.draws);
  return there;
}

void
s2p_cli_report_rest (gsize notes, gsize missing)
{
  if (notes > MOST_NOTES)
    s2p_cli_note ("... and such notes on %" G_GSIZE_FORMAT " more recordings; %" G_GSIZE_FORMAT " in all have no population, or not all of it", notes - MOST_NOTES, missing);
}
